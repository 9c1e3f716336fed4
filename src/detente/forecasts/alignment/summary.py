"""Alignments and turning points as records: what a run keeps, and words, pages and JSON are made from."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from detente.draw_counts import ALIGNMENT_DRAWS
from detente.forecasts.alignment.blocs import AlignmentForecast, forecast_alignment, sides_of
from detente.forecasts.alignment.propensities import Situation, build_situation, is_anybody_tied
from detente.forecasts.alignment.turning import TurningPoints, find_turning_points
from detente.models.alignment.arrays import Labels
from detente.models.alignment.phases import Phases
from detente.models.alignment.tipping import Tip
from detente.models.alignment.triangle import KINDS, PLACES, Triangles
from detente.results.alignment import (
    AlignedActor,
    AlignmentResult,
    KnownSides,
    LeastEnergy,
    LeverMove,
    LikeliestAlignment,
    LikelyAlignment,
    ListedAlignment,
    PairPropensity,
    PhaseAxis,
    PhaseDiagram,
    SideDistance,
    Sides,
    StableAlignment,
    TippingPoint,
    TriangleKind,
    TrianglePlace,
    TriangleSummary,
    TurningResult,
)

if TYPE_CHECKING:
    from detente.scenario import Scenario

#: Triangles and likeliest alignments that are listed, those nearest to turning first.
MAX_LISTED = 5_000

#: Triangles without a side of exactly 0 that are kept for pictures.
MAX_CLOSED_TRIANGLES = 8

#: Draws that the alignment of a forecast is taken over, at most, with many actors: the least energy of each
#: draw is proved, which takes up to a second with 40 actors who are all tied to each other.
MAX_DRAWS_OF_MANY = 64

#: Few actors: up to this many a forecast has turning points, and an alignment over more than a few draws.
MAX_TURNING_ACTORS = 20


def align_scenario(
    scenario: Scenario, *, draws: int, seed: int, progress: Callable[[str, int, int], None]
) -> AlignmentResult | None:
    """Forecast who sides with whom on the scenario's day; None if nobody is tied to anybody then.

    Parameters
    ----------
    scenario
        A scenario, with or without ties of alignment.
    draws
        Draws of the forecast; at most ``ALIGNMENT_DRAWS`` of them are used, and at most 64 with more than 20
        actors.
    seed
        The forecast's seed.
    progress
        Called with a part of the work, how much of it is done, and how much there is.
    """
    if not is_anybody_tied(scenario):
        return None
    progress("who sides with whom", 0, 1)
    few = len(scenario.actors) <= MAX_TURNING_ACTORS
    most = ALIGNMENT_DRAWS if few else MAX_DRAWS_OF_MANY
    situation = build_situation(scenario, draws=min(draws, most), seed=seed)
    return align_situation(situation, seed=seed)


def align_situation(situation: Situation, *, seed: int = 0) -> AlignmentResult:
    """Forecast who sides with whom, and what would turn it if there are not too many actors."""
    return add_turning(forecast_alignment(situation, seed=seed))


def add_turning(alignment: AlignmentForecast) -> AlignmentResult:
    """Summarise an alignment with what would turn it, if there are not too many actors."""
    situation = alignment.situation
    few = len(situation.actors) <= MAX_TURNING_ACTORS
    return summarise_alignment(alignment, find_turning_points(situation) if few else None)


def summarise_alignment(
    alignment: AlignmentForecast, turning: TurningPoints | None = None
) -> AlignmentResult:
    """Return the record of an alignment, and of what would turn it if that was computed."""
    situation, landscape = alignment.situation, alignment.landscape
    least, likely, triangles = landscape.minimum, alignment.alignment, alignment.triangles
    known = situation.known
    wrong = [n for row in alignment.equally_likely if (n := alignment.misplaced(row)) is not None]
    return AlignmentResult(
        title=situation.title,
        date=_day(situation),
        actors=tuple(
            AlignedActor(a, label, float(size), None if side < 0 else situation.sides[side])
            for a, label, size, side in zip(
                situation.actors,
                situation.labels,
                situation.best.size[0],
                situation.best.held.tolist(),
                strict=True,
            )
        ),
        ingredients=dict(situation.part_labels),
        propensities=tuple(_pairs(situation)),
        left_out=situation.left_out,
        undated=situation.undated or None,
        unmoved=situation.unmoved,
        likeliest=LikeliestAlignment(
            _sides(situation, alignment.likeliest),
            alignment.probability(alignment.likeliest),
            alignment.at_best_values,
        ),
        clipped=situation.clipped,
        blocs=situation.blocs,
        draws=len(situation.over.size),
        seed=alignment.seed,
        minimum=LeastEnergy(
            float(least.energy), float(least.bound), bool(least.proved), int(least.tied), least.method
        ),
        minima=tuple(_minimum(alignment, m) for m in range(len(landscape.bloc))),
        minima_found=int(landscape.found),
        exhaustive=bool(landscape.exhaustive),
        configurations=int(landscape.configurations),
        basins_counted=int(landscape.counted),
        together=tuple(map(tuple, likely.together.tolist())),
        probabilities=tuple(
            LikelyAlignment(_sides(situation, bloc), float(p))
            for bloc, p in zip(
                likely.configuration[:MAX_LISTED], likely.probability[:MAX_LISTED], strict=True
            )
        ),
        probabilities_found=len(likely.configuration),
        triangles=()
        if triangles is None
        else _triangles(situation, triangles, range(min(len(triangles.actors), MAX_LISTED))),
        triangles_found=0 if triangles is None else len(triangles.actors),
        known=None
        if known is None
        else KnownSides(known.date.isoformat(), tuple(map(tuple, known.sides)), known.note),
        certain=situation.certain,
        equally_likely=len(alignment.equally_likely),
        misplaced=(min(wrong), max(wrong)) if wrong else None,
        at_best=LikelyAlignment(_sides(situation, least.bloc[0]), alignment.probability(least.bloc[0])),
        bloc_numbers=tuple(alignment.likeliest.tolist()),
        triangle_draws=0 if triangles is None else len(triangles.place),
        closed_triangles=() if triangles is None else _closed(situation, triangles),
        turning=None if turning is None else summarise_turning(turning),
    )


def list_alignments(alignment: AlignmentForecast) -> tuple[ListedAlignment, ...] | None:
    """Return all alignments with their energies, None if they were not asked for."""
    every = alignment.every
    if every is None:
        return None
    return tuple(
        ListedAlignment(_sides(alignment.situation, bloc), float(energy), bool(at == end))
        for at, (bloc, energy, end) in enumerate(zip(every.bloc, every.energy, every.ends, strict=True))
    )


def summarise_turning(turning: TurningPoints) -> TurningResult:
    """Return the record of what would turn an alignment."""
    situation = turning.situation
    present = tuple(map(tuple, turning.present))
    return TurningResult(
        title=situation.title,
        date=_day(situation),
        left_out=situation.left_out,
        undated=situation.undated or None,
        now=present,
        tied=int(turning.tied),
        tips=tuple(_tip(situation, t, present) for t in turning.tips),
        diagram=None if turning.diagram is None else _diagram(turning, turning.diagram),
        labels=dict(zip(situation.actors, situation.labels, strict=True)),
        blocs=situation.blocs,
        unmoved=situation.unmoved,
    )


def _day(situation: Situation) -> str | None:
    return None if situation.date is None else situation.date.isoformat()


def _sides(situation: Situation, bloc: Labels) -> Sides:
    return tuple(map(tuple, sides_of(situation.actors, bloc)))


def _pairs(situation: Situation) -> Iterable[PairPropensity]:
    low, high = (edge(situation.over.propensity, axis=0) for edge in (np.min, np.max))
    actors, best = situation.actors, situation.best.propensity[0]
    for i in range(len(actors)):
        for j in range(i + 1, len(actors)):
            parts = {name: float(part[i, j]) for name, part in situation.parts.items() if part[i, j] != 0}
            yield PairPropensity(
                actors[i], actors[j], float(best[i, j]), float(low[i, j]), float(high[i, j]), parts
            )


def _minimum(alignment: AlignmentForecast, m: int) -> StableAlignment:
    landscape, situation = alignment.landscape, alignment.situation
    return StableAlignment(
        _sides(situation, landscape.bloc[m]),
        float(landscape.energy[m]),
        int(landscape.basin[m]),
        dict(zip(situation.actors, landscape.frustration[m].tolist(), strict=True)),
        alignment.misplaced(landscape.bloc[m]),
    )


def _triangles(
    situation: Situation, triangles: Triangles, which: Iterable[int]
) -> tuple[TriangleSummary, ...]:
    return tuple(_triangle(situation, triangles, t) for t in which)


def _closed(situation: Situation, triangles: Triangles) -> tuple[TriangleSummary, ...]:
    kinds = np.argmax(triangles.share, axis=1)
    return _triangles(
        situation, triangles, np.flatnonzero(kinds != KINDS.index("open"))[:MAX_CLOSED_TRIANGLES].tolist()
    )


def _triangle(situation: Situation, triangles: Triangles, t: int) -> TriangleSummary:
    members = tuple(situation.actors[i] for i in triangles.actors[t])
    share = triangles.share[t]
    values = triangles.value[:, t].mean(axis=0)
    places = _most_frequent(triangles.place[:, t])
    return TriangleSummary(
        members,
        cast("TriangleKind", KINDS[int(np.argmax(share))]),
        {cast("TriangleKind", k): float(p) for k, p in zip(KINDS, share, strict=True) if p},
        {
            m: cast("TrianglePlace", PLACES[p]) if p >= 0 else None
            for m, p in zip(members, places.tolist(), strict=True)
        },
        dict(zip(members, values.tolist(), strict=True)),
        float(triangles.nearness[t]),
        tuple(
            SideDistance(members[a], members[b], float(triangles.distance[:, t, k].mean()))
            for k, (a, b) in enumerate(((1, 2), (0, 2), (0, 1)))
        ),
    )


def _most_frequent(rows: Any) -> Any:
    values, counts = np.unique(rows, axis=0, return_counts=True)
    return values[np.argmax(counts)]


def _tip(situation: Situation, tip: Tip, present: Sides) -> TippingPoint:
    names = situation.actors
    turns = math.isfinite(tip.by)
    return TippingPoint(
        tuple(
            LeverMove(
                "size" if lever.j is None else "propensity",
                (names[lever.i],) if lever.j is None else (names[lever.i], names[lever.j]),
                lever.value(situation.best),
                float(move) if turns else None,
                float(then) if turns else None,
            )
            for lever, move, then in zip(tip.levers, tip.moves, tip.values, strict=True)
        ),
        float(tip.by) if turns else None,
        bool(tip.usual) and turns,
        bool(tip.proved),
        _sides(situation, tip.bloc) if turns else present,
    )


def _diagram(turning: TurningPoints, phases: Phases) -> PhaseDiagram:
    situation = turning.situation
    one, other = (
        PhaseAxis(
            tuple(situation.actors[i] for i in (lever.i, lever.j) if i is not None),
            tuple(axis.tolist()),
            float(value),
        )
        for lever, axis, value in zip(turning.axes, (phases.x, phases.y), phases.here, strict=True)
    )
    return PhaseDiagram(
        one,
        other,
        tuple(_sides(situation, bloc) for bloc in phases.bloc),
        tuple(map(tuple, phases.phase.tolist())),
        bool(phases.proved),
    )
