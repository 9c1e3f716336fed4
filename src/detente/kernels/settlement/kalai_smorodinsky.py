"""The Kalai-Smorodinsky bargaining solution on a line, by the smallest relative gain."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.kernels.compiling import kernel

Floats = NDArray[np.float64]


@kernel
def gain(e: float, y: float, quadratic: bool) -> float:
    """What an actor at distance ``e`` from the disagreement point gains by the point at distance ``y``."""
    return y * (2.0 * e - y) if quadratic else min(y, 2.0 * e - y)


@kernel
def _fairest(e: Floats, w: Floats, quadratic: bool) -> float:
    """The distance at which the smallest gain, each over its claim, is largest; the claims replace ``w``.

    Below its own position an actor's gain rises, beyond it falls: whoever gains least at a point says on
    which side of it the solution lies.
    """
    n = len(e)
    low: float = e.min()
    top = 2.0 * low
    for i in range(n):
        w[i] *= gain(e[i], min(e[i], top), quadratic)
        if w[i] == 0.0:
            return low  # a gain too small for a double: the solution is between this and twice as far
    high: float = min(e.max(), top)
    while True:
        middle: float = low + 0.5 * (high - low)
        if middle <= low or middle >= high:
            return middle
        least, who = np.inf, 0
        for i in range(n):
            share = gain(e[i], middle, quadratic) / w[i]
            if share < least:
                least, who = share, i
        if e[who] == middle:
            return middle
        if e[who] > middle:
            low = middle
        else:
            high = middle


@kernel
def kalai_smorodinsky(x: Floats, w: Floats, q: Floats, quadratic: bool) -> Floats:
    """Solutions (D,) for positions and weights (D, N) and disagreement points (D,).

    Actors of no weight do not count. Where the others stand on both sides of q, or one on it, no other
    point is better for all, and q is returned.
    """
    draws, n = x.shape
    out = np.empty(draws)
    e = np.empty(n)
    claim = np.empty(n)
    for d in range(draws):
        below, above = False, False
        largest = 0.0
        m = 0
        for i in range(n):
            if w[d, i] > 0.0:
                below = below or x[d, i] <= q[d]
                above = above or x[d, i] >= q[d]
                e[m], claim[m] = abs(x[d, i] - q[d]), w[d, i]
                largest = max(largest, w[d, i])
                m += 1
        if below and above:
            out[d] = q[d]
            continue
        # shares of the largest weight and distance, so that no unit can overflow
        scale = e[:m].max()
        y = scale * _fairest(e[:m] / scale, claim[:m] / largest, quadratic)
        out[d] = q[d] + y if above else q[d] - y
    return out
