"""Who sides with whom: landscapes, probabilities over draws and triangles of a situation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.forecasts.alignment.propensities import Situation
from detente.models.alignment import landscape as theory
from detente.models.alignment import triangle
from detente.models.alignment.arrays import Labels
from detente.models.alignment.basins import Every, walk
from detente.models.alignment.compare import misplaced
from detente.models.alignment.landscape import Alignment, Landscape
from detente.models.alignment.minimum import Effort
from detente.models.alignment.triangle import Triangles
from detente.models.alignment.weights import Weights

#: Triangles times draws above which the triangles are judged at the best values alone.
_MANY = 2_000_000


@dataclass(frozen=True)
class AlignmentForecast:
    """What the models make of a situation, as arrays.

    ``landscape`` has the stable alignments at the best values, ``alignment`` the probabilities over draws,
    ``triangles`` every three actors, the nearest to turning first (None with fewer than three), and
    ``every`` all alignments with their energies if they were asked for.
    """

    situation: Situation
    landscape: Landscape
    alignment: Alignment
    triangles: Triangles | None
    every: Every | None
    seed: int

    @property
    def likeliest(self) -> Labels:
        """The alignment (N,) that has the least energy in most draws; of several, one that has it at best."""
        best = {row.tobytes() for row in self.landscape.minimum.bloc}
        level = self.equally_likely
        return next((row for row in level if row.tobytes() in best), level[0])

    @property
    def at_best_values(self) -> bool:
        """Whether the likeliest alignment has the least energy at the best values too."""
        return any(np.array_equal(self.likeliest, row) for row in self.landscape.minimum.bloc)

    @property
    def equally_likely(self) -> Labels:
        """The alignments (T, N) that have the least energy in most draws, equally many."""
        probability = self.alignment.probability
        level: Labels = self.alignment.configuration[probability >= probability[0] - 1e-12]
        return level

    def probability(self, bloc: Labels) -> float:
        """The share of draws in which an alignment (N,) has the least energy, shared among equals."""
        same = (self.alignment.configuration == bloc).all(axis=1)
        return float(self.alignment.probability[same].sum())

    def sides(self, bloc: Labels) -> list[list[str]]:
        """An alignment (N,) as lists of actors, the first actor's side first."""
        return sides_of(self.situation.actors, bloc)

    def misplaced(self, bloc: Labels) -> int | None:
        """How many actors an alignment (N,) has on the wrong side, judged by the known one.

        Actors that took no side are left out; None if nothing is known of any.
        """
        actual = self.situation.actual
        if actual is None or not (actual >= 0).any():
            return None
        return misplaced(bloc[actual >= 0], actual[actual >= 0])


def forecast_alignment(
    situation: Situation, *, every: bool = False, seed: int = 0, effort: Effort | None = None
) -> AlignmentForecast:
    """Run the models of alignment on a situation.

    Parameters
    ----------
    situation
        N actors with sizes and propensities over draws.
    every
        Whether to list all alignments with their energies.
    seed
        For the basins, if there are too many alignments to descend from each.
    effort
        How hard to look for the least energy; by default with the situation's number of blocs.

    Raises
    ------
    ValueError
        If ``every`` alignment is asked for and there are more than 4 million.
    """
    effort = effort or Effort(situation.blocs)
    best, over = situation.best, situation.over
    once = best if situation.certain else over
    n = best.size.shape[1]
    many = n * (n - 1) * (n - 2) // 6 * len(over.size) > _MANY
    return AlignmentForecast(
        situation,
        theory.landscape(best, effort, seed=seed),
        theory.find_alignments(once, effort),
        triangle.measure_triangles(best if many else once) if n > 2 else None,
        walk(Weights.of_field(best), best.held, effort.blocs) if every else None,
        seed,
    )


def sides_of(actors: Sequence[str], bloc: Labels) -> list[list[str]]:
    """An alignment (N,) as lists of actors, the first actor's side first."""
    order = dict.fromkeys(int(b) for b in bloc)
    return [[a for a, b in zip(actors, bloc, strict=True) if b == side] for side in order]
