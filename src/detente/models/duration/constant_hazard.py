"""Constant hazard: age does not matter. The baseline of every other duration model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from detente.models.arrays import Floats
from detente.models.duration.spells import Spells
from detente.models.registry import NoParams, Traits, register


@dataclass(frozen=True)
class ConstantHazard:
    """S(t) = exp(-rate t); ``rate`` is ends per day, above 0."""

    rate: float

    def cumulative_hazard(self, days: ArrayLike) -> Floats:
        """H(t) = rate t, at ages in days."""
        return self.rate * np.asarray(days, dtype=np.float64)


@register(
    "constant-hazard",
    name="Exponential duration model",
    family="duration",
    references=(
        "Kalbfleisch, J. D. and Prentice, R. L. (2002). The Statistical Analysis of Failure Time Data. "
        "2nd ed. Wiley.",
    ),
    traits=Traits(baseline=True),
)
def fit_constant_hazard(spells: Spells, params: NoParams = NoParams()) -> ConstantHazard:  # noqa: ARG001
    """Ends over days under observation: the chance of an end is the same on every day.

    Parameters
    ----------
    spells : Spells
        Durations in days, with at least one end.

    Returns
    -------
    ConstantHazard
        The maximum-likelihood fit.
    """
    ends = spells.weight[spells.ended].sum()
    return ConstantHazard(float(ends / (spells.weight * (spells.days - spells.entry)).sum()))
