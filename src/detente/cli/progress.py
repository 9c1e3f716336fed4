"""What is going on, on standard error, for work that takes over a second."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from detente.kernels.compiling import compiled_before

#: Seconds before anything appears.
PATIENCE = 1.0


@contextmanager
def bar(models: int) -> Iterator[_Told]:
    """Yield what to tell of each model's progress; a bar on standard error appears after a second."""
    console = Console(stderr=True)
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    with _later(console, progress.start, progress.stop):
        yield _Told(progress, models)


@contextmanager
def waiting(words: str) -> Iterator[None]:
    """Say what is going on, where that takes over a second."""
    console = Console(stderr=True)
    status = console.status(words)
    with _later(console, status.start, status.stop):
        yield


@contextmanager
def _later(console: Console, start: Callable[[], object], stop: Callable[[], object]) -> Iterator[None]:
    timer = threading.Timer(PATIENCE, start)
    timer.daemon = True
    if console.is_terminal:
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
