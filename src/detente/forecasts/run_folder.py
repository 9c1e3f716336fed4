"""The run folder: manifest.json, scenario.yaml as run, forecast.nc, and the report if it was asked for.

``forecast.nc`` holds the arrays, and as JSON in the bytes of ``alignment`` who sides with whom, if anybody is
tied to anybody.

A folder is a run by what its manifest says, never by names alone. What is not a run's is left as it is, and
if it is in the way, it is named before anything is computed. A new run is written next to the old one, under
names that begin with a dot; then one step, the manifest's change of name, puts the new one in its place, and
readers go by the digests in the manifest.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xarray as xr

from detente.errors import WrongCallError
from detente.files.writing import (
    BusyError,
    check_free,
    clear_half,
    explain_os_error,
    half_of,
    hold_lock,
    write_whole,
)
from detente.forecasts import manifest as manifests
from detente.forecasts.checkpoints import clear_parts, foreign_part
from detente.forecasts.manifest import ARRAYS, NAME, SCENARIO, ManifestError, digest
from detente.forecasts.packing import ALIGNMENT, pack_arrays
from detente.forecasts.result import Forecast
from detente.records import from_plain
from detente.results.alignment import AlignmentResult

if TYPE_CHECKING:
    from detente.scenario import Scenario


class RunFolderError(WrongCallError):
    """A folder that is not a run, is in use, or holds what is in the way; the message says what to do."""


PARTS, REPORT, LOCK = "parts", "report.html", ".detente.lock"

#: How a page of ours begins, in every version.
_PAGE = '<meta name="generator" content="Détente '.encode()
_PAGE_RUN = re.compile(rb'<meta name="detente-run" content="([0-9a-f]{12})">')


@dataclass(frozen=True)
class Held:
    """The run that a folder holds: its manifest, and whether its scenario was edited since."""

    manifest: dict[str, Any]
    edited: bool

    def __str__(self) -> str:
        m = self.manifest
        return f"{m['title']}, as of {m['as_of']}, {m['draws']:,} draws, seed {m['seed']}"


def save_run(forecast: Forecast, folder: str | Path, *, replace: bool = False) -> Path:
    """Keep a forecast in a run folder, which is made if it is missing, and return the folder.

    Raises RunFolderError if the folder holds something that is not a run, another run (unless ``replace``),
    or a scenario.yaml that was edited since; OSError if it cannot be written. What it held stays then.
    """
    folder = Path(folder)
    with claim_folder(folder):
        held = find_run(folder)
        if held is not None and not replace and held.manifest["key"] != forecast.manifest["key"]:
            raise RunFolderError(f"{folder} holds another run ({held}); name another folder, or replace it")
        write_run(forecast, folder)
    return folder


def open_run(folder: str | Path) -> Forecast:
    """Read a run folder back; raises RunFolderError if it is not a whole run, or not as it was run."""
    folder = Path(folder)
    manifest, files = _manifest(folder)
    while True:
        vouched = {name: _vouched(folder / name, files[name]) for name in (SCENARIO, ARRAYS)}
        text, arrays = vouched[SCENARIO], vouched[ARRAYS]
        if text is not None and arrays is not None:
            return _forecast(folder, manifest, text, arrays)
        # another process may just have put its run in the place of this one
        before, (manifest, files) = manifest, _manifest(folder)
        if manifest == before:
            raise RunFolderError(
                _unlike(folder / next(name for name, data in vouched.items() if data is None))
            )


@contextmanager
def claim_folder(folder: Path) -> Iterator[None]:
    """Make a run folder, and keep every other process from writing into it for as long as this lasts.

    What a killed run left half done is finished or removed; a folder that stays empty goes again. Raises
    RunFolderError if another process has it, if something foreign is in the way, or if it cannot be written.
    """
    find_run(folder)
    missing = [f for f in (folder, *folder.parents) if not f.exists()]
    lock = folder / LOCK
    try:
        with ExitStack() as stack:
            try:
                folder.mkdir(parents=True, exist_ok=True)
                handle = stack.enter_context(hold_lock(lock))
                owner = {
                    "pid": os.getpid(),
                    "host": socket.gethostname(),
                    "since": time.strftime("%Y-%m-%d %H:%M:%S"),
                }
                with suppress(OSError):  # a full disk: the lock holds all the same
                    os.ftruncate(handle, 0)
                    os.write(handle, json.dumps(owner).encode())
                _settle(folder)
            except BusyError:
                raise RunFolderError(_busy(folder)) from None
            except OSError as why:
                raise RunFolderError(
                    f"{folder} cannot be written: {explain_os_error(why)}; name another folder with --out"
                ) from why
            try:
                yield
            finally:
                with suppress(OSError):
                    lock.unlink()
    finally:
        for empty in missing:
            try:
                empty.rmdir()
            except OSError:
                break


def find_run(folder: Path, text: bytes = b"") -> Held | None:
    """The run that a folder holds; None if it is free for one.

    Its scenario counts as edited if it is neither what was run nor ``text``, which is about to run.
    Raises RunFolderError if something that is not ours is in the way, and names it.
    """
    other = "name a new folder with --out"
    try:
        if folder.is_symlink() and not folder.exists():
            raise RunFolderError(f"{folder} is a symbolic link that leads nowhere; {other}")
        if folder.exists() and not folder.is_dir():
            raise RunFolderError(f"{folder} cannot be made: it is a file; {other}")
        inside = sorted(folder.iterdir())
    except FileNotFoundError:
        return None
    except OSError as why:
        raise RunFolderError(f"{folder} cannot be read: {explain_os_error(why)}; {other}") from why
    try:
        manifest, files = manifests.read_manifest(folder)
    except FileNotFoundError:
        foreign = next(filter(None, map(_foreign, inside)), None)
        if foreign is not None:
            raise RunFolderError(
                f"{folder} holds other files ({foreign.relative_to(folder)}); {other}"
            ) from None
        return None
    except ManifestError as why:
        raise RunFolderError(f"{folder} holds {NAME}, and it {why}; {other}") from why
    for path in inside:
        kind = {SCENARIO: path.is_file, ARRAYS: path.is_file, PARTS: path.is_dir}.get(path.name)
        if kind is not None and (path.is_symlink() or not kind()):
            raise RunFolderError(f"{folder} holds {path.name}, and not as a run has it; {other}")
    path = folder / SCENARIO
    edited = path.exists() and _vouched(path, files[SCENARIO]) is None and _bytes(path) != text
    return Held(manifest, edited)


def text_of(scenario: Scenario) -> bytes:
    """A scenario as its run folder has it."""
    from detente.scenario import dumps

    return (scenario.text or dumps(scenario)).encode()


def write_run(forecast: Forecast, folder: Path) -> None:
    """Put a forecast in the place of what a claimed folder holds, in one step; see ``save_run``."""
    text = text_of(forecast.scenario)
    held = find_run(folder, text)
    if held is not None and held.edited:
        raise edited_since(folder)
    new: dict[str, bytes | memoryview] = {SCENARIO: text, ARRAYS: pack_arrays(forecast)}
    manifest = manifests.seal_manifest(forecast.manifest, {name: digest(data) for name, data in new.items()})
    try:
        for name, data in new.items():
            write_whole(_new(folder / name), data, called=folder / name)
        write_whole(folder / NAME, manifest)
    except OSError:
        for name in new:
            _new(folder / name).unlink(missing_ok=True)
        raise
    for name in new:
        _new(folder / name).replace(folder / name)
    page = folder / REPORT
    if is_page(page) and _page_run(page) != forecast.manifest["key"]:
        page.unlink()
    with suppress(OSError):
        clear_parts(folder / PARTS)


def is_page(path: Path) -> bool:
    """Whether a file is a page that Détente wrote."""
    try:
        if path.is_symlink() or not path.is_file():
            return False
        with path.open("rb") as file:
            return _PAGE in file.read(4096)
    except OSError:
        return False


def check_page(path: Path) -> None:
    """Raise WriteError if a page cannot go to ``path``, since what is there is no page of Détente's."""
    check_free(path, is_page, "a page of Détente's")


def edited_since(folder: Path) -> RunFolderError:
    """The error of a run whose scenario was edited since, and so is not to be replaced."""
    path = folder / SCENARIO
    return RunFolderError(
        f"{path} was edited after it was run, and stays as it is; name another folder with --out"
    )


def _foreign(path: Path) -> Path | None:
    """What is not ours at a path in a folder without a run; None if everything is."""
    if path.name == PARTS:
        return foreign_part(path)
    names = (NAME, SCENARIO, ARRAYS, REPORT)
    halves = [
        half_of(path.with_name(n)).name for n in (*names, _new(Path(SCENARIO)).name, _new(Path(ARRAYS)).name)
    ]
    if path.name in (LOCK, _new(Path(SCENARIO)).name, _new(Path(ARRAYS)).name, *halves):
        return None if path.is_file() and not path.is_symlink() else path
    return None if path.name == REPORT and is_page(path) else path


def _settle(folder: Path) -> None:
    """Finish, or remove, what a killed run left in a folder."""
    try:
        manifest, files = manifests.read_manifest(folder)
    except (FileNotFoundError, ManifestError):
        manifest, files = {}, {}
    for name in (SCENARIO, ARRAYS):
        new = _new(folder / name)
        clear_half(new)
        if new.is_file():
            if digest(new.read_bytes()) == files.get(name):
                new.replace(folder / name)
            else:
                new.unlink()
    clear_half(folder / NAME)
    clear_half(folder / REPORT)
    page = folder / REPORT
    if manifest and is_page(page) and _page_run(page) not in (None, manifest["key"]):
        page.unlink()


def _manifest(folder: Path) -> tuple[dict[str, Any], dict[str, str]]:
    try:
        return manifests.read_manifest(folder)
    except FileNotFoundError:
        raise RunFolderError(
            f"{folder}: no {NAME}, so this is not a finished run; make one with: detente run CASE --out NEW"
        ) from None
    except ManifestError as why:
        raise RunFolderError(f"{folder / NAME} {why}; run the case again, into a new folder") from why


def _forecast(folder: Path, manifest: dict[str, Any], text: bytes, arrays: bytes) -> Forecast:
    from detente.scenario import ScenarioError, loads

    try:
        scenario = loads(text, str(folder / SCENARIO))
    except ScenarioError as why:
        raise RunFolderError(f"{why.problems[0]}; this run was made by another version of Détente") from why
    path = folder / ARRAYS
    again = "run the case again, into a new folder"
    try:
        with xr.open_dataset(BytesIO(arrays), engine="h5netcdf") as stored:
            data = stored.load()
    except Exception as why:  # a damaged file can make the reader raise anything
        raise RunFolderError(f"{path} cannot be read: it is damaged; {again}") from why
    labels = [model["label"] for model in manifest["models"]]
    if (
        "outcome" not in data
        or data.sizes.get("draw") != manifest["draws"]
        or any(name not in data.coords for name in ("model", "issue"))
        or list(data["model"].values) != labels
        # all issues are forecast and stored; the manifest names those that are shown
        or not set(manifest["issues"]) <= set(data["issue"].values) <= set(scenario.issues)
    ):
        raise RunFolderError(f"{path} cannot be read: it and {NAME} are not of one run; {again}")
    if ALIGNMENT not in data:  # nobody is tied to anybody, or an earlier version made the run
        return Forecast(data, scenario, manifest)
    try:
        alignment = from_plain(AlignmentResult, json.loads(data[ALIGNMENT].values.tobytes()))
    except ValueError as why:
        raise RunFolderError(
            f"{path} keeps its alignment as another version of Détente made it; {again}"
        ) from why
    return Forecast(data.drop_vars(ALIGNMENT), scenario, manifest, alignment)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as why:
        raise RunFolderError(
            f"{path} cannot be read: {explain_os_error(why)}; run the case again, into a new folder"
        ) from why


def _unlike(path: Path) -> str:
    """Return the message about a file that its run did not write."""
    if path.name == SCENARIO and path.exists():
        return (
            f"{path} was edited after it was run, so that the results are no longer its own; "
            f"forecast it with: detente run {shlex.quote(str(path))} --out NEW, or put back what was run"
        )
    what = "it is not what this run wrote" if path.exists() else "it is not there"
    return f"{path} cannot be read: {what}; run the case again, into a new folder"


def _vouched(path: Path, wanted: str) -> bytes | None:
    """The bytes of a file of a run, from where they are or are about to be; None if neither is right."""
    for place in (path, _new(path)):
        with suppress(OSError):
            data = place.read_bytes()
            if digest(data) == wanted:
                return data
    return None


def _new(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def _page_run(page: Path) -> str | None:
    with page.open("rb") as file:
        match = _PAGE_RUN.search(file.read(4096))
    return match and match[1].decode()


def _busy(folder: Path) -> str:
    try:
        owner = json.loads((folder / LOCK).read_bytes())
        who = f"process {owner['pid']} on {owner['host']}, since {owner['since']}"
    except (OSError, ValueError, LookupError, TypeError):
        who = "another process"
    return f"{folder} is being written by {who}; wait for it, or name another folder with --out"
