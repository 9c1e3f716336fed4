"""Where fighting on leads, with and without each patron."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Literal

from detente.results.arrays import list_labels, share_of_draws
from detente.results.basis import Basis, count_bases
from detente.results.guarantee import Guarantee, summarise_guarantee
from detente.results.interval import POINTS, SHARE_OF_DRAWS, Interval, summarise_interval, unit
from detente.scenario.display_names import patron_names
from detente.scenario.paths import CONFLICT, GUARANTEE

if TYPE_CHECKING:
    from detente.forecasts.result import Forecast

#: The course of the fighting that lacks no patron.
NOBODY = "nobody"

_MONTHS = unit("months from now")


@dataclass(frozen=True)
class LinePoint(Interval):
    """The line of contact so many months from now, on the issue's scale."""

    month: Annotated[float, _MONTHS] = field(kw_only=True)


@dataclass(frozen=True)
class Course:
    """The fighting without the patron ``lacking``: where the line ends, and how often a side collapses."""

    lacking: str
    label: str
    end: Annotated[Interval | None, POINTS]
    collapse_a: Annotated[float, SHARE_OF_DRAWS]
    collapse_b: Annotated[float, SHARE_OF_DRAWS]


@dataclass(frozen=True)
class Stop:
    """The fighting if a patron of ``side`` stops after some months; ``collapse`` is that side's."""

    patron: str
    label: str
    side: Literal["a", "b"]
    after_months: Annotated[float, _MONTHS]
    end: Annotated[Interval | None, POINTS]
    collapse: Annotated[float, SHARE_OF_DRAWS]


@dataclass(frozen=True)
class BargainingRange:
    """What both sides prefer to fighting on, ``empty`` in a share of draws."""

    least: Annotated[Interval | None, POINTS]
    most: Annotated[Interval | None, POINTS]
    empty: Annotated[float, SHARE_OF_DRAWS]


@dataclass(frozen=True)
class Conflict:
    """Where ``months`` of fighting between sides ``a`` and ``b`` lead, and what a guarantee adds."""

    issue: str
    months: int
    a: tuple[str, ...]
    b: tuple[str, ...]
    line: tuple[LinePoint, ...]
    courses: tuple[Course, ...]
    stops: tuple[Stop, ...]
    range: BargainingRange
    guarantee: Guarantee | None
    basis: Basis


def summarise_conflict(forecast: Forecast) -> Conflict | None:
    """Summarise where fighting on leads; None if the scenario states no conflict."""
    data, stated = forecast.data, forecast.scenario.conflict
    if stated is None or "conflict.line" not in data:
        return None
    months, patrons = float(stated.months), patron_names(forecast.scenario)
    courses = []
    for name in list_labels(data, "lacking"):
        course = data.sel(lacking=name)
        courses.append(
            Course(
                name,
                "nobody" if name == NOBODY else patrons[name],
                summarise_interval(course["conflict.end"]),
                share_of_draws(course["conflict.collapse_a"] <= months),
                share_of_draws(course["conflict.collapse_b"] <= months),
            )
        )
    line = tuple(
        LinePoint(at.median, at.low, at.high, at.level, month=float(month))
        for month in data["month"].values
        if (at := summarise_interval(data["conflict.line"].sel(month=month))) is not None
    )
    least, most = data["conflict.least"], data["conflict.most"]
    return Conflict(
        issue=stated.issue,
        months=stated.months,
        a=tuple(stated.a.actors),
        b=tuple(stated.b.actors),
        line=line,
        courses=tuple(courses),
        stops=_list_stops(forecast),
        range=BargainingRange(
            summarise_interval(least), summarise_interval(most), share_of_draws(least > most)
        ),
        guarantee=summarise_guarantee(forecast),
        basis=count_bases(forecast.scenario, [CONFLICT], [GUARANTEE]),
    )


def _list_stops(forecast: Forecast) -> tuple[Stop, ...]:
    data, stated = forecast.data, forecast.scenario.conflict
    if stated is None or "conflict.stopped_end" not in data:
        return ()
    patrons = patron_names(forecast.scenario)
    stops = []
    for name in list_labels(data, "patron"):
        for after in data["after"].values:
            course = data.sel(patron=name, after=after)
            stops.append(
                Stop(
                    name,
                    patrons[name],
                    stated.patrons[name].side,
                    float(after),
                    summarise_interval(course["conflict.stopped_end"]),
                    share_of_draws(course["conflict.stopped_collapse"] <= float(stated.months)),
                )
            )
    return tuple(stops)
