"""Files told apart by what is in them: a scenario, one of KTAB's, or a table for another command."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from detente.files.reading import UnreadableError, decode, read_bytes
from detente.formats.ktab_xml import is_xml
from detente.scenario import Problem, Scenario, ScenarioError, load
from detente.tables import LARGEST_TABLE, find_command, find_ktab, is_scenario

Kind = Literal["scenario", "ktab", "table"]

_TABLE_ENDINGS = {".csv", ".tsv", ".tab"}


def kind_of(path: str | Path) -> tuple[Kind, str]:
    """What kind of file it is, and for a table the command that reads its head, if one does.

    A file that cannot be read counts as a scenario, whose reader says why.
    """
    try:
        data = read_bytes(path, LARGEST_TABLE)
        if is_xml(data):
            return "ktab", ""
        text = decode(data).text
    except UnreadableError:
        return "scenario", ""
    if is_scenario(text):
        return "scenario", ""
    if find_ktab(text):
        return "ktab", ""
    command = find_command(text)
    table = command or Path(path).suffix.lower() in _TABLE_ENDINGS
    return ("table", command) if table else ("scenario", "")


def load_any(path: str | Path) -> Scenario:
    """The scenario in a file of Détente's or KTAB's. Raises ScenarioError, which names a table's command."""
    kind, command = kind_of(path)
    if command:
        what, remedy = "expected a scenario", f"see `detente {command} {path}`"
        raise ScenarioError([Problem(str(path), 1, 1, "", what, "a table", remedy)])
    if kind == "scenario":
        return load(path)
    from detente.formats.ktab import load_ktab  # slow: it brings the models' arrays

    return load_ktab(path)
