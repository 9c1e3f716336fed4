"""A file and its text are checked alike: the same scenario, or the same words."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.scenario import Scenario, ScenarioError, load, loads

from ..cases import GOOD

LARGEST = 4 * 2**20
TOO_LARGE = ["f.yaml:1:1: the file is too large, keep it under 4 MiB"]

# a text, and what is wrong with it
TEXTS = {
    "valid": (GOOD, []),
    "byte order mark": (f"\ufeff{GOOD}", []),
    "carriage returns": (GOOD.replace("\n", "\r\n"), []),
    "just small enough": (GOOD + "# " + "x" * (LARGEST - len(GOOD) - 2), []),
    "one byte too large": (GOOD + "# " + "x" * (LARGEST - len(GOOD) - 1), TOO_LARGE),
    "too large in bytes, not in characters": (GOOD + "# " + "é" * (LARGEST // 2), TOO_LARGE),
    "empty": ("", ["f.yaml:1:1: the file is empty, begin with `detente: 1`"]),
    "no mapping": ("[]", ["f.yaml:1:1: expected a mapping, got [], begin with `detente: 1`"]),
    "a PDF": ("%PDF-1.4", ["f.yaml:1:1: expected text, got a PDF, copy the table into a CSV file"]),
    "an escape": (
        f"{GOOD}# \x1b[2J",
        ["f.yaml:30:3: this character is not allowed in a scenario, got U+001B ESCAPE, remove it"],
    ),
    "two faults": (
        GOOD.replace("[milex]", "[nowhere]").replace("salience: 90", "salience: 190"),
        [
            "f.yaml:19:51: actors.us.capability.because.0: no passage or figure with this id, got 'nowhere', "
            "known: donbas, milex",
            "f.yaml:25:74: stances.0.salience: expected values within 0 to 100, got 190, use the "
            "issue's scale, 0 to 100",
        ],
    ),
}


def read(problems_of: list[str], reader: object, *args: object) -> Scenario | None:
    """The scenario; None with its problems listed."""
    try:
        return reader(*args)  # type: ignore[operator, no-any-return]
    except ScenarioError as why:
        problems_of += str(why).split("\n")
        return None


@pytest.mark.parametrize("name", TEXTS)
def test_a_file_its_bytes_and_its_text_give_the_same(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, expected = TEXTS[name]
    monkeypatch.chdir(tmp_path)
    Path("f.yaml").write_bytes(text.encode())
    ways = ((load, "f.yaml"), (loads, text.encode(), "f.yaml"), (loads, text, "f.yaml"))
    scenarios = []
    for way in ways:
        problems: list[str] = []
        scenarios.append(read(problems, *way))
        assert problems == expected
    assert scenarios[0] == scenarios[1] == scenarios[2]
    assert (scenarios[0] is None) == bool(expected)


def test_half_a_surrogate_pair_which_no_file_can_hold_has_its_place() -> None:
    problems: list[str] = []
    read(problems, loads, f"{GOOD}# \ud800", "f.yaml")
    assert problems == [
        "f.yaml:30:3: this character is not allowed in a scenario, got U+D800 HALF A SURROGATE PAIR, remove "
        "it"
    ]
