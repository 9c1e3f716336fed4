"""What is to be settled: issues, their scales, and how they are put to the vote."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from detente.scenario.field_types import (
    NUMERIC_PATTERN,
    ActorId,
    DistinctKeys,
    LongText,
    Number,
    NumericKey,
    Text,
)
from detente.scenario.problems import fault, refuse
from detente.scenario.sections import Part, Percent

RuleKind = Literal["majority", "qualified", "unanimity"]


def _sorted_scale(scale: dict[float, str]) -> dict[float, str]:
    if len(scale) < 2:
        remedy = "add for example {0: ..., 100: ...}"
        raise refuse([fault("expected at least two labelled points", got=scale, remedy=remedy)])
    return dict(sorted(scale.items()))


Point = Annotated[NumericKey, Field(ge=0, le=100)]
Scale = Annotated[
    dict[Point, Text],
    AfterValidator(_sorted_scale),
    DistinctKeys,
    WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": {"minLength": 1, "type": "string"},
            "minProperties": 2,
            "propertyNames": {"pattern": NUMERIC_PATTERN},
        }
    ),
]


class Rule(Part):
    """How an issue is put to the vote, and who proposes."""

    kind: RuleKind = Field(description="A simple majority, a qualified majority, or unanimity.")
    quota: Annotated[Number, Field(gt=0.5, le=1)] | None = Field(
        None, description="The share of votes that a qualified majority needs, above 0.5 and up to 1."
    )
    setter: ActorId | None = Field(None, description="The actor who proposes, an id.")

    @model_validator(mode="after")
    def _quota_where_it_belongs(self) -> Self:
        if self.kind == "qualified" and self.quota is None:
            raise refuse([fault("a qualified majority needs a quota", remedy="add for example quota: 0.65")])
        if self.kind != "qualified" and self.quota is not None:
            what, remedy = "only a qualified majority has a quota", "write kind: qualified, or remove it"
            raise refuse([fault(what, got=self.quota, remedy=remedy, loc=("quota",))])
        return self


class Issue(Part):
    """A question whose answers lie on a scale from 0 to 100."""

    label: Text | None = Field(None, description="A short name for charts.")
    question: LongText = Field(description="What is to be settled.")
    scale: Scale = Field(description="Labelled points of the scale, at least two: number: what it means.")
    reversion: Percent | None = Field(None, description="What holds if nothing is agreed, 0 to 100.")
    rule: Rule | None = Field(None, description="How it is put to the vote, if it is.")
    note: LongText | None = Field(None, description="Anything a reader should know about the issue.")
