"""The JSON document of a forecast: what ``detente run CASE --json`` prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from detente.records import OMIT, MaybeNaN
from detente.results.burden import Burden
from detente.results.conflict import Conflict
from detente.results.link_effects import LinkEffect, LinkStatus
from detente.results.outcomes import KnownOutcome
from detente.results.ratification import Ratification
from detente.results.rounds import Round
from detente.results.settlement import IssueSummary


@dataclass(frozen=True)
class ModelEntry:
    """A model that ran, with its parameters."""

    label: str
    model: str
    name: str
    baseline: bool
    parameters: Mapping[str, Any]
    references: tuple[str, ...]
    predictive: Annotated[bool | None, OMIT] = None


@dataclass(frozen=True)
class Manifest:
    """How a forecast was made. What is optional is not in the manifests of every version, or every case."""

    format: Literal[2]
    key: str
    title: str
    as_of: str
    scenario_sha256: str
    seed: int
    draws: int
    issues: tuple[str, ...]
    models: tuple[ModelEntry, ...]
    versions: Mapping[str, str]
    links_on: tuple[str, ...]
    links: Annotated[tuple[LinkStatus, ...] | None, OMIT] = None
    ablation: Annotated[tuple[LinkEffect, ...] | None, OMIT] = None
    left_out: Annotated[Mapping[str, tuple[str, ...]] | None, OMIT] = None
    seconds: Annotated[float | None, OMIT] = None
    threads: Annotated[int | None, OMIT] = None


@dataclass(frozen=True)
class History:
    """A model's positions turn by turn, (turn, actor, dimension), null where an actor has no stance."""

    actors: tuple[str, ...]
    dimensions: tuple[str, ...]
    positions: tuple[tuple[tuple[MaybeNaN, ...], ...], ...]
    settled: bool
    turns: int


@dataclass(frozen=True)
class ForecastDocument:
    """What ``detente run CASE --json`` prints.

    Probabilities of an issue's points and of the open stretches between them sum to one. ``folder``,
    ``report`` and ``histories`` are added by the command.
    """

    detente: Literal["forecast"]
    version: Literal[3]
    manifest: Manifest
    issues: tuple[IssueSummary, ...]
    winset: Annotated[Ratification | None, OMIT] = None
    conflict: Annotated[Conflict | None, OMIT] = None
    burden: Annotated[Burden | None, OMIT] = None
    rounds: Annotated[tuple[Round, ...] | None, OMIT] = None
    outcomes: Annotated[tuple[KnownOutcome, ...] | None, OMIT] = None
    folder: Annotated[str | None, OMIT] = None
    report: Annotated[str | None, OMIT] = None
    histories: Annotated[Mapping[str, History] | None, OMIT] = None
