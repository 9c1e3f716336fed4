"""The JSON documents that records give are those of before there were records.

``documents`` was written by commit 29ec098, which built dictionaries by hand; since then only the names of
nodes have changed in it, with the versions of the document and of the run folder.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from detente.cli.json_schemas import schema
from detente.forecasts import Forecast, forecast
from detente.scenario import load
from detente.testing.sample import sample_forecast

STORED = Path(__file__).parent / "documents"
SYSTEM = Path(__file__).parents[1] / "scenario" / "system.yaml"


def system_forecast() -> Forecast:
    return forecast(load(SYSTEM), ["nash"], draws=16, seed=2)


def compare(found: Any, wanted: Any, path: str = "") -> None:
    """Equal keys, types and values; numbers to twelve digits, since platforms differ in the last ones."""
    if isinstance(wanted, dict):
        assert set(found) == set(wanted), path
        for key, value in wanted.items():
            compare(found[key], value, f"{path}.{key}")
    elif isinstance(wanted, list):
        assert len(found) == len(wanted), path
        for i, value in enumerate(wanted):
            compare(found[i], value, f"{path}.{i}")
    elif isinstance(wanted, float):
        assert found == pytest.approx(wanted, rel=1e-12, abs=1e-12), path
    else:
        assert (type(found), found) == (type(wanted), wanted), path


@pytest.mark.parametrize(("name", "make"), [("sample", sample_forecast), ("system", system_forecast)])
def test_a_forecast_is_the_document_it_was(name: str, make: Any) -> None:
    document = make().to_dict()
    of_the_machine = {"seconds": 1.5, "threads": 2, "versions": {"detente": "0.1.0"}, "key": "0123456789ab"}
    document["manifest"] |= of_the_machine
    compare(document, json.loads((STORED / f"{name}.json").read_text(encoding="utf-8")))
    jsonschema.validate(document, schema("forecast"))


def test_the_document_has_the_whole_manifest() -> None:
    run = system_forecast()
    assert run.to_dict()["manifest"] == run.manifest
