"""The shapes of what commands print with --json, as JSON Schema."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Literal, NotRequired

from pydantic import TypeAdapter
from typing_extensions import TypedDict

from detente.cli.answer_documents import BurdenDocument, ConflictDocument, WinsetDocument
from detente.cli.duration_shapes import DURATION_SHAPES
from detente.models.registry import nearest
from detente.records import schema_of
from detente.results.alignment import AlignDocument, TipDocument
from detente.results.document import ForecastDocument
from detente.results.frustration import FrustrationDocument
from detente.results.link_effects import LinkStatus
from detente.results.voting import PowerDocument


class UnknownSchemaError(LookupError):
    """No shape of that name; the message names the nearest."""


class _Case(TypedDict):
    slug: str
    title: str
    as_of: str
    actors: int
    issues: list[str]


class Catalog(TypedDict):
    """What ``detente catalog --json`` prints."""

    detente: Literal["catalog"]
    version: Literal[1]
    cases: list[_Case]


class _Point(TypedDict):
    at: float
    label: str


class _Question(TypedDict):
    question: str
    scale: list[_Point]


class _Actor(TypedDict):
    label: str
    kind: str
    consent: list[str]


class _Quantity(TypedDict):
    low: float
    best: float
    high: float
    because: list[str]
    basis: Literal["passage", "figure", "assumption"]


class Show(TypedDict):
    """What ``detente show CASE --json`` prints."""

    detente: Literal["show"]
    version: Literal[2]
    title: str
    as_of: str
    issues: dict[str, _Question]
    actors: dict[str, _Actor]
    quantities: dict[str, _Quantity]
    basis: dict[Literal["passage", "figure", "assumption"], int]
    links: list[LinkStatus]


class _Passage(TypedDict):
    id: str
    source: str
    status: Literal["verified", "moved", "ambiguous", "orphaned", "unavailable"]
    exact: str
    start: int | None
    found: list[int]
    detail: str


class _Source(TypedDict):
    id: str
    file: str | None
    available: bool
    unchanged: bool | None
    detail: str


class _Warning(TypedDict):
    message: str
    file: str
    line: int
    column: int
    path: str
    what: str
    got: str
    remedy: str


class Check(TypedDict):
    """What ``detente check CASE --json`` prints."""

    detente: Literal["check"]
    version: Literal[1]
    case: str
    ok: bool
    counts: dict[str, int]
    sources: list[_Source]
    passages: list[_Passage]
    warnings: list[_Warning]
    reanchored: list[str]


class _Model(TypedDict):
    slug: str
    name: str
    family: str
    summary: str
    references: list[str]
    baseline: bool
    issues: Literal["one", "several"]
    needs: list[str]
    breaks: dict[str, str]
    variants: dict[str, dict[str, Any]]


class Models(TypedDict):
    """What ``detente models --json`` prints."""

    detente: Literal["models"]
    version: Literal[1]
    models: list[_Model]


class _Scores(TypedDict):
    name: str
    kind: Literal["model", "baseline"]
    distribution: bool
    issues: int
    proposals: int
    scores: dict[str, float]
    mae_difference_to_mean: tuple[float, float | None, float | None]
    verdict: Literal["better", "not told apart", "worse"] | None
    crps_difference_to_mean_with_error: tuple[float, float | None, float | None] | None
    error: list[float | None]
    crps: list[float | None]
    pit: NotRequired[list[tuple[float, float] | None]]
    pit_histogram: NotRequired[list[float] | None]
    note: NotRequired[str]


class Backtest(TypedDict):
    """What ``detente backtest FILE --json`` prints; lists run over issues, as ``issues`` names them.

    With fewer than six proposals the ends of intervals and the verdict are null; the PIT's histogram is with
    fewer than fifty issues.
    """

    detente: Literal["backtest"]
    version: Literal[1]
    format: Literal[1]
    file: str
    issues: list[str]
    proposals: int
    outcome: list[float]
    seed: int
    sentence: str
    left_out: list[str]
    silent: dict[str, str]
    models: dict[str, _Scores]


class _FittedOn(TypedDict):
    file: str
    data: str
    issues: int
    ridge: float
    proposals: list[str]


class Calibrate(TypedDict):
    """What ``detente calibrate FILE --json`` prints."""

    detente: Literal["calibrate"]
    version: Literal[1]
    file: str
    format: Literal[1]
    model: str
    coefficients: dict[str, float]
    fitted_on: _FittedOn
    cross_validation: dict[str, Any]


class Report(TypedDict):
    """What ``detente report RUN --json`` prints."""

    detente: Literal["report"]
    version: Literal[1]
    report: str
    folder: str
    bytes: int


class _Problem(TypedDict):
    message: str
    file: NotRequired[str]
    line: NotRequired[int | None]
    column: NotRequired[int | None]
    path: NotRequired[str]
    what: NotRequired[str]
    got: NotRequired[str | None]
    remedy: NotRequired[str]


class Error(TypedDict):
    """Any command with --json that fails."""

    detente: Literal["error"]
    version: Literal[1]
    exit_code: Literal[1, 2]
    problems: list[_Problem]
    more: int


def _scenario() -> dict[str, Any]:
    from detente.scenario import json_schema

    return json_schema()


def _explain() -> dict[str, Any]:
    from detente.cli.commands.explain import Explain

    return schema_of(Explain)


#: The records that are printed as documents, by name.
RECORDS: dict[str, type] = {
    "align": AlignDocument,
    "burden": BurdenDocument,
    "conflict": ConflictDocument,
    "forecast": ForecastDocument,
    "frustration": FrustrationDocument,
    "power": PowerDocument,
    "tip": TipDocument,
    "winset": WinsetDocument,
}

SHAPES: dict[str, Callable[[], dict[str, Any]]] = (
    {"scenario": _scenario, "explain": _explain}
    | {name: partial(schema_of, record) for name, record in RECORDS.items()}
    | {
        shape.__name__.lower(): TypeAdapter(shape).json_schema
        for shape in (
            *(Backtest, Calibrate, Catalog, Check, Error, Models, Report, Show),
            *DURATION_SHAPES,
        )
    }
)


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of that name; raises UnknownSchemaError."""
    if name not in SHAPES:
        raise UnknownSchemaError(f"no schema {name!r}{nearest(name, SHAPES)}")
    return SHAPES[name]()
