"""Documents that --json prints, against those stored from the version that built them as dictionaries."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from detente.cli.app import app
from detente.cli.failures import failing
from detente.cli.json_schemas import schema

STORED = Path(__file__).parent / "documents"
CASE = """
detente: 1
title: A small case
as_of: 2025-01-01
sources:
  letter: {title: A letter, file: letter.txt}
passages:
  price: {source: letter, exact: eighty at least, start: 8}
  moved: {source: letter, exact: We want, start: 8}
issues:
  toll: {question: "How [b]high[/b]?", scale: {0: none, 100: full}, reversion: [20, 40]}
actors:
  north: {label: North, kind: state, capability: [5, 10, 20]}
  south: {label: South, kind: state, capability: 4}
stances:
  - {actor: north, issue: toll, position: {value: [60, 80, 90], because: [price, moved]}, salience: 50}
  - {actor: south, issue: toll, position: 10, salience: [10, 20, 90]}
"""
TIES = """
detente: 1
title: Two who are tied
as_of: 2025-01-01
actors: {north: {label: North, kind: state, capability: 5}, south: {label: South, kind: state, capability: 4}}
ties: [{from: north, to: south, kind: propensity, value: [0, 0.5, 1]}]
"""

#: The commands of which documents are stored, by the name of the file, and the exit code.
COMMANDS = {
    "show": ("show case.yaml", 0),
    "check": ("check case.yaml", 1),
    "models": ("models challenge", 0),
    "explain": ("explain case.yaml", 0),
    "explain-challenge": ("explain case.yaml --model challenge", 0),
    "backtest": ("backtest few.csv --model mean --model nash --model blend", 0),
    "calibrate": ("calibrate many.csv --out fit.json", 0),
    "baserate": ("baserate sanctions --lasted 42mo --by 2025-12-31 --as-of 2025-08-17", 0),
    "crises": ("baserate crisis", 0),
    "durations": ("baserate --score .", 0),
    "report": ("report ties.yaml --out page.html", 0),
    "error-data": ("show wrong.yaml", 1),
    "error-call": ("show nowhere", 2),
}


def decided(proposals: int) -> str:
    """Decided issues near the weighted mean, two a proposal, every other with a reversion point."""
    rng = np.random.default_rng(0)
    lines = ["issue,proposal,actor,position,salience,capability,outcome,reversion"]
    for k in range(2 * proposals):
        x, s, c = (rng.integers(low, high, 4) for low, high in ((0, 101), (10, 91), (1, 9)))
        outcome = round(np.average(x, weights=s * c))
        reversion = "" if k // 2 % 2 else "30"
        for actor, *numbers in zip("abcd", x, s, c, strict=True):
            lines.append(",".join(map(str, (f"i{k}", f"p{k // 2}", actor, *numbers, outcome, reversion))))
    return "\n".join(lines) + "\n"


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    wars = "".join(f"new-{i},19{i}-01-01,{20 + 17 * i},0,imposed\n" for i in range(10, 60))
    for name, text in {
        "case.yaml": CASE,
        "ties.yaml": TIES,
        "wrong.yaml": "detente: 1\ntitle: 3\n",
        "letter.txt": "We want eighty at least.",
        "few.csv": decided(6),
        "many.csv": decided(20),
        "wars.csv": f"split_key,start_date,duration_days,censored,gml_settlement\n{wars}",
    }.items():
        (tmp_path / name).write_text(text)


def printed(words: str, code: int, capsys) -> dict:
    with pytest.raises(SystemExit) as end, failing(as_json=True):
        app([*words.split(), "--json"])
    assert end.value.code == code
    return json.loads(capsys.readouterr().out)


def same(one, other) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, float | int) and not isinstance(other, bool):
        return one == pytest.approx(other, rel=1e-9)
    return one == other and type(one) in {type(other), int}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_document_has_the_keys_and_values_it_had(name, files, capsys) -> None:
    document = printed(*COMMANDS[name], capsys)
    stored = json.loads((STORED / f"{name}.json").read_text(encoding="utf-8"))
    if name == "report":  # the page's own length
        assert document.pop("bytes") == Path("page.html").stat().st_size
        del stored["bytes"]
    assert same(stored, document)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_document_has_the_published_shape_and_no_less(name, files, capsys) -> None:
    document = printed(*COMMANDS[name], capsys)
    published = schema(document["detente"])
    jsonschema.validate(document, published)
    for key in published["required"]:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({k: v for k, v in document.items() if k != key}, published)
    assert {"detente", "version"} <= set(published["required"])


def test_a_list_of_cases_and_of_classes(files, capsys) -> None:
    cases = {c["slug"]: c for c in printed("catalog", 0, capsys)["cases"]}
    assert cases["strategic-triangle"] == {
        "slug": "strategic-triangle",
        "title": "The strategic triangle, 1949-2010: Washington, Moscow, Beijing",
        "as_of": "1972-07-01",
        "actors": 3,
        "issues": [],
    }
    classes = printed("baserate", 0, capsys)
    assert classes["classes"][-1] == {
        "name": "sanctions",
        "label": "economic sanctions in force",
        "members": ["ties-last-seen", "ties-to-2005"],
    }
