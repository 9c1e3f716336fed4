"""Scenarios from files of any kind that holds one; other files are named for what they are."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from detente.file_kinds import FileKind, recognise
from detente.files.reading import UnreadableError, read_bytes
from detente.scenario import Problem, Scenario, ScenarioError, load
from detente.tables import LARGEST_TABLE

Kind = Literal["scenario", "ktab", "table"]

_TABLE_ENDINGS = {".csv", ".tsv", ".tab"}


def kind_of(path: str | Path) -> tuple[Kind, str]:
    """Return what kind of file it is, and for a table the command that reads its head, if one does.

    A file that cannot be read counts as a scenario, whose reader says why; so does a text that could be
    anything, unless its name is that of a table.
    """
    try:
        file = recognise(read_bytes(path, LARGEST_TABLE))
    except UnreadableError:
        file = FileKind("unclear")
    if file.kind == "unclear":
        return ("table" if Path(path).suffix.lower() in _TABLE_ENDINGS else "scenario"), ""
    return ("ktab" if file.kind == "markup" else file.kind), file.command


def load_any(path: str | Path) -> Scenario:
    """Return the scenario in a file of Détente's or KTAB's.

    Raises
    ------
    ScenarioError
        If there is none; for a table it names the command.
    """
    kind, command = kind_of(path)
    if command:
        what, remedy = "expected a scenario", f"see `detente {command} {path}`"
        raise ScenarioError([Problem(str(path), 1, 1, "", what, "a table", remedy)])
    if kind == "scenario":
        return load(path)
    from detente.formats.ktab import load_ktab  # slow: it brings the models' arrays

    return load_ktab(path)
