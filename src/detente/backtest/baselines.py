"""What a distribution forecast has to beat: an error around the mean, the positions, past outcomes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from detente.backtest.cases import Decided
from detente.backtest.scores import Scored, crps_normal, score_cdf, score_points
from detente.models.arrays import Floats

#: The grid on which normal errors are scored: fine enough that its CRPS is the closed form's to 0.001.
GRID = np.linspace(0.0, 100.0, 401)


def folds(proposal: NDArray[np.intp], count: int, seed: np.random.SeedSequence) -> NDArray[np.intp]:
    """A fold for every issue, whole proposals together and folds as even as can be."""
    n = int(proposal.max()) + 1
    place = np.random.default_rng(seed).permutation(n)
    fold: NDArray[np.intp] = (place % count)[proposal]
    return fold


def weighted_means(decided: Decided) -> Floats:
    """The mean of positions weighted by capability times salience, (issues,)."""
    return np.array([np.average(i.position, weights=i.capability * i.salience) for i in decided])


def mean_with_error(point: Floats, outcome: Floats, fold: NDArray[np.intp]) -> Floats:
    """The standard deviation of a normal error around ``point`` that has the least CRPS in the other folds.

    All (issues,), on 0..100; an error's mass beyond the ends of the scale is put at the ends.
    """
    width = np.empty_like(point)
    for k in np.unique(fold):
        p, y = point[fold != k], outcome[fold != k]
        best = minimize_scalar(  # type: ignore[no-untyped-call]
            lambda log, p=p, y=y: crps_normal(p, np.exp(log), y, 0, 100).mean(),
            bounds=(-2.0, 6.0),
            method="bounded",
        )
        width[fold == k] = np.exp(best.x)
    return width


def score_normal(point: Floats, width: Floats, outcome: Floats) -> Scored:
    """Scores of a normal error with its tails at the ends of the scale."""
    from scipy.special import ndtr

    cdf = ndtr((GRID - point[:, None]) / width[:, None])
    return score_cdf(GRID, np.minimum(cdf, 1.0), outcome)


def score_positions(decided: Decided) -> Scored:
    """Scores of the actors' positions, weighted by capability times salience, as a distribution."""
    most = max(len(i.actors) for i in decided)
    x, w = np.zeros((len(decided), most)), np.zeros((len(decided), most))
    for row, issue in enumerate(decided):
        n = len(issue.actors)
        x[row, :n], w[row, :n] = issue.position, issue.capability * issue.salience
    return score_points(x, w, decided.outcome)


def score_past(outcome: Floats, fold: NDArray[np.intp]) -> Scored:
    """Scores of the outcomes of the other folds as a distribution."""
    other = (fold[:, None] != fold[None, :]).astype(np.float64)
    return score_points(np.broadcast_to(outcome, other.shape), other, outcome)
