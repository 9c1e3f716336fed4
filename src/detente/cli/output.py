"""Where words go: results to standard output, everything else to standard error."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from rich.console import Console, RenderableType

#: The version of every JSON document's shape; a change that breaks a reader raises it.
SHAPE_VERSION = 1


def say(*things: RenderableType) -> None:
    """Print results; plain text and 120 columns (or COLUMNS) where nobody is looking at a terminal."""
    console = _Console(highlight=False, width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else 120)
    for thing in things:
        console.print(thing)


class _Console(Console):
    def on_broken_pipe(self) -> None:
        raise BrokenPipeError  # the reader has gone: that is no error of ours


def note(text: str) -> None:
    """Print a remark to standard error."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(text, markup=False)


def print_json(kind: str | None, **fields: Any) -> None:
    """Print one JSON document, headed by its kind and shape version."""
    head = {} if kind is None else {"detente": kind, "version": SHAPE_VERSION}
    text = json.dumps(head | fields, ensure_ascii=False, indent=2, allow_nan=False)
    sys.stdout.write(text + "\n")
