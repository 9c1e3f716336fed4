"""Published models by name, on plain arrays: one file a model, found by walking this package."""

from __future__ import annotations

from detente.models.arrays import Bargain, OneIssue, Outcome
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
from detente.models.run import solve

__all__ = [
    "Bargain",
    "Configured",
    "Model",
    "OneIssue",
    "Outcome",
    "Traits",
    "UnknownModelError",
    "configure",
    "model",
    "models",
    "register",
    "solve",
]
