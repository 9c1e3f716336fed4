"""Bounds on the weight that must be frustrated, by a linear programme grown with cutting planes.

One variable a tie, 1 where it is frustrated; one row a cycle that cannot be satisfied whole, so that its
variables add up to at least 1. Rows are found as they are broken, at a point half-way between the
programme's corner and the inside of the hull of all solutions: far fewer rounds than at the corner.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.models.alignment.exact.solvers import LinearConstraint, csr_array, linprog, milp

Floats = NDArray[np.float64]
Cycle = tuple[int, ...]

BATCH = 800  # cuts added in a round
SMALL = 1e-9  # share of the whole weight that counts as no gap
WHOLE = 1 << 20  # total of whole numbers up to which a programme tells them apart


class Race:
    """The best solution's cost and the proved bound, closing in on each other.

    ``whole`` says that all costs are whole numbers, and small enough for a programme to tell them apart,
    so that the bound can be rounded up.
    """

    def __init__(self, cost: Floats, value: float) -> None:
        self.cost = cost
        self.value = value
        self.bound = 0.0
        self.whole = bool(np.all(cost == np.round(cost)) and cost.sum() < WHOLE)

    @property
    def proved(self) -> bool:
        """Whether the gap is closed."""
        return self.value - self.bound <= SMALL * float(self.cost.sum())

    @property
    def gap(self) -> float:
        """How much less a solution might cost; what rounding may hide counts, but for whole numbers."""
        if self.value == 0.0:
            return 0.0
        if self.proved:
            return 0.0 if self.whole else SMALL * float(self.cost.sum())
        return self.value - self.bound

    def raise_bound(self, bound: float) -> None:
        """Take a better bound."""
        if self.whole:
            bound = float(np.ceil(bound - 1e-6))
        self.bound = min(max(self.bound, bound), self.value)

    def better(self) -> float:
        """The most that a better solution can cost."""
        return self.value - (1.0 - 1e-6 if self.whole else SMALL * float(self.cost.sum()))


def rows(cycles: list[Cycle], width: int) -> Any:
    """One row a cycle, 1 at its ties."""
    ends = np.cumsum([0, *(len(c) for c in cycles)])
    flat = np.fromiter((e for c in cycles for e in c), np.int64, ends[-1])
    return csr_array((np.ones(len(flat)), flat, ends), shape=(len(cycles), width))


def packed(cost: Floats, cycles: Iterable[Cycle]) -> float:
    """What the cycles must cost together, shared out greedily, short cycles first: a quick bound."""
    left = cost.copy()
    total = 0.0
    for cycle in sorted(cycles, key=lambda c: (len(c), c)):
        ties = list(cycle)
        least = float(left[ties].min())
        left[ties] -= least
        total += least
    return total


def planes(
    race: Race,
    inner: Floats,
    broken: Callable[[Floats, set[Cycle]], set[Cycle]],
    offer: Callable[[Floats], None],
    deadline: float,
) -> set[Cycle]:
    """Raise ``race.bound`` until it is proved, no cycle is broken, or time is up; returns the cycles.

    ``broken(point, known)`` gives cycles, not known yet, that the point breaks; ``offer(point)`` may
    make a solution of the point.
    """
    known: set[Cycle] = set()
    point = np.zeros(len(race.cost))
    held = 0.0
    while new := broken(0.5 * (point + inner), known) or broken(point, known):
        if not known:
            race.raise_bound(packed(race.cost, new))  # however little time there is, some bound is stated
        left = deadline - time.monotonic()
        if left <= 0:
            break
        known |= new
        listed = sorted(known)
        matrix = rows(listed, len(race.cost))
        answer = linprog(
            race.cost,
            A_ub=-matrix,
            b_ub=-np.ones(len(listed)),
            bounds=(0, 1),
            method="highs",
            options={"time_limit": left},
        )
        if answer.status != 0:
            break
        point = answer.x
        race.raise_bound(float(answer.fun))
        offer(point)
        if race.proved:
            break
        if answer.fun > held + 1e-3 * race.value:  # forgetting is safe only while the bound climbs
            held = float(answer.fun)
            known = {c for c, slack in zip(listed, matrix @ point - 1.0, strict=True) if slack < 0.3}
    return known


def branch(
    race: Race,
    choices: int,
    constraints: list[Any],
    bounds: Any,
    known: list[Cycle],
    offer: Callable[[Floats], None],
    deadline: float,
) -> None:
    """Close the gap by branch and bound over ``choices`` 0-1 variables, put before those of the ties.

    Only solutions better than the current one are admitted, so that finding none proves it.
    """
    width = choices + len(race.cost)
    price = np.concatenate([np.zeros(choices), race.cost])
    if known:
        held = rows([tuple(choices + e for e in cycle) for cycle in known], width)
        constraints = [*constraints, LinearConstraint(held, 1.0, np.inf)]
    answer = milp(
        price,
        integrality=np.arange(width) < choices,
        bounds=bounds,
        constraints=[
            *constraints,
            LinearConstraint(price[None], race.bound, race.better()),
        ],
        options={"time_limit": max(deadline - time.monotonic(), 0.1), "mip_rel_gap": 0.0},
    )
    if answer.x is not None:
        offer(answer.x[:choices])
    if answer.status in {0, 2}:  # the best of the better ones, or none
        race.bound = race.value
    elif answer.mip_dual_bound is not None:
        race.raise_bound(float(answer.mip_dual_bound))
