"""Mass on a few points of a scale: putting it there, and drawing from it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def spread(place: Floats, mass: Floats, points: int) -> Floats:
    """Share each row's mass between the two of ``points`` equal steps from 0 to 1 nearest to its place.

    ``place`` and ``mass`` are (D, N), places in 0..1; gives (D, points), each row of sum 1, or 0 where the
    row has no mass. Moving a place moves the result without jumps, and the mean stays.
    """
    d = len(place)
    at = np.clip(place, 0.0, 1.0) * (points - 1)
    left = np.minimum(at.astype(np.intp), points - 2)
    right = at - left
    cell = left + points * np.arange(d)[:, None]
    both = np.concatenate([cell.ravel(), cell.ravel() + 1])
    parts = np.concatenate([(mass * (1 - right)).ravel(), (mass * right).ravel()])
    out = np.bincount(both, parts, minlength=d * points).reshape(d, points)
    total = out.sum(axis=1, keepdims=True)
    result: Floats = np.divide(out, total, out=np.zeros_like(out), where=total > 0)
    return result


def quantile(grid: Floats, cdf: Floats, level: Floats) -> Floats:
    """Invert distribution functions that are linear between grid points: (D, G) and (D, L) give (D, L).

    ``cdf[:, 0]`` is a mass at the first grid point, and what ``cdf[:, -1]`` lacks of 1 a mass at the last.
    """
    last = len(grid) - 1
    upper = (cdf[:, None, :] < level[:, :, None]).sum(axis=-1)
    right = np.minimum(upper, last)
    left = np.maximum(right - 1, 0)
    a, b = np.take_along_axis(cdf, left, 1), np.take_along_axis(cdf, right, 1)
    part = np.divide(level - a, b - a, out=np.ones_like(level), where=(b > a) & (upper <= last))
    result: Floats = grid[left] + np.clip(part, 0.0, 1.0) * (grid[right] - grid[left])
    return result
