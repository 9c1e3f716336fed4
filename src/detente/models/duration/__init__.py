"""How long wars, armed conflicts, disputes and sanctions last, and how they end."""

from __future__ import annotations

from detente.models.duration.outside_view import BaseRate, EndsBy, UnknownClassError, baserate
from detente.models.duration.spells import DurationModel, Spells, probability_of_end

__all__ = [
    "BaseRate",
    "DurationModel",
    "EndsBy",
    "Spells",
    "UnknownClassError",
    "baserate",
    "probability_of_end",
]
