"""How issues are put to the vote, and how actors stand to each other."""

from __future__ import annotations

import pytest

from detente.scenario import Document, Quantity, Rule, Scenario, ScenarioError, Tie, dumps, loads

CASE = """\
detente: 1
title: A vote
as_of: 2025-01-01
sources: {minutes: {title: Minutes}}
passages: {trade: {source: minutes, exact: they trade}}
issues:
  toll:
    question: How high?
    scale: {0: none, 100: full}
    rule: {kind: qualified, quota: 0.65, setter: north}
  gate: {question: How wide?, scale: {0: shut, 100: open}, rule: {kind: unanimity}}
actors:
  north:
    label: North
    kind: state
    capability: 10
    votes: 10
    members:
      army: {label: Army, kind: faction, capability: 2}
  south: {label: South, kind: state, capability: 4, votes: 4}
stances:
  - {actor: north/army, issue: toll, position: 80, salience: 50}
  - {actor: south, issue: toll, position: 50, salience: 20}
  - {actor: south, issue: gate, position: 40, salience: 5}
ties:
  - {kind: influence, from: north, to: south, value: {value: [0.1, 0.3, 0.5], because: [trade]}}
  - {kind: influence, from: south, to: north/army, value: 0.2, note: Through the press.}
"""


def test_rules_votes_and_ties_are_read():
    case = loads(CASE)
    assert case.issues["toll"].rule == Rule(kind="qualified", quota=0.65, setter="north")
    assert case.issues["gate"].rule == Rule(kind="unanimity")
    assert [a.votes for a in case.flat_actors().values()] == [10, None, 4]
    value, note = Quantity.model_validate(0.2), "Through the press."
    assert case.ties[1] == Tie(kind="influence", from_="south", to="north/army", value=value, note=note)
    assert case.basis("ties.influence.north.south") == "passage"


def test_ties_are_quantities_with_a_place():
    case = loads(CASE)
    assert list(case.quantities())[-2:] == ["ties.influence.north.south", "ties.influence.south.north/army"]
    assert case.where("ties.influence.north.south") == (26, 54)
    assert case.where("ties.1.to") == (27, 40)
    assert case.where("ties.influence.south.north") is None


def test_they_are_written_and_read_back():
    case = loads(CASE)
    text = dumps(case)
    assert loads(text) == case
    assert "    rule: {kind: qualified, quota: 0.65, setter: north}\n" in text
    assert (
        "  - {kind: influence, from: south, to: north/army, value: 0.2, note: Through the press.}\n" in text
    )
    assert Scenario.model_validate(case.model_dump()) == case


def test_a_tie_is_edited_by_what_it_ties():
    document = Document.parse(CASE)
    assert document.get("ties.influence.south.north/army") == 0.2
    document.set("ties.influence.south.north/army", [0.1, 0.4])
    assert document.text() == CASE.replace("value: 0.2", "value: [0.1, 0.4]")
    document.set("ties.influence.south.north/army.note", "Through friends.")
    assert "note: Through friends." in document.text()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "kind: influence, from: n",
            "kind: influense, from: n",
            "26:12: ties.0.kind: unknown kind of tie, got 'influense', did",
        ),
        ("from: north", "from: noth", "26:29: ties.0.from: no actor with this id, got 'noth', did"),
        (
            "to: north/army",
            "to: north/navy",
            "27:40: ties.1.to: no actor with this id, got 'north/navy', did",
        ),
        ("from: north, to", "frm: north, to", "26:23: ties.0.frm: unknown key, did you mean 'from'?"),
        ("from: north, to", "frm: north, to", "26:23: ties.0.frm: unknown key, did you mean 'from'?"),
        (
            "0.3, 0.5]",
            "0.3, 1.5]",
            "26:54: ties.0.value: expected values within 0 to 1, got [0.1, 1.5], that",
        ),
        ("because: [trade]", "because: [trad]", "no passage or figure with this id, got 'trad', did"),
        ("to: south", "to: north", "ties.0.to: a tie goes from one actor to another"),
        (
            "from: south, to: north/army",
            "from: north, to: south",
            "27:5: ties.1: this tie is given already, keep this",
        ),
        (
            "setter: north",
            "setter: nort",
            "10:50: issues.toll.rule.setter: no actor with this id, got 'nort', did",
        ),
        ("setter: north", "setter: north/army", "issues.toll.rule.setter: expected an id, got 'north/army'"),
        (
            "{kind: unanimity}",
            "{kind: unanimity, setter: north}",
            "issues.gate.rule.setter: the setter takes no stance on this issue, got",
        ),
        ("quota: 0.65, ", "", "10:11: issues.toll.rule: a qualified majority needs a quota"),
        ("quota: 0.65", "quota: 0.5", "issues.toll.rule.quota: expected a number more than 0.5, got 0.5"),
        ("quota: 0.65", "quota: 65", "issues.toll.rule.quota: expected a number of at most 1, got 65"),
        (
            "kind: unanimity",
            "kind: unanimity, quota: 0.9",
            "issues.gate.rule.quota: only a qualified majority has a quota, got 0.9",
        ),
        (
            "kind: unanimity",
            "kind: unanimous",
            "issues.gate.rule.kind: expected 'majority', 'qualified' or 'unanimity'",
        ),
        ("votes: 4", "votes: -4", "actors.south.votes: expected a number of at least 0, got -4"),
        (
            "capability: 2}",
            "capability: 2, votes: 3}",
            "actors.north.members.army.votes: a member has no votes of its own, got 3",
        ),
    ],
)
def test_each_mistake_is_told_at_its_place(old, new, said):
    assert CASE.count(old) == 1
    with pytest.raises(ScenarioError) as caught:
        loads(CASE.replace(old, new), "case.yaml")
    assert said in str(caught.value)
