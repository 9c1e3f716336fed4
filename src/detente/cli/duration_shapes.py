"""The shapes of what ``detente baserate`` prints with --json."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

_Interval = tuple[float, float, float]
_Kind = Literal["agreement", "victory", "other"]


class _EndsBy(TypedDict):
    low: float
    pooled: float
    high: float
    sampling: tuple[float, float]


class _Member(TypedDict):
    slug: str
    label: str
    source: str
    citation: str
    end: str
    cases: int
    ends: int
    endings: int
    median_days: float
    longest_days: float
    tabulated_days: float
    lasted_as_long: int
    by_family: dict[str, float]


class _Brief(TypedDict):
    question: str
    member: str
    scheme: str
    conflicts: int
    share: float
    brier: float
    over_constant: _Interval
    over_base: _Interval
    bias: _Interval
    slope: _Interval
    kind_skill: _Interval
    kind_by_shares: bool


class Baserate(TypedDict):
    """What ``detente baserate CLASS --lasted ... --by ... --json`` prints."""

    detente: Literal["baserate"]
    version: Literal[1]
    as_of: str
    by: str
    reference_class: str
    label: str
    lasted_days: float
    horizon_days: float
    ends: _EndsBy
    by_kind: dict[_Kind, _EndsBy]
    members: list[_Member]
    scores: list[_Brief]


class _Class(TypedDict):
    name: str
    label: str
    members: list[str]


class Classes(TypedDict):
    """What ``detente baserate --json`` prints: the reference classes."""

    detente: Literal["classes"]
    version: Literal[1]
    classes: list[_Class]


class Crises(TypedDict):
    """What ``detente baserate crisis --json`` prints: published counts."""

    detente: Literal["crises"]
    version: Literal[1]
    label: str
    title: str
    citation: str
    median_days: int
    counts: dict[str, dict[str, float]]


class _Score(TypedDict):
    question: str
    member: str
    scheme: str
    forecast: str
    rows: int
    conflicts: int
    share: float
    brier: float
    over_constant: _Interval
    over_base: _Interval
    bias: _Interval
    slope: _Interval
    table: list[list[float]]


class _Attempt(TypedDict):
    what: str
    skill: _Interval


class Durations(TypedDict):
    """What ``detente baserate --score DIR --json`` prints."""

    detente: Literal["durations"]
    version: Literal[1]
    shipped: bool
    scores: list[_Score]
    kinds: dict[str, dict[str, Any]]
    attempts: list[_Attempt]


DURATION_SHAPES = (Baserate, Classes, Crises, Durations)
