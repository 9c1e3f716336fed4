"""What is claimed about a situation: the schema, reading and writing files, checking quotations."""

from __future__ import annotations

from detente.scenario.aligning import Alignment, Ingredient, Known
from detente.scenario.distributions import Beta, Categorical, Constant, Pert, TruncatedNormal, Uniform
from detente.scenario.document import Document
from detente.scenario.emit import dumps
from detente.scenario.json_schema import json_schema
from detente.scenario.load import load, loads
from detente.scenario.oddities import find_oddities
from detente.scenario.passages import PassageCheck, SourceCheck, reanchor, verify, verify_sources
from detente.scenario.problems import Problem, ScenarioError
from detente.scenario.quantity import Quantity
from detente.scenario.schema import Actor, Figure, Issue, Passage, Rule, Scenario, Source, Stance, Tie

__all__ = [
    "Actor",
    "Alignment",
    "Beta",
    "Categorical",
    "Constant",
    "Document",
    "Figure",
    "Ingredient",
    "Issue",
    "Known",
    "Passage",
    "PassageCheck",
    "Pert",
    "Problem",
    "Quantity",
    "Rule",
    "Scenario",
    "ScenarioError",
    "Source",
    "SourceCheck",
    "Stance",
    "Tie",
    "TruncatedNormal",
    "Uniform",
    "dumps",
    "find_oddities",
    "json_schema",
    "load",
    "loads",
    "reanchor",
    "verify",
    "verify_sources",
]
