"""Consent in words, where the hand-made forecast is otherwise: parts missing, few draws, long lists."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente.forecasts import Forecast
from detente.results.interval import Interval
from detente.results.ratification import BlockingSet, Ratification
from detente.testing.sample import sample_forecast
from detente.wording.ratification import answer_blockers, answer_package


@pytest.fixture(scope="module")
def run() -> Forecast:
    return sample_forecast(20)


@pytest.fixture(scope="module")
def whole(run: Forecast) -> Ratification:
    assert run.ratification is not None
    return run.ratification


def test_without_the_link_fighting_is_not_what_is_compared(run: Forecast, whole: Ratification) -> None:
    fights = answer_package(run, whole)
    off = answer_package(Forecast(run.data, run.scenario, run.manifest | {"links_on": []}), whole)
    assert fights.question.endswith(" prefer to fighting on?")
    assert off.question.endswith(" prefer to no agreement?")
    assert (fights.columns[2], off.columns[2]) == ("with fighting on", "with no agreement")
    assert "is better than no agreement for" in off.text[0]
    assert off.text[1:] == fights.text[1:3] + fights.text[4:]


def test_a_part_that_is_unknown_has_no_sentence(run: Forecast, whole: Ratification) -> None:
    text = answer_package(run, whole).text
    assert len(text) == 6

    def left(**fields: object) -> list[int]:
        shown = answer_package(run, replace(whole, **fields)).text
        assert all(sentence in text for sentence in shown)
        return [n for n, sentence in enumerate(text) if sentence in shown]

    assert left(alone=whole.alone[:1]) == [0, 2, 3, 4, 5]
    assert left(least_gain=None) == [0, 1, 3, 4, 5]
    assert left(ratified=None) == [0, 1, 2, 3, 5]
    assert left(in_range=None) == [0, 1, 2, 3, 4]
    assert (
        answer_package(run, replace(whole, alone=whole.alone[:2]))
        .text[1]
        .startswith("On a single issue: The line 10 %; The pledge 30 %. ")
    )


def test_draws_without_a_settlement_are_counted(run: Forecast, whole: Ratification) -> None:
    text = answer_package(run, replace(whole, put=50)).text
    assert text[4].endswith("the settlement forecast by nash in 25 of 50 draws.")
    assert text[5].startswith("In 150 of 200 draws there is no settlement")
    assert text[6].endswith(" in 35 of 50 draws.")
    assert answer_package(run, replace(whole, put=199)).text[5].startswith("In 1 of 200 draws ")
    many = sample_forecast(500)
    assert many.ratification is not None
    text = answer_package(many, replace(many.ratification, put=1000)).text
    assert text[5].startswith("In 4,000 of 5,000 draws there is no settlement")


def test_the_least_gain_is_in_hundredths_to_one_digit(run: Forecast, whole: Ratification) -> None:
    text = answer_package(run, replace(whole, least_gain=Interval(0.1234, 0.01, 0.2))).text
    assert " 12.3 [1.0, 20.0] hundredths " in text[2]


def test_all_is_said_of_three_and_of_more(run: Forecast, whole: Ratification) -> None:
    east, west, friend = whole.actors
    for actors, asked in (
        ((east,), "that East prefers to "),
        ((east, west), "that East and West both prefer to "),
        ((east, west, friend), "that East, West and The Friend all prefer to "),
        ((east, west, friend, east), "that East, West, The Friend and East all prefer to "),
    ):
        assert asked in answer_package(run, replace(whole, actors=actors)).question


def test_who_always_ratifies_refuses_nothing(run: Forecast, whole: Ratification) -> None:
    def refused(*ratifies: float | None) -> str:
        actors = (replace(a, ratifies=r) for a, r in zip(whole.actors, ratifies, strict=True))
        return answer_blockers(run, replace(whole, actors=tuple(actors), put=50)).text[0]

    assert refused(1, 1, 1).endswith("The settlement of nash is refused by nobody.")
    assert refused(0.5, None, 0.02).endswith(" by The Friend in 49 of 50 draws; East in 25 of 50 draws.")
    assert refused(0.4, 0.4, 1).endswith(" by East in 30 of 50 draws; West in 30 of 50 draws.")


def test_without_a_settlement_nobody_refuses_it(run: Forecast, whole: Ratification) -> None:
    actors = tuple(replace(a, ratifies=None, payment=None) for a in whole.actors)
    answer = answer_blockers(run, replace(whole, ratified=None, joint=(), actors=actors))
    assert len(answer.text) == 1
    assert answer.text[0].startswith("Groups without common ground")
    assert [row[1] for row in answer.rows] == ["", "", ""]
    assert [row[3] for row in answer.rows] == ["none", "none", "none"]


def test_five_sets_without_common_ground_are_named(run: Forecast, whole: Ratification) -> None:
    sets = tuple(BlockingSet((name,), 0.9 - n / 10) for n, name in enumerate(["east", "west", "friend"] * 2))
    text = answer_blockers(run, replace(whole, blocking=sets)).text[1]
    assert text.endswith(": East: 90 %; West: 80 %; The Friend: 70 %; East: 60 %; West: 50 %.")
    none = answer_blockers(run, replace(whole, blocking=())).text[1]
    assert none == "Every group of these actors has common ground."


def test_the_joint_move_is_the_first(run: Forecast, whole: Ratification) -> None:
    (move,) = whole.joint
    first = replace(move, issue="toll", share=0.25, refused=40, move=Interval(12, 12, 12))
    text = answer_blockers(run, replace(whole, joint=(first, move))).text[2]
    assert text.endswith(" The toll: in 10 of 40 of those draws, by 12.")
    assert len(answer_blockers(run, replace(whole, joint=())).text) == 3


def test_a_side_payment_is_explained_if_anybody_has_one(run: Forecast, whole: Ratification) -> None:
    last = answer_blockers(run, whole).text[-1]
    assert last.startswith("A side payment ")
    nobody = tuple(replace(a, payment=None) for a in whole.actors)
    assert answer_blockers(run, replace(whole, actors=nobody)).text == answer_blockers(run, whole).text[:-1]
    paid = (*nobody[:2], replace(nobody[2], payment=Interval(0.1234, 0.01, 0.2)))
    answer = answer_blockers(run, replace(whole, actors=paid))
    assert answer.text[-1] == last
    assert answer.rows[2][3] == "12.3 [1.0, 20.0]"


def test_three_moves_are_shown_each_of_the_draws_refused(run: Forecast, whole: Ratification) -> None:
    concession = whole.actors[0].concessions[0]
    moves = tuple(
        replace(concession, move=Interval(n, n, n), share=0.5, keeps=0.25, refused=r)
        for n, r in ((-4, 40), (3.4, 400), (0, 40), (9, 40))
    )
    actors = (replace(whole.actors[0], concessions=moves, ratifies=0.5), *whole.actors[1:])
    answer = answer_blockers(run, replace(whole, actors=actors, put=50))
    assert answer.rows[0][1:3] == (
        "25 of 50",
        "The line -4 (20 of 40, 10 of 40); The line +3 (50 %, 25 %); The line +0 (20 of 40, 10 of 40)",
    )
