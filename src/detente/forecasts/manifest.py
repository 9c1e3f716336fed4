"""The manifest of a run folder: what marks a folder as a run, and vouches for its files."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from detente.errors import WrongCallError
from detente.files.writing import explain_os_error

FORMAT = 2
NAME, SCENARIO, ARRAYS = "manifest.json", "scenario.yaml", "forecast.nc"

_KEY = re.compile(r"[0-9a-f]{12}")

#: What the manifest of every version holds, with its type.
_FIELDS: dict[str, type | tuple[type, ...]] = {
    "key": str,
    "title": str,
    "as_of": str,
    "scenario_sha256": str,
    "seed": int,
    "draws": int,
    "issues": list,
    "models": list,
    "links_on": list,
    "versions": dict,
}
_MODEL: dict[str, type | tuple[type, ...]] = {
    "label": str,
    "model": str,
    "name": str,
    "baseline": bool,
    "parameters": dict,
    "references": list,
}


class ManifestError(WrongCallError):
    """A manifest.json that is not a whole run's; the message goes on from its name: "is not JSON"."""


def digest(data: bytes | memoryview) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def seal_manifest(manifest: Mapping[str, Any], files: Mapping[str, str]) -> bytes:
    """The manifest's bytes in a run folder: with a mark, and digests of the run's files and of itself."""
    marked = json.loads(json.dumps({"detente": "run", **manifest, "files": dict(files)}))
    return (json.dumps({**marked, "seal": _seal(marked)}, indent=2, ensure_ascii=False) + "\n").encode()


def read_manifest(folder: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the manifest of a run folder and its files' digests.

    Raises FileNotFoundError if there is none, ManifestError if it is damaged or not a run's.
    """
    path = folder / NAME
    if path.is_symlink():
        raise ManifestError("is a symbolic link")
    try:
        manifest = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(path) from None
    except OSError as why:
        raise ManifestError(f"cannot be read: {explain_os_error(why)}") from why
    except (ValueError, RecursionError):
        raise ManifestError("cannot be read: it is damaged, or not a run's") from None
    if not isinstance(manifest, dict) or "format" not in manifest:
        raise ManifestError("is not the manifest of a run")
    if manifest["format"] != FORMAT:
        raise ManifestError(f"has format {str(manifest['format'])[:20]}, but this version reads {FORMAT}")
    if manifest.get("detente") != "run":
        raise ManifestError("is not the manifest of a run")
    if manifest.pop("seal", None) != _seal(manifest):
        raise ManifestError("is not as it was written")
    del manifest["detente"]
    files: dict[str, str] = manifest.pop("files")
    if wrong := _wrong(manifest):
        raise ManifestError(f"is damaged: {wrong}")
    return manifest, files


def _seal(manifest: Mapping[str, Any]) -> str:
    return digest(json.dumps(manifest, sort_keys=True).encode())[:16]


def _wrong(manifest: Mapping[str, Any]) -> str:
    """What is not as in any run, in words; empty if everything is."""
    for name, kind in _FIELDS.items():
        if not isinstance(manifest.get(name), kind) or isinstance(manifest[name], bool):
            return f"{name} is missing or not what a run has there"
    if not _KEY.fullmatch(manifest["key"]):
        return "key is not a run's"
    if not all(isinstance(n, str) for name in ("issues", "links_on") for n in manifest[name]):
        return "issues or links_on hold something other than names"
    for model in manifest["models"]:
        if not isinstance(model, dict) or not all(isinstance(model.get(n), k) for n, k in _MODEL.items()):
            return "models hold something other than models"
    # not in the runs of every version
    if not all(isinstance(row, dict) for name in ("links", "ablation") for row in manifest.get(name, ())):
        return "links or ablation hold something other than rows"
    if not isinstance(manifest.get("left_out", {}), dict):
        return "left_out is not what a run has there"
    return ""
