from __future__ import annotations

import unicodedata

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.scenario import Document, Quantity, Scenario, dumps, loads
from detente.scenario.yaml.parse import parse_yaml
from detente.scenario.yaml.write import flow, plain
from detente.testing.strategies import quantities, scenarios, texts


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


plain_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts.map(composed), inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=60)
@given(scenarios())
def test_what_is_written_reads_back_the_same(scenario: Scenario) -> None:
    text = dumps(scenario)
    again = loads(text)
    assert again == scenario
    assert dumps(again) == text
    assert Scenario.model_validate(scenario.model_dump()) == scenario


@given(quantities())
def test_a_quantity_s_yaml_form_reads_back_the_same(quantity: Quantity) -> None:
    assert Quantity.model_validate(plain(quantity)) == quantity


@given(plain_values)
def test_plain_values_on_one_line_read_back_the_same(value: object) -> None:
    assert parse_yaml(f"- {flow(value)}", "x").value == [value]


@given(texts)
def test_other_readers_take_text_for_the_same_text(text: str) -> None:
    # PyYAML follows YAML 1.1, where yes, on and 12:30 are not text
    assert yaml.safe_load(f"[{flow(text)}]") == [text]


@given(scenarios())
@settings(max_examples=30)
def test_every_quantity_has_its_place(scenario: Scenario) -> None:
    text = dumps(scenario)
    again, lines = loads(text), text.split("\n")
    for path, quantity in again.quantities().items():
        place = again.where(path)
        assert place is not None
        line, column = place
        form = flow(plain(quantity))
        assert lines[line - 1][column - 1 :].startswith(form)


@given(scenarios(), st.data())
@settings(max_examples=30)
def test_an_edit_changes_what_was_named_and_nothing_else(scenario: Scenario, data: st.DataObject) -> None:
    document = Document.parse(dumps(scenario))
    path = data.draw(st.sampled_from(sorted(scenario.quantities())))
    other = data.draw(quantities(0, 1) if path.startswith(("ties.", "alignment.")) else quantities(1, 100))
    document.set(path, other)
    edited = document.scenario()
    assert edited.quantities() == {**scenario.quantities(), path: other}
    document.set(path, scenario.quantities()[path])
    assert document.scenario() == scenario


def test_short_forms_are_used_where_they_exist() -> None:
    forms = {
        "60": Quantity.model_validate(60.0),
        "[40, 70]": Quantity.model_validate((40, 70)),
        "[40, 50.5, 70]": Quantity.model_validate([40, 50.5, 70]),
        "{value: 3, because: [a]}": Quantity.model_validate({"value": 3, "because": ["a"]}),
        "{dist: beta, a: 2, b: 3, low: 0, high: 1, note: x}": Quantity.model_validate(
            {"dist": "beta", "a": 2, "b": 3, "low": 0, "high": 1, "note": "x"}
        ),
    }
    assert {k: flow(plain(v)) for k, v in forms.items()} == {k: k for k in forms}


@pytest.mark.parametrize(
    "word", ["no", "Yes", "null", "~", "12:30", "2025-08-17", "0x10", "- a", "a: b", "#x"]
)
def test_words_that_readers_take_for_something_else_are_quoted(word: str) -> None:
    assert flow(word).startswith('"')
