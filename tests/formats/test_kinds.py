"""Files told apart by what is in them, whatever they are called."""

import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from detente import file_kinds
from detente.catalog import load
from detente.file_kinds import Form, recognise
from detente.formats.kinds import kind_of
from detente.scenario import ScenarioError, loads
from detente.tables import read_table

SCENARIO = """\
detente: 1
title: Toll
as_of: 2025-01-01
issues:
  toll: {question: "How high?", scale: {0: none, 100: full}}
actors:
  a: {label: A, kind: state, capability: 1}
  b: {label: B, kind: state, capability: 2}
stances:
  - {actor: a, issue: toll, position: 0, salience: 50}
  - {actor: b, issue: toll, position: 50, salience: 50}
"""
KTAB = "Toll,Who,2,1\nActor,Description,Power,Toll Position,Toll Salience\nA,,1,0,50\nB,,2,50,50\n"
MATRIX = ",2,20,200,220\n2,0,1,1,1\n20,1,0,1,1\n200,1,1,0,1\n220,1,1,1,0\n"

KINDS = [
    (SCENARIO, "scenario", ""),
    ("title: no key\n", "scenario", ""),
    ('{"detente": 1}', "scenario", ""),
    (KTAB, "ktab", ""),
    (KTAB.replace(",", ";"), "ktab", ""),
    ("<Scenario></Scenario>", "ktab", ""),
    ("source,target,sign\nx,y,1\n", "table", "frustration"),
    ("a;b;propensity\nx;y;1\n", "table", "align"),
    ("name\tsize\nx\t1\n", "table", "align"),
    ("player,states,people\nx,1,2\n", "table", "power"),
    ("issue,actor,position,salience,capability,outcome\nq,A,0,1,1,2\n", "table", "backtest"),
    ("prnr;isnr;out\n1;2;3\n", "table", "backtest"),
    (MATRIX, "table", "align"),
    (MATRIX[1:], "table", "align"),
]


@pytest.mark.parametrize("name", ["a.csv", "a.yaml", "a.txt", "a"])
@pytest.mark.parametrize(("text", "kind", "command"), KINDS)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_content_decides_and_not_the_name(tmp_path, text, kind, command, name, encoding):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    unclear = text.startswith("title")
    assert kind_of(path) == (("table", "") if unclear and name == "a.csv" else (kind, command))


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("hint", ["", "sep=,"])
@pytest.mark.parametrize(("text", "kind", "command"), KINDS)
def test_line_ends_and_a_hint_at_the_delimiter_change_nothing(text, kind, command, hint, ends):
    if hint and kind != "table":
        return
    lines = [hint, *text.split("\n")] if hint else text.split("\n")
    expected = {"<": "markup", "t": "unclear"}.get(text[0], kind)
    assert (file := recognise(ends.join(lines).encode())).kind == expected
    assert file.command == command


def test_readers_of_tables_refuse_what_loads_as_a_scenario(tmp_path):
    path = tmp_path / "t.csv"
    for text, got in ((SCENARIO, "a scenario"), (KTAB, "a KTAB scenario"), ("<a/>", "XML or HTML")):
        for ends in ("\n", "\r"):
            path.write_bytes(text.replace("\n", ends).encode())
            with pytest.raises(ScenarioError, match=rf"expected a table, got {got}, "):
                read_table(path)


@pytest.mark.parametrize("name", ["a.csv", "a.yaml", "a"])
def test_scenarios_of_every_form_load_under_every_name(tmp_path, name):
    path = tmp_path / name
    for text in (SCENARIO, KTAB, KTAB.replace(",", "\t")):
        path.write_text(text)
        assert [a.label for a in load(path).actors.values()] == ["A", "B"]
    path.write_bytes(SCENARIO.encode("utf-16"))
    assert load(path).title == "Toll"


def test_a_table_given_as_a_scenario_is_refused_with_its_command(tmp_path):
    path = tmp_path / "t.csv"
    for text, kind, command in KINDS:
        if kind == "table":
            path.write_text(text)
            with pytest.raises(ScenarioError) as why:
                load(path)
            assert str(why.value) == (
                f"{path}:1:1: expected a scenario, got a table, see `detente {command} {path}`"
            )


def test_a_workbook_is_refused_with_a_remedy(tmp_path):
    for name in ("a.xlsx", "a.csv", "a.yaml"):
        (tmp_path / name).write_bytes(b"PK\x03\x04\x14\x00\x06\x00")
        with pytest.raises(ScenarioError, match=r"got a workbook .*, save the sheet as CSV in UTF-8"):
            load(tmp_path / name)


def test_a_pipe_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "t.csv")
    with pytest.raises(ScenarioError, match=r"t\.csv:1:1: this is not a regular file, got a pipe"):
        load(tmp_path / "t.csv")


def read_toy(path):
    names = Path(path).read_text(encoding="utf-8").split()[1:]
    actors = "".join(f"  {n}: {{label: {n.upper()}, kind: state, capability: 1}}\n" for n in names)
    return loads(
        f"detente: 1\ntitle: Toy\nas_of: 2025-01-01\nactors:\n{actors}"
        "ties: [{from: a, to: b, kind: propensity, value: 0.5}]\n"
    )


def test_a_form_takes_one_line_and_its_reader(tmp_path, monkeypatch):
    module = ModuleType("toy_reader")
    module.read_toy = read_toy
    monkeypatch.setitem(sys.modules, "toy_reader", module)
    toy = Form("toy", lambda text: " " * text.startswith("TOY"), "a toy's file", "toy_reader:read_toy")
    monkeypatch.setattr(file_kinds, "FORMS", (*file_kinds.FORMS, toy))
    path = tmp_path / "a.toy"
    path.write_text("TOY a b")
    assert list(load(path).actors) == ["a", "b"]
    with pytest.raises(ScenarioError, match=r"expected a table, got a toy's file, see `detente show "):
        read_table(path, ("x",))
