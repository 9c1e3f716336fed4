"""What is exact stays exact, and a predictive distribution stays one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from detente import catalog
from detente.cli.tables import forecast as tables
from detente.draws import draw
from detente.forecasts import forecast
from detente.forecasts.nodes.settlement import to_bargain
from detente.models.settlement.blend import predictive
from detente.report import report_html
from detente.scenario import loads

EXACT = """
detente: 1
title: Exact numbers
as_of: 2025-01-01
issues:
  x: {question: Where?, scale: {0: nothing, 20: a little, 50: half, 80: most, 100: all}}
actors:
  a: {label: A, kind: state, capability: 1}
  b: {label: B, kind: state, capability: 1}
  c: {label: C, kind: state, capability: 1}
stances:
  - {actor: a, issue: x, position: 0, salience: 50}
  - {actor: b, issue: x, position: 50, salience: 50}
  - {actor: c, issue: x, position: 100, salience: 50}
"""
#: The same with an issue next to it on which the numbers are uncertain.
MIXED = EXACT.replace("actors:\n", "  y: {question: How?, scale: {0: so, 100: thus}}\nactors:\n", 1) + (
    "  - {actor: a, issue: y, position: [0, 40], salience: 50}\n"
    "  - {actor: b, issue: y, position: [60, 90], salience: [10, 90]}\n"
)
DETERMINISTIC = ("mean", "median", "unweighted-mean", "challenge", "spatial", "condorcet")


def lines(made):
    return [part for part in tables(made) if isinstance(part, str)]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_blend_spreads_over_exact_numbers_whatever_the_seed(seed):
    made = forecast(loads(EXACT), ["blend"], draws=1024, seed=seed)
    drawn = made.outcome("blend", "x")
    # by another way: the distribution that the draws are quantiles of
    grid, cdf = predictive(to_bargain(draw(made.scenario, 1)).one(0))
    assert (
        np.abs(np.interp(np.sort(drawn), grid, cdf[0]) - (np.arange(1024) + 0.5) / 1024)[100:-100].max()
        < 0.01
    )
    (issue,) = made.summary()
    blend = next(m for m in issue.models if m.model == "blend")
    assert blend.median == pytest.approx(50, abs=0.5)
    assert blend.intervals[80] == pytest.approx((5, 95), abs=1.5)
    assert blend.predictive
    assert not blend.single


def test_a_hair_of_uncertainty_changes_nothing_to_speak_of():
    near = EXACT.replace("position: 100,", "position: [99.999, 100],")
    one, other = (forecast(loads(t), ["blend"], draws=2048).summary()[0].models[0] for t in (EXACT, near))
    assert one.intervals[50] == pytest.approx(other.intervals[50], abs=1)
    assert one.stretches == pytest.approx(other.stretches, abs=0.02)


@pytest.mark.parametrize("models", [["blend"], ["blend", "challenge"], None])
def test_an_exact_issue_has_the_same_numbers_alone_and_in_company(models):
    alone = forecast(loads(MIXED), models, issues=["x"], draws=256, seed=3)
    together = forecast(loads(MIXED), models, draws=256, seed=3)
    for label in alone.models:
        np.testing.assert_array_equal(alone.outcome(label, "x"), together.outcome(label, "x"))
    assert len(np.unique(alone.outcome("blend", "x"))) > 200


def test_models_without_errors_of_their_own_have_one_outcome_for_every_seed():
    made = [forecast(loads(EXACT), DETERMINISTIC, draws=64, seed=s) for s in (0, 1)]
    for label in DETERMINISTIC:
        first, second = (m.outcome(label, "x") for m in made)
        np.testing.assert_array_equal(first, second)
        assert len(np.unique(first)) == 1
    (issue,) = made[0].summary()
    assert all(m.single for m in issue.models if m.defined)
    assert issue.certain
    assert made[0].certain


def test_a_model_that_is_stochastic_by_a_parameter_spreads_too():
    spec = "spatial:transition=stochastic"
    whole = forecast(loads(EXACT), [spec], draws=16, seed=5).outcome(spec, "x")
    assert len(np.unique(whole)) > 1


def test_what_is_said_of_exact_numbers():
    said = lines(forecast(loads(EXACT), ["mean"], draws=256))
    assert "Nothing in this scenario is uncertain: one outcome for each model, whatever the seed." in said
    for draws in (1, 256):
        said = lines(forecast(loads(EXACT), ["blend"], draws=draws))
        assert (
            "Nothing in this scenario is uncertain: one outcome for each model, whatever the seed, except "
            "blend, whose spread is the error of forecasts on decided cases."
        ) in said
    said = lines(forecast(loads(MIXED), ["mean"], draws=256))
    assert "Nothing is uncertain on this issue: one outcome for each model, whatever the seed." in said
    assert not any("in this scenario" in line for line in said)


def test_models_that_spread_over_exact_numbers_are_not_said_to_have_one_outcome():
    spec = "spatial:transition=stochastic"
    assert (
        "Nothing in this scenario is uncertain: one outcome for each model, whatever the seed, except "
        "blend, whose spread is the error of forecasts on decided cases, and "
        "spatial:transition=stochastic, which settles it by chance."
    ) in lines(forecast(loads(EXACT), [spec, "blend"], draws=128))
    together = MIXED.replace("100: all}}", "100: all}, reversion: 20}").replace(
        "thus}}", "thus}, reversion: 50}"
    )
    made = forecast(loads(together), ["package", "spatial", "mean"], draws=128)
    spread = [m for m in ("package", "spatial", "mean") if np.ptp(made.outcome(m, "x")) > 0.1]
    assert spread == ["package", "spatial"]
    said = (
        "Nothing is uncertain on this issue: one outcome for each model, whatever the seed, except "
        "package and spatial, which settle it together with uncertain ones."
    )
    assert said in lines(made)
    assert report_html(made).count(said) == 1


def test_no_interval_and_no_share_stands_for_one_outcome():
    (sheet,) = [p for p in tables(forecast(loads(EXACT), ["mean"], draws=256)) if hasattr(p, "rows")]
    rows = {row[0]: row for row in sheet.rows}
    at = sheet.columns.index("at 50")
    assert rows["mean"][1:5] == ("50.0", "–", "–", "–")
    assert rows["mean"][at] == "●"
    assert set(rows["mean"][6:]) == {"", "●"}


@pytest.mark.parametrize("file", ["emission_ktab.csv", "SOE-Pol-Comp.csv", "dummyData_3Dim.csv"])
def test_ktab_files_are_exact_and_the_blend_spreads(shared: Path, file):
    scenario = catalog.load(str(shared / "data" / "ktab" / file))
    for seed in (0, 1):
        made = forecast(scenario, ["blend"], draws=256, seed=seed)
        assert made.certain
        for issue in made.issues:
            assert len(np.unique(made.outcome("blend", issue))) > 100


def test_one_draw_of_uncertain_numbers_is_not_certain():
    (x, y) = forecast(loads(MIXED), ["mean"], draws=1).summary()
    assert not y.certain
    assert not x.certain
    (only,) = forecast(loads(EXACT), ["mean"], draws=1).summary()
    assert only.certain
