"""The challenge model's ``pairwise`` variant, one draw at a time, as its equations are written.

It is independent of the kernels: success probabilities come from their cubic definition, and the offers
from whole matrices. Unlike the kernels it has no rule for ties: give it numbers without any.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def challenge(x: Floats, w: Floats, s: Floats, rounds: int) -> Floats:
    """Medians by round (D, T+1), for positions, weights and saliences (0 to 1), (D, N) each."""
    medians = np.empty((len(x), rounds + 1))
    for d in range(len(x)):
        now = x[d]
        for t in range(rounds + 1):
            medians[d, t] = median(now, w[d])
            if t < rounds:
                now = one_round(now, w[d], s[d])
    return medians


def median(x: Floats, w: Floats) -> float:
    """Midpoint of the lower and the upper weighted median."""
    order = np.argsort(x)
    running = np.cumsum(w[order])
    half = 0.5 * running[-1]
    lower = x[order][np.searchsorted(running, half, side="left")]
    upper = x[order][np.searchsorted(running, half, side="right")]
    return float(0.5 * (lower + upper))


def one_round(x: Floats, w: Floats, s: Floats) -> Floats:
    """Where every actor (N,) stands after one round."""
    span = x.max() - x.min()
    if span == 0.0:
        return x
    d = np.abs(x[:, None] - x) / span
    p = success(d, w)
    risk_neutral = expected(d, p, s, np.ones(len(x)))
    security = risk_neutral.sum(axis=0)
    low, high = security.min(), security.max()
    risk = (2.0 * security - high - low) / (high - low) if high > low else np.zeros(len(x))
    mine = expected(d, p, s, (1.0 - risk / 3.0) / (1.0 + risk / 3.0))
    theirs = mine.T
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(mine < 0.0, np.minimum(-mine / theirs, 1.0), 1.0)
    offered = (theirs > 0.0) & (theirs > mine) & (mine != 0.0) & (d > 0.0)
    target = np.where(part == 1.0, x, x[:, None] + part * (x - x[:, None]))
    move = np.where(offered, np.abs(target - x[:, None]), np.inf)
    j = move.argmin(axis=1)
    i = np.arange(len(x))
    new: Floats = np.where(np.isfinite(move[i, j]), target[i, j], x)
    return new


def success(d: Floats, w: Floats) -> Floats:
    """Probability (N, N) that i succeeds against j: the votes of all k for i, over all their votes."""
    votes = (d[:, None, :] - d[:, :, None]) * w[:, None, None]  # k, i, j: |x_k - x_j| - |x_k - x_i|
    cast = np.abs(votes).sum(axis=0)
    won = np.maximum(votes, 0.0).sum(axis=0)
    share: Floats = np.divide(won, cast, out=np.zeros_like(won), where=cast > 0.0)
    return share


def expected(d: Floats, p: Floats, s: Floats, r: Floats) -> Floats:
    """Expected utility (N, N) to i, of exponent r_i, of challenging j, when the status quo would stay."""
    r = r[:, None]
    success = 2.0 - 4.0 * (0.5 - 0.5 * d) ** r
    failure = 2.0 - 4.0 * (0.5 + 0.5 * d) ** r
    quiet = 2.0 - 4.0 * 0.5**r
    gain = s * (p * success + (1.0 - p) * failure) + (1.0 - s) * success - quiet
    return np.where(d > 0.0, gain, 0.0)
