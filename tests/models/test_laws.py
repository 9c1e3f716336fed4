"""Every registered model of every family, in every named variant, keeps the laws or says which it breaks."""

from __future__ import annotations

import pytest

from detente.models import Model, Traits, configure, models, registry
from detente.models.burden.fiscal import Budget
from detente.models.registry import NoParams
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


def test_a_model_of_an_unknown_result_fails_alone_and_says_what_there_is(monkeypatch):
    def weigh(budget: Budget, params: NoParams) -> str:
        return "heavy"

    monkeypatch.setitem(
        registry._models,
        "toy",
        Model("toy", "Toy", "burden", ("Nobody 2000",), Traits(), {"default": NoParams()}, weigh, __name__),
    )
    assert list_laws("toy") == ["order"]
    with pytest.raises(ValueError, match="toy") as refused:
        test_law("toy", "order")
    assert str(refused.value) == (
        "toy: there are no laws about Budget -> str; annotate the model as one of Budget -> FiscalPath, "
        "Alliance -> Contributions, Tariff -> TariffCost, or add a subject to detente.testing.laws.burden"
    )
