"""How many of a scenario's numbers rest on passages, on figures and on assumptions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.scenario.scenario import BESIDE

if TYPE_CHECKING:
    from detente.scenario import Scenario


@dataclass(frozen=True)
class Basis:
    """Numbers of a scenario that rest on a quoted passage, a published figure, or an assumption."""

    passage: int
    figure: int
    assumption: int


def count_bases(scenario: Scenario, above: Iterable[str], but: Iterable[str] = ()) -> Basis:
    """Count the quantities at and below the paths ``above``, except those at and below ``but``."""
    wanted, spared = tuple(above), tuple(but)
    kinds = [
        scenario.basis(quantity)
        for path, quantity in scenario.quantities().items()
        if _is_below(path, wanted) and not _is_below(path, spared)
    ]
    return Basis(kinds.count("passage"), kinds.count("figure"), kinds.count("assumption"))


def count_parts(scenario: Scenario) -> dict[str, int]:
    """Count the quantities of each part of a scenario except actors, issues and stances."""
    paths = [p.split(".")[0] for p in scenario.quantities()]
    return {key: paths.count(key) for key in BESIDE if key in paths}


def _is_below(path: str, above: Iterable[str]) -> bool:
    return any(path == a or path.startswith((f"{a}.", f"{a}/")) for a in above)
