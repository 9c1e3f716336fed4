"""How the ties of a complete network flip under the dynamics of Antal, Krapivsky and Redner."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.kernels.compiling import kernel

Ints = NDArray[np.int64]
Signs = NDArray[np.int8]


@kernel
def _pull(sign: Signs, i: int, j: int) -> int:
    """Balanced less unbalanced triads on the tie i-j: what its flip adds to the unbalanced."""
    total = 0
    for k in range(len(sign)):
        if k != i and k != j:  # noqa: PLR1714 - numba has no fast membership test
            total += sign[i, j] * sign[i, k] * sign[j, k]
    return total


@kernel
def _unbalanced(sign: Signs) -> int:
    n = len(sign)
    total = 0
    for i in range(n):
        for j in range(i):
            for k in range(j):
                total += sign[i, j] * sign[i, k] * sign[j, k] < 0
    return total


@kernel
def _stuck(sign: Signs) -> bool:
    """Whether every flip would add unbalanced triads."""
    n = len(sign)
    for i in range(n):
        for j in range(i):
            if _pull(sign, i, j) <= 0:
                return False
    return True


@kernel
def evolve(
    sign: Signs, constrained: bool, friendly: float, every: int, out: Ints, random: np.random.Generator
) -> tuple[int, int]:
    """Run the dynamics on a complete network (N, N), in place.

    ``out`` (T, 2) takes the number of positive ties and of unbalanced triads at the start and after every
    ``every`` updates. Stops when it is full, no triad is unbalanced, or, if ``constrained``, no flip is
    possible. Returns (rows filled, 0 balanced, 1 jammed or 2 still moving).
    """
    n = len(sign)
    unbalanced = _unbalanced(sign)
    positive = 0
    for i in range(n):
        for j in range(i):
            positive += sign[i, j] > 0
    rows = 0
    while True:
        out[rows, 0] = positive
        out[rows, 1] = unbalanced
        rows += 1
        if unbalanced == 0:
            return rows, 0
        if constrained and _stuck(sign):
            return rows, 1
        if rows == len(out):
            return rows, 2
        for _ in range(every):
            i = int(random.integers(0, n))
            j = int(random.integers(0, n - 1))
            j += j >= i
            if constrained:
                pull = _pull(sign, i, j)
                if pull > 0 or (pull == 0 and random.random() < 0.5):
                    continue
            else:
                k = int(random.integers(0, n - 2))
                k += k >= min(i, j)
                k += k >= max(i, j)
                if sign[i, j] * sign[i, k] * sign[j, k] > 0:
                    continue
                # i-j is a random tie of the triad; make it the one that the rule changes
                if sign[i, j] + sign[i, k] + sign[j, k] > 0:
                    mend = random.random() < friendly
                    if sign[j, k] < 0:
                        i, k = k, i
                    elif sign[i, k] < 0:
                        j, k = k, j
                    if not mend:
                        if random.random() < 0.5:
                            i, k = k, i
                        else:
                            j, k = k, j
                pull = _pull(sign, i, j)
            unbalanced += pull
            positive -= sign[i, j]
            sign[i, j] = -sign[i, j]
            sign[j, i] = sign[i, j]
