"""Ratification: win-sets of the actors whose consent an agreement needs (Putnam 1988)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.errors import UnusableDataError
from detente.models.arrays import Bools, Floats
from detente.models.limits import within
from detente.models.registry import register


@dataclass(frozen=True)
class RatificationParams:
    """How a member's loss grows with distance from its position, and what is computed.

    Parameters
    ----------
    loss : {"quadratic", "absolute"}
        The loss.
    moves : bool
        Whether to find the moves of the agreement that bring actors in, and win-sets on each issue
        alone; they are NaN without it.
    """

    loss: Literal["quadratic", "absolute"] = "quadratic"
    moves: bool = True


@dataclass(frozen=True)
class Ratifiers:
    """D draws, N consenting actors with at most M members each, K issues.

    ``position`` and ``salience`` are (D, N, M, K): where members stand on each issue's scale, NaN and 0
    where they take no stance. ``capability`` (D, N, M) is their weight inside the actor, 0 for places
    that no member fills. ``threshold`` (D, N), above 0 and up to 1, is the share of capability that must
    accept. ``reversion`` (D, K) is what holds without agreement, ``agreement`` (D, K) what is proposed,
    ``scale`` (K, 2) the ends of each scale. An actor without members is its own only member. Where its
    consent is needed on some issues only, its salience on the others is 0.
    """

    position: Floats
    salience: Floats
    capability: Floats
    threshold: Floats
    reversion: Floats
    agreement: Floats
    scale: Floats


@dataclass(frozen=True)
class Ratification:
    """Who would ratify, and what would bring in who would not.

    A member's utility is minus its loss: the mean over issues, weighted by salience, of its distance
    from the point as a share of the scale (or of the distance squared). 1 is the loss of a member that
    sees every issue settled a whole scale away.

    ``gain`` (D, N, M): each member's gain over the reversion point. ``margin`` (D, N): the gain of the
    pivot, the member ``pivot`` (D, N) whose assent makes the threshold, at least 0 where the agreement
    is in the win-set. ``shortfall`` (D, N): the side payment that the pivot must be given, in its
    utility; paid to each member below it, it ratifies. ``concession`` (D, N, K): the smallest move of
    the agreement on one issue, in scale points, that brings the actor in, NaN where none does, and
    ``keeps`` where it drives no other out and leaves an agreement; ``joint`` (D, K): the smallest that brings
    all in and does, so that no move to the reversion point itself counts.
    ``alone`` (D, N, K, 2): the win-set on each issue by itself, the others left at the reversion point.
    ``package`` (D, K): an agreement that every actor strictly prefers to the reversion point, NaN where
    the win-sets overlap nowhere else. ``blocking`` (D, 2^N), by bit mask of actors: the smallest sets
    of actors without such an agreement among themselves.
    """

    gain: Floats
    margin: Floats
    pivot: NDArray[np.int64]
    concession: Floats
    keeps: Bools
    joint: Floats
    alone: Floats
    package: Floats
    blocking: Bools

    @property
    def ratifies(self) -> Bools:
        """Whether the agreement lies in each actor's win-set, (D, N)."""
        within_set: Bools = self.margin >= -1e-12
        return within_set

    @property
    def shortfall(self) -> Floats:
        """The side payment that the pivot must be given, in its utility, (D, N)."""
        return np.maximum(-self.margin, 0.0)

    @property
    def overlap(self) -> Bools:
        """Whether some package is strictly preferred by every actor, (D,)."""
        found: Bools = ~np.isnan(self.package[:, 0])
        return found

    @property
    def overlap_alone(self) -> Bools:
        """Whether the win-sets overlap on each issue by itself beyond the reversion point, (D, K)."""
        low, high = self.alone[..., 0].max(axis=1), self.alone[..., 1].min(axis=1)
        beyond: Bools = high - low > 1e-9 * (self.alone[..., 1] - self.alone[..., 0]).max(axis=1)
        return beyond

    @property
    def p_ratified(self) -> float:
        """The share of draws in which every actor ratifies the agreement."""
        return float(self.ratifies.all(axis=1).mean())

    @property
    def p_overlap(self) -> float:
        """The share of draws in which the win-sets overlap over all issues."""
        return float(self.overlap.mean())

    def blockers(self) -> dict[tuple[int, ...], float]:
        """The share of draws in which each set of actors is a smallest one without common ground."""
        n = self.margin.shape[1]
        sets = [c for size in range(1, n + 1) for c in combinations(range(n), size)]
        share = self.blocking.mean(axis=0)
        found = {c: float(share[sum(1 << i for i in c)]) for c in sets}
        return {c: p for c, p in found.items() if p > 0}


@register(
    "ratification",
    name="Two-level game (win-sets and ratification)",
    family="domestic",
    references=(
        "Putnam, R. D. (1988). Diplomacy and domestic politics: the logic of two-level games. International "
        "Organization 42(3).",
        "Iida, K. (1993). When and how do domestic constraints matter? Journal of Conflict Resolution 37(3).",
        "Milner, H. V. and Rosendorff, B. P. (1997). Democratic politics and international trade "
        "negotiations. Journal of Conflict Resolution 41(1).",
    ),
    variants={"quadratic": RatificationParams(), "absolute": RatificationParams("absolute")},
)
def ratify_agreement(ratifiers: Ratifiers, params: RatificationParams = RatificationParams()) -> Ratification:
    """Win-sets against the reversion point: who ratifies, whether any package passes everywhere, who blocks.

    An actor ratifies what members with the threshold share of its capability do not lose by. The overlap
    is exact: over minimal winning coalitions, it asks for a direction from the reversion point in which
    every member gains. Raises ValueError for points off the scale, shares outside 0..1, an actor without
    capability, more than 12 members to an actor, or more than 60 members or 10 actors in all.
    """
    from detente.kernels.domestic.overlap import overlap
    from detente.kernels.domestic.ratification import ROUND, ratification

    stance = ~np.isnan(ratifiers.position) & (ratifiers.salience > 0)
    _check(ratifiers, stance)
    low, length = ratifiers.scale[:, 0], ratifiers.scale[:, 1] - ratifiers.scale[:, 0]
    ideal = np.where(stance, (ratifiers.position - low) / length, 0.0)
    weight = np.where(stance, ratifiers.salience, 0.0)
    total = weight.sum(axis=3, keepdims=True)
    weight = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
    # one memory layout, else the kernels are compiled for each
    reversion, agreement = (
        np.ascontiguousarray((x - low) / length) for x in (ratifiers.reversion, ratifiers.agreement)
    )
    absolute = params.loss == "absolute"
    gain, margin, pivot, concession, keeps, joint, alone = ratification(
        ideal, weight, ratifiers.capability, ratifiers.threshold, reversion, agreement, absolute, params.moves
    )
    # a move to the reversion point itself is no agreement
    back = np.abs(agreement + joint - reversion) < ROUND
    others = (np.abs(agreement - reversion) >= ROUND).sum(axis=1, keepdims=True) - (
        np.abs(agreement - reversion) >= ROUND
    )
    joint = np.where(back & (others == 0), np.nan, joint)
    back = np.abs(agreement[:, None] + concession - reversion[:, None]) < ROUND
    keeps &= ~(back & (others[:, None] == 0))
    package, blocking = overlap(ideal, weight, ratifiers.capability, ratifiers.threshold, reversion, absolute)
    return Ratification(
        gain,
        margin,
        pivot,
        concession * length,
        keeps,
        joint * length,
        low[:, None] + alone * length[:, None],
        low + package * length,
        blocking,
    )


def _check(ratifiers: Ratifiers, stance: Bools) -> None:
    draws, n, size, k = ratifiers.position.shape
    shapes = {
        "salience": (draws, n, size, k),
        "capability": (draws, n, size),
        "threshold": (draws, n),
        "reversion": (draws, k),
        "agreement": (draws, k),
        "scale": (k, 2),
    }
    for name, shape in shapes.items():
        got = getattr(ratifiers, name).shape
        if got != shape:
            raise ValueError(f"{name} has shape {got}; it must be {shape} to match these positions")
    if size > 12 or n * size > 60 or n > 10:
        raise UnusableDataError(
            f"{n} actors of {size} members: at most 12 members, 10 actors and 60 members in all"
        )
    within(0, np.inf, salience=ratifiers.salience, capability=ratifiers.capability)
    within(np.finfo(float).tiny, np.inf, capability=ratifiers.capability.sum(axis=2))
    within(np.finfo(float).tiny, 1, threshold=ratifiers.threshold)
    for i, (low, high) in enumerate(ratifiers.scale):
        within(low, high, **{f"reversion of issue {i}": ratifiers.reversion[:, i]})
        within(low, high, **{f"agreement of issue {i}": ratifiers.agreement[:, i]})
        within(low, high, **{f"position on issue {i}": ratifiers.position[..., i][stance[..., i]]})
