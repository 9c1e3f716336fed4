"""The rounds in words, where nothing moves, or parts are missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from detente.forecasts import Forecast
from detente.results.interval import Interval
from detente.results.rounds import Round
from detente.scenario import loads
from detente.testing.sample import SCENARIO, sample_forecast
from detente.wording.rounds import answer_rounds

Change = Callable[..., tuple[Round, ...]]


@pytest.fixture(scope="module")
def run() -> Forecast:
    return sample_forecast(20)


@pytest.fixture
def changed(run: Forecast) -> Change:
    """The rounds of the sample with other fields."""
    return lambda **fields: tuple(replace(r, **fields) for r in run.rounds)


def test_a_settlement_that_never_moves_has_no_table(run: Forecast, changed: Change) -> None:
    issues = {name: Interval(50, 50, 50) for name in run.issues}
    first, _ = answer_rounds(run, changed(settlement=issues))
    assert (first.rows, first.columns) == ((), ())
    assert first.text[1].endswith("The line 50; The pledge 50; The toll 50.")
    ends = [Interval(n, n, n) for n in range(3)]
    moving = [
        replace(r, settlement=dict.fromkeys(run.issues, at)) for r, at in zip(run.rounds, ends, strict=True)
    ]
    first, _ = answer_rounds(run, moving)
    assert len(first.text) == 1
    assert first.columns == ("date", "The line", "The pledge", "The toll")
    assert first.rows[1] == ("2025-02-28", "1", "1", "1")


NOTHING: dict[str, Any] = {"line": None, "overlap": None, "ratified": None, "lasts": None, "events": ()}


def test_without_fighting_consent_and_events_nothing_is_asked_of_them(run: Forecast, changed: Change) -> None:
    assert [len(list(answer_rounds(run, changed(**NOTHING))))] == [1]
    for field, value in (("overlap", 0.5), ("line", Interval(1, 0, 2)), ("events", ("Help ends.",))):
        _, second = answer_rounds(run, changed(**{**NOTHING, field: value}))
        assert (second.columns, second.rows) == ((), ())
    _, last = answer_rounds(
        run, (*changed(**NOTHING)[:2], replace(run.rounds[2], **{**NOTHING, "events": ("x",)}))
    )
    assert last.columns == ("date", "events")
    assert [row[1] for row in last.rows] == ["", "", "x"]


def test_what_never_moves_is_a_sentence(run: Forecast, changed: Change) -> None:
    _, second = answer_rounds(run, changed(overlap=0.6, lasts=None, ratified=None, events=("a", "b")))
    assert second.columns == ("date", "line of contact")
    assert [row[1] for row in second.rows] == ["45", "54 [47, 61]", "63 [49, 77]"]
    assert len(second.text) == 1
    assert second.text[0].endswith("round: a package suits all: 60 %; events: a; b.")


def test_a_share_that_is_unknown_at_a_date_is_empty_there(run: Forecast) -> None:
    rounds = (*run.rounds[:2], replace(run.rounds[2], ratified=None, overlap=None))
    _, second = answer_rounds(run, rounds)
    assert second.rows[2][2:4] == ("", "")
    assert second.rows[0][2:4] == ("60 %", "50 %")


def test_shares_of_a_settlement_are_of_the_draws_that_have_one(run: Forecast, changed: Change) -> None:
    rounds = tuple(replace(r, put=10) for r in run.rounds)
    _, second = answer_rounds(run, rounds)
    assert [row[2:5] for row in second.rows] == [
        ("60 %", "5 of 10", "50 %"),
        ("50 %", "6 of 10", "50 %"),
        ("40 %", "7 of 10", "30 %"),
    ]


def test_that_positions_move_is_said_only_where_they_do(run: Forecast, changed: Change) -> None:
    fixed = loads(SCENARIO.replace(", concession: 0.1}", "}"))
    _, second = answer_rounds(Forecast(run.data, fixed, run.manifest), run.rounds)
    assert second.text == ()
    _, second = answer_rounds(run, changed(ratified=None))
    assert second.text == ()
    without = loads(SCENARIO[: SCENARIO.index("steps: ")])
    _, second = answer_rounds(Forecast(run.data, without, run.manifest), run.rounds)
    assert second.text == ()
