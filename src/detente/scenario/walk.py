"""What a scenario's annotations say: one way through its quantities, the ids that it names, and its parts.

Nothing here knows a section or a key. A field whose annotation is a quantity, an id marked by ``Refers`` or
a part, optional or not, by itself or in lists and mappings, is found because of its annotation alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel

from detente.scenario.field_types import Refers, parse_id
from detente.scenario.identifiers import entries, get
from detente.scenario.paths import NAMED_ENTRIES, join_path
from detente.scenario.problems import Loc
from detente.scenario.quantity import Quantity
from detente.scenario.sections import ANY, Part, Span

_Mark = TypeVar("_Mark")


@dataclass(frozen=True)
class Hint:
    """An annotation taken apart.

    Parameters
    ----------
    part
        The part or quantity that it stands for; None for anything else.
    marks
        What ``Annotated`` adds to it.
    keys, entries
        The hints of a mapping's keys, and of a mapping's values or a list's entries.
    """

    part: type[BaseModel] | None
    marks: tuple[Any, ...]
    keys: Hint | None = None
    entries: Hint | None = None

    def mark(self, kind: type[_Mark]) -> _Mark | None:
        """Return the first mark of a kind, None without one."""
        return next((mark for mark in self.marks if isinstance(mark, kind)), None)

    @property
    def innermost(self) -> Hint:
        """The hint of what a mapping or list holds, however deep; its own without entries."""
        return self if self.entries is None else self.entries.innermost

    @property
    def leads_on(self) -> bool:
        """Whether it may hold a quantity, a part or a reference."""
        within = (hint for hint in (self.keys, self.entries) if hint is not None)
        return self.part is not None or self.mark(Refers) is not None or any(h.leads_on for h in within)


@dataclass(frozen=True)
class PartField:
    """A field of a part: its name in Python, its key in a file, and its hint."""

    name: str
    key: str
    hint: Hint


@cache
def list_fields(kind: type[BaseModel]) -> tuple[PartField, ...]:
    """Return the fields of a part, those that hold parts of its own kind last."""
    fields = [
        PartField(name, field.alias or name, _take_apart(field.annotation, tuple(field.metadata)))
        for name, field in kind.model_fields.items()
    ]
    return tuple(sorted(fields, key=lambda field: field.hint.innermost.part is kind))


def list_parts(kind: type[BaseModel] | None) -> tuple[type[Part], ...]:
    """Return a kind of part and every kind within it, each before those within it."""
    kinds: dict[type[Part], None] = {}

    def visit(kind: type[BaseModel] | None) -> None:
        if kind is not None and issubclass(kind, Part) and kind not in kinds:
            kinds[kind] = None
            for field in list_fields(kind):
                visit(field.hint.innermost.part)

    visit(kind)
    return tuple(kinds)


def list_groups(kind: type[BaseModel]) -> frozenset[str]:
    """Return the keys that only group what follows them: sections, and mappings of parts by id."""
    below = (field for part in list_parts(kind) for field in list_fields(part))
    mappings = {field.key for field in below if field.hint.keys and field.hint.innermost.part}
    sections = {field.key for field in list_fields(kind) if field.hint.part is not Quantity}
    return frozenset(sections | mappings)


def list_spans(kind: type[BaseModel]) -> tuple[Span, ...]:
    """Return every span that quantities of a part, or within it, are marked with."""
    hints = (field.hint.innermost for part in list_parts(kind) for field in list_fields(part))
    marks = (hint.mark(Span) or ANY for hint in hints if hint.part is Quantity)
    return tuple(dict.fromkeys(marks))


def walk_quantities(
    part: Part, path: str = "", number: str | None = None
) -> Iterator[tuple[str, Quantity, Span]]:
    """Yield every quantity below a part, with its path and span.

    Parameters
    ----------
    part
        A valid part; the scenario itself for all of it.
    path
        The path of the part, empty for the scenario.
    number
        The key whose quantity goes by the part's own path, if there is one.
    """
    own = part.own_spans()
    for field in _leading_on(type(part)):
        value = getattr(part, field.name)
        if value is None:
            continue
        below = path if field.key == number else join_path(path, field.key)
        if isinstance(value, Quantity):
            yield below, value, own.get(field.name) or field.hint.mark(Span) or ANY
        else:
            yield from _quantities(field.hint, value, below)


def _quantities(hint: Hint, value: Any, path: str) -> Iterator[tuple[str, Quantity, Span]]:
    if isinstance(value, Quantity):
        yield path, value, hint.mark(Span) or ANY
    elif isinstance(value, Part):
        yield from walk_quantities(value, path)
    elif hint.entries is not None and isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _quantities(hint.entries, entry, join_path(path, key))
    elif path in NAMED_ENTRIES:
        for entry in value:
            yield from walk_quantities(entry, _path_of(entry, path), NAMED_ENTRIES[path].number)
    elif hint.entries is not None:
        for i, entry in enumerate(entries(value)):
            yield from _quantities(hint.entries, entry, join_path(path, i))


@cache
def _leading_on(kind: type[BaseModel]) -> tuple[PartField, ...]:
    return tuple(field for field in list_fields(kind) if field.hint.leads_on)


def _path_of(entry: Part, section: str) -> str:
    """The path of an entry that goes by what it says."""
    *names, since = _names_of_entries(type(entry), section)
    begins = getattr(entry, since) if since else None
    return join_path(section, *[getattr(entry, name) for name in names], begins.isoformat() if begins else "")


@cache
def _names_of_entries(kind: type[Part], section: str) -> tuple[str, ...]:
    """The fields that entries of a list go by, that of their first day last."""
    named, names = NAMED_ENTRIES[section], {field.key: field.name for field in list_fields(kind)}
    return (*(names[key] for key in named.keys), names[named.since] if named.since else "")


def walk_references(kind: type[BaseModel], node: Any, loc: Loc = ()) -> Iterator[tuple[Loc, Any, Refers]]:
    """Yield every place where an id of something else may stand, with what stands there, valid or not.

    Parameters
    ----------
    kind
        The kind of part that the data is meant to be.
    node
        The data: a mapping that is not yet validated, or the part itself.
    loc
        The keys and indices that lead to the data. A key of a mapping has ``[key]`` after its own.
    """
    for field in _leading_on(kind):
        value = get(node, field.key)
        value = get(node, field.name) if value is None else value
        if value is not None:
            yield from _references(field.hint, value, (*loc, field.key))


def _references(hint: Hint, node: Any, loc: Loc) -> Iterator[tuple[Loc, Any, Refers]]:
    if refers := hint.mark(Refers):
        yield loc, node, refers
    elif hint.part is not None:
        yield from walk_references(hint.part, node, loc)
    elif hint.keys is not None and hint.entries is not None:
        naming = hint.keys.mark(Refers)
        for name, value in node.items() if isinstance(node, Mapping) else ():
            key = parse_id(name) or str(name)
            if naming:
                yield (*loc, key, "[key]"), name, naming
            if hint.entries.leads_on:
                yield from _references(hint.entries, value, (*loc, key))
    elif hint.entries is not None:
        for i, entry in enumerate(entries(node)):
            yield from _references(hint.entries, entry, (*loc, i))


def _take_apart(annotation: Any, marks: tuple[Any, ...] = ()) -> Hint:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _take_apart(arguments[0], (*arguments[1:], *marks))
    if origin in (Union, UnionType):
        choices = [_take_apart(choice, marks) for choice in arguments if choice is not NoneType]
        return next((choice for choice in choices if choice.leads_on), choices[0])
    if origin is dict:
        return Hint(None, marks, *map(_take_apart, arguments))
    if origin is tuple:
        return Hint(None, marks, entries=_take_apart(arguments[0]))
    known = isinstance(annotation, type) and issubclass(annotation, Part | Quantity)
    return Hint(annotation if known else None, marks)
