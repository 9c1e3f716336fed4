"""Finished models of an unfinished run, kept so that an interrupted run goes on."""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from detente.models import Outcome


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
        except (FileNotFoundError, ValueError, BadZipFile, EOFError):
            return None
        return Outcome(arrays.pop("settlement"), arrays)

    def put(self, label: str, outcome: Outcome) -> None:
        """Keep a model's outcome."""
        path = self._file(label)
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(f".half-{os.getpid()}")
        with half.open("wb") as out:
            np.savez(out, settlement=outcome.settlement, **outcome.detail)  # type: ignore[arg-type]
        half.replace(path)

    def clear(self) -> None:
        """Forget what was kept: the run is whole."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _file(self, label: str) -> Path:
        return self.folder / self.key / (hashlib.sha256(label.encode()).hexdigest()[:16] + ".npz")
