"""Partition into k groups with the fewest contradictions (Doreian and Mrvar 1996)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from detente.errors import UnusableDataError, UnusableOptionError
from detente.models.alignment.arrays import Ints, Ties
from detente.models.registry import Traits, register


@dataclass(frozen=True)
class GroupsParams:
    """How many groups, what counts against them, and how hard to look.

    Parameters
    ----------
    groups : int
        Groups that must all be filled, at least 1.
    alpha : float
        What a hostile tie within a group counts, above 0 and below 1; a friendly tie between groups
        counts 1 - alpha.
    restarts : int
        Seeded local searches, at least 1, of which the best is taken above ``exact_to`` actors.
    exact_to : int
        Actors up to which the optimum is proved, if ``time_limit`` allows.
    time_limit : float
        Seconds, above 0.
    seed : int
        Seed of the searches.

    Raises
    ------
    ValueError
        If a value is out of range.
    """

    groups: int = 3
    alpha: float = 0.5
    restarts: int = 200
    exact_to: int = 40
    time_limit: float = 60.0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.groups < 1:
            raise UnusableOptionError(f"groups must be 1 or more, not {self.groups}")
        if not 0 < self.alpha < 1:
            raise UnusableOptionError(f"alpha must lie between 0 and 1, not {self.alpha}")
        if self.restarts < 1 or self.time_limit <= 0:
            raise UnusableOptionError("restarts and time_limit must be positive")


@dataclass(frozen=True)
class Groups:
    """``group`` (N,) of every actor and the ``criterion``, with the ties that count against it.

    ``hostile_within`` and ``friendly_between`` list those ties. No partition has a criterion below
    ``bound``; ``proved`` says whether this is the best. ``method`` names what was used.
    """

    group: Ints
    criterion: float
    bound: float
    proved: bool
    method: str
    hostile_within: Ints
    friendly_between: Ints


@register(
    "partition",
    name="Partition of a signed network",
    family="alignment",
    references=(
        "Doreian, P. and Mrvar, A. (1996). A partitioning approach to structural balance. Social "
        "Networks 18(2): 149-168.",
    ),
    traits=Traits(
        breaks={"switch": "groups are not two sides of one quarrel, and every group must be filled"}
    ),
    variants={"default": GroupsParams(), "two": GroupsParams(groups=2)},
)
def partition_network(ties: Ties, params: GroupsParams = GroupsParams()) -> Groups:
    """The partition into k filled groups with the least alpha N + (1 - alpha) P.

    N is the weight of hostile ties within groups, P that of friendly ties between them.
    """
    from detente.kernels.alignment.exact import whole_numbers
    from detente.models.alignment.exact import groups

    if params.groups > ties.n:
        raise UnusableDataError(f"{ties.n} actors cannot fill {params.groups} groups")
    alpha = Fraction(str(params.alpha))
    cost = [(1 - alpha if x > 0 else alpha) * Fraction(str(x)) for x in ties.sign.tolist()]
    whole, unit = whole_numbers(cost)  # whole numbers give bounds that can be rounded up
    shift = max(sum(map(abs, whole)).bit_length() - 52, 0)
    best = groups.best_groups(
        ties.n,
        ties.a,
        ties.b,
        np.array([x / (1 << shift) for x in whole]),
        params.groups,
        filled=True,
        restarts=params.restarts,
        prove=ties.n <= params.exact_to,
        time_limit=params.time_limit,
        seed=params.seed,
    )
    scale = unit * (1 << shift)
    parted = best.label[ties.a] != best.label[ties.b]
    return Groups(
        best.label,
        float(Fraction(best.cost) * scale),
        float(Fraction(best.bound) * scale),
        best.bound >= best.cost,
        best.method,
        np.flatnonzero(~parted & (ties.sign < 0)),
        np.flatnonzero(parted & (ties.sign > 0)),
    )
