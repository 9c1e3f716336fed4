"""Observed durations, and what every duration model has in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from detente.errors import UnusableDataError
from detente.models.arrays import Bools, Floats
from detente.models.limits import alike, within


@dataclass(frozen=True)
class Spells:
    """Durations with right censoring and left truncation.

    Parameters
    ----------
    days : ndarray (N,)
        How long each case was observed to last, in days, above 0.
    ended : ndarray (N,) of bool
        Whether it ended then; False where observation stopped first (right censoring).
    entry : ndarray (N,), optional
        The age in days at which a case came under observation (left truncation), at least 0 and below
        ``days``. By default 0.
    weight : ndarray (N,), optional
        How often a case counts, at least 0. By default 1.

    Raises
    ------
    ValueError
        If an array has another length or a value is out of range, or if no case ended.
    """

    days: Floats
    ended: Bools
    entry: Floats
    weight: Floats

    def __init__(
        self,
        days: ArrayLike,
        ended: ArrayLike,
        entry: ArrayLike | None = None,
        weight: ArrayLike | None = None,
    ) -> None:
        t = np.asarray(days, dtype=np.float64)
        ends = np.asarray(ended, dtype=np.bool_)
        columns = {
            "days": t,
            "ended": ends.astype(np.float64),
            "entry": np.zeros(len(t)) if entry is None else np.asarray(entry, dtype=np.float64),
            "weight": np.ones(len(t)) if weight is None else np.asarray(weight, dtype=np.float64),
        }
        alike(**columns)
        for name, column in columns.items():
            object.__setattr__(self, name, ends if name == "ended" else column)
        within(np.nextafter(0.0, 1.0), np.inf, days=self.days)
        within(0, np.inf, entry=self.entry, weight=self.weight)
        if not (self.entry < self.days).all():
            raise UnusableDataError(
                "entry: every case must come under observation before its duration is over"
            )
        if not self.weight[self.ended].sum() > 0:
            raise UnusableDataError("ended: a duration model needs at least one end")


class DurationModel(Protocol):
    """A fitted distribution of durations."""

    def cumulative_hazard(self, days: ArrayLike) -> Floats:
        """H(t) = -log S(t) at ages in days, any shape."""
        ...


def probability_of_end(model: DurationModel, lasted: ArrayLike, horizon: ArrayLike) -> Floats:
    """The probability that what has lasted t ends within the next h: 1 - S(t+h) / S(t).

    Parameters
    ----------
    model : DurationModel
        A fitted distribution.
    lasted, horizon : array_like
        Days lasted so far and days ahead, at least 0; they broadcast.

    Returns
    -------
    ndarray
        Probabilities in [0, 1], of the broadcast shape; 0 where the horizon is 0.

    Raises
    ------
    ValueError
        If a number is negative or not finite.
    """
    t, h = np.asarray(lasted, dtype=np.float64), np.asarray(horizon, dtype=np.float64)
    within(0, np.inf, lasted=t, horizon=h)
    # -expm1 keeps its digits where the probability is tiny
    rise = model.cumulative_hazard(t + h) - model.cumulative_hazard(t)
    result: Floats = -np.expm1(-np.maximum(rise, 0.0))
    return result
