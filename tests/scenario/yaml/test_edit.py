"""Edits touch the text of what changes and nothing else."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from detente.scenario import Document, Quantity, ScenarioError, loads

from ..cases import GOOD

COMMENTED = """\
# A case, with opinions about layout
detente: 1   # the format
title: 'Single quotes'
as_of: 2025-08-17

sources:
    statement:      # four spaces here
        title: "Double quotes"
        note: |
            Several
            lines.

        publisher: >-
            folded
            words
issues:
  territory: {question: How much?, scale: {0: none, 100: all},
              reversion: [40,   50, 70]}   # flow over two lines
  guarantees:
    question: Which?
    scale:
      0: none   # nothing
      100: all
    # the last word on it
actors:
  us: {label: US, kind: state, capability: 3}
  # the other one
  russia: {label: Russia,
           kind: state,   # a state
           capability: 4}
stances:
- actor: us
  issue: territory
  position: 10
  salience: {value: 3}
# between two stances
- {actor: russia, issue: territory, position: 90, salience: 80}
- {actor: us, issue: guarantees, position: 5, salience: 1}
"""


def diff(old: str, new: str) -> list[str]:
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


EDITS = [
    (("set", "title", "Other"), ["-title: 'Single quotes'", "+title: 'Other'"]),
    (("set", "title", "It's"), ["-title: 'Single quotes'", "+title: 'It''s'"]),
    (("set", "sources.statement.title", "A: b"),
     ['-        title: "Double quotes"', '+        title: "A: b"']),
    (("set", "sources.statement.note", "One line"),
     ["-        note: |", "-            Several", "-            lines.", "+        note: One line"]),
    (("set", "issues.territory.reversion", [1, 2]),
     ["-              reversion: [40,   50, 70]}   # flow over two lines",
      "+              reversion: [1, 2]}   # flow over two lines"]),
    (("set", "issues.territory.reversion.1", 55.5),
     ["-              reversion: [40,   50, 70]}   # flow over two lines",
      "+              reversion: [40,   55.5, 70]}   # flow over two lines"]),
    (("set", "issues.guarantees.reversion", Quantity.model_validate([1, 2, 3])),
     ["+    reversion: [1, 2, 3]"]),
    (("set", "issues.guarantees.scale", {0: "a", 1: "b"}),
     ["-    scale:", "-      0: none   # nothing", "-      100: all", "+    scale: {0: a, 1: b}"]),
    (("set", ("issues", "guarantees", "scale", "50"), "half"), ["+      50: half"]),
    (("set", "sources.statement.author", "A. N."), ["+        author: A. N."]),
    (("set", "actors.russia.note", "new"),
     ["-           capability: 4}", "+           capability: 4, note: new}"]),
    (("set", "stances.us.territory.position", 11), ["-  position: 10", "+  position: 11"]),
    (("set", "stances.0.note", "new"), ["+  note: new"]),
    (("set", "stances.3", {"actor": "russia", "issue": "guarantees", "position": 1, "salience": 2}),
     ["+- {actor: russia, issue: guarantees, position: 1, salience: 2}"]),
    (("set", "question", "Why?"), ['+question: "Why?"']),
    (("set", "figures", {}), ["+figures: {}"]),
    (("delete", "sources.statement.note"),
     ["-        note: |", "-            Several", "-            lines."]),
    (("delete", "issues.territory.reversion"),
     ["-  territory: {question: How much?, scale: {0: none, 100: all},",
      "-              reversion: [40,   50, 70]}   # flow over two lines",
      "+  territory: {question: How much?, scale: {0: none, 100: all}}   # flow over two lines"]),
    (("delete", "actors.us.label"),
     ["-  us: {label: US, kind: state, capability: 3}", "+  us: {kind: state, capability: 3}"]),
    (("delete", "actors.us"), ["-  us: {label: US, kind: state, capability: 3}"]),
    (("delete", "stances.0.actor"),
     ["-- actor: us", "-  issue: territory", "+- issue: territory"]),
    (("delete", "stances.0.salience"), ["-  salience: {value: 3}"]),
    (("delete", "stances.0.salience.value"),
     ["-  salience: {value: 3}", "+  salience: {}"]),
    (("delete", "stances.1"),
     ["-- {actor: russia, issue: territory, position: 90, salience: 80}"]),
    (("delete", "sources.statement"),
     ["-sources:", "-    statement:      # four spaces here", '-        title: "Double quotes"',
      "-        note: |", "-            Several", "-            lines.", "-",
      "-        publisher: >-", "-            folded", "-            words", "+sources: {}"]),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "expected"), EDITS, ids=[f"{e[0][0]} {e[0][1]}" for e in EDITS])
def test_an_edit_s_difference(edit: tuple, expected: list[str]) -> None:
    document = Document.parse(COMMENTED)
    getattr(document, edit[0])(*edit[1:])
    assert diff(COMMENTED, document.text()) == expected


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_unchanged_document_is_the_same_to_the_byte(tmp_path: Path, newline: str) -> None:
    path = tmp_path / "case.yaml"
    data = b"\xef\xbb\xbf" + (COMMENTED + "   \n\n# end").replace("\n", newline).encode()
    path.write_bytes(data)
    document = Document.open(path)
    document.save()
    assert path.read_bytes() == data
    document.set("title", "New")
    document.set("question", "new")
    document.save(tmp_path / "other.yaml")
    changed = data.replace(b"'Single quotes'", b"'New'")
    saved = (tmp_path / "other.yaml").read_bytes()
    assert saved.replace(b"question: new" + newline.encode(), b"") == changed


def test_a_file_is_saved_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(GOOD, encoding="utf-8")
    path.chmod(0o640)
    document = Document.open(path)
    document.set("title", "New")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", fail)
        with pytest.raises(OSError, match="disk full"):
            document.save()
    assert path.read_text(encoding="utf-8") == GOOD
    assert [p.name for p in tmp_path.iterdir()] == ["case.yaml"]
    assert document.save() == path.resolve()
    assert path.read_text(encoding="utf-8") == GOOD.replace("A demo", "New")
    assert path.stat().st_mode & 0o777 == 0o640


def test_saving_through_a_link_keeps_the_link(tmp_path: Path) -> None:
    (tmp_path / "real.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "link.yaml").symlink_to("real.yaml")
    document = Document.open(tmp_path / "link.yaml")
    document.set("title", "New")
    document.save()
    assert (tmp_path / "link.yaml").is_symlink()
    assert "title: New" in (tmp_path / "real.yaml").read_text(encoding="utf-8")


def test_get_returns_plain_values() -> None:
    document = Document.parse(GOOD)
    assert document.get("actors.us.capability") == {"value": [70, 100, 100], "because": ["milex"]}
    assert document.get("stances.us/first.territory.salience.value") == 20
    assert document.get("issues.territory.scale.42.5") == "some"
    document.get("stances").clear()
    assert len(document.get("stances")) == 2
    assert document.scenario() == loads(GOOD)


def test_an_invalid_scenario_can_be_opened_and_mended() -> None:
    document = Document.parse(GOOD.replace("kind: state", "kind: stat", 1))
    with pytest.raises(ScenarioError, match="18:11"):
        document.scenario()
    document.set("actors.us.kind", "state")
    assert document.scenario() == loads(GOOD)


@pytest.mark.parametrize(
    "path", ["", "actors.nobody", "actors.nobody.label", "stances.9", "title.x", "stances.x"]
)
def test_what_is_not_there_cannot_be_got_or_deleted(path: str) -> None:
    document = Document.parse(GOOD)
    with pytest.raises(KeyError):
        document.delete(path)
    if path:
        with pytest.raises(KeyError):
            document.get(path)


@pytest.mark.parametrize("path", ["", "actors.nobody.label", "stances.9", "title.x", "stances.x"])
def test_there_must_be_something_to_add_to(path: str) -> None:
    with pytest.raises(KeyError):
        Document.parse(GOOD).set(path, 1)


def test_a_value_shared_by_an_alias_is_not_edited_behind_the_other_s_back() -> None:
    text = "a: &x {b: 1}\nc: *x\n"
    document = Document.parse(text)
    for edit in (
        lambda: document.set("c.b", 2),
        lambda: document.set("a", 3),
        lambda: document.delete("a.b"),
    ):
        with pytest.raises(ScenarioError, match="cannot be edited on its own"):
            edit()
    assert document.text() == text
    document.set("c", 2)
    assert document.text() == "a: &x {b: 1}\nc: 2\n"


def test_problems_of_the_text_itself_are_told_at_once() -> None:
    with pytest.raises(ScenarioError, match="2:1: this key is given twice"):
        Document.parse("a: 1\na: 2\n")


@pytest.mark.parametrize(
    "text", ["a:", "a: ", "a:  # note\n", "a: null", "{a: , b: 1}", "{a}", "{}", "a:\n- 1\n", "a: []"]
)
def test_odd_places_can_be_set(text: str) -> None:
    document = Document.parse(text)
    document.set("a", {"x": [1, "y: z"]})
    assert document.get("a") == {"x": [1, "y: z"]}
    assert document.text().count("#") == text.count("#")


keys = st.sampled_from(["a", "b", "c", "1", "x-y"])
values = st.recursive(
    st.integers(0, 9) | st.sampled_from(["word", "two words", "a: b", "#"]),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3) | st.dictionaries(keys, inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(keys, values, min_size=1, max_size=3), st.data())
def test_any_edit_means_what_was_asked_or_is_refused(tree: dict, data: st.DataObject) -> None:
    document = Document.parse(yaml.safe_dump(tree, default_flow_style=data.draw(st.booleans())))
    before = document.text()
    loc: list = []
    here: object = tree
    while isinstance(here, dict | list) and (not loc or data.draw(st.booleans())):
        loc.append(data.draw(st.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here)))))
        here = here[loc[-1]]
    parent = document.get(loc[:-1])
    try:
        if data.draw(st.booleans()):
            new = data.draw(values)
            document.set(loc, new)
            parent[loc[-1]] = new
        else:
            document.delete(loc)
            del parent[loc[-1]]
    except ScenarioError:
        assert document.text() == before
        return
    assert document.get(loc[:-1]) == parent
