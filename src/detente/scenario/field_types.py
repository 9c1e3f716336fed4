"""The kinds of value that the scenario's keys hold."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    Strict,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)

from detente.characters import UNSAFE_VALUE, is_blank, is_invisible, says_something, show_character
from detente.scenario.problems import fault, faults_of, refuse

#: Larger numbers would overflow in products and sums.
LARGEST = 1e100

#: Longer lines would take minutes to set in tables and charts.
LONGEST_LINE = 10_000

#: What an id may refer to; a member may be an actor too.
Target = Literal["source", "evidence", "issue", "actor", "member"]


@dataclass(frozen=True)
class Refers:
    """Marks an id as that of something stated elsewhere in the scenario."""

    target: Target


_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"(?![-+]?[0-9]+$)[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def parse_number(text: str) -> int | float | None:
    """The number that a decimal literal of YAML's core schema denotes; None if it is not a number.

    Whole numbers of more than 18 digits become floats; what overflows becomes infinite. Leading noughts make
    no number: some readers take 010 for 8.
    """
    if _INT.fullmatch(text):
        return int(text) if len(text) <= 19 else float(text)
    return float(text) if _FLOAT.fullmatch(text) else None


def parse_id(value: Any) -> str | None:
    """The id that a value denotes, or the path of a member; None if it cannot be one.

    A whole number is the id of its digits, as it is where it stands as a key. Text is taken in composed form
    (NFC), so that an id is one however its letters are encoded.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if 0 <= value < 10**18 else None
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else None


def is_id(text: str) -> bool:
    """Whether a text is letters and digits of any script, - and _, beginning with a letter or digit."""
    return (
        text[:1].isalnum()
        and all(
            c in "-_" or c.isalnum() or unicodedata.combining(c) or unicodedata.category(c)[0] == "M"
            for c in text
        )
        and not any(map(is_invisible, text))
    )


def _identifier(value: Any) -> Any:
    text = parse_id(value)
    if text is not None and is_id(text):
        return text
    raise refuse([fault("expected an id", got=value, remedy=_id_remedy(value, _ID_REMEDY))])


def _member_path(value: Any) -> Any:
    text = parse_id(value)
    if text is not None and all(map(is_id, text.split("/"))):
        return text
    remedy = _id_remedy(value, "write an actor's id, or actor/member")
    raise refuse([fault("expected an actor", got=value, remedy=remedy)])


_ID_REMEDY = "use letters, digits, - and _, beginning with a letter or digit"


def _id_remedy(value: Any, otherwise: str) -> str:
    """What to do about a value that is no id; names a character that the eye does not see."""
    if isinstance(value, bool):
        return f"put it in quotes: '{str(value).lower()}'"
    if isinstance(value, float):
        return "put it in quotes" if value.is_integer() else otherwise
    odd = (
        next((c for c in value if is_invisible(c) or (c.isspace() and c != " ")), "")
        if isinstance(value, str)
        else ""
    )
    return f"remove the character {show_character(odd)}" if odd else otherwise


def _numeric_key(value: Any) -> Any:
    number = parse_number(value) if isinstance(value, str) else value
    if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
        raise refuse([fault("expected a number as the key", got=value, remedy="write for example 0 or 42.5")])
    return float(number)


def _distinct(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    faults, seen = [], dict[Any, Any]()
    for key in value if isinstance(value, Mapping) else ():
        number = parse_number(key) if isinstance(key, str) else key
        if number is not None and number in seen:
            remedy = f"it is the same number as {seen[number]}: keep one"
            faults.append(
                fault("this number is given twice", got=key, remedy=remedy, loc=(str(key), "[key]"))
            )
        seen.setdefault(number, key)
    try:
        mapping = handler(value)
    except ValidationError as why:
        faults += faults_of(why)
    if faults:
        raise refuse(faults)
    return mapping


def _day(value: Any) -> Any:
    if isinstance(value, str):
        try:
            if _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            remedy = "write a day of the calendar as YYYY-MM-DD"
            raise refuse([fault("there is no such day", got=value, remedy=remedy)]) from None
    if type(value) is date:
        return value
    raise refuse([fault("expected a date", got=value, remedy="write it as YYYY-MM-DD")])


def _partial_day(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    text = f"{value:04d}" if type(value) is int and 0 < value < 10000 else value
    if isinstance(text, str) and re.fullmatch(r"\d{4}(-\d\d){0,2}", text, re.ASCII):
        _day((text + "-01-01")[:10])
        return text
    raise refuse([fault("expected a date", got=value, remedy="write YYYY-MM-DD, YYYY-MM or YYYY")])


def _inside(value: str) -> str:
    posix, windows = PurePosixPath(value), PureWindowsPath(value)
    climbs = posix.is_absolute() or windows.drive or windows.root or ".." in windows.parts
    if climbs or not posix.name or "\0" in value:
        remedy = "give a path inside the folder of sources, without a leading / and without .."
        raise refuse([fault("this path leaves the folder of sources", got=value, remedy=remedy)])
    return value


def _digest(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"[0-9a-fA-F]{64}", value):
        return value.lower()
    raise refuse([fault("expected a SHA-256 in hexadecimal", got=value, remedy="write its 64 digits")])


def _safe(value: str) -> str:
    if bad := UNSAFE_VALUE.search(value):
        what = f"the character {show_character(bad.group())} is not allowed in a scenario"
        raise refuse([fault(what, got=value, remedy="remove it")])
    return value


def _visible(value: str) -> str:
    if is_blank(value):
        raise refuse(
            [fault("expected some text", got=value, remedy="write at least one character that shows")]
        )
    return value


def _one_line(value: str) -> str:
    # a block scalar (| or >) ends in a line break that nobody means
    text = value.rstrip("\r\n")
    if odd := next((c for c in text if c in "\r\n\t"), ""):
        what, remedy = f"expected text on one line, without {show_character(odd)}", "write it on one line"
        raise refuse([fault(what, got=value, remedy=remedy)])
    if len(text) > LONGEST_LINE:
        what = f"expected at most {LONGEST_LINE} characters"
        raise refuse([fault(what, got=value, remedy="shorten it")])
    return text


def _speaks(value: str) -> str:
    if not says_something(value):
        raise refuse([fault("expected words", got=value, remedy="quote at least one letter or digit")])
    return value


def _each_once(values: tuple[Any, ...]) -> tuple[Any, ...]:
    seen, again = set[Any](), []
    for i, value in enumerate(values):
        if value in seen:
            again.append(fault("this is listed already", got=value, remedy="keep it once", loc=(i,)))
        seen.add(value)
    if again:
        raise refuse(again)
    return values


def _id_schema(pattern: str) -> dict[str, Any]:
    return {"anyOf": [{"type": "string", "pattern": pattern}, {"type": "integer", "minimum": 0}]}


# of ASCII, letters, digits, - and _; characters beyond it are for is_id to judge
_ONE_ID = r"[^\x00-/:-@\[-`{-\x7f][^\x00-,./:-@\[-^`{-\x7f]*"
_PATH_PATTERN = f"^{_ONE_ID}(/{_ONE_ID})*$"

#: Numbers in JSON Schema, as keys.
NUMERIC_PATTERN = r"^(?![-+]?0[0-9]+$)[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"

#: Ids in JSON Schema: as keys, and as values.
ID_PATTERN = f"^{_ONE_ID}$"
ID_SCHEMA = _id_schema(ID_PATTERN)

#: Text of any length, line breaks among it.
LongText = Annotated[
    str, Strict(), StringConstraints(min_length=1), AfterValidator(_safe), AfterValidator(_visible)
]
#: Text on one line.
Text = Annotated[LongText, AfterValidator(_one_line)]
#: Words quoted.
Words = Annotated[LongText, AfterValidator(_speaks)]
#: Text around words, which may be a space.
Around = Annotated[str, Strict(), StringConstraints(min_length=1), AfterValidator(_safe)]
#: For lists in which nothing is listed twice.
EachOnce = AfterValidator(_each_once)
Id = Annotated[str, BeforeValidator(_identifier), WithJsonSchema(ID_SCHEMA)]
SourceId = Annotated[Id, Refers("source")]
EvidenceId = Annotated[Id, Refers("evidence")]
IssueId = Annotated[Id, Refers("issue")]
ActorId = Annotated[Id, Refers("actor")]
ActorPath = Annotated[
    str, BeforeValidator(_member_path), WithJsonSchema(_id_schema(_PATH_PATTERN)), Refers("member")
]
Number = Annotated[float, Strict(), Field(allow_inf_nan=False, ge=-LARGEST, le=LARGEST)]
Whole = Annotated[int, Strict()]
Day = Annotated[
    date, BeforeValidator(_day), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"})
]
PartialDay = Annotated[
    str,
    BeforeValidator(_partial_day),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^\d{4}(-\d\d){0,2}$"},
                {"type": "integer", "minimum": 1, "maximum": 9999},
            ]
        }
    ),
]
SourcePath = Annotated[Text, AfterValidator(_inside)]
Sha256 = Annotated[
    str,
    BeforeValidator(_digest),
    WithJsonSchema({"type": "string", "pattern": "^[0-9a-fA-F]{64}$"}),
]
NumericKey = Annotated[float, BeforeValidator(_numeric_key)]
DistinctKeys = WrapValidator(_distinct)
