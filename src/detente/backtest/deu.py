"""Decided EU proposals in the layout of the DEU III deposit.

Arregui and Perarnaud 2021 (doi:10.34810/data53, CC BY 4.0); Thomson et al. 2006 and 2012. A table, with
tabs or semicolons: ``p??`` and ``s??`` hold an actor's position and salience, ``rp`` the reversion point,
``out`` the outcome, all 0..100. Capability is not recorded: a state's is its Council votes by treaty.

``proc`` and ``counvte`` say who decides: under co-decision (COD) Parliament's agreement is needed, under
unanimity (Unan) every state's, else a qualified majority of Council votes. The Commission proposes.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import isnan
from pathlib import Path

import numpy as np

from detente.backtest.cases import Decided, DecidedIssue
from detente.cells import Cell
from detente.models.arrays import Rule
from detente.tables import Table, notify, read_table

#: Commission and Parliament; they get the votes of the largest state.
INSTITUTIONS = ("com", "ep")
CITATION = (
    "Arregui, J. and Perarnaud, C. (2021). A new dataset on legislative decision-making in the European "
    "Union: the DEU III dataset. Journal of European Public Policy 29(1), 12-22. doi:10.34810/data53, "
    "CC BY 4.0. After Thomson et al. (2006), The European Union Decides, and Thomson et al. (2012), A new "
    "dataset on decision-making in the European Union before and after the 2004 and 2007 enlargements."
)
MISSING = {"", ".", "na", "n.a.", "n/a", "#null!", "nan", "999", "-999"}
NEEDED = ("isnr", "prnr", "pcom", "scom", "rp", "out")
READ = (*NEEDED, "intro", "proc", "counvte")
#: What the deposit has besides; none of it is read.
DESCRIBING = ("prnrnmc", "isnrnmc", "prname", "type", "council", "proccde", "issues", "finact")
COLUMNS = (*READ, *DESCRIBING)


@cache
def council_votes() -> dict[dt.date, dict[str, float]]:
    """Votes of each state by the deposit's code, for each date from which the numbers held.

    ``quota`` among them is the share of votes that a qualified majority needed.
    """
    text = files("detente.backtest").joinpath("council_votes.csv").read_text(encoding="utf-8")
    head, *rows = (line.split(",") for line in text.splitlines())
    return {
        dt.date.fromisoformat(since): {row[0]: float(row[i]) for row in rows if row[i]}
        for i, since in enumerate(head[2:], 2)
    }


def introduced(text: str, proposal: str) -> dt.date | None:
    """The date of a proposal's introduction, None where it cannot be read.

    Dates were typed day-month-year and some were turned into year-month-day by a spreadsheet: 20 March
    2007 stands as ``2020-03-07``. The year in the proposal's number (``n07045`` is of 2007) decides.
    """
    parts = re.fullmatch(r"(\d{2}|\d{4})-(\d{2})-(\d{2}|\d{4})", text.strip())
    number = re.match(r"[A-Za-z](\d\d)", proposal)
    year = _century(int(number[1])) if number else None
    if parts:
        first, month, last = parts.groups()
        readings = [(_century(int(last[-2:])), int(month), int(first[-2:]))]
        if len(first) == 4:
            readings.append((int(first), int(month), int(last[-2:])))
        for y, m, d in sorted(readings, key=lambda r: r[0] != year):
            try:
                return dt.date(y, m, d)
            except ValueError:
                continue
    return dt.date(year, 7, 1) if year else None


def _century(year: int) -> int:
    return year + (1900 if year > 68 else 2000)


def votes_for(when: dt.date | None, states: set[str]) -> dict[str, float]:
    """Votes in force at that date, or the next in force under which all those states have votes.

    A proposal of April 2004 on which Poland was asked was decided with Poland, so with later votes. The
    votes of Nice serve after 2014 too: the treaty of Lisbon counts states and people and has no votes.
    """
    periods = sorted(council_votes().items())
    at = max((i for i, (since, _) in enumerate(periods) if when and since <= when), default=0)
    for _, votes in periods[at:]:
        if states <= set(votes):
            return votes
    return periods[-1][1]


@dataclass(frozen=True)
class _Row:
    table: Table
    place: dict[str, int]
    cells: tuple[Cell, ...]
    notes: list[str]

    def text(self, column: str) -> str:
        return self.cells[self.place[column]].text if column in self.place else ""

    def note(self, column: str, what: str) -> None:
        cell = self.cells[self.place[column]]
        self.notes.append(
            f"{Path(self.table.name).name}:{cell.line}:{cell.column}: {column}: {what}; left out"
        )

    def number(self, column: str) -> float:
        cell = self.cells[self.place[column]]
        if cell.text.lower() in MISSING:
            return float("nan")
        value, remedy = self.table.parse(cell.text)
        if value is None:
            what = "expected a number from 0 to 100"
            self.table.problems.append(self.table.problem(cell, what, remedy, column=column))
            return float("nan")
        if not 0 <= value <= 100:
            self.note(column, f"{cell.text} is not on the scale from 0 to 100")
            return float("nan")
        return value


def is_deu(table: Table) -> bool:
    """Whether a table has the layout of DEU III: it numbers its issues by ``isnr``."""
    return table.has("isnr")


def read_deu(path: str | Path) -> Decided:
    """Decided issues from a file of the DEU III layout, the whole deposit or a part of it; as ``of_deu``."""
    return of_deu(read_table(path, COLUMNS, ragged=True, names=False))


def of_deu(table: Table) -> Decided:
    """Decided issues from a table of the DEU III layout.

    A line without an issue number is no issue (the deposit's first holds the members' GDP). Rows without
    an outcome, or without an actor that has both a position and positive salience, are left out and
    noted; an actor without salience is absent. Raises ScenarioError (file:line:column) for a missing column
    or a cell that is no number.
    """
    known = set().union(*council_votes().values(), INSTITUTIONS) - {"quota"}
    actors = [c[1:] for cell in table.head if (c := cell.text.casefold())[:1] == "p" and c[1:] in known]
    actors = [a for a in actors if table.has("s" + a)]
    stances = [letter + a for a in actors for letter in "ps"]
    place = {c: table.column(c) for c in (*NEEDED, *READ, *stances) if c in NEEDED or table.has(c)}
    if table.doubt is not None:
        notify(table.name, f"{table.doubt.problems[0].what}; no name that is read depends on it")
    notes: list[str] = []
    rows: dict[str, list[_Row]] = {}
    seen: dict[tuple[str, str], int] = {}
    for cells in table.rows:
        row = _Row(table, place, cells, notes)
        if issue := row.text("isnr"):
            at, key = cells[place["isnr"]], (row.text("prnr"), issue)
            if key in seen:
                table.wrong(at, "this issue is given twice", f"keep this line or line {seen[key]}")
            seen.setdefault(key, at.line)
            rows.setdefault(row.text("prnr") or row.text("isnr"), []).append(row)
    issues = [i for proposal, group in rows.items() for i in _proposal(proposal, group, actors)]
    table.done()
    table.name_unread(DESCRIBING)
    return Decided(Path(table.name).name, tuple(issues), tuple(notes), CITATION)


def _proposal(proposal: str, rows: list[_Row], actors: list[str]) -> list[DecidedIssue]:
    cells = [{a: (r.number("p" + a), r.number("s" + a)) for a in actors} for r in rows]
    present = [[a for a, (p, s) in found.items() if not isnan(p) and s > 0] for found in cells]
    states = {a for named in present for a in named} - set(INSTITUTIONS)
    # rows may be in any order, and a proposal's date on one of them only
    dates = [when for r in rows if (when := introduced(r.text("intro"), proposal))]
    votes = votes_for(min(dates, default=None), states)
    largest = max(votes.values())
    issues = []
    for row, stances, named in zip(rows, cells, present, strict=True):
        outcome = row.number("out")
        if not named or isnan(outcome):
            what = "no outcome" if isnan(outcome) else "no actor with position and salience"
            row.note("out", f"{row.text('isnr')} has {what}")
            continue
        unanimous = row.text("counvte").lower().startswith("unan")
        joint = row.text("proc").upper() == "COD"
        issues.append(
            DecidedIssue(
                id=row.text("isnr"),
                proposal=proposal,
                actors=tuple(named),
                position=np.array([stances[a][0] for a in named]),
                salience=np.array([stances[a][1] for a in named]),
                capability=np.array([votes.get(a, largest) for a in named]),
                outcome=outcome,
                reversion=row.number("rp"),
                votes=np.array([votes.get(a, 0.0) for a in named]),
                rule=Rule(
                    "unanimity" if unanimous else "qualified",
                    None if unanimous else votes["quota"],
                    named.index("com") if "com" in named else None,
                ),
                consent=np.array([unanimous if a in votes else joint and a == "ep" for a in named]),
                absent=tuple(p for a, (p, _) in stances.items() if a not in named and not isnan(p)),
            )
        )
    return issues
