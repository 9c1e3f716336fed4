"""From the scenario's votes, rules, consent and ties to the models that need them."""

from __future__ import annotations

import numpy as np
import pytest

from detente.draws import draw
from detente.forecasts import forecast
from detente.forecasts.nodes.settlement import to_bargain
from detente.models import Rule
from detente.scenario import loads

CASE = """
detente: 1
title: A vote
as_of: 2025-01-01
issues:
  toll:
    question: How high?
    scale: {0: none, 100: full}
    reversion: 20
    rule: {kind: qualified, quota: 0.65, setter: south}
  gate: {question: How wide?, scale: {0: shut, 100: open}, reversion: 50}
actors:
  east: {label: East, kind: state, capability: 5, consent: [toll]}
  north:
    label: North
    kind: state
    capability: [5, 15]
    votes: 6
    consent: [toll]
    members:
      army: {label: Army, kind: faction, capability: 2}
  south: {label: South, kind: state, capability: 4, votes: 4}
stances:
  - {actor: south, issue: toll, position: 90, salience: 50}
  - {actor: north/army, issue: toll, position: 40, salience: 50}
  - {actor: east, issue: toll, position: 10, salience: 10}
  - {actor: south, issue: gate, position: 20, salience: 50}
  - {actor: north, issue: gate, position: 60, salience: 50}
ties:
  - {kind: influence, from: south, to: north, value: [0.2, 0.4]}
  - {kind: influence, from: south, to: north/army, value: 0.9}
"""


@pytest.fixture(scope="module")
def case():
    return loads(CASE)


def test_the_arrays(case):
    drawn = draw(case, 16)
    table = to_bargain(drawn)
    assert table.votes.tolist() == [0, 6, 4]
    assert table.rules == (Rule("qualified", 0.65, 2), None)
    assert table.consent.tolist() == [[True, False], [True, False], [False, False]]
    tie = table.influence[:, 1, 2]
    np.testing.assert_array_equal(tie, drawn.values["ties.influence.south.north"])
    assert ((tie > 0.2) & (tie < 0.4)).all()
    # a faction's ties are the domestic level's affair
    assert (table.influence.sum(axis=(1, 2)) == tie).all()
    # of some draws, and of one issue
    assert table.draws(slice(3, 5)).influence.tolist() == table.influence[3:5].tolist()
    assert to_bargain(drawn, ["gate"]).rules == (None,)
    gate = table.one(1)
    assert gate.votes.tolist() == [6, 4]
    np.testing.assert_array_equal(gate.influence[:, 0, 1], tie)


def test_without_them_the_arrays_have_none():
    text = CASE[: CASE.index("ties:")].replace("votes: 6", "note: x").replace(", votes: 4", "")
    table = to_bargain(draw(loads(text), 4))
    assert table.votes is None
    assert table.influence is None


def test_the_models_that_need_them(case):
    made = forecast(case, ["setter", "influence", "package", "package:own"], draws=32)
    # south proposes with 4 of 10 votes, north accepts up to 2 * 40 - 20, and east has no vote
    np.testing.assert_allclose(made.outcome("setter", "toll"), 60)
    tie = draw(case, 32).values["ties.influence.south.north"]
    c = draw(case, 32).values["actors.north.capability"]
    north = 60 - 40 * tie
    np.testing.assert_allclose(made.outcome("influence", "gate"), (c * north + 4 * 20) / (c + 4))
    # east and north must consent, on both sides of 20: north gives way there for its way with the gate
    assert (made.outcome("package", "toll") < 20).all()
    assert (made.outcome("package", "gate") > 50).all()
    assert (made.data["package.agreement"] == 1).all()
    # judged by the toll alone there is nothing to agree on
    np.testing.assert_allclose(made.outcome("package:own", "toll"), 20)
    np.testing.assert_allclose(made.outcome("package:own", "gate"), 50)
    assert (made.data["package:own.agreement"] == 0).all()
    assert made.manifest["left_out"] == {}


def test_models_without_what_they_need_are_left_out_with_the_reason():
    text = CASE[: CASE.index("ties:")].replace("    reversion: 20\n", "").replace(", reversion: 50", "")
    text = "".join(line for line in text.splitlines(keepends=True) if "gate" not in line)
    for asked in (None, ["influence", "package", "exchange", "setter"]):
        made = forecast(loads(text), asked, draws=4)
        told = made.manifest["left_out"]
        assert told["influence"] == ["there are no ties of influence between actors at the table"]
        assert told["exchange"] == ["there is only one issue, so there is nothing to exchange"]
        assert told["package"] == told["setter"] == ["no issue states a reversion point"]
        assert not {"influence", "exchange", "package", "setter"} & set(made.models)
