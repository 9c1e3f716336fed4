"""The best two-way cut of some thirty vertices, by walking through all of them in Gray-code order."""

from __future__ import annotations

import numpy as np

from detente.kernels.alignment.exact import Floats, Weight, compare_energies, doubts
from detente.kernels.compiling import kernel

NEAR = 8  # low bits flip at nearly every step, so their vertices' fields are kept up; others are summed
FRESH = 1 << 12  # steps between fresh sums


@kernel
def _field(near: Floats, side: Floats, i: int) -> float:
    total: float = 0.0
    for j in range(len(side)):
        total += near[i, j] * side[j]
    return total


@kernel
def best_cut(weight: Weight) -> Floats:
    """Sides (N,) of +1 and -1, the last vertex's +1, of the cut of least weight, compared exactly.

    The last vertex stands still and the one before it takes its better side, so that 2^(N - 2) cuts are
    looked at.
    """
    n = len(weight.near)
    near = weight.near
    doubt = doubts(weight, FRESH * FRESH).sum()  # errors of fields add up in the agreement
    side = np.ones(n)
    found = np.ones(n)
    if n < 2:
        return found
    last = n - 2
    kept = min(NEAR, last)
    field = np.zeros(NEAR + 1)  # of the low bits, and of the vertex that takes its better side
    label = np.zeros(n, np.int8)
    best_label = np.zeros(n, np.int8)
    # the energy but for constants: half the agreement of all pairs, with the vertex `last` on neither side
    agreement = 0.0
    best = -np.inf
    for step in range(1 << last):
        if step % FRESH == 0:
            agreement = 0.0
            side[last] = 0.0
            for i in range(n):
                agreement += 0.5 * side[i] * _field(near, side, i)
            for b in range(kept):
                field[b] = _field(near, side, b)
            field[kept] = _field(near, side, last)
        value = agreement + abs(field[kept])
        if value > best - doubt:
            side[last] = 1.0 if field[kept] >= 0.0 else -1.0
            better = value > best + doubt
            if not better and doubt > 0.0:
                for i in range(n):
                    label[i] = side[i] < 0.0
                    best_label[i] = found[i] < 0.0
                better = compare_energies(weight, label, best_label) == -1
            if better:
                best = value
                found[:] = side
            side[last] = 0.0
        bit = 0
        while (step + 1) >> bit & 1 == 0:
            bit += 1
        if bit >= last:
            break
        own = field[bit] if bit < kept else _field(near, side, bit)
        agreement -= 2.0 * side[bit] * own
        twice = 2.0 * side[bit]
        side[bit] = -side[bit]
        for b in range(kept):
            field[b] -= twice * near[bit, b]
        field[kept] -= twice * near[bit, last]
    return found
