"""Opinions that settle under influence, each holding on to some of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.errors import UnusableDataError, UnusableOptionError
from detente.models.arrays import Floats, OneIssue, Outcome
from detente.models.needs import INFLUENCE
from detente.models.registry import Traits, register

#: What an actor keeps of its own position however strong its ties: without it, groups that only follow
#: each other would have no anchor.
STUBBORN = 1e-12


@dataclass(frozen=True)
class InfluenceParams:
    """How strong ties are.

    Parameters
    ----------
    strength : float
        Multiplies every tie; at least 0 and finite.

    Raises
    ------
    ValueError
        If the strength is out of range.
    """

    strength: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.strength < np.inf:
            raise UnusableOptionError(f"strength must be 0 or more, not {self.strength}")


@register(
    "influence",
    name="Social influence (Friedkin-Johnsen)",
    family="settlement",
    references=(
        "Friedkin, N. E. and Johnsen, E. C. (1990). Social influence and opinions. Journal of Mathematical "
        "Sociology 15(3-4), 193-206.",
        "Friedkin, N. E. and Johnsen, E. C. (1999). Social influence networks and opinion change. Advances "
        "in Group Processes 16, 1-29.",
    ),
    traits=Traits(
        needs=frozenset({INFLUENCE}),
        breaks={
            "inert": "an actor that does not care about an issue still moves those whom it influences, as "
            "long as it takes a position",
            "bounded": "for the same reason the outcome can leave the range of those who care; it never "
            "leaves that of all positions",
        },
    ),
    variants={"default": InfluenceParams(), "half": InfluenceParams(0.5)},
)
def follow_influence(issue: OneIssue, params: InfluenceParams) -> Outcome:
    """The weighted mean of where positions settle when each actor mixes its own with those it follows.

    ``x(t+1) = A W x(t) + (I - A) x(0)`` settles at ``(I - A W)^-1 (I - A) x(0)``. The tie from j to i is
    the share of i's position that j makes: row i of W holds i's ties in proportion, and susceptibility
    ``a_i`` is their sum, at most 1. Without ties the outcome is the weighted ``mean``. Two that only follow
    each other keep a trace of their own, which gives the limit of ``a -> 1``.

    (D, N) positions and (D, N, N) ties give (D,) settlements, means by capability times salience;
    ``detail`` has ``position`` (D, N), settled. Raises ValueError where there are no ties.
    """
    if issue.influence is None:
        raise UnusableDataError("there are no ties of influence; state some, or use the mean")
    settled = _settled(issue.position, params.strength * issue.influence)
    weight = issue.weight
    low = settled.min(axis=1, keepdims=True)
    mean = low[:, 0] + (weight * (settled - low)).sum(axis=1) / weight.sum(axis=1)
    return Outcome(mean, {"position": settled})


def _settled(position: Floats, ties: Floats) -> Floats:
    """Positions (D, N) under ties (D, N, N)."""
    from detente.kernels.settlement.influence import settled

    total = ties.sum(axis=2)
    own = np.maximum(1.0 - total, STUBBORN)
    share = np.divide(1.0 - own, total, out=np.zeros_like(total), where=total > 0)
    low = position.min(axis=1, keepdims=True)  # from here, so that equal positions stay that very one
    height: Floats = settled(position - low, ties * share[:, :, None], own)
    ends: Floats = low + np.minimum(height, position.max(axis=1, keepdims=True) - low)
    return ends
