"""`detente check`: whether a scenario is well formed and its passages are in their sources."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from rich.markup import escape
from rich.text import Text

from detente import catalog
from detente.characters import printable
from detente.cli.console import print_json, say
from detente.cli.error_document import PlacedProblem, place_problem
from detente.cli.tables import count_noun
from detente.cli.terminal_table import plain_table
from detente.errors import WrongCallError
from detente.scenario import (
    Document,
    PassageCheck,
    Scenario,
    find_oddities,
    load,
    reanchor,
    verify,
    verify_sources,
)
from detente.scenario.problems import LISTED
from detente.scenario.quotations import Status
from detente.wording.backing import describe_support


@dataclass(frozen=True)
class SourceEntry:
    """A source: whether its text could be had, and whether it is the text that was coded."""

    id: str
    file: str | None
    available: bool
    unchanged: bool | None
    detail: str


@dataclass(frozen=True)
class PassageEntry:
    """A passage: its place according to the scenario, and its place in the source, in code points."""

    id: str
    source: str
    status: Status
    exact: str
    start: int | None
    found: tuple[int, ...]
    detail: str


@dataclass(frozen=True, kw_only=True)
class CheckDocument:
    """What ``detente check CASE --json`` prints."""

    detente: Literal["check"]
    version: Literal[1]
    case: str
    ok: bool
    counts: Mapping[Status, int]
    sources: tuple[SourceEntry, ...]
    passages: tuple[PassageEntry, ...]
    warnings: tuple[PlacedProblem, ...]
    reanchored: tuple[str, ...]


def check(path: Path, sources: Path | None, *, move: bool, json: bool) -> int:
    """Check a scenario file and show what was found; the exit code."""
    if move:
        _editable(path)
    scenario = catalog.load(path)
    if sources is not None and not sources.is_dir():
        raise WrongCallError(f"{sources}: no such folder; name the folder that holds the source texts")
    # by default, the texts are those next to the case
    folder = sources or path.parent
    checks = verify(scenario, folder)
    moved = []
    if move and any(c.status == "moved" for c in checks):
        file = Document.open(path)
        moved = list(reanchor(file, checks))
        file.save()
        scenario = load(path)
        checks = verify(scenario, folder)
    odd = find_oddities(scenario, str(path))
    counts: Counter[Status] = Counter(dict.fromkeys(get_args(Status), 0))
    counts.update(c.status for c in checks)
    standing = counts["verified"] + (0 if sources else counts["unavailable"])
    ok = standing == len(checks)
    if json:
        document = CheckDocument(
            detente="check",
            version=1,
            case=str(path),
            ok=ok,
            counts=counts,
            sources=tuple(_list_sources(scenario, folder)),
            passages=tuple(_list_passages(scenario, checks)),
            warnings=tuple(map(place_problem, odd)),
            reanchored=tuple(moved),
        )
        print_json(document)
    else:
        _show(scenario, checks, folder, counts, moved, given=sources is not None)
        # a place in a file stays on one line, so that editors find it
        lines = [f"warning: {problem}" for problem in odd[:LISTED]]
        lines += [f"and {len(odd) - LISTED} more warnings"] if len(odd) > LISTED else []
        say(*(Text(line, no_wrap=True) for line in lines))
    return 0 if ok else 1


def _editable(path: Path) -> None:
    """Raise WrongCallError for a file that is not the user's own to change."""
    at = path.resolve()
    if at.is_relative_to(Path(catalog.__file__).parent):
        raise WrongCallError(
            f"{path} is part of Détente's installation, which --reanchor does not change; copy it to a "
            "folder of your own and check the copy"
        )
    if not at.stat().st_mode & 0o222 or not os.access(at, os.W_OK) or not os.access(at.parent, os.W_OK):
        raise WrongCallError(f"{path} is read-only; make it and its folder writable, or check a copy")


def _show(
    scenario: Scenario,
    checks: tuple[PassageCheck, ...],
    folder: Path,
    counts: Counter[Status],
    moved: list[str],
    *,
    given: bool,
) -> None:
    say(f"[bold]{escape(scenario.title)}[/bold]: the scenario is well formed", describe_support(scenario))
    for source in verify_sources(scenario, folder):
        say(f"source {escape(source.id)}: {escape(source.detail)}")
    # of a source that cannot be had the line above says all
    troubled = [c for c in checks if c.status not in {"verified", "unavailable"}]
    if troubled:
        table = plain_table("passage", "status", "quoted", "what was found")
        for c in troubled:
            quoted = escape(f"“{_visible(scenario.passages[c.id].exact)}”")
            table.add_row(escape(c.id), c.status, quoted, escape(c.detail), style="red")
        say("", table, "")
    if moved:
        say(f"new place written for {', '.join(moved)}")
    counted = ", ".join(f"{n} {status}" for status, n in counts.items() if n)
    say(f"{count_noun(len(checks), 'passage')}: {counted}" if checks else "no passages")
    if counts["unavailable"] and not given:
        say("name the folder of the source texts with --sources DIR to verify every passage")
    if counts["moved"]:
        say("write the new place of moved passages into the file with --reanchor")


def _visible(text: str) -> str:
    """The text with what cannot be seen written as escapes; line breaks and tabs stay."""
    return "".join(c if c.isprintable() or c in "\r\n\t" else printable(c) for c in text)


def _list_sources(scenario: Scenario, folder: Path) -> Iterator[SourceEntry]:
    for s in verify_sources(scenario, folder):
        yield SourceEntry(s.id, scenario.sources[s.id].file, s.found, s.unchanged, s.detail)


def _list_passages(scenario: Scenario, checks: Iterable[PassageCheck]) -> Iterator[PassageEntry]:
    for c in checks:
        p = scenario.passages[c.id]
        yield PassageEntry(c.id, p.source, c.status, p.exact, p.start, c.found, c.detail)
