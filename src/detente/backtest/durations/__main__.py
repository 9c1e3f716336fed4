"""``python -m detente.backtest.durations DATA_DIR --out FILE``: the numbers behind ``detente baserate``."""

from __future__ import annotations

import argparse
from pathlib import Path

from detente.backtest.durations.reading import read_classes
from detente.backtest.durations.run import cross_validated, make_shipped, write_shipped


def main() -> None:
    """Read, score, fit, write."""
    parser = argparse.ArgumentParser(prog="python -m detente.backtest.durations")
    parser.add_argument("data", type=Path, help="folder of wars, episodes, disputes and sanctions")
    parser.add_argument("--out", type=Path, required=True, help="the file to write the fitted numbers to")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    classes = read_classes(asked.data)
    results = cross_validated(classes, asked.seed)
    write_shipped(make_shipped(asked.data, classes, results, asked.seed), asked.out)


main()
