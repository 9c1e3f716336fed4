"""The JSON Schemas of what commands print with --json, read off the records of the documents."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from detente.errors import UnknownNameError
from detente.models.registry import nearest


class UnknownSchemaError(UnknownNameError):
    """No shape of that name; the message names the nearest."""


#: The documents by name, each with the module and the class of its record.
DOCUMENTS: dict[str, tuple[str, str]] = {
    "align": ("detente.results.alignment", "AlignDocument"),
    "backtest": ("detente.cli.commands.backtest", "BacktestDocument"),
    "baserate": ("detente.cli.baserate_documents", "BaserateDocument"),
    "burden": ("detente.cli.answer_documents", "BurdenDocument"),
    "calibrate": ("detente.cli.commands.calibrate", "CalibrateDocument"),
    "catalog": ("detente.cli.commands.catalog", "CatalogDocument"),
    "check": ("detente.cli.commands.check", "CheckDocument"),
    "classes": ("detente.cli.baserate_documents", "ClassesDocument"),
    "conflict": ("detente.cli.answer_documents", "ConflictDocument"),
    "crises": ("detente.cli.baserate_documents", "CrisesDocument"),
    "durations": ("detente.cli.baserate_documents", "DurationsDocument"),
    "error": ("detente.cli.error_document", "ErrorDocument"),
    "explain": ("detente.cli.commands.explain", "Explain"),
    "forecast": ("detente.results.document", "ForecastDocument"),
    "frustration": ("detente.results.frustration", "FrustrationDocument"),
    "models": ("detente.cli.commands.models", "ModelsDocument"),
    "power": ("detente.results.voting", "PowerDocument"),
    "report": ("detente.cli.commands.report", "ReportDocument"),
    "show": ("detente.cli.commands.show", "ShowDocument"),
    "tip": ("detente.results.alignment", "TipDocument"),
    "winset": ("detente.cli.answer_documents", "WinsetDocument"),
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
