"""Attrition between two forces that patrons resupply (Lanchester 1916)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.errors import UnusableDataError, UnusableOptionError
from detente.models.arrays import Floats
from detente.models.limits import within
from detente.models.registry import register

Side = Literal["a", "b"]


@dataclass(frozen=True)
class AttritionParams:
    """The law of loss: a force loses ``kill * enemy^enemy_exponent * own^own_exponent`` a unit of time.

    Parameters
    ----------
    enemy_exponent : float
        Above 0 and above the own exponent less 1. Exponents 1 and 0 are Lanchester's square law
        (aimed fire), 1 and 1 his linear law (fire into an area), w and 1-w Helmbold's (1965).
    own_exponent : float
        At least 0.
    pieces : int
        Numerical pieces in a step, at least 1. The square law's forces are exact with any; the
        other laws' have an error that falls with its fourth power, as does the line of contact's.
    """

    enemy_exponent: float = 1.0
    own_exponent: float = 0.0
    pieces: int = 4


@dataclass(frozen=True)
class Patron:
    """Who supplies a side, and when; arrays are (D,).

    ``flow`` is in units of force per unit of time, at least 0, from time ``start`` until ``stop`` (inf if it
    never stops). A side's own recruitment and production is a patron like any other.
    """

    side: Side
    flow: Floats
    start: Floats
    stop: Floats


@dataclass(frozen=True)
class Front:
    """The line of contact and the rule that moves it; arrays are (D,).

    The line is a point on an issue's scale, within ``low``..``high``, that rises as A advances. It moves
    by ``mobility`` scale points per unit of time for each natural logarithm by which the ratio of
    fighting strengths exceeds ``hold``, at most ``top`` points per unit of time. ``hold`` is a ratio, at
    least 1, within which neither side advances.
    """

    line: Floats
    mobility: Floats
    hold: Floats
    top: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class War:
    """Two forces, A and B, at time 0; arrays are (D,), in any unit of force and of time used throughout.

    ``kill_a`` is the loss rate that A inflicts on B (square law: units of B lost per unit of A per unit
    of time; linear law: per unit of A and unit of B), ``kill_b`` that of B on A. A force collapses when
    it first falls to ``threshold_a`` or ``threshold_b``, a share (0 up to 1) of its size at time 0. The
    war is followed over ``steps`` steps of ``step`` units of time, and, with ``each``, again without each
    patron in turn.
    """

    force_a: Floats
    force_b: Floats
    kill_a: Floats
    kill_b: Floats
    threshold_a: Floats
    threshold_b: Floats
    front: Front
    steps: int
    step: float = 1.0
    patrons: tuple[Patron, ...] = ()
    each: bool = True


@dataclass(frozen=True)
class AttritionOutcome:
    """The course of the war with all J patrons (index 0) and without patron j (index j+1, with ``each``).

    ``time`` (T+1,); ``force_a``, ``force_b`` and ``line`` (D, 1+J, T+1); ``collapse_a`` and ``collapse_b``
    (D, 1+J), the time at which the force collapses, inf where it does not within the horizon. Collapse
    is recorded, not acted on: the forces fight on to the horizon.
    """

    time: Floats
    force_a: Floats
    force_b: Floats
    line: Floats
    collapse_a: Floats
    collapse_b: Floats

    def p_collapse(self, side: Side, by: float) -> Floats:
        """The share of draws in which the side has collapsed by a time, (1+J,)."""
        share: Floats = ((self.collapse_a if side == "a" else self.collapse_b) <= by).mean(axis=0)
        return share


@register(
    "attrition",
    name="Lanchester attrition with patrons",
    family="conflict",
    references=(
        "Lanchester, F. W. (1916). Aircraft in Warfare: The Dawn of the Fourth Arm. Constable.",
        "Helmbold, R. L. (1965). A modification of Lanchester's equations. Operations Research 13(5).",
        "Bracken, J. (1995). Lanchester models of the Ardennes campaign. Naval Research Logistics 42(4).",
    ),
    variants={
        "square": AttritionParams(),
        "linear": AttritionParams(1.0, 1.0),
    },
)
def simulate_attrition(war: War, params: AttritionParams = AttritionParams()) -> AttritionOutcome:
    """Forces, line of contact and times of collapse, with every patron and without each in turn.

    The square law is solved exactly between the times at which patrons start and stop, other exponents
    by Runge-Kutta. Raises ValueError for inputs out of range, fewer than one step or piece, or exponents
    that do not define a fighting strength.
    """
    from detente.kernels.conflict.attrition import attrition

    _check(war, params)
    draws, count = war.force_a.shape[0], len(war.patrons)
    flow, start, stop = (
        np.array([getattr(one, key) for one in war.patrons]).reshape(count, draws).T.copy()
        for key in ("flow", "start", "stop")
    )
    side: NDArray[np.int64] = np.array([one.side == "b" for one in war.patrons], dtype=np.int64)
    force = np.column_stack([war.force_a, war.force_b])
    front = war.front
    forces, line, collapse = attrition(
        force,
        np.column_stack([war.kill_a, war.kill_b]),
        flow,
        start,
        stop,
        side,
        force * np.column_stack([war.threshold_a, war.threshold_b]),
        np.ascontiguousarray(front.line),
        front.mobility,
        np.log(front.hold),
        front.top,
        np.column_stack([front.low, front.high]),
        _bias(war, params),
        war.steps,
        war.step,
        params.pieces,
        params.enemy_exponent,
        params.own_exponent,
        war.each,
    )
    return AttritionOutcome(
        war.step * np.arange(war.steps + 1, dtype=np.float64),
        forces[..., 0],
        forces[..., 1],
        line,
        collapse[..., 0],
        collapse[..., 1],
    )


def _bias(war: War, params: AttritionParams) -> Floats:
    """The part of the log ratio of fighting strengths that rests on the loss rates, (D,)."""
    # the law keeps kill_a A^e - kill_b B^e constant, so that strengths stand as (kill_a/kill_b)^(1/e) A/B
    power = params.enemy_exponent - params.own_exponent + 1.0
    with np.errstate(divide="ignore"):
        logs = np.log(war.kill_a), np.log(war.kill_b)
    both = (war.kill_a == 0) & (war.kill_b == 0)
    bias: Floats = np.subtract(*logs, out=np.zeros_like(logs[0]), where=~both) / power
    return bias


def _check(war: War, params: AttritionParams) -> None:
    within(0, np.inf, force_a=war.force_a, force_b=war.force_b, kill_a=war.kill_a, kill_b=war.kill_b)
    within(0, np.nextafter(1.0, 0.0), threshold_a=war.threshold_a, threshold_b=war.threshold_b)
    front = war.front
    within(0, np.inf, mobility=front.mobility, top=front.top)
    within(1, np.inf, hold=front.hold)
    within(-np.inf, np.inf, low=front.low, high=front.high)
    within(0, np.inf, **{"line - low": front.line - front.low, "high - line": front.high - front.line})
    for j, patron in enumerate(war.patrons):
        within(0, np.inf, **{f"patron {j} flow": patron.flow})
        if np.isnan(patron.start).any() or np.isnan(patron.stop).any():
            raise UnusableDataError(f"patron {j}: start and stop must be times, inf if it never stops")
    if params.enemy_exponent <= 0 or params.enemy_exponent - params.own_exponent + 1 <= 0:
        raise UnusableOptionError(
            f"exponents {params.enemy_exponent:g} and {params.own_exponent:g}: the enemy's must be above 0 "
            "and above the own exponent less 1"
        )
    if params.own_exponent < 0:
        raise UnusableOptionError(f"own_exponent: {params.own_exponent:g} is negative")
    if war.steps < 1 or params.pieces < 1 or not war.step > 0:
        got = f"steps {war.steps}, pieces {params.pieces} and step {war.step:g}"
        raise UnusableDataError(f"{got} must be positive")
