"""What is the case at one date: all that the nodes of the graph compute on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from detente.draws import Draws
from detente.models import Bargain, Outcome
from detente.models.arrays import Floats


@dataclass(frozen=True)
class Forces:
    """The state of the fighting; arrays are (D,). ``first_a`` and ``first_b`` are the forces at its start."""

    a: Floats
    b: Floats
    line: Floats
    first_a: Floats
    first_b: Floats


@dataclass(frozen=True)
class Purse:
    """A state's finances at a date on the way to a defence share, fractions of GDP; arrays are (D,).

    ``without`` is the debt without the rise in defence, ``base`` the share from which that is counted.
    """

    gdp: Floats
    debt: Floats
    without: Floats
    defence: Floats
    base: Floats


@dataclass(frozen=True)
class Moment:
    """The draws at a date, the issues forecast, and what rounds before it have left.

    ``settle`` gives models' outcomes on a bargain; ``carrier`` is the label of the one passed on.
    ``forces`` and ``purses`` (by state and target) are None and empty in the first round. ``year`` counts
    the years gone by since the scenario's date. ``details`` asks for the fighting without each patron, and
    for the moves that bring those who must consent in.
    """

    drawn: Draws
    issues: tuple[str, ...]
    date: date
    settle: Callable[[Bargain], Mapping[str, Outcome]]
    carrier: str
    forces: Forces | None = None
    purses: Mapping[tuple[str, float], Purse] = field(default_factory=dict)
    year: int = 0
    details: bool = True

    def value(self, path: str) -> Floats:
        """The (D,) draws of a quantity."""
        return self.drawn.values[path]

    def column(self, issue: str) -> int:
        """The index of an issue among all of the scenario's."""
        return self.drawn.issues.index(issue)
