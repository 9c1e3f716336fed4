"""The laws of conflict models: wars, disputes, pledges and shifts of power."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from detente.models import Configured
from detente.models.conflict.attrition import AttritionOutcome, Front, Patron, War
from detente.models.conflict.guarantee import Deterrence, Pledge
from detente.models.conflict.range import BargainingRange, Dispute
from detente.models.conflict.shift import PowerPath, ShiftOutcome
from detente.testing.laws.law import (
    Law,
    Run,
    Subject,
    arrays,
    exceeds,
    laws_of_subjects,
    parameters_of,
    tell_apart,
)

_shares = st.sampled_from([0.0, 0.5, 1.0]) | st.floats(0, 1).map(lambda x: round(x, 3))


def laws_of(model: Configured) -> Mapping[str, Law]:
    """The laws and checks that a conflict model is asked; ValueError if its input is not known."""
    return laws_of_subjects(model, SUBJECTS)


@st.composite
def wars(draw: st.DrawFn) -> War:
    """Wars of one or two draws over three steps, with up to two patrons."""
    d = draw(st.integers(1, 2))
    forces, rates = st.floats(0.5, 100), st.floats(0, 0.3)
    front = Front(
        line=draw(arrays(st.floats(0, 100), d)),
        mobility=draw(arrays(st.floats(0, 9), d)),
        hold=draw(arrays(st.floats(1, 2), d)),
        top=draw(arrays(st.floats(0, 9), d)),
        low=np.zeros(d),
        high=np.full(d, 100.0),
    )
    patrons = tuple(
        Patron(
            draw(st.sampled_from(["a", "b"])),
            draw(arrays(st.floats(0, 3), d)),
            draw(arrays(st.sampled_from([0.0, 1.0, 1.5]), d)),
            draw(arrays(st.sampled_from([2.0, np.inf]), d)),
        )
        for _ in range(draw(st.integers(0, 2)))
    )
    values = {"force": forces, "kill": rates, "threshold": st.floats(0, 0.9)}
    sides: dict[str, Any] = {
        f"{name}_{side}": draw(arrays(each, d)) for name, each in values.items() for side in ("a", "b")
    }
    return War(**sides, front=front, steps=3, patrons=patrons)


def _war_sides(run: Run, war: War, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    ends = war.front.low + war.front.high
    other = replace(
        war,
        force_a=war.force_b,
        force_b=war.force_a,
        kill_a=war.kill_b,
        kill_b=war.kill_a,
        threshold_a=war.threshold_b,
        threshold_b=war.threshold_a,
        front=replace(war.front, line=ends - war.front.line),
        patrons=tuple(replace(p, side="a" if p.side == "b" else "b") for p in war.patrons),
    )
    one, two = run(war), run(other)
    return tell_apart(
        force_a=(two.force_a, one.force_b),
        force_b=(two.force_b, one.force_a),
        line=(two.line, ends[:, None, None] - one.line),
        collapse_a=(two.collapse_a, one.collapse_b),
        collapse_b=(two.collapse_b, one.collapse_a),
    )


def _war_scale(run: Run, war: War, rng: np.random.Generator) -> str | None:
    a, b = rng.choice([0.5, 3.0]), rng.choice([-70.0, 13.0])
    moved = {name: a * getattr(war.front, name) + b for name in ("line", "low", "high")}
    front = replace(war.front, mobility=a * war.front.mobility, top=a * war.front.top, **moved)
    one, two = run(war), run(replace(war, front=front))
    return tell_apart(
        line=(two.line, a * one.line + b),
        force_a=(two.force_a, one.force_a),
        force_b=(two.force_b, one.force_b),
    )


def _war_units(run: Run, war: War, rng: np.random.Generator) -> str | None:
    unit = float(rng.choice([0.25, 8.0]))
    params = parameters_of(run)
    # a loss of kill * enemy^e * own^o in the new unit
    powers = getattr(params, "enemy_exponent", 1.0) + getattr(params, "own_exponent", 0.0)
    kill = unit ** (1.0 - powers)
    other = replace(
        war,
        force_a=unit * war.force_a,
        force_b=unit * war.force_b,
        kill_a=kill * war.kill_a,
        kill_b=kill * war.kill_b,
        patrons=tuple(replace(p, flow=unit * p.flow) for p in war.patrons),
    )
    one, two = run(war), run(other)
    return tell_apart(
        force_a=(two.force_a, unit * one.force_a),
        force_b=(two.force_b, unit * one.force_b),
        line=(two.line, one.line),
        collapse_a=(two.collapse_a, one.collapse_a),
    )


def _war_time(run: Run, war: War, rng: np.random.Generator) -> str | None:
    unit = float(rng.choice([0.25, 8.0]))
    front = replace(war.front, mobility=war.front.mobility / unit, top=war.front.top / unit)
    other = replace(
        war,
        step=unit * war.step,
        kill_a=war.kill_a / unit,
        kill_b=war.kill_b / unit,
        front=front,
        patrons=tuple(
            replace(p, flow=p.flow / unit, start=unit * p.start, stop=unit * p.stop) for p in war.patrons
        ),
    )
    one, two = run(war), run(other)
    return tell_apart(
        time=(two.time, unit * one.time),
        force_a=(two.force_a, one.force_a),
        force_b=(two.force_b, one.force_b),
        line=(two.line, one.line),
        collapse_a=(two.collapse_a, unit * one.collapse_a),
        collapse_b=(two.collapse_b, unit * one.collapse_b),
    )


def _war_force(run: Run, war: War, rng: np.random.Generator) -> str | None:
    one, two = run(war), run(replace(war, force_a=(1.0 + rng.random()) * war.force_a))
    return exceeds(
        force_a=(one.force_a, two.force_a), force_b=(two.force_b, one.force_b), line=(one.line, two.line)
    )


def _war_bounded(run: Run, war: War, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    course = run(war)
    low, high = war.front.low[:, None, None], war.front.high[:, None, None]
    return exceeds(
        force_a=(0.0, course.force_a),
        force_b=(0.0, course.force_b),
        low=(low, course.line),
        high=(course.line, high),
        collapse=(0.0, np.minimum(course.collapse_a, course.collapse_b)),
    )


@st.composite
def disputes(draw: st.DrawFn) -> Dispute:
    """Disputes of one to three draws, with or without beliefs of their own and attitudes to risk."""
    d = draw(st.integers(1, 3))
    odds, costs, points, curves = (
        _shares,
        st.floats(0, 0.6),
        st.integers(0, 100).map(float),
        st.sampled_from([0.5, 1.0, 2.0]),
    )

    def perhaps(values: st.SearchStrategy[float]) -> Any:
        return draw(arrays(values, d)) if draw(st.booleans()) else None

    return Dispute(
        p=draw(arrays(odds, d)),
        cost_a=draw(arrays(costs, d)),
        cost_b=draw(arrays(costs, d)),
        worst=draw(arrays(points, d)),
        best=draw(arrays(points, d)),
        belief_a=perhaps(odds),
        belief_b=perhaps(odds),
        curve_a=perhaps(curves),
        curve_b=perhaps(curves),
    )


def _turn_odds(p: Any) -> Any:
    return None if p is None else 1.0 - p


def _dispute_sides(run: Run, dispute: Dispute, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    other = Dispute(
        1.0 - dispute.p,
        dispute.cost_b,
        dispute.cost_a,
        dispute.best,
        dispute.worst,
        _turn_odds(dispute.belief_b),
        _turn_odds(dispute.belief_a),
        dispute.curve_b,
        dispute.curve_a,
    )
    one, two = run(dispute), run(other)
    clear = np.abs(one.least - one.most) > 1e-9  # rounding decides where they touch
    return tell_apart(
        least=(two.least, 1.0 - one.most),
        most=(two.most, 1.0 - one.least),
        empty=(two.empty[clear], one.empty[clear]),
        least_point=(two.least_point, one.most_point),
        most_point=(two.most_point, one.least_point),
        war=(two.war, one.war),
    )


def _dispute_scale(run: Run, dispute: Dispute, rng: np.random.Generator) -> str | None:
    a, b = rng.choice([0.5, 3.0]), rng.choice([-70.0, 13.0])
    one, two = run(dispute), run(replace(dispute, worst=a * dispute.worst + b, best=a * dispute.best + b))
    return tell_apart(
        least=(two.least, one.least),
        most=(two.most, one.most),
        least_point=(two.least_point, a * one.least_point + b),
        most_point=(two.most_point, a * one.most_point + b),
        war=(two.war, a * one.war + b),
    )


def _dispute_force(run: Run, dispute: Dispute, rng: np.random.Generator) -> str | None:
    def better(p: Any) -> Any:
        return None if p is None else p + (1.0 - p) * rng.random()

    one = run(dispute)
    two = run(
        replace(
            dispute,
            p=better(dispute.p),
            belief_a=better(dispute.belief_a),
            belief_b=better(dispute.belief_b),
        )
    )
    return exceeds(least=(one.least, two.least), most=(one.most, two.most))


def _dispute_cost(run: Run, dispute: Dispute, rng: np.random.Generator) -> str | None:
    a, b = rng.random(2)
    one = run(dispute)
    two = run(replace(dispute, cost_a=dispute.cost_a + a, cost_b=dispute.cost_b + b))
    return exceeds(least=(two.least, one.least), most=(one.most, two.most), empty=(two.empty, one.empty))


def _dispute_bounded(run: Run, dispute: Dispute, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    out = run(dispute)
    return exceeds(
        least=(0.0, out.least), least_top=(out.least, 1.0), most=(0.0, out.most), most_top=(out.most, 1.0)
    )


@st.composite
def pledges(draw: st.DrawFn) -> Pledge:
    """Pledges of one to three draws; the challenger's belief is given or rests on the draws."""
    d = draw(st.integers(1, 3))
    amounts = st.integers(0, 8).map(float)
    alone = draw(arrays(_shares, d))
    names = ("interest", "audience", "sunk", "fighting", "gain", "cost_alone", "cost_with")
    stakes: dict[str, Any] = {name: draw(arrays(amounts, d)) for name in names}
    with_it = alone * draw(arrays(_shares, d))
    belief = draw(arrays(_shares, d)) if draw(st.booleans()) else None
    return Pledge(p_alone=alone, p_with=with_it, belief=belief, **stakes)


def _pledge_units(run: Run, pledge: Pledge, rng: np.random.Generator) -> str | None:
    own, his = (float(x) for x in rng.choice([0.25, 0.5, 2.0, 8.0], 2))  # powers of two round nothing
    other = replace(
        pledge,
        interest=own * pledge.interest,
        audience=own * pledge.audience,
        sunk=own * pledge.sunk,
        fighting=own * pledge.fighting,
        gain=his * pledge.gain,
        cost_alone=his * pledge.cost_alone,
        cost_with=his * pledge.cost_with,
    )
    one, two = run(pledge), run(other)
    names = ("fights", "willing", "belief", "needed", "deterred", "p_next", "credibility")
    return tell_apart(**{name: (getattr(two, name), getattr(one, name)) for name in names})


def _pledge_force(run: Run, pledge: Pledge, rng: np.random.Generator) -> str | None:
    one, two = run(pledge), run(replace(pledge, fighting=rng.random() * pledge.fighting))
    return exceeds(fights=(one.fights, two.fights), credibility=(one.credibility, two.credibility))


def _pledge_cost(run: Run, pledge: Pledge, rng: np.random.Generator) -> str | None:
    more = 4.0 * rng.random()
    other = replace(pledge, cost_alone=pledge.cost_alone + more, cost_with=pledge.cost_with + more)
    one, two = run(pledge), run(other)
    return exceeds(deterred=(one.deterred, two.deterred), needed=(two.needed, one.needed))


def _pledge_bounded(run: Run, pledge: Pledge, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    out = run(pledge)
    return exceeds(
        belief=(0.0, out.belief),
        belief_top=(out.belief, 1.0),
        p_next=(pledge.p_with, out.p_next),
        p_next_top=(out.p_next, pledge.p_alone),
        needed=(0.0, out.needed),
        credibility=(out.credibility, 1.0),
    )


@st.composite
def power_paths(draw: st.DrawFn) -> PowerPath:
    """Paths of power of one or two draws over two to four steps."""
    d, t = draw(st.integers(1, 2)), draw(st.integers(2, 4))
    costs = draw(st.sampled_from([st.floats(0, 0.5), st.just(0.0)]))
    return PowerPath(
        draw(arrays(_shares, d, t)),
        draw(arrays(costs, d)),
        draw(arrays(costs, d)),
        draw(arrays(st.sampled_from([0.0, 0.5, 0.9, 0.99]), d)),
        draw(arrays(_shares, d)) if draw(st.booleans()) else None,
    )


def _path_cost(run: Run, path: PowerPath, rng: np.random.Generator) -> str | None:
    more = rng.random(2)
    other = replace(
        path, cost_declining=path.cost_declining + more[0], cost_rising=path.cost_rising + more[1]
    )
    return exceeds(war=(run(other).war, run(path).war))


def _path_bounded(run: Run, path: PowerPath, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    out = run(path)
    return exceeds(
        low=(out.low, out.high),
        destroyed=(0.0, out.destroyed),
        destroyed_top=(out.destroyed, path.cost_declining + path.cost_rising),
        p_war=(out.p_war, 1.0),
    ) or tell_apart(war=(out.war, out.forced.any(axis=1)))


SUBJECTS = (
    Subject(
        War,
        AttritionOutcome,
        wars(),
        {
            "sides": _war_sides,
            "scale": _war_scale,
            "units": _war_units,
            "time": _war_time,
            "force": _war_force,
            "bounded": _war_bounded,
        },
    ),
    Subject(
        Dispute,
        BargainingRange,
        disputes(),
        {
            "sides": _dispute_sides,
            "scale": _dispute_scale,
            "force": _dispute_force,
            "cost": _dispute_cost,
            "bounded": _dispute_bounded,
        },
    ),
    Subject(
        Pledge,
        Deterrence,
        pledges(),
        {
            "units": _pledge_units,
            "force": _pledge_force,
            "cost": _pledge_cost,
            "bounded": _pledge_bounded,
        },
    ),
    Subject(PowerPath, ShiftOutcome, power_paths(), {"cost": _path_cost, "bounded": _path_bounded}),
)
