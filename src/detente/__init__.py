"""Détente: forecasting international politics from sourced scenarios with published models.

>>> import detente
>>> case = detente.load("alaska-2025")
>>> case.as_of.isoformat()
'2025-08-17'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente import catalog, models
    from detente.catalog import load
    from detente.draws import draw
    from detente.forecasts import forecast, open_run, save_run
    from detente.models.duration import baserate
    from detente.report import write_report
    from detente.scenario import Document, Scenario, ScenarioError, dumps, json_schema, loads, verify

# where each public name lives; it is imported on first use, so that `import detente` stays quick
_HOMES = {
    "Document": "detente.scenario",
    "Scenario": "detente.scenario",
    "ScenarioError": "detente.scenario",
    "baserate": "detente.models.duration",
    "catalog": "",
    "draw": "detente.draws",
    "dumps": "detente.scenario",
    "forecast": "detente.forecasts",
    "json_schema": "detente.scenario",
    "load": "detente.catalog",
    "loads": "detente.scenario",
    "models": "",
    "open_run": "detente.forecasts",
    "save_run": "detente.forecasts",
    "verify": "detente.scenario",
    "write_report": "detente.report",
}

__all__ = [
    "Document",
    "Scenario",
    "ScenarioError",
    "baserate",
    "catalog",
    "draw",
    "dumps",
    "forecast",
    "json_schema",
    "load",
    "loads",
    "models",
    "open_run",
    "save_run",
    "verify",
    "write_report",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'detente' has no attribute {name!r}")
    if not home:
        return importlib.import_module(f"detente.{name}")
    return getattr(importlib.import_module(home), name)


def __dir__() -> list[str]:
    return __all__
