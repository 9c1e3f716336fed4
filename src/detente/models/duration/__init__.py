"""How long wars, armed conflicts, disputes and sanctions last, and how they end."""

from __future__ import annotations

from detente.models.duration.constant_hazard import ConstantHazard, fit_constant_hazard
from detente.models.duration.ending import KINDS, Ending, fit_ending
from detente.models.duration.kaplan_meier import KaplanMeier, fit_kaplan_meier
from detente.models.duration.log_normal import LogNormal, fit_log_normal
from detente.models.duration.outside_view import (
    BaseRate,
    EndsBy,
    UnknownClassError,
    baserate,
    end_by_kind,
)
from detente.models.duration.piecewise_exponential import (
    PiecewiseExponential,
    fit_piecewise_exponential,
)
from detente.models.duration.spells import DurationModel, Spells, probability_of_end
from detente.models.duration.weibull import Weibull, fit_weibull

__all__ = [
    "KINDS",
    "BaseRate",
    "ConstantHazard",
    "DurationModel",
    "Ending",
    "EndsBy",
    "KaplanMeier",
    "LogNormal",
    "PiecewiseExponential",
    "Spells",
    "UnknownClassError",
    "Weibull",
    "baserate",
    "end_by_kind",
    "fit_constant_hazard",
    "fit_ending",
    "fit_kaplan_meier",
    "fit_log_normal",
    "fit_piecewise_exponential",
    "fit_weibull",
    "probability_of_end",
]
