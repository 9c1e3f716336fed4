"""Whether a package suits all whose consent is needed, and who blocks the settlement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from detente.results.arrays import list_labels, share_of_draws
from detente.results.basis import Basis, count_bases
from detente.results.interval import POINTS, SHARE_OF_DRAWS, UTILITY, Interval, summarise_interval
from detente.results.link_effects import choose_carrier
from detente.scenario.display_names import actor_names
from detente.scenario.paths import GUARANTEE, actor_path, issue_path, join_path
from detente.scenario.ratifiers import ratifiers_of

if TYPE_CHECKING:
    import xarray as xr

    from detente.forecasts.result import Forecast


@dataclass(frozen=True)
class Concession:
    """The move of the settlement on one issue that brings an actor in.

    Of the ``refused`` draws in which the actor does not ratify, ``share`` has such a move, and ``keeps`` one
    that loses nobody else.
    """

    issue: str
    move: Annotated[Interval, POINTS]
    share: float
    keeps: float
    refused: Annotated[int, Field(alias="of")]


@dataclass(frozen=True)
class JointMove:
    """The move on one issue that suits all, in a share of the ``refused`` draws in which somebody is out."""

    issue: str
    move: Annotated[Interval, POINTS]
    share: float
    refused: Annotated[int, Field(alias="of")]


@dataclass(frozen=True)
class WinSetEnds:
    """The ends of an actor's win-set on one issue by itself."""

    issue: str
    low: Annotated[Interval | None, POINTS]
    high: Annotated[Interval | None, POINTS]


@dataclass(frozen=True)
class Ratifier:
    """An actor whose consent is needed; ``ratifies`` is None if no settlement is put to it in any draw.

    ``payment`` is the side payment that brings it in when it is out.
    """

    actor: str
    label: str
    members: tuple[str, ...]
    ratifies: Annotated[float | None, SHARE_OF_DRAWS]
    concessions: tuple[Concession, ...]
    payment: Annotated[Interval | None, UTILITY]
    alone: tuple[WinSetEnds, ...]


@dataclass(frozen=True)
class BlockingSet:
    """Actors without common ground among themselves, in a share of draws."""

    actors: tuple[str, ...]
    share: Annotated[float, SHARE_OF_DRAWS]


@dataclass(frozen=True)
class PackageIssue:
    """Where a package that suits all lies on one issue, and what holds there without agreement."""

    issue: str
    at: Annotated[Interval | None, POINTS]
    reversion: Annotated[Interval | None, POINTS]


@dataclass(frozen=True)
class IssueOverlap:
    """The share of draws in which win-sets overlap on one issue by itself."""

    issue: str
    share: Annotated[float, SHARE_OF_DRAWS]


@dataclass(frozen=True)
class Ratification:
    """Whether a package suits all whose consent is needed, and who blocks.

    ``settlement`` names the model whose settlement is put to them, in ``put`` draws. ``overlap`` is the share
    of draws in which some package suits all; ``ratified`` and ``in_range`` (within what both fighting sides
    prefer to fighting on) are shares of the draws with a settlement, None if there is no such thing.
    """

    settlement: str
    actors: tuple[Ratifier, ...]
    overlap: Annotated[float, SHARE_OF_DRAWS]
    put: int
    ratified: Annotated[float | None, SHARE_OF_DRAWS]
    joint: tuple[JointMove, ...]
    in_range: Annotated[float | None, SHARE_OF_DRAWS]
    blocking: tuple[BlockingSet, ...]
    package: tuple[PackageIssue, ...]
    alone: tuple[IssueOverlap, ...]
    least_gain: Annotated[Interval | None, UTILITY]
    basis: Basis


def summarise_ratification(forecast: Forecast) -> Ratification | None:
    """Summarise who ratifies what; None if nobody's consent is needed."""
    data, scenario = forecast.data, forecast.scenario
    if "ratification.overlap" not in data:
        return None
    put = _draws_with_settlement(data)
    consenting = list_labels(data, "consenting")
    actors = tuple(_summarise_actor(forecast, name, put) for name in scenario.actors if name in consenting)
    blocking = [
        BlockingSet(tuple(name.split("+")), share)
        for name in list_labels(data, "coalition")
        if (share := share_of_draws(data["ratification.blocking"].sel(coalition=name))) > 0
    ]
    package = tuple(
        PackageIssue(
            issue,
            summarise_interval(data["ratification.package"].sel(issue=issue)),
            summarise_interval(data["reversion"].sel(issue=issue)),
        )
        for issue in scenario.issues
        if data["ratification.package"].sel(issue=issue).notnull().any()
    )
    alone = tuple(
        IssueOverlap(issue, share_of_draws(data["ratification.overlap_alone"].sel(issue=issue)))
        for issue in scenario.issues
        if data["ratification.alone"].sel(issue=issue).notnull().any()
    )
    ratified = None
    if put is not None:
        ratified = share_of_draws(data["ratification.ratifies"].all("consenting").where(put))
    in_range, least_gain = data.get("ratification.in_range"), data.get("ratification.least_gain")
    return Ratification(
        settlement=choose_carrier(scenario),
        actors=actors,
        overlap=share_of_draws(data["ratification.overlap"]),
        put=0 if put is None else int(put.sum()),
        ratified=ratified,
        joint=() if put is None else _list_joint_moves(forecast, put),
        in_range=None if in_range is None else share_of_draws(in_range),
        blocking=tuple(sorted(blocking, key=lambda b: -b.share)),
        package=package,
        alone=alone,
        least_gain=None if least_gain is None else summarise_interval(least_gain),
        basis=_count_bases(forecast, [a.actor for a in actors]),
    )


def _draws_with_settlement(data: xr.Dataset) -> xr.DataArray | None:
    """In which draws a settlement was put to those who must consent; None if in none."""
    return data.get("ratification.put")


def _summarise_actor(forecast: Forecast, name: str, put: xr.DataArray | None) -> Ratifier:
    data, scenario = forecast.data, forecast.scenario
    names = actor_names(scenario)
    members = [m for m in ratifiers_of(scenario, name) if m != name or scenario.actors[name].members]
    ratifies, payment = None, None
    concessions: tuple[Concession, ...] = ()
    if put is not None:
        one = data.sel(consenting=name)
        ratifies = share_of_draws(one["ratification.ratifies"].where(put))
        concessions = _list_concessions(forecast, name, put)
        payment = summarise_interval(one["ratification.shortfall"].where(put & ~one["ratification.ratifies"]))
    alone = tuple(
        WinSetEnds(issue, summarise_interval(ends.sel(end="low")), summarise_interval(ends.sel(end="high")))
        for issue in scenario.issues
        if (ends := data["ratification.alone"].sel(consenting=name, issue=issue)).notnull().any()
    )
    return Ratifier(
        name, names[name], tuple(names[m] for m in members), ratifies, concessions, payment, alone
    )


def _list_concessions(forecast: Forecast, actor: str, put: xr.DataArray) -> tuple[Concession, ...]:
    """The moves that bring in an actor that is out, those that most often lose nobody else first."""
    out = put & ~forecast.data["ratification.ratifies"].sel(consenting=actor)
    rows = []
    for issue in forecast.scenario.issues:
        one = forecast.data.sel(consenting=actor, issue=issue)
        moves = one["ratification.concession"].where(out)
        if (move := summarise_interval(moves)) is not None:
            kept = (moves.notnull() & one["ratification.keeps"]).sum()
            share, keeps = (float(n / out.sum()) for n in (moves.notnull().sum(), kept))
            rows.append(Concession(issue, move, share, keeps, int(out.sum())))
    return tuple(sorted(rows, key=lambda r: (-r.keeps, abs(r.move.median))))


def _list_joint_moves(forecast: Forecast, put: xr.DataArray) -> tuple[JointMove, ...]:
    """The moves that bring all in when somebody is out, the most frequent first."""
    out = put & ~forecast.data["ratification.ratifies"].all("consenting")
    rows = []
    for issue in forecast.scenario.issues:
        moves = forecast.data["ratification.joint"].sel(issue=issue).where(out)
        if (move := summarise_interval(moves)) is not None:
            rows.append(JointMove(issue, move, float(moves.notnull().sum() / out.sum()), int(out.sum())))
    return tuple(sorted(rows, key=lambda r: -r.share))


def _count_bases(forecast: Forecast, actors: Iterable[str]) -> Basis:
    above = [path for a in actors for path in (actor_path(a), join_path("stances", a))]
    above += [issue_path(i, "reversion") for i in forecast.scenario.issues]
    if "conflict" in forecast.manifest["links_on"]:
        above.append("conflict")
    return count_bases(forecast.scenario, above, [GUARANTEE])
