"""Scenario files of KTAB, the KAPSARC toolkit for behavioural analysis: its CSV and its XML.

Line 1 of the CSV holds ``name,description,actors,dimensions``, and what follows is ignored; line 2 is a head,
then comes one line an actor: ``actor,description,power,position,salience,position,salience,...``. Fields are
parted by commas, semicolons or tabs; an actor's description may hold commas of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from detente.cells import DELIMITERS, Cell, split
from detente.file_kinds import recognise
from detente.formats.ktab_xml import parse_xml
from detente.models.arrays import Bargain
from detente.names import make_ids
from detente.scenario import Problem, Scenario, ScenarioError
from detente.scenario.problems import words
from detente.tables import Table, notify, read_file, read_text

Floats = NDArray[np.float64]

_WHOLE = re.compile(r"[0-9]{1,6}")


class Ktab(NamedTuple):
    """A KTAB scenario as plain arrays of N actors and K dimensions, in the file's order and units."""

    names: tuple[str, ...]
    power: Floats
    position: Floats
    salience: Floats

    def bargain(self) -> Bargain:
        """The same as a bargain of one draw, every scale from 0 to 100 and no reversion points."""
        dims = self.position.shape[1]
        return Bargain(
            self.position[None],
            self.salience[None],
            self.power[None],
            np.full((1, dims), np.nan),
            np.tile([0.0, 100.0], (dims, 1)),
        )


@dataclass(frozen=True)
class _Actor:
    name: str
    note: str
    numbers: tuple[float, ...]


@dataclass(frozen=True)
class _Listed:
    title: str
    note: str
    dimensions: tuple[str, ...]
    actors: tuple[_Actor, ...]


def read_ktab(path: str | Path) -> Ktab:
    """Actors, power (N,), positions and saliences (N, K) from 0 to 100; an actor's saliences may sum to any.

    Raises ScenarioError, with file, line and column, for a file that is in neither form.
    """
    listed = _read(Path(path))
    numbers = np.array([a.numbers for a in listed.actors])
    return Ktab(
        tuple(a.name for a in listed.actors),
        numbers[:, 0].copy(),
        numbers[:, 1::2].copy(),
        numbers[:, 2::2].copy(),
    )


def load_ktab(path: str | Path, as_of: date | None = None) -> Scenario:
    """A KTAB file as a scenario: an issue for every dimension, ids made of names, labels unchanged.

    The file has no date; ``as_of`` defaults to the day it was last changed. Raises ScenarioError.
    """
    where = Path(path)
    listed = _read(where)
    issues = dict(zip(make_ids(listed.dimensions), listed.dimensions, strict=True))
    actors = dict(zip(make_ids(a.name for a in listed.actors), listed.actors, strict=True))
    changed = datetime.fromtimestamp(where.stat().st_mtime, UTC).date()
    written = {
        "detente": 1,
        "title": listed.title,
        "as_of": as_of or changed,
        "notes": listed.note or None,
        "issues": {
            i: {
                "label": name,
                "question": f"Where is {name} settled, from 0 to 100?",
                "scale": {0: f"{name}: the low end", 100: f"{name}: the high end"},
            }
            for i, name in issues.items()
        },
        "actors": {
            i: {
                "label": a.name,
                "kind": "organisation",
                "capability": a.numbers[0],
                "note": a.note or None,
            }
            for i, a in actors.items()
        },
        "stances": [
            {
                "actor": i,
                "issue": issue,
                "position": a.numbers[1 + 2 * k],
                "salience": a.numbers[2 + 2 * k],
            }
            for i, a in actors.items()
            for k, issue in enumerate(issues)
        ],
    }
    try:
        scenario = Scenario.model_validate(written)
    except ValidationError as why:  # a bound of the scenario's own that KTAB does not have
        paths = ((".".join(p for p in map(str, e["loc"]) if p != "[key]"), e) for e in why.errors())
        found = [Problem(str(where), 1, 1, path, *words(e, lambda _: ())) for path, e in paths]
        raise ScenarioError(found) from None
    scenario._file = str(path)
    return scenario


def _read(path: Path) -> _Listed:
    data = read_file(path)
    kind = recognise(data)
    if kind.kind == "markup":
        found = parse_xml(data, str(path))
        lines = [(a.name, a.note, list(a.numbers)) for a in found.actors]
        return _listed(found.table, found.title or path.stem, found.note, found.dimensions, lines)
    text, _ = read_text(data, str(path))
    delimiter = kind.delimiter or max(DELIMITERS, key=text.split("\n", 1)[0].count)
    records, problems = split(text, delimiter, str(path))
    records = [_trimmed(record) for record in records]
    if problems:
        raise ScenarioError(problems)
    if len(records) < 3:
        what = "a KTAB scenario has three lines or more"
        remedy = "write name,description,actors,dimensions, then a head, then the actors"
        raise ScenarioError([Problem(str(path), 1, 1, "", what, str(len(records)), remedy)])
    first, head, *rows = records
    table = Table(str(path), head, rows)
    dims = _count_dimensions(table, first)
    needed = 1 + 2 * dims
    if len(head) < 2 + needed:
        remedy = "name actor, description, power, and a position and a salience for every dimension"
        table.wrong(head[-1], f"the head needs {2 + needed} fields", remedy, str(len(head)))
        table.done()
    table.used.update(range(2 + needed))
    dimensions = [_dimension(cell.text, k) for k, cell in enumerate(head[3 : 3 + 2 * dims : 2], 1)]
    lines = [line for row in rows if (line := _line(table, row, needed)) is not None]
    title, note = first[0].text or path.stem, first[1].text
    listed = _listed(table, title, note, dimensions, lines)
    table.name_unread()
    return listed


def _count_dimensions(table: Table, first: tuple[Cell, ...]) -> int:
    """How many dimensions line 1 states, which must state the number of actors too."""
    if len(first) < 4:
        remedy = "write name,description,actors,dimensions"
        table.wrong(first[0], "the first line needs four fields", remedy, str(len(first)))
        table.done()
    for cell in first[2:4]:
        if not (_WHOLE.fullmatch(cell.text) and int(cell.text)):
            remedy = "write how many there are, and put a description with commas in quotes"
            table.wrong(cell, "expected a whole number of 1 or more", remedy)
    table.done()
    if len(table.rows) != int(first[2].text):
        actors = f"{len(table.rows)} actor{'s' * (len(table.rows) != 1)}"
        what = f"the file has {actors} below, not as many as this"
        table.wrong(first[2], what, "correct the number or the lines")
        table.done()
    return int(first[3].text)


def _line(table: Table, row: tuple[Cell, ...], needed: int) -> tuple[Cell, str, list[Cell]] | None:
    """Name, description and numbers of an actor; None, with a problem noted, where it is unclear which."""
    if len(row) < 2 + needed:
        what = f"an actor needs a name, a description and {needed} numbers"
        remedy = "write actor,description,power, then a position and a salience for every dimension"
        table.wrong(row[-1], what, remedy, f"{len(row)} fields")
        return None
    front, back = row[2 : 2 + needed], row[-needed:]
    extra = row[2 + needed :]
    if extra and len(row) != len(table.head):
        # commas in the description make for more fields
        sound, behind = (sum(table.parse(c.text)[0] is not None for c in cells) for cells in (front, back))
        if sound == behind == needed:
            what = f"expected {2 + needed} fields as in the head"
            remedy = "remove the extra cells, or put a description with commas in quotes"
            table.wrong(extra[0], what, remedy, str(len(row)))
            return None
        if behind > sound:
            return row[0], ", ".join(c.text for c in row[1:-needed] if c.text), list(back)
        notify(table.name, f"line {row[0].line}, ignored: {', '.join(c.text for c in extra)}")
    return row[0], row[1].text, list(front)


def _listed(
    table: Table,
    title: str,
    note: str,
    dimensions: Sequence[str],
    lines: Sequence[tuple[Cell, str, list[Cell]]],
) -> _Listed:
    """The scenario with every number and name checked. Raises ScenarioError with all that is wrong."""
    seen: dict[str, Cell] = {}
    actors = []
    for name, about, cells in lines:
        if not name.text:
            table.wrong(name, "an actor needs a name", "write one in the first field")
        elif name.text in seen:
            remedy = f"keep this one or the one in line {seen[name.text].line}"
            table.wrong(name, "this name is given twice", remedy)
        seen.setdefault(name.text, name)
        numbers = [_number(table, cells[0], "a power of 0 or more", float("inf"))]
        for cell, what in zip(cells[1:], ("position", "salience") * len(dimensions), strict=True):
            numbers.append(_number(table, cell, f"a {what} from 0 to 100", 100))
        actors.append(_Actor(name.text, about, tuple(numbers)))
    table.done()
    twice = Counter(dimensions)
    named = [d if twice[d] == 1 else f"{d} ({k})" for k, d in enumerate(dimensions, 1)]
    return _Listed(title, note, tuple(named), tuple(actors))


def _number(table: Table, cell: Cell, what: str, most: float) -> float:
    value = table.number(cell, what)
    if not (np.isnan(value) or 0 <= value <= most):
        table.wrong(cell, f"expected {what}", "change the number")
    return value


def _dimension(head: str, number: int) -> str:
    name = re.sub(r"\s+(position|pstn|pos)$", "", head, flags=re.IGNORECASE)
    return name or f"dimension {number}"


def _trimmed(record: tuple[Cell, ...]) -> tuple[Cell, ...]:
    end = len(record)
    while end > 1 and not record[end - 1].text:
        end -= 1
    return record[:end]
