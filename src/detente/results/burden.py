"""What defence shares cost each state and how they are paid, an alliance's shares, and tariffs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from detente.records import OMIT
from detente.results.arrays import list_labels
from detente.results.basis import Basis, count_bases
from detente.results.interval import FRACTION, GDP_FRACTION, Interval, summarise_interval, unit
from detente.scenario.display_names import actor_names, trade_names

if TYPE_CHECKING:
    from detente.forecasts.result import Forecast

_INCOME = unit("unit of income")


@dataclass(frozen=True)
class Bill:
    """What a defence share of ``target`` per cent costs a state in the year in which it is reached.

    ``cuts``, ``taxes`` and ``borrowing`` pay ``extra``; ``social`` is what cuts take of social spending.
    """

    state: str
    label: str
    target: Annotated[float, unit("per cent of GDP")]
    extra: Annotated[Interval | None, GDP_FRACTION]
    money: Annotated[Interval | None, unit("unit of GDP, a year")]
    cuts: Annotated[Interval | None, GDP_FRACTION]
    taxes: Annotated[Interval | None, GDP_FRACTION]
    borrowing: Annotated[Interval | None, GDP_FRACTION]
    social: Annotated[Interval | None, unit("fraction of social spending")]
    debt: Annotated[Interval | None, GDP_FRACTION]
    debt_without: Annotated[Interval | None, GDP_FRACTION]


@dataclass(frozen=True)
class AllyShare:
    """What an ally spends if each answers the others, its ``burden``, and what it would spend alone."""

    ally: str
    label: str
    spending: Annotated[Interval | None, _INCOME]
    burden: Annotated[Interval | None, unit("fraction of income")]
    alone: Annotated[Interval | None, _INCOME]


@dataclass(frozen=True)
class TariffCost:
    """What a tariff costs both sides."""

    flow: str
    label: str
    exporter_label: str
    importer_label: str
    rate: Annotated[Interval | None, FRACTION]
    exposure: Annotated[Interval | None, GDP_FRACTION]
    exports_lost: Annotated[Interval | None, FRACTION]
    exporter: Annotated[Interval | None, GDP_FRACTION]
    buyers: Annotated[Interval | None, GDP_FRACTION]
    revenue: Annotated[Interval | None, GDP_FRACTION]
    importer: Annotated[Interval | None, GDP_FRACTION]


@dataclass(frozen=True)
class Burden:
    """Who pays for what; each part is None if the scenario does not have it.

    ``exploitation`` is the rank correlation of income and burden, None also if it is undefined in every draw.
    """

    bills: Annotated[tuple[Bill, ...] | None, OMIT] = None
    by: Annotated[int | None, OMIT] = None
    basis: Annotated[Basis | None, OMIT] = None
    sharing: Annotated[tuple[AllyShare, ...] | None, OMIT] = None
    sharing_basis: Annotated[Basis | None, OMIT] = None
    exploitation: Annotated[Interval | None, OMIT] = None
    trade: Annotated[tuple[TariffCost, ...] | None, OMIT] = None
    trade_basis: Annotated[Basis | None, OMIT] = None


def summarise_burden(forecast: Forecast) -> Burden | None:
    """Summarise who pays; None if the scenario has no budgets, alliance or trade."""
    data, scenario = forecast.data, forecast.scenario
    bills = sharing = trade = None
    if "burden.extra" in data and scenario.budgets is not None:
        bills = _list_bills(forecast)
    if "sharing.burden" in data:
        sharing = _list_shares(forecast)
    if "trade.rate" in data:
        trade = _list_tariffs(forecast)
    if bills is None and sharing is None and trade is None:
        return None
    return Burden(
        bills=bills,
        by=None if bills is None or scenario.budgets is None else scenario.budgets.by,
        basis=None if bills is None else count_bases(scenario, ["budgets"]),
        sharing=sharing,
        sharing_basis=None if sharing is None else count_bases(scenario, ["alliance"]),
        exploitation=None if sharing is None else summarise_interval(data["sharing.exploitation"]),
        trade=trade,
        trade_basis=None if trade is None else count_bases(scenario, ["trade"]),
    )


def _list_bills(forecast: Forecast) -> tuple[Bill, ...]:
    data, names = forecast.data, actor_names(forecast.scenario)
    keys = ("extra", "money", "cuts", "taxes", "borrowing", "social", "debt", "debt_without")
    return tuple(
        Bill(
            state,
            names[state],
            float(target),
            **{k: summarise_interval(data[f"burden.{k}"].sel(state=state, target=target)) for k in keys},
        )
        for state in list_labels(data, "state")
        for target in data["target"].values
    )


def _list_shares(forecast: Forecast) -> tuple[AllyShare, ...]:
    data, names = forecast.data, actor_names(forecast.scenario)
    keys = ("spending", "burden", "alone")
    return tuple(
        AllyShare(
            ally, names[ally], **{k: summarise_interval(data[f"sharing.{k}"].sel(ally=ally)) for k in keys}
        )
        for ally in list_labels(data, "ally")
    )


def _list_tariffs(forecast: Forecast) -> tuple[TariffCost, ...]:
    data, scenario = forecast.data, forecast.scenario
    names, flows = actor_names(scenario), trade_names(scenario)
    keys = ("rate", "exposure", "exports_lost", "exporter", "buyers", "revenue", "importer")
    return tuple(
        TariffCost(
            flow,
            flows[flow],
            names[scenario.trade[flow].exporter],
            names[scenario.trade[flow].importer],
            **{k: summarise_interval(data[f"trade.{k}"].sel(flow=flow)) for k in keys},
        )
        for flow in list_labels(data, "flow")
    )
