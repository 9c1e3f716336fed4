"""The run folder: manifest.json, scenario.yaml as run, forecast.nc."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import xarray as xr

from detente.forecasts.result import Forecast


class RunFolderError(Exception):
    """A folder that is not a run, or one of a newer format; the message says what to do."""


def save_run(forecast: Forecast, folder: str | Path) -> Path:
    """Write a run folder; every file appears whole or not at all, the manifest last.

    Raises RunFolderError where ``folder`` holds something that is not a run.
    """
    from detente.scenario import dumps

    folder = Path(folder)
    check_target(folder)
    text = forecast.scenario.text or dumps(forecast.scenario)
    manifest = json.dumps(forecast.manifest, indent=2, ensure_ascii=False) + "\n"
    # a manifest stands for a whole run: the old one goes first, and the report of it; the new one comes last
    for old in ("manifest.json", "report.html"):
        (folder / old).unlink(missing_ok=True)
    _whole(folder / "scenario.yaml", lambda p: p.write_text(text, encoding="utf-8", newline=""))
    _whole(folder / "forecast.nc", lambda p: _write_arrays(forecast.data, p))
    _whole(folder / "manifest.json", lambda p: p.write_text(manifest, encoding="utf-8"))
    return folder


def open_run(folder: str | Path) -> Forecast:
    """Read a run folder back; raises RunFolderError where it is not a whole run."""
    from detente.scenario import load

    folder = Path(folder)
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RunFolderError(
            f"{folder}: no manifest.json, so this is not a finished run; make one with: "
            f"detente run CASE --out {folder}"
        ) from None
    except (json.JSONDecodeError, UnicodeDecodeError) as why:
        raise RunFolderError(f"{folder}: manifest.json cannot be read: {why}; run the case again") from why
    if manifest.get("format") != 1:
        raise RunFolderError(
            f"{folder}: the run has format {manifest.get('format')}, this version reads 1; run the case again"
        )
    try:
        with xr.open_dataset(folder / "forecast.nc", engine="h5netcdf") as stored:
            data = stored.load()
    except (OSError, ValueError) as why:
        raise RunFolderError(f"{folder}: forecast.nc cannot be read: {why}; run the case again") from why
    return Forecast(data, load(folder / "scenario.yaml"), manifest)


def check_target(folder: Path) -> None:
    """Make the folder of a run, and refuse to write over something else; raises RunFolderError."""
    if folder.is_dir():
        foreign = {p.name for p in folder.iterdir()} - {
            "manifest.json",
            "scenario.yaml",
            "forecast.nc",
            "report.html",
            "parts",
        }
        if foreign and not (folder / "manifest.json").exists():
            raise RunFolderError(
                f"{folder} holds other files ({sorted(foreign)[0]}); name a new folder with --out"
            )
        return
    try:
        folder.mkdir(parents=True)
    except OSError as why:
        reason = "it is a file" if folder.exists() else why.strerror
        raise RunFolderError(f"{folder} cannot be made: {reason}; name another folder with --out") from why


def _write_arrays(data: xr.Dataset, path: Path) -> None:
    floats = {str(n): {"zlib": True, "complevel": 4} for n, v in data.items() if v.dtype == np.float64}
    data.to_netcdf(path, engine="h5netcdf", encoding=floats)


def _whole(path: Path, write: Callable[[Path], object]) -> None:
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write(half)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
