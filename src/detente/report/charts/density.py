"""Densities over a scale, from draws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d  # type: ignore[attr-defined]

Floats = NDArray[np.float64]

BINS = 160
_FEW = 10


def density(values: Floats, low: float = 0.0, high: float = 100.0, bins: int = BINS) -> tuple[Floats, Floats]:
    """Midpoints (bins,) and density (bins,) of finite draws over a scale, with area 1.

    A histogram smoothed by a Gaussian kernel, reflected at the ends of the scale (Silverman 1986, section
    2.10); the bandwidth is his rule of thumb (equation 3.31), at least one and a half bins, and that least
    where there are but a few distinct values, which a wider one would run together. Draws beyond the scale
    count at its ends. Raises ValueError where there are no draws.
    """
    if values.size == 0:
        raise ValueError("a density needs at least one draw")
    inside = np.clip(values, low, high)
    counts, edges = np.histogram(inside, bins=bins, range=(low, high))
    width = (high - low) / bins
    quartiles = np.quantile(inside, [0.25, 0.75])
    spreads = [s for s in (inside.std(), np.ptp(quartiles) / 1.34) if s > 0]
    few = np.count_nonzero(counts) <= _FEW
    sigma = 1.5 if few or not spreads else max(0.9 * min(spreads) * inside.size**-0.2 / width, 1.5)
    smooth = gaussian_filter1d(counts.astype(float), sigma, mode="reflect")
    return (edges[:-1] + edges[1:]) / 2, smooth / (smooth.sum() * width)
