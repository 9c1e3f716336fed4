"""How much stands behind the counts of numbers, counted from the scenario."""

from detente import load
from detente.scenario import loads
from detente.wording.backing import describe_backing

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
alignment: {ingredients: {vote: {label: The vote, weight: 1}}}
ties: [{kind: vote, from: a, to: b, value: {value: 1, because: [f]}}]
stances:
  - {actor: a, issue: i, position: {value: 3, because: [one, f]}, salience: {value: 3, because: [one, two]}}
"""


def test_fragments_words_and_ties_are_counted() -> None:
    assert describe_backing(loads(CASE)) == (
        "2 numbers cite passages: 2 fragments, 5 words in all. 2 numbers cite published figures, 1 of them "
        "for ties between actors (The vote: 1). These are counts; they do not show how much each number "
        "affects the forecast."
    )


def test_the_alaska_case_rests_on_298_words() -> None:
    said = describe_backing(load("alaska-2025"))
    assert said.startswith("115 numbers cite passages: 48 fragments, 298 words in all. 143 numbers cite")
    assert (
        "111 of them for ties between actors (UN vote of March 2022: 36; UN vote of February 2025: 36" in said
    )


def test_a_case_of_assumptions_alone_has_no_such_sentence() -> None:
    assert describe_backing(load("before-1914")) == ""
