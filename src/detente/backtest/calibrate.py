"""Fitting the blend to decided issues, and an honest estimate of how well the fit predicts."""

from __future__ import annotations

import json
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detente.backtest.baselines import folds, mean_with_error, weighted_means
from detente.backtest.cases import Decided
from detente.backtest.documents import Calibration, FittedOn
from detente.backtest.scores import Scored, crps_normal, resampled_means, score_cdf
from detente.errors import UnusableDataError
from detente.files.writing import check_free, write_whole
from detente.kernels.settlement.masses import spread
from detente.models.arrays import Floats
from detente.models.settlement.blend import POINTS, Blend, distribution, features
from detente.records import to_plain

#: Weight of the sum of squares of the numbers, each in standard deviations of its feature.
RIDGE = 1.0
FOLDS, REPEATS = 10, 5


def known(decided: Decided) -> Floats:
    """The blend's features of every issue, (issues, 21, 5)."""
    return np.concatenate([features(issue.one()) for issue in decided])


def targets(decided: Decided) -> Floats:
    """Each outcome as mass on the two nearest of the 21 points, (issues, 21)."""
    place = np.array([(i.outcome - i.low) / (i.high - i.low) for i in decided])[:, None]
    return spread(place, np.ones_like(place), POINTS)


def fit(x: Floats, target: Floats, ridge: float = RIDGE) -> Floats:
    """Numbers of a conditional logit by penalised likelihood (McFadden 1974), Newton's method.

    ``x`` is (issues, points, features), ``target`` (issues, points) of row sum 1. The penalty makes the
    problem strictly convex, so that there is one answer and no seed. Gives (features,).
    """
    scale = x.reshape(-1, x.shape[-1]).std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    z = x / scale
    b = np.zeros(z.shape[-1])

    def loss(b: Floats) -> tuple[float, Floats]:
        score = z @ b
        top = score.max(axis=1, keepdims=True)
        mass = np.exp(score - top)
        total = mass.sum(axis=1, keepdims=True)
        log = score - top - np.log(total)
        return float(-(target * log).sum() + ridge / 2 * b @ b), mass / total

    value, p = loss(b)
    for _ in range(100):
        slope = -np.einsum("rg,rgf->f", target - p, z) + ridge * b
        centre = np.einsum("rg,rgf->rf", p, z)
        bend = np.einsum("rg,rgf,rgh->fh", p, z, z) - centre.T @ centre + ridge * np.eye(len(b))
        step = np.linalg.solve(bend, slope)
        size = 1.0
        while (tried := loss(b - size * step))[0] > value and size > 1e-8:
            size /= 2
        b = b - size * step
        value, p = tried
        if slope @ step < 1e-12:
            break
    result: Floats = b / scale
    return result


def cross_validated(decided: Decided, fold: NDArray[np.intp], ridge: float = RIDGE) -> tuple[Floats, Floats]:
    """The grid and the distribution functions (issues, 22) of each issue, fitted on the other folds."""
    x, target = known(decided), targets(decided)
    mass = np.empty_like(target)
    for k in np.unique(fold):
        here = fold == k
        score = x[here] @ fit(x[~here], target[~here], ridge)
        part = np.exp(score - score.max(axis=1, keepdims=True))
        mass[here] = part / part.sum(axis=1, keepdims=True)
    return distribution(mass)


def calibrate(decided: Decided, seed: int = 0) -> Calibration:
    """Fit the blend on all issues, and score it by cross-validation over proposals.

    Ten folds of whole proposals, five times over with folds drawn from ``seed``; an issue's score is its
    mean over the five. The fitted numbers themselves do not depend on the seed. Compared with a normal
    error around the weighted mean, its width fitted in the same folds and its tails put at the ends of
    the scale; intervals are of 95 %, from 4,000 resamplings of proposals. Raises UnusableDataError for
    fewer than twenty proposals.
    """
    decided = decided.percent()
    if len(set(decided.proposal)) < 2 * FOLDS:
        raise UnusableDataError(
            f"{decided.source} has {len(set(decided.proposal))} proposals; a fit needs {2 * FOLDS}"
        )
    numbers = fit(known(decided), targets(decided))
    outcome, mean = decided.outcome, weighted_means(decided)
    blend: list[Scored] = []
    error = []
    for child in np.random.SeedSequence(seed).spawn(REPEATS):
        fold = folds(decided.proposal, FOLDS, child)
        blend.append(score_cdf(*cross_validated(decided, fold), outcome))
        error.append(crps_normal(mean, mean_with_error(mean, outcome, fold), outcome, 0, 100))
    crps, normal = np.mean([s.crps for s in blend], axis=0), np.mean(error, axis=0)
    size = np.mean([np.abs(s.error) for s in blend], axis=0)
    scores = [s.summary() for s in blend]
    columns = np.stack([crps - normal, size - np.abs(mean - outcome)], axis=1)
    low, high = np.quantile(resampled_means(columns, decided.proposal, seed=seed), [0.025, 0.975], axis=0)
    return Calibration(
        format=1,
        model="blend",
        coefficients={f.name: round(float(v), 4) for f, v in zip(fields(Blend), numbers, strict=True)},
        fitted_on=FittedOn(
            decided.source,
            decided.citation,
            len(decided),
            RIDGE,
            tuple(sorted({i.proposal for i in decided})),
        ),
        cross_validation={
            "seed": seed,
            "folds": FOLDS,
            "repeats": REPEATS,
            **{name: round(float(np.mean([s[name] for s in scores])), 3) for name in scores[0]},
            "crps_by_repeat": tuple(round(s["crps"], 3) for s in scores),
            "crps_of_mean_with_normal_error": round(float(normal.mean()), 3),
            "mae_of_mean": round(float(np.abs(mean - outcome).mean()), 3),
            "crps_difference": tuple(round(float(v), 3) for v in (columns[:, 0].mean(), low[0], high[0])),
            "mae_difference": tuple(round(float(v), 3) for v in (columns[:, 1].mean(), low[1], high[1])),
        },
    )


def write(calibration: Calibration, path: str | Path) -> None:
    """Write a calibration as JSON; raises WriteError if another file has that name already."""
    check_free(Path(path), is_fit, "a file that calibrate wrote")
    document = {"detente": version("detente"), **to_plain(calibration)}
    write_whole(Path(path), f"{json.dumps(document, indent=1)}\n".encode())


def is_fit(path: Path) -> bool:
    """Whether a file holds what ``calibrate`` gives."""
    try:
        found = json.loads(path.read_bytes())
    except ValueError:
        return False
    return isinstance(found, dict) and {"format", "model", "coefficients", "fitted_on"} <= found.keys()
