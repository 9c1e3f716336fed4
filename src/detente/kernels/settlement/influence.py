"""Where positions settle when each actor mixes its own with those it follows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.kernels.compiling import kernel

Floats = NDArray[np.float64]


@kernel
def settled(x: Floats, ties: Floats, own: Floats) -> Floats:
    """Solutions (D, N) of ``x' = T x' + own x``, for ``x`` of 0 or more.

    Ties T (D, N, N) have no diagonal, and each row sums to 1 with ``own`` (D, N), all positive. Actors are
    taken out one by one, their followers following instead whom they followed: as there are sums and
    quotients of positive numbers only, nothing is lost even where ``own`` is minute (Grassmann, Taksar
    and Heyman 1985).
    """
    draws, n = x.shape
    out = np.empty((draws, n))
    flow = np.empty((n, n))
    held, pull = np.empty(n), np.empty(n)
    for d in range(draws):
        for i in range(n):
            held[i], pull[i] = own[d, i], own[d, i] * x[d, i]
            for j in range(n):
                flow[i, j] = ties[d, i, j]
        for last in range(n - 1, 0, -1):
            total = held[last]
            for j in range(last):
                total += flow[last, j]
            held[last] /= total
            pull[last] /= total
            for j in range(last):
                flow[last, j] /= total
            for i in range(last):
                held[i] += flow[i, last] * held[last]
                pull[i] += flow[i, last] * pull[last]
                for j in range(last):
                    if j != i:
                        flow[i, j] += flow[i, last] * flow[last, j]
        out[d, 0] = pull[0] / held[0]
        for i in range(1, n):
            out[d, i] = pull[i]
            for j in range(i):
                out[d, i] += flow[i, j] * out[d, j]
    return out
