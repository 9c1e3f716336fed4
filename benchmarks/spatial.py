"""The spatial model of politics: whole histories on one thread, after compiling.

KTAB's own times stand in docs/models/spatial.md. Run with ``python -m benchmarks.spatial``.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from detente.formats.ktab import read_ktab
from detente.models.arrays import Bargain
from detente.models.settlement.spatial import play_spatial_turns
from detente.models.settlement.spatial_history import history
from detente.models.settlement.spatial_options import SpatialParams

#: KTAB's published scenarios, where the folder of shared data lies beside the checkout.
DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "ktab"

#: Actors, issues, draws, and the seconds we ask for.
SIZES = ((34, 1, 1, 0.05), (80, 1, 1, 1.0), (160, 1, 1, 10.0), (10, 1, 4096, 10.0), (12, 4, 4096, 20.0))
FILES = (("SOE-Pol-Comp.csv", 0.05), ("dummyData-a080.csv", 1.0))


def crowd(actors: int, issues: int, draws: int) -> Bargain:
    """A random bargain, the same every time."""
    rng = np.random.default_rng([actors, issues, draws])
    shape = (draws, actors, issues)
    return Bargain(
        rng.uniform(0, 100, shape),
        rng.uniform(20, 90, shape) / issues,
        rng.lognormal(0, 0.5, shape[:2]),
        np.full((draws, issues), np.nan),
        np.tile([0.0, 100.0], (issues, 1)),
    )


def run() -> list[dict[str, Any]]:
    """One row a case: name, seconds, peak MB of the process so far, goal in seconds."""
    history(crowd(4, 1, 1))
    play_spatial_turns(crowd(4, 1, 2), SpatialParams())
    rows = []
    for name, goal in FILES:
        if (DATA / name).exists():
            case = read_ktab(DATA / name).bargain()
            for params in (SpatialParams(ktab=True), SpatialParams()):
                label = f"spatial {name}{' ktab' if params.ktab else ''}"
                rows.append(_row(label, goal, lambda c=case, p=params: history(c, p)))
    for actors, issues, draws, goal in SIZES:
        case = crowd(actors, issues, draws)
        rows.append(
            _row(
                f"spatial {actors}x{issues}, {draws} draws",
                goal,
                lambda c=case: play_spatial_turns(c, SpatialParams()),
            )
        )
    return rows


def _row(name: str, goal: float, work: Any) -> dict[str, Any]:
    best = np.inf
    for _ in range(3):
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return {"name": name, "seconds": best, "peak MB": peak, "goal": goal}


if __name__ == "__main__":
    for row in run():
        print(
            f"{row['name']:42} {row['seconds']:9.4f} s  goal {row['goal']:6.2f} s  {row['peak MB']:6.0f} MB"
        )
