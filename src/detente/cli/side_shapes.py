"""The shapes of what the commands on alignment and voting power print with --json."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

_Sides = list[list[str]]


class _Party(TypedDict):
    actor: str
    label: str
    size: float
    held: str | None


class _Pair(TypedDict):
    a: str
    b: str
    propensity: float
    low: float
    high: float
    parts: dict[str, float]


class _Least(TypedDict):
    energy: float
    bound: float
    proved: bool
    tied: int
    method: str


class _Stable(TypedDict):
    sides: _Sides
    energy: float
    basin: int
    frustration: dict[str, float]
    wrong: NotRequired[int]


class _Likely(TypedDict):
    sides: _Sides
    probability: float


class _Distance(TypedDict):
    a: str
    b: str
    distance: float


_Kind = Literal["unit veto", "stable marriage", "romantic triangle", "menage a trois", "open"]


class _Triangle(TypedDict):
    actors: list[str]
    kind: _Kind
    kinds: dict[_Kind, float]
    places: dict[str, Literal["outcast", "foe", "wing", "partner", "friend", "pivot"] | None]
    values: dict[str, float]
    nearness: float
    distances: list[_Distance]


class _Known(TypedDict):
    date: str
    sides: _Sides
    note: str | None


class _Configuration(TypedDict):
    sides: _Sides
    energy: float
    minimum: bool


class _LeftOut(TypedDict):
    actor: str
    label: str
    why: str


class _Likeliest(TypedDict):
    sides: _Sides
    probability: float
    at_best_values: bool


class Align(TypedDict):
    """What ``detente align CASE --json`` prints; ``together`` is a matrix in the order of ``actors``."""

    detente: Literal["align"]
    version: Literal[1]
    title: str
    date: str | None
    actors: list[_Party]
    ingredients: dict[str, str]
    propensities: list[_Pair]
    left_out: list[_LeftOut]
    undated: str | None
    unmoved: list[str]
    likeliest: _Likeliest
    clipped: int
    blocs: int
    draws: int
    seed: int
    minimum: _Least
    minima: list[_Stable]
    minima_found: int
    exhaustive: bool
    configurations: int
    basins_counted: int
    together: list[list[float]]
    probabilities: list[_Likely]
    probabilities_found: int
    triangles: list[_Triangle]
    triangles_found: int
    known: NotRequired[_Known]
    all: NotRequired[list[_Configuration]]
    page: NotRequired[str]


class _Lever(TypedDict):
    kind: Literal["propensity", "size"]
    actors: list[str]
    now: float
    move: float | None
    then: float | None


class _Tip(TypedDict):
    levers: list[_Lever]
    by: float | None
    usual: bool
    proved: bool
    sides: _Sides


class _Axis(TypedDict):
    actors: list[str]
    values: list[float]
    now: float


class _Diagram(TypedDict):
    x: _Axis
    y: _Axis
    configurations: list[_Sides]
    phase: list[list[int]]
    proved: bool


class Tip(TypedDict):
    """What ``detente tip CASE --json`` prints; ``phase`` has a row for each value of ``x``."""

    detente: Literal["tip"]
    version: Literal[1]
    title: str
    date: str | None
    left_out: list[_LeftOut]
    undated: str | None
    now: _Sides
    tied: int
    tips: list[_Tip]
    diagram: _Diagram | None


class _Triads(TypedDict):
    balanced: int
    unbalanced: int
    by_hostile_ties: list[int]


class _Edge(TypedDict):
    source: str
    target: str
    sign: Literal[1, -1]


class _Network(TypedDict):
    network: str
    actors: int
    ties: int
    hostile: int
    doubled: int
    triads: _Triads
    frustration_index: float
    bound: float
    proved: bool
    balance: float
    method: str
    seconds: float
    camps: _Sides
    frustrated: list[_Edge]


class Frustration(TypedDict):
    """What ``detente frustration EDGES --json`` prints."""

    detente: Literal["frustration"]
    version: Literal[1]
    file: str
    seed: int
    networks: list[_Network]


class _Rule(TypedDict):
    name: str
    quota: str


class _Player(TypedDict):
    player: str
    weights: list[float]
    exact_weights: list[str]
    shapley_shubik: float
    banzhaf: float
    banzhaf_absolute: float
    swings: str


class _Error(TypedDict):
    """How far off shares of power can be at most, 0 where they are exact."""

    shapley_shubik: float
    banzhaf: float


class Power(TypedDict):
    """What ``detente power FILE --json`` prints; counts of coalitions are text, as they outgrow numbers."""

    detente: Literal["power"]
    version: Literal[1]
    file: str
    rules: list[_Rule]
    veto: list[str]
    any_rule: bool
    alternatives: list[list[_Rule]]
    exact: bool
    error: _Error
    players: list[_Player]
    winning: str
    passage: float


SIDE_SHAPES = (Align, Tip, Frustration, Power)
