"""Exact counts of coalitions, by generating functions.

A coalition is known by its size and its weight under each of R rules. The counts of all coalitions are
one array, its first axis the size, the others the weights; a player is put in by adding the array to
itself, shifted, and taken out by undoing that. Taking out looks only at lighter coalitions, so the axes
may be cut short. The counts are whole numbers: 64-bit up to 62 players, Python's own beyond.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[Any]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MACHINE = 62  # players whose coalitions can be counted in 64 bits


def _shift(shape: tuple[int, ...], step: Sequence[int]) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
    """Where coalitions with a player lie, and where the same lie without."""
    there = tuple(slice(min(s, size), None) for s, size in zip(step, shape, strict=True))
    here = tuple(slice(None, max(size - s, 0)) for s, size in zip(step, shape, strict=True))
    return there, here


def coalitions(weights: Ints, lengths: Sequence[int]) -> Counts:
    """Coalitions of all players by size and weight: weights (R, N) -> (N + 1, lengths[0], ...)."""
    n = weights.shape[1]
    counts = np.zeros((n + 1, *lengths), np.int64 if n <= MACHINE else object)
    counts[(0,) * counts.ndim] = 1
    for i in range(n):
        step = weights[:, i].tolist()
        for size in range(i, -1, -1):
            there, here = _shift(counts.shape[1:], step)
            counts[size + 1, ...][there] += counts[size, ...][here]
    return counts


def without(counts: Counts, step: Sequence[int]) -> Counts:
    """The counts with a player of weights ``step`` (R,) taken out: c'(t) = c(t) - c'(t - w)."""
    left = counts[:-1].copy()
    there, here = _shift(counts.shape[1:], step)
    for size in range(1, len(left)):
        left[size, ...][there] -= left[size - 1, ...][here]
    return left


def swings_at(counts: Counts, weight: int, quota: int) -> list[int]:
    """By size of the others, how many coalitions below the quota a player of that weight lifts to it.

    For one rule, whose axis need only reach up to the quota.
    """
    others = without(counts, (weight,))
    return [int(x) for x in others[:, max(quota - weight, 0) : quota].sum(axis=1)]


def swings_of(counts: Counts, step: Sequence[int], wins: Bools) -> list[int]:
    """By size of the others, how many losing coalitions a player turns into winning ones.

    ``wins`` has the shape of ``counts``, whose axes must be whole.
    """
    others = without(counts, step)
    there, here = _shift(counts.shape[1:], step)
    turned = wins[1:][(slice(None), *there)] & ~wins[:-1][(slice(None), *here)]
    lost = np.where(turned, others[(slice(None), *here)], 0)
    return [int(x) for x in lost.reshape(len(lost), -1).sum(axis=1)]
