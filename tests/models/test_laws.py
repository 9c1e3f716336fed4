"""Every registered model of every family, in every named variant, keeps the laws or says which it breaks."""

from __future__ import annotations

import pytest

from detente.models import configure, models
from detente.testing.laws import broken, check_law, model_laws

SPECS = [
    slug if i == 0 else f"{slug}:{variant}"
    for slug, model in models().items()
    for i, variant in enumerate(model.variants)
]


def list_laws(spec: str) -> list[str]:
    """The laws of a model; of one that the suite knows no cases for, a single test that says so."""
    try:
        return model_laws(spec)
    except ValueError:
        return ["order"]


@pytest.mark.parametrize(("spec", "law"), [(spec, law) for spec in SPECS for law in list_laws(spec)])
def test_law(spec: str, law: str) -> None:
    verdict = check_law(spec, law, examples=40)
    assert verdict.holds == (law not in broken(configure(spec)))
