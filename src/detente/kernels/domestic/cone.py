"""Is there a direction in which every vector gains (Gordan's theorem, by Wolfe's 1976 nearest point)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from detente.kernels.compiling import kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: A direction gains for a unit vector if their cosine is above this; narrower cones count as empty.
MARGIN = 1e-9


@kernel
def affine_weights(corral: Floats, m: int, matrix: Floats, weights: Floats) -> bool:
    """Weights, summing to 1, of the point nearest the origin in the affine hull of ``m`` rows.

    Solves ``(1 + S S') u = 1`` by Cholesky (Wolfe 1976); false where the rows are affinely dependent.
    """
    dims = corral.shape[1]
    for i in range(m):
        for j in range(i + 1):
            dot = 1.0
            for k in range(dims):
                dot += corral[i, k] * corral[j, k]
            for k in range(j):
                dot -= matrix[i, k] * matrix[j, k]
            if i == j:
                if dot <= 1e-14:
                    return False
                matrix[i, i] = math.sqrt(dot)
            else:
                matrix[i, j] = dot / matrix[j, j]
    for i in range(m):
        dot = 1.0
        for k in range(i):
            dot -= matrix[i, k] * weights[k]
        weights[i] = dot / matrix[i, i]
    total = 0.0
    for i in range(m - 1, -1, -1):
        dot = weights[i]
        for k in range(i + 1, m):
            dot -= matrix[k, i] * weights[k]
        weights[i] = dot / matrix[i, i]
        total += weights[i]
    for i in range(m):
        weights[i] /= total
    return True


@kernel
def gainful(
    slopes: Floats,
    kinks: Floats,
    pick: Ints,
    n: int,
    x: Floats,
    corral: Floats,
    members: Ints,
    weights: Floats,
    trial: Floats,
    matrix: Floats,
) -> int:
    """Whether some direction x has ``slopes[i] x - kinks[i] |x| > 0`` for each picked row i.

    ``slopes`` and ``kinks`` are (rows, K), each row of unit length over both; ``pick[:n]`` are the rows.
    Gives 0 and leaves such a direction in ``x``; or, where there is none, gives the number of rows that
    cannot gain together and leaves them in ``members``. The rest is room to work in: ``corral``
    (K+2, K), ``weights`` and ``trial`` (K+2,), ``matrix`` (K+2, K+2).
    """
    dims = x.shape[0]
    for k in range(dims):
        corral[0, k] = slopes[pick[0], k] - kinks[pick[0], k]
        x[k] = corral[0, k]
    members[0] = pick[0]
    weights[0] = 1.0
    m = 1
    # each round moves x nearer the origin, over finitely many corrals; the bound is for rounding
    for _ in range(50 * (n + dims)):
        least, worst = np.inf, -1
        length = 0.0
        for k in range(dims):
            length += x[k] * x[k]
        for i in range(n):
            row = pick[i]
            dot = 0.0
            for k in range(dims):
                dot += slopes[row, k] * x[k] - kinks[row, k] * abs(x[k])
            if dot < least:
                least, worst = dot, row
        if least > MARGIN * math.sqrt(length):
            return 0
        if length - least <= 1e-15:
            return m
        for k in range(dims):
            corral[m, k] = slopes[worst, k] - kinks[worst, k] * (1.0 if x[k] >= 0.0 else -1.0)
        members[m] = worst
        weights[m] = 0.0
        m += 1
        while True:
            if not affine_weights(corral, m, matrix, trial):
                return m
            step = 1.0
            inside = True
            for i in range(m):
                if trial[i] <= 1e-13:
                    inside = False
                    if weights[i] > trial[i]:
                        step = min(step, weights[i] / (weights[i] - trial[i]))
            if inside:
                for i in range(m):
                    weights[i] = trial[i]
                break
            kept = 0
            for i in range(m):
                weight = step * trial[i] + (1.0 - step) * weights[i]
                if weight > 1e-13:
                    weights[kept], members[kept] = weight, members[i]
                    for k in range(dims):
                        corral[kept, k] = corral[i, k]
                    kept += 1
            m = kept
        for k in range(dims):
            x[k] = 0.0
            for i in range(m):
                x[k] += weights[i] * corral[i, k]
    return m
