"""All stable partitions (local minima) of actors into at most k blocs, by implicit enumeration.

Actors are placed one by one, the heaviest first. A branch is left as soon as one placed actor would gain
by moving however the rest are placed, so no local minimum is missed, and the global one is among them.

``weight`` is what parting i and j adds to the energy (see ``exact``); every comparison is exact, or left
open where only doubles are known. ``held`` (N,) is the bloc of an actor that does not move, -1 for the
others; blocs below ``named`` have a held actor each and are told apart, the others are numbered in the
order of first use.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.kernels.alignment.exact import ULP, UNDECIDED, Weight, compare_energies, compare_moves, doubts
from detente.kernels.compiling import kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Labels = NDArray[np.int8]


@kernel
def energy(weight: Floats, label: Labels) -> float:
    """The weight between blocs."""
    total: float = 0.0
    for i in range(len(label)):
        for j in range(i):
            if label[i] != label[j]:
                total += weight[i, j]
    return total


@kernel
def _place(
    row: Floats, bloc: Floats, to: int, count: int, before: Floats, after: Floats, own: Floats, slack: Floats
) -> bool:
    """Add an actor's weights to bloc ``to``; False if a placed actor must gain by moving.

    Written without early ends, so that it compiles to vector instructions.
    """
    k, n = before.shape
    for g in range(k):
        for j in range(n):
            after[g, j] = before[g, j]
    for j in range(n):
        after[to, j] += row[j]
    for i in range(count):
        own[i] = slack[i]
    for g in range(k):
        for i in range(count):
            own[i] += after[g, i] if bloc[i] == g else 0.0
    gains = 0
    for g in range(k):
        for i in range(count):
            gains += (own[i] < after[g, i]) & (bloc[i] != g)
    return gains == 0


@kernel
def _place_in_two(
    row: Floats, bloc: Floats, to: int, count: int, before: Floats, after: Floats, slack: Floats
) -> bool:
    """The same for two blocs, on the difference between them: several times as fast."""
    sign = 1.0 - 2.0 * to
    gains = 0
    for i in range(count):
        after[i] = before[i] + sign * row[i]
        gains += (1.0 - 2.0 * bloc[i]) * after[i] < -slack[i]
    for i in range(count, len(row)):
        after[i] = before[i] + sign * row[i]
    return gains == 0


@kernel
def stays(weight: Weight, label: Labels, held: Ints, k: int, doubt: Floats) -> int:
    """Whether no single move improves a partition: 1 or 0, or ``UNDECIDED``."""
    n = len(label)
    inside = np.empty(k)
    answer = 1
    for i in range(n):
        if held[i] >= 0:
            continue
        inside[:] = 0.0
        for j in range(n):
            inside[label[j]] += weight.near[i, j]
        for g in range(k):
            change = inside[label[i]] - inside[g]
            if g == label[i] or change > doubt[i]:
                continue
            if change < -doubt[i]:
                return 0
            if doubt[i] > 0.0:
                sign = compare_moves(weight, label, i, g, -1, g)
                if sign < 0:
                    return 0
                if sign == UNDECIDED:
                    answer = UNDECIDED
    return answer


@kernel
def local_minima(
    weight: Weight, held: Ints, named: int, k: int, out: Labels, budget: int, lowest: bool
) -> tuple[int, int]:
    """Fill ``out`` (M, N) with the first M local minima, or the global ones if ``lowest``.

    Returns (how many there are, branches looked at); more branches than ``budget`` means that the walk
    was cut short and proves nothing. Partitions that no single move improves count, ties included. Where
    doubles cannot say and nothing else is known, the count is -1.
    """
    n = len(held)
    near = weight.near
    doubt = doubts(weight, 3 * n)
    heavy = np.empty(n)
    for i in range(n):
        heavy[i] = np.abs(near[i]).sum()
    # held actors first, then the heaviest: what is still to come matters least that way
    order = np.argsort(np.where(held >= 0, -np.inf, -heavy), kind="mergesort")
    slack = np.empty((n, n))  # after each placing, what the actors still to come can add, and the doubt
    rest = heavy.copy()
    for d in range(n):
        for j in range(n):
            rest[j] -= abs(near[order[d], j])
        for j in range(n):
            i = order[j]
            slack[d, j] = np.inf if held[i] >= 0 else max(rest[i], 0.0) + doubt[i]
    sorted_weight = np.empty((n, n))
    for d in range(n):
        for j in range(n):
            sorted_weight[d, j] = near[order[d], order[j]]
    inside = np.zeros((n + 1, k, n))
    own = np.empty(n)
    bloc = np.zeros(n)
    label = np.zeros(n, np.int8)
    best = np.zeros(n, np.int8)
    used = np.zeros(n + 1, np.int64)
    used[0] = named
    state = np.zeros(n, np.int64)
    found = 0
    looked = 0
    d = 0
    while d >= 0:
        pinned = held[order[d]]
        stop = 1 if pinned >= 0 else min(used[d] + 1, k)
        if state[d] == stop:
            state[d] = 0
            d -= 1
            continue
        to = pinned if pinned >= 0 else state[d]
        bloc[d] = to
        state[d] += 1
        looked += 1
        if looked > budget:
            return found, looked
        row = sorted_weight[d]
        if k == 2:
            open_still = _place_in_two(row, bloc, to, d + 1, inside[d, 0], inside[d + 1, 0], slack[d])
        else:
            open_still = _place(row, bloc, to, d + 1, inside[d], inside[d + 1], own, slack[d])
        if not open_still:
            continue
        if d < n - 1:
            used[d + 1] = max(used[d], to + 1)
            d += 1
            continue
        for j in range(n):
            label[order[j]] = bloc[j]
        stable = stays(weight, label, held, k, doubt)
        if lowest and found > 0 and stable != 0:
            against = compare_energies(weight, label, best)
            if against == 1:
                continue
            if against == -1:
                found = 0
            elif against == UNDECIDED:
                stable = UNDECIDED
        if stable == UNDECIDED:
            return -1, looked
        if stable == 0:
            continue
        if found == 0:
            best[:] = label
        if found < len(out):
            out[found] = label
        found += 1
    return found, looked


@kernel
def lowest_of_each(
    weights: Floats, held: Ints, named: int, k: int, keep: int, budget: int
) -> tuple[Labels, Ints, Ints]:
    """The global minima in every draw: weights (D, N, N) in doubles.

    Returns labels (D, keep, N) of the first ``keep`` tied minima, how many are tied (D,), -1 where
    doubles cannot say, and the branches looked at (D,).
    """
    draws, n, _ = weights.shape
    labels = np.zeros((draws, keep, n), np.int8)
    tied = np.zeros(draws, np.int64)
    looked = np.zeros(draws, np.int64)
    lowest = bool(np.bool_(True))  # a literal would be compiled by itself
    limb = np.zeros((0, n, n), np.int64)
    for d in range(draws):
        tied[d], looked[d] = local_minima(
            Weight(weights[d], ULP, limb), held, named, k, labels[d], budget, lowest
        )
    return labels, tied, looked
