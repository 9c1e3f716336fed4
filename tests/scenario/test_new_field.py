"""A new uncertain field takes one line: everything else knows it by its annotation.

In a copy of the package one line is added to every kind of part, as a newcomer would; nothing else is edited.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import detente
from detente.draws import draw
from detente.scenario import Scenario, loads
from detente.scenario.walk import list_parts

SYSTEM = (Path(__file__).parent / "system.yaml").read_text("utf-8")
SYSTEM = SYSTEM.replace("reversion: 20}", "reversion: 20, rule: {kind: majority}}")
SYSTEM += "outcomes:\n  - {date: 2025-06-30, sides: [[east, west]]}\n"

LINE = '    mettle: NotNegative | None = Field(None, description="A newcomer\'s number.")\n'

# where one of each kind stands in the file, the path of its quantities, and what people read for the new one
PLACES = {
    "Scenario": ("", "", "mettle"),
    "Source": ("sources.news", "sources.news", "news, mettle"),
    "Passage": ("passages.aid", "passages.aid", "aid, mettle"),
    "Figure": ("figures.gdp-west", "figures.gdp-west", "gdp-west, mettle"),
    "Issue": ("issues.river", "issues.river", "river, mettle"),
    "Rule": ("issues.cuts.rule", "issues.cuts.rule", "cuts, rule, mettle"),
    "Actor": ("actors.east.members.army", "actors.east.members.army", "East, Army, mettle"),
    "Stance": ("stances.3", "stances.west.river", "West, mettle on river"),
    "Tie": ("ties.0", "ties.treaty.west.friend", "treaty: West and Friend, mettle"),
    "Alignment": ("alignment", "alignment", "mettle"),
    "Ingredient": ("alignment.ingredients.treaty", "alignment.ingredients.treaty", "treaty, mettle"),
    "Conflict": ("conflict", "conflict", "mettle"),
    "Side": ("conflict.b", "conflict.b", "West, mettle"),
    "FrontLine": ("conflict.front", "conflict.front", "front, mettle"),
    "Patron": ("conflict.patrons.help", "conflict.patrons.help", "Friend, mettle"),
    "Guarantee": ("conflict.guarantee", "conflict.guarantee", "guarantee, mettle"),
    "Budgets": ("budgets", "budgets", "mettle"),
    "Budget": ("budgets.states.west", "budgets.states.west", "West, mettle"),
    "Alliance": ("alliance", "alliance", "mettle"),
    "Ally": ("alliance.allies.friend", "alliance.allies.friend", "Friend, mettle"),
    "Trade": ("trade.steel", "trade.steel", "Steel, mettle"),
    "Links": ("links", "links", "mettle"),
    "Steps": ("steps", "steps", "mettle"),
    "Event": ("events.1", "events.1", "East, Town, capability from 2025-04-30, mettle"),
    "Known": ("outcomes.0", "outcomes.0", "0, mettle"),
}

# what the copy is asked, for one of each kind: run with the text and the places as its input
ASK = """
import json, sys
from detente.draws import draw
from detente.scenario import Document, ScenarioError, dumps, json_schema, loads
from detente.scenario.consistency import targets
from detente.scenario.display_names import number_names

text, places, n = json.load(sys.stdin)
VALUE = {"value": [1, 2, 4], "because": ["aid"]}

def problems(text):
    try:
        loads(text, "f.yaml")
    except ScenarioError as why:
        return str(why)

def asked(kind, at, path):
    key = f"{at}.mettle".lstrip(".").split(".")
    whole = f"{path}.mettle".lstrip(".")
    document = Document.parse(text)
    document.set(key, 3)
    fixed = document.scenario()
    document.set(key, VALUE)
    s = document.scenario()
    drawn, again = draw(s, n, 7), draw(s, n, 7)
    schema = json_schema()
    part = schema if kind == "Scenario" else schema["$defs"][kind]
    wrong = {}
    for name, value in (("unbacked", {**VALUE, "because": ["nowhere"]}), ("negative", -1)):
        document.set(key, value)
        wrong[name] = document.text(), problems(document.text())
    return {
        **wrong,
        "quantity": [s.quantities()[whole].low, s.quantities()[whole].high],
        "basis": [fixed.basis(whole), s.basis(whole)],
        "drawn": drawn.values[whole].tolist(),
        "again": again.values[whole].tolist(),
        "when_fixed": {p: v.tolist() for p, v in draw(fixed, n, 7).values.items()},
        "written": loads(dumps(s)) == s and loads(dumps(s)).quantities()[whole].because,
        "place": s.where(whole) == s.where(key),
        "schema": part["properties"]["mettle"],
        "event": whole in targets(s),
        "name": number_names(s)[whole],
    }

answers = {kind: asked(kind, at, path) for kind, (at, path, _) in places.items()}
answers["unstated"] = {p: v.tolist() for p, v in draw(loads(text), n, 7).values.items()}
json.dump(answers, sys.stdout)
"""
DRAWS = 64


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the package answers when every kind of part has one line more."""
    package = tmp_path_factory.mktemp("edited") / "detente"
    shutil.copytree(
        Path(detente.__file__).parent,
        package,
        ignore=shutil.ignore_patterns("__pycache__", "catalog", "*.nb*"),
    )
    for kind in list_parts(Scenario):
        file = package.joinpath(*kind.__module__.split(".")[1:]).with_suffix(".py")
        text = file.read_text("utf-8")
        if "NotNegative" not in text.split("class ")[0]:
            future = "from __future__ import annotations\n"
            text = text.replace(future, f"{future}from detente.scenario.sections import NotNegative\n")
        head = f'class {kind.__name__}(Part):\n    """{kind.__doc__}"""\n'
        assert head in text
        file.write_text(text.replace(head, f"{head}\n{LINE}"), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        input=json.dumps([SYSTEM, PLACES, DRAWS]),
        env={"PYTHONPATH": str(package.parent), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


def test_every_kind_of_part_is_tried() -> None:
    assert set(PLACES) == {kind.__name__ for kind in list_parts(Scenario)}


@pytest.mark.parametrize("kind", PLACES)
def test_its_because_is_checked_with_line_and_column(answers: dict[str, Any], kind: str) -> None:
    text, said = answers[kind]["unbacked"]
    before = text[: text.index("nowhere")]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    path = f"{PLACES[kind][0]}.mettle.because.0".lstrip(".")
    assert said == (
        f"f.yaml:{line}:{column}: {path}: no passage or figure with this id, "
        "got 'nowhere', known: aid, gdp-west"
    )


@pytest.mark.parametrize("kind", PLACES)
def test_its_span_is_checked_with_line_and_column(answers: dict[str, Any], kind: str) -> None:
    text, said = answers[kind]["negative"]
    before = text[: re.search(r"mettle: (?=-1)", text).end()]  # type: ignore[union-attr]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    path = f"{PLACES[kind][0]}.mettle".lstrip(".")
    assert said == f"f.yaml:{line}:{column}: {path}: expected values of at least 0, got -1, write 0 or more"


@pytest.mark.parametrize("kind", PLACES)
def test_it_is_drawn_and_moves_no_other_number_while_it_is_certain(
    answers: dict[str, Any], kind: str
) -> None:
    before = {path: values.tolist() for path, values in draw(loads(SYSTEM), DRAWS, 7).values.items()}
    answer = answers[kind]
    path = f"{PLACES[kind][1]}.mettle".lstrip(".")
    assert answers["unstated"] == before
    assert answer["when_fixed"] == {**before, path: [3.0] * DRAWS}
    assert answer["quantity"] == [1, 4]
    assert answer["drawn"] == answer["again"]
    assert len(set(answer["drawn"])) == DRAWS
    assert 1 < min(answer["drawn"]) < 1.2
    assert 3 < max(answer["drawn"]) < 4


@pytest.mark.parametrize("kind", PLACES)
def test_it_counts_in_the_basis_and_is_written_and_described(answers: dict[str, Any], kind: str) -> None:
    answer = answers[kind]
    assert answer["basis"] == ["assumption", "passage"]
    assert answer["written"] == ["aid"]
    assert answer["place"]
    assert answer["name"] == PLACES[kind][2]
    assert answer["event"] == (kind not in ("Steps", "Event"))
    assert answer["schema"] == {
        "$ref": "#/$defs/not-negative",
        "description": "A newcomer's number.",
        "title": "Mettle",
    }
