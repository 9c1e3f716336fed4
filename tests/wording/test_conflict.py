"""Fighting, patrons and guarantees in words, where the hand-made forecast is otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente.forecasts import Forecast
from detente.results.conflict import Conflict
from detente.results.interval import Interval
from detente.scenario import loads
from detente.testing.sample import SCENARIO, sample_forecast
from detente.wording.answer import Answer
from detente.wording.conflict import answer_conflict


@pytest.fixture(scope="module")
def run() -> Forecast:
    return sample_forecast(20)


@pytest.fixture(scope="module")
def conflict(run: Forecast) -> Conflict:
    assert run.conflict is not None
    return run.conflict


def ask(run: Forecast, conflict: Conflict) -> list[Answer]:
    return list(answer_conflict(run, conflict))


def test_one_month_is_not_in_the_plural(run: Forecast, conflict: Conflict) -> None:
    fighting, stops, _ = ask(run, replace(conflict, months=1))
    assert fighting.text[0].startswith("After 1 month of ")
    assert fighting.columns[1] == stops.columns[2] == "line after 1 month"


def test_without_patrons_or_a_guarantee_nothing_is_asked_of_them(run: Forecast, conflict: Conflict) -> None:
    fighting, stops, guarantee = ask(run, conflict)
    assert ask(run, replace(conflict, stops=())) == [fighting, guarantee]
    assert ask(run, replace(conflict, guarantee=None)) == [fighting, stops]


def test_each_side_has_its_own_share(run: Forecast, conflict: Conflict) -> None:
    courses = tuple(replace(c, collapse_a=0.3, collapse_b=0.7) for c in conflict.courses)
    fighting, *_ = ask(run, replace(conflict, courses=courses))
    assert "East in 30 % of draws, West in 70 % of draws" in fighting.text[1]
    assert [row[0] for row in fighting.rows] == ["as stated", "without Draft of East", "without The Friend"]
    assert {row[2:] for row in fighting.rows} == {("30 %", "70 %")}
    assert fighting.columns == ("support", "line after 6 months", "East collapses", "West collapses")


def test_the_first_and_the_last_line_are_compared(run: Forecast, conflict: Conflict) -> None:
    first, middle, last = conflict.line
    line = (replace(first, median=1, low=1, high=1), middle, replace(last, median=9, low=9, high=9))
    text = ask(run, replace(conflict, line=line))[0].text[0]
    assert "the line is at 9 on the scale of The line; it is" in text
    assert text.endswith("now at 1.")


@pytest.mark.parametrize(
    ("empty", "ends"),
    [
        (0.0, "to 6 to fighting on."),
        (0.49, "; in 49 % of draws no settlement suits both."),
        (0.5, " in 50 % of draws."),
    ],
)
def test_a_range_that_is_none_in_half_of_the_draws_has_no_ends(
    run: Forecast, conflict: Conflict, empty: float, ends: str
) -> None:
    least, most = Interval(4, 4, 4), Interval(6, 6, 6)
    text = ask(run, replace(conflict, range=replace(conflict.range, least=least, most=most, empty=empty)))
    assert text[0].text[2].endswith(ends)
    assert ("settlements from 4 to 6 to " in text[0].text[2]) == (empty < 0.5)


@pytest.mark.parametrize("side", ["a", "b"])
def test_a_stop_is_compared_with_the_side_that_it_hits(run: Forecast, conflict: Conflict, side: str) -> None:
    course = replace(conflict.courses[0], end=Interval(50, 50, 50), collapse_a=0.2, collapse_b=0.4)
    stop = replace(conflict.stops[0], side=side, end=course.end, after_months=0)
    hit, otherwise = ("East", 0.2) if side == "a" else ("West", 0.4)

    def say(**fields: object) -> tuple[str, ...]:
        stops = (replace(stop, **fields), replace(stop, after_months=3, collapse=0.9))
        answer = ask(run, replace(conflict, courses=(course, *conflict.courses[1:]), stops=stops))[1]
        assert answer.rows[0][3].startswith(f"{hit}: ")
        assert len(answer.rows) == 2
        return answer.text

    (nothing,) = say(collapse=otherwise)
    assert nothing == "If The Friend stops at once, nothing shown here changes."
    (falls,) = say(collapse=0.6)
    assert falls == (
        f"If The Friend stops at once, the line still ends at 50, and {hit} collapses in 60 % of draws "
        f"instead of {100 * otherwise:.0f} % of draws."
    )
    (moves,) = say(collapse=otherwise, end=Interval(60, 60, 60))
    assert moves == (
        f"If The Friend stops at once, the line ends at 60 instead of 50, and {hit} still collapses in "
        f"{100 * otherwise:.0f} % of draws."
    )


def test_every_patron_that_stops_at_once_has_its_sentence(run: Forecast, conflict: Conflict) -> None:
    course, stop = conflict.courses[0], replace(conflict.stops[0], after_months=0)
    same = replace(stop, end=course.end, collapse=course.collapse_b, label="Nobody else")
    text = ask(run, replace(conflict, stops=(same, stop)))[1].text
    assert [t.split(" stops")[0] for t in text] == ["If Nobody else", "If The Friend"]


def test_of_few_draws_a_belief_is_not_said() -> None:
    for times, said in ((1, False), (10, True), (20, True)):
        run = sample_forecast(times)
        assert run.conflict is not None
        text = ask(run, run.conflict)[2].text
        assert ("the likelihood at 39 [32, 46] %." in text[0]) == said
        assert text[0].endswith("draws." if not said else " %.")


def test_a_pledge_is_compared_with_none(run: Forecast, conflict: Conflict) -> None:
    assert conflict.guarantee is not None
    answer = ask(run, conflict)[2]
    assert len(answer.text) == 3
    assert answer.text[0].startswith("With the pledge at 45 [9, 81] of 100, The Friend would fight ")
    alone = ask(run, replace(conflict, guarantee=replace(conflict.guarantee, without=None)))[2]
    assert alone.text == answer.text[:2]
    assert alone.columns == answer.columns[:2]
    assert alone.rows == tuple(row[:2] for row in answer.rows)
    off = Forecast(run.data, run.scenario, run.manifest | {"links_on": []})
    assert ask(off, conflict)[2].columns == answer.columns
    without = ask(off, replace(conflict, guarantee=replace(conflict.guarantee, without=None)))[2]
    assert without.columns == ("share of draws in which", "without a pledge")
    assert without.text[0].startswith("Without a pledge, The Friend would fight ")


def test_a_guarantor_that_is_not_named_is_the_guarantor(run: Forecast, conflict: Conflict) -> None:
    scenario = loads(SCENARIO.replace("by: [friend], ", ""))
    answer = ask(Forecast(run.data, scenario, run.manifest), conflict)[2]
    assert "of 100, the guarantor would fight if " in answer.text[0]
