"""Texts that say nothing, numerals that are none, lists that repeat themselves: refused where they stand."""

from __future__ import annotations

import pytest

from detente.scenario import Scenario, ScenarioError, loads
from detente.scenario.yaml.parse import parse_yaml

from .cases import GOOD

# what is replaced, by what, and what is said of it
REFUSED = [
    (
        "title: A demo",
        "title: ' '",
        "2:8: title: expected some text, got ' ', write at least one character that",
    ),
    ("title: A demo", 'title: "\\u200b\\u3164"', "2:8: title: expected some text"),
    (
        "title: A demo",
        'title: "a\\nb"',
        "2:8: title: expected text on one line, without U+000A LINE FEED, got",
    ),
    ("label: United States", 'label: "\\u00a0"', "17:12: actors.us.label: expected some text"),
    (
        "label: United States",
        'label: "a\\tb"',
        "17:12: actors.us.label: expected text on one line, without U+0009",
    ),
    ("question: How much?", "question: '  '", "12:15: issues.territory.question: expected some text"),
    ("0: none", "0: ' '", "13:16: issues.territory.scale.0: expected some text"),
    ("exact: cede territory", "exact: ' '", "7:38: passages.donbas.exact: expected some text"),
    (
        "exact: cede territory",
        "exact: '…'",
        "7:38: passages.donbas.exact: expected words, got '…', quote at least",
    ),
    (
        "value: 997",
        "value: 1_0",
        "9:18: figures.milex.value: expected a number, got '1_0', write a plain number",
    ),
    ("value: 997", "value: 0x1F", "9:18: figures.milex.value: expected a number, got '0x1F', write a plain"),
    ("value: 997", "value: 0o17", "9:18: figures.milex.value: expected a number, got '0o17', write a plain"),
    ("value: 997", "value: 010", "9:18: figures.milex.value: expected a number, got '010', write a plain"),
    ("value: 997", "value: 1:30", "9:18: figures.milex.value: expected a number, got '1:30', write a plain"),
    ("value: 997", "value: １２", "9:18: figures.milex.value: expected a number, got '１２', write a plain"),
    ("value: 997", "value: .nan", "9:18: figures.milex.value: expected a finite number, got nan"),
    ("42.5: some", "042: some", "13:22: issues.territory.scale.042: expected a number as the key, got '042'"),
    ("[40, 50, 70]", "[40, 050, 70]", "14:21: issues.territory.reversion.1: expected a number, got '050'"),
    (
        "[milex]",
        "[milex, milex]",
        "19:58: actors.us.capability.because.1: this is listed already, got 'milex', keep",
    ),
    (
        "[territory]",
        "[territory, territory]",
        "22:26: actors.us.consent.1: this is listed already, got 'territo",
    ),
]


@pytest.mark.parametrize(("old", "new", "said"), REFUSED, ids=[f"{m[0]} -> {m[1]}" for m in REFUSED])
def test_it_is_refused_with_its_place_and_a_remedy(old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(ScenarioError) as caught:
        loads(GOOD.replace(old, new, 1), "f.yaml")
    assert str(caught.value).startswith(f"f.yaml:{said}")
    assert [p for p in caught.value.problems if not p.remedy] == []


CUT = [
    (
        "title: A statement, date",
        "title: Moscow, Kyiv and others, date",
        "5:30: sources.statement.Kyiv and others: a comma within {...} ends the text before it, "
        "put the text of title in quotes",
    ),
    (
        "0: none",
        "0: none, or nearly",
        "13:22: issues.territory.scale.or nearly: a comma within {...} ends the text before it, "
        "put the text of 0 in quotes",
    ),
    (
        "exact: cede territory",
        "exact: cede territory, including Donbas",
        "7:54: passages.donbas.including Donbas: a comma within {...} ends the text before it, "
        "put the text of exact in quotes",
    ),
    (
        "capability: 40}",
        "capability: 40,5}",
        "23:55: actors.russia.5: a comma ends the number before it, write a point: 40.5",
    ),
    (
        "capability: 40}",
        "capability: 40,500}",
        "23:55: actors.russia.500: a comma ends the number before it, write 40500 or 40.500",
    ),
    (
        "{value: 20, because: [donbas]}",
        "{value: [20, 30], because: }",
        "29:42: stances.1.salience.because: expected a list, got nothing, write the entries in [brackets]",
    ),
]


@pytest.mark.parametrize(("old", "new", "said"), CUT, ids=[c[1] for c in CUT])
def test_a_comma_that_cuts_a_text_in_two_is_told_as_that(old: str, new: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(GOOD.replace(old, new, 1), "f.yaml")
    assert str(caught.value) == f"f.yaml:{said}"


def test_a_block_s_last_line_break_is_no_part_of_a_title() -> None:
    assert loads(GOOD.replace("title: A demo", "title: >\n  A\n  demo", 1)).title == "A demo"


def test_what_is_long_keeps_its_lines() -> None:
    text = GOOD.replace("title: A demo", "title: A demo\nnotes: |\n  One.\n\n  Two.", 1)
    assert loads(text).notes == "One.\n\nTwo.\n"


def test_a_scenario_made_in_python_is_held_to_the_same() -> None:
    good = loads(GOOD)
    for title in ("a\x1b[2J", "\u202eb", "", " ", "a\rb", "a\nb", "\x9b"):
        with pytest.raises(ValueError, match="validation error"):
            good.replace(title=title)
    assert isinstance(good.replace(title="★ naïve 日本"), Scenario)


YAML_SLIPS = [
    "a: [1, 2",
    "a: {b: 1",
    "a: 'b",
    'a: "b',
    "a: b: c",
    "a:\n\tb: 1",
    "a: @b",
    "a: `b",
    "- a\nb: 1",
    "a: 1\n  b: 2",
    "a: |x\n b",
    "a: &\n b",
    "a: *",
    "a: ! b",
    "%YAML 3.0\n---\na: 1",
    "%FOO\n---\na: 1",
    "a: !<x\n b",
    '"\\q"',
    'a: "\\xZZ"',
    "? [a]: b",
    "a: - b",
    "a: ? b",
    "--- ---",
    "a: 1\n...\nb",
    "{a, b",
    "a: >9z\n b",
    "[a]]",
    "{]",
    "!!",
    "%",
    "%TAG ! tag:x\n",
    "a: &x &y b",
    "a: *x *y",
    "}",
    "]",
    ",",
    "a:\n- b\n c",
    ": :",
    "? ? ?",
    "&a *a",
]


@pytest.mark.parametrize("text", YAML_SLIPS)
def test_what_yaml_refuses_is_told_in_our_words(text: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(text, "f")
    for noise in ("found", "token", "scanning", "parsing", "block", "simple key", "yaml.", "directive"):
        assert noise not in str(caught.value)
    assert all(p.what and p.remedy and p.line >= 1 and p.column >= 1 for p in caught.value.problems)


def test_a_numeral_with_a_leading_nought_is_text() -> None:
    assert parse_yaml("a: [010, 0.10, 00, 0, 1e05]", "x").value == {"a": ["010", 0.1, "00", 0, 1e5]}


def test_a_line_may_have_ten_thousand_characters_and_no_more() -> None:
    assert loads(GOOD.replace("title: A demo", f"title: {'x' * 10_000}"), "f.yaml")
    with pytest.raises(ScenarioError) as caught:
        loads(GOOD.replace("title: A demo", f"title: {'x' * 10_001}"), "f.yaml")
    (problem,) = caught.value.problems
    assert str(problem).startswith("f.yaml:2:8: title: expected at most 10000 characters, got 'xxx")
    assert problem.remedy == "shorten it"
