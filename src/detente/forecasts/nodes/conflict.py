"""Fighting on: the line of contact with and without each patron, and what both sides prefer to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.forecasts.nodes.moment import Forces
from detente.models.arrays import Floats
from detente.models.conflict import attrition
from detente.models.conflict.range import BargainingRange, Dispute
from detente.models.conflict.range import find_bargaining_range as bargaining_range
from detente.models.registry import model
from detente.scenario.paths import front_path, patron_path, side_path
from detente.scenario.timeline import months_between

if TYPE_CHECKING:
    from detente.forecasts.nodes.moment import Moment
    from detente.scenario.conflict import Conflict

#: The largest share of a force at which it may be said to collapse.
_WHOLE = float(np.nextafter(1.0, 0.0))


@dataclass(frozen=True)
class ConflictOutput:
    """The course of the fighting and the range; ``patrons`` names what each course after the first lacks.

    ``stopped`` has the line at the end and the supplied side's time of collapse (D,), inf where it holds,
    by outside patron and months from now at which its flow stops.
    """

    outcome: attrition.AttritionOutcome
    range: BargainingRange
    patrons: tuple[str, ...]
    stopped: Mapping[tuple[str, float], tuple[Floats, Floats]]


def project_fighting(moment: Moment, received: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: ARG001
    """``reversion``: the line when the months are over, (D,), and its issue; ``consent``: who fights.

    ``range``: what both sides prefer to fighting on, the line read as side a's share of the stake.
    ``conflict``: all of it.
    """
    conflict = moment.drawn.scenario.conflict
    if conflict is None:
        return {}
    course = simulate_fighting(moment, float(conflict.months), conflict.months)
    line = course.line[:, 0, -1]
    share = line / 100.0
    beliefs = {
        f"belief_{side}": np.clip(share + sign * moment.value(side_path(side, "optimism")), 0.0, 1.0)
        for side, sign in (("a", 1.0), ("b", -1.0))
        if getattr(conflict, side).optimism is not None
    }
    costs = moment.value(side_path("a", "cost")), moment.value(side_path("b", "cost"))
    dispute = Dispute(share, *costs, np.zeros_like(line), np.full_like(line, 100.0), **beliefs)
    wanted = bargaining_range(dispute)
    names = tuple(conflict.patrons) if moment.details else ()
    stopped = {}
    for name in outside_patrons(conflict) if moment.details else ():
        for months in stopping_months(conflict):
            ended = simulate_fighting(moment, float(conflict.months), conflict.months, {name: months})
            collapse = getattr(ended, f"collapse_{conflict.patrons[name].side}")
            stopped[name, months] = ended.line[:, 0, -1], collapse[:, 0]
    return {
        "reversion": (conflict.issue, line),
        "consent": (conflict.issue, (*conflict.a.actors, *conflict.b.actors)),
        "range": (conflict.issue, wanted),
        "conflict": ConflictOutput(course, wanted, names, stopped),
    }


def outside_patrons(conflict: Conflict) -> tuple[str, ...]:
    """The patrons that are not of a fighting side themselves."""
    sides = {*conflict.a.actors, *conflict.b.actors}
    return tuple(n for n, p in conflict.patrons.items() if (p.actor or "").split("/")[0] not in sides)


def stopping_months(conflict: Conflict) -> tuple[float, ...]:
    """Months from now at which a patron is stopped to see what it changes: none, and three quarters."""
    return tuple(conflict.months * quarter / 4 for quarter in range(4))


def simulate_fighting(
    moment: Moment, months: float, steps: int, stop: Mapping[str, float] | None = None
) -> attrition.AttritionOutcome:
    """The fighting from the date on for ``months``; ``stop`` ends patrons' flows that many months on."""
    conflict = moment.drawn.scenario.conflict
    assert conflict is not None  # noqa: S101  only asked of a scenario that fights
    forces = moment.forces or initial_forces(moment)
    same = np.ones(moment.drawn.n)
    # one clock for all rounds: months since the scenario's date
    begin, gone = moment.drawn.scenario.as_of, months_since_start(moment, moment.date)
    patrons = []
    for name, patron in conflict.patrons.items():
        start = 0.0 if patron.since is None else months_between(begin, patron.since) - gone
        end = np.inf if patron.until is None else months_between(begin, patron.until) - gone
        end = min(end, (stop or {}).get(name, np.inf))
        flow = moment.value(patron_path(name, "flow"))
        patrons.append(attrition.Patron(patron.side, flow, start * same, end * same))
    war = attrition.War(
        forces.a,
        forces.b,
        moment.value(side_path("a", "kill")),
        moment.value(side_path("b", "kill")),
        _threshold(moment.value(side_path("a", "collapse")), forces.first_a, forces.a),
        _threshold(moment.value(side_path("b", "collapse")), forces.first_b, forces.b),
        attrition.Front(
            forces.line,
            moment.value(front_path("mobility")),
            moment.value(front_path("hold")),
            moment.value(front_path("top")),
            0.0 * same,
            100.0 * same,
        ),
        steps,
        months / steps,
        tuple(patrons),
        moment.details and stop is None,
    )
    outcome: attrition.AttritionOutcome = attrition.simulate_attrition(
        war, model("attrition").variants[conflict.law]
    )
    return outcome


def months_since_start(moment: Moment, day: date) -> float:
    """Months from the scenario's date to a day."""
    return months_between(moment.drawn.scenario.as_of, day)


def initial_forces(moment: Moment) -> Forces:
    """The forces as the scenario states them."""
    a, b = moment.value(side_path("a", "force")), moment.value(side_path("b", "force"))
    return Forces(a, b, moment.value(front_path("line")), a, b)


def _threshold(share: Floats, start: Floats, left: Floats) -> Floats:
    """The share of what is left at which a force falls to a share of what it was at the start."""
    ratio = np.divide(share * start, left, out=np.full_like(left, _WHOLE), where=left > 0)
    return np.minimum(ratio, _WHOLE)
