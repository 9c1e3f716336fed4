"""Ids in every script and in whole numbers; one name is one actor however it is written."""

from __future__ import annotations

from typing import Any

import pytest

from detente.scenario import Document, Scenario, ScenarioError, dumps, find_oddities, loads

COMPOSED, DECOMPOSED = "Türkiye", "Tu\u0308rkiye"


def case(actors: str, stances: str, more: str = "") -> str:
    return (
        "detente: 1\ntitle: T\nas_of: 2025-01-01\n"
        "issues: {x: {question: q?, scale: {0: a, 100: b}}}\n"
        f"actors:\n{actors}stances:\n{stances}{more}"
    )


def actor(name: str, label: str = "A") -> str:
    return f"  {name}: {{label: {label}, kind: state, capability: 1}}\n"


def stance(name: str, issue: str = "x") -> str:
    return f"  - {{actor: {name}, issue: {issue}, position: 0, salience: 50}}\n"


def said(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        loads(text, "f")
    return str(caught.value).split("\n")


@pytest.mark.parametrize(
    "name", ["сша", "türkiye", "Ελλάδα", "مصر", "中国", "भारत", "ไทย", "x２", "no", "on", "2"]
)
def test_an_id_may_be_of_any_script(name: str) -> None:
    made = loads(case(actor(name), stance(name)))
    assert [*made.actors] == [name] == [made.stances[0].actor]
    assert loads(dumps(made)) == made
    assert made.where(f"stances.{name}.x.position") == (8, made.text.split("\n")[7].index("0,") + 1)  # type: ignore[union-attr]


@pytest.mark.parametrize(("key", "value"), [(COMPOSED, DECOMPOSED), (DECOMPOSED, COMPOSED)])
def test_a_name_is_one_however_its_letters_are_encoded(key: str, value: str) -> None:
    made = loads(case(actor(key), stance(value)))
    assert [*made.actors] == [COMPOSED] == [made.stances[0].actor]
    assert said(case(actor(key) + actor(value, "B"), stance(value))) == [
        f"f:7:3: this key is given twice, got '{COMPOSED}', keep this one or the one in line 6"
    ]
    assert said(case(actor(key), stance(key) + stance(value)))[0].startswith(
        f"f:9:5: stances.1: {COMPOSED} has a stance on x already, keep this one or stances.0"
    )
    document = Document.parse(case(actor(key), stance(value)))
    document.set(f"stances.{value}.x.position", 7)
    assert document.get(("stances", 0, "position")) == 7


HIDDEN = [
    ("a\u00a0b", "U+00A0 NO-BREAK SPACE"),
    ("a\u200bb", "U+200B ZERO WIDTH SPACE"),
    ("a\u00adb", "U+00AD SOFT HYPHEN"),
    ("a\ufeffb", "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
    ("a\u2009b", "U+2009 THIN SPACE"),
]


@pytest.mark.parametrize(("name", "hidden"), HIDDEN)
def test_a_character_that_the_eye_does_not_see_is_named(name: str, hidden: str) -> None:
    key, value = said(case(actor(f'"{name}"'), stance(f'"{name}"')))
    assert key.startswith("f:6:3: actors.")
    assert key.endswith(f"remove the character {hidden}")
    assert value.startswith("f:8:13: stances.0.actor: expected an actor")
    assert value.endswith(f"remove the character {hidden}")


NUMBERED = """\
detente: 1
title: Codes
as_of: 2025-01-01
sources: {1: {title: s}}
passages: {11: {source: 1, exact: words}}
figures: {12: {value: 1, unit: u, year: 2024, dataset: d}}
issues:
  7: {question: q?, scale: {0: a, 100: b}, rule: {kind: majority, setter: 2}, reversion: 5}
actors:
  2: {label: US, kind: state, capability: {value: 1, because: [11, 12]}, consent: [7],
      members: {20: {label: M, kind: faction, capability: 1}}}
  365: {label: Russia, kind: state, capability: 2}
  002: {label: Another, kind: state, capability: 1}
stances:
  - {actor: 2, issue: 7, position: 0, salience: 50}
  - {actor: 2/20, issue: 7, position: 0, salience: 50}
  - {actor: 365, issue: 7, position: 50, salience: 50}
  - {actor: 002, issue: 7, position: 50, salience: 50}
ties:
  - {kind: 5, from: 2, to: 365, value: 1}
  - {kind: influence, from: 365, to: 2/20, value: 0.1}
alignment: {ingredients: {5: {weight: 1}}, watch: [[2, 365]], fixed: {2: 1}}
conflict:
  issue: 7
  months: 6
  a: {actors: [2], force: 1, kill: 1, collapse: 0.5, cost: 0}
  b: {actors: [365], force: 1, kill: 1, collapse: 0.5, cost: 0}
  front: {line: 45, mobility: 1, hold: 1, top: 5}
  patrons: {3: {actor: 2, side: a, flow: 1}}
  guarantee: {issue: 7, by: [2], challenger: b, p_now: 0.4, p_alone: 0.5, removes: 0.3, interest: 1,
    audience: 0, sunk: 0, fighting: 1, gain: 1, cost_alone: 0.1, cost_with: 0.1, discount: 0.9}
budgets:
  targets: [3]
  by: 2030
  financing: 7
  states: {2: {gdp: 1, debt: 50, interest: 3, growth: 2, deficit: 1, defence: 2, social: 15, cuts: 0,
    borrowing: 20}}
alliance: {allies: {2: {income: 1, taste: 0.1, private: 0.4}, 365: {income: 1, taste: 0.1, private: 0.4}}}
trade: {9: {exporter: 2, importer: 365, before: 2, after: 5, exports: 3, imports: 1, pass_through: 1,
  elasticity: 1, issue: 7, rates: [2, 30]}}
steps: {every: 1 month, count: 4}
events: [{date: 2025-03-01, set: stances.2.7.position, value: 4}]
outcomes: [{date: 2025-02-01, sides: [[2], [365]], settlements: {7: 4}, because: [12]}]
"""


def test_a_whole_number_is_an_id_wherever_an_id_belongs() -> None:
    made = loads(NUMBERED, "f")
    assert made.stances[0].actor == "2"
    assert made.stances[3].actor == "002"
    assert made.actors["2"].consent == ("7",)
    assert made.outcomes[0].sides == (("2",), ("365",))
    assert loads(dumps(made)) == made
    assert made.where("stances.2.7.position") == (15, 36)


NO_IDS = [
    ("true", "expected an actor, got true, put it in quotes: 'true'"),
    ("1e3", "expected an actor, got 1e3, put it in quotes: '1e3'"),
    (
        "12345678901234567890",
        "expected an actor, got 12345678901234567890, put it in quotes: '12345678901234567890'",
    ),
    ("1.5", "expected an actor, got 1.5, write an actor's id, or actor/member"),
    ("-2", "expected an actor, got -2, write an actor's id, or actor/member"),
    ("12:30", "expected an actor, got '12:30', write an actor's id, or actor/member"),
    ("null", "expected an actor, got null, put it in quotes: 'null'"),
    ("True", "expected an actor, got True, put it in quotes: 'True'"),
    ("~", "expected an actor, got nothing, write an actor's id, or actor/member"),
    ("[2]", "expected an actor, got [2], write an actor's id, or actor/member"),
    ("{2: 3}", "expected an actor, got a mapping of 2, write an actor's id, or actor/member"),
    ("3", "no actor with this id, got 3, known: 2, 365"),
]


@pytest.mark.parametrize(("value", "what"), NO_IDS)
def test_what_is_no_id_is_one_problem_and_nothing_follows_from_it(value: str, what: str) -> None:
    text = case(actor("2") + actor("365", "B"), stance(value))
    assert said(text) == [f"f:9:13: stances.0.actor: {what}"]


FOLLOWING = [
    (("issue: x", "issue: y"), ["f:8:23: stances.0.issue: no issue with this id, got 'y', known: x"]),
    (("stances:", "stanse:"), ["f:7:1: stanse: unknown key, did you mean 'stances'?"]),
    (("issues:", "issue:"), ["f:4:1: issue: unknown key, did you mean 'issues'?"]),
    (("actors:", "actor:"), ["f:5:1: actor: unknown key, did you mean 'actors'?"]),
    (
        ("kind: state", "<<: {kind: state}"),
        ["f:6:17: merge keys are not supported, got <<, write the keys out"],
    ),
    (("position:", "positon:"), ["f:8:26: stances.0.positon: unknown key, did you mean 'position'?"]),
    (
        ("  - {actor: 2", "  {actor: 2"),
        [
            "f:8:3: stances: expected a list, got a mapping of actor, issue, "
            "position, salience, write the entries in [brackets]"
        ],
    ),
]


@pytest.mark.parametrize(("change", "expected"), FOLLOWING)
def test_what_follows_from_one_mistake_is_left_out(change: tuple[str, str], expected: list[str]) -> None:
    assert said(case(actor("2"), stance("2")).replace(*change)) == expected


def test_what_follows_from_a_section_of_nothing_is_left_out() -> None:
    text = case(actor("2"), stance("2"))
    no_issues = text.replace("issues: {x: {question: q?, scale: {0: a, 100: b}}}", "issues: ~")
    assert said(no_issues) == ["f:4:9: issues: expected a mapping, got nothing, write keys and values"]
    no_stances = text.partition("stances:")[0] + "stances: ~\n"
    assert said(no_stances) == [
        "f:7:10: stances: expected a list, got nothing, write the entries in [brackets]"
    ]


def test_a_tie_or_side_of_the_wrong_kind_is_a_problem_and_no_crash() -> None:
    for wrong in ("{a: 1}", "[a, b]", "[]", "{}", "null", "true"):
        text = case(
            actor("2") + actor("3", "B"),
            stance("2"),
            f"ties: [{{kind: {wrong}, from: 2, to: 3, value: 1}}]\n",
        )
        assert [p.path for p in _problems(text)] == ["ties.0.kind"]
        more = f"outcomes: [{{date: 2025-02-01, sides: [[{wrong}], [2]]}}]\n"
        assert [p.path for p in _problems(case(actor("2"), stance("2"), more))] == ["outcomes.0.sides.0.0"]


def _problems(text: str) -> Any:
    with pytest.raises(ScenarioError) as caught:
        loads(text, "f")
    return caught.value.problems


def test_ids_in_python_are_compared_in_the_same_way() -> None:
    plain = {"label": "A", "kind": "state", "capability": 1}
    data = {
        "detente": 1,
        "title": "T",
        "as_of": "2025-01-01",
        "issues": {7: {"question": "q", "scale": {0: "a", 1: "b"}}},
        "actors": {2: plain, DECOMPOSED: plain},
        "stances": [
            {"actor": 2, "issue": 7, "position": 1, "salience": 1},
            {"actor": COMPOSED, "issue": "7", "position": 1, "salience": 1},
        ],
    }
    made = Scenario.model_validate(data)
    assert [*made.actors] == ["2", COMPOSED] == [s.actor for s in made.stances]


LABELS = [
    ("Saudi Arabia", "Saudi\u00a0Arabia"),
    (COMPOSED, DECOMPOSED),
    ("Iran", "I\u200bran"),
    ("Iran", "IRAN"),
]


@pytest.mark.parametrize(("one", "other"), LABELS)
def test_two_actors_of_one_label_are_warned_of(one: str, other: str) -> None:
    made = loads(case(actor("a", one) + actor("b", other), stance("a") + stance("b")), "f")
    (odd,) = find_oddities(made, "f")
    assert (odd.line, odd.column, odd.path) == (7, 14, "actors.b.label")
    assert odd.what == "this actor has the same label as a"
