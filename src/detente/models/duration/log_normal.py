"""Log-normal durations: the hazard rises at first and falls from then on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import log_ndtr

from detente.models.arrays import Floats
from detente.models.duration.likelihood import minimise_loss
from detente.models.duration.spells import Spells
from detente.models.registry import NoParams, register


@dataclass(frozen=True)
class LogNormal:
    """log T is normal; ``median`` is in days, ``sigma`` the standard deviation of log T, both above 0."""

    median: float
    sigma: float

    def cumulative_hazard(self, days: ArrayLike) -> Floats:
        """H(t) = -log(1 - Phi(log(t/median)/sigma)), at ages in days."""
        with np.errstate(divide="ignore"):  # age 0: log gives -inf, and H is 0
            z = np.log(np.asarray(days, dtype=np.float64) / self.median) / self.sigma
        return -np.asarray(log_ndtr(-z))


@register(
    "log-normal",
    name="Log-normal duration model",
    family="duration",
    references=(
        "Kalbfleisch, J. D. and Prentice, R. L. (2002). The Statistical Analysis of Failure Time Data. "
        "2nd ed. Wiley.",
    ),
)
def fit_log_normal(spells: Spells, params: NoParams = NoParams()) -> LogNormal:  # noqa: ARG001
    """Fit a normal distribution to the logarithm of durations by maximum likelihood.

    Parameters
    ----------
    spells : Spells
        Durations in days, with right censoring and left truncation.

    Returns
    -------
    LogNormal
        Median in days, and the standard deviation of the logarithm.
    """
    w, ended = spells.weight, spells.ended
    log_days = np.log(spells.days)
    late = spells.entry > 0
    log_entry = np.log(np.where(late, spells.entry, 1.0))

    def loss(x: Floats) -> tuple[float, Floats]:
        sigma = np.exp(x[1])
        z, y = (log_days - x[0]) / sigma, (log_entry - x[0]) / sigma
        lived, entered = log_ndtr(-z), log_ndtr(-y)
        value = np.where(ended, -0.5 * z * z - x[1], lived) - np.where(late, entered, 0.0)
        # the hazard of a standard normal, phi / (1 - Phi), moves both terms of survival
        hazard = np.exp(-0.5 * z * z - _HALF_LOG_TAU - lived)
        at_entry = np.where(late, np.exp(-0.5 * y * y - _HALF_LOG_TAU - entered), 0.0)
        by_mu = np.where(ended, z, hazard) - at_entry
        by_log_sigma = np.where(ended, z * z - 1.0, hazard * z) - at_entry * y
        return -float((w * value).sum()), -np.array([(w * by_mu).sum() / sigma, (w * by_log_sigma).sum()])

    first = np.array([float((w * log_days).sum() / w.sum()), 0.0])
    best = minimise_loss(loss, first)
    return LogNormal(float(np.exp(best[0])), float(np.exp(best[1])))


_HALF_LOG_TAU = 0.5 * np.log(2.0 * np.pi)
