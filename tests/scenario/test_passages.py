"""Passages against their sources: word for word, or not at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

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


def test_an_orphan_s_longest_beginning_is_told_but_not_used(check: Callable) -> None:
    got = check(exact="The word peace, and the word love", start=18)
    assert got.status == "orphaned"
    assert got.found == ()
    assert "'The word peace, and the word'" in got.detail
    assert "not one of its first words" in check(exact="Nothing like it").detail


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
    assert "'Trump warmly embraced Putin'" in got["elided"].detail
