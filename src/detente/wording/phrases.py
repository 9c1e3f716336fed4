"""Numbers and names as the answers of a forecast say them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from detente.scenario.display_names import issue_names
from detente.scenario.timeline import months_after

if TYPE_CHECKING:
    from detente.forecasts.result import Forecast


def format_interval(told: Mapping[str, float] | None, unit: float = 1.0, digits: int = 0) -> str:
    """Median and interval, in a unit and with so many digits; none where there is nothing."""
    if told is None:
        return "none"
    # a rounded zero has no sign
    middle, low, high = (
        f"{round(told[k] * unit, digits) + 0.0:,.{digits}f}" for k in ("median", "low", "high")
    )
    return middle if low == high else f"{middle} [{low}, {high}]"


def format_median(told: Mapping[str, float] | None, unit: float) -> str:
    """The median alone."""
    return "none" if told is None else f"{told['median'] * unit:,.0f}"


def join_names(names: Sequence[str]) -> str:
    """Names in a row: a, b and c."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def issue_label(made: Forecast, issue: str) -> str:
    """An issue's name."""
    return issue_names(made.scenario)[issue]


def in_months(made: Forecast, months: float) -> str:
    """The day that many months after the scenario's."""
    return months_after(made.scenario.as_of, months).isoformat() if months else "at once"


def count_noun(number: float, thing: str) -> str:
    """So many of a thing: 1 month, 2 months."""
    return f"{number:g} {thing}" + ("" if number == 1 else "s")


def describe_basis(counts: Mapping[str, int]) -> str:
    """What an answer rests on, in a sentence."""
    total = sum(counts.values())
    return (
        f"Rests on {total} numbers: {counts['passage']} with quoted passages, {counts['figure']} with "
        f"published figures, {counts['assumption']} assumed."
    )
