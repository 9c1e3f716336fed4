"""Numbers and names as the answers of a forecast say them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.results.interval import LEVEL
from detente.scenario.display_names import issue_names
from detente.scenario.timeline import months_after
from detente.shares import FEWEST

if TYPE_CHECKING:
    from detente.forecasts.result import Forecast
    from detente.results.basis import Basis
    from detente.results.interval import Interval


def format_interval(interval: Interval | None, unit: float = 1.0, digits: int = 0) -> str:
    """The median, with its interval in brackets if that has a width; ``none`` if there is no interval."""
    if interval is None:
        return "none"
    # a rounded zero has no sign
    middle, low, high = (
        f"{round(end * unit, digits) + 0.0:,.{digits}f}"
        for end in (interval.median, interval.low, interval.high)
    )
    return middle if low == high else f"{middle} [{low}, {high}]"


def describe_level(level: int = LEVEL, *, article: bool = False) -> str:
    """An interval by its level: ``80 % interval``, and with its article ``an 80 % interval``."""
    words = f"{level} % interval"
    if not article:
        return words
    return f"{'an' if level in {8, 11, 18} or 80 <= level < 90 else 'a'} {words}"


def describe_brackets(draws: int) -> str:
    """What brackets in the answers hold, and whether there are enough draws to rely on that."""
    few = f"; {draws} {'draw is' if draws == 1 else 'draws are'} too few to rely on them"
    return f"Brackets hold {describe_level()}s{few if draws < FEWEST else ''}."


def format_median(interval: Interval | None, unit: float) -> str:
    """The median alone."""
    return "none" if interval is None else f"{interval.median * unit:,.0f}"


def join_names(names: Sequence[str]) -> str:
    """Names in a row: a, b and c."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def issue_label(forecast: Forecast, issue: str) -> str:
    """An issue's name."""
    return issue_names(forecast.scenario)[issue]


def in_months(forecast: Forecast, months: float) -> str:
    """The day so many months after the scenario's, ``at once`` for none."""
    return months_after(forecast.scenario.as_of, months).isoformat() if months else "at once"


def count_noun(number: float, thing: str) -> str:
    """A number with its noun: 1 month, 2 months."""
    return f"{number:g} {thing}" + ("" if number == 1 else "s")


def describe_basis(basis: Basis) -> str:
    """What an answer rests on, in a sentence."""
    total = basis.passage + basis.figure + basis.assumption
    return (
        f"Rests on {total} numbers: {basis.passage} with quoted passages, {basis.figure} with "
        f"published figures, {basis.assumption} assumed."
    )
