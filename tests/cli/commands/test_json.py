"""The documents of `--json`, value for value: what the tables show, unrounded and by identifier."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ..test_said import TIES
from .test_check import ALL, write
from .test_show import CASE

Command = Callable[..., str]


def entries(document: Any, above: str = "") -> Iterator[str]:
    """A line for every value, under its keys."""
    if isinstance(document, dict):
        for key, inner in document.items():
            yield from entries(inner, f"{above}.{key}" if above else key)
    elif isinstance(document, list) and any(isinstance(x, dict) for x in document):
        for i, inner in enumerate(document):
            yield from entries(inner, f"{above}[{i}]")
    else:
        yield f"{above}: {json.dumps(document, ensure_ascii=False)}"


@pytest.fixture
def document(printed: Command) -> Command:
    """The lines of a command's document, without the time it took."""
    write(*ALL)
    Path("bridge.yaml").write_text(CASE)
    Path("ties.yaml").write_text(TIES)
    Path("letter.txt").write_text("we are friends, and help goes on")
    Path("edges.csv").write_text(
        "source,target,sign,network\na,b,1,x\nb,c,1,x\na,c,-1,x\na,c,-1,x\na,b,-1,y\n"
    )
    Path("votes.csv").write_text("player,votes,people\na,50,10\nb,49.5,20\nc,1,70\n")

    def call(*words: str) -> str:
        lines = "\n".join(sorted(entries(json.loads(printed(*words, "--json")))))
        return re.sub(r"(seconds: ).*", r"\1N", lines)

    return call


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("show", "show bridge.yaml"),
        ("check", "check case.yaml --sources ."),
        ("frustration", "frustration edges.csv"),
        ("power", "power votes.csv --quota 51 --quota people=2/3 --or votes=>50%,people=20 --veto a"),
        ("align", "align ties.yaml --draws 16"),
        ("tip", "tip ties.yaml"),
    ],
)
def test_a_document(document: Command, is_said: Callable[[str, str], None], name: str, words: str) -> None:
    is_said(name, document(*words.split()))
