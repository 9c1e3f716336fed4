"""The conformance suite of every family: laws by family, random cases, verdicts."""

from __future__ import annotations

from detente.testing.laws.settlement import ALWAYS
from detente.testing.laws.suite import Verdict, broken, check_law, check_model, model_laws

__all__ = ["ALWAYS", "Verdict", "broken", "check_law", "check_model", "model_laws"]
