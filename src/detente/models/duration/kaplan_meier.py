"""Kaplan-Meier: the share that lasted longer than each age, without an assumption about the hazard."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from detente.models.arrays import Floats
from detente.models.duration.spells import Spells
from detente.models.registry import NoParams, Traits, register

#: Survival after the last end, where the estimate is 0, so that its logarithm stays finite.
_LEAST = 1e-9


@dataclass(frozen=True)
class KaplanMeier:
    """S(t) falls at each of the ``days`` (K,), rising, to ``share`` (K,)."""

    days: Floats
    share: Floats

    def survival(self, days: ArrayLike) -> Floats:
        """S(t), the share that lasts longer than t, at ages in days."""
        at = np.searchsorted(self.days, np.asarray(days, dtype=np.float64), side="right")
        result: Floats = np.append(1.0, self.share)[at]
        return result

    def cumulative_hazard(self, days: ArrayLike) -> Floats:
        """H(t) = -log S(t), at ages in days."""
        return -np.log(np.maximum(self.survival(days), _LEAST))

    def quantile(self, share: float) -> float:
        """The first age in days by which at least this share has ended; infinite where it never has."""
        below = np.flatnonzero(self.share <= 1.0 - share + 1e-12)
        return float(self.days[below[0]]) if len(below) else float("inf")


@register(
    "kaplan-meier",
    name="Kaplan-Meier estimator",
    family="duration",
    references=(
        "Kaplan, E. L. and Meier, P. (1958). Nonparametric estimation from incomplete observations. Journal "
        "of the American Statistical Association 53(282): 457-481.",
    ),
    traits=Traits(baseline=True),
)
def fit_kaplan_meier(spells: Spells, params: NoParams = NoParams()) -> KaplanMeier:  # noqa: ARG001
    """The product over all ends of the share of cases under observation that did not end.

    Parameters
    ----------
    spells : Spells
        Durations in days, with right censoring and left truncation.

    Returns
    -------
    KaplanMeier
        The ages of the ends, in days, and the share that lasted longer.
    """
    days = np.unique(spells.days[spells.ended & (spells.weight > 0)])
    at = (spells.days >= days[:, None]) & (spells.entry < days[:, None])
    ending = spells.ended & (spells.days == days[:, None])
    return KaplanMeier(days, np.cumprod(1.0 - (ending @ spells.weight) / (at @ spells.weight)))
