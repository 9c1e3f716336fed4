"""The shapes of what commands print with --json, as JSON Schema."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from detente.cli import system_shapes
from detente.errors import UnknownNameError
from detente.models.registry import nearest


class UnknownSchemaError(UnknownNameError):
    """No shape of that name; the message names the nearest."""


class _Parameters(TypedDict):
    label: str
    model: str
    name: str
    baseline: bool
    parameters: dict[str, Any]
    references: list[str]


class _Manifest(TypedDict):
    format: Literal[1]
    key: str
    title: str
    as_of: str
    scenario_sha256: str
    seed: int
    draws: int
    issues: list[str]
    models: list[_Parameters]
    versions: dict[str, str]
    links_on: list[str]
    links: NotRequired[list[system_shapes.Link]]
    ablation: NotRequired[list[system_shapes.Ablation]]
    left_out: dict[str, list[str]]
    seconds: float
    threads: int


class _Stretch(TypedDict):
    low: float
    high: float
    low_label: str
    high_label: str


class _ScalePoint(TypedDict):
    at: float
    label: str


class _Summary(TypedDict):
    model: str
    name: str
    baseline: bool
    defined: float
    median: float | None
    mean: float | None
    intervals: dict[Literal["50", "80", "95"], tuple[float | None, float | None]]
    stretches: list[float | None]
    points: list[float | None]
    single: bool
    predictive: bool


class _Issue(TypedDict):
    issue: str
    label: str
    question: str
    points: list[_ScalePoint]
    stretches: list[_Stretch]
    models: list[_Summary]
    disagreement: float | None
    distance: float | None
    headline: str
    words: list[str]
    silence: str
    confidence: Literal["low", "moderate", "high"]
    draws: int
    unweighed: int
    certain: bool


class _History(TypedDict):
    actors: list[str]
    dimensions: list[str]
    positions: list[list[list[float | None]]]
    settled: bool
    turns: int


class Forecast(TypedDict):
    """What ``detente run CASE --json`` prints.

    Probabilities of an issue's points and of the open stretches between them sum to one.
    """

    detente: Literal["forecast"]
    version: Literal[2]
    manifest: _Manifest
    issues: list[_Issue]
    winset: NotRequired[system_shapes.WinsetPart]
    conflict: NotRequired[system_shapes.ConflictPart]
    burden: NotRequired[system_shapes.BurdenPart]
    rounds: NotRequired[list[system_shapes.Round]]
    outcomes: NotRequired[list[system_shapes.Outcome]]
    folder: NotRequired[str]
    report: NotRequired[str]
    histories: NotRequired[dict[str, _History]]


_Event = TypedDict(
    "_Event",
    {
        "actor": str,
        "with": str,
        "kind": str,
        "from": list[float | None],
        "to": list[float | None],
        "accepted": bool,
        "why": str,
    },
)


class _WithoutStance(TypedDict):
    actor: str
    issues: list[str]


class _Play(TypedDict):
    issues: list[str]
    ending: str
    present: list[str]
    without_stance: list[_WithoutStance]
    turns: list[list[_Event]]
    positions: list[list[list[float | None]]]


class Explain(TypedDict):
    """What ``detente explain CASE --json`` prints."""

    detente: Literal["explain"]
    version: Literal[1]
    model: str
    actors: list[str]
    issues: list[str]
    plays: list[_Play]


#: The documents by name, each with the module and the class of its record.
DOCUMENTS: dict[str, tuple[str, str]] = {
    "align": ("detente.cli.side_shapes", "Align"),
    "backtest": ("detente.cli.commands.backtest", "BacktestDocument"),
    "baserate": ("detente.cli.baserate_documents", "BaserateDocument"),
    "burden": ("detente.cli.system_shapes", "Burden"),
    "calibrate": ("detente.cli.commands.calibrate", "CalibrateDocument"),
    "catalog": ("detente.cli.commands.catalog", "CatalogDocument"),
    "check": ("detente.cli.commands.check", "CheckDocument"),
    "classes": ("detente.cli.baserate_documents", "ClassesDocument"),
    "conflict": ("detente.cli.system_shapes", "Conflict"),
    "crises": ("detente.cli.baserate_documents", "CrisesDocument"),
    "durations": ("detente.cli.baserate_documents", "DurationsDocument"),
    "error": ("detente.cli.error_document", "ErrorDocument"),
    "explain": ("detente.cli.json_schemas", "Explain"),
    "forecast": ("detente.cli.json_schemas", "Forecast"),
    "frustration": ("detente.cli.side_shapes", "Frustration"),
    "models": ("detente.cli.commands.models", "ModelsDocument"),
    "power": ("detente.cli.side_shapes", "Power"),
    "report": ("detente.cli.commands.report", "ReportDocument"),
    "show": ("detente.cli.commands.show", "ShowDocument"),
    "tip": ("detente.cli.side_shapes", "Tip"),
    "winset": ("detente.cli.system_shapes", "Winset"),
}

#: What a schema can be asked for.
NAMES = ("scenario", *DOCUMENTS)


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of a scenario file, or of a document by its name.

    Raises
    ------
    UnknownSchemaError
        If there is none of that name.
    """
    if name not in NAMES:
        raise UnknownSchemaError(f"no schema {name!r}{nearest(name, dict.fromkeys(NAMES))}")
    if name == "scenario":
        from detente.scenario import json_schema

        return json_schema()
    from detente.records import schema_of

    module, record = DOCUMENTS[name]
    return schema_of(getattr(import_module(module), record))
