"""What `detente check` finds of passages: counts, where they moved, and what it advises."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente.cli.app import app
from detente.errors import DetenteError

Command = Callable[..., str]

CASE = """detente: 1
title: Passages
as_of: 2025-01-01
sources: {letter: {title: A letter, file: letter.txt}, lost: {title: Lost, file: lost.txt}}
passages:
  stands: {source: letter, exact: we are friends, start: 0}
  moved: {source: letter, exact: help goes on, start: 3}
  gone: {source: letter, exact: "we\\u200b are not"}
  away: {source: lost, exact: anything}
actors:
  a: {label: A, kind: state, capability: {value: 1, because: [ALL]}}
  b: {label: B, kind: state, capability: 1}
ties: [{kind: propensity, from: a, to: b, value: 1}]
"""


ALL = ("stands", "moved", "gone", "away")


def write(*passages: str) -> Path:
    """The case with some of its passages."""
    lines = [
        line
        for line in CASE.splitlines()
        if line[0] != " " or line.split(":")[0].strip() in (*passages, *"ab")
    ]
    Path("letter.txt").write_text("we are friends, and help goes on")
    Path("case.yaml").write_text("\n".join(lines).replace("ALL", ", ".join(passages)) + "\n")
    return Path("case.yaml")


@pytest.fixture
def case(printed: Command) -> Path:
    return write(*ALL)


def test_passages_are_counted_and_those_in_trouble_listed(printed: Command, case: Path) -> None:
    said = printed("check", str(case)).splitlines()
    assert said[0] == "Passages: the scenario is well formed"
    assert "4 passages: 1 verified, 1 moved, 1 orphaned, 1 unavailable" in said
    table = [line.split()[0] for line in said if "“" in line]
    assert table == ["moved", "gone"]
    assert any("--sources DIR" in line for line in said)
    assert any("--reanchor" in line for line in said)
    given = printed("check", str(case), "--sources", ".")
    assert "--sources DIR" not in given
    assert "--reanchor" in given


def test_what_cannot_be_seen_is_shown_in_a_quotation(printed: Command, case: Path) -> None:
    row = next(line for line in printed("check", str(case)).splitlines() if line.startswith("gone"))
    assert "U+200B" in row or "200b" in row.lower()


def test_a_moved_passage_gets_its_new_place(printed: Command, case: Path) -> None:
    said = printed("check", str(case), "--reanchor")
    assert "start: 20" in case.read_text()
    assert next(line for line in said.splitlines() if "new place" in line).endswith(" moved")
    assert "1 moved" not in said
    assert "2 verified" in said
    again = printed("check", str(case), "--reanchor")
    assert "new place" not in again


@pytest.mark.parametrize(
    ("passages", "sources", "code"),
    [("stands", "", 0), ("stands away", "", 0), ("stands away", "--sources .", 1), ("gone", "", 1)],
)
@pytest.mark.usefixtures("printed")
def test_a_missing_text_fails_only_if_its_folder_is_named(passages: str, sources: str, code: int) -> None:
    words = ["check", str(write(*passages.split())), *sources.split()]
    assert CliRunner().invoke(app, words, catch_exceptions=False).exit_code == code


def test_a_folder_that_is_not_there_is_refused(printed: Command, case: Path) -> None:
    with pytest.raises(DetenteError, match="nowhere"):
        printed("check", str(case), "--sources", "nowhere")
