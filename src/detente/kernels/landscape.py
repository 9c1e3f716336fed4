"""Every configuration of two blocs, walked in Gray-code order so that each differs by one actor.

``weight`` is (N, N), symmetric with a zero diagonal: what parting i and j adds to the energy. A
configuration is a number of ``len(flips)`` bits; bit b says that actor ``flips[b]`` is not where
``base`` (N values of +1 and -1) puts it. Fields are summed afresh every 4,096 steps, so rounding does
not build up over a long walk.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BLOCK = 12  # bits walked between two fresh sums
#: Moves that gain less than this share of the largest row of |weight| count as no gain.
TOLERANCE = 1e-10


def tolerance(weight: Floats) -> float:
    """The energy difference under which two configurations are taken as equal."""
    return TOLERANCE * float(np.abs(weight).sum(axis=1).max(initial=0.0))


@njit(cache=True, nogil=True)
def _place(weight, base, flips, code, side, field):  # type: ignore[no-untyped-def]
    """Set sides and fields of a configuration; returns its energy."""
    n = len(base)
    for i in range(n):
        side[i] = base[i]
    for b in range(len(flips)):
        if code >> b & 1:
            side[flips[b]] = -side[flips[b]]
    energy = 0.0
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += weight[i, j] * side[j]
            if j < i and side[i] != side[j]:
                energy += weight[i, j]
        field[i] = total
    return energy


@njit(cache=True, nogil=True)
def _scan(weight, base, flips, movable, low, first, last, tol, codes):  # type: ignore[no-untyped-def]
    """Local minima among the configurations whose bits above ``low`` run from first to last."""
    n = len(base)
    side = np.empty(n)
    field = np.empty(n)
    mover = np.empty(n)
    found = 0
    best = np.inf
    best_code = np.int64(0)
    for high in range(first, last):
        code = np.int64(high) << low
        energy = _place(weight, base, flips, code, side, field)
        for i in range(n):
            mover[i] = side[i] * movable[i]
        worse = 0
        for i in range(n):
            worse += mover[i] * field[i] < -tol
        for step in range(1, (1 << low) + 1):
            if worse == 0:
                if found < len(codes):
                    codes[found] = code
                found += 1
                if energy < best:
                    best = energy
                    best_code = code
            if step == 1 << low:
                break
            bit = 0
            while not step >> bit & 1:
                bit += 1
            k = flips[bit]
            code ^= np.int64(1) << bit
            energy += side[k] * field[k]
            twice = 2.0 * side[k]
            side[k] = -side[k]
            mover[k] = -mover[k]
            row = weight[k]
            worse = 0
            for i in range(n):
                field[i] -= twice * row[i]
                worse += mover[i] * field[i] < -tol
    return found, best, best_code


def local_minima(
    weight: Floats, base: Floats, flips: Ints, movable: Floats, keep: int = 100_000, threads: int = 1
) -> tuple[Ints, int, int]:
    """All configurations that no single move of a movable actor improves.

    Returns the codes of at most ``keep`` of them, how many there are, and the code of the best, which
    is the global minimum. Time grows as 2**len(flips), memory does not.
    """
    low = min(BLOCK, len(flips))
    blocks = 1 << (len(flips) - low)
    parts = min(blocks, 1 if threads == 1 else 8 * threads)
    edges = [blocks * p // parts for p in range(parts + 1)]
    tol = tolerance(weight)
    held = [np.empty(min(keep, (b - a) << low), np.int64) for a, b in zip(edges, edges[1:], strict=False)]

    def part(p: int) -> tuple[int, float, int]:
        return _scan(weight, base, flips, movable, low, edges[p], edges[p + 1], tol, held[p])  # type: ignore[no-any-return]

    if threads == 1:
        done = [part(p) for p in range(parts)]
    else:
        with ThreadPoolExecutor(threads) as pool:
            done = list(pool.map(part, range(parts)))
    codes = np.concatenate([h[: min(d[0], len(h))] for h, d in zip(held, done, strict=True)])
    best = min(done, key=lambda d: d[1])
    return codes[:keep], sum(d[0] for d in done), int(best[2])


@njit(cache=True, nogil=True)
def descend(weight, base, flips, movable, whole, tol):  # type: ignore[no-untyped-def]
    """Energy of every configuration, and the local minimum that steepest descent from it reaches.

    From each configuration the actor moves whose move lowers the energy most; among equals the first.
    An actor that has no bit (``whole``, or -1) moves by everybody else changing sides. Returns arrays
    of 2**len(flips) energies and codes.
    """
    n = len(base)
    m = len(flips)
    count = 1 << m
    energies = np.empty(count)
    leads = np.empty(count, np.int64)
    side = np.empty(n)
    field = np.empty(n)
    mask = np.zeros(n, np.int64)
    for b in range(m):
        mask[flips[b]] = np.int64(1) << b
    if whole >= 0:
        mask[whole] = count - 1
    low = min(12, m)
    for high in range(1 << (m - low)):
        code = np.int64(high) << low
        energy = _place(weight, base, flips, code, side, field)
        for step in range(1, (1 << low) + 1):
            gain = -tol
            move = np.int64(0)
            for i in range(n):
                change = side[i] * field[i]
                if movable[i] != 0.0 and change < gain:
                    gain = change - tol
                    move = mask[i]
            energies[code] = energy
            leads[code] = code ^ move
            if step == 1 << low:
                break
            bit = 0
            while not step >> bit & 1:
                bit += 1
            k = flips[bit]
            code ^= np.int64(1) << bit
            energy += side[k] * field[k]
            twice = 2.0 * side[k]
            side[k] = -side[k]
            for i in range(n):
                field[i] -= twice * weight[k, i]
    for start in range(count):
        end = leads[start]
        while leads[end] != end:
            end = leads[end]
        here = np.int64(start)
        while leads[here] != end:
            after = leads[here]
            leads[here] = end
            here = after
    return energies, leads


@njit(cache=True, nogil=True)
def lowest(weights, base, flips, keep):  # type: ignore[no-untyped-def]
    """The global minimum in every draw: weights (D, N, N) -> energy (D,), ties (D,), codes (D, keep).

    Of tied configurations the first ``keep`` are listed; ``ties`` counts them all.
    """
    draws, n, _ = weights.shape
    m = len(flips)
    low = min(12, m)
    energy_of = np.empty(draws)
    ties = np.empty(draws, np.int64)
    codes = np.zeros((draws, keep), np.int64)
    side = np.empty(n)
    field = np.empty(n)
    for d in range(draws):
        weight = weights[d]
        tol = 0.0
        for i in range(n):
            tol = max(tol, TOLERANCE * np.abs(weight[i]).sum())
        best = np.inf
        tied = 0
        for high in range(1 << (m - low)):
            code = np.int64(high) << low
            energy = _place(weight, base, flips, code, side, field)
            for step in range(1, (1 << low) + 1):
                if energy < best - tol:
                    best = energy
                    tied = 0
                if energy <= best + tol:
                    if tied < keep:
                        codes[d, tied] = code
                    tied += 1
                if step == 1 << low:
                    break
                bit = 0
                while not step >> bit & 1:
                    bit += 1
                k = flips[bit]
                code ^= np.int64(1) << bit
                energy += side[k] * field[k]
                twice = 2.0 * side[k]
                side[k] = -side[k]
                for i in range(n):
                    field[i] -= twice * weight[k, i]
        energy_of[d] = best
        ties[d] = tied
    return energy_of, ties, codes


def sides(codes: Ints, base: Floats, flips: Ints) -> NDArray[np.int8]:
    """Blocs of coded configurations: (M,) -> (M, N) of 0 (where base has +1) and 1."""
    out = np.tile((base < 0).astype(np.int8), (len(codes), 1))
    out[:, flips] ^= (codes[:, None] >> np.arange(len(flips)) & 1).astype(np.int8)
    return out
