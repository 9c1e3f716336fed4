"""The weighted Nash bargaining solution on a line.

Distances run from the actor nearest to the disagreement point q, not from q: exact however far away q is.
``e`` are the actors' distances beyond that nearest one, rising, and ``nearest`` is its own distance to q.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.kernels.compiling import kernel

Floats = NDArray[np.float64]


@kernel
def _quadratic(e: Floats, w: Floats, nearest: float) -> float:
    """Root of the falling slope, by Newton's steps kept inside a shrinking bracket."""
    n = len(e)
    reach = e[n - 1]
    low = 0.0
    high = min(nearest, reach)
    u: float = 0.5 * high
    for _ in range(200):
        slope = 0.0
        fall = 0.0
        for i in range(n):
            room = nearest + 2.0 * e[i] - u
            slope += w[i] * (e[i] - u) / room
            fall -= w[i] * (nearest + e[i]) / (room * room)
        if slope == 0.0:
            break
        if slope > 0.0:
            low = u
        else:
            high = u
        step = u - slope / fall
        if not (low < step < high):
            step = 0.5 * (low + high)
        moved = abs(step - u)
        u = step
        if moved <= 1e-15 * reach:
            break
    return u


@kernel
def _slope_absolute(u: float, after: bool, e: Floats, w: Floats, nearest: float) -> float:
    """Slope at ``u``, from the left or, ``after``, from the right, where it falls at an actor."""
    n = len(e)
    slope: float = 0.0
    for i in range(n):
        if e[i] < u or (after and e[i] == u):
            room = nearest + 2.0 * e[i] - u
            slope -= w[i] / room if room > 0.0 else np.inf
        else:
            slope += w[i] / (nearest + u)
    return slope


@kernel
def _absolute(e: Floats, w: Floats, nearest: float) -> float:
    """The actor at which the slope changes sign, or the root between two actors."""
    low: float = 0.0
    for i in range(len(e)):
        high: float = e[i]
        if _slope_absolute(high, True, e, w, nearest) > 0.0:
            low = high
            continue
        if _slope_absolute(high, False, e, w, nearest) >= 0.0:
            return high
        for _ in range(200):
            middle = 0.5 * (low + high)
            if middle <= low or middle >= high:
                break
            if _slope_absolute(middle, False, e, w, nearest) > 0.0:
                low = middle
            else:
                high = middle
        return 0.5 * (low + high)
    return low


@kernel
def nash(x: Floats, w: Floats, q: Floats, quadratic: bool) -> Floats:
    """Solutions (D,) for positions and weights (D, N) and disagreement points (D,).

    Actors of no weight do not count. Where the others stand on both sides of q, or one on it, no other
    point is better for all, and q is returned.
    """
    draws, n = x.shape
    out = np.empty(draws)
    e = np.empty(n)
    part = np.empty(n)
    for d in range(draws):
        below = False
        above = False
        for i in range(n):
            if w[d, i] > 0.0:
                below = below or x[d, i] <= q[d]
                above = above or x[d, i] >= q[d]
        if below and above:
            out[d] = q[d]
            continue
        order = np.argsort(x[d])
        m = 0
        edge = np.nan
        for k in range(n):
            i = order[k] if above else order[n - 1 - k]
            if w[d, i] > 0.0:
                if m == 0:
                    edge = x[d, i]
                e[m] = abs(x[d, i] - edge)
                part[m] = w[d, i]
                m += 1
        nearest = abs(edge - q[d])
        beyond = _quadratic(e[:m], part[:m], nearest) if quadratic else _absolute(e[:m], part[:m], nearest)
        out[d] = edge + beyond if above else edge - beyond
    return out
