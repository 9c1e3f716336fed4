"""Scenarios from files and text."""

from __future__ import annotations

import gc
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from detente.files.reading import UnreadableError, read_bytes
from detente.scenario.field_types import is_id
from detente.scenario.problems import LISTED, Loc, Problem, ScenarioError, quote_value, words
from detente.scenario.scenario import Scenario
from detente.scenario.sections import Met
from detente.scenario.yaml.parse import LARGEST_FILE, parse_yaml, unreadable
from detente.scenario.yaml.places import Located


def load(path: str | os.PathLike[str]) -> Scenario:
    """Read the scenario in a YAML file.

    Parameters
    ----------
    path
        A regular file of at most 4 MiB, in UTF-8, or in UTF-16 or UTF-32 that shows itself as such.

    Raises
    ------
    ScenarioError
        With everything that is wrong in the file, line by line, or why it cannot be read.

    See Also
    --------
    loads : The same for text, which is checked alike.
    """
    name = os.fspath(path)
    return loads(read_file(Path(name)), name)


def loads(text: str | bytes, name: str = "<text>") -> Scenario:
    """Read the scenario in YAML text, or in the bytes of a file.

    Parameters
    ----------
    text
        The text, of at most 4 MiB in UTF-8, or bytes in UTF-8, UTF-16 or UTF-32.
    name
        What problems call the file.

    Raises
    ------
    ScenarioError
        With everything that is wrong in the text, line by line.
    """
    with _no_collection():
        return validated(parse_yaml(text, name), name)


@contextmanager
def _no_collection() -> Iterator[None]:
    """No search for garbage while very many small objects are made: it triples the time of a large file."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def validated(located: Located, name: str) -> Scenario:
    """Return the scenario in text already parsed; raises ScenarioError with everything wrong in it."""
    if not isinstance(located.value, dict):
        got, remedy = quote_value(located.value), "begin with `detente: 1`"
        raise ScenarioError([*located.problems, Problem(name, 1, 1, "", "expected a mapping", got, remedy)])
    try:
        scenario = Scenario.model_validate(located.value, context=Met())
    except ValidationError as why:
        raise _translated(why, located, name) from None
    if located.problems:
        raise ScenarioError(located.problems)
    scenario._places = located
    scenario._file = name
    scenario._text = located.text
    return scenario


def read_file(path: Path, limit: int = LARGEST_FILE) -> bytes:
    """Return the bytes of a regular file of at most ``limit``; raises ScenarioError for anything else."""
    try:
        return read_bytes(path, limit)
    except UnreadableError as why:
        raise unreadable(str(path), why) from None


def _translated(error: ValidationError, located: Located, name: str) -> ScenarioError:
    by_loc = {e["loc"]: e for e in reversed(error.errors(include_url=False))}
    by_loc = _without_consequences(by_loc, located)
    placed = [(_place(e["type"], loc, located), e) for loc, e in by_loc.items()]
    known = {(p.line - 1, p.column - 1) for p in located.problems}
    placed = sorted((f for f in placed if f[0] not in known), key=lambda pair: pair[0])
    # every listed problem costs a search for the nearest word, so only those are put into words
    listed = placed[:LISTED]
    worded = [
        _as_written(Problem(name, line + 1, column + 1, _path(e["loc"]), *words(e, _keys)), e["loc"], located)
        for (line, column), e in listed
    ]
    problems = {(p.path, p.what): p for p in reversed(worded)}.values()
    return ScenarioError([*located.problems, *problems], more=len(placed) - len(listed))


def _without_consequences(by_loc: dict[Loc, ErrorDetails], located: Located) -> dict[Loc, ErrorDetails]:
    """The errors less what follows from others.

    Those are missing keys that stand there misspelt, or may come by a merge key, and lists too short because
    entries are wrong.
    """
    kept, missing = dict(by_loc), defaultdict[Loc, list[str]](list)
    for loc, error in by_loc.items():
        if error["type"] != "missing":
            continue
        if located.root.find(loc[:-1])[0].merges:
            del kept[loc]
        else:
            missing[loc[:-1]].append(str(loc[-1]))
    for loc, error in by_loc.items():
        if (above := kept.get(loc[:-1])) and above["type"] == "too_short":
            del kept[loc[:-1]]
        if error["type"] == "extra_forbidden" and (lacking := missing.get(loc[:-1])):
            for meant in get_close_matches(str(loc[-1])[:100], lacking, n=1):
                kept.pop((*loc[:-1], meant), None)
    return kept


def _as_written(problem: Problem, loc: Loc, located: Located) -> Problem:
    """The problem, or what is wrong where YAML took what was written for something else.

    That is a comma within {...}, after which a text or a number goes on as a key without a value; and an id
    that is a number, true or nothing to YAML.
    """
    shown = tuple(p for p in loc if p != "[key]")
    parent, (place, key) = located.root.find(shown[:-1])[0], located.root.find(shown)
    raw = located.text[place.start : place.end]
    if problem.what in ("expected an id", "expected an actor") and is_id(raw) and not place.style:
        return replace(problem, got=raw, remedy=f"put it in quotes: '{raw}'")
    keys = list(parent.keys)
    at = keys.index(str(shown[-1])) if key is not None and shown and str(shown[-1]) in keys else 0
    if not at or not parent.flow or raw or key is None or key.style:
        return problem
    before = parent.parts[keys[at - 1]]
    cut = located.text[before.start : before.end]
    # with a colon it was meant as a key
    if located.text[key.end :].lstrip().startswith(":") or before.items or before.keys or not cut:
        return problem
    what, remedy = "a comma within {...} ends the text before it", f"put the text of {keys[at - 1]} in quotes"
    if cut.lstrip("+-").isdecimal() and keys[at].isdecimal():
        what, after = "a comma ends the number before it", keys[at]
        remedy = (
            f"write {cut}{after} or {cut}.{after}" if len(after) == 3 else f"write a point: {cut}.{after}"
        )
    return replace(problem, what=what, got="", remedy=remedy)


def _place(kind: str, loc: Loc, located: Located) -> tuple[int, int]:
    shown = tuple(p for p in loc if p != "[key]")
    place, key = located.root.find(shown)
    about_key = kind in ("missing", "extra_forbidden") or loc[-1:] == ("[key]",)
    if about_key and key is not None:
        return key.line, key.column
    return place.line, place.column


def _path(loc: Loc) -> str:
    return ".".join(str(p) for p in loc if p != "[key]")


def _keys(loc: Loc) -> Iterable[str]:
    """The keys that the schema knows at a place of the file."""
    kind: Any = Scenario
    for part in loc:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            kind = _named(kind)[str(part)].annotation
        else:
            kind = get_args(kind)[-1 if get_origin(kind) is dict else 0]
        if isinstance(kind, UnionType):
            kind = get_args(kind)[0]
    return _named(kind) if isinstance(kind, type) and issubclass(kind, BaseModel) else ()


def _named(kind: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a part as a file names them."""
    return {field.alias or name: field for name, field in kind.model_fields.items()}
