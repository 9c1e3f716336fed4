"""What the page says of an issue: where a value lies, what spreads, and why a model is silent."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detente.forecasts import Forecast, forecast
from detente.report.issues import IssueView, apart, brief, build_issue_view, place_on_scale
from detente.report.numbers import numbers
from detente.scenario import loads
from detente.testing.sample import sample_forecast

SCALE = {10.0: "low", 50.0: "the “middle”", 90.0: "high"}


@pytest.mark.parametrize(
    ("value", "places"),
    [
        (10, [("near", "low", 10)]),
        (12, [("near", "low", 10)]),
        (12.1, [("between", "low", 10), ("and", "the ‘middle’", 50)]),
        (48, [("near", "the ‘middle’", 50)]),
        (8, [("near", "low", 10)]),
        (7.9, [("below", "low", 10)]),
        (70, [("between", "the ‘middle’", 50), ("and", "high", 90)]),
        (93, [("above", "high", 90)]),
    ],
)
def test_a_value_is_near_between_or_beyond_labelled_points(value: float, places: list[object]) -> None:
    """Near is up to two points off."""
    assert place_on_scale(value, SCALE) == places


def view(run: Forecast, issue: str) -> IssueView:
    (summary,) = (s for s in run.summary() if s.issue == issue)
    return build_issue_view(run, summary, numbers(run.scenario, run.issues))


def changed(run: Forecast, model: str, issue: str, values: np.ndarray) -> Forecast:
    """The forecast with other outcomes of a model on an issue."""
    data = run.data.copy(deep=True)
    data["outcome"].loc[{"model": model, "issue": issue}] = values
    return Forecast(data, run.scenario, run.manifest)


def test_the_bar_of_the_model_shown_first() -> None:
    """0 to 90 by tens: four fifths of them lie from 9 to 81, and of ten draws all are shown."""
    assert view(sample_forecast(20), "line").bar == pytest.approx((9, 81))
    assert view(sample_forecast(10), "line").bar == pytest.approx((9, 81))
    assert view(sample_forecast(), "line").bar == (0, 90)


def test_how_far_it_spreads_is_said_of_draws_enough() -> None:
    many = view(sample_forecast(10), "line")
    assert "from 9 to 81" in many.spread
    assert view(sample_forecast(9), "line").spread == ""
    narrow = changed(sample_forecast(20), "blend", "line", np.tile([45.1, 45.2], 100))
    assert view(narrow, "line").spread == ""
    single = changed(sample_forecast(20), "blend", "line", np.full(200, 45.0))
    assert view(single, "line").spread == "Every draw gives the same outcome."


def test_models_that_part_most_are_named_by_the_points_between_them() -> None:
    """On the line: nash 50, mean 49; on the toll mean 59 and nash 30; the blend 45 and 32.5."""
    for issue, low, high, points in (("line", "blend", "nash", 5), ("toll", "nash", "mean", 29)):
        (summary,) = (s for s in sample_forecast(20).summary() if s.issue == issue)
        parted = apart(summary)
        assert parted is not None
        assert (parted.low.model, parted.high.model, parted.points) == (low, high, points)
        one = replace(summary, models=tuple(m for m in summary.models if m.model in {low, "reversion"}))
        assert apart(one) is None
        two = replace(summary, models=tuple(m for m in summary.models if m.model in {low, high}))
        assert apart(two) == parted


def test_a_row_of_the_overview_has_the_ends_of_the_scale_and_the_other_models() -> None:
    row = brief(view(sample_forecast(20), "toll"))
    assert (row.label, row.median, row.ends) == ("The toll", 32.5, ("none", "full"))
    assert row.others == (30, 59)
    shown = view(sample_forecast(20), "toll")
    bare = brief(replace(shown, scale={30.0: "low"}, headline=None, bar=(float("nan"), float("nan"))))
    assert bare.ends == ("", "")
    assert np.isnan([bare.median, bare.low, bare.high]).all()


def test_results_say_which_is_shown_first_and_in_how_many_draws_there_is_one() -> None:
    """On the toll nash has an outcome in 7 of 10 draws."""
    results = {r.summary.model: r for r in view(sample_forecast(20), "toll").results}
    assert [m for m, r in results.items() if r.headline] == ["blend"]
    assert [m for m, r in results.items() if r.why] == ["nash"]
    assert results["nash"].why == "an outcome in 70 % of draws"


SILENT = """
detente: 1
title: Silence
as_of: 2025-01-01
issues:
  bare: {question: Where?, scale: {0: west, 100: east}}
  full: {question: Where?, scale: {0: west, 100: east}, reversion: 50}
actors: {a: {label: A, kind: state, capability: 1}, b: {label: B, kind: state, capability: 1}}
stances:
  - {actor: a, issue: bare, position: 0, salience: 50}
  - {actor: b, issue: bare, position: 100, salience: 50}
  - {actor: a, issue: full, position: 0, salience: 50}
  - {actor: b, issue: full, position: 100, salience: 50}
"""


def test_a_model_without_an_outcome_says_why() -> None:
    """It needs a reversion point where the issue has none; otherwise nothing more is known."""
    run = forecast(loads(SILENT), ["nash", "mean"], draws=1)
    why = {r.summary.model: r.why for r in view(run, "bare").results}
    assert why["mean"] == ""
    assert "does not state" in why["nash"]
    assert {r.why for r in view(run, "full").results} == {""}
    nothing = np.full(1, np.nan)
    assert {r.summary.model: r.why for r in view(changed(run, "nash", "full", nothing), "full").results}[
        "nash"
    ] == "no outcome on this issue"
    assert {r.summary.model: r.why for r in view(changed(run, "mean", "bare", nothing), "bare").results}[
        "mean"
    ] == "no outcome on this issue"


def test_draws_in_which_nobody_has_weight_are_mentioned() -> None:
    run = sample_forecast(20)
    data = run.data.copy(deep=True)
    data["salience"][:3, :, 0] = 0.0
    shown = view(Forecast(data, run.scenario, run.manifest), "line")
    assert "3 of 200 draws" in shown.unweighed
    assert view(run, "line").unweighed == ""


def test_where_fighting_leaves_it_is_said_of_the_issue_fought_over() -> None:
    run = sample_forecast(20)
    data = run.data.copy(deep=True)
    data["reversion"][:, 0] = np.tile(np.arange(10) * 10.0, 20)
    moved = Forecast(data, run.scenario, run.manifest)
    assert view(moved, "line").fought == "45 (80 % interval 9 to 81)"
    assert view(moved, "toll").fought == ""
    off = [name for name in run.manifest["links_on"] if name != "conflict"]
    assert view(Forecast(data, run.scenario, run.manifest | {"links_on": off}), "line").fought == ""
