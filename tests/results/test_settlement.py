"""Medians, intervals, shares, disagreement, headline and confidence, each at its bounds, by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
import xarray as xr

from detente.forecasts import Forecast
from detente.scenario import loads
from detente.testing.sample import sample_forecast

#: Three actors with a position and a salience each: six numbers, of which {backed} rest on a passage.
CASE = """
detente: 1
title: A toll
as_of: 2025-01-01
sources: {letter: {title: A letter, file: letter.txt}}
passages: {p: {source: letter, exact: so it is}}
issues: {toll: {question: How high?, scale: {0: none, 40: low, 100: full}, reversion: 10}}
actors:
  a: {label: A, kind: state, capability: 1}
  b: {label: B, kind: state, capability: 1}
  c: {label: C, kind: state, capability: 1}
stances:
"""


def summarise(outcomes: Mapping[str, Sequence[float]], backed: int = 6, **kinds: str):
    """The issue's summary for outcomes of models by name, so many of its six numbers resting on a passage."""
    stances = ""
    for i, actor in enumerate("abc"):
        position, salience = (
            f"{{value: [20, 40], because: [{'p' if 2 * i + k < backed else ''}]}}" for k in range(2)
        )
        stances += f"  - {{actor: {actor}, issue: toll, position: {position}, salience: {salience}}}\n"
    scenario = loads(CASE + stances)
    n = len(next(iter(outcomes.values())))
    per_issue = ("draw", "actor", "issue")
    data = xr.Dataset(
        {
            "outcome": (("model", "issue", "draw"), np.array([[x] for x in outcomes.values()], dtype=float)),
            "capability": (("draw", "actor"), np.ones((n, 3))),
            "position": (per_issue, np.ones((n, 3, 1)) * np.arange(n)[:, None, None]),
            "salience": (per_issue, np.ones((n, 3, 1))),
            "reversion": (("draw", "issue"), np.full((n, 1), 10.0)),
        },
        coords={"model": list(outcomes), "issue": ["toll"], "actor": list("abc")},
    )
    models = [
        {
            "label": label,
            "model": label,
            "name": label,
            "baseline": kinds.get(label) == "baseline",
            "predictive": kinds.get(label) == "predictive",
        }
        for label in outcomes
    ]
    manifest = {"issues": ["toll"], "models": models, "links_on": [], "draws": n, "seed": 0}
    (issue,) = Forecast(data, scenario, manifest).summary()
    return issue


def test_the_ends_of_the_intervals():
    """Of 0, 1, ... 200 the central half lies from 50 to 150, here halved; four fifths, and 95 %."""
    (model,) = summarise({"m": np.arange(201) / 2}).models
    assert list(model.intervals) == [50, 80, 95]
    assert np.array([*model.intervals.values()]) == pytest.approx(
        np.array([(25.0, 75.0), (10.0, 90.0), (2.5, 97.5)])
    )
    assert (model.median, model.mean, model.defined, model.single) == (50.0, 50.0, 1.0, False)


def test_draws_without_an_outcome_are_left_out_and_counted():
    (model,) = summarise({"m": [np.nan, 10.0, 20.0, 60.0]}).models
    assert (model.defined, model.median, model.mean) == (0.75, 20.0, 30.0)
    (model,) = summarise({"m": [np.nan] * 4}).models
    assert model.defined == 0
    assert np.isnan([model.median, model.mean, *model.points, *model.stretches, *model.intervals[80]]).all()
    assert model.single is False


def test_shares_of_points_and_stretches():
    """The points are 0, 40 and 100, the stretches what lies between; a hair's breadth is on the point."""
    issue = summarise({"m": [0, 0, 20, 40, 40 + 9e-8, 40 + 2e-7, 60, 80, 99, 100]})
    (model,) = issue.models
    assert [p.at for p in issue.points] == [0, 40, 100]
    assert model.points == (0.2, 0.2, 0.1)
    assert model.stretches == (0.1, 0.4)
    assert [s.text for s in issue.stretches] == ["0 to 40: none to low", "40 to 100: low to full"]


@pytest.mark.parametrize(("spread", "single"), [(0.0, True), (9e-8, True), (2e-7, False)])
def test_one_outcome_is_one_to_rounding(spread, single):
    (model,) = summarise({"m": [30.0, 30.0 + spread]}).models
    assert model.single is single


def test_disagreement_is_of_models_and_of_the_mean():
    """Medians 10, 30 and 70; the baseline at 100 does not count, the mean does though it is one."""
    outcomes = {"x": [10.0], "y": [30.0], "mean": [70.0], "bound": [100.0], "none": [np.nan]}
    issue = summarise(outcomes, mean="baseline", bound="baseline")
    assert issue.disagreement == 60
    assert issue.distance == pytest.approx((20 + 60 + 40) / 3)
    alone = summarise({"x": [10.0], "bound": [100.0]}, bound="baseline")
    assert np.isnan([alone.disagreement, alone.distance]).all()


def test_the_model_shown_first():
    one, nothing = [10.0], [np.nan]
    assert summarise({"x": one, "mean": one, "blend": one}, blend="predictive").headline == "blend"
    assert summarise({"x": one, "mean": one, "other": one}, other="predictive").headline == "other"
    assert summarise({"x": one, "mean": one, "blend": nothing}).headline == "mean"
    assert summarise({"x": nothing, "y": one, "z": one}).headline == "y"
    none = summarise({"x": nothing})
    assert (none.headline, none.lead) == ("", None)


@pytest.mark.parametrize(
    ("gap", "backed", "said"),
    [
        (10, 4, "high"),
        (10.001, 4, "moderate"),
        (10, 3, "moderate"),
        (25, 2, "moderate"),
        (25.001, 4, "low"),
        (25, 1, "low"),
        (0, 6, "high"),
        (0, 0, "low"),
    ],
)
def test_confidence_at_its_bounds(gap, backed, said):
    """High to 10 points and a third assumed (two of six), moderate to 25 points and two thirds."""
    assert summarise({"x": [30.0], "y": [30.0 + gap]}, backed).confidence == said


def test_one_model_alone_gives_low_confidence():
    assert summarise({"x": [30.0]}, 6).confidence == "low"


def test_nobody_has_weight_in_some_draws():
    forecast = sample_forecast()
    forecast.data["salience"][2:5, :, 0] = 0
    assert [i.unweighed for i in forecast.summary()] == [3, 0, 0]


@pytest.mark.parametrize(("draws", "words"), [(99, 0), (100, 2)])
def test_words_need_a_hundred_draws_with_an_outcome(draws, words):
    values = [20.0] * draws + [np.nan] * 30
    issue = summarise({"blend": values}, blend="predictive")
    assert len(issue.words) == words
    assert issue.silence == ("" if words else "99 draws are too few; 100 are needed")


def test_two_draws_too_few_and_one():
    one = summarise({"blend": [20.0]}, blend="predictive")
    assert one.silence == "1 draw is too few; 100 are needed"


def test_a_stretch_that_ends_where_things_stand_has_no_word():
    """The reversion point 10 is the end of no stretch; that of the hand-made toll, 30, of two."""
    assert summarise({"blend": [20.0] * 100}, blend="predictive").words == (
        "almost certain",
        "almost no chance",
    )
    toll = sample_forecast(20).summary()[2]
    assert toll.words == ("", "", "almost no chance")
