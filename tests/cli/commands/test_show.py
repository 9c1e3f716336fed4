"""What `detente show` lists: issues, rulers, what is known, and links, on a small case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., str]

CASE = """
detente: 1
title: A bridge
as_of: 2025-03-01
question: How is it paid for?
notes: The source is a party to the quarrel.
figures: {traffic: {value: 1234.5, unit: cars, year: 2024, dataset: Survey, series: Old Bridge}}
issues:
  toll:
    {label: The toll, question: How high?, scale: {0: none, 40: as today, 100: all}, reversion: [30, 40, 50]}
  gate: {question: How wide?, scale: {0: shut, 100: open}, reversion: 5}
  free: {question: Who may pass?, scale: {0: none, 100: all}}
actors:
  town: {label: The town, kind: state, capability: {value: [5, 10, 20], because: [traffic]}}
  shops: {label: The shops, kind: firm, capability: 2}
stances:
  - {actor: town, issue: toll, position: [0, 50, 100], salience: {value: 50, because: [traffic]}}
  - {actor: shops, issue: toll, position: [2, 7, 8], salience: [10, 20, 90]}
  - {actor: town, issue: gate, position: 100, salience: 40}
  - {actor: shops, issue: gate, position: 0, salience: 5}
  - {actor: shops, issue: free, position: 97, salience: 5}
  - {actor: town, issue: free, position: 98, salience: 5}
outcomes:
  - {date: 2025-06-01, settlements: {toll: 50, gate: 80}, because: [traffic], note: By decree.}
  - {date: 2025-05-01, settlements: {toll: 52.5}, because: [traffic]}
ties:
  - {kind: propensity, from: town, to: shops, value: -0.5}
"""


@pytest.fixture
def lines(printed: Command) -> list[str]:
    Path("case.yaml").write_text(CASE)
    return printed("show", "case.yaml").splitlines()


def cells(line: str) -> list[str]:
    """The cells of a row, parted by two spaces or more."""
    return [cell.strip() for cell in line.split("  ") if cell.strip()]


def test_actors_by_position_on_rulers_of_twenty_one_places(lines: list[str]) -> None:
    """A place is five points: 2, 7 and 8 lie in the first, second and third; 97 rounds down and 98 up."""
    at = lines.index("The toll (toll)  How high?")
    assert [line.split() for line in lines[at + 1 : at + 4]] == [
        ["0", "none"],
        ["40", "as", "today"],
        ["100", "all"],
    ]
    assert lines[at + 4].split(": ")[1] == "40 [30, 50]"
    assert [cells(line) for line in lines[at + 7 : at + 9]] == [
        ["The shops", "7 [2, 8]", "─●─" + "·" * 18, "20 [10, 90]", "assumption"],
        ["The town", "50 [0, 100]", "─" * 10 + "●" + "─" * 10, "50", "assumption, figure"],
    ]
    gate = next(i for i, line in enumerate(lines) if line.endswith("How wide?"))
    assert lines[gate + 3].split(": ")[1] == "5"
    assert [cells(line)[2] for line in lines[gate + 6 : gate + 8]] == ["●" + "·" * 20, "·" * 20 + "●"]
    free = next(i for i, line in enumerate(lines) if line.endswith("Who may pass?"))
    assert [cells(line)[2] for line in lines[free + 5 : free + 7]] == ["·" * 19 + "●·", "·" * 20 + "●"]


def test_what_happened_by_date(lines: list[str]) -> None:
    at = next(i for i, line in enumerate(lines) if line.startswith("what happened"))
    assert cells(lines[at]) == ["what happened", "settled at", "by", "source", "note"]
    rows = [cells(line) for line in lines[at + 2 : at + 5]]
    assert [(row[0], *row[1:3]) for row in rows] == [
        ("The toll", "52.5", "2025-05-01"),
        ("The toll", "50", "2025-06-01"),
        ("gate", "80", "2025-06-01"),
    ]
    assert all("Survey" in row[3] for row in rows)
    assert [row[-1] == "By decree." for row in rows] == [False, True, True]


def test_the_question_the_notes_and_the_ties(lines: list[str]) -> None:
    assert lines[:3] == [
        "A bridge  as of 2025-03-01",
        "How is it paid for?",
        "The source is a party to the quarrel.",
    ]
    assert [line for line in lines if line.startswith("1 ") and "detente align CASE" in line]


def test_actors_with_their_kind_and_capability(lines: list[str]) -> None:
    at = next(i for i, line in enumerate(lines) if line.startswith("actor") and "kind" in line)
    assert [cells(line) for line in lines[at + 2 : at + 4]] == [
        ["The town (town)", "state", "10 [5, 20]", "figure"],
        ["The shops (shops)", "firm", "2", "assumption"],
    ]
