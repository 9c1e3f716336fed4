"""Guarantees: would the guarantor fight, and is the challenger deterred (Fearon 1997)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.models.arrays import Bools, Floats
from detente.models.limits import within
from detente.models.registry import NoParams, register


@dataclass(frozen=True)
class Pledge:
    """A guarantor's pledge to a protected side, and a challenger; every array is (D,).

    ``p_alone`` and ``p_with`` are the challenger's probabilities of winning a renewed war without and
    with the guarantor in it, ``p_with`` the smaller. In the guarantor's own unit of utility, at least 0:
    ``interest``, what it loses if the protected side falls; ``audience``, what abandoning a public
    pledge costs it at home and abroad (hands tied); ``sunk``, what it pays for the pledge beforehand
    whatever happens; ``fighting``, its cost of fighting. In the challenger's own unit, at least 0:
    ``gain`` from winning, and ``cost_alone`` and ``cost_with``, its costs of the war without and with
    the guarantor. ``belief``, where given, is the challenger's probability that the guarantor fights.
    """

    p_alone: Floats
    p_with: Floats
    interest: Floats
    audience: Floats
    sunk: Floats
    fighting: Floats
    gain: Floats
    cost_alone: Floats
    cost_with: Floats
    belief: Floats | None = None


@dataclass(frozen=True)
class Deterrence:
    """Credibility and deterrence; arrays are (D,).

    ``fights``: the guarantor fights when challenged. ``willing``: the pledge is worth its sunk cost to
    it. ``belief``: the challenger's probability that it fights. ``needed``: the least belief that deters,
    0 where the challenger would not attack anyway, inf where no belief deters. ``deterred``: no renewed
    war. ``p_next``: the challenger's probability of winning a renewed war, over its belief.
    ``credibility`` is the share of draws in which the guarantor fights, ``signalled`` the same among
    those in which it pays the sunk cost (NaN where it never does).
    """

    fights: Bools
    willing: Bools
    belief: Floats
    needed: Floats
    deterred: Bools
    p_next: Floats
    credibility: float
    signalled: float

    @property
    def p_deterred(self) -> float:
        """The share of draws in which the challenger is deterred."""
        return float(self.deterred.mean())


@register(
    "guarantee",
    name="Credible guarantee (tying hands, sinking costs)",
    family="conflict",
    references=(
        "Fearon, J. D. (1997). Signaling foreign policy interests: tying hands versus sinking costs. "
        "Journal of Conflict Resolution 41(1).",
    ),
)
def weigh_guarantee(pledge: Pledge, params: NoParams = NoParams()) -> Deterrence:  # noqa: ARG001
    """Whether a pledge is kept when tested, believed, and enough to deter.

    The guarantor fights when ``(p_alone - p_with) interest + audience >= fighting``. Sunk costs do not
    enter that choice; only a guarantor that loses at least as much by being challenged pays them, and
    the challenger, who knows the distribution over draws but not the draw, believes accordingly. It
    stays out when ``b EV_with + (1-b) EV_alone <= 0``, where ``EV = p gain - cost``. Raises ValueError
    for inputs out of range.
    """
    _check(pledge)
    removed = pledge.p_alone - pledge.p_with
    fights = removed * pledge.interest + pledge.audience >= pledge.fighting
    lost = np.minimum(
        pledge.p_alone * pledge.interest + pledge.audience,
        pledge.p_with * pledge.interest + pledge.fighting,
    )
    willing = pledge.sunk <= lost
    signalled = _share(fights, willing)
    belief = pledge.belief
    if belief is None:
        belief = np.where(willing, signalled, _share(fights, ~willing))

    alone = pledge.p_alone * pledge.gain - pledge.cost_alone
    both = pledge.p_with * pledge.gain - pledge.cost_with
    least = np.divide(alone, alone - both, out=np.full_like(alone, np.inf), where=alone > both)
    hopeless = (alone > 0) & (both > 0)
    needed = np.where(alone <= 0, 0.0, np.where(hopeless, np.inf, least))
    deterred = belief * both + (1.0 - belief) * alone <= 0
    return Deterrence(
        fights,
        willing,
        belief,
        needed,
        deterred,
        pledge.p_alone - belief * removed,
        float(fights.mean()),
        signalled,
    )


def shift_removed(p_now: Floats, outcome: Deterrence, p_alone: Floats) -> Floats:
    """The share of a shift of power that a pledge removes, (D,), 0 to 1, for ``PowerPath.guaranteed``.

    ``p_now`` is the rising side's probability of winning today, ``p_alone`` what it would be after the
    shift without the guarantor, ``outcome.p_next`` with the pledge as believed. 1 where there is no shift.
    """
    within(0, 1, p_now=p_now, p_alone=p_alone)
    shift = p_alone - p_now
    removed = np.divide(p_alone - outcome.p_next, shift, out=np.ones_like(shift), where=shift > 0)
    return np.clip(removed, 0.0, 1.0)


def _share(fights: Bools, among: Bools) -> float:
    return float(fights[among].mean()) if among.any() else np.nan


def _check(pledge: Pledge) -> None:
    within(0, 1, p_alone=pledge.p_alone, p_with=pledge.p_with)
    within(0, 1, **{"p_alone - p_with": pledge.p_alone - pledge.p_with})
    within(0, np.inf, interest=pledge.interest, audience=pledge.audience, sunk=pledge.sunk)
    within(0, np.inf, fighting=pledge.fighting, gain=pledge.gain)
    within(0, np.inf, cost_alone=pledge.cost_alone, cost_with=pledge.cost_with)
    if pledge.belief is not None:
        within(0, 1, belief=pledge.belief)
