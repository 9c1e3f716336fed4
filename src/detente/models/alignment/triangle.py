"""The strategic triangle (Dittmer 1981): kinds, places in them, and how near each is to turning."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from detente.errors import UnusableDataError
from detente.models.alignment.arrays import Field, Floats, Ints
from detente.models.needs import Need
from detente.models.registry import NoParams, Traits, register

#: Kinds by the number of friendly sides, and "open" where a side is exactly 0.
KINDS = ("unit veto", "stable marriage", "romantic triangle", "menage a trois", "open")

#: Places from worst to best, in Wu's order: more friends first, then hostility between the other two.
PLACES = ("outcast", "foe", "wing", "partner", "friend", "pivot")


THREE_ACTORS = Need(
    "three actors", "there are fewer than three actors", lambda field: field.size.shape[1] >= 3
)


@dataclass(frozen=True)
class Triangles:
    """Every triangle (T) of three actors, that nearest to turning first.

    ``actors`` (T, 3), ascending. Over draws: ``kind`` (D, T) is an index of ``KINDS``, ``place``
    (D, T, 3) one of ``PLACES`` for each actor, -1 where the triangle is open; ``value`` (D, T, 3) what
    the place is worth to the actor, p_ij + p_ik - p_jk / 2. ``distance`` (D, T, 3) is how far the
    propensity of each side must move to change sign; side k is the one across from actor k. ``turn``
    (D, T) is the least of them: any side that flips changes the kind. ``share`` (T, 5) is the
    probability of each kind, and ``nearness`` (T,) the mean of ``turn``, by which triangles are ranked.
    """

    actors: Ints
    kind: Ints
    place: Ints
    value: Floats
    distance: Floats
    turn: Floats
    share: Floats
    nearness: Floats

    def pivot(self, draw: int, triangle: int) -> int | None:
        """The actor whom both others court, in a romantic triangle; None in any other."""
        return self._alone(draw, triangle, "romantic triangle", "pivot")

    def outcast(self, draw: int, triangle: int) -> int | None:
        """The actor left out of a stable marriage; None in any other triangle."""
        return self._alone(draw, triangle, "stable marriage", "outcast")

    def _alone(self, draw: int, triangle: int, kind: str, place: str) -> int | None:
        if KINDS[self.kind[draw, triangle]] != kind:
            return None
        at = np.flatnonzero(self.place[draw, triangle] == PLACES.index(place))
        return int(self.actors[triangle, at[0]])


@register(
    "triangle",
    name="Strategic triangle",
    family="alignment",
    references=(
        "Dittmer, L. (1981). The strategic triangle: an elementary game-theoretical analysis. World "
        "Politics 33(4): 485-515.",
        "Wu, Y.-S. (1996). Exploring dual triangles: the development of Taipei-Washington-Beijing "
        "relations. Issues and Studies 32(10): 26-52.",
    ),
    traits=Traits(
        needs=frozenset({THREE_ACTORS}),
        breaks={"switch": "kinds count friends; only whether the count is odd outlasts a turn"},
    ),
)
def measure_triangles(field: Field, params: NoParams = NoParams()) -> Triangles:  # noqa: ARG001
    """Every triangle of a field, from the propensities alone: sizes play no part in the theory.

    A side is friendly or hostile by the sign of its propensity. Three friendly sides are a menage a
    trois, two a romantic triangle, one a stable marriage, none a unit veto. Raises ValueError for
    fewer than three actors.
    """
    n = field.size.shape[1]
    if n < 3:
        raise UnusableDataError(f"a triangle needs three actors, not {n}")
    actors = np.array(list(combinations(range(n), 3)))
    sides = np.stack(
        [field.propensity[:, actors[:, i], actors[:, j]] for i, j in ((1, 2), (0, 2), (0, 1))], -1
    )
    kind, place = _kinds(sides)
    own = sides.sum(axis=-1, keepdims=True) - sides
    distance = np.abs(sides)
    turn = distance.min(axis=-1)
    nearness = turn.mean(axis=0)
    share = np.stack([(kind == k).mean(axis=0) for k in range(len(KINDS))], -1)
    order = np.argsort(nearness, kind="stable")
    return Triangles(
        actors[order],
        kind[:, order],
        place[:, order],
        (own - sides / 2)[:, order],
        distance[:, order],
        turn[:, order],
        share[order],
        nearness[order],
    )


def _kinds(sides: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Kind (D, T) and places (D, T, 3) from the sides (D, T, 3) across from each actor."""
    friendly = (sides > 0).astype(np.int64)
    count = friendly.sum(axis=-1)
    unclear = np.any(sides == 0.0, axis=-1)
    own = count[..., None] - friendly  # friendly sides of the actor's own, 0 to 2
    apart = 1 - friendly  # whether the other two are hostile to each other
    place = np.where(unclear[..., None], -1, 2 * own + apart)
    return np.where(unclear, KINDS.index("open"), count), place
