"""Tables from files: their cells with the place of each, so that what is wrong can be pointed at.

Cells are parted by whichever delimiter gives rows as wide as the head throughout; empty cells beyond the head
are skipped.
"""

from __future__ import annotations

import difflib
import logging
import os
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from detente.cells import DELIMITERS, NUMBER, Cell, split
from detente.file_kinds import KINDS, find_form, is_square, recognise, unify_lines
from detente.files.reading import UnreadableError, decode, position, read_bytes
from detente.names import find_hidden
from detente.scenario.field_types import LARGEST
from detente.scenario.problems import Problem, ScenarioError, quote_value

LARGEST_TABLE = 16 * 2**20
MOST_CELLS = 2_000_000


_NOTES = logging.getLogger("detente")
_COMMA = re.compile(r"[-+]?[0-9]+,[0-9]+")
_GROUPED = re.compile(r"[-+]?[1-9][0-9]{0,2},[0-9]{3}")
_POINT = re.compile(r"[-+]?[0-9]*\.[0-9]+")


@dataclass
class Table:
    """A head and rows of as many cells; ``problems`` collects what is wrong until ``done`` is asked.

    ``used`` are the columns that were asked for; ``doubt`` is the error to raise where names matter.
    """

    name: str
    head: tuple[Cell, ...]
    rows: list[tuple[Cell, ...]]
    problems: list[Problem] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    doubt: ScenarioError | None = None

    def column(self, *names: str) -> int:
        """The index of the column of one of these names; raises ScenarioError where there is none, or two."""
        titles = [c.text.casefold() for c in self.head]
        found = next((at for n in names if (at := [i for i, t in enumerate(titles) if t == n])), [])
        if len(found) > 1:
            raise self.doubled(self.head[found[1]], self.head[found[0]])
        if not found:
            remedy = self.meant_for(names[0]) or self._head_for(names[0])
            what, got = f"there is no column {names[0]!r} in the head", ", ".join(c.text for c in self.head)
            got = got if len(got) <= 60 else got[:57] + "..."
            raise ScenarioError([self.problem(self.head[0], what, remedy, got)])
        self.used.update(found)
        return found[0]

    def _head_for(self, name: str) -> str:
        """What line 1 should hold for a column: a word of it that is hardly misspelled, else all columns."""
        words = [c.text for c in self.head]
        if near := difflib.get_close_matches(name, [w.casefold()[:100] for w in words], n=1, cutoff=0.75):
            return f"write it for {next(w for w in words if w.casefold()[:100] == near[0])!r}"
        own = next((columns for columns in KINDS if name in columns), (name,))
        return f"line 1 must name the columns: {','.join(own)}"

    def has(self, name: str) -> bool:
        """Whether the head has this column."""
        return name in [c.text.casefold() for c in self.head]

    def wrong(self, at: Cell, what: str, remedy: str, got: str | None = None) -> None:
        """Note something wrong at a cell."""
        self.problems.append(self.problem(at, what, remedy, got))

    def problem(self, at: Cell, what: str, remedy: str, got: str | None = None, column: str = "") -> Problem:
        """Something wrong at a cell; what was found there is the cell's text if nothing else is given."""
        found = (quote_value(at.text) if at.text else "nothing") if got is None else got
        return Problem(self.name, at.line, at.column, column, what, found, remedy)

    def number(self, at: Cell, what: str = "a number") -> float:
        """The number in a cell; notes a problem and gives NaN where there is none."""
        value, remedy = self.parse(at.text)
        if value is None:
            self.wrong(at, f"expected {what}", remedy)
            return float("nan")
        return value

    def parse(self, text: str) -> tuple[float | None, str]:
        """The number that a text denotes, with a decimal point or comma; None, and what to do, if none."""
        if _COMMA.fullmatch(text):
            if _GROUPED.fullmatch(text) and not self._decimal_commas:
                grouped = text.replace(",", "")
                return None, f"write {grouped} or {text.replace(',', '.')}, whichever is meant"
            text = text.replace(",", ".")
        if not NUMBER.fullmatch(text):
            return None, "write a plain number, such as 12.5"
        value = float(text)
        if not abs(value) <= LARGEST:
            return None, f"write a number of at most {LARGEST:g}"
        if abs(value) < 1 / LARGEST and re.search(r"[1-9]", re.split("[eE]", text)[0]):
            return None, f"write 0, or a number of at least {1 / LARGEST:g}"
        return value, ""

    @cached_property
    def _decimal_commas(self) -> bool:
        """Whether commas in the table's numbers can only be decimal commas."""
        cells = [c.text for row in self.rows for c in row if "," in c.text or "." in c.text]
        certain = any(_COMMA.fullmatch(t) and not _GROUPED.fullmatch(t) for t in cells)
        return certain and not any(_POINT.fullmatch(t) for t in cells)

    def done(self) -> None:
        """Raise ScenarioError with everything noted, if anything was."""
        if self.problems:
            raise ScenarioError(self.problems)

    def name_unread(self, known: Collection[str] = ()) -> None:
        """Notify the user which columns no one has asked for, but for those known to be of no use."""
        known = {*known, ""}
        left = [c.text for i, c in enumerate(self.head) if i not in self.used and c.text not in known]
        if left:
            notify(self.name, f"ignored: column{'s' * (len(left) > 1)} {', '.join(left)}")

    def meant_for(self, name: str) -> str:
        """A hint at the command for tables of this head, where that is not the one which reads ``name``."""
        fitting = [c for columns, c in KINDS.items() if all(self.has(one) for one in columns)]
        fitting += ["align"] * is_square(self.head, self.rows)
        own = [c for columns, c in KINDS.items() if name in columns]
        return next((f"this is a table for `detente {c}`" for c in fitting if c not in own), "")

    def doubled(self, at: Cell, first: Cell) -> ScenarioError:
        """The error for a column whose name an earlier one has."""
        remedy = f"rename or remove this one, or the one at {first.line}:{first.column}"
        return ScenarioError([self.problem(at, "this column is given twice", remedy)])


def notify(name: str, words: str) -> None:
    """Send a note to the user: to standard error, unless the logger ``detente`` has a handler."""
    _NOTES.warning("%s", "".join(c if c.isprintable() else ascii(c)[1:-1] for c in f"{name}: {words}"))


def failure(name: str, why: UnreadableError) -> ScenarioError:
    """The error as one of the file's."""
    return ScenarioError([Problem(name, *why.place, "", why.what, why.got, why.remedy)])


def read_file(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a table's file; raises ScenarioError where it cannot be read."""
    try:
        return read_bytes(path, LARGEST_TABLE)
    except UnreadableError as why:
        raise failure(os.fspath(path), why) from None


def read_text(data: bytes, name: str, *, names: bool = True) -> tuple[str, ScenarioError | None]:
    """The text in the bytes of a table, with line breaks made alike; and the error for a doubtful encoding.

    That error is raised where ``names`` matter. The user is notified of an assumed encoding. Raises
    ScenarioError where it is no text, or holds characters that no text may hold.
    """
    try:
        found = decode(data)
        if hidden := find_hidden(found.text):
            what, place = "this character is not allowed in a table", position(found.text, hidden[0])
            raise UnreadableError(what, hidden[1], "remove it", place)
    except UnreadableError as why:
        raise failure(name, why) from None
    refusal = found.refusal()
    doubt = None if refusal is None else failure(name, refusal)
    if doubt is not None and names:
        raise doubt
    if found.assumed and doubt is None:
        notify(name, found.note())
    return unify_lines(found.text), doubt


def read_table(
    path: str | os.PathLike[str], columns: Collection[str] = (), *, ragged: bool = False, names: bool = True
) -> Table:
    """The table in a file. ``columns`` are names its head may have: they help to find the delimiter.

    The head may lack the cell above row names, as in files written by R. With ``ragged`` a short row is
    completed with
    empty cells. Without ``names`` a doubtful encoding is left to the caller, as ``Table.doubt``. Raises
    ScenarioError where the file cannot be read or a row has too many or too few cells.
    """
    name = os.fspath(path)
    data = read_file(path)
    text, doubt = read_text(data, name, names=names)
    kind = recognise(data).kind
    what, got, remedy = "", "", ""
    if not text.strip():
        what, remedy = "the file is empty", "write a head and rows"
    elif kind == "markup":
        what, got, remedy = "expected a table", "XML or HTML", "save the table as CSV"
    elif kind == "scenario":
        remedy = f"see `detente show {name}`, or `detente align {name}` if it has ties"
        what, got = "expected a table", "a scenario"
    elif form := find_form(kind):
        what, got, remedy = "expected a table", form.called, f"see `detente show {name}`"
    elif text.count("\n") + max(map(text.count, DELIMITERS)) > MOST_CELLS:
        what, remedy = f"there are more than {MOST_CELLS} cells", "leave out what is not needed"
    if what:
        raise ScenarioError([Problem(name, 1, 1, "", what, got, remedy)])
    known = {c.casefold() for c in columns}
    # a space parts cells only where the head has nothing else, as R writes a matrix unless asked otherwise
    head = text.lstrip().split("\n", 1)[0]
    delimiters = [d for d in DELIMITERS if d in head] or [",", " "]
    made = [_shaped(name, split(text, d, name), ragged=ragged) for d in delimiters]
    table = max(made, key=lambda t: _fit(t, known))
    table.done()
    table.doubt = doubt
    titles: dict[str, Cell] = {}
    for cell in table.head:
        # numbers, and no column that is looked for: hardly a head but the first row
        row = NUMBER.fullmatch(cell.text) and not known & {c.text.casefold() for c in table.head}
        if cell.text in titles and cell.text and not row:
            raise table.doubled(cell, titles[cell.text])
        titles[cell.text] = cell
    return table


def _fit(table: Table, known: set[str]) -> tuple[int, float, int]:
    """How well a delimiter suits: known columns, then the share of sound rows, then the number of columns."""
    found = len(known & {c.text.casefold() for c in table.head})
    return found, len(table.rows) / (len(table.rows) + len(table.problems) or 1), len(table.head)


def _shaped(name: str, found: tuple[list[tuple[Cell, ...]], list[Problem]], *, ragged: bool) -> Table:
    records, problems = found
    head, *rows = [_trimmed(r) for r in records] or [(Cell("", 1, 1),)]
    if _lacks_corner(head, records[1:]):
        head = (Cell("", head[0].line, head[0].column), *head)
    table = Table(name, head, [], problems)
    for row, whole in zip(rows, records[1:], strict=True):
        lacking = len(head) - len(row)
        if lacking > 0 and (ragged or len(whole) >= len(head)):
            end = Cell("", row[-1].line, row[-1].column + len(row[-1].text))
            row = (*row, *whole[len(row) : len(head)], *[end] * (len(head) - len(whole)))  # noqa: PLW2901
        if len(row) == len(head):
            table.rows.append(row)
        else:
            what = f"expected {len(head)} cells as in the head"
            remedy = "complete the line" if lacking > 0 else "remove the extra cells"
            table.problems.append(Problem(name, row[0].line, row[0].column, "", what, str(len(row)), remedy))
    return table


def _lacks_corner(head: tuple[Cell, ...], records: list[tuple[Cell, ...]]) -> bool:
    """Whether every row begins with a name of its own, a number from 1 on or one of a matrix's names."""
    first = [r[0].text for r in records if len(r) > len(head)]
    numbers = [str(i) for i in range(1, len(records) + 1)]
    return len(first) == len(records) > 0 and (first == numbers or {*first} == {c.text for c in head})


def _trimmed(record: tuple[Cell, ...]) -> tuple[Cell, ...]:
    end = len(record)
    while end > 1 and not record[end - 1].text:
        end -= 1
    return record[:end]


def index_of(names: Sequence[str]) -> dict[str, int]:
    """Every name's place."""
    return {name: i for i, name in enumerate(names)}
