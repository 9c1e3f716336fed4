"""Finished models of an unfinished run, kept so that an interrupted run goes on."""

from __future__ import annotations

import hashlib
import re
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from detente.files.writing import write_whole
from detente.models import Outcome

_RUN = re.compile(r"[0-9a-f]{12}")
_PART = re.compile(r"[0-9a-f]{16}\.npz|\.[0-9a-f]{16}\.npz\.half")


@dataclass(frozen=True)
class Parts:
    """One folder a run, one file a finished model; a file appears whole or not at all."""

    folder: Path
    key: str

    def get(self, label: str) -> Outcome | None:
        """The outcome kept for a model, or None."""
        try:
            with self._file(label).open("rb") as file, np.load(file, allow_pickle=False) as kept:
                arrays = {name: kept[name] for name in kept.files}
                return Outcome(arrays.pop("settlement"), arrays)
        except (OSError, ValueError, KeyError, AttributeError, EOFError, BadZipFile, zlib.error):
            return None

    def put(self, label: str, outcome: Outcome) -> None:
        """Keep a model's outcome; raises WriteError if the disk does not take it."""
        write_whole(
            self._file(label),
            lambda out: np.savez(out, settlement=outcome.settlement, **outcome.detail),  # type: ignore[arg-type]
        )

    def _file(self, label: str) -> Path:
        return self.folder / self.key / (hashlib.sha256(label.encode()).hexdigest()[:16] + ".npz")


def foreign_part(folder: Path) -> Path | None:
    """What is in a folder of parts and is none, by its name; None if everything is ours."""
    if folder.is_symlink() or not folder.is_dir():
        return folder
    for run in sorted(folder.iterdir()):
        if run.is_symlink() or not run.is_dir() or not _RUN.fullmatch(run.name):
            return run
        for part in sorted(run.iterdir()):
            if part.is_symlink() or not part.is_file() or not _PART.fullmatch(part.name):
                return part
    return None


def clear_parts(folder: Path) -> None:
    """Remove every part, file by file, and the folders that this leaves empty; all else stays."""
    if folder.is_symlink() or not folder.is_dir():
        return
    for run in folder.iterdir():
        if run.is_symlink() or not run.is_dir() or not _RUN.fullmatch(run.name):
            continue
        for part in run.iterdir():
            if _PART.fullmatch(part.name) and part.is_file() and not part.is_symlink():
                part.unlink()
        with suppress(OSError):
            run.rmdir()
    with suppress(OSError):
        folder.rmdir()
