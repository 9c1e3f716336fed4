"""How long the command takes to answer, as whole processes. Run with ``python -m benchmarks.startup``."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from typing import Any

RUNS = 7
COMMANDS = {
    "python, doing nothing": ["-c", "pass"],
    "import detente": ["-c", "import detente"],
    "detente --help": ["-m", "detente", "--help"],
    "detente models": ["-m", "detente", "models"],
}
GOALS = {"detente --help": 0.5}


def run() -> list[dict[str, Any]]:
    """One row a command: the median of several runs after a warm-up."""
    rows: list[dict[str, Any]] = []
    for name, words in COMMANDS.items():
        times = [_once(words) for _ in range(RUNS + 1)][1:]
        rows.append({"name": name, "seconds": statistics.median(times), "goal_seconds": GOALS.get(name)})
    return rows


def _once(words: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, *words], check=True, capture_output=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    for row in run():
        print(row)
