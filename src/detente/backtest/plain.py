"""Decided issues in a plain CSV file, one line for each actor on each issue.

Columns: ``issue``, ``actor``, ``position``, ``salience``, ``capability``, ``outcome``, and optionally
``proposal`` (what issues were decided together; else each issue is its own), ``reversion``, ``low`` and
``high``, the ends of the scale (else 0 and 100), and ``consent``, 1 where the actor's agreement is needed.
Outcome, reversion, ends and proposal belong to the issue: give them on each of its lines or on the first
only. An empty position or salience means that the actor is absent.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from pathlib import Path

import numpy as np

from detente.backtest.cases import DataError, Decided, DecidedIssue
from detente.backtest.deu import read_deu

NEEDED = ("issue", "actor", "position", "salience", "capability", "outcome")
OF_ISSUE = ("proposal", "outcome", "reversion", "low", "high")


@dataclass(frozen=True)
class _Line:
    number: int
    cells: Mapping[str, str]
    place: Mapping[str, int]
    name: str

    def text(self, column: str) -> str:
        return (self.cells.get(column) or "").strip()

    def error(self, column: str, what: str) -> DataError:
        at = self.place.get(column, 0) + 1
        return DataError(f"{self.name}:{self.number}:{at}: {column}: {what}, got {self.text(column)!r}")

    def value(self, column: str, default: float = float("nan")) -> float:
        if not self.text(column):
            return default
        try:
            value = float(self.text(column))
        except ValueError:
            raise self.error(column, "a number is needed") from None
        if not np.isfinite(value):
            raise self.error(column, "a finite number is needed")
        return value


def read_plain(path: str | Path) -> Decided:
    """Read decided issues from a plain CSV file; see the module's text for its columns.

    Issues without an outcome or without an actor of positive weight are left out and noted. Raises
    DataError (file:line:column) for a missing column, a cell that is no number, a position outside the
    scale, a negative salience or capability, an actor named twice, or lines of an issue that disagree.
    """
    where = Path(path)
    with where.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        header = [c.strip().lower() for c in next(reader, [])]
        lacking = [c for c in NEEDED if c not in header]
        if lacking:
            raise DataError(f"{where.name}:1:1: no column {', '.join(lacking)}; needed: {', '.join(NEEDED)}")
        place = {c: i for i, c in enumerate(header)}
        groups: dict[str, list[_Line]] = {}
        for cells in reader:
            if any(cells):
                line = _Line(reader.line_num, dict(zip(header, cells, strict=False)), place, where.name)
                if not line.text("issue"):
                    raise line.error("issue", "a name is needed")
                groups.setdefault(line.text("issue"), []).append(line)
    notes: list[str] = []
    issues = [found for name, lines in groups.items() if (found := _issue(name, lines, notes))]
    return Decided(where.name, tuple(issues), tuple(notes))


def _issue(name: str, lines: list[_Line], notes: list[str]) -> DecidedIssue | None:
    first = lines[0]
    for line in lines[1:]:
        for column in OF_ISSUE:
            if line.text(column) and line.text(column) != first.text(column):
                raise line.error(column, f"issue {name} has {first.text(column)!r} on line {first.number}")
    low, high = first.value("low", 0.0), first.value("high", 100.0)
    if not low < high:
        raise first.error("high", f"an end above {low:g} is needed")
    stances: dict[str, tuple[float, float, float, float]] = {}
    for line in lines:
        actor = line.text("actor")
        if not actor or actor in stances:
            raise line.error("actor", f"a name that issue {name} has not had yet is needed")
        position, salience = line.value("position"), line.value("salience", 0.0)
        capability = line.value("capability")
        if not (isnan(position) or low <= position <= high):
            raise line.error("position", f"a number from {low:g} to {high:g} is needed")
        if salience < 0:
            raise line.error("salience", "a number of 0 or more is needed")
        if not isnan(position) and not capability >= 0:
            raise line.error("capability", "a number of 0 or more is needed")
        consent = line.value("consent", 0.0)
        if consent not in (0, 1):
            raise line.error("consent", "1 or 0 is needed")
        stances[actor] = (position, salience, capability, consent)
    kept = {a: s for a, s in stances.items() if not isnan(s[0]) and s[1] * s[2] > 0}
    outcome, reversion = first.value("outcome"), first.value("reversion")
    for column, value in (("outcome", outcome), ("reversion", reversion)):
        if not (isnan(value) or low <= value <= high):
            raise first.error(column, f"a number from {low:g} to {high:g} is needed")
    if not kept or isnan(outcome):
        what = "no outcome" if kept else "no actor with position, salience and capability"
        notes.append(f"{first.name}:{first.number}:1: issue {name} has {what}; left out")
        return None
    columns = np.array(list(kept.values()))
    return DecidedIssue(
        id=name,
        proposal=first.text("proposal") or name,
        actors=tuple(kept),
        position=columns[:, 0].copy(),
        salience=columns[:, 1].copy(),
        capability=columns[:, 2].copy(),
        outcome=outcome,
        reversion=reversion,
        low=low,
        high=high,
        consent=columns[:, 3] > 0 if "consent" in first.place else None,
    )


def read_decided(path: str | Path) -> Decided:
    """Read decided issues from a file of either layout: DEU III where the header has ``isnr``, else plain."""
    where = Path(path)
    if where.read_bytes()[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise DataError(f"{where.name}:1:1: the file is in UTF-16; save it as UTF-8")
    with where.open(encoding="utf-8-sig", errors="replace") as file:
        header = next((line.lower() for line in file if line.strip()), "")
    if "isnr" in header and "\t" not in header:
        raise DataError(f"{where.name}:1:1: the layout of DEU III is tab separated; save the file so")
    return read_deu(where) if "isnr" in header else read_plain(where)
