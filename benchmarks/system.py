"""How long the whole Alaska system takes: every part and link, 4,096 draws, twelve rounds, code warm."""

from __future__ import annotations

import time
from typing import Any

from detente import catalog
from detente.forecasts import forecast
from detente.results.link_effects import choose_carrier

DRAWS = 4096
GOAL = 5.0


def run() -> list[dict[str, Any]]:
    """One row: name, seconds and processor seconds (the best of three after a first run), goal in seconds."""
    case = catalog.load("alaska-2025")
    models = [choose_carrier(case), "nash"]
    forecast(case, models, draws=DRAWS)
    seconds = []
    for seed in range(3):
        begin = time.perf_counter(), time.process_time()
        made = forecast(case, models, draws=DRAWS, seed=seed)
        seconds.append((time.perf_counter() - begin[0], time.process_time() - begin[1]))
    steps = made.data.sizes["step"] - 1
    name = f"alaska-2025, all links and what each changes, {steps} rounds"
    best, busy = min(seconds)
    return [
        {"name": name, "draws": DRAWS, "seconds": best, "goal_seconds": GOAL, "processor seconds": busy},
    ]


if __name__ == "__main__":
    for row in run():
        print(row)
