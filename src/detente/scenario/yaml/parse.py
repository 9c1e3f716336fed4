"""YAML text into plain values, with the place of every key and value; safe on hostile text.

Scalars are resolved by the core schema of YAML 1.2: ``no`` is text, a date stays text. Numerals that readers
of YAML take for different numbers (``010``, ``0x1F``) stay text too. Keys stay text, in composed form (NFC).
Limits: depth, the entries of one mapping or list, and the number of values once aliases are written out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import yaml

from detente.characters import UNSAFE, UNSAFE_VALUE, show_character
from detente.files.reading import UnreadableError, decode
from detente.scenario.field_types import parse_number
from detente.scenario.problems import Problem, ScenarioError, quote_value
from detente.scenario.yaml.places import Located, Place

LARGEST_FILE = 4 * 2**20
MOST_VALUES = 200_000
DEEPEST_VALUE = 40

#: Entries of one mapping or list; a list at the top (the stances) may be longer.
MOST_ENTRIES = 5_000
MOST_STANCES = 50_000

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS = {
    "null": None,
    "Null": None,
    "NULL": None,
    "~": None,
    "": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
    ".nan": float("nan"),
    ".NaN": float("nan"),
    ".NAN": float("nan"),
}
_INFINITE = re.compile(r"([-+]?)\.(?:inf|Inf|INF)")
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_ESCAPED = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    "N": "\x85",
    "L": "\u2028",
    "P": "\u2029",
}


def parse_yaml(text: str | bytes, name: str) -> Located:
    """The text's one document; raises ScenarioError where it is not YAML that a scenario can be in."""
    return _Reader(_decoded(text, name), name).document()


def _stop(
    name: str, what: str, got: str = "", remedy: str = "", *, at: tuple[int, int] = (0, 0)
) -> ScenarioError:
    return ScenarioError([Problem(name, at[0] + 1, at[1] + 1, "", what, got, remedy)])


def unreadable(name: str, why: UnreadableError) -> ScenarioError:
    """The error for a file that holds no text."""
    line, column = why.place
    return _stop(name, why.what, why.got, why.remedy, at=(line - 1, column - 1))


def _decoded(text: str | bytes, name: str) -> str:
    """The text of a file, or text that a file could hold: both are checked alike."""
    try:
        data = text.encode() if isinstance(text, str) else text
    except UnicodeEncodeError as why:
        raise _unsafe(name, str(text), why.start) from None
    if len(data) > LARGEST_FILE:
        raise _stop(name, "the file is too large", remedy=f"keep it under {LARGEST_FILE // 2**20} MiB")
    decoded = _unassumed(data, name).removeprefix("\ufeff")
    if bad := UNSAFE.search(decoded):
        raise _unsafe(name, decoded, bad.start())
    return decoded


def _unsafe(name: str, text: str, index: int) -> ScenarioError:
    return _stop(name, _UNSAFE, show_character(text[index]), "remove it", at=_position(text[:index]))


_UNSAFE = "this character is not allowed in a scenario"


def _unassumed(data: bytes, name: str) -> str:
    """The text in bytes that say in what encoding they are: passages are compared letter by letter."""
    try:
        decoded = decode(data)
    except UnreadableError as why:
        raise unreadable(name, why) from None
    if decoded.assumed:
        at, word = decoded.example
        got = f"the byte 0x{data[at]:02x} ({word!r} in {decoded.encoding})"
        raise _stop(name, "expected UTF-8", got, "save the file as UTF-8", at=_position(decoded.text[:at]))
    return decoded.text


def _position(before: str) -> tuple[int, int]:
    lines = before.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return len(lines) - 1, len(lines[-1])


class _Reader:
    """Composes values and places from the parser's events, stopping at the limits while it reads."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self.problems: list[Problem] = []
        self.anchors: dict[str, tuple[Any, Place] | None] = {}
        self.count = 0

    def document(self) -> Located:
        events: Iterator[Any] = iter(yaml.parse(self.text, Loader=_Loader))  # type: ignore[no-untyped-call]
        try:
            next(events)
            if isinstance(next(events), yaml.StreamEndEvent):
                raise _stop(self.name, "the file is empty", remedy="begin with `detente: 1`")
            value, root = self.value(events, next(events), 1)
            next(events)
            end = next(events)
        except yaml.MarkedYAMLError as why:
            raise self.syntax(why) from None
        except yaml.YAMLError:
            raise _stop(self.name, _UNCLEAR[0], remedy="check its encoding, quotes and brackets") from None
        if not isinstance(end, yaml.StreamEndEvent):
            raise self.stop(end, "a second document begins here", remedy="keep each in its own file")
        return Located(self.text, value, root, self.problems)

    def value(self, events: Iterator[Any], event: Any, depth: int) -> tuple[Any, Place]:
        mark = event.start_mark
        self.count += 1
        if depth > DEEPEST_VALUE:
            raise self.stop(event, f"values are nested more than {DEEPEST_VALUE} deep", remedy="nest less")
        if self.count > MOST_VALUES:
            raise self.stop(event, f"there are more than {MOST_VALUES} values", remedy="split the scenario")
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event, depth)
        if event.tag is not None and event.tag != "!":
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.report(event, "tags are not supported", quote_value(tag), "remove it")
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        place = Place(mark.index, event.end_mark.index, mark.line, mark.column)
        if isinstance(event, yaml.ScalarEvent):
            place.style = event.style or ""
            if place.style in ("|", ">"):
                place.end = place.start + len(self.text[place.start : place.end].rstrip())
            value = self.scalar(event)
        else:
            place.flow = bool(event.flow_style)
            compose = self.sequence if isinstance(event, yaml.SequenceStartEvent) else self.mapping
            value = compose(events, place, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = value, place
        return value, place

    def alias(self, event: Any, depth: int) -> tuple[Any, Place]:
        if event.anchor not in self.anchors:
            raise self.stop(
                event, "no such anchor above", quote_value(event.anchor), "define it with & first"
            )
        anchored = self.anchors[event.anchor]
        if anchored is None:
            remedy = "remove the alias"
            raise self.stop(event, "a value cannot contain itself", quote_value(event.anchor), remedy)
        value, place = anchored
        self.count += place.count - 1
        if self.count > MOST_VALUES:
            what = f"with aliases written out there are more than {MOST_VALUES} values"
            raise self.stop(event, what, remedy="use fewer aliases")
        if depth + place.height - 1 > DEEPEST_VALUE:
            raise self.stop(event, f"values are nested more than {DEEPEST_VALUE} deep", remedy="nest less")
        mark, end = event.start_mark, event.end_mark.index
        alias = replace(
            place, start=mark.index, end=end, line=mark.line, column=mark.column, flow=True, style=""
        )
        return value, alias

    def sequence(self, events: Iterator[Any], place: Place, depth: int) -> list[Any]:
        values: list[Any] = []
        place.items = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                _close(place, place.items, event)
                break
            most = MOST_STANCES if depth == 2 else MOST_ENTRIES
            if len(values) == most:
                raise self.stop(
                    event, f"there are more than {most} entries in this list", remedy="shorten it"
                )
            value, part = self.value(events, event, depth + 1)
            values.append(value)
            place.items.append(part)
        return values

    def mapping(self, events: Iterator[Any], place: Place, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        place.keys, place.parts = {}, {}
        last: list[Place] = []
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                _close(place, [*place.parts.values(), *last], event)
                break
            if len(values) == MOST_ENTRIES or len(last) == MOST_ENTRIES:
                what = f"there are more than {MOST_ENTRIES} keys in this mapping"
                raise self.stop(event, what, remedy="shorten it")
            if not isinstance(event, yaml.ScalarEvent):
                raise self.stop(event, "expected a plain key", remedy="write a word or number, then a colon")
            key, mark = unicodedata.normalize("NFC", self.safe(event)), event.start_mark
            merge = key == "<<" and event.implicit[0]
            if merge:
                place.merges = True
                self.report(event, "merge keys are not supported", "<<", "write the keys out")
            where = Place(mark.index, event.end_mark.index, mark.line, mark.column, event.style or "")
            value, part = self.value(events, next(events), depth + 1)
            if key in values:
                before = place.keys[key].line + 1
                self.report(
                    event,
                    "this key is given twice",
                    quote_value(key),
                    f"keep this one or the one in line {before}",
                )
                last.append(part)
                place.count += part.count
            elif not merge:
                values[key], place.keys[key], place.parts[key] = value, where, part
        return values

    def safe(self, event: Any) -> str:
        """The text of a scalar; raises ScenarioError at an escape that would act on a terminal."""
        text: str = event.value
        if bad := UNSAFE_VALUE.search(text):
            start = event.start_mark.index
            written = _ESCAPE.finditer(self.text, start, event.end_mark.index)
            at = next((m.start() for m in written if _meant(m) == bad.group()), start)
            line, column = _position(self.text[:at])
            problem = Problem(
                self.name, line + 1, column + 1, "", _UNSAFE, show_character(bad.group()), "remove it"
            )
            raise ScenarioError([*self.problems, problem])
        return text

    def scalar(self, event: Any) -> Any:
        text = self.safe(event)
        if not event.implicit[0]:
            return text
        if text in _WORDS:
            return _WORDS[text]
        number = parse_number(text)
        if number in (float("inf"), float("-inf")):
            self.report(event, "this number is too large", quote_value(text, 24), "write an ordinary number")
            return 0.0
        if number is not None:
            return number
        if infinite := _INFINITE.fullmatch(text):
            return float(f"{infinite[1]}inf")
        return text

    def stop(self, event: Any, what: str, got: str = "", remedy: str = "") -> ScenarioError:
        self.report(event, what, got, remedy)
        return ScenarioError(self.problems)

    def report(self, event: Any, what: str, got: str, remedy: str) -> None:
        mark = event.start_mark
        self.problems.append(Problem(self.name, mark.line + 1, mark.column + 1, "", what, got, remedy))

    def syntax(self, why: yaml.MarkedYAMLError) -> ScenarioError:
        mark = why.problem_mark or why.context_mark
        problem = str(why.problem or why.context)
        what, remedy = next((v for k, v in _SYNTAX.items() if k in problem), _UNCLEAR)
        if problem == _UNCLOSED and why.context_mark:
            mark = why.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        if mark and mark.index >= len(self.text):
            # the parser counts a line of its own after the end
            line, column = _position(self.text)
        self.problems.append(Problem(self.name, line + 1, column + 1, "", what, "", remedy))
        return ScenarioError(self.problems)


def _meant(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2] or escape[3]
    return chr(int(code, 16)) if code else _ESCAPED.get(escape[4], escape[4])


def _close(place: Place, parts: list[Place], event: Any) -> None:
    place.end = event.end_mark.index if place.flow else max((p.end for p in parts), default=place.start)
    place.count += sum(p.count for p in parts)
    place.height += max((p.height for p in parts), default=0)


_UNCLEAR = (
    "this cannot be read as YAML",
    "check quotes, brackets and indentation here and in the line above",
)

_UNCLOSED = "found unexpected end of stream"

# what libyaml says of the commonest slips, and what to do about them
_SYNTAX = {
    "cannot start any token": (
        "a tab, %, @ or ` cannot begin a value here",
        "indent with spaces, or put the text in quotes",
    ),
    "mapping values are not allowed": ("a colon is not expected here", "put text with a colon in quotes"),
    "could not find expected ':'": ("expected a colon after the key", "write key: value"),
    "did not find expected ',' or ']'": ("expected , or ]", "close the list, or put its text in quotes"),
    "did not find expected ',' or '}'": ("expected , or }", "close the mapping, or put its text in quotes"),
    "did not find expected key": ("expected a key", "check the indentation and the quotes"),
    "did not find expected '-'": ("expected a list entry", "begin it with - at the same indentation"),
    "did not find expected <document start>": ("expected one mapping", "check the indentation"),
    _UNCLOSED: ("the quotes that open here are never closed", "close them"),
    "found unknown escape character": ("unknown escape after \\", "use single quotes, or write \\\\"),
    "found invalid Unicode character": ("this escape is not a character", "write the character itself"),
    "did not find expected hexdecimal": ("this escape is not a character", "write the character itself"),
    "not allowed in this context": (
        "expected a value here",
        "check the indentation, or put the text in quotes",
    ),
    "did not find expected node content": ("expected a value here", "write one, or put the text in quotes"),
    "found a tab": ("a tab cannot indent here", "indent with spaces"),
    "found undefined tag handle": ("tags are not supported", "remove it, or put the text in quotes"),
}
