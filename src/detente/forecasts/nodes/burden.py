"""Who pays: budgets that go to a defence share, an alliance's shares, tariffs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.forecasts.nodes.state import Purse
from detente.models.arrays import Floats
from detente.models.burden import fiscal, tariffs
from detente.models.burden import sharing as alliances
from detente.scenario.paths import OTHERS, ally_path, budget_path, trade_path

if TYPE_CHECKING:
    from detente.forecasts.nodes.state import State


@dataclass(frozen=True)
class BudgetOutput:
    """What it takes a state to reach a defence share: the path, by year, as fractions of GDP."""

    state: str
    target: float
    path: fiscal.FiscalPath


def finance_defence(now: State, received: Mapping[str, Any]) -> Mapping[str, Any]:
    """``bills``: for every state and defence share the path to the year in which it is to be reached."""
    stated = now.drawn.scenario.budgets
    if stated is None:
        return {}
    years = max(stated.by - now.drawn.scenario.as_of.year - now.year, 1)
    settled = received.get("settlement", {}).get(stated.financing)
    bills = []
    for state in stated.states:
        social = _part(now, state, "social")
        cuts = _part(now, state, "cuts")
        if settled is not None:  # a draw without a settlement keeps the scenario's own
            cuts = np.where(np.isnan(settled), cuts, settled / 100.0)
        cuts = np.where(social > 0, cuts, 0.0)  # where there is nothing to cut the rest pays
        borrowed = _part(now, state, "borrowing")
        for target in stated.targets:
            purse = now.purses.get((state, target)) or initial_purse(now, state)
            path = fiscal.project_budget(
                fiscal.Budget(
                    debt=purse.debt,
                    interest=_part(now, state, "interest"),
                    growth=_part(now, state, "growth"),
                    deficit=_part(now, state, "deficit"),
                    defence=purse.defence,
                    target=np.full(now.drawn.n, target / 100.0),
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


def initial_purse(now: State, state: str) -> Purse:
    """A state's finances as the scenario states them."""
    gdp, debt, defence = (
        now.value(budget_path(state, "gdp")),
        _part(now, state, "debt"),
        _part(now, state, "defence"),
    )
    return Purse(gdp, debt, debt, defence, defence)


def share_alliance_burden(now: State, received: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: ARG001
    """``contributions``: what each ally spends when each answers the others."""
    stated = now.drawn.scenario.alliance
    if stated is None:
        return {}

    def column(key: str) -> Floats:
        return np.column_stack([now.value(ally_path(a, key)) for a in stated.allies])

    others = now.value(OTHERS) if stated.others is not None else None
    allies = alliances.Alliance(column("income"), column("taste"), column("private"), others)
    return {"contributions": alliances.share_defence_burden(allies)}


def price_tariffs(now: State, received: Mapping[str, Any]) -> Mapping[str, Any]:
    """``tariffs``: what each tariff costs both sides, by name, and ``rates``, the rate after."""
    costs, rates = {}, {}
    for name, stated in now.drawn.scenario.trade.items():

        def part(key: str, name: str = name) -> Floats:
            return now.value(trade_path(name, key)) / 100.0

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
                now.value(trade_path(name, "pass_through")),
                now.value(trade_path(name, "elasticity")),
            )
        )
    return {"tariffs": costs, "rates": rates} if costs else {}


def _part(now: State, state: str, key: str) -> Floats:
    """A number stated in per cent, as a fraction."""
    return now.value(budget_path(state, key)) / 100.0
