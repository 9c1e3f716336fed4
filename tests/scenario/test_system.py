"""The keys of fighting, money and time: what they hold, and what is refused with which words."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from detente.scenario import Scenario, ScenarioError, dumps, json_schema, loads
from detente.scenario.timeline import Steps, months_between
from detente.scenario.yaml.parse import parse_yaml

SYSTEM = (Path(__file__).parent / "system.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return loads(SYSTEM)


def test_every_number_has_a_path_and_a_basis(scenario: Scenario) -> None:
    found = scenario.quantities()
    paths = {
        "actors.east.autonomy": "passage",
        "actors.east.threshold": "assumption",
        "conflict.a.force": "assumption",
        "conflict.front.mobility": "assumption",
        "conflict.patrons.help.flow": "passage",
        "conflict.guarantee.audience": "assumption",
        "budgets.states.west.gdp": "figure",
        "alliance.allies.friend.taste": "assumption",
        "alliance.others": "assumption",
        "trade.steel.elasticity": "assumption",
        "steps.concession": "assumption",
        "events.0.value": "passage",
    }
    assert {path: scenario.basis(path) for path in paths} == paths
    assert found["conflict.a.optimism"].high == 0.1


def test_a_path_leads_to_its_place_in_the_file(scenario: Scenario) -> None:
    line, column = scenario.where("conflict.patrons.help.flow") or (0, 0)
    assert SYSTEM.splitlines()[line - 1][column - 1 :].startswith("{value: [2, 5]")


def test_what_is_written_reads_back_as_the_same(scenario: Scenario) -> None:
    assert loads(dumps(scenario)) == scenario


def test_the_json_schema_takes_it() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(json_schema())
    validator.validate(parse_yaml(SYSTEM, "x").value)


def changed(old: str, new: str) -> str:
    assert SYSTEM.count(old) == 1, old
    return SYSTEM.replace(old, new)


WRONG = [
    ("issue: river\n  months", "issue: rivr\n  months", "conflict.issue", "did you mean 'river'?"),
    ("months: 6", "months: 0", "conflict.months", "at least 1"),
    ("b: {actors: [west]", "b: {actors: [wst]", "conflict.b.actors.0", "did you mean 'west'?"),
    ("b: {actors: [west]", "b: {actors: [east]", "conflict.b.actors.0", "on both sides"),
    ("collapse: 0.5, cost: [0.05, 0.2]", "collapse: 1, cost: 0", "conflict.a.collapse", "below 1"),
    ("hold: [1, 1.3]", "hold: [0.9, 1.3]", "conflict.front.hold", "at least 1"),
    ("side: b", "side: c", "conflict.patrons.help.side", "'a' or 'b'"),
    ("flow: [1, 3]", "flow: [-1, 3]", "conflict.patrons.draft.flow", "at least 0"),
    ("flow: [1, 3]", "flow: [1, 3], flo: 1", "conflict.patrons.draft.flo", "did you mean 'flow'?"),
    ("until: 2025-06-30", "since: 2025-07-01, until: 2025-06-30", "conflict.patrons.help.until", "later day"),
    ("by: [friend]", "by: [freind]", "conflict.guarantee.by.0", "did you mean 'friend'?"),
    ("p_alone: [0.6, 0.9]", "p_alone: [0.6, 1.9]", "conflict.guarantee.p_alone", "from 0 to 1"),
    ("by: 2030", "by: 2025", "budgets.by", "later year"),
    ("targets: [3, 5]", "targets: []", "budgets.targets", "at least 1"),
    ("    west: {gdp", "    wset: {gdp", "budgets.states.wset", "did you mean 'west'?"),
    ("social: [15, 25]", "social: [0, 25]", "budgets.states.west.social", "more than 0"),
    ("because: [gdp-west]", "because: [gdp-wets]", "budgets.states.west.gdp.because.0", "'gdp-west'"),
    ("taste: [0.01, 0.04]", "taste: 1", "alliance.allies.west.taste", "below 1"),
    (", rates: [2, 30]", "", "trade.steel", "issue and rates go together"),
    ("rates: [2, 30]", "rates: [2]", "trade.steel.rates.1", "add it"),
    ("conflict: true", "conflict: 1", "links.conflict", ""),
    ("conflict: true", "conflicts: true", "links.conflicts", "did you mean 'conflict'?"),
    ("every: 1 month", "every: a month", "steps.every", "1 month"),
    ("count: 4", "count: 1000", "steps.count", "at most 600"),
    ("concession: [0, 0.4]", "concession: 2", "steps.concession", "from 0 to 1"),
    ("date: 2025-03-31", "date: 2024-03-31", "events.0.date", "after 2025-01-31, up to 2025-05-31"),
    (
        "set: conflict.patrons.help.flow",
        "set: conflict.patrons.hlp.flow",
        "events.0.set",
        "patrons.help.flow",
    ),
    ("value: {value: 0, because: [aid]}", "value: -1", "events.0.value", "at least 0"),
    (
        "value: {value: 0, because: [aid]}",
        "value: {value: 0, because: [ad]}",
        "events.0.value.because.0",
        "aid",
    ),
    ("steps: {every: 1 month, count: 4, concession: [0, 0.4]}", "", "events", "steps"),
    ("autonomy: {value: [0.2, 0.8], because: [aid]}", "autonomy: 2", "actors.east.autonomy", "from 0 to 1"),
    ("capability: 9,", "capability: 9, inner: mean,", "actors.friend.inner", "with members"),
    ("threshold: 0.6", "threshold: 0", "actors.east.threshold", "above 0"),
]


@pytest.mark.parametrize(("old", "new", "path", "words"), WRONG, ids=[f"{w[2]}-{w[1][:12]}" for w in WRONG])
def test_a_mistake_is_told_at_its_place(old: str, new: str, path: str, words: str) -> None:
    text = changed(old, new)
    with pytest.raises(ScenarioError) as caught:
        loads(text, "case.yaml")
    found = {p.path: p for p in caught.value.problems}
    assert set(found) == {path}
    assert words in str(found[path])
    assert text.splitlines()[found[path].line - 1].strip()


def test_a_link_that_is_on_needs_its_numbers() -> None:
    text = SYSTEM[: SYSTEM.index("conflict:\n")] + "links: {guarantee: true}\n"
    with pytest.raises(ScenarioError, match=r"needs `conflict\.guarantee`"):
        loads(text)
    text = changed(", susceptibility: [0.1, 0.5]", "").replace("{settlement: nash", "{alignment: true")
    with pytest.raises(ScenarioError, match=r"needs `alignment\.susceptibility`"):
        loads(text)


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        ("1 month", ["2025-01-31", "2025-02-28", "2025-03-31"]),
        ("2 weeks", ["2025-01-31", "2025-02-14", "2025-02-28"]),
        ("45 days", ["2025-01-31", "2025-03-17", "2025-05-01"]),
        ("1 year", ["2025-01-31", "2026-01-31", "2027-01-31"]),
    ],
)
def test_dates_follow_the_calendar(every: str, expected: list[str]) -> None:
    steps = Steps(every=every, count=2)
    assert [str(d) for d in steps.dates(date(2025, 1, 31))] == expected


def test_months_between_count_the_calendar() -> None:
    start = date(2025, 1, 31)
    assert [months_between(start, d) for d in Steps(every="1 month", count=13).dates(start)] == list(
        range(14)
    )
    assert months_between(date(2025, 4, 1), date(2025, 4, 16)) == 0.5
    assert months_between(date(2025, 4, 16), date(2025, 4, 1)) == pytest.approx(-15 / 31)


def test_a_scenario_without_them_has_only_what_it_had() -> None:
    text = SYSTEM[: SYSTEM.index("conflict:\n")]
    plain: Any = loads(text)
    assert plain.conflict is plain.budgets is plain.links is plain.steps is None
    assert all(p.startswith(("actors", "issues", "stances")) for p in plain.quantities())


@pytest.mark.parametrize(
    ("old", "new", "path", "what"),
    [
        ("targets: [3, 5]", "targets: [3, 5, 3.0]", "budgets.targets.2", "this share is already a target"),
        (
            "alignment: {",
            "alignment: {watch: [[east, west], [west, friend], [west, east]], ",
            "alignment.watch.2",
            "this pair is watched already",
        ),
    ],
)
def test_what_is_named_twice_is_refused_at_its_place(old: str, new: str, path: str, what: str) -> None:
    with pytest.raises(ScenarioError) as failed:
        loads(SYSTEM.replace(old, new))
    (problem,) = failed.value.problems
    assert (problem.path, problem.what, problem.remedy) == (path, what, "keep one")
    assert problem.line > 1
