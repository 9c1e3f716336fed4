"""The JSON document of the hand-made forecast, every key and number."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from detente.cli.json_schemas import schema
from detente.testing.sample import sample_forecast


def rounded(value: Any) -> Any:
    """To nine digits: the last ones differ between machines."""
    if isinstance(value, dict):
        return {str(k): rounded(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(v) for v in value]
    return float(f"{value:.9g}") + 0.0 if isinstance(value, float) else value


@pytest.mark.parametrize("times", [1, 20])
def test_the_document_of_a_forecast(is_said: Callable[[str, str], None], times: int) -> None:
    document = sample_forecast(times).to_dict()
    jsonschema.validate(json.loads(json.dumps(document)), schema("forecast"))
    del document["manifest"]
    text = json.dumps(rounded(document), sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)
    is_said(f"forecast-{10 * times}", text)
