"""Chances of being decisive in large bodies, from the distribution of the sum of votes, weight by weight.

The side that is the less likely to be chosen is added up, as far as the sum that settles the vote. All
terms are positive, so that rounding stays in the last places.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.kernels.compiling import kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ULP = 2.0**-52


@kernel
def add_up(weight: Ints, ratio: float, most: int) -> Floats:
    """By sum from 0 to ``most``, the odds that the votes cast sum to that or less, ``ratio`` each to 1."""
    odds = np.zeros(most + 1)
    odds[0] = 1.0
    reach = 0
    for w in weight:
        reach = min(reach + w, most)
        if w == 0:
            for t in range(reach + 1):
                odds[t] *= 1.0 + ratio
            continue
        high = reach + 1
        while high > w:  # in blocks that do not overlap what they are made of
            low = max(high - w, w)
            into, out_of = odds[low:high], odds[low - w : high - w]
            for t in range(len(into)):
                into[t] += ratio * out_of[t]
            high = low
    for t in range(1, most + 1):
        odds[t] += odds[t - 1]
    return odds


@kernel
def pivots(weight: Ints, ratio: float, odds: Floats) -> Floats:
    """By voter (N,), the odds that the others' votes fall short of the last sum by less than its own."""
    most = len(odds) - 1
    out = np.zeros(len(weight))
    for i in range(len(weight)):
        without = 0.0  # the odds of the others at most - w, by taking the voter out
        part = 1.0
        at = most - weight[i]
        while at >= 0 and part > 1e-20 and weight[i] > 0:
            without += part * odds[at]
            part *= -ratio
            at -= weight[i]
            if part < 0.0 and at >= 0:
                without += part * odds[at]
                part *= -ratio
                at -= weight[i]
        out[i] = odds[most] - (1.0 + ratio) * without if weight[i] > 0 else 0.0
    return out


def decisive(weight: Ints, quota: int, chance: float) -> tuple[Floats, float, float]:
    """Each voter's chance of being decisive (N,), that of passing, and how far off either can be."""
    n = len(weight)
    fails = chance <= 0.5  # add up yes votes short of the quota, or no votes that it can bear
    yes = chance if fails else 1.0 - chance
    most = quota - 1 if fails else int(weight.sum()) - quota
    ratio = yes / (1.0 - yes)
    odds = add_up(weight, ratio, most)
    scale = (1.0 - yes) ** n
    found = pivots(weight, ratio, odds) * scale / (1.0 - yes)
    reached = float(odds[-1]) * scale
    terms = most / max(int(weight[weight > 0].min()), 1) + 1.0
    taken_out = min(terms, 1.0 / (1.0 - ratio) if ratio < 1.0 else terms)
    error = (3 * n + 50) * ULP * 2.0 * (2.0 + taken_out)
    return found, 1.0 - reached if fails else reached, error
