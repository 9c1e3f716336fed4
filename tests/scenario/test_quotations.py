"""Passages against their sources: word for word, or not at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from detente.cli.commands.check import check as show_checked
from detente.scenario import (
    Document,
    Passage,
    PassageCheck,
    Scenario,
    Source,
    dumps,
    loads,
    reanchor,
    verify,
    verify_sources,
)
from detente.scenario.differences import describe_difference

from .cases import GOOD

STATEMENT = "alaska-summit-statement.txt"
TEXT = "Alpha beta gamma. The word peace, and the word war; the word peace again. “Curly” it’s…\r\nEnd.\n"


def case(source: dict[str, Any], **passages: dict[str, Any]) -> Scenario:
    given = {k: Passage(source="text", **p) for k, p in passages.items()}
    base = loads(GOOD)
    return Scenario(
        detente=1, title="x", as_of=base.as_of, sources={"text": Source(title="T", **source)},
        passages=given, figures=base.figures, issues=base.issues, actors=base.actors,
        stances=base.stances[:1],
    )  # fmt: skip


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., PassageCheck]:
    (tmp_path / "t.txt").write_bytes(TEXT.encode())

    def run(**passage: Any) -> PassageCheck:
        return verify(case({"file": "t.txt"}, p=passage), tmp_path)[0]

    return run


STATUSES = [
    ({"exact": "beta", "start": 6}, "verified", (6,)),
    ({"exact": "beta"}, "verified", (6,)),
    ({"exact": "beta", "start": 7}, "moved", (6,)),
    ({"exact": "beta", "start": 10**9}, "moved", (6,)),
    ({"exact": "word peace", "start": 56}, "verified", (56,)),
    ({"exact": "word peace", "start": 57}, "ambiguous", (22, 56)),
    ({"exact": "word peace", "start": 57, "suffix": " again"}, "moved", (56,)),
    ({"exact": "word peace", "start": 57, "prefix": "The "}, "moved", (22,)),
    ({"exact": "word peace", "start": 57, "prefix": "no "}, "ambiguous", (22, 56)),
    ({"exact": "word peace"}, "ambiguous", (22, 56)),
    ({"exact": "word peace", "suffix": " again"}, "verified", (56,)),
    ({"exact": "beta", "prefix": "Alpha "}, "verified", (6,)),
    ({"exact": "beta", "prefix": "Omega "}, "orphaned", ()),
    ({"exact": "Beta"}, "orphaned", ()),
    ({"exact": "beta  gamma"}, "orphaned", ()),
    ({"exact": "“Curly” it’s…", "start": 74}, "verified", (74,)),
    ({"exact": '"Curly"'}, "orphaned", ()),
    ({"exact": "it's"}, "orphaned", ()),
    ({"exact": "it’s..."}, "orphaned", ()),
    ({"exact": "…\r\nEnd"}, "verified", (86,)),
    ({"exact": "…\nEnd"}, "orphaned", ()),
]


@pytest.mark.parametrize(("passage", "status", "found"), STATUSES, ids=[str(s[0]) for s in STATUSES])
def test_status(check: Callable, passage: dict, status: str, found: tuple[int, ...]) -> None:
    got = check(**passage)
    assert (got.status, got.found) == (status, found)
    assert all(TEXT.startswith(passage["exact"], at) for at in got.found)


# what is quoted, at which of its characters it differs, what it has there, and what the source has where
DIFFERENT = [
    ('"Curly"', 1, '" (U+0022 QUOTATION MARK)', "“ (U+201C LEFT DOUBLE QUOTATION MARK) (at 74)"),
    ('“Curly"', 7, '" (U+0022 QUOTATION MARK)', "” (U+201D RIGHT DOUBLE QUOTATION MARK) (at 80)"),
    ("it's…", 3, "' (U+0027 APOSTROPHE)", "’ (U+2019 RIGHT SINGLE QUOTATION MARK) (at 84)"),
    ("it’s...", 5, ". (U+002E FULL STOP)", "… (U+2026 HORIZONTAL ELLIPSIS) (at 86)"),
    ("…\nEnd", 2, "U+000A LINE FEED", "U+000D CARRIAGE RETURN (at 87)"),
    ("Alpha Beta", 7, "B (U+0042 LATIN CAPITAL LETTER B)", "b (U+0062 LATIN SMALL LETTER B) (at 6)"),
    ("beta\u00a0gamma", 5, "U+00A0 NO-BREAK SPACE", "U+0020 SPACE (at 10)"),
    ("beta  gamma", 6, "U+0020 SPACE", "g (U+0067 LATIN SMALL LETTER G) (at 11)"),
    ("be\u200bta gamma", 3, "U+200B ZERO WIDTH SPACE", "t (U+0074 LATIN SMALL LETTER T) (at 8)"),
    ("Xlpha beta gamma", 1, "X (U+0058 LATIN CAPITAL LETTER X)", "A (U+0041 LATIN CAPITAL LETTER A) (at 0)"),
    (
        "Alpha bets gamma. The",
        10,
        "s (U+0073 LATIN SMALL LETTER S)",
        "a (U+0061 LATIN SMALL LETTER A) (at 9)",
    ),
    # less than eight characters in common at either end, and the end only
    ("beta gone", 7, "o (U+006F LATIN SMALL LETTER O)", "a (U+0061 LATIN SMALL LETTER A) (at 12)"),
    ("b-eta gamma", 2, "- (U+002D HYPHEN-MINUS)", "e (U+0065 LATIN SMALL LETTER E) (at 7)"),
    ("bta gamma", 2, "t (U+0074 LATIN SMALL LETTER T)", "e (U+0065 LATIN SMALL LETTER E) (at 7)"),
    ("it’s…\r\nEnd.\n!", 13, "! (U+0021 EXCLAMATION MARK)", "nothing more (at 94)"),
]


@pytest.mark.parametrize(("exact", "at", "has", "source"), DIFFERENT, ids=[repr(d[0]) for d in DIFFERENT])
def test_at_which_character_a_quotation_differs(
    check: Callable, exact: str, at: int, has: str, source: str
) -> None:
    got = check(exact=exact)
    said = f"differs at character {at} of the quotation: the scenario has {has}, the source {source}"
    assert got.status == "orphaned"
    assert got.detail.startswith(said)
    assert got.detail.isprintable()


def test_composed_and_decomposed_letters_differ_and_are_named(tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text("au cafe\u0301 noir", encoding="utf-8")
    (got,) = verify(case({"file": "t.txt"}, p={"exact": "café noir"}), tmp_path)
    assert got.detail.startswith(
        "differs at character 4 of the quotation: the scenario has é "
        "(U+00E9 LATIN SMALL LETTER E WITH ACUTE), the source e (U+0065 LATIN SMALL LETTER E) (at 6)"
    )


def test_a_ligature_differs_from_its_letters_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text("the \ufb01nal text", encoding="utf-8")
    (got,) = verify(case({"file": "t.txt"}, p={"exact": "final text"}), tmp_path)
    assert got.detail.startswith(
        "differs at character 1 of the quotation: the scenario has f (U+0066 LATIN SMALL LETTER F), "
        "the source ﬁ (U+FB01 LATIN SMALL LIGATURE FI) (at 4)"
    )


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_source_may_be_in_any_encoding_that_shows_itself(codec: str, tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_bytes(TEXT.encode(codec))
    (got,) = verify(case({"file": "t.txt"}, p={"exact": "“Curly” it’s…", "start": 74}), tmp_path)
    assert got.status == "verified"


UNREADABLE = [
    (
        "A\nthe “aid”".encode("cp1252"),
        "t.txt:2:5: expected UTF-8, got the byte 0x93 ('“aid”' in Windows-1252); save its text as UTF-8",
    ),
    (b"%PDF-1.7\n\xe2", "t.txt:1:1: expected text, got a PDF; save its text as UTF-8"),
]


@pytest.mark.parametrize(("data", "said"), UNREADABLE)
def test_what_is_no_text_in_utf_8_is_placed_and_has_a_remedy(data: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_bytes(data)
    (got,) = verify(case({"file": "t.txt"}, p={"exact": "aid"}), tmp_path)
    assert (got.status, got.source.reason, got.detail) == ("unavailable", "not UTF-8", said)


def test_what_cannot_be_seen_in_a_quotation_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    (tmp_path / "t.txt").write_text("beta gamma", encoding="utf-8")
    file = tmp_path / "c.yaml"
    made = case({"file": "t.txt"}, p={"exact": "beta\u200b\u00a0gamma"})
    file.write_text(dumps(made), encoding="utf-8")
    assert show_checked(file, None, move=False, json=False) == 1
    assert r"“beta\u200b\xa0gamma”" in capsys.readouterr().out


def test_where_a_source_was_looked_for_is_told(tmp_path: Path) -> None:
    (tmp_path / "Statement.TXT").write_text("x", encoding="utf-8")
    (got,) = verify(case({"file": "statement.txt"}, p={"exact": "beta"}), tmp_path)
    assert got.detail == f"there is no statement.txt in the folder {tmp_path}; did you mean Statement.TXT?"
    (got,) = verify(case({"file": "b/else.md"}, p={"exact": "beta"}), tmp_path)
    assert got.detail == f"there is no b/else.md in the folder {tmp_path}"
    (got,) = verify(case({}, p={"exact": "beta"}), tmp_path)
    assert got.detail == "the scenario names no `file` for it, so it was not checked"


def test_a_quotation_is_compared_soon_even_where_much_is_alike() -> None:
    # every search is linear in the source: nested ones would take 10^9 steps here
    said = describe_difference("a" * 3_000 + "b" + "c" * 20, "a" * 300_000)
    assert said.startswith("differs at character 3001 of the quotation: the scenario has b")


def test_an_orphan_s_longest_beginning_is_told_but_not_used(check: Callable) -> None:
    got = check(exact="The word peace, and the word love", start=18)
    assert got.status == "orphaned"
    assert got.found == ()
    assert got.detail == (
        "differs at character 30 of the quotation: the scenario has l (U+006C LATIN SMALL LETTER L), "
        "the source w (U+0077 LATIN SMALL LETTER W) (at 47), which continues 'war; the word peace agai'"
    )
    assert check(exact="Nothing like it").detail == (
        "neither its first 7 characters nor its last 7 appear in the source in this or a similar form"
    )


def test_very_many_places_are_cut_short(tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text("a" * 100_000, encoding="utf-8")
    (got,) = verify(case({"file": "t.txt"}, p={"exact": "aa"}), tmp_path)
    assert got.status == "ambiguous"
    assert got.found == tuple(range(100))


def test_positions_are_code_points_and_a_byte_order_mark_is_not_counted(tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_bytes(b"\xef\xbb\xbf" + "a𝒷e\u0301é x".encode())
    passages = {"x": {"exact": "x", "start": 6}, "nfc": {"exact": "é", "start": 4}}
    got = verify(case({"file": "t.txt"}, **passages), tmp_path)
    assert [g.status for g in got] == ["verified", "verified"]


def test_the_digest_is_of_the_bytes_and_does_not_orphan_a_passage(tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_bytes(TEXT.encode())
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    for stated, unchanged in ((digest, True), (digest.upper(), True), ("0" * 64, False), (None, None)):
        scenario = case({"file": "t.txt", "sha256": stated}, p={"exact": "beta"})
        (got,) = verify(scenario, tmp_path)
        assert (got.status, got.source.unchanged) == ("verified", unchanged)
        assert verify_sources(scenario, tmp_path) == (got.source,)


def test_why_a_source_is_unavailable(tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("beta", encoding="utf-8")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "latin.txt").write_bytes(b"caf\xe9 beta")
    (folder / "folder").mkdir()
    os.mkfifo(folder / "pipe")
    with (folder / "big.txt").open("wb") as big:
        big.truncate(64 * 2**20 + 1)
    reasons = {
        None: "not given", "none.txt": "missing", "out.txt": "outside the folder", "latin.txt": "not UTF-8",
        "big.txt": "too large", "pipe": "unreadable", "folder": "unreadable", "folder/x": "missing",
    }  # fmt: skip
    for file, reason in reasons.items():
        (got,) = verify(case({"file": file}, p={"exact": "beta", "start": 0}), folder)
        assert (got.status, got.source.found, got.source.reason) == ("unavailable", False, reason), file
        assert got.detail
    (got,) = verify(case({"file": "loop.txt"}, p={"exact": "beta"}), folder)
    assert got.status == "unavailable"
    (got,) = verify(case({"file": "none.txt"}, p={"exact": "beta"}), None)
    assert (got.status, got.source.reason) == ("unavailable", "not given")


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text("beta", encoding="utf-8")
    (tmp_path / "link.txt").symlink_to("t.txt")
    assert verify(case({"file": "link.txt"}, p={"exact": "beta"}), tmp_path)[0].status == "verified"


def test_moved_passages_are_moved_on_request_only(tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_bytes(TEXT.encode())
    passages = {
        "moved": {"exact": "beta", "start": 9}, "fine": {"exact": "gamma", "start": 11},
        "lost": {"exact": "omega", "start": 1}, "two": {"exact": "word peace", "start": 3},
    }  # fmt: skip
    text = dumps(case({"file": "t.txt"}, **passages))
    document = Document.parse(text)
    checks = verify(document.scenario(), tmp_path)
    assert [c.status for c in checks] == ["moved", "verified", "orphaned", "ambiguous"]
    assert document.text() == text
    assert reanchor(document, checks) == ("moved",)
    assert document.text() == text.replace("start: 9", "start: 6")
    assert verify(document.scenario(), tmp_path)[0].status == "verified"


def test_the_statement_itself(shared: Path) -> None:
    digest = "e8efe8f29838e3c77ba5feea5842013414588eb67f6305d502e37dfa9117eec9"
    passages = {
        "donbas": {"exact": "cede territory, including sections of the Donbas", "start": 1893},
        "article-5": {"exact": "Article 5-like protection"},
        "curly": {"exact": "“Article 5-like protection”"},
        "straight": {"exact": '"Article 5-like protection"'},
        "historic": {"exact": "a historic decision,", "speaker": "Zelensky"},
        "stale": {"exact": "a historic decision,", "start": 1},
        "working-class": {"exact": "working class"},
        "singled-out": {"exact": "working class", "prefix": "Russian or Ukrainian "},
        "ellipsis": {"exact": "admirable. …"},
        "dots": {"exact": "admirable. ..."},
        "elided": {"exact": "Trump warmly embraced Putin ... negotiated peace"},
    }
    scenario = case({"file": STATEMENT, "sha256": digest}, **passages)
    got = {c.id: c for c in verify(scenario, shared / "sources")}
    assert {k: c.status for k, c in got.items()} == {
        "donbas": "verified", "article-5": "verified", "curly": "verified", "straight": "orphaned",
        "historic": "verified", "stale": "moved", "working-class": "ambiguous", "singled-out": "verified",
        "ellipsis": "verified", "dots": "orphaned", "elided": "orphaned",
    }  # fmt: skip
    assert got["donbas"].source.unchanged is True
    # counted by another route: the bytes before it, decoded
    raw = (shared / "sources" / STATEMENT).read_bytes()
    before = raw[: raw.index("“Article 5-like".encode())].decode()
    assert got["curly"].found == (len(before),)
    assert got["elided"].detail.startswith("differs at character 29 of the quotation: the scenario has .")
