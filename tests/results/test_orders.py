"""Orders and bounds of the records that the hand-made forecast leaves open."""

from __future__ import annotations

import numpy as np
import pytest

from detente.forecasts import Forecast
from detente.results.outcomes import summarise_outcomes
from detente.scenario import loads
from detente.testing.sample import SCENARIO, sample_forecast

#: Draws of the sample in which West refuses, and in which somebody does.
REFUSED = slice(5, 10)


def test_of_concessions_that_lose_as_many_the_smaller_move_comes_first() -> None:
    run = sample_forecast()
    concession, keeps = run.data["ratification.concession"], run.data["ratification.keeps"]
    keeps[:] = False
    concession[REFUSED, 1, 0], concession[REFUSED, 1, 1], concession[REFUSED, 1, 2] = -30.0, 20.0, 5.0
    keeps[9, 1, 2] = True
    keeps[9, 1, 0] = True
    keeps[9, 1, 1] = True
    west = next(a for a in run.ratification.actors if a.actor == "west")
    assert [(c.issue, c.move.median) for c in west.concessions] == [
        ("toll", 5.0),
        ("pledge", 20.0),
        ("line", -30.0),
    ]


def test_the_joint_move_that_is_found_most_often_comes_first() -> None:
    run = sample_forecast()
    run.data["ratification.joint"][8:, 0] = np.nan
    run.data["ratification.joint"][REFUSED, 1] = 12.0
    assert [(m.issue, m.share) for m in run.ratification.joint] == [("pledge", 1.0), ("line", 0.6)]


@pytest.mark.parametrize(("month", "share"), [(5.9, 1.0), (6.0, 1.0), (6.1, 0.0)])
def test_who_collapses_in_the_last_month_collapses(month: float, share: float) -> None:
    run = sample_forecast()
    for side in "ab":
        run.data[f"conflict.collapse_{side}"][:] = month
    run.data["conflict.stopped_collapse"][:] = month
    assert (run.conflict.courses[0].collapse_a, run.conflict.courses[0].collapse_b) == (share, share)
    assert run.conflict.stops[0].collapse == share


@pytest.mark.parametrize(("settled", "inside"), [(8.9, False), (9, True), (81, True), (81.1, False)])
def test_an_interval_holds_its_ends(settled: float, inside: bool) -> None:
    known = f"outcomes: [{{date: 2026-01-01, settlements: {{line: {settled}}}}}]\n"
    run = sample_forecast(20)
    run.data["outcome"].loc["blend", "line"] = np.repeat([9.0, 45.0, 81.0], [60, 80, 60])
    (outcome,) = summarise_outcomes(Forecast(run.data, loads(SCENARIO + known), run.manifest))
    assert outcome.scores[0].inside is inside
    assert outcome.scores[0].error == pytest.approx(45 - settled)
