"""A progress bar for work that takes over a second."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

#: Seconds before the bar appears.
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
    told = _Told(progress, models)
    timer = threading.Timer(PATIENCE, progress.start)
    timer.daemon = True
    if console.is_terminal:
        timer.start()
    try:
        yield told
    finally:
        timer.cancel()
        progress.stop()


class _Told:
    """Turns (model, chunks done, chunks in all) into one bar over all models."""

    def __init__(self, progress: Progress, models: int) -> None:
        self._progress = progress
        self._models = models
        self._seen: list[str] = []
        self._task = progress.add_task("drawing", total=models)

    def __call__(self, model: str, done: int, chunks: int) -> None:
        if model not in self._seen:
            self._seen.append(model)
        words = model if done else f"{model} (a first run compiles it, once)"
        self._progress.update(
            self._task, description=words, completed=len(self._seen) - 1 + done / chunks, total=self._models
        )
