"""Alignment and voting power, on one thread, compiled code warm.

Run with ``python -m benchmarks.alignment``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from detente.models.alignment.arrays import Field, Ties
from detente.models.alignment.balance import frustration
from detente.models.alignment.landscape import find_alignments, landscape
from detente.models.voting.game import Game
from detente.models.voting.power import power

SEED = 20250817


def world(actors: int, draws: int = 1, equal: bool = False) -> Field:
    """Random actors; ``equal`` gives the hardest landscape, of equal sizes and propensities of +1 and -1."""
    random = np.random.default_rng(SEED)
    p = np.triu(random.uniform(-1, 1, (draws, actors, actors)), 1)
    p = p + p.transpose(0, 2, 1)
    size = random.lognormal(0, 1, (draws, actors))
    return Field.of(np.ones_like(size), np.sign(p)) if equal else Field.of(size, p)


def network(states: int, ties: int, hostile: float) -> Ties:
    """Random ties, as many and as hostile as those of states."""
    random = np.random.default_rng(SEED)
    a, b = np.triu_indices(states, 1)
    kept = random.choice(len(a), ties, replace=False)
    return Ties.of(states, a[kept], b[kept], np.where(random.random(ties) < hostile, -1.0, 1.0))


def _row(name: str, goal: float, work: Callable[[], Any], said: Callable[[Any], str]) -> dict[str, Any]:
    """The best of three after a first run that compiles or loads."""
    answer, best = work(), float("inf")
    for _ in range(3):
        begin = time.perf_counter()
        answer = work()
        best = min(best, time.perf_counter() - begin)
    return {"name": name, "seconds": best, "goal": goal, "result": said(answer)}


def run() -> list[dict[str, Any]]:
    """One row a task: name, seconds, goal in seconds, and what came out."""
    votes = np.random.default_rng(SEED).integers(1, 100, 50).tolist()
    quota = sum(votes) // 2 + 1

    def minima(found: Any) -> str:
        return f"{found.found} minima, {found.minimum.method}, {found.configurations:,} alignments"

    def index(found: Any) -> str:
        return f"{found.index:g}, {'proved' if found.proved else 'not proved'}, {found.method}"

    wide, even = world(30), world(30, equal=True)
    return [
        _row("17 actors: all alignments and basins", 0.03, lambda: landscape(world(17)), minima),
        _row("30 actors: all minima, exact", 20.0, lambda: landscape(wide, starts=1000), minima),
        _row("30 actors, hardest: all minima, exact", 20.0, lambda: landscape(even, starts=1000), minima),
        _row(
            "1,000 draws of 12 actors",
            1.0,
            lambda: find_alignments(world(12, 1000)),
            lambda found: f"{len(found.probability)} alignments",
        ),
        _row(
            "150 states, 1,000 ties: frustration", 5.0, lambda: frustration(network(150, 1000, 0.15)), index
        ),
        _row(
            "50 players: both power indices",
            0.1,
            lambda: power(Game.weighted(votes, quota)),
            lambda found: f"{found.winning:,} winning coalitions",
        ),
    ]


if __name__ == "__main__":
    for row in run():
        kept = "within" if row["seconds"] <= row["goal"] else "OVER"
        print(f"{row['name']:40} {row['seconds']:9.4f} s, {kept} {row['goal']:g} s; {row['result']}")
