"""Scenarios and values as YAML text, in the short forms where they exist."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from pydantic import BaseModel

from detente.scenario.distributions import BaseDistribution, Categorical, Constant, Pert, Uniform
from detente.scenario.quantity import Quantity
from detente.scenario.scenario import Scenario
from detente.scenario.walk import list_fields, list_parts

# text that needs no quotes even within [ ] and { }, and that no YAML reader takes for something else
_PLAIN = re.compile(r"[^\W\d_](?:[\w .()/%+€$£’‘“”–—…;!'-]*[^ \W])?[.)%!’”]?")
_RESERVED = re.compile(r"(?i)null|true|false|yes|no|on|off|y|n")
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def dumps(scenario: Scenario) -> str:
    """Write a scenario as YAML text.

    Returns
    -------
    str
        Text for which ``loads(dumps(s)) == s``. Nothing is kept of comments or layout.
    """
    return "".join(_lines(plain(scenario), ""))


def plain(value: Any) -> Any:
    """Return a part of a scenario, or anything within one, as the plain values of its YAML form."""
    if isinstance(value, Quantity):
        return _quantity(value)
    if isinstance(value, BaseDistribution):
        return _distribution(value)
    if isinstance(value, BaseModel):
        given = {f.alias or k: getattr(value, k) for k, f in type(value).model_fields.items()}
        kept = {k: v for k, v in given.items() if v is not None and not (v in ({}, ()) and k != "stances")}
        return {k: plain(v) for k, v in kept.items()}
    if isinstance(value, Mapping):
        return {flow(_short(k)) if isinstance(k, float) else str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, date):
        return value.isoformat()
    return _short(value)


def flow(value: Any) -> str:
    """Write plain values as YAML on one line, valid within flow collections too.

    Raises
    ------
    TypeError
        If a scenario cannot hold the value.
    ValueError
        If there is half a surrogate pair in its text.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        text = repr(value)
        return {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}.get(text, text)
    if isinstance(value, str):
        return text_scalar(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(k)}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    raise TypeError(f"a scenario cannot hold a {type(value).__name__}")


def text_scalar(text: str, style: str = "") -> str:
    """Write text as a YAML scalar: in the quotes given if it can be, else plain or in double quotes."""
    if style == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    if not style and _PLAIN.fullmatch(text) and not _RESERVED.fullmatch(text):
        return text
    text.encode()
    return _ESCAPED.sub(lambda m: f"\\u{ord(m.group()):04x}", json.dumps(text, ensure_ascii=False))


def _key(key: Any) -> str:
    text = str(key)
    bare = re.fullmatch(r"\w[\w.+-]*", text, re.ASCII) and not _RESERVED.fullmatch(text)
    return text if bare else text_scalar(text)


def _short(value: Any) -> Any:
    """Whole floats as whole numbers, where the text stays the same number."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


_PARAMETERS = ("mean", "sd", "a", "b", "low", "best", "high", "shape", "values")


def _distribution(dist: BaseDistribution) -> Any:
    if isinstance(dist, Constant):
        return _short(dist.value)
    if isinstance(dist, Uniform):
        return [_short(dist.low), _short(dist.high)]
    if isinstance(dist, Pert) and dist.shape == 4:
        return [_short(v) for v in (dist.low, dist.best, dist.high)]
    fields = {k: getattr(dist, k) for k in _PARAMETERS if k in type(dist).model_fields}
    if isinstance(dist, Categorical):
        fields = {"values": dict(sorted(dist.values.items()))}
    return {"dist": dist.kind, **plain(fields)}  # type: ignore[attr-defined]


def _quantity(quantity: Quantity) -> Any:
    value = _distribution(quantity.dist)
    backing = {"because": list(quantity.because), "note": quantity.note}
    backing = {k: v for k, v in backing.items() if v}
    form = value if isinstance(value, dict) else {"value": value}
    return {**form, **backing} if backing else value


#: The sections whose quantities stay on one line, and the mappings that do so too.
_SHORT_SECTIONS = ("issues", "actors", "stances", "alignment")
_SHORT = ("rule", "fixed")


@cache
def _short_keys() -> frozenset[str]:
    """The keys of what stays on one line: run folders hold the digest of a layout that goes by keys alone."""
    sections = (field.hint for field in list_fields(Scenario) if field.key in _SHORT_SECTIONS)
    parts = (part for section in sections for part in list_parts(section.innermost.part))
    fields = (field for part in parts for field in list_fields(part))
    return frozenset({field.key for field in fields if field.hint.part is Quantity} | {*_SHORT})


def _lines(node: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in node.items():
        head = f"{indent}{_key(key)}:"
        if isinstance(value, list) and not indent:
            yield f"{head}\n" if value else f"{head} []\n"
            for entry in value:
                yield f"{indent}  - {flow(entry)}\n"
        elif isinstance(value, Mapping) and value and key not in _short_keys():
            yield f"{head}\n"
            yield from _lines(value, indent + "  ")
        elif not indent and isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            yield f"{head} {value}\n"
        else:
            yield f"{head} {flow(value)}\n"
