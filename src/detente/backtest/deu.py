"""Decided EU proposals in the layout of the DEU III deposit.

Arregui and Perarnaud 2021 (doi:10.34810/data53, CC BY 4.0); Thomson et al. 2006 and 2012. The file is tab
separated with quoted text: ``p??`` and ``s??`` hold an actor's position and salience, ``rp`` the reversion
point, ``out`` the outcome, all 0..100. Capability is not recorded: a state's is its Council votes by treaty.

``proc`` and ``counvte`` say who decides: under co-decision (COD) Parliament's agreement is needed, under
unanimity (Unan) every state's, else a qualified majority of Council votes. The Commission proposes.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import isnan
from pathlib import Path

import numpy as np

from detente.backtest.cases import DataError, Decided, DecidedIssue
from detente.models.arrays import Rule

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


@cache
def council_votes() -> dict[dt.date, dict[str, float]]:
    """Votes of each state by the deposit's code, for each date from which the numbers held.

    ``quota`` among them is the share of votes that a qualified majority needed.
    """
    text = files("detente.backtest").joinpath("council_votes.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return {
        dt.date.fromisoformat(since): {r["code"]: float(r[since]) for r in rows if r[since]}
        for since in list(rows[0])[2:]
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
    line: int
    cells: dict[str, str]
    place: dict[str, int]
    name: str
    notes: list[str]

    def at(self, column: str) -> str:
        return f"{self.name}:{self.line}:{self.place[column] + 1}: {column}"

    def number(self, column: str) -> float:
        text = self.cells.get(column, "").strip()
        if text.lower() in MISSING:
            return float("nan")
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            raise DataError(f"{self.at(column)}: a number from 0 to 100 is needed, got {text!r}") from None
        if not 0 <= value <= 100:
            self.notes.append(f"{self.at(column)}: {text} is not on the scale from 0 to 100; left out")
            return float("nan")
        return value


def read_deu(path: str | Path) -> Decided:
    """Read decided issues from a file of the DEU III layout, the whole deposit or a part of it.

    A line without an issue number is no issue (the deposit's first holds the members' GDP). Rows without
    an outcome, or without an actor that has both a position and positive salience, are left out and
    noted; an actor without salience is absent. Unknown columns are ignored.
    Raises DataError (file:line:column) for a missing column or a cell that is no number.
    """
    where = Path(path)
    with where.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.reader(file, delimiter="\t")
        # a record's last line is where the file's reader stands; blank lines are passed over
        lines = [(reader.line_num, record) for record in reader if any(c.strip() for c in record)]
    if not lines:
        raise DataError(f"{where.name}:1:1: the file is empty; a header line is needed")
    header = [c.strip().lower() for c in lines[0][1]]
    place = {c: i for i, c in reversed(list(enumerate(header)))}
    lacking = [c for c in NEEDED if c not in place]
    if lacking:
        raise DataError(
            f"{where.name}:1:1: no column {', '.join(lacking)}; "
            f"the layout of DEU III is needed, tab separated (got {', '.join(header[:6])} ...)"
        )
    known = set().union(*council_votes().values(), INSTITUTIONS) - {"quota"}
    actors = [c[1:] for c in header if c[0:1] == "p" and c[1:] in known and "s" + c[1:] in place]
    notes: list[str] = []
    rows: dict[str, list[_Row]] = {}
    for number, line in lines[1:]:
        cells = dict(zip(header, line, strict=False))
        if cells.get("isnr", "").strip():
            row = _Row(number, cells, place, where.name, notes)
            rows.setdefault(cells.get("prnr", "").strip() or cells["isnr"].strip(), []).append(row)
    issues = [i for proposal, group in rows.items() for i in _proposal(proposal, group, actors)]
    return Decided(where.name, tuple(issues), tuple(notes), CITATION)


def _proposal(proposal: str, rows: list[_Row], actors: list[str]) -> list[DecidedIssue]:
    cells = {r.line: {a: (r.number("p" + a), r.number("s" + a)) for a in actors} for r in rows}
    present = {r.line: [a for a, (p, s) in cells[r.line].items() if not isnan(p) and s > 0] for r in rows}
    states = {a for named in present.values() for a in named} - set(INSTITUTIONS)
    votes = votes_for(introduced(rows[0].cells.get("intro", ""), proposal), states)
    largest = max(votes.values())
    issues = []
    for row in rows:
        named, outcome = present[row.line], row.number("out")
        if not named or isnan(outcome):
            what = "no outcome" if isnan(outcome) else "no actor with position and salience"
            row.notes.append(f"{row.at('out')}: {row.cells['isnr']} has {what}; left out")
            continue
        unanimous = row.cells.get("counvte", "").strip().lower().startswith("unan")
        joint = row.cells.get("proc", "").strip().upper() == "COD"
        issues.append(
            DecidedIssue(
                id=row.cells["isnr"].strip(),
                proposal=proposal,
                actors=tuple(named),
                position=np.array([cells[row.line][a][0] for a in named]),
                salience=np.array([cells[row.line][a][1] for a in named]),
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
                absent=tuple(p for a, (p, _) in cells[row.line].items() if a not in named and not isnan(p)),
            )
        )
    return issues
