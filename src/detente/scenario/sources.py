"""The texts that a scenario quotes, the passages quoted, and published figures."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from detente.scenario.field_types import (
    Around,
    LongText,
    Number,
    PartialDay,
    Sha256,
    SourceId,
    SourcePath,
    Text,
    Whole,
    Words,
)
from detente.scenario.sections import Part


class Source(Part):
    """A text, and where to find it."""

    title: Text = Field(description="The text's title.")
    publisher: Text | None = Field(None, description="Who published it.")
    author: Text | None = Field(None, description="Who wrote it.")
    date: PartialDay | None = Field(None, description="When: YYYY-MM-DD, YYYY-MM or YYYY.")
    file: SourcePath | None = Field(None, description="The text's file, inside the folder of sources.")
    sha256: Sha256 | None = Field(None, description="The SHA-256 of that file, 64 hexadecimal digits.")
    note: LongText | None = Field(None, description="Anything a reader should know about the source.")


class Passage(Part):
    """An exact span of a source: a text quote and a text position (W3C Web Annotation, 2017)."""

    source: SourceId = Field(description="The id of the source quoted.")
    exact: Words = Field(description="The words, exactly as they are in the source.")
    start: Annotated[Whole, Field(ge=0)] | None = Field(
        None, description="Where they begin: characters (Unicode code points) before them."
    )
    prefix: Around | None = Field(None, description="The words just before, to tell apart equal passages.")
    suffix: Around | None = Field(None, description="The words just after, to tell apart equal passages.")
    speaker: Text | None = Field(None, description="Whose words or claim it is, if not the author's.")
    note: LongText | None = Field(None, description="Anything a reader should know about the passage.")


class Figure(Part):
    """A published number."""

    value: Number = Field(description="The number.")
    unit: Text = Field(description="Its unit, for example USD bn.")
    year: Annotated[Whole, Field(ge=1, le=9999)] = Field(description="The year it is about.")
    dataset: Text = Field(description="The data set it is taken from.")
    series: Text | None = Field(None, description="The series within the data set.")
    note: LongText | None = Field(None, description="Anything a reader should know about the figure.")
