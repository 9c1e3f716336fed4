"""How the parts of a scenario act on each other and in time: links, steps, events."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, timedelta
from functools import partial
from typing import Annotated, Any

from pydantic import AfterValidator, Field, Strict, WithJsonSchema

from detente.scenario.field_types import Day, LongText, Text, Whole
from detente.scenario.problems import fault, refuse
from detente.scenario.sections import AnyNumber, Part, Share

PERIOD = re.compile(r"([1-9]\d{0,3}) (day|week|month|year)s?", re.ASCII)


def _period(value: Any) -> Any:
    if not PERIOD.fullmatch(value):
        raise refuse([fault("expected a length of time", got=value, remedy="write for example 1 month")])
    return value


NumberPath = Annotated[Text, AfterValidator(partial(unicodedata.normalize, "NFC"))]
Period = Annotated[
    Text,
    AfterValidator(_period),
    WithJsonSchema({"type": "string", "minLength": 1, "pattern": f"^{PERIOD.pattern}$"}),
]
Switch = Annotated[bool, Strict()]


class Links(Part):
    """Which links between parts are on; by default, those that the scenario has the numbers for."""

    settlement: Text = Field(
        "mean", description="The model whose settlement is passed on, for example mean or nash."
    )
    domestic: Switch | None = Field(None, description="Members, leader and outside influence make positions.")
    alignment: Switch | None = Field(
        None, description="Actors follow those to whose side they lean, as far as they are susceptible."
    )
    conflict: Switch | None = Field(
        None, description="Fighting on gives its issue's reversion point, and needs its sides' consent."
    )
    guarantee: Switch | None = Field(None, description="The settlement on guarantees bears on a renewed war.")
    package: Switch | None = Field(None, description="The settlement is put to those whose consent it needs.")
    burden: Switch | None = Field(None, description="The settlement sets how budgets pay, and tariffs.")


class Steps(Part):
    """Several rounds: the scenario stepped over dates."""

    every: Period = Field(description="The time between rounds: 1 month, 2 weeks, 90 days, 1 year.")
    count: Annotated[Whole, Field(ge=1, le=600)] = Field(description="How many rounds follow the first.")
    concession: Share | None = Field(
        None, description="The share of the way to a round's settlement that positions move; none by default."
    )

    def dates(self, start: date) -> tuple[date, ...]:
        """The dates of all rounds, the first included; a day that a month lacks becomes its last."""
        period = PERIOD.fullmatch(self.every)
        assert period is not None  # noqa: S101  validated above
        number, unit = int(period[1]), period[2]
        return tuple(_after(start, number * i, unit) for i in range(self.count + 1))


class Event(Part):
    """A number that changes at a date."""

    date: Day = Field(description="From the round of this date on.")
    set: NumberPath = Field(description="The path of the number, for example conflict.patrons.us.flow.")
    value: AnyNumber = Field(description="What it becomes, a quantity in the target's own unit.")
    note: LongText | None = Field(None, description="What happens.")


def months_between(start: date, end: date) -> float:
    """Calendar months from one date to another, a part of a month by its days."""
    whole = (end.year - start.year) * 12 + end.month - start.month
    base = _after(start, whole, "month")
    if base > end:
        whole -= 1
        base = _after(start, whole, "month")
    return whole + (end - base).days / (_after(start, whole + 1, "month") - base).days


def months_after(start: date, months: float) -> date:
    """The day that many calendar months after a date, a part of a month by its days."""
    whole = int(months)
    base = _after(start, whole, "month")
    return base + timedelta(days=round((months - whole) * (_after(start, whole + 1, "month") - base).days))


def _after(start: date, number: int, unit: str) -> date:
    if unit in ("day", "week"):
        return start + timedelta(days=number * (7 if unit == "week" else 1))
    month = start.year * 12 + start.month - 1 + number * (12 if unit == "year" else 1)
    year, month = divmod(month, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
