"""The printed cases, and an enumeration that shares no code with the package."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

Table = list[dict[str, str]]
Signs = list[tuple[str, str, float]]


def read(path: Path) -> Table:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def unix(shared: Path) -> Table:
    return read(shared / "data/alignment/unix_9_firms.csv")


@pytest.fixture(scope="session")
def nations(shared: Path) -> Table:
    return read(shared / "data/alignment/ww2_17_nations.csv")


@pytest.fixture(scope="session")
def leanings(shared: Path, nations: Table) -> np.ndarray:
    """The reconstructed propensities among the seventeen nations."""
    index = {row["nation"]: i for i, row in enumerate(nations)}
    out = np.zeros((17, 17))
    for row in read(shared / "data/alignment/ww2_propensities_RECONSTRUCTED_not_published.csv"):
        i, j = index[row["a"]], index[row["b"]]
        out[i, j] = out[j, i] = float(row["propensity"])
    return out


@pytest.fixture(scope="session")
def networks(shared: Path) -> dict[str, Signs]:
    """Signed ties of states by four-year window."""
    out: dict[str, Signs] = {}
    for row in read(shared / "data/signed/cow_signed_edges_first8.csv"):
        out.setdefault(row["network"], []).append((row["source"], row["target"], float(row["sign"])))
    return out


@pytest.fixture(scope="session")
def alignments() -> Callable[[int, int], Iterator[tuple[int, ...]]]:
    """All partitions of n actors into at most k blocs, as labels in order of first use."""

    def partitions(n: int, k: int) -> Iterator[tuple[int, ...]]:
        for labels in itertools.product(range(k), repeat=n):
            if all(g <= max(labels[:i], default=-1) + 1 for i, g in enumerate(labels)):
                yield labels

    return partitions
