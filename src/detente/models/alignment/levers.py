"""Levers on a landscape: the propensities and sizes that one could move, and the energy as they move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.models.alignment.arrays import Field
from detente.models.alignment.weights import product, whole_field


@dataclass(frozen=True)
class Lever:
    """The propensity of the pair ``i``, ``j``, or, where ``j`` is None, the size of actor ``i``.

    A propensity moves by an amount, a size by a share of itself, never below 0.
    """

    i: int
    j: int | None = None

    def value(self, field: Field) -> float:
        """What it is now, in the first draw."""
        return float(field.size[0, self.i] if self.j is None else field.propensity[0, self.i, self.j])

    def moved(self, field: Field, by: float) -> float:
        """What it is after a move."""
        now = self.value(field)
        return now + by if self.j is not None else now * max(1.0 + by, 0.0)


def levers(field: Field) -> tuple[Lever, ...]:
    """Every lever that can turn anything: pairs not both held, of actors with size; then sizes."""
    n = field.size.shape[1]
    free, sized = field.held < 0, field.size[0] > 0
    pairs = [
        Lever(i, j)
        for i in range(n)
        for j in range(i + 1, n)
        if (free[i] or free[j]) and sized[i] and sized[j]
    ]
    tied = np.any(field.propensity[0] != 0, axis=1)
    return (*pairs, *(Lever(i) for i in range(n) if sized[i] and tied[i]))


def moved(field: Field, moves: dict[Lever, float]) -> Field:
    """The first draw of a field with its levers moved."""
    size, propensity = field.size[:1].copy(), field.propensity[:1].copy()
    for lever, by in moves.items():
        if lever.j is None:
            size[0, lever.i] = lever.moved(field, by)
        else:
            propensity[0, lever.i, lever.j] = propensity[0, lever.j, lever.i] = lever.moved(field, by)
    return Field(size, propensity, field.held)


def parts(field: Field, pair: tuple[Lever, ...]) -> tuple[NDArray[Any], ...]:
    """The weights of the energy by powers of the moves: 1, x, y and x y, each (N, N), exact.

    The energy is linear in any one lever, so with two moved by x and y (propensities by amounts, sizes
    by shares) it is the sum of these four times 1, x, y and x y, in proportion. One lever gives the first
    two.
    """
    size, propensity, _, unit = whole_field(field)
    base = product(size, propensity)

    def single(lever: Lever) -> NDArray[Any]:
        out = np.zeros_like(base)
        if lever.j is None:
            out[lever.i], out[:, lever.i] = base[lever.i], base[:, lever.i]
        else:
            out[lever.i, lever.j] = out[lever.j, lever.i] = size[lever.i] * size[lever.j] / unit
        return out

    if len(pair) == 1:
        return base, single(pair[0])
    one, other = sorted(pair, key=lambda lever: lever.j is not None)  # sizes first
    both = np.zeros_like(base)
    if one.j is None and other.j is None:
        both[one.i, other.i] = both[other.i, one.i] = base[one.i, other.i]
    elif one.j is None and one.i in (other.i, other.j):
        both = single(other)
    return base, single(pair[0]), single(pair[1]), both
