"""Files that mean harm, or are no scenario at all: an error in plain words, soon."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.scenario import ScenarioError, dumps, load, loads
from detente.scenario.yaml.parse import parse_yaml

from ..cases import GOOD

UNSAFE = "this character is not allowed in a scenario"

#: Calls of functions within which a hostile text is refused: fifty for each of the 200,000 values that a
#: file may hold. What compares values with each other needs thousands for each.
MANY = 50 * 200_000


@contextmanager
def calls() -> Iterator[dict[str, int]]:
    """Count the functions called, compiled ones too: the same on a slow day."""
    made = {"calls": 0}

    def count(_frame: object, event: str, _what: object) -> None:
        made["calls"] += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield made
    finally:
        sys.setprofile(before)


ACTORS = "detente: 1\ntitle: x\nas_of: 2025-01-01\nissues: {i: {question: q, scale: {0: a, 1: b}}}\nactors:\n"


def laughs() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    return "\n".join(lines)


def wrong_stances() -> str:
    actors = "".join(f"  a{i}: {{label: x, kind: state, capability: 3}}\n" for i in range(2000))
    stances = "".join(
        f"  - {{actor: a{i}x, issue: j, position: [3, 4, 1], salience: s}}\n" for i in range(15000)
    )
    return ACTORS + actors + "stances:\n" + stances


HOSTILE: dict[str, tuple[Callable[[], str | bytes], str]] = {
    "fifty megabytes": (lambda: b"a: 1\n" * 10_000_000, "1:1: the file is too large"),
    "a billion laughs": (laughs, "6:15: with aliases written out there are more than 200000 values"),
    "deep lists": (lambda: "[" * 100_000, "1:41: values are nested more than 40 deep"),
    "deep mappings": (lambda: "{a: " * 100_000, "1:161: values are nested more than 40 deep"),
    "deep blocks": (lambda: "- " * 100_000, "1:81: values are nested more than 40 deep"),
    "deep by alias": (
        lambda: "a: &a " + "[" * 30 + "]" * 30 + "\nb: " + "[" * 15 + "*a" + "]" * 15,
        "2:19: values are nested more than 40 deep",
    ),
    "cyclic members": (
        lambda: "actors: &a\n  us: {label: x, kind: state, capability: 1, members: *a}\n",
        "2:55: a value cannot contain itself, got 'a', remove the alias",
    ),
    "an alias to nothing": (lambda: "a: *b", "1:4: no such anchor above, got 'b'"),
    "many actors": (
        lambda: ACTORS + "".join(f"  a{i}: 1\n" for i in range(100_000)),
        "5006:3: there are more",
    ),
    "many values": (lambda: "[" + "[1, 2, 3, 4],\n" * 100_000, "5001:1: there are more than 5000 entries"),
    "many stances": (lambda: "stances:\n" + "- {}\n" * 60_000, "50002:3: there are more than 50000 entries"),
    "many wrong stances": (
        wrong_stances,
        "2007:13: stances.0.actor: no actor with this id, got 'a0x', did you mean",
    ),
    "many unknown keys": (
        lambda: (
            "actors:\n"
            + "".join(f"  a{i}: {{{', '.join(f'k{j}: 1' for j in range(4900))}}}\n" for i in range(40))
        ),
        "1:1: detente: this key is missing",
    ),
    "many wrong ids": (
        lambda: "actors:\n" + "".join(f"  ..{i}: {{}}\n" for i in range(4900)),
        "1:1: detente: this key is missing",
    ),
    "one long word": (lambda: "a: " + "9" * 4_000_000, "1:4: this number is too large"),
    "one long key": (lambda: "x" * 4_000_000 + ": 1", "1:4000001: a colon is not expected here"),
    "keys given twice": (lambda: "a: 1\n" * 4_000, "2:1: this key is given twice, got 'a'"),
    "a merge key": (lambda: "a: &x {b: 1}\nc: {<<: *x}", "2:5: merge keys are not supported"),
    "a tag": (lambda: "a: !!python/object/apply:os.system [ls]", "1:4: tags are not supported"),
    "Latin-1": (lambda: "title: café\n".encode("latin-1"), "1:11: expected UTF-8, got the byte 0xe9"),
    "Latin-1, later": (lambda: "é: 1\r\nè: é".encode() + b"\xe9", "2:5: expected UTF-8, got the byte 0xe9"),
    "a workbook": (lambda: b"PK\x03\x04", "1:1: expected text, got a workbook (XLSX or ODS) or another"),
    "UTF-16 without its end": (
        lambda: "a: 1".encode("utf-16")[:-1],
        (
            "1:4: the file begins as UTF-16 but does not continue as such, got the byte 0x31, save the file "
            "as UTF-8"
        ),
    ),
    "NUL": (lambda: "a: b\nc: \0", f"2:4: {UNSAFE}, got U+0000 NULL, remove it"),
    "a line separator": (lambda: "a: b\u2028c", f"1:5: {UNSAFE}, got U+2028 LINE SEPARATOR"),
    "half a surrogate pair": (lambda: "a: \ud800", f"1:4: {UNSAFE}, got U+D800 HALF A SURROGATE PAIR"),
    "an escape sequence": (lambda: 'a: b\nc: "x\\e[2J"', f"2:6: {UNSAFE}, got U+001B ESCAPE, remove it"),
    "one in hexadecimal": (lambda: 'a: "\\x41\\x1b]0;x"', f"1:9: {UNSAFE}, got U+001B ESCAPE"),
    "one of eight bits": (lambda: 'a: "\\u009b2J"', f"1:5: {UNSAFE}, got U+009B CONTROL SEQUENCE INTRODUCER"),
    "one in a key": (lambda: 'title: x\n"a\\a": 1', f"2:3: {UNSAFE}, got U+0007 BEL"),
    "one folded": (lambda: 'a: "x\n  y\\0"', f"2:4: {UNSAFE}, got U+0000 NULL"),
    "a line that is overwritten": (lambda: 'a: "x\\ry"', f"1:6: {UNSAFE}, got U+000D CARRIAGE RETURN"),
    "a delete": (lambda: "a: \x7f", f"1:4: {UNSAFE}, got U+007F DELETE"),
    "text turned round": (lambda: "a: b\u202ec", f"1:5: {UNSAFE}, got U+202E RIGHT-TO-LEFT OVERRIDE"),
    "text turned round, escaped": (
        lambda: r'a: "\u2067"',
        f"1:5: {UNSAFE}, got U+2067 RIGHT-TO-LEFT ISOLATE",
    ),
    "half a pair, escaped": (lambda: r'a: "\ud800"', "1:7: this escape is not a character"),
    "nothing": (lambda: b"", "1:1: the file is empty"),
    "comments only": (lambda: "# a\n# b\n", "1:1: the file is empty"),
    "a list": (lambda: "[1]", "1:1: expected a mapping, got [1], begin with `detente: 1`"),
    "a word": (lambda: "hello", "1:1: expected a mapping, got 'hello'"),
    "two documents": (lambda: "a: 1\n---\nb: 2", "2:1: a second document begins here"),
    "a list as key": (lambda: "{[a]: 1}", "1:2: expected a plain key"),
    "an open list": (lambda: "a: [1, 2\nb: 3", "2:2: expected , or ], close the list"),
    "open quotes": (
        lambda: "a: 'b\nc: d\ne: f",
        "1:4: the quotes that open here are never closed, close them",
    ),
    "a tag of YAML": (lambda: "a: !!binary aGk=", "1:4: tags are not supported, got '!!binary', remove it"),
    "a tab": (lambda: "a:\n\tb: 1", "2:1: a tab, %, @ or ` cannot begin a value here"),
    "a colon in text": (
        lambda: "title: Alaska: the summit",
        "1:14: a colon is not expected here, put text with",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_refused_soon_and_in_words(name: str) -> None:
    make, said = HOSTILE[name]
    text = make()
    with calls() as made, pytest.raises(ScenarioError) as caught:
        loads(text, "f")
    # in the order of the file; "missing" is told at the beginning of the mapping
    assert f"f:{said}" in str(caught.value)
    assert len(str(caught.value)) < 20_000
    assert made["calls"] < MANY


def test_what_cannot_be_read_as_a_file_is_refused_soon(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "big.yaml").write_bytes(b"#" * (4 * 2**20 + 1))
    expected = {
        tmp_path: "this is not a regular file",
        tmp_path / "pipe": "this is not a regular file",
        Path("/dev/zero"): "this is not a regular file",
        tmp_path / "none.yaml": "there is no such file",
        tmp_path / "big.yaml": "the file is too large",
        tmp_path / "big.yaml" / "x": "the file cannot be read",
        Path("a\0b"): "the file cannot be read",
        Path("a" * 5000): "the file cannot be read",
    }
    for path, said in expected.items():
        with calls() as made, pytest.raises(ScenarioError) as caught:
            load(path)
        assert said in str(caught.value)
        assert len(str(caught.value).split("\n")) == 1
        assert made["calls"] < 10_000


def test_a_name_that_is_not_text_can_still_be_printed(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path / os.fsdecode(b"caf\xe9\n.yaml"))
    assert str(caught.value).encode().count(b"\n") == 0


def test_words_are_resolved_by_the_core_schema() -> None:
    text = (
        "a: [no, yes, on, 12:30, 1_000, 2025-08-17, 0o17, 0x1F, 007, -010, +1, 0, -0,"
        " .5, 1., 1e3, ~, null, true, '1', 0b1]\n"
        "no: 1\n1.0: 2\n"
    )
    value = parse_yaml(text, "x").value
    assert value == {
        "a": ["no", "yes", "on", "12:30", "1_000", "2025-08-17", "0o17", "0x1F", "007", "-010", 1, 0, 0, 0.5,
              1.0, 1000.0, None, None, True, "1", "0b1"],
        "no": 1,
        "1.0": 2,
    }  # fmt: skip
    assert [type(v) for v in value["a"][10:16]] == [int, int, int, float, float, float]


def test_a_byte_order_mark_and_windows_lines_are_read() -> None:
    found = parse_yaml("\ufeffa: 1\r\nbé: [2, x]\r\n".encode(), "x")
    assert found.value == {"a": 1, "bé": [2, "x"]}
    assert found.where(("bé", 1)) == (2, 9)


def test_aliases_are_read() -> None:
    found = parse_yaml("a: &x {b: 1}\nc: [*x, *x]\n", "x")
    assert found.value == {"a": {"b": 1}, "c": [{"b": 1}, {"b": 1}]}
    assert found.where("c.1.b") == (1, 11)


SLIPS = [
    "[",
    "]",
    "{",
    "}",
    ":",
    " ",
    "\n",
    "- ",
    "'",
    '"',
    "#",
    "&a ",
    "*a",
    "!x ",
    "|",
    ",",
    "?",
    "%",
    "\\",
]
SLIPS += [
    "1e400",
    "-",
    ".nan",
    "\t",
    "<<: ",
    "\ufeff",
    "null",
    "true",
    "value: ",
    "dist: beta",
    "because: ",
    "",
]


@given(st.integers(0, len(GOOD)), st.integers(0, 12), st.sampled_from(SLIPS))
def test_a_slip_anywhere_is_told_in_words_or_does_no_harm(at: int, cut: int, slip: str) -> None:
    text = GOOD[:at] + slip + GOOD[at + cut :]
    try:
        scenario = loads(text)
    except ScenarioError as why:
        assert why.problems
        for problem in why.problems:
            assert problem.what
            assert problem.remedy
            assert 1 <= problem.line <= text.count("\n") + 1
            assert problem.column >= 1
    else:
        assert loads(dumps(scenario)) == scenario
