"""What the page shows of an alignment, and a page of its own for a case without issues.

Everything shown is read off the record that a run keeps: no model is run here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from detente.report.charts import alignment as charts
from detente.results.alignment import AlignmentResult, PairPropensity, TurningResult
from detente.wording import alignment as wording

Floats = NDArray[np.float64]

#: What is shown; the commands' --json lists all.
MAX_PICTURED_ACTORS, MAX_ALIGNMENTS, MAX_PAIRS, MAX_TIPS = 40, 6, 15, 8


@dataclass(frozen=True)
class AlignmentRow:
    """An alignment in words: its sides, how likely it is, whether it is stable at the best values."""

    sides: list[list[str]]
    probability: str
    stable: bool


@dataclass(frozen=True)
class PairRow:
    """A pair: its propensity at the best values, what adds to it, and how likely the two end on one side."""

    names: tuple[str, str]
    propensity: float
    parts: list[tuple[str, float]]
    together: str


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
    rows: list[AlignmentRow]
    pairs: list[PairRow]
    ranked: list[tuple[str, str, float, float]]
    tips: list[tuple[str, float, float, list[list[str]]]]
    phases: list[tuple[str, list[list[str]]]]
    known: tuple[str, list[list[str]], str] | None
    network: Markup
    matrix: Markup
    diagram: Markup
    triangles: Markup


def build_alignment_view(result: AlignmentResult) -> AlignmentView:
    """Gather what the page shows of an alignment."""
    labels, known, turning = result.labels, result.known, result.turning
    pictured = len(result.actors) <= MAX_PICTURED_ACTORS
    stable = {m.sides for m in result.minima}
    return AlignmentView(
        title=result.title,
        date=result.date or "",
        draws=result.draws,
        certain=result.certain,
        actors=len(result.actors),
        blocs=result.blocs,
        likeliest=wording.name_sides(labels, result.likeliest.sides),
        standing=wording.describe_standing(result),
        at_best=None
        if result.likeliest.at_best_values
        else (wording.name_sides(labels, result.at_best.sides), result.at_best.probability),
        left_out=wording.group_left_out(result),
        undated=result.undated or "",
        unmoved=wording.name_actors(labels, result.unmoved),
        proved=result.minimum.proved,
        stable=result.minima_found,
        rows=[
            AlignmentRow(
                wording.name_sides(labels, x.sides), wording.format_likelihood(result, x), x.sides in stable
            )
            for x in result.probabilities[:MAX_ALIGNMENTS]
        ],
        pairs=_list_pairs(result),
        ranked=[
            (wording.name_triangle(result, t), t.kind, t.kinds[t.kind], t.nearness)
            for t in result.closed_triangles
        ],
        tips=[] if turning is None else _list_tips(turning),
        phases=[] if turning is None else _list_phases(turning),
        known=None
        if known is None or not known.sides
        else (known.date, wording.name_sides(labels, known.sides), wording.describe_misplaced(result)),
        network=_draw_network(result) if pictured else Markup(),
        matrix=_draw_matrix(result) if pictured else Markup(),
        diagram=Markup() if turning is None else _draw_diagram(turning),
        triangles=_draw_triangles(result),
    )


def page_html(result: AlignmentResult) -> str:
    """Return the page of an alignment alone, as HTML."""
    from detente.report.page import rendered

    view = build_alignment_view(result)
    return rendered("aligned.html.j2", alignment=view, behind=[], version=version("detente"))


def write_page(result: AlignmentResult, path: str | Path) -> Path:
    """Write the page of an alignment alone, as ``write_report`` writes the report; the path written."""
    from detente.report import page

    return page.write_page(page_html(result), Path(path))


def _propensities(result: AlignmentResult) -> Floats:
    """(N, N), at the best values."""
    place = {x.actor: i for i, x in enumerate(result.actors)}
    propensity = np.zeros((len(place), len(place)))
    for pair in result.propensities:
        i, j = place[pair.a], place[pair.b]
        propensity[i, j] = propensity[j, i] = pair.propensity
    return propensity


def _list_pairs(result: AlignmentResult) -> list[PairRow]:
    place = {x.actor: i for i, x in enumerate(result.actors)}
    size = {x.actor: x.size for x in result.actors}

    def weight(pair: PairPropensity) -> float:
        """What parting the two adds to the energy."""
        return abs(2.0 * pair.propensity * size[pair.a] * size[pair.b])

    return [
        PairRow(
            (result.labels[pair.a], result.labels[pair.b]),
            pair.propensity,
            [(result.ingredients[k], value) for k, value in pair.parts.items()],
            wording.format_together(result, result.together[place[pair.a]][place[pair.b]]),
        )
        for pair in sorted(result.propensities, key=lambda p: -weight(p))[:MAX_PAIRS]
    ]


def _list_tips(turning: TurningResult) -> list[tuple[str, float, float, list[list[str]]]]:
    """The smallest moves of one propensity that turn the alignment and stay between -1 and 1."""
    rows = []
    for tip in wording.select_turning(turning):
        lever = tip.levers[0]
        if tip.usual and lever.kind == "propensity" and lever.then is not None:
            name = wording.name_lever(turning.labels, lever)
            rows.append((name, lever.now, lever.then, wording.name_sides(turning.labels, tip.sides)))
    return rows[:MAX_TIPS]


def _list_phases(turning: TurningResult) -> list[tuple[str, list[list[str]]]]:
    diagram = turning.diagram
    if diagram is None:
        return []
    return [
        (charts.PHASES[p], wording.name_sides(turning.labels, diagram.configurations[p]))
        for p in sorted({p for row in diagram.phase for p in row})
    ]


def _draw_network(result: AlignmentResult) -> Markup:
    largest = max(x.size for x in result.actors) or 1.0
    parties = [
        charts.Party(x.label, x.size / largest, bloc)
        for x, bloc in zip(result.actors, result.bloc_numbers, strict=True)
    ]
    blocs = len(set(result.bloc_numbers))
    label = f"{len(parties)} actors in {blocs} blocs, with friendly and hostile propensities."
    return charts.network(parties, _propensities(result), label)


def _draw_matrix(result: AlignmentResult) -> Markup:
    bloc = result.bloc_numbers
    order = sorted(range(len(bloc)), key=lambda i: (bloc[i], -result.actors[i].size, i))
    breaks = [k for k in range(1, len(order)) if bloc[order[k]] != bloc[order[k - 1]]]
    label = "The probability that two actors end up on the same side, ordered by bloc."
    together = np.array(result.together)[np.ix_(order, order)]
    return charts.matrix([result.actors[i].label for i in order], together, breaks, label)


def _draw_diagram(turning: TurningResult) -> Markup:
    diagram = turning.diagram
    if diagram is None:
        return Markup()
    one, other = (
        " – ".join(wording.name_actors(turning.labels, axis.actors)) for axis in (diagram.x, diagram.y)
    )
    label = f"Which alignment has the least energy over the propensities of {one} and {other}."
    x, y = np.array(diagram.x.values), np.array(diagram.y.values)
    return charts.diagram((one, other), x, y, np.array(diagram.phase), (diagram.x.now, diagram.y.now), label)


def _draw_triangles(result: AlignmentResult) -> Markup:
    if not result.closed_triangles:
        return Markup()
    place = {x.actor: i for i, x in enumerate(result.actors)}
    propensity = _propensities(result)

    def corner(names: Sequence[str], kind: str) -> charts.Corner:
        i, j, k = (place[a] for a in names)
        across = (float(propensity[j, k]), float(propensity[i, k]), float(propensity[i, j]))
        one, other, third = wording.name_actors(result.labels, names)
        return charts.Corner((one, other, third), across, kind)

    corners = [corner(t.actors, t.kind) for t in result.closed_triangles]
    return charts.triangles(corners, "The triangles closest to changing; the table lists them.")
