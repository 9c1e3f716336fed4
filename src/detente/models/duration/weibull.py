"""Weibull durations: the hazard falls (shape below 1) or rises with age, as a power of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from detente.models.arrays import Floats
from detente.models.duration.likelihood import minimise_loss
from detente.models.duration.spells import Spells
from detente.models.registry import NoParams, register


@dataclass(frozen=True)
class Weibull:
    """S(t) = exp(-(t/scale)^shape); ``scale`` in days, both above 0."""

    scale: float
    shape: float

    def cumulative_hazard(self, days: ArrayLike) -> Floats:
        """H(t) = (t/scale)^shape, at ages in days."""
        result: Floats = (np.asarray(days, dtype=np.float64) / self.scale) ** self.shape
        return result


@register(
    "weibull",
    name="Weibull duration model",
    family="duration",
    references=(
        "Bennett, D. S. and Stam, A. C. (1996). The duration of interstate wars, 1816-1985. American "
        "Political Science Review 90(2): 239-257.",
        "Kalbfleisch, J. D. and Prentice, R. L. (2002). The Statistical Analysis of Failure Time Data. "
        "2nd ed. Wiley.",
    ),
)
def fit_weibull(spells: Spells, params: NoParams = NoParams()) -> Weibull:  # noqa: ARG001
    """Fit S(t) = exp(-(t/scale)^shape) by maximum likelihood.

    Parameters
    ----------
    spells : Spells
        Durations in days, with right censoring and left truncation.

    Returns
    -------
    Weibull
        Scale in days and shape; a shape below 1 means that the longer it lasts, the less likely is an end
        on the next day.
    """
    w, d = spells.weight, spells.ended.astype(np.float64)
    log_days = np.log(spells.days)
    late = spells.entry > 0
    log_entry = np.log(np.where(late, spells.entry, 1.0))

    def loss(x: Floats) -> tuple[float, Floats]:
        shape = np.exp(x[1])
        u, v = shape * (log_days - x[0]), shape * (log_entry - x[0])
        up, start = np.exp(u), np.where(late, np.exp(v), 0.0)
        value = -(w * (d * (x[1] + u - log_days) - up + start)).sum()
        slope = -np.array(
            [
                (w * shape * (-d + up - start)).sum(),
                (w * (d * (1.0 + u) - up * u + start * v)).sum(),
            ]
        )
        return float(value), slope

    first = np.array([float((w * log_days).sum() / w.sum()), 0.0])
    best = minimise_loss(loss, first)
    return Weibull(float(np.exp(best[0])), float(np.exp(best[1])))
