"""Exact counts of coalitions from the two halves of the players, whose weights may be of any size.

A coalition is one of the first half of the players with one of the second. Only comparisons of their
weights with quotas count, so that whole numbers of any size do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.kernels.compiling import kernel

Ints = NDArray[np.int64]
Wholes = NDArray[Any]


def kind_of(weights: Sequence[int]) -> Any:
    """The type of numbers that holds all sums of weights and what is compared with them."""
    return np.int64 if sum(weights) < 1 << 61 else object


def sums(weights: Sequence[int], kind: Any) -> tuple[Wholes, Ints]:
    """Weight and size of every coalition, (2^N,) each, by bit mask."""
    total, size = np.zeros(1, kind), np.zeros(1, np.int64)
    for w in weights:
        total = np.concatenate([total, total + w])
        size = np.concatenate([size, size + 1])
    return total, size


def lighter(weights: Sequence[int], marks: Sequence[Sequence[int]]) -> list[list[int]]:
    """How many coalitions of each size weigh less than each of ``marks[size]``: a list of counts a size."""
    half = len(weights) // 2
    above = sum(weights) + 1  # a mark beyond all sums need not be any larger
    halves = []
    for part in (weights[:half], weights[half:]):
        total, size = sums(part, kind_of(weights))
        halves.append([np.sort(total[size == k]) for k in range(len(part) + 1)])
    first, second = halves
    counts = [[0] * len(at) for at in marks]
    for a, ours in enumerate(first):
        for b, theirs in enumerate(second):
            for m, mark in enumerate(marks[a + b]):
                few, many = (ours, theirs) if len(ours) <= len(theirs) else (theirs, ours)
                if mark > 0:
                    counts[a + b][m] += int(np.searchsorted(many, min(mark, above) - few).sum())
    return counts


def ranks(weights: Sequence[int], quota: int, half: int) -> tuple[Ints, Ints]:
    """By coalition of the first ``half`` players, the rank that one of the others must have to meet a rule.

    Also the rank of each coalition of the others.
    """
    kind = kind_of(weights)
    ours, _ = sums(weights[:half], kind)
    theirs, _ = sums(weights[half:], kind)
    order = np.sort(theirs)
    needed = np.searchsorted(order, quota - ours)
    return needed.astype(np.int64), np.searchsorted(order, theirs).astype(np.int64)


@kernel
def swings_of_second_half(needed: Ints, rank: Ints, ways: Ints, players: int) -> tuple[Ints, int]:
    """Swings (N, N) of each player of the second half by size of the others, and how many coalitions win.

    ``needed`` (R, A) and ``rank`` (R, B) as ``ranks`` gives them, by rule; ``ways`` (W, R) is 1 where a
    way needs a rule.
    """
    rules, many = rank.shape
    half = 0
    while 1 << half < many:
        half += 1
    size = np.zeros(max(many, needed.shape[1]), np.int64)
    for b in range(1, len(size)):
        size[b] = size[b >> 1] + (b & 1)
    swings = np.zeros((half, players), np.int64)
    wins = np.zeros(many, np.bool_)
    winning = 0
    for a in range(needed.shape[1]):
        for b in range(many):
            wins[b] = False
            for way in ways:
                met = True
                for r in range(rules):
                    met &= (way[r] == 0) | (rank[r, b] >= needed[r, a])
                wins[b] |= met
            winning += wins[b]
        if wins[0] or not wins[many - 1]:
            continue  # nobody of this half changes anything
        for i in range(half):
            bit = 1 << i
            for b in range(many):
                if not b & bit and wins[b | bit] and not wins[b]:
                    swings[i, size[a] + size[b]] += 1
    return swings, winning
