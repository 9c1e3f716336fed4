"""Chances of being decisive in large bodies, by inverting the characteristic function of the votes cast.

Where everybody votes yes with the chance p, the sum of the yes votes is a random whole number. Its
distribution is a finite sum over M waves, M a power of two above the sum of all weights: exact, with no
grid. Nearly all waves cancel to nothing among many voters of different weights: they are bounded and
skipped, and the bound is part of the error stated.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.kernels.compiling import kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ULP = 2.0**-52
CELLS = 12  # bits of the table of bounds
FAINT = 1e-11  # a wave that reaches less than this is skipped
MARGIN = 5.0  # by how much more than that, as a log, a usual wave must be below it
CHUNK = 2048  # waves summed at a time


def loudness(chance: float) -> Floats:
    """By cell of the phase, the log of the most that one voter leaves of a wave."""
    at = np.sin(np.pi * np.arange((1 << CELLS) + 1) / (1 << CELLS)) ** 2
    least = np.minimum(at[:-1], at[1:])
    with np.errstate(divide="ignore"):
        return np.asarray(0.5 * np.log(1.0 - 4.0 * chance * (1.0 - chance) * least), np.float64)


def cancels(voters: int, chance: float) -> bool:
    """Whether a wave among voters of unlike weights is faint as a rule: each leaves max(p, 1 - p) of it."""
    return bool(voters * np.log(max(chance, 1.0 - chance)) < np.log(FAINT) - MARGIN)


@kernel
def audible(weight: Ints, bits: int, table: Floats, out: Ints) -> int:
    """Fill ``out`` with the waves that are not faint, whichever voter is left out; returns how many.

    Waves are 1 to M/2, M = 2^bits; a count above ``len(out)`` means that there are too many.
    """
    mask = (1 << bits) - 1
    shift = bits - CELLS
    floor = np.log(FAINT)
    count = 0
    for k in range(1, (1 << (bits - 1)) + 1):
        total = 0.0
        least = 0.0
        for w in weight:
            value = table[((k * w) & mask) >> shift]
            total += value
            least = min(least, value)
            if total - least < floor:
                break
        if total - least >= floor:
            if count == len(out):
                return count + 1
            out[count] = k
            count += 1
    return count


def decisive(weight: Ints, quota: int, bits: int, waves: Ints, chance: float) -> tuple[Floats, float, float]:
    """Each voter's chance of being decisive (N,), that of passing, and how far off either can be.

    Everybody says yes with ``chance``; ``waves`` are those that are not skipped.
    """
    period, total = 1 << bits, int(weight.sum())
    pivot = weight / period
    passes = (total - quota + 1) / period
    size = pivot.copy()
    for start in range(0, len(waves), CHUNK):
        k = waves[start : start + CHUNK, None]

        def angle(x: Ints | int, k: Ints = k) -> Floats:
            return np.asarray(np.pi / period * (k * x % (2 * period)), np.float64)

        scale = np.where(2 * k == period, 1.0, 2.0) / period
        factor = 1.0 - chance + chance * np.exp(2j * angle(weight))
        before = np.cumprod(factor, axis=1)
        after = np.cumprod(factor[:, ::-1], axis=1)[:, ::-1]
        others = np.ones_like(factor)
        others[:, 1:] = before[:, :-1]
        others[:, :-1] *= after[:, 1:]
        # a wave adds up over the sums from first to last to a sine over a sine, at the phase of the middle
        wave = scale * np.sin(angle(weight)) / np.sin(angle(1)) * others
        pivot = pivot + (wave * np.exp(-1j * angle(2 * quota - weight - 1))).real.sum(axis=0)
        size += np.abs(wave).sum(axis=0)
        wave = scale * np.sin(angle(total - quota + 1)) / np.sin(angle(1)) * before[:, -1:]
        passes += float((wave * np.exp(-1j * angle(quota + total))).real.sum())
        size = np.maximum(size, np.abs(wave).sum())
    skipped = FAINT * (1.0 + bits)  # |sine over sine| is M / 2k at most
    return pivot, passes, skipped + (len(weight) + 64) * ULP * float(size.max())


def nodes(voters: int) -> tuple[Floats, Floats]:
    """Chances and weights that integrate over 0..1 exactly what has at most ``voters`` - 1 degrees."""
    x, w = np.polynomial.legendre.leggauss(-(-voters // 2))
    return 0.5 * (1.0 + x), 0.5 * w


def unlikely(weight: Ints, quota: int, chance: float) -> float:
    """A bound on any voter's chance of being decisive, by the moments of the votes cast (Chernoff)."""
    share = weight / weight.sum()
    low, high = (quota - int(weight.max())) / weight.sum(), (quota - 1) / weight.sum()
    tilt = np.geomspace(0.1, 1e5, 200)[:, None]
    yes, no = np.log(chance), np.log1p(-chance)
    more = np.logaddexp(no, yes + tilt * share).sum(axis=1)
    fewer = np.logaddexp(no, yes - tilt * share).sum(axis=1)
    reach = (more - tilt[:, 0] * low).min()
    fall = (fewer + tilt[:, 0] * high).min() - no
    return float(np.exp(min(reach, fall, 0.0)))
