"""Where the values of a scenario's text are, and the paths that lead to them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from detente.scenario.field_types import parse_id
from detente.scenario.paths import NAMED_ENTRIES, split_path
from detente.scenario.problems import Problem

_NO_PLACES: dict[str, Place] = {}
_NO_ITEMS: list[Place] = []


@dataclass(slots=True)
class Place:
    """Where a value stands: characters ``start`` to ``end``, line and column from 0, and its parts.

    ``keys`` are the places of a mapping's keys, ``parts`` those of its values; ``items`` those of a list.
    ``count`` and ``height`` are taken with aliases written out. ``merges`` says that a mapping has a merge
    key, whose keys are not read.
    """

    start: int
    end: int
    line: int
    column: int
    style: str = ""
    flow: bool = True
    # shared while empty: most values have no parts, and a file may hold very many
    keys: dict[str, Place] = field(default_factory=lambda: _NO_PLACES)
    parts: dict[str, Place] = field(default_factory=lambda: _NO_PLACES)
    items: list[Place] = field(default_factory=lambda: _NO_ITEMS)
    count: int = 1
    height: int = 1
    merges: bool = False

    def find(self, loc: Sequence[str | int]) -> tuple[Place, Place | None]:
        """The place of the value at ``loc``, or of the nearest one above it, and that of its key."""
        place, key = self, None
        for part in loc:
            if isinstance(part, int) and part < len(place.items):
                place, key = place.items[part], None
            elif str(part) in place.parts:
                place, key = place.parts[str(part)], place.keys[str(part)]
            else:
                break
        return place, key


@dataclass(slots=True)
class Located:
    """A text's value, the places of its parts, and the problems met on the way that did not stop it."""

    text: str
    value: Any
    root: Place
    problems: list[Problem]

    def loc(self, path: str | Sequence[str | int]) -> tuple[str | int, ...]:
        """The keys and indices of a dotted path; raises KeyError where there is no such value.

        ``stances.<actor>.<issue>`` stands for the index of that stance, ``ties.<kind>.<from>.<to>`` for
        the value of that tie, with ``.<since>`` after it where the tie has a first day.
        """
        parts = split_path(path) if isinstance(path, str) else [*path]
        parts = [p if isinstance(p, int) else unicodedata.normalize("NFC", p) for p in parts]
        loc: list[str | int] = []
        value, place = self.value, self.root
        while parts:
            step, used = _step(value, place, [str(p) for p in parts], not loc)
            if step is None:
                raise KeyError(".".join(map(str, [*loc, *parts])))
            rest = parts[used:]
            if isinstance(step, int) and not place.items:
                name = str(parts[0])
                number = NAMED_ENTRIES[name].number
                rest = rest or ([number] if number else [])
                loc.append(name)
                value, place = value[name], place.parts[name]
            loc.append(step)
            value = value[step]
            place = place.items[step] if isinstance(step, int) else place.parts[step]
            parts = rest
        return tuple(loc)

    def where(self, path: str | Sequence[str | int], *, of_key: bool = False) -> tuple[int, int] | None:
        """Line and column, from 1, of the value at that path, or of its key; None without one."""
        try:
            place, key = self.root.find(self.loc(path))
        except KeyError:
            return None
        if of_key and key is not None:
            place = key
        return place.line + 1, place.column + 1


def _step(value: Any, place: Place, parts: list[str], top: bool) -> tuple[str | int | None, int]:
    """The key or index that the first parts of a path stand for, and how many of them; None for nothing."""
    if place.items:
        number = int(parts[0]) if parts[0].isdecimal() and len(parts[0]) < 9 else -1
        return (number, 1) if 0 <= number < len(place.items) else (None, 0)
    named = NAMED_ENTRIES.get(parts[0]) if top else None
    if named is not None and isinstance(value.get(parts[0]), list):
        for i, entry in enumerate(value[parts[0]]):
            if isinstance(entry, dict):
                words = [parse_id(entry.get(key)) for key in named.keys]
                # of ties that begin at dates, the date says which
                words += [str(entry[named.since])] if named.since in entry else []
                used = len(words) + 1
                if parts[1:used] == words:
                    return i, used
    # a key may hold dots itself: 42.5
    for used in range(len(parts), 0, -1):
        key = ".".join(parts[:used])
        if key in place.parts:
            return key, used
    return None, 0
