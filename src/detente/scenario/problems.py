"""What is wrong with a scenario, in plain words and with its place in the file."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from detente.characters import printable
from detente.errors import DataError

Loc = tuple[str | int, ...]

#: More problems than this are counted, not listed.
LISTED = 50

#: After this many problems the rest is not looked at.
ENOUGH = 1_000

# comparing words is slow, and a hostile file can hold very many
_COMPARED = 500


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a scenario.

    Parameters
    ----------
    file
        What the user calls the file.
    line, column
        Where it is, from 1.
    path
        The keys that lead there, joined by dots.
    what
        What is wrong.
    got
        What is there instead.
    remedy
        What to do about it.
    """

    file: str
    line: int
    column: int
    path: str
    what: str
    got: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        words = [self.what, f"got {self.got}" if self.got else "", self.remedy]
        place = [f"{self.file}:{self.line}:{self.column}", self.path, ", ".join(s for s in words if s)]
        return printable(": ".join(p for p in place if p))


class ScenarioError(DataError):
    """A scenario that cannot be used.

    Parameters
    ----------
    problems
        Everything wrong with it; at most 50 of them are listed, by line.
    more
        How many problems there are that ``problems`` leaves out. Others may not have been looked for.
    """

    def __init__(self, problems: Iterable[Problem], more: int = 0) -> None:
        ordered = tuple(sorted(problems, key=lambda p: (p.line, p.column)))
        self.problems = ordered[:LISTED]
        self.more = more + len(ordered) - len(self.problems)
        super().__init__(self.problems, self.more)

    def __str__(self) -> str:
        lines = [str(p) for p in self.problems]
        if self.more:
            lines.append(f"and at least {self.more} more")
        return "\n".join(lines)


def fault(
    what: str, *, got: Any = ..., remedy: str = "", known: Collection[str] | None = None, loc: Loc = ()
) -> InitErrorDetails:
    """A problem in pydantic's terms, in our words.

    ``got``, if given, is shown as ``show`` shows it. ``known`` names what could have been meant, for a
    remedy that is looked for only when the problem is listed.
    """
    meant = None if known is None else _Known(known)
    context = {"what": what, "remedy": remedy, "known": meant, "got": "" if got is ... else quote_value(got)}
    return InitErrorDetails(type=PydanticCustomError("detente", "{what}", context), loc=loc, input=got)


class _Known:
    """Keeps pydantic from writing the names out for every error."""

    def __init__(self, names: Collection[str]) -> None:
        self.names = names


def refuse(faults: Sequence[InitErrorDetails], title: str = "scenario") -> ValidationError:
    """The error that carries all the faults; pydantic merges it into the enclosing model's."""
    return ValidationError.from_exception_data(title, list(faults))


def faults_of(error: ValidationError, under: Loc = ()) -> list[InitErrorDetails]:
    """The errors again, to be raised with others, below ``under``."""
    again = []
    for e in error.errors(include_url=False):
        kind, ctx = e["type"], e.get("ctx", {})
        ours = PydanticCustomError("detente", "{what}", ctx) if kind == "detente" else kind
        again.append(InitErrorDetails(type=ours, loc=(*under, *e["loc"]), input=e["input"], ctx=ctx))
    return again


def nearest(word: str, known: Iterable[str]) -> str:
    """``did you mean 'x'?`` with the nearest known word, or the first few of them."""
    names = list(dict.fromkeys(known))
    close = difflib.get_close_matches(word[:100], names[:_COMPARED], n=1)
    if close:
        return f"did you mean {close[0]!r}?"
    if not names:
        return "no others are defined"
    return f"known: {', '.join(names[:12])}{', ...' if len(names) > 12 else ''}"


def quote_value(value: Any, limit: int = 60) -> str:
    """A value as a reader of the file knows it, on one line and shortened."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        keys = ", ".join(str(k)[:20] for k in list(value)[:5])
        return f"a mapping of {keys}{', ...' if len(value) > 5 else ''}" if value else "an empty mapping"
    if isinstance(value, list | tuple):
        if len(value) > 6 or any(isinstance(v, Mapping | list | tuple) for v in value):
            return f"a list of {len(value)}"
        return "[" + ", ".join(quote_value(v, 20) for v in value) + "]"
    if isinstance(value, str):
        text = value if len(value) <= limit else value[: limit - 3] + "..."
        return f"'{text}'"
    if isinstance(value, int) and value.bit_length() > 200:
        return "a whole number with too many digits"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = str(value) if isinstance(value, int | float) else type(value).__name__
    return text if len(text) <= limit else text[: limit - 3] + "..."


# pydantic's error types, in our words: what, and what to do.
_WORDS: dict[str, tuple[str, str]] = {
    "missing": ("this key is missing", "add it"),
    "string_type": ("expected text", "write words, in quotes if they look like a number"),
    "string_too_short": ("expected some text", "write at least one character"),
    "string_unicode": ("expected text in valid Unicode", "remove the broken character"),
    "float_type": ("expected a number", "write a plain number without quotes or unit"),
    "finite_number": ("expected a finite number", "write an ordinary number"),
    "int_type": ("expected a whole number", "write a whole number without quotes"),
    "int_from_float": ("expected a whole number", "leave out the fraction"),
    "int_parsing_size": ("expected a smaller number", "write an ordinary number"),
    "model_type": ("expected a mapping", "write keys and values"),
    "model_attributes_type": ("expected a mapping", "write keys and values"),
    "dict_type": ("expected a mapping", "write keys and values"),
    "mapping_type": ("expected a mapping", "write keys and values"),
    "tuple_type": ("expected a list", "write the entries in [brackets]"),
    "date_type": ("expected a date", "write it as YYYY-MM-DD"),
}


def _bound(sign: str, key: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda ctx: f"expected a number {sign} {quote_value(ctx[key])}"


_BOUNDS = {
    "greater_than": _bound("more than", "gt"),
    "greater_than_equal": _bound("of at least", "ge"),
    "less_than": _bound("less than", "lt"),
    "less_than_equal": _bound("of at most", "le"),
}


def words(error: ErrorDetails, keys: Callable[[Loc], Iterable[str]]) -> tuple[str, str, str]:
    """What, got and remedy of one pydantic error; ``keys`` gives the known keys at a place."""
    kind, ctx, got = error["type"], error.get("ctx", {}), quote_value(error["input"])
    if kind == "detente":
        named = [p for p in error["loc"] if p != "[key]"]
        known, word = ctx["known"], error["input"] if ctx["got"] else named[-1]
        return ctx["what"], ctx["got"], ctx["remedy"] if known is None else nearest(str(word), known.names)
    if kind == "extra_forbidden":
        key = str(error["loc"][-1])
        return "unknown key", "" if key.strip() else quote_value(key), nearest(key, keys(error["loc"][:-1]))
    if kind == "missing":
        return *_WORDS[kind][:1], "", _WORDS[kind][1]
    if kind == "literal_error":
        return f"expected {ctx['expected']}", got, _meant(error["input"], str(ctx["expected"]))
    if kind == "too_short":
        return f"expected at least {ctx['min_length']} of them", got, "add what is missing"
    if kind in _BOUNDS:
        return _BOUNDS[kind](ctx), got, "change the number"
    if kind in _WORDS:
        what, remedy = _WORDS[kind]
        return what, got, remedy
    return error["msg"][:1].lower() + error["msg"][1:], got, ""


def _meant(value: Any, expected: str) -> str:
    choices = [w.strip("'") for w in expected.replace(" or ", ", ").split(", ")]
    if isinstance(value, str) and value in choices:
        return "leave out the quotes"
    if isinstance(value, str) and difflib.get_close_matches(value[:100], choices, n=1):
        return nearest(value, choices)
    return "choose one of them" if len(choices) > 1 else "write exactly that"
