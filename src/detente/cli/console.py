"""Where words go: results to standard output, everything else to standard error."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from rich.console import Console, RenderableType
from rich.errors import MarkupError
from rich.text import Text

from detente.characters import UNSAFE, safe_to_print
from detente.errors import DetenteError
from detente.typography import MINUS, NO_BREAK, typeset

#: Stands for a space at which no line may break: rich breaks lines at no-break spaces too.
_HELD = "\ufdd0"


class OutputError(DetenteError):
    """Standard output that takes no more: its reader has gone, or its disk is full."""

    exit_code = 2

    def __init__(self, why: OSError) -> None:
        super().__init__(f"cannot write to standard output: {why.strerror}")
        self.gone = isinstance(why, BrokenPipeError)


def prepare() -> None:
    """Make the standard streams take any text, and distinguish their own errors from others.

    A stream that is closed goes nowhere; what an encoding does not have is replaced; and a standard error
    that cannot be written is passed over.
    """
    # in the order of their numbers, which the next files that are opened would get, and be printed into
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nowhere = open(os.devnull, mode, encoding="utf-8")  # noqa: SIM115, PTH123  open to the end
            setattr(sys, name, nowhere)
            setattr(sys, f"__{name}__", nowhere)
    sys.stdout = _Results(sys.stdout.buffer, sys.stdout.encoding, "replace")
    sys.stderr = _Remarks(sys.stderr.buffer, sys.stderr.encoding, "backslashreplace", line_buffering=True)


class _Results(io.TextIOWrapper):
    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except OSError as why:
            raise OutputError(why) from why

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as why:
            raise OutputError(why) from why


class _Remarks(io.TextIOWrapper):
    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except OSError:
            return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            super().flush()


def say(*things: RenderableType) -> None:
    """Print results; plain text and 120 columns (or COLUMNS) where nobody is looking at a terminal."""
    console = _Console(
        highlight=False, emoji=False, width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else 120
    )
    with console.capture() as laid_out:
        for thing in things:
            # rich loses a text's own setting when it joins what it prints
            console.print(thing, soft_wrap=isinstance(thing, Text) and bool(thing.no_wrap))
    # an ordinary space again, which is what a reader searches for
    text = laid_out.get().replace(_HELD, " ")
    sys.stdout.write(text if _has_minus(sys.stdout.encoding) else text.replace(MINUS, "-"))


def _has_minus(encoding: str | None) -> bool:
    """Whether an encoding has the minus sign; a number must not lose its sign to a question mark."""
    try:
        MINUS.encode(encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


# what looks like markup and is not one of the two styles that we write
_FOREIGN = re.compile(r"(?<!\\)\[(?!/?(?:bold|dim)\])(?=[a-z#/@][^\[]*?\])")


class _Console(Console):
    """A console on which no name, path or title acts, as markup or on the terminal, and numbers are set."""

    def render_str(self, text: str, **options: Any) -> Text:
        safe = typeset(safe_to_print(text)).replace(NO_BREAK, _HELD)
        try:
            return super().render_str(_FOREIGN.sub(r"\\[", safe), **options)
        except MarkupError:
            return super().render_str(safe, **{**options, "markup": False})


def note(text: str) -> None:
    """Print a remark to standard error."""
    Console(stderr=True, highlight=False, emoji=False, soft_wrap=True).print(
        safe_to_print(text), markup=False
    )


def note_replaced(file: Path) -> None:
    """Print a remark that a file is replaced, if it is there."""
    if file.exists():
        note(f"{file}: replaced the earlier one")


def print_json(document: object) -> None:
    """Print a JSON document: a record, or plain values."""
    if not isinstance(document, Mapping):
        from detente.records import to_plain  # slow: it brings pydantic

        document = to_plain(document)
    # escaped where the stream has no other way to hold a character: the document stays the same
    ascii_only = not (sys.stdout.encoding or "").lower().startswith("utf")
    text = json.dumps(document, ensure_ascii=ascii_only, indent=2, allow_nan=False)
    # the same document, in which nothing acts on a terminal
    text = UNSAFE.sub(lambda m: f"\\u{ord(m.group()):04x}", text)
    sys.stdout.write(text + "\n")
