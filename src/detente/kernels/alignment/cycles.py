"""Loops over a signed graph: triads, and what its exact frustration needs, search and negative cycles.

The graph is in compressed rows: the neighbours of v are ``ends[first[v]:first[v + 1]]``, reached by the
ties ``tie[...]``; ``weight`` (M,) is positive where a tie's ends want one side. A cycle is negative if
it has an odd number of negative ties: every cut frustrates one of them.
"""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray

from detente.kernels.compiling import kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SHORT = 1.0 - 1e-6  # a negative cycle shorter than this is violated


def rows(n: int, a: Ints, b: Ints) -> tuple[Ints, Ints, Ints]:
    """Compressed rows (first, ends, tie) of the ties a[m]-b[m]."""
    source = np.concatenate([a, b])
    order = np.argsort(source, kind="stable")
    first = np.searchsorted(source[order], np.arange(n + 1))
    return first, np.concatenate([b, a])[order], order % max(len(a), 1)


@kernel
def _settle(first: Ints, ends: Ints, tie: Ints, weight: Floats, side: Floats, gain: Floats) -> float:
    """Flip the vertex that gains most until none gains; returns the sum of agreement over ties, twice."""
    n = len(side)
    tiny = np.empty(n)  # a gain below this is rounding
    for v in range(n):
        total = 0.0
        row = 0.0
        for p in range(first[v], first[v + 1]):
            total += weight[tie[p]] * side[v] * side[ends[p]]
            row += abs(weight[tie[p]])
        gain[v] = total
        tiny[v] = 1e-10 * row
    while True:
        v = int(np.argmin(gain + tiny))
        if gain[v] >= -tiny[v]:
            break
        side[v] = -side[v]
        gain[v] = -gain[v]
        for p in range(first[v], first[v + 1]):
            w = ends[p]
            gain[w] += 2.0 * weight[tie[p]] * side[v] * side[w]
    agreement: float = gain.sum()
    return agreement


@kernel
def search(first: Ints, ends: Ints, tie: Ints, weight: Floats, starts: Floats, kicks: Floats) -> Floats:
    """Settle every start (R, N), in place, then shake the best by every kick (K, N) of +1 and -1.

    Returns the best side found; ``starts`` end as local optima.
    """
    gain = np.empty(starts.shape[1])
    best: Floats = starts[0].copy()
    high = -np.inf
    for r in range(len(starts)):
        value = _settle(first, ends, tie, weight, starts[r], gain)
        if value > high:
            high = value
            best[:] = starts[r]
    for r in range(len(kicks)):
        side = best * kicks[r]
        value = _settle(first, ends, tie, weight, side, gain)
        if value > high:
            high = value
            best[:] = side
    return best


@kernel
def triads(first: Ints, ends: Ints, tie: Ints, weight: Floats) -> tuple[Ints, Ints, Ints]:
    """Count the triads with all three ties.

    Returns how many have 0, 1, 2 and 3 negative ties (4,), the ties (U, 3) of those with an odd number,
    which are unbalanced, and how many triads each vertex is in, balanced and unbalanced (N, 2).
    """
    n = len(first) - 1
    to = np.full(n, -1, np.int64)
    counts = np.zeros(4, np.int64)
    around = np.zeros((n, 2), np.int64)
    unbalanced = [(np.int64(0), np.int64(0), np.int64(0)) for _ in range(0)]
    for u in range(n):
        for p in range(first[u], first[u + 1]):
            to[ends[p]] = tie[p]
        for p in range(first[u], first[u + 1]):
            v = ends[p]
            if v < u:
                continue
            for q in range(first[v], first[v + 1]):
                w = ends[q]
                if w < v or to[w] < 0:
                    continue
                negative = (weight[tie[p]] < 0) + (weight[tie[q]] < 0) + (weight[to[w]] < 0)
                odd = negative % 2
                counts[negative] += 1
                around[u, odd] += 1
                around[v, odd] += 1
                around[w, odd] += 1
                if odd:
                    unbalanced.append((tie[p], tie[q], to[w]))
        for p in range(first[u], first[u + 1]):
            to[ends[p]] = -1
    out = np.empty((len(unbalanced), 3), np.int64)
    for t in range(len(unbalanced)):
        out[t, 0], out[t, 1], out[t, 2] = unbalanced[t]
    return counts, out, around


@kernel
def short_cycles(
    first: Ints, ends: Ints, tie: Ints, negative: NDArray[np.int64], length: Floats
) -> tuple[Ints, Ints]:
    """From every vertex the shortest negative closed walk, cut down to a cycle, if shorter than one.

    Dijkstra in the doubled graph of Barahona and Mahjoub (1986). Returns ties (C, 2N), the first
    ``size`` (C,) of each row being meant.
    """
    n = len(first) - 1
    cycles = np.empty((n, 2 * n), np.int64)
    size = np.zeros(n, np.int64)
    count = 0
    reach = np.empty(2 * n)
    came = np.empty(2 * n, np.int64)
    by = np.empty(2 * n, np.int64)
    walk = np.empty(2 * n + 1, np.int64)
    for u in range(n):
        reach[:] = np.inf
        reach[u] = 0.0
        heap = [(0.0, u)]
        goal = u + n
        while heap:
            far, v = heapq.heappop(heap)
            if v == goal:
                break
            if far > reach[v]:
                continue
            level = v // n
            x = v % n
            for p in range(first[x], first[x + 1]):
                e = tie[p]
                w = ends[p] + n * (level ^ negative[e])
                there = far + length[e]
                if there < reach[w] and there < SHORT:
                    reach[w] = there
                    came[w] = v
                    by[w] = e
                    heapq.heappush(heap, (there, w))
        if reach[goal] >= SHORT:
            continue
        steps = 0
        v = goal
        while v != u:
            walk[steps] = v
            steps += 1
            v = came[v]
        walk[steps] = u
        start, stop = 0, steps
        for i in range(steps + 1):
            for j in range(i + 1, steps + 1):
                if walk[i] % n == walk[j] % n and walk[i] != walk[j] and j - i < stop - start:
                    start, stop = i, j
        for i in range(start, stop):
            cycles[count, i - start] = by[walk[i]]
        size[count] = stop - start
        count += 1
    return cycles[:count], size[:count]
