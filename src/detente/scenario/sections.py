"""What the parts of a scenario have in common, and the spans that their quantities keep to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from detente.scenario.problems import ENOUGH, fault, refuse
from detente.scenario.quantity import Quantity
from detente.scenario.ratifiers import MAJORITY


@dataclass(slots=True)
class Met:
    """Validation's context: how many problems were met, so that a hostile file does not take minutes."""

    problems: int = 0


@dataclass(frozen=True)
class Span:
    """The values that a quantity may take: all its support lies from ``low`` to ``high``.

    As a mark on a quantity's annotation it checks the quantity, and names itself in the JSON schema.

    Parameters
    ----------
    name
        What the JSON schema calls it.
    words, remedy
        What is expected, and what to write instead of a quantity that leaves it.
    low, high
        The least and greatest value.
    open_low, open_high
        Whether the end itself is left out.
    """

    name: str
    words: str
    remedy: str
    low: float
    high: float
    open_low: bool = False
    open_high: bool = False

    def holds(self, quantity: Quantity) -> bool:
        """Return whether all of a quantity's support lies within the span."""
        low = quantity.low <= self.low if self.open_low else quantity.low < self.low
        high = quantity.high >= self.high if self.open_high else quantity.high > self.high
        return not (low or high)

    def check(self, quantity: Quantity) -> Quantity:
        """Return the quantity.

        Raises
        ------
        ValidationError
            If its support leaves the span.
        """
        if not self.holds(quantity):
            raise refuse([fault(f"expected {self.words}", got=support(quantity), remedy=self.remedy)])
        return quantity

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {SPAN_KEY: self.name}


#: The key under which a schema of pydantic's names the span of a quantity.
SPAN_KEY = "span"


def support(quantity: Quantity) -> float | list[float]:
    """Return a quantity's only value, or its least and greatest."""
    return quantity.low if quantity.is_constant else [quantity.low, quantity.high]


INFINITE = float("inf")
PERCENT = Span("percent", "values within 0 to 100", "use the issue's scale, 0 to 100", 0, 100)
PER_CENT = Span("per-cent", "per cent, 0 to 100", "write 3.5 for 3.5 per cent", 0, 100)
SHARE = Span("share", "a share from 0 to 1", "write 0.35 for 35 per cent", 0, 1)
BELOW_ONE = Span(
    "share-below-1", "a share of at least 0 and below 1", "write for example 0.6", 0, 1, False, True
)
SOME = Span("share-above-0", "a share above 0 and up to 1", f"write {MAJORITY:g} for a majority", 0, 1, True)
NOT_NEGATIVE = Span("not-negative", "values of at least 0", "write 0 or more", 0, INFINITE)
POSITIVE = Span("positive", "values above 0", "write more than 0", 0, INFINITE, True)
RATIO = Span("ratio", "a ratio of at least 1", "write 1 or more", 1, INFINITE)
RATE = Span("rate", "per cent a year, above -100", "write 4 for 4 per cent a year", -100, INFINITE, True)
CAPABILITY = Span("capability", "a capability of 0 or more", "write 0 or more, in any unit", 0, INFINITE)
ANY = Span("number", "a number", "write a number", -INFINITE, INFINITE)

PerCent = Annotated[Quantity, PER_CENT]
Share = Annotated[Quantity, SHARE]
BelowOne = Annotated[Quantity, BELOW_ONE]
SomeShare = Annotated[Quantity, SOME]
NotNegative = Annotated[Quantity, NOT_NEGATIVE]
Positive = Annotated[Quantity, POSITIVE]
Ratio = Annotated[Quantity, RATIO]
Rate = Annotated[Quantity, RATE]
Capability = Annotated[Quantity, CAPABILITY]
AnyNumber = Annotated[Quantity, ANY]
Percent = Annotated[Quantity, PERCENT]


class Part(BaseModel):
    """A part of a scenario: frozen, no unknown keys.

    Every quantity, id and part among its fields is found by ``detente.scenario.walk`` from the annotations.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    def own_spans(self) -> Mapping[str, Span]:
        """Return the spans that depend on what else the part says, by field."""
        return {}

    @model_validator(mode="wrap")
    @classmethod
    def _count_problems(cls, data: Any, handler: Any, info: ValidationInfo) -> Any:
        met = info.context
        if not isinstance(met, Met):
            return handler(data)
        if met.problems > ENOUGH:
            # the scenario is already refused: this value is never seen
            return cls.model_construct()
        try:
            return handler(data)
        except ValidationError as why:
            met.problems += why.error_count()
            raise
