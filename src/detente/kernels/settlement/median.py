"""Weighted medians (Black 1958)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.kernels.compiling import kernel

Floats = NDArray[np.float64]

ULP = 2.0**-52


@kernel
def slack(n: int) -> float:
    """The part of the whole by which sums of n weights may differ by rounding; order must not decide.

    No more than that: the least of many weights may tip a vote between great ones.
    """
    return ULP * (n + 8)


@kernel
def sorted_medians(x: Floats, w: Floats, n: int) -> tuple[float, float]:
    """Lower and upper weighted median of the first ``n`` of ``x``, in rising order, with weights ``w``.

    The lower median is the first value at which the running weight reaches half of the whole, the upper
    the first at which it passes half.
    """
    total = 0.0
    for i in range(n):
        total += w[i]
    reached = 0.5 * total * (1.0 - slack(n))
    passed = 0.5 * total * (1.0 + slack(n))
    lower = np.nan
    running = 0.0
    for i in range(n):
        running += w[i]
        if np.isnan(lower) and running >= reached and w[i] > 0.0:
            lower = x[i]
        if running > passed:
            return lower, x[i]
    return lower, lower


@kernel
def weighted_medians(x: Floats, w: Floats) -> tuple[Floats, Floats]:
    """Lower and upper weighted medians (D,), (D,) of values (D, N) with weights (D, N).

    Values of no weight do not count; each row needs some weight. Their mean is the midpoint median.
    """
    draws, n = x.shape
    lower = np.empty(draws)
    upper = np.empty(draws)
    row = np.empty(n)
    weight = np.empty(n)
    for d in range(draws):
        order = np.argsort(x[d])
        for i in range(n):
            row[i] = x[d, order[i]]
            weight[i] = w[d, order[i]]
        lower[d], upper[d] = sorted_medians(row, weight, n)
    return lower, upper
