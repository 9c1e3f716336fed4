"""What each round comes to, at its date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from detente.results.arrays import list_labels, share_of_draws
from detente.results.interval import POINTS, SHARE_OF_DRAWS, Interval, summarise_interval
from detente.scenario.display_names import number_names

if TYPE_CHECKING:
    import xarray as xr

    from detente.forecasts.result import Forecast


@dataclass(frozen=True)
class Round:
    """One round: settlement and reversion point by issue, the line of contact, and shares of draws.

    ``overlap``, ``ratified`` (of the ``put`` draws with a settlement) and ``lasts`` are None if the scenario
    does not have the part; ``events`` are those after the round before and up to this one.
    """

    date: str
    settlement: Mapping[str, Annotated[Interval | None, POINTS]]
    reversion: Mapping[str, Annotated[Interval | None, POINTS]]
    events: tuple[str, ...]
    line: Annotated[Interval | None, POINTS]
    overlap: Annotated[float | None, SHARE_OF_DRAWS]
    ratified: Annotated[float | None, SHARE_OF_DRAWS]
    lasts: Annotated[float | None, SHARE_OF_DRAWS]
    put: int


def summarise_rounds(forecast: Forecast) -> tuple[Round, ...]:
    """Summarise every round, by date; empty without rounds."""
    data, scenario = forecast.data, forecast.scenario
    if "step" not in data.dims:
        return ()
    names, dates = number_names(scenario), list_labels(data, "step")
    rounds = []
    for before, day in zip(["", *dates], dates, strict=False):
        one = data.sel(step=day)
        rounds.append(
            Round(
                date=day,
                settlement=_summarise_issues(one["round.settlement"], scenario.issues),
                reversion=_summarise_issues(one["round.reversion"], scenario.issues),
                events=tuple(
                    event.note or f"{names[event.set]} changes"
                    for event in scenario.events
                    if before and before < event.date.isoformat() <= day
                ),
                line=summarise_interval(one["round.line"]) if "round.line" in one else None,
                overlap=_share_if_any(one, "overlap"),
                ratified=_share_if_any(one, "ratified"),
                lasts=_share_if_any(one, "lasts"),
                put=int(one["round.ratified"].notnull().sum()) if "round.ratified" in one else 0,
            )
        )
    return tuple(rounds)


def _summarise_issues(array: xr.DataArray, issues: Iterable[str]) -> dict[str, Interval | None]:
    return {issue: summarise_interval(array.sel(issue=issue)) for issue in issues}


def _share_if_any(data: xr.Dataset, name: str) -> float | None:
    return share_of_draws(data[f"round.{name}"]) if f"round.{name}" in data else None
