"""Comma-separated tables whose every cell knows its place, so that what is wrong can be pointed at."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from detente.scenario.fields import LARGEST, parse_number
from detente.scenario.load import read_file
from detente.scenario.problems import Problem, ScenarioError, nearest, show

_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True)
class Cell:
    """A cell's text without the space around it, and its line and column from 1."""

    text: str
    line: int
    column: int


@dataclass
class Table:
    """A head and rows of as many cells; ``problems`` collects what is wrong until ``done`` is asked."""

    name: str
    head: tuple[Cell, ...]
    rows: list[tuple[Cell, ...]]
    problems: list[Problem] = field(default_factory=list)

    def column(self, *names: str) -> int:
        """The index of the first of the names that the head has; raises ScenarioError where there is none."""
        titles = [c.text.casefold() for c in self.head]
        for name in names:
            if name in titles:
                return titles.index(name)
        first = self.head[0]
        remedy = nearest(names[0], [c.text for c in self.head]) if titles else ""
        raise ScenarioError(
            [
                Problem(
                    self.name,
                    first.line,
                    first.column,
                    "",
                    f"there is no column {names[0]!r} in the head",
                    ", ".join(c.text for c in self.head),
                    remedy,
                )
            ]
        )

    def has(self, name: str) -> bool:
        """Whether the head has this column."""
        return name in [c.text.casefold() for c in self.head]

    def wrong(self, at: Cell, what: str, remedy: str, got: str | None = None) -> None:
        """Note something wrong at a cell."""
        said = show(at.text) if got is None else got
        self.problems.append(Problem(self.name, at.line, at.column, "", what, said, remedy))

    def number(self, at: Cell, what: str = "a number") -> float:
        """The number in a cell; notes a problem and gives NaN where there is none."""
        value = parse_number(at.text)
        if value is None or not abs(value) <= LARGEST:
            self.wrong(at, f"expected {what}", "write a plain number")
            return float("nan")
        return float(value)

    def done(self) -> None:
        """Raise ScenarioError with everything noted, if anything was."""
        if self.problems:
            raise ScenarioError(self.problems)


def read_table(path: str | os.PathLike[str]) -> Table:
    """The table in a UTF-8 file with commas, semicolons or tabs, as its first line has them.

    Empty lines are skipped. Raises ScenarioError where it cannot be read or a row has too many or too few
    cells.
    """
    name = os.fspath(path)
    try:
        text = read_file(Path(name)).decode("utf-8-sig")
    except UnicodeDecodeError as why:
        what, got = "expected UTF-8", f"the byte 0x{why.object[why.start]:02x}"
        line = why.object[: why.start].count(b"\n") + 1
        raise ScenarioError([Problem(name, line, 1, "", what, got, "save the file as UTF-8")]) from None
    lines = [(i, line) for i, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        raise ScenarioError([Problem(name, 1, 1, "", "the file is empty", "", "write a head and rows")])
    first = lines[0][1]
    delimiter = max(_DELIMITERS, key=first.count)
    table = Table(name, tuple(_cells(name, *lines[0], delimiter)), [])
    for at, words in lines[1:]:
        row = tuple(_cells(name, at, words, delimiter))
        if len(row) == len(table.head):
            table.rows.append(row)
        else:
            what = f"expected {len(table.head)} cells as in the head"
            table.problems.append(Problem(name, at, 1, "", what, str(len(row)), "complete the line"))
    table.done()
    return table


def _cells(name: str, number: int, line: str, delimiter: str) -> Iterator[Cell]:
    """The cells of a line; a cell in double quotes may hold the delimiter, and a quote written twice."""
    at = 0
    while True:
        start = at
        while start < len(line) and line[start] in " \t" and line[start] != delimiter:
            start += 1
        if line[start : start + 1] == '"':
            end = start + 1
            while end < len(line) and (line[end] != '"' or line[end + 1 : end + 2] == '"'):
                end += 2 if line[end] == '"' else 1
            after = line.find(delimiter, end + 1)
            stop = len(line) if after < 0 else after
            if end >= len(line) or line[end + 1 : stop].strip():
                what, remedy = "quotes are not closed here", "close them, or leave them out"
                raise ScenarioError([Problem(name, number, start + 1, "", what, "", remedy)])
            yield Cell(line[start + 1 : end].replace('""', '"').strip(), number, start + 1)
        else:
            after = line.find(delimiter, at)
            stop = len(line) if after < 0 else after
            yield Cell(line[at:stop].strip(), number, min(start, stop) + 1)
        if stop >= len(line):
            return
        at = stop + 1


def index_of(names: Sequence[str]) -> dict[str, int]:
    """Every name's place."""
    return {name: i for i, name in enumerate(names)}
