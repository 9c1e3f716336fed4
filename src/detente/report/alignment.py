"""What the page shows of an alignment, and a page of its own for a case without issues."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
from markupsafe import Markup

from detente.forecasts.alignment.blocs import AlignmentForecast, forecast_alignment, sides_of
from detente.forecasts.alignment.propensities import Situation, build_situation, has_ties
from detente.forecasts.alignment.turning import TurningPoints, find_turning_points
from detente.models.alignment.arrays import Labels
from detente.models.alignment.tipping import Tip
from detente.models.alignment.triangle import KINDS
from detente.report.charts import alignment
from detente.scenario import Scenario

#: Actors, triangles and tips that are shown; the command's --json lists all.
_ACTORS, _TRIANGLES, _TIPS, _PAIRS = 40, 8, 8, 15


@dataclass(frozen=True)
class Row:
    """An alignment in words: its sides, how likely it is, whether it has the least energy at best values."""

    sides: list[list[str]]
    probability: float
    stable: bool


@dataclass(frozen=True)
class Pair:
    """A pair: its propensity at the best values, what adds to it, and how likely the two end together."""

    names: tuple[str, str]
    propensity: float
    parts: list[tuple[str, float]]
    together: float


@dataclass(frozen=True)
class AlignmentView:
    """All that the page shows of an alignment."""

    title: str
    date: str
    draws: int
    certain: bool
    actors: int
    blocs: int
    likeliest: list[list[str]]
    standing: str
    at_best: tuple[list[list[str]], float] | None
    left_out: list[tuple[str, list[str]]]
    undated: str
    unmoved: list[str]
    proved: bool
    stable: int
    rows: list[Row]
    pairs: list[Pair]
    ranked: list[tuple[str, str, float, float]]
    tips: list[tuple[str, float, float, list[list[str]]]]
    phases: list[tuple[str, list[list[str]]]]
    known: tuple[str, list[list[str]], str] | None
    network: Markup
    matrix: Markup
    diagram: Markup
    triangles: Markup


def build_alignment_view(scenario: Scenario, draws: int, seed: int) -> AlignmentView | None:
    """The alignment of a scenario, None where it states no ties of alignment."""
    if not has_ties(scenario):
        return None
    return view_alignment(
        forecast_alignment(build_situation(scenario, draws=min(draws, 1024), seed=seed), seed=seed)
    )


def view_alignment(made: AlignmentForecast) -> AlignmentView:
    """Gather an alignment."""
    s = made.situation
    small = len(s.actors) <= _ACTORS
    turned = find_turning_points(s) if len(s.actors) <= 20 else None
    bloc, at_best = made.likeliest, made.landscape.minimum.bloc[0]
    names = _Names(s)
    stable = {row.tobytes() for row in made.landscape.bloc}
    return AlignmentView(
        title=s.title,
        date=s.date.isoformat() if s.date else "",
        draws=len(s.over.size),
        certain=s.certain,
        actors=len(s.actors),
        blocs=s.blocs,
        likeliest=names.sides(bloc),
        standing=made.standing(),
        at_best=None if made.at_best_values else (names.sides(at_best), made.probability(at_best)),
        left_out=[
            (why, [x.label for x in s.left_out if x.why == why])
            for why in dict.fromkeys(x.why for x in s.left_out)
        ],
        undated=s.undated,
        unmoved=s.names(s.unmoved),
        proved=made.landscape.minimum.proved,
        stable=made.landscape.found,
        rows=[
            Row(names.sides(row), float(p), row.tobytes() in stable)
            for row, p in zip(made.alignment.configuration[:6], made.alignment.probability[:6], strict=True)
        ],
        pairs=_pairs(made, names),
        ranked=_ranked(made, names),
        tips=_tips(turned, names),
        phases=_phases(turned, names),
        known=None
        if s.actual is None or s.known is None
        else (s.known.date.isoformat(), [names.of(side) for side in s.known.sides], made.judged()),
        network=_network(made, bloc) if small else Markup(),
        matrix=_matrix(made, bloc) if small else Markup(),
        diagram=_diagram(turned, names),
        triangles=_corners(made, names),
    )


def page_html(made: AlignmentForecast) -> str:
    """The page of an alignment alone, as HTML."""
    from detente.report.page import rendered

    return rendered("aligned.html.j2", alignment=view_alignment(made), behind=[], version=version("detente"))


def write_page(made: AlignmentForecast, path: str | Path) -> Path:
    """Write the page of an alignment alone, as ``write_report`` writes the report; the path written."""
    from detente.report import page

    return page.write_page(page_html(made), Path(path))


class _Names:
    """Labels of the actors, by id."""

    def __init__(self, s: Situation) -> None:
        self.actors = s.actors
        self.labels = dict(zip(s.actors, s.labels, strict=True))

    def of(self, ids: list[str] | tuple[str, ...]) -> list[str]:
        return [self.labels.get(i, i) for i in ids]

    def sides(self, bloc: Labels) -> list[list[str]]:
        return [self.of(side) for side in sides_of(self.actors, bloc)]

    def at(self, index: int) -> str:
        return self.labels[self.actors[index]]


def _pairs(made: AlignmentForecast, names: _Names) -> list[Pair]:
    s = made.situation
    best, n = s.best.propensity[0], len(s.actors)
    weight = np.abs(s.best.weight[0])
    pairs = sorted(((i, j) for i in range(n) for j in range(i + 1, n)), key=lambda p: (-weight[p], p))
    return [
        Pair(
            (names.at(i), names.at(j)),
            float(best[i, j]),
            [(s.part_labels[k], float(v[i, j])) for k, v in s.parts.items() if v[i, j] != 0],
            float(made.alignment.together[i, j]),
        )
        for i, j in pairs[:_PAIRS]
    ]


def _ranked(made: AlignmentForecast, names: _Names) -> list[tuple[str, str, float, float]]:
    found = made.triangles
    if found is None:
        return []
    return [
        (
            ", ".join(names.at(i) for i in found.actors[t]),
            KINDS[kind],
            float(found.share[t, kind]),
            float(found.nearness[t]),
        )
        for t in _closed(made)
        for kind in [int(np.argmax(found.share[t]))]
    ]


def _closed(made: AlignmentForecast) -> list[int]:
    """The triangles nearest to turning, without those that have a side of exactly 0."""
    found = made.triangles
    if found is None:
        return []
    return [t for t in range(len(found.actors)) if KINDS[int(np.argmax(found.share[t]))] != "open"][
        :_TRIANGLES
    ]


def _tips(turned: TurningPoints | None, names: _Names) -> list[tuple[str, float, float, list[list[str]]]]:
    def words(t: Tip) -> str:
        lever = t.levers[0]
        if lever.j is None:
            return f"size of {names.at(lever.i)}"
        return f"{names.at(lever.i)} and {names.at(lever.j)}"

    chosen = (
        []
        if turned is None
        else [t for t in turned.tips if np.isfinite(t.by) and t.usual and t.levers[0].j is not None]
    )
    return [
        (words(t), t.levers[0].value(turned.situation.best), t.values[0], names.sides(t.bloc))
        for t in chosen[:_TIPS]
        if turned is not None
    ]


def _phases(turned: TurningPoints | None, names: _Names) -> list[tuple[str, list[list[str]]]]:
    if turned is None or turned.diagram is None:
        return []
    d = turned.diagram
    return [(alignment.PHASES[p], names.sides(d.bloc[p])) for p in np.unique(d.phase)]


def _network(made: AlignmentForecast, bloc: Labels) -> Markup:
    s = made.situation
    size = s.best.size[0] / (s.best.size[0].max() or 1.0)
    parties = [
        alignment.Party(label, float(z), int(b)) for label, z, b in zip(s.labels, size, bloc, strict=True)
    ]
    said = (
        f"{len(parties)} actors in {len(set(bloc.tolist()))} blocs, with friendly and hostile propensities."
    )
    return alignment.network(parties, s.best.propensity[0], said)


def _matrix(made: AlignmentForecast, bloc: Labels) -> Markup:
    s = made.situation
    order = sorted(range(len(s.actors)), key=lambda i: (bloc[i], -s.best.size[0, i], i))
    breaks = [k for k in range(1, len(order)) if bloc[order[k]] != bloc[order[k - 1]]]
    said = "The probability that two actors end on one side, ordered by bloc."
    return alignment.matrix(
        [s.labels[i] for i in order], made.alignment.together[np.ix_(order, order)], breaks, said
    )


def _diagram(turned: TurningPoints | None, names: _Names) -> Markup:
    if turned is None or turned.diagram is None:
        return Markup()
    d = turned.diagram
    one, other = (f"{names.at(lever.i)} – {names.at(lever.j or 0)}" for lever in turned.axes)
    said = f"Which alignment has the least energy over the propensities of {one} and {other}."
    return alignment.diagram((one, other), d.x, d.y, d.phase, d.here, said)


def _corners(made: AlignmentForecast, names: _Names) -> Markup:
    found = made.triangles
    chosen = _closed(made)
    if found is None or not chosen:
        return Markup()
    best = made.situation.best.propensity[0]
    corners = []
    for t in chosen:
        i, j, k = (int(a) for a in found.actors[t])
        kind = KINDS[int(np.argmax(found.share[t]))]
        around = (float(best[j, k]), float(best[i, k]), float(best[i, j]))
        corners.append(alignment.Corner((names.at(i), names.at(j), names.at(k)), around, kind))
    return alignment.triangles(corners, "The triangles nearest to turning; the table lists them.")
