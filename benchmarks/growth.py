"""How time and memory grow with actors and issues. Run with ``python -m benchmarks.growth``.

Every settlement model on one draw, in processor seconds after compiling, and what drawing and the mean of
4,096 draws take in a process of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

import numpy as np

from detente.models import models, run_model
from detente.models.arrays import Bargain

#: Actors and issues.
SIZES = ((10, 1), (50, 1), (200, 1), (50, 10), (100, 20), (200, 30))
DRAWS = 4096

#: Megabytes at the largest size.
MEMORY_GOAL = 1000

_WHOLE = """
import json, resource, sys, time
from benchmarks.growth import scenario
from detente.forecasts import forecast
case = scenario(int(sys.argv[1]), int(sys.argv[2]))
forecast(case, ["mean"], draws=16)
began = time.process_time()
forecast(case, ["mean"], draws=int(sys.argv[3]))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
print(json.dumps({"seconds": time.process_time() - began, "peak MB": peak}))
"""


def crowd(actors: int, issues: int) -> Bargain:
    """One random draw, the same every time, with a few ties of influence."""
    rng = np.random.default_rng([actors, issues])
    shape = (1, actors, issues)
    ties = rng.uniform(0, 2 / actors, (1, actors, actors)) * (1 - np.eye(actors))
    return Bargain(
        rng.uniform(10, 90, shape),
        rng.uniform(10, 90, shape),
        rng.lognormal(0, 0.5, shape[:2]),
        np.full((1, issues), 20.0),
        np.tile([0.0, 100.0], (issues, 1)),
        influence=ties,
        uniform=rng.uniform(0.01, 0.99, (1, issues)),
    )


def scenario(actors: int, issues: int) -> Any:
    """A scenario in which everything is uncertain."""
    from detente.scenario import loads

    rng = np.random.default_rng([actors, issues])
    lines = ["detente: 1", f"title: {actors} on {issues}", "as_of: 2025-01-01", "actors:"]
    lines += [f"  a{i}: {{label: A{i}, kind: state, capability: [2, 5, 9]}}" for i in range(actors)]
    lines += ["issues:"]
    lines += [f"  i{k}: {{question: 'Which?', scale: {{0: none, 100: all}}}}" for k in range(issues)]
    lines += ["stances:"]
    for i in range(actors):
        for k in range(issues):
            x, s = rng.uniform(10, 90, 2).round(1)
            lines += [
                f"  - {{actor: a{i}, issue: i{k}, position: [{x - 9:.1f}, {x}, {x + 9:.1f}], "
                f"salience: [{s - 9:.1f}, {s}, {s + 9:.1f}]}}"
            ]
    return loads("\n".join(lines))


def run() -> list[dict[str, Any]]:
    """One row a model, with processor seconds by size; one row a size for drawing and the mean."""
    rows = []
    for name in models("settlement"):
        run_model(name, crowd(5, 2))
        found = {f"{n}x{k}": _once(name, crowd(n, k)) for n, k in SIZES}
        rows.append({"name": f"{name}, one draw", "seconds": list(found.values())[-1], **found})
    for n, k in SIZES:
        words = [sys.executable, "-c", _WHOLE, str(n), str(k), str(DRAWS)]
        made = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
        name = f"drawing and the mean, {n}x{k}, {DRAWS} draws"
        rows.append({"name": name, **made, "goal MB": MEMORY_GOAL})
    return rows


def _once(name: str, bargain: Bargain) -> float:
    began = time.process_time()
    run_model(name, bargain)
    return time.process_time() - began


if __name__ == "__main__":
    for row in run():
        print(row)
