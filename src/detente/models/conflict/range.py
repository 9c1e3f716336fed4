"""The bargaining range: settlements that both sides prefer to war (Fearon 1995)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.models.arrays import Bools, Floats
from detente.models.limits import within
from detente.models.registry import NoParams, register


@dataclass(frozen=True)
class Dispute:
    """Two sides and what is between them; every array is (D,).

    ``p`` is the probability that A wins. The costs of war are in each side's utility, in which its worst
    point is 0 and its best is 1 (for a risk-neutral side: shares of the stake), and at least 0.
    ``belief_a`` and ``belief_b`` are what each side takes A's probability of winning to be; without them
    both know ``p``. ``curve_a`` and ``curve_b`` are exponents of utility (share of the stake to that
    power, above 0): below 1 averse to risk, 1 neutral (as without them), above 1 drawn to it. ``worst``
    and ``best`` are A's worst and best points on the issue's scale; B's are the reverse.
    """

    p: Floats
    cost_a: Floats
    cost_b: Floats
    worst: Floats
    best: Floats
    belief_a: Floats | None = None
    belief_b: Floats | None = None
    curve_a: Floats | None = None
    curve_b: Floats | None = None


@dataclass(frozen=True)
class BargainingRange:
    """What each side would still sign; every array is (D,).

    ``least`` is the smallest share of the stake (0 to 1) that A prefers to war, ``most`` the largest share
    for A that B does; ``empty`` where the least exceeds the most. ``least_point`` and ``most_point`` are
    the same on the issue's scale, and ``war`` is the expected point of a fight to the end.
    """

    least: Floats
    most: Floats
    empty: Bools
    least_point: Floats
    most_point: Floats
    war: Floats

    @property
    def p_empty(self) -> float:
        """The share of draws without a settlement that both prefer to war."""
        return float(self.empty.mean())


@dataclass(frozen=True)
class Offer:
    """A's best demand and its risk, (D,) each: the share of the stake, and the probability of war."""

    demand: Floats
    p_war: Floats


@register(
    "range",
    name="Bargaining range",
    family="conflict",
    references=("Fearon, J. D. (1995). Rationalist explanations for war. International Organization 49(3).",),
)
def find_bargaining_range(dispute: Dispute, params: NoParams = NoParams()) -> BargainingRange:  # noqa: ARG001
    """Settlements that both sides prefer to war: from ``p - c_A`` to ``p + c_B`` when risk-neutral.

    A signs any share x with ``x^a >= p_A - c_A``, B any with ``(1-x)^b >= 1 - p_B - c_B``, each with its own
    belief about A's chances. Raises ValueError for a probability outside 0..1, a negative cost, or an
    exponent that is not positive.
    """
    p_a = dispute.p if dispute.belief_a is None else dispute.belief_a
    p_b = dispute.p if dispute.belief_b is None else dispute.belief_b
    curve_a = np.ones_like(dispute.p) if dispute.curve_a is None else dispute.curve_a
    curve_b = np.ones_like(dispute.p) if dispute.curve_b is None else dispute.curve_b
    within(0, 1, p=dispute.p, belief_a=p_a, belief_b=p_b)
    within(0, np.inf, cost_a=dispute.cost_a, cost_b=dispute.cost_b)
    within(np.finfo(float).tiny, np.inf, curve_a=curve_a, curve_b=curve_b)
    within(-np.inf, np.inf, worst=dispute.worst, best=dispute.best)

    # a side whose war is worse than its worst settlement signs anything
    least = np.maximum(p_a - dispute.cost_a, 0.0) ** (1.0 / curve_a)
    most = 1.0 - np.maximum(1.0 - p_b - dispute.cost_b, 0.0) ** (1.0 / curve_b)
    length = dispute.best - dispute.worst
    return BargainingRange(
        least,
        most,
        least > most,
        dispute.worst + least * length,
        dispute.worst + most * length,
        dispute.worst + dispute.p * length,
    )


def offer(p_a: Floats, p_b: Floats, cost_a: Floats, cost_b_low: Floats, cost_b_high: Floats) -> Offer:
    """A's best take-it-or-leave-it demand when B's cost of war is B's secret (Fearon 1995).

    A believes B's cost to be uniform from ``cost_b_low`` to ``cost_b_high`` (shares of the stake); both are
    risk-neutral; ``p_a`` and ``p_b`` are the sides' beliefs that A wins. All arrays are (D,). B refuses a
    demand above ``p_b`` plus its cost, and then there is war. Raises ValueError for a probability outside
    0..1, a negative cost, or an upper cost below the lower.
    """
    within(0, 1, p_a=p_a, p_b=p_b)
    within(0, np.inf, cost_a=cost_a, cost_b_low=cost_b_low, cost_b_high=cost_b_high)
    width = cost_b_high - cost_b_low
    within(0, np.inf, **{"cost_b_high - cost_b_low": width})
    # the marginal B, indifferent between the demand and war; no demand exceeds the whole stake
    marginal = np.clip(0.5 * (cost_b_high - cost_a + p_a - p_b), cost_b_low, cost_b_high)
    marginal = np.minimum(marginal, 1.0 - p_b)
    refused = np.maximum(marginal - cost_b_low, 0.0)
    # with B's cost known there is war only where nothing suits both
    known = (p_a - cost_a > p_b + cost_b_high).astype(np.float64)
    p_war = np.divide(refused, width, out=known, where=width > 0)
    return Offer(p_b + marginal, p_war)
