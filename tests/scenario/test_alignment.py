"""Ties of alignment, their ingredients and known outcomes: what is valid, and what is said of what is not."""

from __future__ import annotations

from datetime import date

import pytest

from detente.scenario import Scenario, ScenarioError, dumps, json_schema, loads
from detente.scenario.yaml.parse import parse_yaml

jsonschema = pytest.importorskip("jsonschema")

CASE = """\
detente: 1
title: Three
as_of: 2025-01-01
figures:
  votes: {value: 3, unit: votes, year: 2024, dataset: The assembly}
actors:
  a: {label: A, kind: bloc, capability: 55, size: [1, 2], members: {x: {label: X, kind: bloc, capability: 1}}}
  b: {label: B, kind: state, capability: 3}
  c: {label: C, kind: state, capability: 2}
alignment:
  ingredients:
    treaty: {label: Treaty, weight: 0.5}
    quarrel: {weight: [-1, -0.5, 0], otherwise: 0.1}
  blocs: 2
  watch: [[a, b], [b, c]]
  fixed: {a: one}
ties:
  - {kind: treaty, from: a, to: b, value: {value: 1, because: [votes]}, until: 2020-01-01}
  - {kind: treaty, from: b, to: a, value: -1, since: 2020-01-01}
  - {kind: quarrel, from: b, to: c, value: 12}
  - {kind: propensity, from: a, to: c, value: [-0.4, 0.5]}
  - {kind: influence, from: a, to: a/x, value: 0.5}
outcomes:
  - {date: 2026-01-01, sides: [[a], [b, c]], because: [votes], note: So it was.}
"""


def test_a_scenario_of_ties_alone_is_valid_and_round_trips() -> None:
    case = loads(CASE)
    assert case.issues == {}
    assert loads(dumps(case)) == case
    assert case.outcomes[0].date == date(2026, 1, 1)
    jsonschema.validate(parse_yaml(CASE, "x").value, json_schema())
    assert case.replace(title="Other").ties == case.ties


def test_every_number_has_its_path_place_and_basis() -> None:
    case = loads(CASE)
    paths = set(case.quantities())
    assert {
        "actors.a.size",
        "alignment.ingredients.treaty.weight",
        "alignment.ingredients.quarrel.otherwise",
        "ties.treaty.a.b",
        "ties.treaty.b.a.2020-01-01",
        "ties.propensity.a.c",
    } <= paths
    assert case.basis("ties.treaty.a.b") == "figure"
    assert case.where("ties.treaty.b.a.2020-01-01") == (19, 43)
    assert case.where("alignment.ingredients.quarrel.weight") == (13, 23)


MISTAKES = [
    (
        "kind: quarrel",
        "kind: quarel",
        "20:12: ties.2.kind: unknown kind of tie, got 'quarel', did you mean 'quarrel'?",
    ),
    ("[-0.4, 0.5]", "[-1.4, 0.5]", "21:47: ties.3.value: expected values within -1 to 1, got [-1.4, 0.5]"),
    ("from: b, to: c", "from: b, to: b", "20:34: ties.2.to: a tie goes from one actor to another, got 'b'"),
    ("from: b, to: c", "from: b, to: d", "20:34: ties.2.to: no actor with this id, got 'd'"),
    (
        "from: b, to: c",
        "from: b, to: a/x",
        "20:34: ties.2.to: a member takes no side of its own, got 'a/x', name a",
    ),
    (
        "since: 2020-01-01",
        "since: 2019-12-31",
        "19:5: ties.1: this pair has such a tie already, for some of the time, keep this one or ties.0",
    ),
    ("until: 2020-01-01", "until: 2030-01-01", "19:5: ties.1: this pair has such a tie already, for some of"),
    (
        "value: 0.5}\nout",
        "value: 0.5, since: 2020-01-01}\nout",
        "22:53: ties.4.since: this kind of tie has no dates",
    ),
    (
        "value: 12}",
        "value: 12, since: 2020-01-01, until: 2019-01-01}",
        "ties.2.until: the tie ends before it begins",
    ),
    ("{a: one}", "{z: one}", "16:11: alignment.fixed.z: no actor with this id"),
    ("{a: one}", "{a: one, b: two, c: three}", "alignment.fixed: there are more sides than blocs"),
    ("blocs: 2", "blocs: 1", "14:10: alignment.blocs: expected a number of at least 2, got 1"),
    ("[[a, b], [b, c]]", "[[a, b], [b, z]]", "15:23: alignment.watch.1.1: no actor with this id, got 'z'"),
    ("[[a, b], [b, c]]", "[[a, a]]", "15:15: alignment.watch.0.1: a pair needs two actors, got 'a'"),
    (
        "treaty: {label",
        "influence: {label",
        "12:5: alignment.ingredients.influence: this is a kind of tie already",
    ),
    ("[[a], [b, c]]", "[[a], [b, a]]", "24:41: outcomes.0.sides.1.1: this actor has a side already, got 'a'"),
    ("[[a], [b, c]]", "[[a], [b, z]]", "24:41: outcomes.0.sides.1.1: no actor with this id, got 'z'"),
    ("note: So", "settlements: {toll: 3}, note: So", "outcomes.0.settlements.toll: no issue with this id"),
    (
        "because: [votes], note",
        "because: [vote], note",
        "outcomes.0.because.0: no passage or figure with this id",
    ),
    ("size: [1, 2]", "size: -1", "7:51: actors.a.size: expected values of at least 0, got -1"),
]


@pytest.mark.parametrize(("old", "new", "said"), MISTAKES, ids=[m[1] for m in MISTAKES])
def test_a_mistake_is_told_where_it_is(old: str, new: str, said: str) -> None:
    assert CASE.count(old) == 1 or old == "from: b, to: c"
    with pytest.raises(ScenarioError) as caught:
        loads(CASE.replace(old, new), "f.yaml")
    assert said in str(caught.value)


def test_without_issues_there_must_be_ties() -> None:
    text = CASE.partition("alignment:")[0]
    with pytest.raises(ScenarioError, match="no issues to settle and no ties"):
        loads(text)
    assert not jsonschema.Draft202012Validator(json_schema()).is_valid(parse_yaml(text, "x").value)


@pytest.mark.parametrize(
    ("old", "new"),
    [("[-0.4, 0.5]", "[-1.4, 0.5]"), ("a/x, value: 0.5", "a/x, value: 1.5"), ("blocs: 2", "blocs: 7")],
)
def test_the_json_schema_knows_the_bounds(old: str, new: str) -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    assert validator.is_valid(parse_yaml(CASE, "x").value)
    assert not validator.is_valid(parse_yaml(CASE.replace(old, new), "x").value)


def test_the_json_schema_knows_the_kinds_where_no_alignment_names_more() -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    value = parse_yaml(CASE, "x").value
    del value["alignment"]
    assert not validator.is_valid(value)
    with pytest.raises(ValueError, match="validation error"):
        Scenario.model_validate(value)


def test_events_may_set_ties_sizes_and_weights() -> None:
    extra = (
        "steps: {every: 1 year, count: 2}\n"
        "events:\n"
        "  - {date: 2026-01-01, set: ties.propensity.a.c, value: 1}\n"
        "  - {date: 2026-01-01, set: actors.a.size, value: 9}\n"
        "  - {date: 2026-01-01, set: alignment.ingredients.treaty.weight, value: 0.1}\n"
    )
    assert len(loads(CASE + extra).events) == 3
    with pytest.raises(ScenarioError, match="expected values within -1 to 1"):
        loads(CASE + extra.replace("a.c, value: 1", "a.c, value: 2"))
