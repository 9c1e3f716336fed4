"""What is claimed about a situation: the schema, reading and writing files, checking quotations."""

from __future__ import annotations

from detente.scenario.actors import Actor, Stance, Tie
from detente.scenario.alignment import Alignment, Ingredient, Known
from detente.scenario.distributions import Beta, Categorical, Constant, Pert, TruncatedNormal, Uniform
from detente.scenario.issues import Issue, Rule
from detente.scenario.json_schema import json_schema
from detente.scenario.oddities import find_oddities
from detente.scenario.problems import Problem, ScenarioError
from detente.scenario.quantity import Quantity
from detente.scenario.quotations import PassageCheck, SourceCheck, reanchor, verify, verify_sources
from detente.scenario.scenario import Scenario
from detente.scenario.sources import Figure, Passage, Source
from detente.scenario.yaml.edit import Document
from detente.scenario.yaml.load import load, loads
from detente.scenario.yaml.write import dumps

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
