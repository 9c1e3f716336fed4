"""Piecewise exponential durations: the hazard is constant between cuts and free from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from detente.models.arrays import Floats
from detente.models.duration.spells import Spells
from detente.models.registry import Traits, register


@dataclass(frozen=True)
class PiecewiseExponential:
    """Hazards per day, one more than there are ``cuts`` (days, rising); the last holds for ever."""

    cuts: tuple[float, ...]
    rates: tuple[float, ...]

    def cumulative_hazard(self, days: ArrayLike) -> Floats:
        """H(t): the sum over the pieces of rate times time spent in them, at ages in days."""
        t = np.asarray(days, dtype=np.float64)[..., None]
        lower = np.array([0.0, *self.cuts])
        result: Floats = (_within(t, lower) * np.array(self.rates)).sum(axis=-1)
        return result


@dataclass(frozen=True)
class Pieces:
    """Where the hazard may change.

    Parameters
    ----------
    cuts : tuple of float
        Ages in days, rising; those that few ends separate are left out.
    least : int
        The fewest ends in a piece.
    """

    cuts: tuple[float, ...] = (7.0, 30.0, 91.0, 182.0, 365.0, 730.0, 1461.0, 2922.0)
    least: int = 5


@register(
    "piecewise-exponential",
    name="Piecewise exponential duration model",
    family="duration",
    references=(
        "Friedman, M. (1982). Piecewise exponential models for survival data with covariates. Annals of "
        "Statistics 10(1): 101-113.",
    ),
    traits=Traits(breaks={"time": "the ages at which the hazard may change are given in days"}),
    variants={"default": Pieces()},
)
def fit_piecewise_exponential(spells: Spells, params: Pieces = Pieces()) -> PiecewiseExponential:
    """Ends over days under observation in each piece of age.

    Parameters
    ----------
    spells : Spells
        Durations in days, with right censoring and left truncation.
    params : Pieces
        Possible cuts, and the fewest ends in a piece.

    Returns
    -------
    PiecewiseExponential
        The cuts that were kept and the hazard per day of each piece. A piece that nobody reached has the
        hazard of the piece before it.
    """
    cuts = keep_cuts(spells, params.cuts, params.least)
    lower = np.array([0.0, *cuts])
    at = (
        np.searchsorted(lower, spells.days, side="left") - 1
    )  # an end on a cut belongs to the piece it closes
    ends = np.bincount(at, spells.weight * spells.ended, len(lower))
    spent = _within(spells.days[:, None], lower) - _within(spells.entry[:, None], lower)
    exposure = spells.weight @ spent
    rates: list[float] = []
    for count, days in zip(ends, exposure, strict=True):
        rates.append(float(count / days) if days > 0 else rates[-1])
    return PiecewiseExponential(cuts, tuple(rates))


def keep_cuts(spells: Spells, cuts: Sequence[float], least: int) -> tuple[float, ...]:
    """The cuts, from the first on, that leave at least so many ends on either side of each.

    Parameters
    ----------
    spells : Spells
        Durations in days.
    cuts : sequence of float
        Possible cuts in days, rising.
    least : int
        The fewest ends in a piece.

    Returns
    -------
    tuple of float
        Some of ``cuts``, or none.
    """
    ends, counts = spells.days[spells.ended], spells.weight[spells.ended]
    kept: list[float] = []
    before = 0.0
    for cut in cuts:
        so_far = float(counts[ends <= cut].sum())
        if so_far - before >= least and float(counts.sum()) - so_far >= least:
            kept.append(float(cut))
            before = so_far
    return tuple(kept)


def _within(days: Floats, lower: Floats) -> Floats:
    """Days (..., 1) spent in each piece (..., K) that begins at ``lower`` (K,)."""
    upper = np.append(lower[1:], np.inf)
    result: Floats = np.minimum(np.maximum(days - lower, 0.0), upper - lower)
    return result
