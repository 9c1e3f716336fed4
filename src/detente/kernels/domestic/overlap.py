"""Do the win-sets of several actors overlap beyond the reversion point; exact, by winning coalitions.

Members' utilities are concave, so a package that a coalition strictly prefers exists just where some
direction from the reversion point raises all its members' utilities at once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.kernels.compiling import kernel
from detente.kernels.domestic.cone import gainful
from detente.kernels.settlement.median import slack

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: How near the end of a scale a point is at it, as a share of the scale.
END = 1e-9


@kernel
def coalitions(weight: Floats, able: Bools, idle: Bools, share: float, found: Ints) -> int:
    """Minimal winning coalitions as bit masks in ``found``; gives their number.

    Of members with ``weight`` (M,), those ``able`` to gain; ``idle`` ones, whom nothing touches, count
    with every coalition. A coalition wins with at least ``share`` of the whole weight.
    """
    m = weight.shape[0]
    need, total = 0.0, 0.0
    for i in range(m):
        total += weight[i]
    need = share * total - slack(m) * total
    for i in range(m):
        if idle[i]:
            need -= weight[i]
    count = 0
    for mask in range(1 << m):
        held, least, fit = 0.0, np.inf, True
        for i in range(m):
            if mask >> i & 1:
                if not able[i]:
                    fit = False
                    break
                held += weight[i]
                least = min(least, weight[i])
        if fit and held >= need and (mask == 0 or held - least < need):
            found[count] = mask
            count += 1
    return count


@kernel
def search(
    actors: int,
    counts: Ints,
    masks: Ints,
    size: int,
    slopes: Floats,
    kinks: Floats,
    barred: Ints,
    known: int,
    x: Floats,
    pick: Ints,
    corral: Floats,
    members: Ints,
    weights: Floats,
    trial: Floats,
    matrix: Floats,
) -> tuple[int, int]:
    """Depth-first over one coalition for each actor in the bit mask ``actors``.

    Row ``i * size + m`` of ``slopes`` is member m of actor i. Gives the mask of members that gain
    together in direction ``x``, or -1, and the number of ``barred`` sets known: members that cannot gain
    together, of which no coalition may hold all.
    """
    n = counts.shape[0]
    order = np.empty(n, np.int64)
    turn = np.zeros(n, np.int64)
    union = np.zeros(n + 1, np.int64)
    depth = 0
    for i in range(n):
        if actors >> i & 1:
            order[depth] = i
            depth += 1
    level = 0
    while level >= 0:
        actor = order[level]
        if turn[level] == counts[actor]:
            turn[level] = 0
            level -= 1
            if level >= 0:
                turn[level] += 1
            continue
        whole = union[level] | masks[actor, turn[level]] << (actor * size)
        open_ = True
        for i in range(known):
            if whole & barred[i] == barred[i]:
                open_ = False
                break
        if open_ and whole != 0:
            count = int(np.int64(0))  # of this type from the start, else what is called is compiled twice
            for row in range(slopes.shape[0]):
                if whole >> row & 1:
                    pick[count] = row
                    count += 1
            stuck = gainful(slopes, kinks, pick, count, x, corral, members, weights, trial, matrix)
            if stuck > 0:
                open_ = False
                clash = 0
                for i in range(stuck):
                    clash |= 1 << members[i]
                if known < barred.shape[0]:
                    barred[known] = clash
                    known += 1
        elif whole == 0:
            x[:] = 0.0
        if not open_:
            turn[level] += 1
        elif level == depth - 1:
            return whole, known
        else:
            level += 1
            union[level] = whole
    return -1, known


@kernel
def least_gain(t: float, x: Floats, whole: int, ideal: Floats, weight: Floats, absolute: bool) -> float:
    """The smallest gain among the members in the mask after a step of ``t`` in direction ``x``."""
    least = np.inf
    for row in range(ideal.shape[0]):
        if whole >> row & 1:
            gain = 0.0
            for k in range(x.shape[0]):
                far, near = ideal[row, k], ideal[row, k] - t * x[k]
                gain += weight[row, k] * (abs(far) - abs(near) if absolute else far * far - near * near)
            least = min(least, gain)
    return least


@kernel
def overlap(
    ideal: Floats,
    weight: Floats,
    capability: Floats,
    threshold: Floats,
    reversion: Floats,
    absolute: bool,
) -> tuple[Floats, Bools]:
    """A package that every actor strictly prefers, (D, K), NaN where none; and the minimal blocking sets.

    ``ideal`` (D, N, M, K) are positions and ``reversion`` (D, K) the reversion point, as shares of each
    scale's length; ``weight`` (D, N, M, K) sums to 1 over issues, or 0 for an idle member; ``threshold``
    (D, N). Blocking (D, 2^N): by bit mask, the sets of actors without a package for them all though
    every smaller set has one.
    """
    draws, n, size, dims = ideal.shape
    package = np.full((draws, dims), np.nan)
    blocking = np.zeros((draws, 1 << n), np.bool_)
    rows = n * size
    slopes, kinks = np.zeros((rows, dims)), np.zeros((rows, dims))
    away, scale = np.empty((rows, dims)), np.empty((rows, dims))
    able, idle = np.empty(size, np.bool_), np.empty(size, np.bool_)
    counts, masks = np.empty(n, np.int64), np.empty((n, 1 << size), np.int64)
    barred = np.empty(256, np.int64)
    pick = np.empty(rows, np.int64)
    corral, members = np.empty((dims + 2, dims)), np.empty(dims + 2, np.int64)
    weights, trial, matrix = np.empty(dims + 2), np.empty(dims + 2), np.empty((dims + 2, dims + 2))
    x = np.empty(dims)
    for d in range(draws):
        for i in range(n):
            for m in range(size):
                row = i * size + m
                length, total, gainable = 0.0, 0.0, False
                for k in range(dims):
                    w = weight[d, i, m, k]
                    y = ideal[d, i, m, k] - reversion[d, k]
                    away[row, k], scale[row, k] = y, w
                    total += w
                    slopes[row, k] = w * (np.sign(y) if absolute else y)
                    kinks[row, k] = w if absolute and y == 0.0 else 0.0
                    gainable = gainable or slopes[row, k] != 0.0
                    length += slopes[row, k] ** 2 + kinks[row, k] ** 2
                idle[m] = total == 0.0
                able[m] = gainable
                if able[m]:
                    for k in range(dims):
                        slopes[row, k] /= np.sqrt(length)
                        kinks[row, k] /= np.sqrt(length)
            counts[i] = coalitions(capability[d, i], able, idle, threshold[d, i], masks[i])
        known = int(np.int64(0))
        whole, known = search(
            (1 << n) - 1, counts, masks, size, slopes, kinks, barred, known, x, pick, corral, members,
            weights, trial, matrix,
        )  # fmt: skip
        if whole >= 0:
            longest = np.inf
            for k in range(dims):
                # nobody stands beyond the end of a scale, so that to stay there costs nobody anything
                if (x[k] < 0.0 and reversion[d, k] <= END) or (x[k] > 0.0 and reversion[d, k] >= 1.0 - END):
                    x[k] = 0.0
                if x[k] > 0.0:
                    longest = min(longest, (1.0 - reversion[d, k]) / x[k])
                elif x[k] < 0.0:
                    longest = min(longest, -reversion[d, k] / x[k])
            lo, hi = 0.0, longest if whole != 0 else 0.0
            # the least gain is concave in the step: golden section
            while hi - lo > 1e-12 * longest:
                left, right = hi - 0.6180339887498949 * (hi - lo), lo + 0.6180339887498949 * (hi - lo)
                if least_gain(left, x, whole, away, scale, absolute) < least_gain(
                    right, x, whole, away, scale, absolute
                ):
                    lo = left
                else:
                    hi = right
            for k in range(dims):
                package[d, k] = reversion[d, k] + 0.5 * (lo + hi) * x[k]
            continue
        for actors in range(1, 1 << n):
            minimal = True
            for smaller in range(1, actors):
                if blocking[d, smaller] and actors & smaller == smaller:
                    minimal = False
                    break
            if minimal:
                whole, known = search(
                    actors, counts, masks, size, slopes, kinks, barred, known, x, pick, corral, members,
                    weights, trial, matrix,
                )  # fmt: skip
                blocking[d, actors] = whole < 0
    return package, blocking
