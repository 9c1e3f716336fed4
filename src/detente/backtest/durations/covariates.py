"""What was tried on top of age, and did not help to say when a conflict ends."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np

from detente.backtest.durations.reading import COVARIATES, Cases
from detente.backtest.durations.scoring import (
    FOLDS,
    SETS,
    Rows,
    fit_logit,
    fold_of,
    groups_of,
    skill,
    to_logit,
)
from detente.models.arrays import Floats

#: Pulls standardised coefficients towards 0, in observations.
PENALTY = 10.0


@dataclass(frozen=True)
class Attempt:
    """What was added to a forecast, and its Brier skill over that forecast (value, low, high)."""

    what: str
    skill: tuple[float, float, float]


def try_covariates(cases: Cases, rows: Rows, forecast: Floats, seed: int) -> list[Attempt]:
    """Add what was known to the logit of a forecast, fitted on the other folds of conflicts.

    Parameters
    ----------
    cases : Cases
        UCDP episodes.
    rows : Rows
        Dates and horizons.
    forecast : ndarray (R,)
        Out-of-sample probabilities from age alone.
    seed : int
        Decides folds and resamplings.

    Returns
    -------
    list of Attempt
        A recalibration alone, nine covariates of the start, last year's intensity, and all of these.
    """
    known = {**cases.columns, **cases.others}
    start = np.column_stack([known[c] for c in COVARIATES])[rows.case]
    lately = _last_intensity(cases, rows)[:, None]
    none = np.zeros((len(lately), 0))
    return [
        Attempt(what, _gain(cases, rows, forecast, columns, seed))
        for what, columns in (
            ("recalibration alone", none),
            ("nine covariates of the start", start),
            ("intensity of the year before", lately),
            ("all of these", np.column_stack([start, lately])),
        )
    ]


def _gain(
    cases: Cases, rows: Rows, forecast: Floats, columns: Floats, seed: int
) -> tuple[float, float, float]:
    keys = [cases.key[i] for i in rows.case]
    fold = np.array([fold_of(k, seed) for k in cases.key])[rows.case]
    offset = to_logit(forecast)
    p = np.zeros(len(offset))
    for left_out in range(FOLDS):
        here = fold == left_out
        x = _standardised(np.column_stack([offset, columns]), ~here)
        # rows of the sets of dates repeat the same cases, so that the penalty counts as often
        b = fit_logit(x[~here], rows.ended[~here], offset[~here], PENALTY * SETS)
        p[here] = 1 / (1 + np.exp(-(offset[here] + x[here] @ b)))
    return skill((p - rows.ended) ** 2, (forecast - rows.ended) ** 2, groups_of(keys), seed)


def _standardised(columns: Floats, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Floats:
    mean = np.nanmean(columns[chosen], axis=0)
    spread = np.nanstd(columns[chosen], axis=0)
    scaled = np.nan_to_num((columns - mean) / np.where(spread > 0, spread, 1.0))  # unknown: the mean
    return np.column_stack([np.ones(len(columns)), scaled])


def _last_intensity(cases: Cases, rows: Rows) -> Floats:
    """1 where the calendar year before the date reached 1,000 deaths; NaN in the first year."""
    out = np.full(len(rows.case), np.nan)
    for r, (i, lasted) in enumerate(zip(rows.case, rows.lasted, strict=True)):
        year = datetime.date.fromordinal(int(cases.start[i] + lasted)).year
        at = year - 1 - int(cases.others["first_year"][i])
        if 0 <= at < len(cases.intensity[i]):
            out[r] = cases.intensity[i][at] == "2"
    return out
