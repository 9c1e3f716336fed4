"""War over a shift of power that neither side can promise away (Powell 1999, 2006; Fearon 1995)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from detente.models.arrays import Bools, Floats
from detente.models.limits import within
from detente.models.registry import register


@dataclass(frozen=True)
class ShiftParams:
    """Who gets the surplus of peace once power has settled.

    Parameters
    ----------
    surplus : {"declining", "rising"}
        "declining": the declining side, the most peaceful case, so that war follows under any
        bargaining procedure (Powell 2006). "rising": the rising side, which makes every offer
        (Fearon 1995).
    """

    surplus: Literal["declining", "rising"] = "declining"


@dataclass(frozen=True)
class PowerPath:
    """How power moves. Units: the stake yields a flow of 1 a step for ever, worth ``1/(1 - discount)``.

    ``p`` is (D, T), T at least 2: the declining side's probability of winning a war fought at each step,
    constant after the last. ``cost_declining`` and ``cost_rising`` (D,) are what war destroys of each
    side's value, as shares of the whole stake, at least 0. ``discount`` (D,) is the worth of a step's
    delay, 0 up to but not 1; short steps and patient sides are near 1. ``guaranteed`` (D,) is the share
    of the shift that a guarantee removes, 0 to 1; without it none.
    """

    p: Floats
    cost_declining: Floats
    cost_rising: Floats
    discount: Floats
    guaranteed: Floats | None = None

    def held(self) -> Floats:
        """The path (D, T) of power with the guarantee: its share of every shift since step 0 undone."""
        if self.guaranteed is None:
            return self.p
        first = self.p[:, :1]
        return first + (1.0 - self.guaranteed[:, None]) * (self.p - first)


@dataclass(frozen=True)
class ShiftOutcome:
    """Whether the shift forces war.

    ``war`` (D,) is true where some step of the path ends in war, ``when`` (D,) is the first such step or
    -1. ``forced`` (D, T) holds for every step whether war is forced once it is reached in peace. ``low``
    and ``high`` (D,) bound the declining side's value from step 0, as shares of the whole stake;
    ``destroyed`` (D,) is what war destroys of the stake, seen from step 0.
    """

    war: Bools
    when: Floats
    forced: Bools
    low: Floats
    high: Floats
    destroyed: Floats

    @property
    def p_war(self) -> float:
        """The share of draws in which the shift forces war."""
        return float(self.war.mean())


@register(
    "shift",
    name="War over a shift of power",
    family="conflict",
    references=(
        "Powell, R. (2006). War as a commitment problem. International Organization 60(1).",
        "Powell, R. (1999). In the Shadow of Power. Princeton University Press.",
        "Fearon, J. D. (1995). Rationalist explanations for war. International Organization 49(3).",
    ),
    variants={"powell": ShiftParams(), "fearon": ShiftParams("rising")},
)
def judge_power_shift(path: PowerPath, params: ShiftParams = ShiftParams()) -> ShiftOutcome:
    """Where an adverse shift of power is larger than the bargaining surplus, and so forces war.

    Backward over the steps: the values that peace can give the declining side are bounded below by the
    larger of its war value and of what it would keep tomorrow, and above by what leaves the rising side
    its war value; where the bounds cross, no division of today's flow avoids war. For one shift this is
    Powell's condition ``p0 - d p1 > 1 - d + k_D + d k_R``. Raises ValueError for inputs out of range.
    """
    p = path.held()
    k_d, k_r, delta = path.cost_declining, path.cost_rising, path.discount
    _check(path)
    war_d = p - k_d[:, None]
    war_r = 1.0 - p - k_r[:, None]
    draws, steps = p.shape
    forced = np.zeros((draws, steps), dtype=np.bool_)
    # all values as shares of the stake: today's flow is worth 1 - delta of it
    flow = 1.0 - delta
    whole = np.ones(draws)
    # a side whose war value is negative keeps what nobody can take below nothing
    low, high = np.maximum(war_d[:, -1], 0.0), np.minimum(1.0 - war_r[:, -1], 1.0)
    if params.surplus == "rising":
        high = low
    for t in range(steps - 2, -1, -1):
        whole = flow + delta * whole
        keep, most = delta * low, flow + delta * high
        low = np.maximum(keep, war_d[:, t])
        high = np.minimum(most, whole - war_r[:, t])
        forced[:, t] = low - high > 1e-12
        high = low if params.surplus == "rising" else np.maximum(high, low)
        fought = forced[:, t]
        whole = np.where(fought, 1.0 - k_d - k_r, whole)
        low, high = np.where(fought, war_d[:, t], low), np.where(fought, war_d[:, t], high)
    war: Bools = np.any(forced, axis=1)
    when = np.where(war, forced.argmax(axis=1), -1.0)
    return ShiftOutcome(war, when, forced, low, high, 1.0 - whole)


def needed_strength(path: PowerPath) -> Floats:
    """The smallest share of a single shift that a guarantee must remove to avert war, (D,), 0 to 1.

    From Powell's condition with ``s = p0 - p1``: ``1 - ((1-d)(1-p0) + k_D + d k_R) / (d s)``, at least 0.
    Any guarantee in ``path`` is set aside. Raises ValueError unless the path has two steps.
    """
    _check(path)
    if path.p.shape[1] != 2:
        raise ValueError(f"the guarantee needed is for a single shift: give 2 steps, not {path.p.shape[1]}")
    p0, p1 = path.p[:, 0], path.p[:, 1]
    delta = path.discount
    surplus = (1.0 - delta) * (1.0 - p0) + path.cost_declining + delta * path.cost_rising
    shift = delta * (p0 - p1)
    excess = np.maximum(shift - surplus, 0.0)
    return np.divide(excess, shift, out=np.zeros_like(p0), where=excess > 0)


def _check(path: PowerPath) -> None:
    within(0, 1, p=path.p)
    within(0, np.inf, cost_declining=path.cost_declining, cost_rising=path.cost_rising)
    within(0, np.nextafter(1.0, 0.0), discount=path.discount)
    if path.guaranteed is not None:
        within(0, 1, guaranteed=path.guaranteed)
    if path.p.ndim != 2 or path.p.shape[1] < 2:
        raise ValueError(f"p has shape {path.p.shape}; give (draws, steps) with at least 2 steps")
