"""Scores of point and distribution forecasts, each against one outcome.

A predictive distribution is given in one of three forms: points with weights, a cumulative distribution
known on a grid and linear between its points, or a normal with the mass beyond the scale put at its ends.
CRPS is the integral of (F(x) - 1[y <= x])^2 (Matheson and Winkler 1976; Gneiting and Raftery 2007), in the
unit of the scale; for a point it is the absolute error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from detente.kernels.settlement.masses import quantile
from detente.models.arrays import Floats

LEVELS = (0.5, 0.8, 0.95)
WITHIN = (5.0, 10.0, 20.0)

#: With n proposals a difference of one sign throughout has a chance of 2 / 2^n: below 5 per cent from six on.
#: With fewer there is no interval, no verdict, no order and no statement on calibration.
FEWEST_PROPOSALS = 6

#: Issues that a bin of a histogram needs on average.
PER_BIN = 5


def crps_points(values: ArrayLike, weights: ArrayLike | None, outcome: ArrayLike) -> Floats:
    """CRPS of weighted points, exact: E|X-y| - E|X-X'|/2.

    ``values`` and ``weights`` are (..., M), weights of any positive sum (None: equal); ``outcome`` is (...).
    """
    x, w = _sorted(values, weights)
    y = np.asarray(outcome, dtype=np.float64)
    below = np.cumsum(w, axis=-1)[..., :-1]
    spread = (np.diff(x, axis=-1) * below * (1 - below)).sum(axis=-1)
    result: Floats = (w * np.abs(x - y[..., None])).sum(axis=-1) - spread
    return result


def crps_cdf(grid: ArrayLike, cdf: ArrayLike, outcome: ArrayLike) -> Floats:
    """CRPS of a distribution function known on a grid, exact where it is linear between grid points.

    ``grid`` is (G,), rising; ``cdf`` is (..., G): cdf[..., 0] is a mass at the first grid point, and what
    cdf[..., -1] lacks of 1 a mass at the last; ``outcome`` is (...), within the grid.
    """
    g, f = np.asarray(grid, dtype=np.float64), np.asarray(cdf, dtype=np.float64)
    y = np.asarray(outcome, dtype=np.float64)
    step = np.diff(g)
    # Part of each cell below y; the distribution function there is linear from a to m, then from m to b.
    part = np.clip((y[..., None] - g[:-1]) / step, 0, 1)
    a, b = f[..., :-1], f[..., 1:]
    m = a + part * (b - a)
    left = part * (a * a + a * m + m * m)
    right = (1 - part) * ((1 - m) ** 2 + (1 - m) * (1 - b) + (1 - b) ** 2)
    result: Floats = ((left + right) * step / 3).sum(axis=-1)
    return result


def crps_normal(
    mean: ArrayLike, sd: ArrayLike, outcome: ArrayLike, low: float = -np.inf, high: float = np.inf
) -> Floats:
    """CRPS of a normal whose mass beyond ``low`` and ``high`` lies at those ends, in closed form.

    Arguments broadcast; ``sd`` > 0; ``outcome`` within the ends. Without ends it is the formula of Gneiting,
    Raftery, Westveld and Goldman 2005; with them, that of a normal censored on both sides.
    """
    m, s = np.asarray(mean, dtype=np.float64), np.asarray(sd, dtype=np.float64)
    y = (np.asarray(outcome, dtype=np.float64) - m) / s
    a, b = (low - m) / s, (high - m) / s
    # The integral of Phi^2 up to y, less that up to a; the other side is its mirror image.
    return s * (_below(y) - _below(a) + _below(-y) - _below(-b))


def _below(z: NDArray[np.float64]) -> Floats:
    with np.errstate(invalid="ignore"):
        p, d = ndtr(z), np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi)
        whole = z * p * p + 2 * d * p - ndtr(np.sqrt(2) * z) / np.sqrt(np.pi)
    return np.where(np.isneginf(z), 0.0, whole)


@dataclass(frozen=True)
class Scored:
    """One forecast scored issue by issue; every array has one row per issue.

    ``point`` is the median of the distribution, or the point itself; ``pit`` is F just below the outcome
    and F at the outcome, (R, 2), NaN for points; ``inside`` is (R, 3) for central intervals of 50, 80 and
    95 %, ends included, False for points, and ``mass`` (R, 3) what the forecast itself puts inside: more
    than the nominal level where an end of the interval carries a mass of its own.
    """

    point: Floats
    error: Floats
    crps: Floats
    pit: Floats
    inside: NDArray[np.bool_]
    mass: Floats
    distribution: bool

    def summary(self) -> dict[str, float]:
        """Scores over all issues; those of a distribution only where there is one."""
        size = np.abs(self.error)
        out = {
            "mae": float(size.mean()),
            "rmse": float(np.sqrt((self.error**2).mean())),
            "median_absolute_error": float(np.median(size)),
            **{f"within_{w:g}": float((size <= w).mean()) for w in WITHIN},
            "crps": float(self.crps.mean()),
        }
        if self.distribution:
            for p, c, m in zip(LEVELS, self.inside.mean(axis=0), self.mass.mean(axis=0), strict=True):
                out |= {f"coverage_{100 * p:g}": float(c), f"expected_{100 * p:g}": float(m)}
        return out


def score_point(point: ArrayLike, outcome: ArrayLike) -> Scored:
    """Scores of point forecasts (R,): CRPS is the absolute error."""
    p, y = np.asarray(point, dtype=np.float64), np.asarray(outcome, dtype=np.float64)
    none = np.zeros((len(y), len(LEVELS)))
    return Scored(p, p - y, np.abs(p - y), np.full((len(y), 2), np.nan), none > 0, none, False)


def score_points(values: ArrayLike, weights: ArrayLike | None, outcome: ArrayLike) -> Scored:
    """Scores of weighted points (R, M). A quantile is the lowest point that reaches the level."""
    x, w = _sorted(values, weights)
    y = np.asarray(outcome, dtype=np.float64)
    at = (np.cumsum(w, axis=-1)[:, None, :] < _cuts()[None, :, None] - 1e-12).sum(axis=-1)
    q = np.take_along_axis(x, np.minimum(at, x.shape[1] - 1), 1)
    places = np.concatenate([q, y[:, None]], axis=1)[:, :, None]
    below = (w[:, None, :] * (x[:, None, :] < places)).sum(axis=-1)
    up_to = (w[:, None, :] * (x[:, None, :] <= places)).sum(axis=-1)
    return _scored(q, crps_points(x, w, y), below, up_to, y)


def score_cdf(grid: ArrayLike, cdf: ArrayLike, outcome: ArrayLike) -> Scored:
    """Scores of distribution functions on a grid, (G,) and (R, G), as ``crps_cdf`` takes them."""
    g, f = np.asarray(grid, dtype=np.float64), np.asarray(cdf, dtype=np.float64)
    y = np.asarray(outcome, dtype=np.float64)
    q = quantile(g, f, np.broadcast_to(_cuts(), (len(f), len(_cuts()))))
    places = np.concatenate([q, y[:, None]], axis=1)
    at = np.array([np.interp(v, g, row) for v, row in zip(places, f, strict=True)])
    below, up_to = np.where(places <= g[0], 0.0, at), np.where(places >= g[-1], 1.0, at)
    return _scored(q, crps_cdf(g, f, y), below, up_to, y)


def _sorted(values: ArrayLike, weights: ArrayLike | None) -> tuple[Floats, Floats]:
    """Points in rising order along the last axis, and their weights of sum 1."""
    x = np.asarray(values, dtype=np.float64)
    w = np.broadcast_to(np.asarray(1.0 if weights is None else weights, dtype=np.float64), x.shape)
    order = np.argsort(x, axis=-1, kind="stable")
    w = np.take_along_axis(w, order, -1)
    return np.take_along_axis(x, order, -1), w / w.sum(axis=-1, keepdims=True)


def _cuts() -> Floats:
    tails = [(1 - p) / 2 for p in LEVELS]
    return np.array([0.5, *tails, *(1 - t for t in tails)])


def _scored(q: Floats, crps: Floats, below: Floats, up_to: Floats, y: Floats) -> Scored:
    """From quantiles (R, 7) at ``_cuts`` and F just below and at each of them and the outcome, (R, 8)."""
    k = len(LEVELS)
    low, high = slice(1, 1 + k), slice(1 + k, 1 + 2 * k)
    inside = (q[:, low] <= y[:, None]) & (y[:, None] <= q[:, high])
    pit = np.stack([below[:, -1], up_to[:, -1]], axis=1)
    return Scored(q[:, 0], q[:, 0] - y, crps, pit, inside, up_to[:, high] - below[:, low], True)


def randomised_pit(pit: Floats, seed: int) -> Floats:
    """One uniform value in each interval [F(y-), F(y)] of (R, 2) (Czado, Gneiting and Held 2009)."""
    u = np.random.default_rng(np.random.SeedSequence(seed)).random(len(pit))
    return pit[:, 0] + u * (pit[:, 1] - pit[:, 0])


def reliability(pit: Floats, levels: ArrayLike) -> Floats:
    """Share of outcomes at or below the quantile of each level, (levels,): the level itself if calibrated.

    ``pit`` is (R, 2); each outcome is spread evenly over its interval [F(y-), F(y)], without randomising
    (Czado, Gneiting and Held 2009).
    """
    low, high = pit[:, :1], np.maximum(pit[:, 1:], pit[:, :1] + 1e-12)
    share = np.clip((np.asarray(levels, dtype=np.float64)[None, :] - low) / (high - low), 0, 1)
    result: Floats = share.mean(axis=0)
    return result


def pit_histogram(pit: Floats, bins: int = 10) -> Floats:
    """Share of outcomes by bin of the PIT, (bins,): flat for a calibrated forecast; see ``reliability``."""
    upto = reliability(pit, np.linspace(0, 1, bins + 1))
    upto[-1] = 1.0  # an outcome above all quantiles is in the last bin
    result: Floats = np.diff(upto)
    return result


def resampled_means(values: ArrayLike, groups: NDArray[np.intp], draws: int = 4000, seed: int = 0) -> Floats:
    """Bootstrap means with whole groups resampled: values (R,) or (R, M) give (draws,) or (draws, M).

    ``groups`` numbers each row's proposal from 0. The same seed resamples the same proposals, so that
    differences between columns are paired.
    """
    v = np.asarray(values, dtype=np.float64)
    columns = v.reshape(len(v), -1)
    n = int(groups.max()) + 1
    sums = np.zeros((n, columns.shape[1]))
    np.add.at(sums, groups, columns)
    size = np.bincount(groups, minlength=n).astype(np.float64)
    rng = np.random.default_rng(np.random.SeedSequence(seed))
    times = rng.multinomial(n, np.full(n, 1 / n), size=draws).astype(np.float64)
    means: Floats = (times @ sums) / (times @ size)[:, None]
    return means.reshape((draws, *v.shape[1:]))
