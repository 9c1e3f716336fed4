"""What no draw changes is no answer: it is said to be so and left out."""

from dataclasses import replace
from pathlib import Path

import pytest

from detente.forecasts import forecast
from detente.scenario import loads
from detente.wording.answers import list_answers

TEXT = (Path(__file__).parents[1] / "scenario" / "system.yaml").read_text(encoding="utf-8")
SHARING = "Who would pay for the alliance if each ally responded to the others?"
MEANWHILE = "What happens to the fighting and to agreement in the meantime?"


def answer(text: str, question: str):
    made = forecast(loads(text), ["nash"], draws=64)
    return next(a for a in list_answers(made) if a.question == question)


def test_a_corner_of_the_alliance_is_no_answer() -> None:
    found = answer(TEXT, SHARING)
    assert found.rows == ()
    assert found.text == (
        "No answer: in this model Friend spends what it would spend alone, and every other ally spends "
        "nothing in at least 90 % of draws. That is a corner solution, from which the stated numbers do not "
        "move the model. The "
        "shares and the rank correlation of income and burden merely reflect it and are left out.",
    )


def test_two_allies_that_spend_have_a_table_and_no_constant_correlation() -> None:
    even = TEXT.replace(
        "west: {income: 2000, taste: [0.01, 0.04]", "west: {income: 8900, taste: [0.02, 0.05]"
    )
    found = answer(even, SHARING)
    assert [row[0] for row in found.rows] == ["West", "Friend"]
    assert found.text == ("Rank correlation of income and burden: 1.00 [-1.00, 1.00].",)
    # who keeps all that it pays for spends its taste: the larger always bears more
    fixed = TEXT.replace("taste: [0.01, 0.04], private: 0.4", "taste: 0.01, private: 1").replace(
        "taste: [0.02, 0.05], private: [0.2, 0.6]", "taste: 0.03, private: 1"
    )
    found = answer(fixed, SHARING)
    assert len(found.rows) == 2
    assert found.text == (
        "The rank correlation of income and burden hardly varies between draws and is left out.",
    )


def test_what_is_the_same_in_every_round_is_said_once() -> None:
    found = answer(TEXT, MEANWHILE)
    made = forecast(loads(TEXT), ["nash"], draws=64)
    for name, key in (("a package suits all", "overlap"), ("agreement would last", "lasts")):
        shares = {round(100 * getattr(r, key)) for r in made.rounds}
        assert (name in found.columns) == (len(shares) > 1)
        assert any(name in t for t in found.text) == (len(shares) == 1)
    assert found.columns[0] == "date"


def test_what_does_not_change_is_not_said_to_change() -> None:
    made = forecast(loads(TEXT), ["nash"], draws=128)
    stops = next(a for a in list_answers(made) if a.question == "What happens when a patron's support stops?")
    assert stops.text[0].startswith("If Friend stops at once, the line ends at ")
    assert stops.text[0].endswith(", and West still collapses in no draw.")
    assert made.conflict is not None
    first = replace(made.conflict.courses[0], collapse_b=0.5, end=made.conflict.stops[0].end)
    vars(made)["conflict"] = replace(made.conflict, courses=(first, *made.conflict.courses[1:]))
    stops = next(a for a in list_answers(made) if a.question == "What happens when a patron's support stops?")
    assert stops.text[0].startswith("If Friend stops at once, the line still ends at ")
    assert stops.text[0].endswith(", and West collapses in no draw instead of 50 % of draws.")


@pytest.mark.parametrize(
    ("empty", "said"),
    [
        (0.0, " to fighting on."),
        (0.25, " to fighting on; in 25 % of draws no settlement suits both."),
        (0.75, "Both sides prefer some settlement to fighting on in 25 % of draws."),
        (1.0, "Both sides prefer some settlement to fighting on in no draw."),
    ],
)
def test_a_bargaining_range_that_mostly_is_none_has_no_ends(empty, said) -> None:
    made = forecast(loads(TEXT), ["nash"], draws=128)
    assert made.conflict is not None
    vars(made)["conflict"] = replace(made.conflict, range=replace(made.conflict.range, empty=empty))
    lead = next(a for a in list_answers(made) if a.question == "Where would continued fighting lead?")
    assert lead.text[2].endswith(said)
    assert ("prefer settlements from" in lead.text[2]) == (empty < 0.5)


def test_an_event_without_a_note_is_called_by_labels() -> None:
    made = forecast(loads(TEXT), ["nash"], draws=16)
    assert made.rounds[3].events == ("East, Town, capability changes",)


@pytest.mark.parametrize("part", ["winset", "conflict", "burden"])
def test_actors_of_one_label_are_told_apart(part: str) -> None:
    made = forecast(loads(TEXT.replace("label: Friend", "label: West")), ["nash"], draws=16)
    said = " ".join(
        [
            *(a.question + " ".join(a.text) for a in list_answers(made) if a.part == part),
            *(c for a in list_answers(made) if a.part == part for row in a.rows for c in row),
        ]
    )
    assert "West (west)" in said
    assert "West (friend)" in said
