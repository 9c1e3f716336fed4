"""Basins of a landscape: where steepest descent from every alignment ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from detente.errors import UnusableDataError
from detente.models.alignment.arrays import Floats, Ints, Labels
from detente.models.alignment.minimum import canonical, named
from detente.models.alignment.weights import Weights

#: Codes (two blocs: 2 to the free actors less one; k blocs: k to the free actors) walked one by one.
WALKED = 1 << 22


@dataclass(frozen=True)
class Basins:
    """The minima that descents reach, (M, N), how many each (M,), and of how many alignments in all."""

    bloc: Labels
    count: Ints
    configurations: int


@dataclass(frozen=True)
class Every:
    """Every alignment (C, N), its energy (C,) and the row (C,) of the minimum it descends to."""

    bloc: Labels
    energy: Floats
    ends: Ints


def basins(weight: Weights | Floats, held: Ints, k: int, starts: int, seed: int) -> Basins:
    """Count descents from every alignment, or from seeded random ones if there are more than 4 million.

    Alignments that differ only in the numbers of blocs without held actors count once.
    """
    from detente.kernels.alignment import blocs

    free = int((held < 0).sum())
    configurations = blocs.partitions(free, k, named(held))
    if _codes(held, k) <= WALKED:
        codes, _, ends, bloc_of = _walked(weight, held, k)
        minima, count = np.unique(ends[codes], return_counts=True)
        return Basins(bloc_of(minima), count, configurations)
    random = np.random.default_rng(seed)
    labels = np.where(held < 0, random.integers(0, k, (starts, len(held))), held)
    blocs.settle(Weights.of(weight).kernel, labels, held < 0, k)
    rows, count = np.unique(canonical(labels.astype(np.int8), held), axis=0, return_counts=True)
    return Basins(rows, count, configurations)


def _codes(held: Ints, k: int) -> int:
    free = int((held < 0).sum())
    return int(2 ** (free - (free == len(held))) if k == 2 else k**free)


def walk(weight: Weights | Floats, held: Ints, k: int) -> Every:
    """Every alignment with its energy and where it descends to; ValueError above 4 million codes.

    Ties in a descent go to the first actor, and an alignment that no single move improves stays, even
    where a move would cost nothing.
    """
    codes, energy, ends, bloc_of = _walked(weight, held, k)
    row = np.empty(len(ends), np.int64)
    row[codes] = np.arange(len(codes))
    return Every(bloc_of(codes), energy[codes], row[ends[codes]])


def _walked(
    weight: Weights | Floats, held: Ints, k: int
) -> tuple[Ints, Floats, Ints, Callable[[Ints], Labels]]:
    """The codes in use; by code the energy and where descent ends; and what turns codes into blocs."""
    from detente.kernels.alignment import blocs, landscape

    if _codes(held, k) > WALKED:
        raise UnusableDataError(f"{_codes(held, k)} alignments are too many to list; at most {WALKED}")
    free = np.flatnonzero(held < 0)
    start = np.maximum(held, 0)
    movable = held < 0
    exact = Weights.of(weight)
    if k == 2:
        # with nobody held the first actor stands still, as the sides could be swapped
        whole = 0 if len(free) == len(held) else -1
        flips = free[1:] if whole == 0 else free
        base = 1.0 - 2.0 * start
        energy, ends = landscape.descend(exact.kernel, base, flips, movable.astype(np.float64), whole)
        energy *= exact.step
        return np.arange(len(ends)), energy, ends, lambda codes: landscape.sides(codes, base, flips)
    energy, ends = blocs.descend(exact.kernel, start, free, movable, named(held), k)
    energy *= exact.step
    return np.flatnonzero(ends >= 0), energy, ends, lambda codes: blocs.labels(codes, start, free, k)
