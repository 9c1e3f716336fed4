from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from detente.scenario import Scenario, json_schema
from detente.scenario.yaml.parse import parse_yaml
from detente.scenario.yaml.write import plain
from detente.testing.strategies import scenarios

from .cases import GOOD

jsonschema = pytest.importorskip("jsonschema")


@pytest.fixture(scope="module")
def validator() -> Any:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    return jsonschema.Draft202012Validator(json_schema())


def test_a_valid_file_passes(validator: Any) -> None:
    validator.validate(parse_yaml(GOOD, "x").value)


@given(scenarios())
@settings(max_examples=25)
def test_whatever_is_valid_passes(validator: Any, scenario: Scenario) -> None:
    validator.validate(plain(scenario))


FORMS = [
    60,
    [40, 70],
    [40, 50, 70],
    {"value": 60},
    {"value": [40, 70], "because": ["donbas"], "note": "x"},
    {"dist": "uniform", "low": 1, "high": 2},
    {"dist": "pert", "low": 1, "best": 2, "high": 3, "shape": 2},
    {"dist": "normal", "mean": 150, "sd": 1, "low": 0, "high": 9, "because": ["donbas"]},
    {"dist": "beta", "a": 1, "b": 2, "low": 0, "high": 9},
    {"dist": "categorical", "values": {"20": 0.3, "60.5": 0.7}},
    {"value": {"dist": "categorical", "values": {"20": 1}}, "note": "x"},
]


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_every_form_of_a_quantity_passes(validator: Any, form: object) -> None:
    value = parse_yaml(GOOD, "x").value
    value["stances"][0]["position"] = form
    validator.validate(value)
    Scenario.model_validate(value)


WRONG = [
    ("title", None),
    ("titel", "x"),
    ("as_of", "17.8.2025"),
    ("as_of", "2025-08-17T12:00"),
    ("detente", 2),
    ("issues", {}),
    ("actors.u s", {"label": "x", "kind": "state", "capability": 1}),
    ("actors.us.kind", "stat"),
    ("actors.us.capability", "strong"),
    ("actors.us.capability", [1]),
    ("actors.us.capability", [1, 2, 3, 4]),
    ("actors.us.capability", -1),
    ("actors.us.members.first.label", 3),
    ("actors.us.consent", "territory"),
    ("issues.territory.scale", {"0": "a"}),
    ("issues.territory.scale", {"a": "b", "c": "d"}),
    ("sources.statement.sha256", "12"),
    ("sources.statement.date", "August"),
    ("figures.milex.year", 2024.5),
    ("passages.donbas.start", -1),
    ("stances.0.position", 101),
    ("stances.0.position", {"value": 1, "becuase": []}),
    ("stances.0.position", {"low": 1, "high": 2}),
    ("stances.0.position", {"dist": "norml", "low": 1, "high": 2}),
    ("stances.0.position", {"dist": "normal", "low": 1, "high": 2}),
    ("stances.0.position", {"dist": "uniform", "low": 1, "high": 200}),
    ("stances.0.actor", "us/"),
    ("stances.0.isue", "territory"),
]


@pytest.mark.parametrize(("path", "value"), WRONG, ids=str)
def test_what_is_wrong_fails_there_and_on_loading(validator: Any, path: str, value: object) -> None:
    tree = parse_yaml(GOOD, "x").value
    *above, last = path.split(".")
    here = tree
    for part in above:
        here = here[int(part)] if isinstance(here, list) else here[part]
    if value is None:
        del here[last]
    else:
        here[last] = value
    assert not validator.is_valid(tree)
    with pytest.raises(ValueError, match="validation error"):
        Scenario.model_validate(tree)


def test_every_key_has_a_title_and_a_description_for_editors() -> None:
    def check(node: Any, where: str) -> int:
        seen = 0
        if isinstance(node, list):
            return sum(check(n, where) for n in node)
        if not isinstance(node, dict):
            return 0
        for key, value in node.get("properties", {}).items():
            assert value.get("title"), f"{where}.{key}"
            assert value.get("description"), f"{where}.{key}"
            seen += 1
        return seen + sum(check(v, f"{where}.{k}") for k, v in node.items())

    assert check(json_schema(), "") > 50


def test_each_call_makes_a_new_one() -> None:
    json_schema()["properties"].clear()
    assert json_schema()["properties"]
