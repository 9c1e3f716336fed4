"""The shapes of what `detente winset`, `conflict` and `burden` print with --json.

Spans hold four draws in five; shares of draws and fractions of GDP are from 0 to 1.
"""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

Basis = dict[Literal["passage", "figure", "assumption"], int]


class Span(TypedDict):
    """A median and the ends of the central 80 % interval."""

    median: float
    low: float
    high: float


# `from` is no name in Python
_Passed = TypedDict("_Passed", {"from": str, "to": str, "what": str, "words": str})


class Link(TypedDict):
    """A link between parts: whether it is on, what the scenario says of it, what it passes."""

    name: str
    on: bool
    stated: bool | None
    passes: list[_Passed]


_Shift = TypedDict(
    "_Shift",
    {
        "model": str,
        "issue": str,
        "with": float | None,
        "without": float | None,
        "shift": float | None,
    },
)
_Share = TypedDict("_Share", {"of": str, "with": float | None, "without": float | None})
_Social = TypedDict("_Social", {"state": str, "target": float, "with": float | None, "without": float | None})


class Ablation(TypedDict):
    """What one link changes: medians of settlements, shares of draws, cuts of social spending."""

    link: str
    settlements: list[_Shift]
    shares: list[_Share]
    social: list[_Social]


class _Concession(TypedDict):
    issue: str
    move: Span
    share: float
    keeps: float
    of: int


class _Joint(TypedDict):
    issue: str
    move: Span
    share: float
    of: int


class _Alone(TypedDict):
    issue: str
    low: Span | None
    high: Span | None


class _Ratifier(TypedDict):
    actor: str
    label: str
    members: list[str]
    ratifies: float | None
    concessions: list[_Concession]
    payment: Span | None
    alone: list[_Alone]


class _Blocking(TypedDict):
    actors: list[str]
    share: float


class _Packed(TypedDict):
    issue: str
    at: Span | None
    reversion: Span | None


class _AloneShare(TypedDict):
    issue: str
    share: float


class WinsetPart(TypedDict):
    """Whether a package suits all whose consent is needed, and who blocks."""

    settlement: str
    actors: list[_Ratifier]
    overlap: float
    put: int
    ratified: float | None
    joint: list[_Joint]
    in_range: float | None
    blocking: list[_Blocking]
    package: list[_Packed]
    alone: list[_AloneShare]
    least_gain: Span | None
    basis: Basis


class _At(Span):
    month: float


class _Course(TypedDict):
    lacking: str
    label: str
    end: Span | None
    collapse_a: float
    collapse_b: float


class _Stop(TypedDict):
    patron: str
    label: str
    side: Literal["a", "b"]
    after_months: float
    end: Span | None
    collapse: float


class _Range(TypedDict):
    least: Span | None
    most: Span | None
    empty: float


class _Guarantee(TypedDict):
    fights: float
    deterred: float
    forced: float
    lasts: float
    strength: Span | None
    belief: Span | None
    removed: Span | None
    needed: Span | None
    without: dict[str, float | None] | None


class ConflictPart(TypedDict):
    """Where fighting on leads, with and without each patron, and what a guarantee adds."""

    issue: str
    months: int
    a: list[str]
    b: list[str]
    line: list[_At]
    courses: list[_Course]
    stops: list[_Stop]
    range: _Range
    guarantee: _Guarantee | None
    basis: Basis


class _Bill(TypedDict):
    state: str
    label: str
    target: float
    extra: Span | None
    money: Span | None
    cuts: Span | None
    taxes: Span | None
    borrowing: Span | None
    social: Span | None
    debt: Span | None
    debt_without: Span | None


class _Ally(TypedDict):
    ally: str
    label: str
    spending: Span | None
    burden: Span | None
    alone: Span | None


class _Flow(TypedDict):
    flow: str
    label: str
    exporter_label: str
    importer_label: str
    rate: Span | None
    exposure: Span | None
    exports_lost: Span | None
    exporter: Span | None
    buyers: Span | None
    revenue: Span | None
    importer: Span | None


class BurdenPart(TypedDict):
    """What defence shares cost, an alliance's shares, and tariffs."""

    bills: NotRequired[list[_Bill]]
    by: NotRequired[int]
    basis: NotRequired[Basis]
    sharing: NotRequired[list[_Ally]]
    sharing_basis: NotRequired[Basis]
    exploitation: NotRequired[Span | None]
    trade: NotRequired[list[_Flow]]
    trade_basis: NotRequired[Basis]


class Round(TypedDict):
    """One round: what it comes to at its date."""

    date: str
    settlement: dict[str, Span | None]
    reversion: dict[str, Span | None]
    events: list[str]
    line: Span | None
    overlap: float | None
    ratified: float | None
    lasts: float | None
    put: int


class _Score(TypedDict):
    model: str
    median: float
    error: float
    crps: float
    inside: bool | None


class Outcome(TypedDict):
    """A settlement that is known, and how far each model was off."""

    issue: str
    date: str
    settlement: float
    source: str
    note: str | None
    scores: list[_Score]


class _Head(TypedDict):
    version: Literal[1]
    title: str
    draws: int
    seed: int
    links_off: list[str]


class Winset(_Head, WinsetPart):
    """What ``detente winset CASE --json`` prints."""

    detente: Literal["winset"]


class Conflict(_Head, ConflictPart):
    """What ``detente conflict CASE --json`` prints."""

    detente: Literal["conflict"]


class Burden(_Head, BurdenPart):
    """What ``detente burden CASE --json`` prints."""

    detente: Literal["burden"]
