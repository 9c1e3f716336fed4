"""How long the models of war and of ratification take on 4,096 draws, one thread, compiled code warm."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from detente.models.arrays import Floats
from detente.models.conflict import attrition
from detente.models.domestic import ratification

DRAWS = 4096


def _seconds(work: Callable[[], Any]) -> float:
    """The best of three, after a first run that compiles or loads."""
    work()
    best = np.inf
    for _ in range(3):
        begin = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begin)
    return float(best)


def war(draws: int = DRAWS, steps: int = 12, patrons: int = 6) -> attrition.War:
    """Two forces, of which one lives by its patrons, some of which stop within the horizon."""
    rng = np.random.default_rng(0)

    def uniform(low: float, high: float) -> Floats:
        return rng.uniform(low, high, draws)

    same = np.ones(draws)
    front = attrition.Front(45 * same, uniform(0.5, 3), uniform(1, 1.5), 5 * same, 0 * same, 100 * same)
    helpers = tuple(
        attrition.Patron(
            "b" if j else "a",
            uniform(0, 30),
            0 * same,
            np.where(uniform(0, 1) < 0.5, np.inf, uniform(0, steps)),
        )
        for j in range(patrons)
    )
    forces = (uniform(600, 700), uniform(500, 900), uniform(0.01, 0.05), uniform(0.01, 0.05))
    return attrition.War(*forces, 0.7 * same, 0.7 * same, front, steps, 1.0, helpers)


def ratifiers(
    draws: int = DRAWS, actors: int = 3, members: int = 4, issues: int = 5
) -> ratification.Ratifiers:
    """Actors whose members pull every way from a reversion point in the middle of the scales."""
    rng = np.random.default_rng(1)
    shape = (draws, actors, members)
    return ratification.Ratifiers(
        rng.uniform(0, 100, (*shape, issues)),
        rng.uniform(1, 100, (*shape, issues)),
        rng.uniform(0.1, 1, shape),
        np.full((draws, actors), 0.5),
        np.full((draws, issues), 50.0),
        rng.uniform(0, 100, (draws, issues)),
        np.array([[0.0, 100.0]] * issues),
    )


def run() -> list[dict[str, Any]]:
    """One row a case: its name, seconds, and the goal in seconds."""
    fought, asked = war(), ratifiers()
    # the linear law's rates are per unit of both forces, here of some hundreds
    spread = replace(fought, kill_a=fought.kill_a / 500, kill_b=fought.kill_b / 500)
    # all must agree inside each actor too: the win-sets of most draws are disjoint
    strict = replace(asked, threshold=np.ones_like(asked.threshold))
    cases: dict[str, tuple[Callable[[], Any], float]] = {
        "attrition, square law, 12 steps, 6 patrons and 6 ablations": (
            lambda: attrition.simulate_attrition(fought),
            1.0,
        ),
        "attrition, linear law, 12 steps, 6 patrons and 6 ablations": (
            lambda: attrition.simulate_attrition(spread, attrition.AttritionParams(1.0, 1.0)),
            2.0,
        ),
        "ratification, 5 issues, 3 actors of 4 members, majority": (
            lambda: ratification.ratify_agreement(asked),
            1.0,
        ),
        "ratification, 5 issues, 3 actors of 4 members, unanimity": (
            lambda: ratification.ratify_agreement(strict),
            1.0,
        ),
    }
    return [
        {"name": name, "draws": DRAWS, "seconds": _seconds(work), "goal_seconds": goal}
        for name, (work, goal) in cases.items()
    ]
