"""An actor without a threshold of its own ratifies when half of what decides in it agrees, and not below."""

from __future__ import annotations

import pytest

from detente.forecasts import forecast
from detente.scenario import loads

#: With no agreement the toll is 0; the settlement lies above it, where one of the two factions gains.
CASE = """
detente: 1
title: A toll
as_of: 2025-01-01
issues: {toll: {question: How high?, scale: {0: none, 50: half, 100: full}, reversion: 0}}
actors:
  west: {label: West, kind: state, capability: 1, consent: [toll]}
  east:
    label: East
    kind: state
    capability: 1
    consent: [toll]
    members:
      for: {label: For, kind: faction, capability: 2}
      against: {label: Against, kind: faction, capability: AGAINST}
stances:
  - {actor: west, issue: toll, position: 100, salience: 50}
  - {actor: east/for, issue: toll, position: 100, salience: 50}
  - {actor: east/against, issue: toll, position: 0, salience: 50}
"""


@pytest.mark.parametrize(("against", "ratifies"), [("1.9", True), ("2", True), ("2.1", False)])
def test_half_is_enough(against: str, ratifies: bool) -> None:
    run = forecast(loads(CASE.replace("AGAINST", against)), ["mean"], draws=1)
    assert bool(run.data["ratification.ratifies"].sel(consenting="east").item()) is ratifies
