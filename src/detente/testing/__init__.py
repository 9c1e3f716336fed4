"""For tests, ours and those of other packages: strategies, and the suite that every model must pass.

Needs the extra ``testing``.
"""

from __future__ import annotations

try:
    import hypothesis as _hypothesis  # noqa: F401
except ImportError as _why:
    raise ImportError("detente.testing needs hypothesis: install detente[testing]") from _why

from detente.testing.bargains import bargains
from detente.testing.changes import Case
from detente.testing.laws import ALWAYS, Verdict, check_law, check_model, model_laws
from detente.testing.sample import sample_forecast, sample_scenario
from detente.testing.strategies import scenarios

__all__ = [
    "ALWAYS",
    "Case",
    "Verdict",
    "bargains",
    "check_law",
    "check_model",
    "model_laws",
    "sample_forecast",
    "sample_scenario",
    "scenarios",
]
