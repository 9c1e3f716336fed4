"""The position of an actor made of members: leader, factions, and influence from outside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.models.arrays import Floats, OneIssue
from detente.models.limits import within
from detente.models.registry import configure, register


@dataclass(frozen=True)
class PositionParams:
    """How members settle the actor's position.

    Parameters
    ----------
    inner : str
        The settlement model by which they do, as ``configure`` reads it.
    """

    inner: str = "mean"


@dataclass(frozen=True)
class Household:
    """One actor's leader and M members on one issue.

    ``position`` and ``salience`` (D, M) are the members', NaN and 0 where a member takes no stance;
    ``capability`` (D, M) their weight inside. ``leader`` and ``leader_salience`` (D,) are the actor's own
    stance, NaN where it has none, and ``autonomy`` (D,), 0 to 1, how far it sets the position whatever
    the members want. ``influence`` (D, O, M) is the weight, in the unit of ``capability``, that each of O
    outside actors lends to each member. ``reversion`` (D,) is the issue's, NaN where there is none;
    ``low`` and ``high`` are the ends of its scale.
    """

    position: Floats
    salience: Floats
    capability: Floats
    leader: Floats
    leader_salience: Floats
    autonomy: Floats
    reversion: Floats
    influence: Floats | None = None
    low: float = 0.0
    high: float = 100.0


@dataclass(frozen=True)
class HouseholdPosition:
    """What the actor brings to the table; every array is (D,) but ``share`` (D, M).

    ``position`` and ``salience``, NaN and 0 where neither leader nor members take a stance; ``inner``, what
    the members settle among themselves; ``pulled``, how far outside influence has moved ``position``, in
    scale points; ``share``, each member's part of the weight inside, outside influence included.
    """

    position: Floats
    salience: Floats
    inner: Floats
    pulled: Floats
    share: Floats


@register(
    "position",
    name="Leader and factions",
    family="domestic",
    references=(
        "Putnam, R. D. (1988). Diplomacy and domestic politics: the logic of two-level games. International "
        "Organization 42(3).",
        "Van den Bos, J. (1991). Dutch EC Policy Making. Thesis Publishers.",
    ),
    variants={"mean": PositionParams(), "median": PositionParams("median")},
)
def settle_household(household: Household, params: PositionParams = PositionParams()) -> HouseholdPosition:
    """``autonomy * leader + (1 - autonomy) * inner``, the inner model weighing capability and salience.

    Influence from outside adds to the capability of the member it reaches. Where the leader takes no
    stance the members decide, and where no member has weight the leader does. The actor's salience is
    the capability-weighted mean of its members', 0 for those without a stance, mixed with the leader's
    likewise. Members with members of their own are solved first, by the caller. Raises ValueError for
    inputs out of range.
    """
    within(0, 1, autonomy=household.autonomy)
    within(0, np.inf, salience=household.salience, capability=household.capability)
    lent = np.zeros_like(household.capability)
    if household.influence is not None:
        within(0, np.inf, influence=household.influence)
        lent = household.influence.sum(axis=1)
    position, salience, inner, share = _mixed(household, household.capability + lent, params)
    pulled = np.zeros_like(position)
    if lent.any():
        pulled = position - _mixed(household, household.capability, params)[0]
    return HouseholdPosition(position, salience, inner, pulled, share)


def _mixed(
    household: Household, capability: Floats, params: PositionParams
) -> tuple[Floats, Floats, Floats, Floats]:
    """Position, salience, inner position and members' shares of weight, with these capabilities."""
    stance = ~np.isnan(household.position)
    member = np.where(stance, household.salience, 0.0)
    weight = capability * member
    total = weight.sum(axis=1)
    inner = np.full_like(total, np.nan)
    weighed = total > 0
    if weighed.any():
        chosen = configure(params.inner)
        # a member without a stance has no weight, so that its place on the scale does not matter
        place = np.where(stance, household.position, household.low)
        issue = OneIssue(
            place[weighed],
            member[weighed],
            capability[weighed],
            household.reversion[weighed],
            household.low,
            household.high,
        )
        inner[weighed] = chosen.model.compute(issue, chosen.params).settlement
    share = np.divide(weight, total[:, None], out=np.zeros_like(weight), where=weighed[:, None])

    held = capability.sum(axis=1)
    attention = np.divide(weight.sum(axis=1), held, out=np.zeros_like(total), where=held > 0)
    own = np.where(np.isnan(household.leader), 0.0, household.autonomy)
    own = np.where(weighed, own, np.where(np.isnan(household.leader), 0.0, 1.0))
    position = np.where(own < 1, (1.0 - own) * np.where(weighed, inner, np.nan), 0.0) + np.where(
        own > 0, own * household.leader, 0.0
    )
    salience = (1.0 - own) * attention + np.where(own > 0, own * household.leader_salience, 0.0)
    return position, salience, inner, share
