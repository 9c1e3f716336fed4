"""Every configuration of two blocs, walked in Gray-code order so that each differs by one actor.

``weight`` is what parting i and j adds to the energy (see ``exact``, with limbs where doubles may be
undecided). A configuration is a number of ``len(flips)`` bits; bit b says that actor ``flips[b]`` is not
where ``base`` (N values of +1 and -1) puts it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.kernels.alignment.exact import Weight, compare_moves, doubts
from detente.kernels.compiling import kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BLOCK = 12  # fields are summed afresh every 2**BLOCK steps, so that rounding does not build up


@kernel
def _place(near: Floats, base: Floats, flips: Ints, code: int, side: Floats, field: Floats) -> float:
    """Set sides and fields of a configuration; returns its energy."""
    n = len(base)
    for i in range(n):
        side[i] = base[i]
    for b in range(len(flips)):
        if code >> b & 1:
            side[flips[b]] = -side[flips[b]]
    energy: float = 0.0
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += near[i, j] * side[j]
            if j < i and side[i] != side[j]:
                energy += near[i, j]
        field[i] = total
    return energy


@kernel
def follow(leads: Ints) -> None:
    """Turn first steps of descent, -1 where there is none, into where each descent ends, in place."""
    for start in range(len(leads)):
        if leads[start] < 0:
            continue
        end = leads[start]
        while leads[end] != end:
            end = leads[end]
        here = start
        while leads[here] != end:
            after = leads[here]
            leads[here] = end
            here = after


@kernel
def descend(weight: Weight, base: Floats, flips: Ints, movable: Floats, whole: int) -> tuple[Floats, Ints]:
    """Energy of every configuration, and the local minimum that steepest descent from it reaches.

    From each configuration the actor moves whose move lowers the energy most; among equals the first.
    An actor that has no bit (``whole``, or -1) moves by everybody else changing sides. Returns arrays
    of 2**len(flips) energies and codes.
    """
    n = len(base)
    near = weight.near
    doubt = doubts(weight, 1 << BLOCK)
    m = len(flips)
    count = 1 << m
    energies = np.empty(count)
    leads = np.empty(count, np.int64)
    side = np.empty(n)
    field = np.empty(n)
    mask = np.zeros(n, np.int64)
    for b in range(m):
        mask[flips[b]] = 1 << b
    if whole >= 0:
        mask[whole] = count - 1
    low = min(BLOCK, m)
    for high in range(1 << (m - low)):
        code = high << low
        energy = _place(near, base, flips, code, side, field)
        for step in range(1, (1 << low) + 1):
            gain = 0.0
            who = -1
            move = 0
            for i in range(n):
                change = side[i] * field[i]
                close = doubt[i] + (doubt[who] if who >= 0 else 0.0)
                if movable[i] == 0.0 or change > gain + close:
                    continue
                if change < gain - close or (
                    close > 0.0
                    and compare_moves(weight, side, i, -side[i], who, -side[who] if who >= 0 else 0.0) < 0
                ):
                    gain = change
                    who = i
                    move = mask[i]
            energies[code] = energy
            leads[code] = code ^ move
            if step == 1 << low:
                break
            bit = 0
            while not step >> bit & 1:
                bit += 1
            k = flips[bit]
            code ^= 1 << bit
            energy += side[k] * field[k]
            twice = 2.0 * side[k]
            side[k] = -side[k]
            for i in range(n):
                field[i] -= twice * near[k, i]
    follow(leads)
    return energies, leads


def sides(codes: Ints, base: Floats, flips: Ints) -> NDArray[np.int8]:
    """Blocs of coded configurations: (M,) -> (M, N) of 0 (where base has +1) and 1."""
    out = np.tile((base < 0).astype(np.int8), (len(codes), 1))
    out[:, flips] ^= (codes[:, None] >> np.arange(len(flips)) & 1).astype(np.int8)
    return out
