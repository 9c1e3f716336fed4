"""Decided issues in a plain table, one line for each actor on each issue.

Columns: ``issue``, ``actor``, ``position``, ``salience``, ``capability``, ``outcome``, and optionally
``proposal`` (what issues were decided together; else each issue is its own), ``reversion``, ``low`` and
``high``, the ends of the scale (else 0 and 100), and ``consent``, 1 where the actor's agreement is needed.
Outcome, reversion, ends and proposal belong to the issue: give them on each of its lines or on one of them.
An empty position or salience means that the actor is absent.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, isnan
from pathlib import Path

import numpy as np

from detente.backtest.cases import Decided, DecidedIssue
from detente.backtest.deu import COLUMNS as DEU
from detente.backtest.deu import is_deu, of_deu
from detente.cells import Cell
from detente.tables import Table, read_table

NEEDED = ("issue", "actor", "position", "salience", "capability", "outcome")
OPTIONAL = ("proposal", "reversion", "low", "high", "consent")
OF_ISSUE = ("proposal", "outcome", "reversion", "low", "high")

_NAN = float("nan")


@dataclass(frozen=True)
class _Line:
    """A row by the names of its columns; one that the table does not have holds empty cells."""

    table: Table
    place: dict[str, int]
    cells: tuple[Cell, ...]

    def cell(self, column: str) -> Cell:
        return self.cells[self.place[column]] if column in self.place else Cell("", self.cells[0].line, 1)

    def text(self, column: str) -> str:
        return self.cell(column).text

    def wrong(self, column: str, what: str, remedy: str) -> None:
        self.table.problems.append(self.table.problem(self.cell(column), what, remedy, column=column))

    def value(self, column: str, default: float = _NAN) -> float:
        """The number of a column, ``default`` for an empty cell; notes a problem where there is none."""
        if not self.text(column):
            return default
        value, remedy = self.table.parse(self.text(column))
        if value is None:
            self.wrong(column, "expected a number", remedy)
            return _NAN
        return value


def read_plain(path: str | Path) -> Decided:
    """Decided issues from a plain table; see the module's text for its columns.

    Issues without an outcome or without an actor of positive weight are left out and noted. Raises
    ScenarioError (file:line:column) for a missing column, a cell that is no number, a position outside the
    scale, a negative salience or capability, an actor named twice, or lines of an issue that disagree.
    """
    return _of_plain(read_table(path, {*NEEDED, *OPTIONAL}, ragged=True))


def read_decided(path: str | Path) -> Decided:
    """Decided issues from a table of either layout: DEU III where the head has ``isnr``, else plain."""
    table = read_table(path, {*NEEDED, *OPTIONAL, *DEU}, ragged=True, names=False)
    if is_deu(table):
        return of_deu(table)
    if table.doubt is not None:
        raise table.doubt
    return _of_plain(table)


def _of_plain(table: Table) -> Decided:
    place = {c: table.column(c) for c in (*NEEDED, *(c for c in OPTIONAL if table.has(c)))}
    groups: dict[str, list[_Line]] = {}
    for row in table.rows:
        line = _Line(table, place, row)
        if not line.text("issue"):
            line.wrong("issue", "expected a name", "name the issue on each of its lines")
        groups.setdefault(line.text("issue"), []).append(line)
    notes: list[str] = []
    issues = [found for name, lines in groups.items() if (found := _issue(name, lines, notes))]
    table.done()
    table.name_unread()
    return Decided(Path(table.name).name, tuple(issues), tuple(notes))


def _issue(name: str, lines: list[_Line], notes: list[str]) -> DecidedIssue | None:
    first = lines[0]
    of_issue = {column: _said_once(lines, column) for column in OF_ISSUE}
    low, high = of_issue["low"].value("low", 0.0), of_issue["high"].value("high", 100.0)
    if not (isnan(low) or isnan(high)) and not (low < high and isfinite(100 / (high - low))):
        column = "high" if of_issue["high"].text("high") else "low"
        of_issue[column].wrong(column, f"expected a scale that ends above {low:g}", "widen the scale")
        return None
    stances: dict[str, tuple[float, float, float, float]] = {}
    at: dict[str, int] = {}
    for line in lines:
        actor = line.text("actor")
        if not actor:
            line.wrong("actor", "expected a name", "name the actor")
        elif actor in stances:
            remedy = f"keep this line or line {at[actor]}"
            line.wrong("actor", f"this actor is already listed on issue {name!r}", remedy)
        at.setdefault(actor, line.cells[0].line)
        stances[actor] = _stance(line, low, high)
    kept = {a: s for a, s in stances.items() if not isnan(s[0]) and s[1] * s[2] > 0}
    outcome, reversion = (of_issue[c].value(c) for c in ("outcome", "reversion"))
    for column, value in (("outcome", outcome), ("reversion", reversion)):
        if not (isnan(value) or isnan(low) or isnan(high) or low <= value <= high):
            of_issue[column].wrong(
                column, f"expected a number from {low:g} to {high:g}", "correct it, or the scale's ends"
            )
    if not kept or isnan(outcome):
        what = "no outcome" if kept else "no actor with position, salience and capability"
        file, line_number = Path(first.table.name).name, first.cells[0].line
        notes.append(f"{file}:{line_number}:1: issue {name} has {what}; left out")
        return None
    columns = np.array(list(kept.values()))
    return DecidedIssue(
        id=name,
        proposal=of_issue["proposal"].text("proposal") or name,
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


def _said_once(lines: list[_Line], column: str) -> _Line:
    """The first line that says something in a column of the issue; notes a problem where others say else."""
    saying = [line for line in lines if line.text(column)]
    for line in saying[1:]:
        one, other = saying[0].text(column), line.text(column)
        numbers = [line.table.parse(text)[0] for text in (one, other)]
        if one != other and (column == "proposal" or None in numbers or numbers[0] != numbers[1]):
            what = f"line {saying[0].cells[0].line} of this issue has {one!r}"
            line.wrong(column, what, "write the same on each line, or write it once")
    return saying[0] if saying else lines[0]


def _stance(line: _Line, low: float, high: float) -> tuple[float, float, float, float]:
    """Position, salience, capability and consent; position NaN where the actor is absent."""
    position, salience, capability = (
        line.value("position"),
        line.value("salience", 0.0),
        line.value("capability"),
    )
    if not (isnan(position) or isnan(low) or isnan(high) or low <= position <= high):
        line.wrong(
            "position", f"expected a number from {low:g} to {high:g}", "correct it, or the scale's ends"
        )
    if salience < 0:
        line.wrong("salience", "expected a number of 0 or more", "correct it")
    if capability < 0 or (not line.text("capability") and line.text("position")):
        line.wrong("capability", "expected a number of 0 or more", "write how much weight the actor has")
    consent = line.value("consent", 0.0)
    if not isnan(consent) and consent not in (0, 1):
        line.wrong("consent", "expected 1 or 0", "write 1 if the actor's agreement is needed")
    return position, salience, capability, consent
