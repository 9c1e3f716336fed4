"""The cells of a text, with the place of each.

Cells are parted by commas, semicolons or tabs. A cell in double quotes may hold the delimiter, line breaks,
and a quote written twice. Blank lines are skipped. Names and text are made plain as ``detente.names`` says.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from detente.names import plain_name
from detente.scenario.problems import Problem, quote_value

DELIMITERS = (",", ";", "\t")

#: A number as tables write it.
NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")

_FIELDS = {
    d: re.compile(rf'[^\S\n{d}]*"((?:[^"]+|"")*+)"[^\S\n{d}]*(?=[{d}\n]|\Z)|([^{d}\n]*)')
    for d in (*DELIMITERS, " ")
}


class Cell(NamedTuple):
    """A cell's text, made plain, and its line and column from 1."""

    text: str
    line: int
    column: int


def split(text: str, delimiter: str, name: str) -> tuple[list[tuple[Cell, ...]], list[Problem]]:
    """The records of a text that are not blank, and what is wrong with its quotes."""
    records: list[tuple[Cell, ...]] = []
    problems: list[Problem] = []
    scan = _FIELDS[delimiter]
    at, line, begin = 0, 1, 0
    cells: list[Cell] = []
    while True:
        found = scan.match(text, at)
        assert found is not None  # noqa: S101  a cell may be empty
        raw = found[2] if found[1] is None else found[1].replace('""', '"')
        blanks = len(found[0]) - len(found[0].lstrip())
        column = at - begin + 1 + (blanks if found[0].strip() else 0)
        cells.append(Cell(plain_name(raw), line, column))
        if found[1] is None and raw.lstrip()[:1] == '"':
            what = "these quotes are not closed, or something follows them in the cell"
            remedy = "close them, or remove them"
            problems.append(Problem(name, line, column, "", what, quote_value(raw.strip()), remedy))
        if breaks := found[0].count("\n"):
            line, begin = line + breaks, at + found[0].rindex("\n") + 1
        at = found.end()
        if at >= len(text) or text[at] == "\n":
            if any(c.text for c in cells):
                records.append(tuple(cells))
            cells = []
            if at >= len(text):
                return records, problems
            line, begin = line + 1, at + 1
        at += 1
