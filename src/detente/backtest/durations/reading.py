"""Wars, episodes, disputes and sanctions from a folder of tables, as durations and kinds of ending.

The files: ``wars.csv`` (COW), ``conflict_episodes.csv`` (UCDP), ``disputes.csv`` (GML-MID), ``sanctions.csv``
(TIES). Whatever is not there is left out.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detente.cells import Cell
from detente.models.arrays import Bools, Floats
from detente.models.duration.ending import KINDS
from detente.models.duration.spells import Spells
from detente.scenario import Problem, ScenarioError
from detente.tables import Table, read_table

#: The last day on which each source would have recorded an end.
LAST_DAY = {
    "cow": datetime.date(2007, 12, 31),
    "ucdp": datetime.date(2023, 12, 31),  # an end needs a whole quiet year after it
    "gml": datetime.date(2010, 12, 31),
    "ties": datetime.date(2005, 12, 31),
}


@dataclass(frozen=True)
class Cases:
    """The cases of one reference class.

    Attributes
    ----------
    key : tuple of str (N,)
        What is kept whole in folds and resamplings: the war, conflict, dispute or sanction.
    start, days : ndarray (N,)
        Day number (proleptic Gregorian) of the first day, and days observed.
    ended : ndarray (N,) of bool
        Whether it ended then.
    last : int
        Day number of the last day of observation.
    kind : ndarray (N,) of int
        How it ended as an index of ``KINDS``, -1 where unknown.
    columns : mapping of str to ndarray (N,)
        What ``ending`` may depend on, besides age.
    others : mapping of str to ndarray (N,)
        What was tried and not used; NaN where unknown.
    intensity : tuple of str (N,)
        For UCDP a digit for each calendar year from the first: 1 under 1,000 battle deaths, 2 from there on.
    """

    key: tuple[str, ...]
    start: NDArray[np.int64]
    days: Floats
    ended: Bools
    last: int
    kind: NDArray[np.int64]
    columns: Mapping[str, Floats]
    others: Mapping[str, Floats]
    intensity: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.key)

    def where(self, chosen: Bools) -> Cases:
        """Some of the cases."""
        return Cases(
            tuple(k for k, c in zip(self.key, chosen, strict=True) if c),
            self.start[chosen],
            self.days[chosen],
            self.ended[chosen],
            self.last,
            self.kind[chosen],
            {k: v[chosen] for k, v in self.columns.items()},
            {k: v[chosen] for k, v in self.others.items()},
            tuple(d for d, c in zip(self.intensity, chosen, strict=True) if c),
        )

    def spells(self, weight: Floats | None = None) -> Spells:
        """The durations, weighted."""
        return Spells(self.days, self.ended, weight=weight)


@dataclass(frozen=True)
class _Case:
    key: str
    start: datetime.date
    days: float
    ended: bool
    kind: str
    columns: Mapping[str, float]
    others: Mapping[str, float] = field(default_factory=dict)
    intensity: str = ""


@dataclass(frozen=True)
class _Row:
    table: Table
    cells: tuple[Cell, ...]

    def cell(self, column: str) -> Cell:
        return self.cells[self.table.column(column)]

    def text(self, column: str) -> str:
        return self.cell(column).text

    def number(self, column: str) -> float:
        if not self.text(column):
            return float("nan")
        value, remedy = self.table.parse(self.text(column))
        if value is None:
            raise self.wrong(column, "expected a number", remedy)
        return value

    def days(self, column: str) -> float:
        days = self.number(column)
        if not days >= 1:
            raise self.wrong(column, "expected at least one day", "count the first day and the last")
        return days

    def date(self, column: str) -> datetime.date:
        try:
            return datetime.date.fromisoformat(self.text(column))
        except ValueError:
            raise self.wrong(column, "expected a date", "write it as 2022-02-24") from None

    def wrong(self, column: str, what: str, remedy: str) -> ScenarioError:
        return ScenarioError([self.table.problem(self.cell(column), what, remedy, column=column)])


def read_classes(folder: str | Path) -> dict[str, Cases]:
    """Every reference class for which the folder has a file, by slug.

    Parameters
    ----------
    folder : path
        Holds some of the four tables.

    Returns
    -------
    dict of str to Cases

    Raises
    ------
    ScenarioError
        If no table is there, a column is missing or a cell cannot be read (file:line:column).
    """
    home = Path(folder)
    out: dict[str, Cases] = {}
    if (file := home / "wars.csv").exists():
        out["cow-wars"] = _cases("cow", file, _war)
    if (file := home / "conflict_episodes.csv").exists():
        every = _cases("ucdp", file, _episode)
        inter, foreign = every.columns["inter_state"] > 0, every.columns["internationalised"] > 0
        civil = ~inter & ~(every.others["extrasystemic"] > 0)
        out |= {
            "ucdp-inter-state": every.where(inter),
            "ucdp-began-as-war": every.where(every.columns["began_as_war"] > 0),
            "ucdp-intrastate": every.where(civil & ~foreign),
            "ucdp-internationalised": every.where(foreign),
            "ucdp-civil": every.where(civil),
            "ucdp-all": every,
        }
    if (file := home / "disputes.csv").exists():
        every = _cases("gml", file, _dispute)
        out |= {"gml-all": every, "gml-force": every.where(every.columns["force"] > 0)}
    if (file := home / "sanctions.csv").exists():
        out["ties-last-seen"] = _cases("ties", file, _sanction_last_seen)
        out["ties-to-2005"] = _cases("ties", file, _sanction_to_2005)
    if not out:
        what = "none of wars.csv, conflict_episodes.csv, disputes.csv and sanctions.csv is in this folder"
        raise ScenarioError([Problem(str(home), 1, 1, "", what, "", "add one of them")])
    return out


def _cases(source: str, file: Path, read: Callable[[_Row], _Case | None]) -> Cases:
    last = LAST_DAY[source]
    table = read_table(file)
    found = []
    for cells in table.rows:
        try:
            case = read(_Row(table, cells))
        except ScenarioError as why:
            if why.problems[0].line == table.head[0].line:  # a missing column is missing from every row
                raise
            table.problems += why.problems
            continue
        if case is not None and case.start <= last:
            found.append(_stopped(case, last))
    table.done()
    if not found:
        what, remedy = "no case can be used", f"give cases that began by {last}"
        raise ScenarioError([Problem(table.name, 1, 1, "", what, "", remedy)])
    return Cases(
        tuple(c.key for c in found),
        np.array([c.start.toordinal() for c in found], dtype=np.int64),
        np.array([c.days for c in found]),
        np.array([c.ended for c in found]),
        last.toordinal(),
        np.array([KINDS.index(c.kind) if c.kind else -1 for c in found], dtype=np.int64),
        {k: np.array([c.columns[k] for c in found]) for k in found[0].columns},
        {k: np.array([c.others[k] for c in found]) for k in found[0].others},
        tuple(c.intensity for c in found),
    )


def _stopped(case: _Case, last: datetime.date) -> _Case:
    """What is known on the last day of observation: later ends are not."""
    until = (last - case.start).days + 1
    if case.days <= until:
        return case
    return replace(case, days=float(until), ended=False, kind="")


def _end_era(start: datetime.date, days: float, since: int) -> float:
    return float(start.toordinal() + days - 1 >= datetime.date(since, 1, 1).toordinal())


def _war(row: _Row) -> _Case:
    start, days = row.date("start_date"), row.days("duration_days")
    kind = {"negotiated": "agreement", "imposed": "victory", "none": "other", "unclear": "other"}
    return _Case(
        row.text("split_key"),
        start,
        days,
        row.text("censored") != "1",
        kind.get(row.text("gml_settlement"), ""),
        {"present_era": _end_era(start, days, 1945)},
    )


#: Nine covariates that were known when an episode began, and the intensity of the year before.
COVARIATES = (
    *("inter_state", "internationalised", "government", "began_as_war", "log_prior"),
    *("log_gdp_per_head", "log_population", "polyarchy", "foreign_support"),
)


def _episode(row: _Row) -> _Case:
    start, days = row.date("start_best"), row.days("duration_best")
    kind = row.text("type_first")
    support = row.number("n_support_a_first") + row.number("n_support_b_first")
    return _Case(
        row.text("split_key"),
        start,
        days,
        row.text("censored") != "1",
        row.text("outcome_group"),
        {
            "present_era": _end_era(start, days, 1990),
            "inter_state": float(kind == "interstate"),
            "internationalised": float(kind.startswith("internationali")),
            "government": float(row.text("incompatibility") != "territory"),
            "began_as_war": float(row.number("intensity_first") == 2),
            "log_prior": float(np.log1p(row.number("prior_episodes"))),
        },
        {
            "extrasystemic": float(kind == "extrasystemic"),
            "log_gdp_per_head": float(np.log(row.number("gov_gdppc"))),
            "log_population": float(np.log(row.number("gov_pop_m"))),
            "polyarchy": row.number("gov_polyarchy"),
            "foreign_support": float(support > 0),
            "first_year": row.number("first_year"),
        },
        row.text("intensity_by_year"),
    )


def _dispute(row: _Row) -> _Case:
    start, days = _day(row, "start"), row.days("duration_mid")
    kind = {"negotiated": "agreement", "imposed": "victory", "none": "other"}
    force = row.text("hostility") in {"use of force", "war"}
    return _Case(
        row.text("split_key"),
        start,
        days,
        row.text("censored") != "1",
        kind.get(row.text("settlement"), ""),
        {
            "present_era": _end_era(start, days, 1945),
            "force": float(force),
        },
    )


_SANCTION_KINDS = {
    "negotiated settlement": "agreement",
    "total acquiescence": "victory",
    "partial acquiescence": "victory",
    "sender capitulates": "victory",
    "stalemate": "other",
}


def _sanction_last_seen(row: _Row) -> _Case | None:
    """Without an end, observed until the last year in which it was in force; left out where none is given."""
    seen = row.number("ongoing_as_of_year")
    return _sanction(row, None if np.isnan(seen) else datetime.date(int(seen), 12, 31))


def _sanction_to_2005(row: _Row) -> _Case | None:
    """Without an end, in force until the data stop."""
    return _sanction(row, LAST_DAY["ties"])


def _sanction(row: _Row, seen: datetime.date | None) -> _Case | None:
    if row.text("imposed") != "1" or np.isnan(row.number("imposed_year")):
        return None
    start = _day(row, "imposed")
    ended = not np.isnan(row.number("end_year"))
    end = _day(row, "end") if ended else seen
    if end is None:
        return None
    days = max((end - start).days + 1, 1)
    outcome = row.text("final_outcome").removeprefix("imposed: ").removeprefix("threat: ")
    return _Case(
        row.text("split_key"),
        start,
        float(days),
        ended,
        _SANCTION_KINDS.get(outcome, "") if ended else "",
        {"present_era": _end_era(start, days, 1990)},
    )


def _day(row: _Row, which: str) -> datetime.date:
    """A date in three columns; the middle of what is not known."""
    year, month, day = (row.number(f"{which}_{part}") for part in ("year", "month", "day"))
    try:
        y, m = int(year), 7 if np.isnan(month) else int(month)
        d = (1 if np.isnan(month) else 15) if np.isnan(day) else int(day)
        # TIES has a 31 June twice: the last day of the month is meant
        return datetime.date(y, m, min(d, calendar.monthrange(y, m)[1]))
    except (ValueError, OverflowError):
        remedy = "give a year, and month and day if known"
        raise row.wrong(f"{which}_year", "expected a date of the calendar", remedy) from None
