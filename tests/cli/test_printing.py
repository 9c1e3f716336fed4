"""Names, titles and paths are printed as they are: never as markup, never as a command to the terminal."""

from __future__ import annotations

import json
import re

import pytest
from rich.text import Text

from detente.cli.console import note, print_json, say

CASE = """\
detente: 1
title: "[/x] [bold] title :smile: \\\\"
as_of: 2025-01-01
question: "[red]who[/red]?"
issues:
  спор: {label: "[/i] issue", question: "what [/q]?", scale: {0: "[/] none", 100: "all [a]"}, reversion: 30}
actors:
  сша: {label: "[/us]", kind: state, capability: 1}
  türkiye: {label: "[bold]", kind: state, capability: 2}
  365: {label: "[link=x]Russia", kind: state, capability: 1}
stances:
  - {actor: сша, issue: спор, position: [0, 10], salience: 50}
  - {actor: türkiye, issue: спор, position: [20, 50], salience: 50}
  - {actor: 365, issue: спор, position: 100, salience: 50}
alignment: {ingredients: {связь: {label: "[/t]", weight: 1}}}
ties:
  - {kind: связь, from: сша, to: türkiye, value: 0.5}
  - {kind: связь, from: 365, to: türkiye, value: -0.5}
  - {kind: связь, from: 365, to: сша, value: -0.7}
"""
NAME = "[/x] [bold] :smile:"


@pytest.fixture
def case(tmp_path):
    file = tmp_path / f"{NAME}.yaml"
    file.parent.mkdir()
    file.write_text(CASE, encoding="utf-8")
    return f"{NAME}.yaml"


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        (
            ("show",),
            [
                "[/x] [bold] title :smile: \\",
                "[red]who[/red]?",
                "what [/q]?",
                "[/] none",
                "[/us]",
                "[link=x]",
            ],
        ),
        (("check",), ["[/x] [bold] title :smile: \\"]),
        (("align", "--draws", "8", "--out", f"{NAME}.html"), ["[/x] [bold] title", f"{NAME}.html"]),
        (("tip",), ["[/x] [bold] title"]),
        (("explain",), ["[/x] [bold] title"]),
        (
            ("run", "--draws", "16", "--model", "mean", "--out", f"{NAME}/run", "--report"),
            ["[/x] [bold] title", "what [/q]?", "all [a]", f"{NAME}/run"],
        ),
    ],
)
def test_what_looks_like_markup_is_printed_as_it_stands(detente, case, words, seen):
    done = detente(words[0], case, *words[1:])
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    for text in seen:
        assert text in done.stdout


def test_a_path_that_is_wrong_is_printed_as_it_stands(detente, tmp_path):
    done = detente("show", "[/x]\x1b[2J.yaml")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(r"[/x]\x1b[2J.yaml: no such file, and no bundled case of that name; ")
    (tmp_path / "[").mkdir()
    (tmp_path / "[/x].yaml").write_text("detente: 2", encoding="utf-8")
    assert detente("check", "[/x].yaml").stderr.startswith("[/x].yaml:1:1: ")


@pytest.mark.parametrize("c", ["\x1b", "\0", "\x07", "\x9b", "\x7f", "\u202e", "\u2066", "\ud800"])
def test_nothing_that_acts_on_a_terminal_is_printed(capsys, c):
    say(f"a{c}[2Jb", f"[bold]{c}[/bold]")
    note(f"a{c}[2Jb")
    print_json({"text": f"a{c}b"})
    out, err = capsys.readouterr()
    assert c not in out + err
    assert json.loads(out[out.index("{") :])["text"] == f"a{c}b"
    assert re.match(r"a\\[xu]\w+\[2Jb\n", err)


@pytest.mark.parametrize(
    "text",
    [
        "[/x]",
        "[red]a[/red]",
        "[bold]a",
        "a[/bold]",
        "[link=x]y[/link]",
        "[@click=f]x",
        ":smile:",
        "[1, 2]",
        "[#fff]x",
        "a\\[b]",
        "[dim]",
        "][",
    ],
)
def test_what_was_not_escaped_is_no_error(capsys, text):
    say(text)
    out = capsys.readouterr().out.rstrip("\n")
    # the two styles that we write ourselves are the only ones that vanish
    assert out in (text, text.replace("[bold]", "").replace("[dim]", ""), text.replace("\\[", "["))


def test_a_line_that_is_not_to_be_broken_is_neither_broken_nor_cut(capsys, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    line = "warning: " + "a/very long folder/" * 10 + "case.yaml:1:2: what is odd"
    say(Text(line, no_wrap=True), Text(line, no_wrap=True))
    assert capsys.readouterr().out == f"{line}\n{line}\n"
