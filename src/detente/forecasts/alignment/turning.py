"""What would turn an alignment: tipping points, the phase diagram of two pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.errors import UnknownNameError, UnusableOptionError
from detente.forecasts.alignment.blocs import sides_of
from detente.forecasts.alignment.propensities import Situation
from detente.models.alignment.arrays import Floats
from detente.models.alignment.levers import Lever
from detente.models.alignment.minimum import Effort, minimum
from detente.models.alignment.phases import Phases, phases
from detente.models.alignment.tipping import Tip, tip, tips
from detente.models.alignment.weights import Weights
from detente.models.registry import nearest

#: Values of each propensity in a phase diagram, from -1 to 1.
GRID = 41

#: Triples of pairs for ``ways`` 2 above which only the levers named are tried.
_PAIRS = 1_500


class UnknownActorError(UnknownNameError):
    """No actor of that name takes part; the message names the nearest."""


@dataclass(frozen=True)
class TurningPoints:
    """The sides at the best values, what would turn them, smallest first, and the phase diagram if any."""

    situation: Situation
    present: list[list[str]]
    tied: int
    tips: tuple[Tip, ...]
    diagram: Phases | None
    axes: tuple[Lever, ...]

    def sides(self, tip: Tip) -> list[list[str]]:
        """What the alignment turns into, as lists of actors."""
        return sides_of(self.situation.actors, tip.bloc)


def find_turning_points(
    situation: Situation,
    pairs: Sequence[tuple[str, str]] = (),
    *,
    ways: int = 1,
    grid: int = GRID,
    effort: Effort | None = None,
) -> TurningPoints:
    """Find what would turn the alignment at the best values.

    Parameters
    ----------
    situation
        N actors with sizes and propensities.
    pairs
        Pairs of actors whose propensities are tried, each alone and every two at once; by default every
        propensity and size. The phase diagram is of the first two, or of those that the scenario watches.
    ways
        1 to move one lever at a time, 2 to move two at once; without ``pairs`` only.
    grid
        Values of each propensity in the phase diagram, from -1 to 1.
    effort
        How hard to look for the least energy; by default with the situation's number of blocs.

    Raises
    ------
    UnknownActorError
        If a pair names an actor that takes no part.
    ValueError
        If a pair is of one actor, or there are too many levers.
    """
    effort = effort or Effort(situation.blocs)
    field = situation.best
    least = minimum(Weights.of_field(field), field.held, effort)
    # a pair named twice, or the other way round, is one pair
    chosen = list(dict.fromkeys(pair_lever(situation, a, b) for a, b in pairs))
    if chosen:
        single = [tip(field, lever, effort) for lever in chosen]
        double = [tip(field, (a, b), effort) for i, a in enumerate(chosen) for b in chosen[i + 1 :]]
        moves = tuple(single + double)
    else:
        n = len(situation.actors)
        levers = n * (n + 1) // 2
        if ways == 2 and levers * (levers - 1) // 2 > _PAIRS:
            raise UnusableOptionError(f"{n} actors have too many pairs of levers; name some with --pair")
        moves = tips(field, None, ways, effort)
    spanned = chosen or [pair_lever(situation, a, b) for a, b in situation.watch]
    diagram = None
    if len(spanned) > 1:
        axis: Floats = np.linspace(-1.0, 1.0, grid)
        diagram = phases(field, spanned[0], spanned[1], axis, axis, effort)
    sides = sides_of(situation.actors, least.bloc[0])
    return TurningPoints(situation, sides, least.tied, moves, diagram, tuple(spanned[:2]))


def pair_lever(situation: Situation, a: str, b: str) -> Lever:
    """The propensity of two actors; raises UnknownActorError, or ValueError if they are one."""
    for name in (a, b):
        if name not in situation.actors:
            raise UnknownActorError(
                f"no actor {name!r} takes part{nearest(name, dict.fromkeys(situation.actors))}"
            )
    i, j = sorted((situation.actors.index(a), situation.actors.index(b)))
    if i == j:
        raise UnusableOptionError(f"a pair is of two actors, not {a} twice")
    return Lever(i, j)
