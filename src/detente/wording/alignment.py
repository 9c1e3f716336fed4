"""Who sides with whom, and what would turn it, in sentences and tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from detente.results.alignment import (
    AlignmentResult,
    LeverMove,
    LikelyAlignment,
    StableAlignment,
    TippingPoint,
    TriangleSummary,
    TurningResult,
)
from detente.shares import format_of_draws, format_share
from detente.wording.phrases import join_names

#: Rows of a table; pairs and tipping points have twice as many.
MAX_ROWS = 12


@dataclass(frozen=True)
class Listing:
    """The first rows of a table, and how many more there are."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    hidden: int


def name_actors(labels: Mapping[str, str], actors: Iterable[str]) -> list[str]:
    """Return what actors are called; one that takes no part goes by its identifier."""
    return [labels.get(a, a) for a in actors]


def name_sides(labels: Mapping[str, str], sides: Iterable[Iterable[str]]) -> list[list[str]]:
    """Return what the actors of each side are called."""
    return [name_actors(labels, side) for side in sides]


def format_sides(labels: Mapping[str, str], sides: Iterable[Iterable[str]]) -> str:
    """Return sides in a line: a, b | c, d."""
    return "  |  ".join(", ".join(side) for side in name_sides(labels, sides))


def describe_standing(result: AlignmentResult) -> str:
    """Say how the likeliest alignment stands among all."""
    level, least, likeliest = result.equally_likely, result.minimum, result.likeliest
    if result.certain:
        rank = (
            "It has the least energy of all"
            if level == 1
            else f"One of {level} alignments that share the least energy, with nothing to choose between them"
        )
        return f"{rank}. Nothing about the ties is uncertain: the alignment is the same in every draw."
    share = format_of_draws(likeliest.probability, result.draws)
    rank = "The likeliest alignment" if level == 1 else f"One of {level} equally likely alignments"
    best = "at the best values too" if likeliest.at_best_values else "but not at the best values"
    if likeliest.at_best_values and least.tied > 1:
        best += f", like {least.tied - 1} more"
    return f"{rank}: it has the least energy in {share}, {best}."


def describe_at_best(result: AlignmentResult) -> str:
    """Say what alignment has the least energy at the best values; empty if it is the likeliest."""
    if result.likeliest.at_best_values:
        return ""
    often = format_of_draws(result.at_best.probability, result.draws)
    sides = format_sides(result.labels, result.at_best.sides)
    return f"At the best values: {sides} (least energy in {often})"


def describe_misplaced(result: AlignmentResult) -> str:
    """Say how many actors the likeliest alignments have on the wrong side; empty if nothing is known."""
    if result.misplaced is None:
        return ""
    low, high = result.misplaced
    count = f"{low} to {high}" if low < high else f"{low}"
    level = result.equally_likely
    whose = f"The {level} likeliest have" if level > 1 else "The likeliest has"
    return f"{whose} {count} {'actor' if high == 1 else 'actors'} on the wrong side."


def describe_known(result: AlignmentResult) -> str:
    """Say what sides are known to have been taken, and how many actors are misplaced; empty if unknown."""
    if result.known is None or not result.known.sides:
        return ""
    sides = format_sides(result.labels, result.known.sides)
    return f"Known by {result.known.date}: {sides}. {describe_misplaced(result)}"


def describe_stable(result: AlignmentResult) -> str:
    """Say how many stable alignments there are, and whether the least energy is proved."""
    least, count = result.minimum, result.minima_found
    stable = f"{count:,} stable alignment" + ("" if count == 1 else "s")
    proof = "proved" if least.proved else f"not proved; none lies below {least.bound:.12g}"
    head = stable if result.exhaustive else f"at least {count} found"
    return f"{head}; {least.tied} with the least energy ({proof})"


def describe_clipped(result: AlignmentResult) -> str:
    """Say how many propensities add up to more than 1 or less than -1; empty if none does."""
    if not result.clipped:
        return ""
    noun = "propensity" if result.clipped == 1 else "propensities"
    return f"{result.clipped} {noun} beyond -1 or 1, cut off at that limit"


def describe_scope(result: AlignmentResult | TurningResult) -> list[str]:
    """Say who takes part and who does not, and what is assumed of the day."""
    actors = f"{len(result.labels):,} actor" + ("" if len(result.labels) == 1 else "s")
    lines = [result.undated] if result.undated else []
    lines.append(f"{actors}, at most {result.blocs} blocs")
    lines += [f"Left out, {why}: {join_names(names)}" for why, names in group_left_out(result)]
    if result.unmoved:
        names = join_names(name_actors(result.labels, result.unmoved))
        lines.append(f"{names}: every propensity is 0, so the side shown is arbitrary")
    return lines


def group_left_out(result: AlignmentResult | TurningResult) -> list[tuple[str, list[str]]]:
    """Return each reason why actors take no part, and what these are called."""
    reasons = dict.fromkeys(x.why for x in result.left_out)
    return [(why, [x.label for x in result.left_out if x.why == why]) for why in reasons]


def format_likelihood(result: AlignmentResult, alignment: LikelyAlignment) -> str:
    """Return in what share of draws an alignment has the least energy, or that nothing is uncertain."""
    if result.certain:
        return "certain" if result.probabilities_found == 1 else "tied"
    return format_share(alignment.probability, result.draws)


def format_together(result: AlignmentResult, share: float) -> str:
    """Return in what share of draws two end on one side; if nothing is uncertain, whether they do."""
    if result.certain:
        return "yes" if share == 1 else "no" if share == 0 else "tied"
    return format_share(share, result.draws)


def list_stable(result: AlignmentResult) -> Listing:
    """List the stable alignments at the best values, the least energy first."""
    judged = result.misplaced is not None

    def row(stable: StableAlignment) -> tuple[str, ...]:
        reached = f"{stable.basin / max(result.basins_counted, 1):.1%}".replace("%", " %")
        cells = (format_sides(result.labels, stable.sides), f"{stable.energy:.6g}", reached)
        return (*cells, str(stable.wrong)) if judged else cells

    columns = ("stable alignments", "energy", "basin", *(("wrong",) if judged else ()))
    # a sentence says how many there are
    return Listing(columns, tuple(row(m) for m in result.minima[:MAX_ROWS]), 0)


def list_likely(result: AlignmentResult) -> Listing | None:
    """List the alignments by the share of draws in which each is the minimum; None for a certain one."""
    if result.draws == 1 or result.certain:
        return None
    rows = [
        (format_sides(result.labels, x.sides), format_share(x.probability, result.draws))
        for x in result.probabilities[:MAX_ROWS]
    ]
    columns = (f"over {result.draws:,} draws, the minimum is", "share of draws")
    return _cut(columns, rows, result.probabilities_found)


def list_pairs(result: AlignmentResult) -> Listing:
    """List the pairs, the strongest propensity first."""
    several = len(result.ingredients) > 1
    labels, place = result.labels, {x.actor: i for i, x in enumerate(result.actors)}
    ranked = sorted(result.propensities, key=lambda p: -abs(p.propensity))
    rows = []
    for pair in ranked[: 2 * MAX_ROWS]:
        together = format_together(result, result.together[place[pair.a]][place[pair.b]])
        cells = (f"{labels[pair.a]} and {labels[pair.b]}", f"{pair.propensity:+.2f}", together)
        parts = "; ".join(f"{result.ingredients[k]} {value:+.2f}" for k, value in pair.parts.items())
        rows.append((*cells, parts) if several else cells)
    columns = ("pair", "propensity", "same side", *(("made of",) if several else ()))
    return _cut(columns, rows, len(ranked))


def list_triangles(result: AlignmentResult) -> Listing | None:
    """List the triangles, the nearest to turning first; None with fewer than three actors."""
    if not result.triangles_found:
        return None
    columns = ("triangles, closest to changing first", "kind", "share of draws", "distance")
    rows = [
        (name_triangle(result, t), t.kind, _kind_share(result, t), f"{t.nearness:.3f}")
        for t in result.triangles[:MAX_ROWS]
    ]
    return _cut(columns, rows, result.triangles_found)


def name_triangle(result: AlignmentResult, triangle: TriangleSummary) -> str:
    """Return the three actors of a triangle."""
    return ", ".join(name_actors(result.labels, triangle.actors))


def _kind_share(result: AlignmentResult, triangle: TriangleSummary) -> str:
    # one draw, if nothing is uncertain or there are too many triangles to judge in each
    draws = result.triangle_draws
    return format_share(triangle.kinds[triangle.kind], draws) if draws > 1 else "–"


def name_lever(labels: Mapping[str, str], lever: LeverMove) -> str:
    """Return what a lever moves: the propensity of two actors, or the size of one."""
    names = name_actors(labels, lever.actors)
    return f"size of {names[0]}" if lever.kind == "size" else f"{names[0]} and {names[1]}"


def select_turning(result: TurningResult) -> list[TippingPoint]:
    """Return the tipping points that turn something."""
    return [t for t in result.tips if t.by is not None]


def describe_now(result: TurningResult) -> list[str]:
    """Say what the alignment is at the best values, and whether anything turns it."""
    lines = [f"At the best values: {format_sides(result.labels, result.now)}"]
    if result.tied > 1:
        lines.append(f"{result.tied} alignments share the least energy now, so any change turns it")
    return lines


def list_tips(result: TurningResult) -> Listing:
    """List the moves that turn the alignment, the smallest first."""

    def row(tip: TippingPoint) -> tuple[str, ...]:
        return (
            "; ".join(name_lever(result.labels, lever) for lever in tip.levers),
            "; ".join(_format_value(lever.now) for lever in tip.levers),
            "; ".join(_format_value(lever.then) for lever in tip.levers) + ("" if tip.usual else " *"),
            "; ".join(_format_value(lever.move, "+") for lever in tip.levers),
            format_sides(result.labels, tip.sides),
        )

    turning = select_turning(result)
    columns = ("lever", "now", "turns at", "move", "then")
    return _cut(columns, [row(t) for t in turning[: 2 * MAX_ROWS]], len(turning))


def describe_tips(result: TurningResult) -> list[str]:
    """Say what the table of tipping points leaves out, and how its numbers are to be read."""
    turning = select_turning(result)
    lines = []
    if idle := len(result.tips) - len(turning):
        lines.append(f"{idle} change nothing, however far they move")
    if any(not t.usual for t in turning):
        lines.append("* beyond the limits of a propensity, which are -1 and 1")
    return [*lines, "Changes in size are given as a fraction of the size."]


def describe_hidden(listing: Listing) -> str:
    """Say how many rows a table leaves out; empty if it has all."""
    return f"and {listing.hidden} more; see --json" if listing.hidden else ""


def _cut(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], whole: int) -> Listing:
    return Listing(columns, tuple(rows), max(whole - len(rows), 0))


def _format_value(value: float | None, sign: str = "") -> str:
    """A number in three digits; what rounding leaves of nought is nought."""
    assert value is not None  # noqa: S101  only levers that turn something are listed
    return f"{0.0 if abs(value) < 1e-9 else value:{sign}.3g}"
