"""`detente check`: whether a scenario is well formed and its passages stand in their sources."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import get_args

from rich.markup import escape
from rich.text import Text

from detente import catalog
from detente.characters import printable
from detente.cli.console import print_json, say
from detente.cli.failures import describe_problem
from detente.cli.tables import basis_line, count_noun, plain_table
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

_STYLE = {"verified": "green", "unavailable": "dim"}


def check(path: Path, sources: Path | None, *, move: bool, json: bool) -> int:
    """Check a scenario file and show what was found; the exit code."""
    if move:
        _editable(path)
    scenario = catalog.load(path)
    if sources is not None and not sources.is_dir():
        raise WrongCallError(f"{sources}: no such folder; name the one that holds the source texts")
    # without a word on where the texts are, a case is asked about the ones beside it
    folder = sources or path.parent
    checks = verify(scenario, folder)
    moved = []
    if move and any(c.status == "moved" for c in checks):
        document = Document.open(path)
        moved = list(reanchor(document, checks))
        document.save()
        scenario = load(path)
        checks = verify(scenario, folder)
    odd = find_oddities(scenario, str(path))
    counts = Counter(dict.fromkeys(get_args(Status), 0))
    counts.update(c.status for c in checks)
    standing = counts["verified"] + (0 if sources else counts["unavailable"])
    ok = standing == len(checks)
    if json:
        print_json(
            "check",
            **_plain(scenario, checks, folder),
            case=str(path),
            ok=ok,
            counts=counts,
            warnings=list(map(describe_problem, odd)),
            reanchored=moved,
        )
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
            f"{path} belongs to Détente's installation, where --reanchor writes nothing; "
            f"copy it to a folder of your own and check the copy"
        )
    if not at.stat().st_mode & 0o222 or not os.access(at, os.W_OK) or not os.access(at.parent, os.W_OK):
        raise WrongCallError(f"{path} can only be read; make it and its folder writable, or check a copy")


def _show(
    scenario: Scenario,
    checks: tuple[PassageCheck, ...],
    folder: Path,
    counts: Counter[str],
    moved: list[str],
    *,
    given: bool,
) -> None:
    say(f"[bold]{escape(scenario.title)}[/bold]: the scenario is well formed", basis_line(scenario))
    for source in verify_sources(scenario, folder):
        say(f"source {escape(source.id)}: {escape(source.detail)}")
    # of a source that cannot be had the line above says all
    troubled = [c for c in checks if c.status not in {"verified", "unavailable"}]
    if troubled:
        table = plain_table("passage", "status", "quoted", "what was found")
        for c in troubled:
            quoted = escape(f"“{_visible(scenario.passages[c.id].exact)}”")
            table.add_row(escape(c.id), c.status, quoted, escape(c.detail), style=_STYLE.get(c.status, "red"))
        say("", table, "")
    if moved:
        say(f"new place written for {', '.join(moved)}")
    said = ", ".join(f"{n} {status}" for status, n in counts.items() if n)
    say(f"{count_noun(len(checks), 'passage')}: {said}" if checks else "no passages")
    if counts["unavailable"] and not given:
        say("name the folder of the source texts with --sources DIR to verify every passage")
    if counts["moved"]:
        say("write the new place of moved passages into the file with --reanchor")


def _visible(text: str) -> str:
    """The text with what cannot be seen written as escapes; line breaks and tabs stay."""
    return "".join(c if c.isprintable() or c in "\r\n\t" else printable(c) for c in text)


def _plain(scenario: Scenario, checks: tuple[PassageCheck, ...], folder: Path) -> dict[str, object]:
    return {
        "sources": [
            {
                "id": s.id,
                "file": scenario.sources[s.id].file,
                "available": s.found,
                "unchanged": s.unchanged,
                "detail": s.detail,
            }
            for s in verify_sources(scenario, folder)
        ],
        "passages": [
            {
                "id": c.id,
                "source": scenario.passages[c.id].source,
                "status": c.status,
                "exact": scenario.passages[c.id].exact,
                "start": scenario.passages[c.id].start,
                "found": list(c.found),
                "detail": c.detail,
            }
            for c in checks
        ],
    }
