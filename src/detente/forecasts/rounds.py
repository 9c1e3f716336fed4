"""Several rounds: the graph stepped over dates, with what each round leaves to the next.

Every round forecasts the settlement at its date if none was reached before: the fighting goes on between
rounds. What is carried over: the forces and the line of contact; positions, if the scenario states
a concession; debt, defence share and gross domestic product, year by year. Events set numbers from the
first round on or after their date.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from detente.draws import Draws
from detente.forecasts.arrays import stack_bills
from detente.forecasts.graph import Outputs, inputs_of, run_graph
from detente.forecasts.nodes import burden, conflict, settlement
from detente.forecasts.nodes.moment import Forces, Moment, Purse
from detente.models import Bargain, Outcome, configure
from detente.results.link_effects import choose_carrier
from detente.scenario.paths import CONCESSION, budget_path, event_path, front_path, side_path, stance_path

if TYPE_CHECKING:
    from detente.models.arrays import Floats


#: What an event sets at once, besides what the next round draws: the state of the fighting.
FORCES = {side_path("a", "force"): "a", side_path("b", "force"): "b", front_path("line"): "line"}


def first_round(drawn: Draws, issues: tuple[str, ...]) -> Moment:
    """The scenario's own date; the graph's settlement is that of the model passed on alone."""
    chosen = configure(choose_carrier(drawn.scenario))

    def settle(bargain: Bargain) -> Mapping[str, Outcome]:
        return settlement.solve_models((chosen,), bargain)

    return Moment(drawn, issues, drawn.scenario.as_of, settle, chosen.label)


def run_rounds(moment: Moment, on: Collection[str], outputs: Mapping[str, Outputs]) -> xr.Dataset:
    """The rounds by ``step``, a date each: what the graph gives, from the first round's ``outputs`` on.

    ``round.settlement`` and ``round.reversion`` (step, issue, draw), NaN where there is none; if the
    scenario has the numbers ``round.line``, ``round.force_a``, ``round.force_b``, ``round.overlap``,
    ``round.ratified`` and ``round.lasts`` (step, draw), and ``round.social`` (step, state, target, draw),
    the cuts in the year of the target as a fraction of social spending.
    """
    steps = moment.drawn.scenario.steps
    assert steps is not None  # noqa: S101  only asked of a scenario with rounds
    dates = steps.dates(moment.date)
    rows = [_row(moment, on, outputs)]
    done: set[int] = set()
    moment = replace(moment, details=False)
    for day in dates[1:]:
        moment = _next(moment, day, outputs, done)
        outputs = run_graph(moment, on)
        rows.append(_row(moment, on, outputs))
    arrays = {name: np.stack([row[name] for row in rows]) for name in rows[0]}
    per_issue = ("step", "issue", "draw")
    dims = {"settlement": per_issue, "reversion": per_issue, "social": ("step", "state", "target", "draw")}
    return xr.Dataset(
        {f"round.{name}": (dims.get(name, ("step", "draw")), array) for name, array in arrays.items()},
        coords={"step": [d.isoformat() for d in dates], "issue": list(moment.issues)},
    )


def _next(moment: Moment, day: date, outputs: Mapping[str, Outputs], done: set[int]) -> Moment:
    """The next round: the fighting up to it, concessions, events, and the budgets of a year gone by."""
    scenario = moment.drawn.scenario
    assert scenario.steps is not None  # noqa: S101  see rounds
    forces = None
    if scenario.conflict is not None:
        forces = moment.forces or conflict.initial_forces(moment)
        months = conflict.months_since_start(moment, day) - conflict.months_since_start(moment, moment.date)
        fought = conflict.simulate_fighting(moment, months, max(1, math.ceil(months)))
        ends = fought.force_a[:, 0, -1], fought.force_b[:, 0, -1], fought.line[:, 0, -1]
        forces = Forces(*ends, forces.first_a, forces.first_b)
    values: dict[str, Floats] = {}
    if scenario.steps.concession is not None:
        share = moment.value(CONCESSION)
        settled = outputs["settlement"]["settlement"]
        for s in scenario.stances:
            if s.issue in settled:
                path = stance_path(s.actor, s.issue, "position")
                move = share * (settled[s.issue] - moment.value(path))
                # nobody moves if nothing is settled
                values[path] = moment.value(path) + np.nan_to_num(move)
    for i, event in enumerate(scenario.events):
        if event.date <= day and i not in done:
            done.add(i)
            values[event.set] = moment.value(event_path(i))
    year = int(conflict.months_since_start(moment, day) // 12)
    purses = moment.purses
    if year > moment.year:
        purses = _spent(moment, outputs, year - moment.year)
    if forces is not None:
        set_now = {key: values[path] for path, key in FORCES.items() if path in values}
        forces = replace(forces, **set_now)
    purses = {key: _reset(key[0], purse, values) for key, purse in purses.items()}
    drawn = moment.drawn.changed(values) if values else moment.drawn
    return replace(moment, drawn=drawn, date=day, forces=forces, purses=purses, year=year)


def _spent(moment: Moment, outputs: Mapping[str, Outputs], years: int) -> dict[tuple[str, float], Purse]:
    """Every state's finances some years on, on the way to each of the defence shares."""
    purses: dict[tuple[str, float], Purse] = {}
    for bill in outputs["budgets"].get("bills", ()):
        key = bill.state, bill.target
        purse = moment.purses.get(key) or burden.initial_purse(moment, bill.state)
        growth = 1.0 + moment.value(budget_path(bill.state, "growth")) / 100.0
        at = min(years, bill.path.debt.shape[1] - 1)
        debt, without, defence = (
            x[:, at] for x in (bill.path.debt, bill.path.debt_without, bill.path.defence)
        )
        purses[key] = Purse(purse.gdp * growth**years, debt, without, defence, purse.base)
    return purses


def _reset(state: str, purse: Purse, values: Mapping[str, Floats]) -> Purse:
    """The purse with what events have set."""
    if (gdp := values.get(budget_path(state, "gdp"))) is not None:
        purse = replace(purse, gdp=gdp)
    if (debt := values.get(budget_path(state, "debt"))) is not None:
        purse = replace(purse, debt=debt / 100.0, without=debt / 100.0)
    if (defence := values.get(budget_path(state, "defence"))) is not None:
        purse = replace(purse, defence=defence / 100.0, base=defence / 100.0)
    return purse


def _row(moment: Moment, on: Collection[str], outputs: Mapping[str, Outputs]) -> dict[str, Any]:
    """What is kept of one round."""
    settled = outputs["settlement"]["settlement"]
    none = np.full(moment.drawn.n, np.nan)
    reversion = settlement.make_bargain(moment, inputs_of("settlement", on, outputs)).reversion
    row: dict[str, Any] = {
        "settlement": np.stack([settled.get(issue, none) for issue in moment.issues]),
        "reversion": np.ascontiguousarray(reversion.T),
    }
    if moment.drawn.scenario.conflict is not None:
        forces = moment.forces or conflict.initial_forces(moment)
        row |= {"line": forces.line, "force_a": forces.a, "force_b": forces.b}
    if (ratification := outputs["ratification"].get("ratification")) is not None:
        row["overlap"] = ratification.result.overlap
        if ratification.put is not None:
            row["ratified"] = ratification.ratified
    if (guarantee := outputs["guarantee"].get("guarantee")) is not None:
        row["lasts"] = guarantee.lasts
    if bills := outputs["budgets"].get("bills"):
        row["social"] = stack_bills(bills, lambda path: path.social_share[:, -1])
    return row
