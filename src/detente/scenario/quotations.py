"""Whether the passages that a scenario quotes are in its sources, word for word.

A source is UTF-8, or UTF-16 or UTF-32 that shows itself as such, and is read exactly as it is: no newline is
translated, nothing is normalised. Positions count Unicode code points; a byte order mark at the beginning is
not counted. The SHA-256 is of the file's bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import Literal

from detente.files.reading import UnreadableError, decode, position
from detente.names import plain_name
from detente.scenario.differences import describe_difference
from detente.scenario.problems import ScenarioError
from detente.scenario.scenario import Scenario
from detente.scenario.sources import Passage, Source
from detente.scenario.yaml.edit import Document
from detente.scenario.yaml.load import read_file

Status = Literal["verified", "moved", "ambiguous", "orphaned", "unavailable"]
Reason = Literal["not given", "outside the folder", "missing", "unreadable", "not UTF-8", "too large"]

LARGEST_SOURCE = 64 * 2**20

#: At most this many places of a passage are listed, and names of a folder compared.
_MOST_PLACES = 100


@dataclass(frozen=True)
class SourceCheck:
    """Whether a source's file was found, and whether it is unchanged since it was quoted.

    Parameters
    ----------
    id
        The id of the source.
    found
        Whether its file can be read.
    unchanged
        Whether its SHA-256 is the stated one; None if there is nothing to compare.
    reason
        Why the file cannot be read; None if it can.
    detail
        The same in words.
    """

    id: str
    found: bool
    unchanged: bool | None
    reason: Reason | None
    detail: str


@dataclass(frozen=True)
class PassageCheck:
    """Whether a passage is in its source.

    * verified: at ``start``, or, without one, in exactly one place (that ``prefix`` and ``suffix`` allow);
    * moved: not at ``start`` but in one other place, or one that ``prefix`` and ``suffix`` single out;
    * ambiguous: in several places; orphaned: in none;
    * unavailable: the source cannot be had.

    Parameters
    ----------
    id
        The id of the passage.
    status
        One of these.
    found
        The places, in Unicode code points from the beginning; the first 100 of them.
    detail
        The same in words.
    source
        The check of its source.
    """

    id: str
    status: Status
    found: tuple[int, ...]
    detail: str
    source: SourceCheck


def verify(scenario: Scenario, sources_dir: str | Path | None) -> tuple[PassageCheck, ...]:
    """Check every passage against the files in the folder of sources, in the scenario's order.

    Only exact matches count: curly quotes are not straight ones.

    Parameters
    ----------
    scenario
        The scenario whose passages are checked.
    sources_dir
        The folder of the sources' files; without it all passages are unavailable.
    """
    checks: dict[str, PassageCheck] = {}
    # one source's text in memory at a time
    for name, source in scenario.sources.items():
        quoted = {k: p for k, p in scenario.passages.items() if p.source == name}
        if quoted:
            checked, text = _open(name, source, sources_dir)
            checks |= {k: _check(k, p, checked, text) for k, p in quoted.items()}
    return tuple(checks[k] for k in scenario.passages)


def verify_sources(scenario: Scenario, sources_dir: str | Path | None) -> tuple[SourceCheck, ...]:
    """Check every source's file: whether it can be read, and whether it is unchanged since it was quoted.

    Parameters
    ----------
    scenario
        The scenario whose sources are checked.
    sources_dir
        The folder of the sources' files; without it all sources are unavailable.
    """
    return tuple(_open(name, source, sources_dir)[0] for name, source in scenario.sources.items())


def reanchor(document: Document, checks: Iterable[PassageCheck]) -> tuple[str, ...]:
    """Write the new ``start`` of every moved passage into the document.

    Nothing else calls this: a passage is never moved unless the user asks for it.

    Parameters
    ----------
    document
        The scenario file to edit.
    checks
        What ``verify`` returned for its scenario.

    Returns
    -------
    tuple of str
        The ids of the passages changed.

    Raises
    ------
    KeyError
        If the document does not hold a passage.
    """
    moved = [c for c in checks if c.status == "moved"]
    for check in moved:
        document.set(("passages", check.id, "start"), check.found[0])
    return tuple(c.id for c in moved)


def _open(name: str, source: Source, folder: str | Path | None) -> tuple[SourceCheck, str]:
    if source.file is None:
        return _absent(name, "not given", "the scenario names no `file` for it, so it was not checked")
    if folder is None:
        return _absent(name, "not given", "no folder of sources was given")
    root, path = Path(folder).resolve(), Path(folder) / source.file
    try:
        if not path.resolve().is_relative_to(root):
            return _absent(name, "outside the folder", f"{source.file} leads outside the folder of sources")
        if not path.exists():
            return _absent(name, "missing", f"there is no {source.file} in the folder {folder}{_near(path)}")
        if path.stat().st_size > LARGEST_SOURCE:
            return _absent(name, "too large", f"{source.file} is over {LARGEST_SOURCE // 2**20} MiB")
        data = read_file(path, LARGEST_SOURCE)
    except ScenarioError as why:
        return _absent(name, "unreadable", f"{source.file}: {why.problems[0].what}")
    except (OSError, RuntimeError, ValueError) as why:
        return _absent(name, "unreadable", f"{source.file}: {why}")
    unchanged = None if source.sha256 is None else hashlib.sha256(data).hexdigest() == source.sha256
    try:
        text = _decoded(data)
    except UnreadableError as why:
        line, column = why.place
        got = f", got {why.got}" if why.got else ""
        problem = f"{source.file}:{line}:{column}: {why.what}{got}; save its text as UTF-8"
        return _absent(name, "not UTF-8", problem)
    detail = {None: "no SHA-256 is stated", True: "as it was quoted", False: "its SHA-256 has changed"}
    return SourceCheck(name, True, unchanged, None, detail[unchanged]), text


def _decoded(data: bytes) -> str:
    """The text in bytes that say in what encoding they are: passages are compared letter by letter."""
    decoded = decode(data)
    if decoded.assumed:
        at, word = decoded.example
        got = f"the byte 0x{decoded.text[at].encode('cp1252')[0]:02x} ({word!r} in {decoded.encoding})"
        raise UnreadableError("expected UTF-8", got, place=position(decoded.text, at))
    return decoded.text


def _near(path: Path) -> str:
    """The name in the folder that a missing file was probably meant to have."""
    try:
        names = sorted(p.name for p in islice(path.parent.iterdir(), _MOST_PLACES))
    except OSError:
        return ""
    alike = get_close_matches(
        plain_name(path.name).casefold(), [plain_name(n).casefold() for n in names], n=1
    )
    close = [n for n in names if [plain_name(n).casefold()] == alike]
    return f"; did you mean {close[0]}?" if close else ""


def _absent(name: str, reason: Reason, detail: str) -> tuple[SourceCheck, str]:
    return SourceCheck(name, False, None, reason, detail), ""


def _check(name: str, passage: Passage, source: SourceCheck, text: str) -> PassageCheck:
    if not source.found:
        return PassageCheck(name, "unavailable", (), source.detail, source)
    status, places, detail = _locate(passage, text)
    return PassageCheck(name, status, places[:_MOST_PLACES], detail, source)


def _locate(passage: Passage, text: str) -> tuple[Status, tuple[int, ...], str]:
    exact, start = passage.exact, passage.start
    if start is not None and text.startswith(exact, start):
        return "verified", (start,), f"found at {start}"
    places = _occurrences(exact, text)
    if not places:
        return "orphaned", (), describe_difference(exact, text)
    before, after = passage.prefix or "", passage.suffix or ""
    fitting = tuple(p + len(before) for p in _occurrences(before + exact + after, text))
    if start is None:
        if len(fitting) == 1:
            return "verified", fitting, f"found at {fitting[0]} only"
        if not fitting:
            around = describe_difference(before + exact + after, text)
            what = f"the words are found at {_list(places)}, but not between prefix and suffix"
            return "orphaned", (), f"{what}: prefix, words and suffix together: {around}"
        return "ambiguous", fitting, f"found at {_list(fitting)}: give start, prefix or suffix"
    if len(places) == 1:
        return "moved", places, f"not at {start} but at {places[0]}"
    if len(fitting) == 1:
        return "moved", fitting, f"not at {start}; prefix and suffix single out {fitting[0]}"
    return "ambiguous", fitting or places, f"not at {start} but at {_list(fitting or places)}"


def _occurrences(words: str, text: str) -> tuple[int, ...]:
    """Where the words are, overlaps included; at most one more than are listed."""
    places: list[int] = []
    at = text.find(words)
    while at >= 0 and len(places) <= _MOST_PLACES:
        places.append(at)
        at = text.find(words, at + 1)
    return tuple(places)


def _list(places: tuple[int, ...]) -> str:
    return ", ".join(map(str, places[:5])) + (", ..." if len(places) > 5 else "")
