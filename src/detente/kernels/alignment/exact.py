"""Comparisons of sums of weights that rounding cannot tip.

Doubles decide where their error bound lets them; what is closer than that is added up again in whole
numbers of any length, kept as limbs of ``BITS`` bits each. Numbers are what their shortest decimal says:
0.1 is a tenth, so that decimals that are equal on paper are equal here.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.kernels.compiling import kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Labels = NDArray[np.int8]
Wholes = NDArray[Any]

BITS = 36  # so that millions of limbs add up in 64 bits
MASK = (1 << BITS) - 1
ULP = 2.0**-52
UNDECIDED = 2  # what a comparison says that doubles leave open, where there are no limbs


class Weight(NamedTuple):
    """What parting i and j adds to the energy: ``near`` (N, N) in doubles, symmetric, the diagonal zero.

    ``ulp`` is 0 where these are whole numbers that doubles add up without error. Otherwise it is that of
    a double, and ``limb`` (L, N, N) has the exact numbers, lowest limb first, in proportion to ``near``;
    without limbs (L = 0) what doubles leave open stays so.
    """

    near: Floats
    ulp: float
    limb: Ints


def rough(near: Floats) -> Weight:
    """Weights known in doubles alone, each to a few units in its last place."""
    return Weight(np.ascontiguousarray(near), ULP, np.zeros((0, *near.shape), np.int64))


def exact(whole: Wholes, unit: Fraction) -> tuple[Weight, float]:
    """Weights that are whole numbers (N, N) of any size times ``unit``, and what to multiply ``near`` by."""
    n = len(whole)
    largest = max((abs(x) for x in whole.flat), default=0)
    if largest * n * n < 1 << 53:
        near = np.array(whole, np.float64).reshape(n, n)
        return Weight(near, 0.0, np.zeros((0, n, n), np.int64)), float(unit)
    near = np.array([float(x * unit) for x in whole.flat]).reshape(n, n)
    limb = np.zeros((-(-largest.bit_length() // BITS), n, n), np.int64)
    for at in range(n * n):
        rest = abs(whole.flat[at])
        sign = 1 if whole.flat[at] > 0 else -1
        for part in limb.reshape(len(limb), -1):
            part[at] = sign * (rest & MASK)
            rest >>= BITS
    return Weight(near, ULP, limb), 1.0


def whole_numbers(values: Any) -> tuple[Wholes, Fraction]:
    """Numbers of any shape as whole numbers of that shape times a common unit."""
    given = np.asarray(values)
    parts = [x if isinstance(x, int) else Fraction(str(x)) for x in given.ravel().tolist()]
    scale = lcm(*(x.denominator for x in parts))
    found = [x.numerator * (scale // x.denominator) for x in parts]
    common = gcd(*found) or 1
    out = np.empty(len(found), object)
    out[:] = [x // common for x in found]
    return out.reshape(given.shape), Fraction(common, scale)


@kernel
def doubts(weight: Weight, steps: int) -> Floats:
    """By actor (N,), how far off a sum of its weights can be after ``steps`` additions."""
    n = len(weight.near)
    out = np.zeros(n)
    for i in range(n):
        row = 0.0
        for j in range(n):
            row += abs(weight.near[i, j])
        out[i] = weight.ulp * (steps + n + 16) * row
    return out


@kernel
def compare_moves(weight: Weight, label: Any, i: int, g: Any, j: int, h: Any) -> int:
    """The sign of what moving i to bloc g adds to the energy, less what moving j to h adds (j < 0: 0)."""
    n = len(label)
    if len(weight.limb) == 0:
        return UNDECIDED
    carry = 0
    rest = False
    for part in weight.limb:
        total = carry
        for m in range(n):
            if label[m] == label[i]:
                total += part[i, m]
            elif label[m] == g:
                total -= part[i, m]
            if j >= 0:
                if label[m] == label[j]:
                    total -= part[j, m]
                elif label[m] == h:
                    total += part[j, m]
        rest |= (total & MASK) != 0
        carry = total >> BITS
    return -1 if carry < 0 else int(carry > 0 or rest)


@kernel
def compare_energies(weight: Weight, one: Labels, other: Labels) -> int:
    """The sign of the energy of one partition less that of another."""
    n = len(one)
    total = 0.0
    size = 0.0
    terms = 0
    for i in range(n):
        for j in range(i):
            sign = int(one[i] != one[j]) - int(other[i] != other[j])
            if sign != 0 and weight.near[i, j] != 0.0:
                total += sign * weight.near[i, j]
                size += abs(weight.near[i, j])
                terms += 1
    if abs(total) > weight.ulp * (terms + 16) * size:
        return 1 if total > 0.0 else -1
    if weight.ulp == 0.0 or size == 0.0:
        return 0
    if len(weight.limb) == 0:
        return UNDECIDED
    carry = 0
    rest = False
    for part in weight.limb:
        whole = carry
        for i in range(n):
            for j in range(i):
                whole += (int(one[i] != one[j]) - int(other[i] != other[j])) * part[i, j]
        rest |= (whole & MASK) != 0
        carry = whole >> BITS
    return -1 if carry < 0 else int(carry > 0 or rest)
