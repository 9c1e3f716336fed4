"""Who sides with whom: landscapes, probabilities over draws and triangles of a situation, with labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.forecasts.alignment.propensities import Situation
from detente.models.alignment import landscape as theory
from detente.models.alignment import triangle
from detente.models.alignment.arrays import Labels
from detente.models.alignment.basins import Every, walk
from detente.models.alignment.compare import misplaced
from detente.models.alignment.landscape import Alignment, Landscape
from detente.models.alignment.minimum import Effort
from detente.models.alignment.triangle import KINDS, PLACES, Triangles
from detente.models.alignment.weights import Weights
from detente.shares import format_of_draws

#: Triangles and likeliest alignments that are listed, those nearest to turning first.
LISTED = 5_000

#: Triangles times draws above which the triangles are judged at the best values alone.
_MANY = 2_000_000


@dataclass(frozen=True)
class AlignmentForecast:
    """What the models make of a situation.

    ``landscape`` has the stable alignments at the best values, ``alignment`` the probabilities over draws,
    ``triangles`` every three actors, the nearest to turning first (None with fewer than three), and
    ``every`` all alignments with their energies where that was asked for.
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
        level = self._level
        best = {row.tobytes() for row in self.landscape.minimum.bloc}
        return next((row for row in level if row.tobytes() in best), level[0])

    @property
    def at_best_values(self) -> bool:
        """Whether the likeliest alignment has the least energy at the best values too."""
        return any(np.array_equal(self.likeliest, row) for row in self.landscape.minimum.bloc)

    @property
    def _level(self) -> Labels:
        """The alignments (T, N) that have the least energy in most draws, equally many."""
        found = self.alignment
        level: Labels = found.configuration[found.probability >= found.probability[0] - 1e-12]
        return level

    def standing(self) -> str:
        """How the likeliest alignment stands among all, in a sentence."""
        s, least = self.situation, self.landscape.minimum
        tied = len(self._level)
        if s.certain:
            rank = (
                "It has the least energy of all"
                if tied == 1
                else f"One of {tied} alignments that share the least energy; nothing chooses between them"
            )
            return f"{rank}. Nothing about the ties is uncertain: the alignment is the same in every draw."
        share = format_of_draws(self.probability(self.likeliest), len(s.over.size))
        rank = "The likeliest" if tied == 1 else f"One of {tied} that are equally likely"
        best = "at the best values too" if self.at_best_values else "but not at the best values"
        if self.at_best_values and least.tied > 1:
            best += f", like {least.tied - 1} more"
        return f"{rank}: it has the least energy in {share}, {best}."

    def probability(self, bloc: Labels) -> float:
        """The share of draws in which an alignment (N,) has the least energy, shared among equals."""
        same = (self.alignment.configuration == bloc).all(axis=1)
        return float(self.alignment.probability[same].sum())

    def judged(self) -> str:
        """How many actors the likeliest alignments have on the wrong side, in a sentence; empty if not known.

        Actors that took no side are left out.
        """
        counts = [n for row in self._level if (n := self.misplaced(row)) is not None]
        if not counts:
            return ""
        low, high = min(counts), max(counts)
        many = f"{low} to {high}" if low < high else f"{low}"
        whose = f"The {len(counts)} likeliest have" if len(counts) > 1 else "The likeliest has"
        return f"{whose} {many} {'actor' if high == 1 else 'actors'} on the wrong side."

    def misplaced(self, bloc: Labels) -> int | None:
        """How many actors an alignment (N,) has on the wrong side, judged by the known one."""
        actual = self.situation.actual
        if actual is None or not (actual >= 0).any():
            return None
        return misplaced(bloc[actual >= 0], actual[actual >= 0])

    def to_dict(self) -> dict[str, Any]:
        """Plain values, in the shape of ``detente schema align``."""
        s, found = self.situation, self.landscape
        least = found.minimum
        triangles = 0 if self.triangles is None else len(self.triangles.actors)
        known = {} if s.known is None else {"known": _known(s)}
        result: dict[str, Any] = {
            "title": s.title,
            "date": None if s.date is None else s.date.isoformat(),
            "actors": [
                {"actor": a, "label": label, "size": rounded(size), "held": self._held(i)}
                for i, (a, label, size) in enumerate(zip(s.actors, s.labels, s.best.size[0], strict=True))
            ],
            "ingredients": dict(s.part_labels),
            "propensities": self._pairs(),
            "left_out": [{"actor": x.actor, "label": x.label, "why": x.why} for x in s.left_out],
            "undated": s.undated or None,
            "unmoved": list(s.unmoved),
            "likeliest": {
                "sides": self.sides(self.likeliest),
                "probability": rounded(self.probability(self.likeliest)),
                "at_best_values": self.at_best_values,
            },
            "clipped": s.clipped,
            "blocs": s.blocs,
            "draws": len(s.over.size),
            "seed": self.seed,
            "minimum": {
                "energy": rounded(least.energy),
                "bound": rounded(least.bound),
                "proved": least.proved,
                "tied": least.tied,
                "method": least.method,
            },
            "minima": [self._minimum(m) for m in range(len(found.bloc))],
            "minima_found": found.found,
            "exhaustive": found.exhaustive,
            "configurations": found.configurations,
            "basins_counted": found.counted,
            "together": [[rounded(p) for p in row] for row in self.alignment.together],
            "probabilities": [
                {"sides": self.sides(bloc), "probability": rounded(float(p))}
                for bloc, p in zip(
                    self.alignment.configuration[:LISTED], self.alignment.probability[:LISTED], strict=True
                )
            ],
            "probabilities_found": len(self.alignment.configuration),
            "triangles": [self._triangle(t) for t in range(min(triangles, LISTED))],
            "triangles_found": triangles,
            **known,
        }
        if self.every is not None:
            result["all"] = [
                {"sides": self.sides(bloc), "energy": rounded(energy), "minimum": bool(at == end)}
                for at, (bloc, energy, end) in enumerate(
                    zip(self.every.bloc, self.every.energy, self.every.ends, strict=True)
                )
            ]
        return result

    def sides(self, bloc: Labels) -> list[list[str]]:
        """An alignment (N,) as lists of actors, the first actor's side first."""
        return sides_of(self.situation.actors, bloc)

    def _held(self, i: int) -> str | None:
        side = int(self.situation.best.held[i])
        return None if side < 0 else self.situation.sides[side]

    def _pairs(self) -> list[dict[str, Any]]:
        s = self.situation
        low, high = s.over.propensity.min(axis=0), s.over.propensity.max(axis=0)
        return [
            {
                "a": s.actors[i],
                "b": s.actors[j],
                "propensity": rounded(s.best.propensity[0, i, j]),
                "low": rounded(low[i, j]),
                "high": rounded(high[i, j]),
                "parts": {k: rounded(v[i, j]) for k, v in s.parts.items() if v[i, j] != 0},
            }
            for i in range(len(s.actors))
            for j in range(i + 1, len(s.actors))
        ]

    def _minimum(self, m: int) -> dict[str, Any]:
        found = self.landscape
        wrong = self.misplaced(found.bloc[m])
        return {
            "sides": self.sides(found.bloc[m]),
            "energy": rounded(found.energy[m]),
            "basin": int(found.basin[m]),
            "frustration": dict(zip(self.situation.actors, map(rounded, found.frustration[m]), strict=True)),
            **({} if wrong is None else {"wrong": wrong}),
        }

    def _triangle(self, t: int) -> dict[str, Any]:
        found, names = self.triangles, self.situation.actors
        assert found is not None  # noqa: S101  asked for only where there are triangles
        members = [names[i] for i in found.actors[t]]
        kinds = {k: rounded(float(p)) for k, p in zip(KINDS, found.share[t], strict=True) if p}
        values = found.value[:, t].mean(axis=0)
        places = [int(p) for p in _mode(found.place[:, t])]
        return {
            "actors": members,
            "kind": max(kinds, key=lambda k: kinds[k]),
            "kinds": kinds,
            "places": {m: PLACES[p] if p >= 0 else None for m, p in zip(members, places, strict=True)},
            "values": {m: rounded(float(v)) for m, v in zip(members, values, strict=True)},
            "nearness": rounded(float(found.nearness[t])),
            "distances": [
                {"a": members[a], "b": members[b], "distance": rounded(float(found.distance[:, t, k].mean()))}
                for k, (a, b) in enumerate(((1, 2), (0, 2), (0, 1)))
            ],
        }


def forecast_alignment(
    situation: Situation, *, every: bool = False, seed: int = 0, effort: Effort | None = None
) -> AlignmentForecast:
    """The models of alignment on a situation.

    ``every`` lists all alignments with their energies; ValueError where there are more than 4 million.
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


def _known(s: Situation) -> Mapping[str, Any]:
    assert s.known is not None  # noqa: S101  asked for only where it is known
    return {
        "date": s.known.date.isoformat(),
        "sides": [list(side) for side in s.known.sides],
        "note": s.known.note,
    }


def _mode(rows: Any) -> Any:
    """The most frequent row."""
    values, counts = np.unique(rows, axis=0, return_counts=True)
    return values[np.argmax(counts)]


def sides_of(actors: Sequence[str], bloc: Labels) -> list[list[str]]:
    """An alignment (N,) as lists of actors, the first actor's side first."""
    order = dict.fromkeys(int(b) for b in bloc)
    return [[a for a, b in zip(actors, bloc, strict=True) if b == side] for side in order]


def rounded(value: float) -> float:
    """Twelve significant digits: the last ones differ by the order of addition."""
    return float(f"{value:.12g}")
