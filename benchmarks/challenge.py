"""The challenge model: draws x rounds by number of actors, against plain numpy in the same run.

Run with ``python -m benchmarks.challenge``.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from benchmarks.reference import challenge_numpy
from detente.models import Bargain, configure, run_model

DRAWS, ROUNDS, CHUNK = 10_000, 10, 512
SIZES = (10, 30, 50, 100)
#: The reference is timed on fewer draws, and its time scaled.
PLAIN_DRAWS = 40
GOAL_EXPONENT, GOAL_RATIO = 2.3, 20.0


def crowd(n: int, draws: int) -> Bargain:
    """Random actors on one issue."""
    rng = np.random.default_rng(n)
    return Bargain(
        rng.uniform(0, 100, (draws, n, 1)),
        rng.uniform(5, 100, (draws, n, 1)),
        rng.uniform(0.1, 10, (draws, n)),
        np.full((draws, 1), np.nan),
        np.array([[0.0, 100.0]]),
    )


def run() -> list[dict[str, Any]]:
    """One row a size and number of threads, then the exponent of growth and the ratio to plain numpy."""
    rows: list[dict[str, Any]] = []
    single: dict[int, float] = {}
    _spread(crowd(10, CHUNK), 1)  # compile
    for n in SIZES:
        case = crowd(n, DRAWS)
        for threads in (1, 2):
            seconds = _timed(lambda case=case, threads=threads: _spread(case, threads))  # type: ignore[misc]
            single.setdefault(n, seconds)
            name = f"challenge, {n} actors, {DRAWS:,} draws x {ROUNDS} rounds, {threads} thread(s)"
            rows.append({"name": name, "seconds": seconds, "peak_mb": _peak()})
    slope = float(np.polyfit(np.log(SIZES), np.log([single[n] for n in SIZES]), 1)[0])
    rows.append({"name": "exponent of growth in actors", "value": slope, "goal": GOAL_EXPONENT})
    small = crowd(30, PLAIN_DRAWS).one(0)
    plain = _timed(
        lambda: challenge_numpy.challenge(small.position, small.weight, small.salience / 100, ROUNDS)
    )
    ratio = plain * DRAWS / PLAIN_DRAWS / single[30]
    rows.append(
        {"name": "30 actors: times faster than plain numpy, 1 thread", "value": ratio, "goal": GOAL_RATIO}
    )
    return rows


def _spread(case: Bargain, threads: int) -> None:
    model = configure(f"challenge:rounds={ROUNDS}")
    parts = [slice(a, a + CHUNK) for a in range(0, case.shape[0], CHUNK)]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda part: run_model(model, case.draws(part)), parts))


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    for row in run():
        print(row)
