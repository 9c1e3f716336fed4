"""Every partition of actors into at most k blocs, each counted once.

``weight`` is what parting i and j adds to the energy (see ``exact``, with limbs where doubles may be
undecided). ``label`` holds each actor's bloc. Blocs below ``named`` are told apart (an actor is held in
each); the others are interchangeable, so they are numbered in the order in which ``free`` actors first
use them. A partition's code has the label of ``free[t]`` as its digit t in base k.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.kernels.alignment.exact import Weight, compare_moves, doubts
from detente.kernels.alignment.landscape import follow
from detente.kernels.compiling import kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

REFRESH = 4096  # moves between fresh sums, so that rounding does not build up


def partitions(free: int, blocs: int, named: int) -> int:
    """How many partitions of ``free`` actors into at most ``blocs``, ``named`` of them told apart."""
    ways = {named: 1}
    for _ in range(free):
        after: dict[int, int] = {}
        for used, count in ways.items():
            after[used] = after.get(used, 0) + count * used
            if used < blocs:
                after[used + 1] = after.get(used + 1, 0) + count
        ways = after
    return sum(ways.values())


@kernel
def _sum(near: Floats, label: Ints, inside: Floats) -> float:
    """Fill ``inside`` (k, N), each actor's weight with each bloc; returns the energy."""
    n = len(label)
    inside[:] = 0.0
    energy: float = 0.0
    for j in range(n):
        for i in range(n):
            inside[label[j], i] += near[j, i]
            if i < j and label[i] != label[j]:
                energy += near[j, i]
    return energy


@kernel
def _move(near: Floats, label: Ints, inside: Floats, i: int, to: int) -> float:
    """Move actor i; returns the change of energy."""
    old = label[i]
    change: float = inside[old, i] - inside[to, i]
    for j in range(len(label)):
        inside[old, j] -= near[i, j]
        inside[to, j] += near[i, j]
    label[i] = to
    return change


@kernel
def _next(label: Ints, free: Ints, used: Ints, k: int) -> int:
    """Where the next partition starts to differ, or -1: that digit goes up and the later ones to 0."""
    for t in range(len(free) - 1, -1, -1):
        if label[free[t]] < min(used[t], k - 1):
            return t
    return -1


@kernel
def _blocs_used(label: Ints, free: Ints, used: Ints, t: int) -> None:
    """Refresh ``used``: how many blocs are in use before each digit from t on."""
    for u in range(t, len(free)):
        used[u + 1] = max(used[u], label[free[u]] + 1)


@kernel
def _best_move(
    weight: Weight, label: Ints, inside: Floats, movable: Bools, size: Ints, k: int, doubt: Floats
) -> tuple[int, int]:
    """The one-actor move that lowers the energy most: (actor, bloc), actor -1 if none does."""
    gain = 0.0
    who = -1
    where = 0
    for i in range(len(label)):
        if not movable[i]:
            continue
        own = inside[label[i], i]
        empty_tried = size[label[i]] == 1  # alone already: an empty bloc is no move
        for g in range(k):
            if g == label[i]:
                continue
            if size[g] == 0:
                if empty_tried:
                    continue
                empty_tried = True
            change = own - inside[g, i]
            close = doubt[i] + (doubt[who] if who >= 0 else 0.0)
            if change < gain - close or (
                close > 0.0 and change <= gain + close and compare_moves(weight, label, i, g, who, where) < 0
            ):
                gain = change
                who = i
                where = g
    return who, where


@kernel
def _code(label: Ints, free: Ints, named: int, k: int, order: Ints) -> int:
    """The code of a partition, its unnamed blocs renumbered by first use."""
    order[:] = -1
    for g in range(named):
        order[g] = g
    count = named
    code = 0
    scale = 1
    for t in range(len(free)):
        g = label[free[t]]
        if order[g] < 0:
            order[g] = count
            count += 1
        code += order[g] * scale
        scale *= k
    return code


@kernel
def descend(
    weight: Weight, start: Ints, free: Ints, movable: Bools, named: int, k: int
) -> tuple[Floats, Ints]:
    """Energy of every partition, and the code of the local minimum that steepest descent from it reaches.

    ``start`` holds the labels of held actors and 0 for the free. From each partition the actor moves
    whose move lowers the energy most; among equals the first actor, to its first such bloc. Returns two
    arrays of k**len(free) places, NaN and -1 where no partition has that code.
    """
    n = len(start)
    energies = np.full(k ** len(free), np.nan)
    leads = np.full(k ** len(free), -1)
    label = start.copy()
    inside = np.empty((k, n))
    used = np.zeros(len(free) + 1, np.int64)
    used[0] = named
    _blocs_used(label, free, used, 0)
    size = np.zeros(k, np.int64)
    for i in range(n):
        size[label[i]] += 1
    order = np.empty(k, np.int64)
    doubt = doubts(weight, 4 * (REFRESH + n))
    energy = _sum(weight.near, label, inside)
    moves = 0
    while True:
        code = _code(label, free, named, k, order)
        energies[code] = energy
        who, where = _best_move(weight, label, inside, movable, size, k, doubt)
        if who < 0:
            leads[code] = code
        else:
            old = label[who]
            label[who] = where
            leads[code] = _code(label, free, named, k, order)
            label[who] = old
        t = _next(label, free, used, k)
        if t < 0:
            break
        for u in range(t, len(free)):
            i = free[u]
            to = label[i] + 1 if u == t else 0
            if to != label[i]:
                size[label[i]] -= 1
                size[to] += 1
                energy += _move(weight.near, label, inside, i, to)
                moves += 1
        _blocs_used(label, free, used, t)
        if moves >= REFRESH:
            energy = _sum(weight.near, label, inside)
            moves = 0
    follow(leads)
    return energies, leads


@kernel
def settle(weight: Weight, starts: Ints, movable: Bools, k: int) -> None:
    """Bring every row of ``starts`` (R, N) down to a local minimum by steepest descent, in place."""
    inside = np.empty((k, starts.shape[1]))
    size = np.empty(k, np.int64)
    doubt = doubts(weight, 4 * REFRESH)
    for r in range(len(starts)):
        label = starts[r]
        _sum(weight.near, label, inside)
        moves = 0
        size[:] = 0
        for g in label:
            size[g] += 1
        while True:
            who, where = _best_move(weight, label, inside, movable, size, k, doubt)
            if who < 0:
                break
            size[label[who]] -= 1
            size[where] += 1
            _move(weight.near, label, inside, who, where)
            moves += 1
            if moves % REFRESH == 0:
                _sum(weight.near, label, inside)


def labels(codes: Ints, start: Ints, free: Ints, k: int) -> NDArray[np.int8]:
    """Blocs of coded partitions: (M,) -> (M, N)."""
    out = np.tile(start.astype(np.int8), (len(codes), 1))
    out[:, free] = (codes[:, None] // k ** np.arange(len(free), dtype=np.int64) % k).astype(np.int8)
    return out
