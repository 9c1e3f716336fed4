"""Local search for a good partition of a signed graph into groups: moves and swaps of actors, best first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.kernels.compiling import kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@kernel
def _improve(
    weight: Floats, label: Ints, free: NDArray[np.bool_], k: int, filled: bool, inside: Floats
) -> None:
    """Move or swap actors, best first, until neither helps; ``inside`` (k, N) is scratch."""
    n = len(label)
    size = np.zeros(k, np.int64)
    tiny = 0.0
    inside[:] = 0.0
    for i in range(n):
        size[label[i]] += 1
        row = 0.0
        for j in range(n):
            inside[label[i], j] += weight[i, j]
            row += abs(weight[i, j])
        tiny = max(tiny, 1e-10 * row)
    while True:
        gain = -tiny
        one, two, to = -1, -1, -1
        for i in range(n):
            if not free[i]:
                continue
            own = label[i]
            for g in range(k):
                if g != own and not (filled and size[own] == 1):
                    change = inside[own, i] - inside[g, i]
                    if change < gain:
                        gain, one, two, to = change, i, -1, g
            for j in range(i):
                g = label[j]
                if free[j] and g != own:
                    change = (
                        inside[own, i] - inside[g, i] + inside[g, j] - inside[own, j] + 2.0 * weight[i, j]
                    )
                    if change < gain:
                        gain, one, two, to = change, i, j, g
        if one < 0:
            return
        old = label[one]
        for turn in range(2):
            who, away, there = (one, old, to) if turn == 0 else (two, to, old)
            if who < 0:
                continue
            label[who] = there
            size[away] -= 1
            size[there] += 1
            for j in range(n):
                inside[away, j] -= weight[who, j]
                inside[there, j] += weight[who, j]


@kernel
def improve_groups(weight: Floats, labels: Ints, free: NDArray[np.bool_], k: int, filled: bool) -> None:
    """Bring every row of ``labels`` (R, N) to a local optimum, in place.

    ``weight`` (N, N) is symmetric, positive where a pair wants one group; ``filled`` forbids emptying a
    group.
    """
    inside = np.empty((k, labels.shape[1]))
    for r in range(len(labels)):
        _improve(weight, labels[r], free, k, filled, inside)
