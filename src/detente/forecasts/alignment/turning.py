"""What would turn an alignment, with labels: tipping points, the phase diagram of two pairs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.errors import UnknownNameError, UnusableOptionError
from detente.forecasts.alignment.blocs import rounded, sides_of
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
    """The alignment at the best values, what would turn it, smallest first, and the phase diagram if any."""

    situation: Situation
    now: list[list[str]]
    tied: int
    tips: tuple[Tip, ...]
    diagram: Phases | None
    axes: tuple[Lever, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, in the shape of ``detente schema tip``; what never turns has no number."""
        s = self.situation
        return {
            "title": s.title,
            "date": None if s.date is None else s.date.isoformat(),
            "left_out": [{"actor": x.actor, "label": x.label, "why": x.why} for x in s.left_out],
            "undated": s.undated or None,
            "now": self.now,
            "tied": self.tied,
            "tips": [self._tip(t) for t in self.tips],
            "diagram": None if self.diagram is None else self._diagram(self.diagram),
        }

    def lever(self, lever: Lever) -> str:
        """A lever in words."""
        names = self.situation.labels
        if lever.j is None:
            return f"size of {names[lever.i]}"
        return f"{names[lever.i]} and {names[lever.j]}"

    def sides(self, t: Tip) -> list[list[str]]:
        """What an alignment turns into."""
        return sides_of(self.situation.actors, t.bloc)

    def _tip(self, t: Tip) -> dict[str, Any]:
        names = self.situation.actors
        turns = math.isfinite(t.by)
        return {
            "levers": [
                {
                    "kind": "size" if lever.j is None else "propensity",
                    "actors": [names[lever.i]] if lever.j is None else [names[lever.i], names[lever.j]],
                    "now": rounded(lever.value(self.situation.best)),
                    "move": rounded(move) if turns else None,
                    "then": rounded(then) if turns else None,
                }
                for lever, move, then in zip(t.levers, t.moves, t.values, strict=True)
            ],
            "by": rounded(t.by) if turns else None,
            "usual": t.usual and turns,
            "proved": t.proved,
            "sides": self.sides(t) if turns else self.now,
        }

    def _diagram(self, d: Phases) -> dict[str, Any]:
        names = self.situation.actors
        one, other = ([names[i] for i in (lever.i, lever.j) if i is not None] for lever in self.axes)
        return {
            "x": {"actors": one, "values": [rounded(v) for v in d.x], "now": rounded(d.here[0])},
            "y": {"actors": other, "values": [rounded(v) for v in d.y], "now": rounded(d.here[1])},
            "configurations": [sides_of(names, bloc) for bloc in d.bloc],
            "phase": [[int(p) for p in row] for row in d.phase],
            "proved": d.proved,
        }


def find_turning_points(
    situation: Situation,
    pairs: Sequence[tuple[str, str]] = (),
    *,
    ways: int = 1,
    grid: int = GRID,
    effort: Effort | None = None,
) -> TurningPoints:
    """What would turn the alignment at the best values.

    Without ``pairs`` every propensity and size is tried, or every two of them together where ``ways`` is 2.
    With one pair, its propensity; with more, each, and every two together. The phase diagram is of the first
    two, or of those that the scenario watches. Raises UnknownActorError, and ValueError for a pair of one
    actor or too many levers.
    """
    effort = effort or Effort(situation.blocs)
    field = situation.best
    least = minimum(Weights.of_field(field), field.held, effort)
    # a pair named twice, or the other way round, is one pair
    chosen = list(dict.fromkeys(pair_lever(situation, a, b) for a, b in pairs))
    if chosen:
        single = [tip(field, lever, effort) for lever in chosen]
        double = [tip(field, (a, b), effort) for i, a in enumerate(chosen) for b in chosen[i + 1 :]]
        found = tuple(single + double)
    else:
        n = len(situation.actors)
        levers = n * (n + 1) // 2
        if ways == 2 and levers * (levers - 1) // 2 > _PAIRS:
            raise UnusableOptionError(f"{n} actors have too many pairs of levers; name some with --pair")
        found = tips(field, None, ways, effort)
    spanned = chosen or [pair_lever(situation, a, b) for a, b in situation.watch]
    diagram = None
    if len(spanned) > 1:
        axis: Floats = np.linspace(-1.0, 1.0, grid)
        diagram = phases(field, spanned[0], spanned[1], axis, axis, effort)
    now = sides_of(situation.actors, least.bloc[0])
    return TurningPoints(situation, now, least.tied, found, diagram, tuple(spanned[:2]))


def pair_lever(situation: Situation, a: str, b: str) -> Lever:
    """The propensity of two actors; raises UnknownActorError, or ValueError where they are one."""
    for name in (a, b):
        if name not in situation.actors:
            raise UnknownActorError(
                f"no actor {name!r} takes part{nearest(name, dict.fromkeys(situation.actors))}"
            )
    i, j = sorted((situation.actors.index(a), situation.actors.index(b)))
    if i == j:
        raise UnusableOptionError(f"a pair is of two actors, not {a} twice")
    return Lever(i, j)
