"""Who pays, in words, where the hand-made forecast leaves a part out or no draw changes a number."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente.forecasts import Forecast
from detente.results.burden import Burden
from detente.results.interval import Interval
from detente.testing.sample import sample_forecast
from detente.wording.answer import Answer
from detente.wording.burden import answer_burden


@pytest.fixture(scope="module")
def run() -> Forecast:
    return sample_forecast(20)


@pytest.fixture(scope="module")
def burden(run: Forecast) -> Burden:
    assert run.burden is not None
    return run.burden


def ask(run: Forecast, burden: Burden) -> list[Answer]:
    return list(answer_burden(run, burden))


def test_a_part_that_is_not_stated_has_no_answer(run: Forecast, burden: Burden) -> None:
    bills, sharing, trade = ask(run, burden)
    assert ask(run, replace(burden, bills=None)) == [sharing, trade]
    assert ask(run, replace(burden, sharing=None)) == [bills, trade]
    assert ask(run, replace(burden, trade=None)) == [bills, sharing]
    assert ask(run, replace(burden, basis=None, sharing_basis=None, trade_basis=None)) == []


def test_without_the_link_nothing_is_said_of_the_settlement_that_pays(run: Forecast, burden: Burden) -> None:
    off = Forecast(run.data, run.scenario, run.manifest | {"links_on": ["conflict"]})
    assert len(ask(run, burden)[0].text) == 2
    assert ask(off, burden)[0].text == ask(run, burden)[0].text[:1]


def with_spending(burden: Burden, *high: float) -> Burden:
    """The allies with other upper ends of what they spend; the second ally more than once."""
    assert burden.sharing is not None
    first, second = burden.sharing
    allies = (first, *(second for _ in high[1:]))
    sharing = (replace(ally, spending=Interval(0, 0, top)) for ally, top in zip(allies, high, strict=True))
    return replace(burden, sharing=tuple(sharing))


def test_one_that_spends_alone_is_a_corner(run: Forecast, burden: Burden) -> None:
    corner = ask(run, with_spending(burden, 0.5, 0))[1]
    assert (corner.part, corner.rows, corner.columns) == ("burden", (), ())
    assert corner.question == ask(run, burden)[1].question
    assert corner.basis == ask(run, burden)[1].basis
    (text,) = corner.text
    assert text.startswith("No answer: in this model West spends what it would spend alone, and every other ")
    assert " in at least 90 % of draws. That is a corner solution, from which the stated numbers do " in text
    assert text.endswith("burden merely reflect it and are left out.")
    assert "XX" not in text


def test_some_that_spend_nothing_are_noted_under_the_table(run: Forecast, burden: Burden) -> None:
    two_of_three = ask(run, with_spending(burden, 1, 2, 0))[1]
    assert [row[2] for row in two_of_three.rows] == ["0 [0, 1]", "0 [0, 2]", "0"]
    assert two_of_three.text[1:] == (
        "An ally that spends nothing leaves defence to those that gain more from it (a corner solution).",
    )
    nobody = ask(run, with_spending(burden, 0, 0))[1]
    assert len(nobody.rows) == 2 and nobody.text[1:] == two_of_three.text[1:]
    assert ask(run, with_spending(burden, 1, 2))[1].text[1:] == ()
    unknown = replace(burden, sharing=tuple(replace(s, spending=None) for s in burden.sharing or ()))
    assert [row[2] for row in ask(run, unknown)[1].rows] == ["none", "none"]


@pytest.mark.parametrize("correlation", [None, Interval(1, 1, 1)])
def test_a_correlation_that_no_draw_changes_is_left_out(
    run: Forecast, burden: Burden, correlation: Interval | None
) -> None:
    assert ask(run, replace(burden, exploitation=correlation))[1].text == (
        "The rank correlation of income and burden hardly varies between draws and is left out.",
    )


def test_a_state_without_bills_in_some_draw_has_none(run: Forecast, burden: Burden) -> None:
    (bill, *_) = burden.bills or ()
    blank = replace(bill, target=2.5, money=None, debt=None, debt_without=None)
    answer = ask(run, replace(burden, bills=(blank,)))[0]
    assert "2.5 %" in answer.question
    assert answer.rows[0][1:3] == ("2.5 %", "none")
    assert answer.rows[0][-1] == "none, without none"
