"""The share of members that ratification needs by default is stated once."""

from __future__ import annotations

import pytest

from detente.forecasts import forecast
from detente.forecasts.nodes import ratification
from detente.scenario import Actor, ScenarioError, loads
from detente.scenario.ratifiers import MAJORITY

CASE = """
detente: 1
title: A toll
as_of: 2025-01-01
issues: {toll: {question: How high?, scale: {0: none, 100: full}, reversion: 0}}
actors:
  a: {label: A, kind: state, capability: 1}
  b:
    label: B
    kind: state
    capability: 1
    consent: [toll]
    members:
      left: {label: Left, kind: faction, capability: 55}
      right: {label: Right, kind: faction, capability: 45}
stances:
  - {actor: a, issue: toll, position: 50, salience: 50}
  - {actor: b/left, issue: toll, position: 60, salience: 50}
  - {actor: b/right, issue: toll, position: 0, salience: 50}
"""


def _ratified(text: str) -> float:
    answer = forecast(loads(text), ["mean"], draws=2, threads=1).ratification
    assert answer is not None
    assert answer.ratified is not None
    return answer.ratified


def test_a_majority_of_the_members_ratifies_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    stated = "    consent: [toll]\n    threshold: {}\n"
    assert MAJORITY == 0.5
    assert _ratified(CASE) == _ratified(CASE.replace("    consent: [toll]\n", stated.format(0.5))) == 1
    assert _ratified(CASE.replace("    consent: [toll]\n", stated.format(0.6))) == 0
    monkeypatch.setattr(ratification, "MAJORITY", 0.6)
    assert _ratified(CASE) == 0


def test_its_description_and_its_remedy_state_the_same_share() -> None:
    assert Actor.model_fields["threshold"].description == (
        f"The share of its members' capability that ratification needs; {MAJORITY} by default."
    )
    with pytest.raises(ScenarioError, match=f"write {MAJORITY} for a majority"):
        loads(CASE.replace("    consent: [toll]\n", "    consent: [toll]\n    threshold: 2\n"))
