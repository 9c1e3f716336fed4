"""How many of a scenario's numbers rest on passages, on figures and on assumptions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.scenario.paths import is_within, section_of

if TYPE_CHECKING:
    from detente.scenario import Scenario


#: The sections that every scenario has, with those of ties, which have pages of their own.
_WHO_WANTS_WHAT = ("actors", "issues", "stances", "ties")


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
        if is_within(path, wanted) and not is_within(path, spared)
    ]
    return Basis(kinds.count("passage"), kinds.count("figure"), kinds.count("assumption"))


def count_parts(scenario: Scenario) -> dict[str, int]:
    """Count the quantities of each part of a scenario except actors, issues and stances."""
    counts = Counter(map(section_of, scenario.quantities()))
    return {key: n for key, n in counts.items() if key not in _WHO_WANTS_WHAT}
