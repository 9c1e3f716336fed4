"""Frozen records as JSON: the document and its schema follow from a record's annotations.

A record is a frozen dataclass. A field whose name is a word of Python's takes its JSON name from
``Annotated[..., Field(alias="from")]``; one that a document leaves out when it is None is ``Optional`` with
``OMIT``; a number that may be undefined is ``MaybeNaN``, and null in JSON.
"""

from __future__ import annotations

import json
import math
from functools import cache
from typing import Annotated, Any, TypeVar, cast

from pydantic import BeforeValidator, Field, TypeAdapter, WithJsonSchema

_Record = TypeVar("_Record")

#: Leaves a field out of the document if it is None: ``note: Annotated[str | None, OMIT] = None``.
OMIT: Any = Field(exclude_if=lambda value: value is None)

#: A number that may be undefined: NaN in the record, null in JSON.
MaybeNaN = Annotated[
    float,
    BeforeValidator(lambda value: math.nan if value is None else value),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "null"}]}),
]


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def to_plain(record: Any, kind: Any = None) -> Any:
    """Return a record as dictionaries, lists, texts and numbers, as its JSON document holds them.

    Parameters
    ----------
    record
        The record.
    kind
        A class from which the record's inherits: only the fields of that class are returned.
    """
    described: Any = kind or type(record)
    return json.loads(_adapter(described).dump_json(record, by_alias=True))


def from_plain(kind: type[_Record], plain: Any) -> _Record:
    """Return the record of that kind that ``plain`` describes.

    Raises
    ------
    pydantic.ValidationError
        If ``plain`` does not describe such a record.
    """
    adapter: TypeAdapter[_Record] = _adapter(cast("Any", kind))
    return adapter.validate_python(plain, by_alias=True)


def schema_of(kind: Any) -> dict[str, Any]:
    """Return the JSON Schema of a record's document."""
    return _adapter(kind).json_schema(mode="serialization")
