"""Scenario files of KTAB, the KAPSARC toolkit for behavioural analysis: its CSV form.

Line 1 holds ``name,description,actors,dimensions``, line 2 a header, then one line an actor:
``actor,description,power,position,salience,position,salience,...``. Fields may be quoted, have spaces
around them, or be followed by a comma; descriptions may hold commas of their own.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple, NoReturn

import numpy as np
from numpy.typing import NDArray

from detente.models.arrays import Bargain
from detente.scenario import Problem, Scenario, ScenarioError

Floats = NDArray[np.float64]


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


class _Field(NamedTuple):
    text: str
    column: int


@dataclass(frozen=True)
class _Actor:
    name: str
    note: str
    line: int
    power: _Field
    numbers: tuple[float, ...]


@dataclass(frozen=True)
class _Table:
    title: str
    note: str
    dimensions: tuple[str, ...]
    actors: tuple[_Actor, ...]


def read_ktab(path: str | Path) -> Ktab:
    """Actors, power (N,), positions and saliences (N, K) from 0 to 100; an actor's saliences may sum to any.

    Raises ScenarioError, with file, line and column, for a file that is not in this form.
    """
    table = _read(Path(path))
    numbers = np.array([a.numbers for a in table.actors])
    return Ktab(
        tuple(a.name for a in table.actors),
        numbers[:, 0].copy(),
        numbers[:, 1::2].copy(),
        numbers[:, 2::2].copy(),
    )


def load_ktab(path: str | Path, as_of: date | None = None) -> Scenario:
    """A KTAB file as a scenario: an issue for every dimension, ids made of names, labels as they stand.

    The file has no date; ``as_of`` defaults to the day it was last changed. Raises ScenarioError.
    """
    where = Path(path)
    table = _read(where)
    issues = dict(zip(_ids(table.dimensions), table.dimensions, strict=True))
    actors = dict(zip(_ids(a.name for a in table.actors), table.actors, strict=True))
    changed = datetime.fromtimestamp(where.stat().st_mtime, UTC).date()
    return Scenario.model_validate(
        {
            "detente": 1,
            "title": table.title,
            "as_of": as_of or changed,
            "notes": table.note or None,
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
    )


def _read(path: Path) -> _Table:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    if text.lstrip().startswith("<"):
        _refuse(path, 1, 1, "KTAB's XML is not read", text.strip()[:20], "save the scenario as CSV")
    rows = [(n, _fields(line)) for n, line in enumerate(text.split("\n"), 1) if line.strip(" \t\r,")]
    if len(rows) < 3:
        remedy = "write name,description,actors,dimensions, then a header, then the actors"
        _refuse(path, 1, 1, "three lines or more are needed", str(len(rows)), remedy)
    (first, head), (second, header), *lines = rows
    if len(head) < 4:
        remedy = "write name,description,actors,dimensions"
        _refuse(path, first, 1, "the first line needs four fields", str(len(head)), remedy)
    count, dims = (_whole(path, first, field) for field in head[-2:])
    if len(lines) != count:
        what = f"the file has {len(lines)} actors below, not this many"
        _refuse(path, first, head[-2].column, what, str(count), "correct the number or the lines")
    if len(header) < 3 + 2 * dims:
        remedy = "name actor, description, power, and a position and a salience for every dimension"
        what = f"the header needs {3 + 2 * dims} fields"
        _refuse(path, second, header[-1].column, what, str(len(header)), remedy)
    return _Table(
        head[0].text or path.stem,
        _joined(head[1:-2]),
        tuple(_dimension(field.text, k) for k, field in enumerate(header[3 : 3 + 2 * dims : 2], 1)),
        tuple(_actor(path, number, fields, dims, len(header)) for number, fields in lines),
    )


def _actor(path: Path, line: int, fields: list[_Field], dims: int, heads: int) -> _Actor:
    needed = 1 + 2 * dims
    if len(fields) < 1 + needed:
        what = f"an actor needs a name, a description and {needed} numbers"
        remedy = "write actor,description,power, then a position and a salience for every dimension"
        _refuse(path, line, fields[-1].column, what, f"{len(fields)} fields", remedy)
    # by the header where the two are alike; else commas in the description make for more fields
    end = 2 + needed if len(fields) == heads else len(fields)
    name, note, numbers = fields[0], _joined(fields[1 : end - needed]), fields[end - needed : end]
    if not name.text:
        _refuse(path, line, name.column, "an actor needs a name", "nothing", "write one in the first field")
    power = _number(path, line, numbers[0], "a power of 0 or more", lambda v: v >= 0)
    rest = (
        _number(path, line, f, f"a {what} from 0 to 100", lambda v: 0 <= v <= 100)
        for f, what in zip(numbers[1:], ("position", "salience") * dims, strict=True)
    )
    return _Actor(name.text, note, line, numbers[0], (power, *rest))


def _fields(line: str) -> list[_Field]:
    """The fields of one line with their columns, without empty ones at its end."""
    fields = []
    start, quoted = 0, False
    for end in range(len(line) + 1):
        last = end == len(line)
        if not last and line[end] == '"' and line[start:].lstrip().startswith('"'):
            quoted = not quoted
        if last or (line[end] == "," and not quoted):
            raw = line[start:end]
            text = raw.strip()
            if len(text) > 1 and text[0] == text[-1] == '"':
                text = text[1:-1].replace('""', '"').strip()
            fields.append(_Field(text, start + len(raw) - len(raw.lstrip()) + 1))
            start = end + 1
    while len(fields) > 1 and not fields[-1].text:
        fields.pop()
    return fields


def _number(path: Path, line: int, field: _Field, what: str, fits: Callable[[float], bool]) -> float:
    try:
        value = float(field.text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and fits(value)):
        _refuse(path, line, field.column, f"expected {what}", field.text or "nothing", "change the number")
    return value


def _whole(path: Path, line: int, field: _Field) -> int:
    if not (field.text.isdecimal() and int(field.text) > 0):
        remedy = "write how many there are"
        _refuse(path, line, field.column, "expected a whole number of 1 or more", field.text, remedy)
    return int(field.text)


def _dimension(header: str, number: int) -> str:
    name = re.sub(r"\s+(position|pstn|pos)$", "", header, flags=re.IGNORECASE)
    return name or f"dimension {number}"


def _joined(fields: list[_Field]) -> str:
    return ", ".join(f.text for f in fields if f.text)


def _ids(names: Iterable[str]) -> list[str]:
    """Ids of letters, digits and hyphens, each once."""
    ids: list[str] = []
    for name in names:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "unnamed"
        number = 1
        made = base
        while made in ids:
            number += 1
            made = f"{base}-{number}"
        ids.append(made)
    return ids


def _refuse(path: Path, line: int, column: int, what: str, got: str, remedy: str) -> NoReturn:
    raise ScenarioError([Problem(path.name, line, column, "", what, repr(got), remedy)])
