"""What is claimed about a situation: the schema, reading and writing files, checking quotations."""

from __future__ import annotations

from detente.scenario.load import load, loads
from detente.scenario.problems import Problem, ScenarioError
from detente.scenario.quantity import (
    Beta,
    Categorical,
    Constant,
    Pert,
    Quantity,
    TruncatedNormal,
    Uniform,
)
from detente.scenario.schema import Actor, Figure, Issue, Passage, Scenario, Source, Stance

__all__ = [
    "Actor",
    "Beta",
    "Categorical",
    "Constant",
    "Figure",
    "Issue",
    "Passage",
    "Pert",
    "Problem",
    "Quantity",
    "Scenario",
    "ScenarioError",
    "Source",
    "Stance",
    "TruncatedNormal",
    "Uniform",
    "load",
    "loads",
]
