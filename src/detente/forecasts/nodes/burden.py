"""Who pays: budgets that go to a defence share, an alliance's shares, tariffs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.forecasts.nodes.moment import Purse
from detente.models.arrays import Floats
from detente.models.burden import fiscal, tariffs
from detente.models.burden import sharing as alliances
from detente.scenario.paths import OTHERS, ally_path, budget_path, trade_path

if TYPE_CHECKING:
    from detente.forecasts.nodes.moment import Moment


@dataclass(frozen=True)
class BudgetOutput:
    """What it takes a state to reach a defence share: the path, by year, as fractions of GDP."""

    state: str
    target: float
    path: fiscal.FiscalPath


def finance_defence(moment: Moment, received: Mapping[str, Any]) -> Mapping[str, Any]:
    """``bills``: for every state and defence share the path to the year in which it is to be reached."""
    stated = moment.drawn.scenario.budgets
    if stated is None:
        return {}
    years = max(stated.by - moment.drawn.scenario.as_of.year - moment.year, 1)
    settled = received.get("settlement", {}).get(stated.financing)
    bills = []
    for state in stated.states:
        social = _part(moment, state, "social")
        cuts = _part(moment, state, "cuts")
        if settled is not None:  # a draw without a settlement keeps the scenario's own
            cuts = np.where(np.isnan(settled), cuts, settled / 100.0)
        cuts = np.where(social > 0, cuts, 0.0)  # where there is nothing to cut the rest pays
        borrowed = _part(moment, state, "borrowing")
        for target in stated.targets:
            purse = moment.purses.get((state, target)) or initial_purse(moment, state)
            path = fiscal.project_budget(
                fiscal.Budget(
                    debt=purse.debt,
                    interest=_part(moment, state, "interest"),
                    growth=_part(moment, state, "growth"),
                    deficit=_part(moment, state, "deficit"),
                    defence=purse.defence,
                    target=np.full(moment.drawn.n, target / 100.0),
                    years_to_target=years,
                    years=years,
                    taxes=(1.0 - cuts) * (1.0 - borrowed),
                    borrowing=(1.0 - cuts) * borrowed,
                    cuts=cuts,
                    social=social,
                    gdp=purse.gdp,
                    base=purse.base,
                    debt_without=purse.without,
                )
            )
            bills.append(BudgetOutput(state, target, path))
    return {"bills": tuple(bills)}


def initial_purse(moment: Moment, state: str) -> Purse:
    """A state's finances as the scenario states them."""
    gdp, debt, defence = (
        moment.value(budget_path(state, "gdp")),
        _part(moment, state, "debt"),
        _part(moment, state, "defence"),
    )
    return Purse(gdp, debt, debt, defence, defence)


def share_alliance_burden(moment: Moment, received: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: ARG001
    """``contributions``: what each ally spends when each answers the others."""
    stated = moment.drawn.scenario.alliance
    if stated is None:
        return {}

    def column(key: str) -> Floats:
        return np.column_stack([moment.value(ally_path(a, key)) for a in stated.allies])

    others = moment.value(OTHERS) if stated.others is not None else None
    allies = alliances.Alliance(column("income"), column("taste"), column("private"), others)
    return {"contributions": alliances.share_defence_burden(allies)}


def price_tariffs(moment: Moment, received: Mapping[str, Any]) -> Mapping[str, Any]:
    """``tariffs``: what each tariff costs both sides, by name, and ``rates``, the rate after."""
    costs, rates = {}, {}
    for name, stated in moment.drawn.scenario.trade.items():

        def part(key: str, name: str = name) -> Floats:
            return moment.value(trade_path(name, key)) / 100.0

        after = part("after")
        settled = received.get("settlement", {}).get(stated.issue)
        if settled is not None and stated.rates is not None:
            low, high = stated.rates
            agreed = (low + settled / 100.0 * (high - low)) / 100.0
            after = np.where(np.isnan(settled), after, agreed)
        rates[name] = after
        costs[name] = tariffs.cost_tariff(
            tariffs.Tariff(
                part("before"),
                after,
                part("exports"),
                part("imports"),
                moment.value(trade_path(name, "pass_through")),
                moment.value(trade_path(name, "elasticity")),
            )
        )
    return {"tariffs": costs, "rates": rates} if costs else {}


def _part(moment: Moment, state: str, key: str) -> Floats:
    """A number stated in per cent, as a fraction."""
    return moment.value(budget_path(state, key)) / 100.0
