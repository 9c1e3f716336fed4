"""How many numbers rest on what, for the hand-made scenario and variants of it."""

from __future__ import annotations

import pytest

from detente.scenario import loads
from detente.testing.sample import SCENARIO
from detente.wording.backing import count_support, describe_backing, describe_support

CASE = """
detente: 1
title: T
as_of: 2025-03-01
sources: {letter: {title: A letter}}
passages:
  one: {source: letter, exact: three words here}
  two: {source: letter, exact: two more}
  idle: {source: letter, exact: nothing rests on these}
figures: {f: {value: 3, unit: votes, year: 2024, dataset: D}}
issues: {i: {question: Q, scale: {0: none, 100: all}}}
actors:
  a: {label: A, kind: state, capability: {value: 1, because: [f]}}
  b: {label: B, kind: state, capability: 2}
  c: {label: C, kind: state, capability: 2}
alignment: {ingredients: {vote: {label: The vote, weight: 1}, trade: {label: Trade, weight: 1}}}
ties:
  - {kind: vote, from: a, to: b, value: {value: 1, because: [f]}}
  - {kind: vote, from: a, to: c, value: {value: 1, because: [f]}}
  - {kind: trade, from: a, to: b, value: {value: 1, because: [f]}}
stances:
  - {actor: a, issue: i, position: {value: 3, because: [one, f]}, salience: {value: 3, because: [one, two]}}
"""


def test_every_number_is_counted_once() -> None:
    counts = count_support(loads(SCENARIO))
    assert list(counts.items()) == [("passage", 2), ("figure", 2), ("assumption", 72)]
    text = describe_support(loads(SCENARIO))
    assert text.startswith(
        "76 numbers: 2 (3 %) rest on quoted passages, 2 (3 %) on published figures, 72 (95 %) "
    )
    assert text.endswith(f" assumptions. {describe_backing(loads(SCENARIO))}")


def test_of_assumptions_alone_nothing_more_is_said() -> None:
    text = describe_support(
        loads(
            CASE.replace("because: [f]", "because: []").replace("[one, f]", "[]").replace("[one, two]", "[]")
        )
    )
    assert text.startswith(
        "10 numbers: 0 (0 %) rest on quoted passages, 0 (0 %) on published figures, 10 (100 %) "
    )
    assert text.endswith("assumptions.")


def test_what_is_cited() -> None:
    passages, figures = describe_backing(loads(CASE)).split("in all. ")
    assert passages == "2 numbers cite passages: 2 fragments, 5 words "
    assert figures.startswith(
        "4 numbers cite published figures, 3 of them for ties between actors (The vote: 2; Trade: 1). "
        "These are counts; "
    )


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("[one, two]", "[one]", "2 numbers cite passages: 1 fragment, 3 words in all. "),
        (
            "position: {value: 3, because: [one, f]}",
            "position: 3",
            "1 number cites passages: 2 fragments, 5",
        ),
        ("three words here", "word", "2 fragments, 3 words in all. "),
    ],
)
def test_one_is_not_in_the_plural(old: str, new: str, shown: str) -> None:
    assert shown in describe_backing(loads(CASE.replace(old, new)))


def test_figures_that_bear_no_ties_are_only_counted() -> None:
    text = CASE[: CASE.index("alignment:")] + CASE[CASE.index("stances:") :]
    assert " 1 number cites published figures. These are counts; " in describe_backing(loads(text))


def test_a_tie_that_is_no_ingredient_goes_by_its_kind() -> None:
    start, end = CASE.index("alignment:"), CASE.index("stances:")
    tie = "ties: [{kind: propensity, from: a, to: b, value: {value: 1, because: [f]}}]\n"
    text = describe_backing(loads(CASE[:start] + tie + CASE[end:]))
    assert "1 of them for ties between actors (propensity: 1)." in text
