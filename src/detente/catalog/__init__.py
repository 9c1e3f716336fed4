"""Bundled cases as data; a case's path below this folder, without its ending, is its slug."""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path

from detente.errors import UnknownNameError
from detente.scenario import Scenario
from detente.scenario import load as load_file

__all__ = ["UnknownCaseError", "entries", "load", "path", "slugs"]

_HOME = Path(__file__).parent


class UnknownCaseError(UnknownNameError):
    """Neither a file nor a bundled case; the message names the nearest."""


@cache
def slugs() -> tuple[str, ...]:
    """The bundled cases, sorted."""
    return tuple(sorted(p.relative_to(_HOME).with_suffix("").as_posix() for p in _HOME.rglob("*.yaml")))


def path(case: str | Path) -> Path:
    """The file of a case: a path to a scenario file, or a bundled case's slug.

    Raises UnknownCaseError where it is neither.
    """
    if str(case) in slugs():
        return _HOME / f"{case}.yaml"
    if Path(case).is_dir():
        inside = Path(case) / "scenario.yaml"
        example = f", such as {inside}" if inside.is_file() else ""
        raise UnknownCaseError(f"{case} is a folder; name a scenario file{example}")
    if Path(case).exists():
        return Path(case)
    close = difflib.get_close_matches(str(case), slugs(), n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"bundled cases: {', '.join(slugs())}"
    raise UnknownCaseError(f"{case}: no such file, and no bundled case of that name; {hint}")


def load(case: str | Path) -> Scenario:
    """A scenario from a file (YAML, or KTAB's CSV or XML), or a bundled case by slug.

    Raises UnknownCaseError where there is none of that name, ScenarioError where it is wrong.
    """
    file = path(case)
    if file.parent == _HOME:
        scenario = load_file(file)
    else:
        from detente.formats.kinds import load_any

        scenario = load_any(file)
    if scenario.links is not None or any(a.inner for a in scenario.flat_actors().values()):
        from detente.forecasts.named_models import check_models

        check_models(scenario, str(file))
    return scenario


def entries() -> dict[str, Scenario]:
    """Every bundled case by slug."""
    return {slug: load(slug) for slug in slugs()}
