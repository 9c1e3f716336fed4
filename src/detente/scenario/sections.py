"""What the parts of a scenario have in common, and the spans that their quantities keep to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, ValidationInfo, model_validator

from detente.scenario.problems import ENOUGH, fault, refuse
from detente.scenario.quantity import Quantity


@dataclass(slots=True)
class Met:
    """Validation's context: how many problems were met, so that a hostile file does not take minutes."""

    problems: int = 0


class Part(BaseModel):
    """A part of a scenario: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="wrap")
    @classmethod
    def _count_problems(cls, data: Any, handler: Any, info: ValidationInfo) -> Any:
        met = info.context
        if not isinstance(met, Met):
            return handler(data)
        if met.problems > ENOUGH:
            # the scenario is refused already: what stands here is never seen
            return cls.model_construct()
        try:
            return handler(data)
        except ValidationError as why:
            met.problems += why.error_count()
            raise


@dataclass(frozen=True)
class Span:
    """The values that a quantity may take: all its support lies from ``low`` to ``high``.

    ``open_low`` and ``open_high`` leave the end itself out. ``words`` says what is expected.
    """

    name: str
    words: str
    remedy: str
    low: float
    high: float
    open_low: bool = False
    open_high: bool = False

    def check(self, quantity: Quantity) -> Quantity:
        """The quantity; raises ValidationError where its support leaves the span."""
        low = quantity.low <= self.low if self.open_low else quantity.low < self.low
        high = quantity.high >= self.high if self.open_high else quantity.high > self.high
        if low or high:
            got = quantity.low if quantity.is_constant else [quantity.low, quantity.high]
            raise refuse([fault(f"expected {self.words}", got=got, remedy=self.remedy)])
        return quantity


INFINITE = float("inf")
PERCENT = Span("percent", "values within 0 to 100", "use the issue's scale, 0 to 100", 0, 100)
PER_CENT = Span("per-cent", "per cent, 0 to 100", "write 3.5 for 3.5 per cent", 0, 100)
SHARE = Span("share", "a share from 0 to 1", "write 0.35 for 35 per cent", 0, 1)
BELOW_ONE = Span(
    "share-below-1", "a share of at least 0 and below 1", "write for example 0.6", 0, 1, False, True
)
SOME = Span("share-above-0", "a share above 0 and up to 1", "write 0.5 for a majority", 0, 1, True)
NOT_NEGATIVE = Span("not-negative", "values of at least 0", "write 0 or more", 0, INFINITE)
POSITIVE = Span("positive", "values above 0", "write more than 0", 0, INFINITE, True)
RATIO = Span("ratio", "a ratio of at least 1", "write 1 or more", 1, INFINITE)
RATE = Span("rate", "per cent a year, above -100", "write 4 for 4 per cent a year", -100, INFINITE, True)
CAPABILITY = Span("capability", "a capability of 0 or more", "write 0 or more, in any unit", 0, INFINITE)
ANY = Span("number", "a number", "write a number", -INFINITE, INFINITE)

PerCent = Annotated[Quantity, AfterValidator(PER_CENT.check), PER_CENT]
Share = Annotated[Quantity, AfterValidator(SHARE.check), SHARE]
BelowOne = Annotated[Quantity, AfterValidator(BELOW_ONE.check), BELOW_ONE]
SomeShare = Annotated[Quantity, AfterValidator(SOME.check), SOME]
NotNegative = Annotated[Quantity, AfterValidator(NOT_NEGATIVE.check), NOT_NEGATIVE]
Positive = Annotated[Quantity, AfterValidator(POSITIVE.check), POSITIVE]
Ratio = Annotated[Quantity, AfterValidator(RATIO.check), RATIO]
Rate = Annotated[Quantity, AfterValidator(RATE.check), RATE]
AnyNumber = Annotated[Quantity, ANY]
Percent = Annotated[Quantity, AfterValidator(PERCENT.check), PERCENT]


@cache
def spans(kind: type[BaseModel]) -> Mapping[str, Span]:
    """The span of every quantity among a part's own keys."""
    found = {}
    for key, field in kind.model_fields.items():
        metadata = [*field.metadata]
        for choice in get_args(field.annotation):
            metadata += getattr(choice, "__metadata__", ())
        if here := [m for m in metadata if isinstance(m, Span)]:
            found[key] = here[0]
    return found


def walk(part: Any, path: str) -> Iterator[tuple[str, Quantity, Span]]:
    """Every quantity below a part with its path and span, in the order of the keys."""
    if isinstance(part, Mapping):
        for key, value in part.items():
            yield from walk(value, f"{path}.{key}")
    elif isinstance(part, tuple):
        for i, value in enumerate(part):
            yield from walk(value, f"{path}.{i}")
    elif isinstance(part, Part):
        for key in type(part).model_fields:
            value = getattr(part, key)
            if isinstance(value, Quantity):
                yield f"{path}.{key}", value, spans(type(part))[key]
            else:
                yield from walk(value, f"{path}.{key}")
