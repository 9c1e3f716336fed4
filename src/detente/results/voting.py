"""Voting power, as frozen records: for tables and JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class VotingRule:
    """A column of weights and its quota, as typed."""

    name: str
    quota: str


@dataclass(frozen=True)
class PlayerPower:
    """A player's weights, as numbers and exactly, and its shares of power."""

    player: str
    weights: tuple[float, ...]
    exact_weights: tuple[str, ...]
    shapley_shubik: float
    banzhaf: float
    banzhaf_absolute: float
    swings: str


@dataclass(frozen=True)
class PowerError:
    """How far off shares of power can be at most, 0 if they are exact."""

    shapley_shubik: float
    banzhaf: float


@dataclass(frozen=True)
class PowerDocument:
    """What ``detente power FILE --json`` prints; counts of coalitions are text, as they outgrow numbers."""

    detente: Literal["power"]
    version: Literal[1]
    file: str
    rules: tuple[VotingRule, ...]
    veto: tuple[str, ...]
    any_rule: bool
    alternatives: tuple[tuple[VotingRule, ...], ...]
    exact: bool
    error: PowerError
    players: tuple[PlayerPower, ...]
    winning: str
    passage: float
