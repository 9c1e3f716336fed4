"""Published models by name, on plain arrays: one file a model, found by walking this package."""

from __future__ import annotations

from detente.models.arrays import Bargain, OneIssue, Outcome, Rule
from detente.models.needs import INFLUENCE, REVERSION, SEVERAL_ISSUES, Need
from detente.models.registry import (
    Configured,
    Model,
    Traits,
    UnknownModelError,
    configure,
    model,
    models,
    register,
)
from detente.models.run import list_missing_needs, run_model

__all__ = [
    "INFLUENCE",
    "REVERSION",
    "SEVERAL_ISSUES",
    "Bargain",
    "Configured",
    "Model",
    "Need",
    "OneIssue",
    "Outcome",
    "Rule",
    "Traits",
    "UnknownModelError",
    "configure",
    "list_missing_needs",
    "model",
    "models",
    "register",
    "run_model",
]
