"""Decide what a file is by its content and not by its name; every reader asks here."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from detente.cells import DELIMITERS, NUMBER, Cell, split
from detente.files.reading import UnreadableError, decode

#: The columns by which a table is known, and the command that reads it.
KINDS = {
    ("issue", "actor", "position", "outcome"): "backtest",
    ("isnr", "prnr", "out"): "backtest",
    ("source", "target", "sign"): "frustration",
    ("a", "b", "propensity"): "align",
    ("name", "size"): "align",
    ("player",): "power",
}

_WHOLE = re.compile(r"[0-9]{1,9}")
_HINT = re.compile(r"\s*sep=[,;\t]\s*(?=\n)", re.IGNORECASE)
_SCENARIO = re.compile(r"""^\s*\{?\s*["']?detente["']?\s*:""", re.MULTILINE)


@dataclass(frozen=True)
class FileKind:
    """What a file is: a scenario, one of KTAB's, other markup, or a table.

    Attributes
    ----------
    kind : str
        "scenario", "table", or the kind of a form. "markup" is XML or HTML, of which only KTAB's XML can be
        read; "unclear" is any other text, and what is not text.
    command : str
        For a table, the command that reads one of this head.
    delimiter : str
        For KTAB's CSV, what parts its cells.
    """

    kind: str
    command: str = ""
    delimiter: str = ""


@dataclass(frozen=True)
class Form:
    """A form of scenario files that other programs write.

    Attributes
    ----------
    kind : str
        Its name here.
    find : callable
        Given a text, returns what parts its cells, or another text that is not empty, if it has this form.
    called : str
        What a message calls such a file, as in "a KTAB scenario".
    reader : str
        The function that reads a path into a scenario, as ``module:function``; imported when it is needed.
    """

    kind: str
    find: Callable[[str], str]
    called: str
    reader: str


def find_form(kind: str) -> Form | None:
    """Return the form of that kind, None if there is none."""
    return next((form for form in FORMS if form.kind == kind), None)


def recognise(data: bytes) -> FileKind:
    """Return what the bytes of a file are."""
    if data[:100].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<"):
        return FileKind("markup")
    try:
        text = unify_lines(decode(data).text)
    except UnreadableError:
        return FileKind("unclear")
    if _SCENARIO.search(text):
        return FileKind("scenario")
    for form in FORMS:
        if delimiter := form.find(text):
            return FileKind(form.kind, delimiter=delimiter)
    if command := _find_command(text):
        return FileKind("table", command)
    return FileKind("unclear")


def unify_lines(text: str) -> str:
    """Return a text with line breaks made alike, and without what programs put before its first line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # a mark may stand where one file was put after another, and Excel's hint at the delimiter in line 1
    return _HINT.sub("", text.replace("\n\ufeff", "\n").removeprefix("\ufeff"), count=1)


def _find_ktab(text: str) -> str:
    """Return the delimiter of a KTAB scenario, or nothing.

    The third and fourth cell of its first line are whole numbers; below stands a head, not a number.
    """
    for delimiter in DELIMITERS:
        top = _top(text, delimiter)
        if len(top) > 1 and len(top[0]) > 3 and len(top[1]) > 3:
            counts = all(_WHOLE.fullmatch(c.text) for c in top[0][2:4])
            if counts and not NUMBER.fullmatch(top[1][2].text.replace(",", ".")):
                return delimiter
    return ""


#: The forms of other programs' scenarios, asked in this order.
FORMS: tuple[Form, ...] = (Form("ktab", _find_ktab, "a KTAB scenario", "detente.formats.ktab:load_ktab"),)


def _find_command(text: str) -> str:
    """Return the command that reads a table of this head, or nothing."""
    for delimiter in DELIMITERS:
        head, *rows = _top(text, delimiter) or [()]
        titles = [c.text.casefold() for c in head]
        for columns, command in KINDS.items():
            if set(columns).issubset(titles):
                return command
        if len(rows[:1] and rows[0]) > len(head):
            head = (Cell("", 1, 1), *head)
        if is_square(head, rows):
            return "align"
    return ""


def is_square(head: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> bool:
    """Return whether a table begins as a matrix does, with a name of its head below an empty corner."""
    return bool(rows) and not head[0].text and rows[0][0].text in [c.text for c in head[1:]]


def _top(text: str, delimiter: str) -> list[tuple[Cell, ...]]:
    """The first records, from the first characters."""
    return split(text[:20_000], delimiter, "")[0][:2]
