"""Progress on standard error, for work that takes more than a second or two."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from detente.kernels.compiling import compiled_before
from detente.wording.durations import duration

#: Seconds before a bar appears on a terminal.
PATIENCE = 1.0

#: Seconds before the first line where there is no terminal, and between lines.
FIRST_LINE, NEXT_LINE = 2.0, 10.0

#: Called with a part of the work, how much of it is done, and how much there is.
Told = Callable[[str, int, int], None]


@contextmanager
def bar(models: int) -> Iterator[Told]:
    """Yield what to call with each model's progress.

    On a terminal a bar appears after a second. Elsewhere plain lines do, one every ten seconds.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        lines = Lines("drawing")
        with _every(lines):
            yield lines
        return
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    with _later(progress.start, progress.stop):
        yield _Told(progress, models)


@contextmanager
def waiting(words: str) -> Iterator[None]:
    """Report what is going on, if it takes more than a second or two."""
    console = Console(stderr=True)
    if not console.is_terminal:
        with _every(Lines(words)):
            yield
        return
    status = console.status(words)
    with _later(status.start, status.stop):
        yield


class Lines:
    """The line for the part that is being worked on."""

    def __init__(self, part: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._began = clock, clock()
        self._part, self._share = part, ""

    def __call__(self, part: str, done: int, whole: int) -> None:
        """Take note of how much of a part is done."""
        # of one step, and of the last, a share says nothing
        self._part, self._share = part, f", {100 * done // whole} % of it done" if done < whole > 1 else ""

    def line(self) -> str:
        """The part, how much of it is done, and for how long the work has gone on."""
        return f"{self._part}{self._share}; {duration(self._clock() - self._began)} so far"


@contextmanager
def _every(lines: Lines, first: float = FIRST_LINE, then: float = NEXT_LINE) -> Iterator[None]:
    """Print lines on standard error from time to time until the work is done."""
    over = threading.Event()

    def print_lines() -> None:
        pause = first
        while not over.wait(pause):
            print(lines.line(), file=sys.stderr, flush=True)  # noqa: T201  not for people alone
            pause = then

    printer = threading.Thread(target=print_lines, daemon=True)
    printer.start()
    try:
        yield
    finally:
        over.set()
        printer.join()


@contextmanager
def _later(start: Callable[[], object], stop: Callable[[], object]) -> Iterator[None]:
    timer = threading.Timer(PATIENCE, start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        stop()


class _Told:
    """Turns (part, chunks done, chunks in all) into one bar over all parts, the models among them."""

    def __init__(self, progress: Progress, parts: int) -> None:
        self._progress = progress
        self._parts = parts
        self._seen: list[str] = []
        self._first = not compiled_before()
        self._task = progress.add_task("drawing", total=parts)

    def __call__(self, part: str, done: int, chunks: int) -> None:
        if part not in self._seen:
            self._seen.append(part)
        words = f"{part} (a first run compiles it, once)" if self._first and not done else part
        self._progress.update(
            self._task,
            description=words,
            completed=len(self._seen) - 1 + done / chunks,
            total=max(self._parts, len(self._seen)),
        )
