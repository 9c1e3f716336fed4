"""Scenarios from files of any kind that holds one; other files are named for what they are."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from detente.file_kinds import FileKind, find_form, recognise
from detente.files.reading import UnreadableError, read_bytes
from detente.scenario import Problem, Scenario, ScenarioError, load
from detente.tables import LARGEST_TABLE

_TABLE_ENDINGS = {".csv", ".tsv", ".tab"}


def kind_of(path: str | Path) -> tuple[str, str]:
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
    """Return the scenario in a file of Détente's, or of another program's whose form is known.

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
    # a table without a known head is read as KTAB's, whose reader says what is wrong with it
    form = find_form(kind) or find_form("ktab")
    assert form is not None  # noqa: S101  KTAB's is always there
    module, function = form.reader.split(":")
    scenario: Scenario = getattr(import_module(module), function)(path)  # slow: it brings the models' arrays
    return scenario
