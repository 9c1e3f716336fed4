"""Ratification of a given agreement: margins, win-sets on one issue, cheapest concessions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.kernels.compiling import kernel
from detente.kernels.settlement.median import slack

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: Rounding allowed in utilities, and in points as shares of the scale.
SLACK = 1e-12
ROUND = 1e-9


@kernel
def pivot(value: Floats, capability: Floats, share: float) -> int:
    """The member at which weight, counted from the highest value down, first reaches the share; else -1."""
    total = capability.sum()
    held = 0.0
    for i in np.argsort(-value):
        held += capability[i]
        if capability[i] > 0.0 and held >= share * total - slack(len(value)) * total:
            return int(i)
    return -1


@kernel
def losses(x: Floats, ideal: Floats, weight: Floats, absolute: bool) -> float:
    """What a member loses at ``x``: 0 at its ideal, at most 1 within the scale."""
    total = 0.0
    for k in range(x.shape[0]):
        away = abs(x[k] - ideal[k])
        total += weight[k] * (away if absolute else away * away)
    return total


@kernel
def accepted(
    x: Floats, k: int, ideal: Floats, weight: Floats, budget: Floats, absolute: bool, ends: Floats
) -> None:
    """The interval of issue ``k``, (M, 2) in ``ends``, that each member accepts, the rest as in ``x``.

    ``budget`` (M,) is the loss that each member puts up with; an empty interval is (inf, -inf).
    """
    kept = x[k]
    for m in range(ideal.shape[0]):
        x[k] = ideal[m, k]
        left = budget[m] - losses(x, ideal[m], weight[m], absolute)
        if left < -SLACK:
            ends[m, 0], ends[m, 1] = np.inf, -np.inf
        elif weight[m, k] == 0.0:
            ends[m, 0], ends[m, 1] = -np.inf, np.inf
        else:
            radius = max(left, 0.0) / weight[m, k]
            radius = radius if absolute else np.sqrt(radius)
            ends[m, 0], ends[m, 1] = ideal[m, k] - radius, ideal[m, k] + radius
    x[k] = kept


@kernel
def wins(point: float, ends: Floats, capability: Floats, share: float) -> bool:
    """Whether members of enough capability accept the point."""
    held, total = 0.0, 0.0
    for m in range(ends.shape[0]):
        total += capability[m]
        if ends[m, 0] - ROUND <= point <= ends[m, 1] + ROUND:
            held += capability[m]
    return held >= share * total - slack(len(capability)) * total


@kernel
def ratification(
    ideal: Floats,
    weight: Floats,
    capability: Floats,
    threshold: Floats,
    reversion: Floats,
    agreement: Floats,
    absolute: bool,
    moves: bool,
) -> tuple[Floats, Floats, Ints, Floats, Bools, Floats, Floats]:
    """Every actor's judgement of the agreement, and, with ``moves``, what would change it.

    Positions as shares of the scale's length: ``ideal``, ``weight`` (D, N, M, K), ``capability``
    (D, N, M), ``threshold`` (D, N), ``reversion``, ``agreement`` (D, K). Gives members' gains (D, N, M); the
    pivot's gain and index (D, N); the smallest move on each issue that brings the actor in (D, N, K), and
    whether those in stay so; the smallest move on each issue that brings all in (D, K), NaN where none;
    the win-set of each issue alone, the others at the reversion point (D, N, K, 2). Without ``moves`` the
    last four are NaN and false.
    """
    draws, n, size, dims = ideal.shape
    gains, margin = np.empty((draws, n, size)), np.empty((draws, n))
    pivots = np.empty((draws, n), np.int64)
    concession, joint = np.full((draws, n, dims), np.nan), np.full((draws, dims), np.nan)
    keeps = np.zeros((draws, n, dims), np.bool_)
    alone = np.full((draws, n, dims, 2), np.nan)
    ends, budget = np.empty((n, size, 2)), np.empty((n, size))
    reach = np.empty(size)
    x = np.empty(dims)
    for d in range(draws):
        x[:] = agreement[d]
        for i in range(n):
            for m in range(size):
                budget[i, m] = losses(reversion[d], ideal[d, i, m], weight[d, i, m], absolute)
                gains[d, i, m] = budget[i, m] - losses(x, ideal[d, i, m], weight[d, i, m], absolute)
            pivots[d, i] = pivot(gains[d, i], capability[d, i], threshold[d, i])
            margin[d, i] = gains[d, i, pivots[d, i]]
        for k in range(dims if moves else 0):
            home = reversion[d, k]
            for i in range(n):
                accepted(x, k, ideal[d, i], weight[d, i], budget[i], absolute, ends[i])
                # alone on this issue, a member accepts up to the mirror image of the reversion point
                for sign in (-1.0, 1.0):
                    far = 1.0 - home if sign > 0.0 else home
                    for m in range(size):
                        toward = sign * (ideal[d, i, m, k] - home)
                        reach[m] = min(2.0 * max(toward, 0.0), far) if weight[d, i, m, k] > 0.0 else far
                    end = reach[pivot(reach, capability[d, i], threshold[d, i])]
                    alone[d, i, k, 1 if sign > 0.0 else 0] = home + sign * end
            best_joint = np.inf
            for i in range(n):
                best = np.inf
                for m in range(-1, 2 * size):
                    point = x[k] if m < 0 else ends[i, m // 2, m % 2]
                    if not 0.0 <= point <= 1.0:
                        continue
                    move = point - x[k]
                    if abs(move) >= min(abs(best), np.inf) and abs(move) >= abs(best_joint):
                        continue
                    own = wins(point, ends[i], capability[d, i], threshold[d, i])
                    if own and abs(move) < abs(best):
                        best = move
                    if own and abs(move) < abs(best_joint):
                        every = True
                        for j in range(n):
                            every = every and wins(point, ends[j], capability[d, j], threshold[d, j])
                        if every:
                            best_joint = move
                if best < np.inf:
                    concession[d, i, k] = best
                    keeps[d, i, k] = True
                    for j in range(n):
                        if wins(x[k], ends[j], capability[d, j], threshold[d, j]) and not wins(
                            x[k] + best, ends[j], capability[d, j], threshold[d, j]
                        ):
                            keeps[d, i, k] = False
            if best_joint < np.inf:
                joint[d, k] = best_joint
    return gains, margin, pivots, concession, keeps, joint, alone
