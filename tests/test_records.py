"""Records as JSON documents, and their schema."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

import pytest
from jsonschema import Draft202012Validator
from pydantic import Field, ValidationError

from detente.records import OMIT, MaybeNaN, from_plain, schema_of, to_plain


@dataclass(frozen=True)
class Shift:
    of: str
    before: Annotated[float, Field(alias="from")]
    median: MaybeNaN
    note: Annotated[str | None, OMIT] = None
    ends: tuple[float, ...] = ()


def test_a_record_is_the_document_it_describes():
    plain = to_plain(Shift("river", 0.1 + 0.2, math.nan))
    assert plain == {"of": "river", "from": 0.1 + 0.2, "median": None, "ends": []}
    assert to_plain(Shift("river", 1.0, 2.0, "late", (1.0, 2.0))) == {
        "of": "river",
        "from": 1.0,
        "median": 2.0,
        "note": "late",
        "ends": [1.0, 2.0],
    }


@dataclass(frozen=True, kw_only=True)
class NightShift(Shift):
    lamps: int


def test_a_record_that_holds_more_gives_the_document_of_what_it_inherits_from():
    record = NightShift("river", 1.0, 2.0, lamps=3)
    assert to_plain(record, Shift) == to_plain(Shift("river", 1.0, 2.0))
    assert to_plain(record)["lamps"] == 3


def test_the_schema_allows_what_a_record_gives_and_nothing_else():
    schema = Draft202012Validator(schema_of(Shift))
    for record in (Shift("a", 1.0, math.nan), Shift("a", 1.0, 2.0, "late")):
        schema.validate(to_plain(record))
    assert not schema.is_valid({"of": "a", "from": None, "median": 1.0, "ends": []})
    assert schema_of(Shift)["required"] == ["of", "from", "median"]


def test_a_document_read_back_is_the_record():
    record = Shift("a", 1.5, 2.0, "late", (3.0,))
    assert from_plain(Shift, to_plain(record)) == record
    assert math.isnan(from_plain(Shift, to_plain(Shift("a", 1.5, math.nan))).median)
    with pytest.raises(ValidationError):
        from_plain(Shift, {"of": "a"})
