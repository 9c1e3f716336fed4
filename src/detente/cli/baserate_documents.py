"""What `detente baserate` prints with --json."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from detente.backtest.durations.covariates import Attempt
from detente.backtest.durations.run import Results
from detente.backtest.durations.scoring import KindScores, Score
from detente.models.duration import BaseRate
from detente.models.duration.reference_classes import Crisis, Question


@dataclass(frozen=True, kw_only=True)
class BaserateDocument(BaseRate):
    """What ``detente baserate CLASS --lasted ... --by ... --json`` prints."""

    detente: Literal["baserate"]
    version: Literal[1]
    as_of: datetime.date
    by: datetime.date


@dataclass(frozen=True)
class ClassEntry:
    """A reference class: what is asked about, and the classes of the data that answer."""

    name: str
    label: str
    members: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ClassesDocument:
    """What ``detente baserate --json`` prints: the reference classes."""

    detente: Literal["classes"]
    version: Literal[1]
    classes: tuple[ClassEntry, ...]


@dataclass(frozen=True, kw_only=True)
class CrisesDocument(Crisis):
    """What ``detente baserate crisis --json`` prints: published counts."""

    detente: Literal["crises"]
    version: Literal[1]


@dataclass(frozen=True, kw_only=True)
class DurationsDocument:
    """What ``detente baserate --score DIR --json`` prints."""

    detente: Literal["durations"]
    version: Literal[1]
    shipped: bool
    scores: tuple[Score, ...]
    kinds: Mapping[str, KindScores]
    attempts: tuple[Attempt, ...]


def document_rate(rate: BaseRate, as_of: datetime.date, by: datetime.date) -> BaserateDocument:
    """Return the document of a base rate."""
    return BaserateDocument(**vars(rate), detente="baserate", version=1, as_of=as_of, by=by)


def document_classes(questions: Mapping[str, Question]) -> ClassesDocument:
    """Return the document that lists the reference classes."""
    entries = tuple(ClassEntry(name, q.label, q.members) for name, q in questions.items())
    return ClassesDocument(detente="classes", version=1, classes=entries)


def document_crises(crisis: Crisis) -> CrisesDocument:
    """Return the document of the published counts of crises."""
    return CrisesDocument(**vars(crisis), detente="crises", version=1)


def document_scores(results: Results) -> DurationsDocument:
    """Return the document of scores out of sample."""
    return DurationsDocument(
        detente="durations",
        version=1,
        shipped=results.shipped,
        scores=results.scores,
        kinds=results.kinds,
        attempts=results.attempts,
    )
