"""The JSON documents of align, tip, frustration and power, compared with those that came before records."""

import json
from pathlib import Path

import jsonschema
import pytest

from detente.cli.commands import align, frustration, power, tip
from detente.cli.json_schemas import schema

CASE = """
detente: 1
title: Three
as_of: 2025-01-01
actors:
  a: {label: A, kind: state, capability: 5, size: 7}
  b: {label: B, kind: state, capability: [2, 4]}
  c: {label: C, kind: state, capability: 2}
  idle: {label: Idle, kind: state, capability: 99}
alignment:
  ingredients:
    treaty: {weight: 0.5}
    quarrel: {weight: -0.75, otherwise: 0.2}
ties:
  - {kind: treaty, from: a, to: b, value: 1, until: 2020-01-01}
  - {kind: treaty, from: b, to: a, value: [-1, 1], since: 2020-01-01}
  - {kind: quarrel, from: c, to: b, value: 2}
  - {kind: propensity, from: a, to: c, value: 0.4}
outcomes:
  - {date: 2019-01-01, sides: [[a, b], [c]]}
  - {date: 2030-01-01, sides: [[a], [c]]}
steps: {every: 1 year, count: 3}
events:
  - {date: 2026-01-01, set: ties.propensity.a.c, value: -0.9}
  - {date: 2026-01-01, set: actors.a.size, value: 1}
"""
TABLES = {
    "firms.csv": "name,size\nx,5\ny,3\nz,1\nw,1\n",
    "ties.csv": "a,b,propensity\nx,y,0.5\nx,z,-1\ny,w,0.2\nz,w,0.3\n",
    "edges.csv": "network,source,target,sign\nA,x,y,1\nA,y,z,-1\nA,z,x,1\nA,x,y,1\nB,x,y,-1\n",
    "body.csv": "player,states,people\na,1,83516593\nb,1,9007199254740993\nc,1,1/3\n",
}
PLAIN = {"at": None, "ingredients": None, "blocs": None, "json": True}
ALIGN = PLAIN | {"draws": 4, "seed": 0, "every": False, "out": None}
TIP = PLAIN | {"pairs": None, "ways": 1}
CALLS = {
    "align case": lambda: align.show_alignment(["case.yaml"], **ALIGN | {"draws": 64, "seed": 3}),
    "align later": lambda: align.show_alignment(["case.yaml"], **ALIGN | {"at": "2030-01-01"}),
    "align tables": lambda: align.show_alignment(
        ["firms.csv", "ties.csv"], **ALIGN | {"blocs": 3, "draws": 1, "every": True}
    ),
    "tip case": lambda: tip.show_turning(["case.yaml"], **TIP),
    "tip pairs": lambda: tip.show_turning(["case.yaml"], **TIP | {"pairs": ["a:b", "b:c"]}),
    "frustration": lambda: frustration.frustration(
        Path("edges.csv"), networks=None, time_limit=60.0, seed=0, json=True
    ),
    "power": lambda: power.voting_power(
        Path("body.csv"),
        quotas=["states=55%", "people=65%"],
        vetoes=["b"],
        either=False,
        alternatives=["states=3"],
        blocking=["states=2"],
        json=True,
    ),
}
STORED = json.loads(Path(__file__).with_name("alignment_documents.json").read_text())


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in (TABLES | {"case.yaml": CASE}).items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize("name", CALLS)
def test_a_document_has_the_keys_and_values_that_it_always_had(name, here, capsys):
    CALLS[name]()
    document = json.loads(capsys.readouterr().out)
    for network in document.get("networks", ()):
        network["seconds"] = 0.0
    assert document == STORED[name]
    jsonschema.validate(document, schema(document["detente"]))


@pytest.mark.parametrize("name", CALLS)
def test_a_schema_asks_for_every_key_that_its_document_has(name, here):
    published = schema(STORED[name]["detente"])
    sometimes = {"known", "all", "page"}
    assert set(published["required"]) == set(STORED[name]) - sometimes
    for key in published["required"]:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({k: v for k, v in STORED[name].items() if k != key}, published)


def test_a_page_that_was_written_is_in_the_document(here, capsys):
    align.show_alignment(["case.yaml"], **ALIGN | {"out": Path("page.html")})
    document = json.loads(capsys.readouterr().out)
    assert document["page"] == "page.html"
    jsonschema.validate(document, schema("align"))
    assert "What would change the alignment" in (here / "page.html").read_text()
