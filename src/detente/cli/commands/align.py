"""`detente align` and `detente tip`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
from rich.console import RenderableType
from rich.markup import escape

from detente import catalog
from detente.cli.console import print_json, say
from detente.cli.failures import require_files
from detente.cli.tables import count_noun
from detente.cli.terminal_table import plain_table
from detente.errors import WrongCallError
from detente.forecasts.alignment.blocs import AlignmentForecast, forecast_alignment, sides_of
from detente.forecasts.alignment.propensities import Situation, build_situation, of_arrays
from detente.forecasts.alignment.turning import TurningPoints, find_turning_points
from detente.forecasts.run_folder import check_page
from detente.formats.kinds import kind_of
from detente.models.alignment.arrays import Labels
from detente.models.alignment.triangle import KINDS
from detente.names import plain_name
from detente.shares import format_of_draws, format_share
from detente.wording.phrases import join_names

_SHOWN = 12  # rows of a table of minima, probabilities, triangles or tips


def show_alignment(
    files: Sequence[str],
    *,
    at: str | None,
    ingredients: Sequence[str] | None,
    blocs: int | None,
    draws: int,
    seed: int,
    every: bool,
    out: Path | None,
    json: bool,
) -> None:
    """Who sides with whom: minima, probabilities over draws, triangles."""
    if out is not None:
        check_page(out)
    found = read_situation(files, at=at, ingredients=ingredients, blocs=blocs, draws=draws, seed=seed)
    try:
        made = forecast_alignment(found, every=every, seed=seed)
    except ValueError as why:
        raise WrongCallError(str(why)) from None
    page = None
    if out is not None:
        from detente.report.alignment import write_page

        page = write_page(made, out)
    if json:
        shown = {} if page is None else {"page": str(page)}
        print_json({"detente": "align", "version": 1, **made.to_dict(), **shown})
    else:
        say(*_alignment(made))
        if page is not None:
            say(f"Page  {escape(str(page))}")


def show_turning(
    files: Sequence[str],
    *,
    at: str | None,
    ingredients: Sequence[str] | None,
    blocs: int | None,
    pairs: Sequence[str] | None,
    ways: int,
    json: bool,
) -> None:
    """What would turn the alignment."""
    found = read_situation(files, at=at, ingredients=ingredients, blocs=blocs, draws=1, seed=0)
    try:
        made = find_turning_points(found, [_pair(p) for p in pairs or ()], ways=ways)
    except ValueError as why:
        raise WrongCallError(str(why)) from None
    if json:
        print_json({"detente": "tip", "version": 1, **made.to_dict()})
    else:
        say(*_turning(made))


def read_situation(
    files: Sequence[str],
    *,
    at: str | None,
    ingredients: Sequence[str] | None,
    blocs: int | None,
    draws: int,
    seed: int,
) -> Situation:
    """The situation of a case, or of one or two plain tables of actors and propensities."""
    if len(files) > 1 or (files[0] not in catalog.slugs() and kind_of(files[0])[0] == "table"):
        from detente.formats.networks import read_landscape

        for given, name in ((at, "--at"), (ingredients, "--ingredient")):
            if given:
                raise WrongCallError(
                    f"{name} needs a scenario: a plain table has no dates and no ingredients"
                )
        if len(files) > 2:
            raise WrongCallError("name one table of actors and one of propensities")
        require_files(*files)
        table = read_landscape(files)
        return of_arrays(Path(files[-1]).stem, table.names, table.size, table.propensity, blocs or 2)
    return build_situation(
        catalog.load(files[0]),
        draws=draws,
        seed=seed,
        at=None if at is None else _day(at),
        ingredients=ingredients or None,
        blocs=blocs,
    )


def format_sides(found: Sequence[Sequence[str]]) -> str:
    """Sides in a line: a, b | c, d."""
    return "  |  ".join(", ".join(side) for side in found)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text if len(text) != 4 else f"{text}-07-01")
    except ValueError:
        raise WrongCallError(f"--at takes a day, YYYY-MM-DD, or a year, not {text!r}") from None


def _pair(text: str) -> tuple[str, str]:
    one, colon, other = text.partition(":")
    if not colon or not one or not other:
        raise WrongCallError(f"--pair takes two actors as A:B, not {text!r}")
    return plain_name(one), plain_name(other)


def _head(s: Situation) -> list[RenderableType]:
    """What the situation is of, and what is assumed and left out."""
    day = f"  on {s.date}" if s.date else ""
    parts: list[RenderableType] = [f"[bold]{escape(s.title)}[/bold]{day}"]
    if s.undated:
        parts.append(s.undated)
    parts.append(f"{count_noun(len(s.actors), 'actor')}, at most {s.blocs} blocs")
    for why in dict.fromkeys(x.why for x in s.left_out):
        names = join_names([x.label for x in s.left_out if x.why == why])
        parts.append(f"Left out, {why}: {escape(names)}")
    if s.unmoved:
        names = join_names(s.names(s.unmoved))
        parts.append(f"{escape(names)}: every propensity is 0, so the side shown says nothing")
    return [*parts, ""]


def _alignment(made: AlignmentForecast) -> list[RenderableType]:
    s, found = made.situation, made.landscape
    parts = _head(s)
    parts += [f"[bold]{escape(_sides(s, made.likeliest))}[/bold]", made.standing()]
    least = found.minimum
    if not made.at_best_values:
        often = format_of_draws(made.probability(least.bloc[0]), len(s.over.size))
        parts.append(f"At the best values: {escape(_sides(s, least.bloc[0]))} (least energy in {often})")
    parts.append("")
    proof = "proved" if least.proved else f"not proved, no alignment below {least.bound:.12g}"
    judged = s.actual is not None
    table = plain_table("stable alignments", "energy", "basin", *(["wrong"] if judged else []))
    for m in range(min(len(found.bloc), _SHOWN)):
        wrong = [str(made.misplaced(found.bloc[m]))] if judged else []
        reached = f"{found.basin[m] / max(found.counted, 1):.1%}".replace("%", " %")
        table.add_row(escape(_sides(s, found.bloc[m])), f"{found.energy[m]:.6g}", reached, *wrong)
    stable = count_noun(found.found, "stable alignment")
    count = stable if found.exhaustive else f"at least {found.found} found"
    parts += [table, f"{count}; the least energy is {proof}, {least.tied} with it", ""]
    if s.known is not None and judged:
        known = format_sides([s.names(side) for side in s.known.sides])
        parts += [f"Known by {s.known.date}: {escape(known)}. {made.judged()}", ""]
    draws = len(s.over.size)
    if draws > 1 and not s.certain:
        table = plain_table(f"over {draws:,} draws, the minimum is", "share of draws")
        rows = list(zip(made.alignment.configuration, made.alignment.probability, strict=True))
        for bloc, p in rows[:_SHOWN]:
            table.add_row(escape(_sides(s, bloc)), format_share(float(p), draws))
        parts += [table, *_more(len(rows)), ""]
    parts += _pairs(made)
    parts += _triangles(made)
    if s.clipped:
        pairs = "propensity" if s.clipped == 1 else "propensities"
        parts.append(f"{s.clipped} {pairs} beyond -1 or 1, cut off there")
    if made.every is not None:
        parts.append(f"All {len(made.every.energy)} alignments with their energies: add --json")
    return parts


def _pairs(made: AlignmentForecast) -> list[RenderableType]:
    s = made.situation
    several = len(s.parts) > 1
    table = plain_table("pair", "propensity", "on one side", *(["made of"] if several else []))
    n = len(s.actors)
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    best = s.best.propensity[0]
    pairs.sort(key=lambda p: -abs(best[p]))
    for i, j in pairs[: 2 * _SHOWN]:
        made_of = [f"{s.part_labels[k]} {v[i, j]:+.2f}" for k, v in s.parts.items() if v[i, j]]
        together = _together(float(made.alignment.together[i, j]), s)
        name = escape(f"{s.labels[i]} and {s.labels[j]}")
        table.add_row(
            name, f"{best[i, j]:+.2f}", together, *([escape("; ".join(made_of))] if several else [])
        )
    return [table, *_more(len(pairs), 2 * _SHOWN), ""]


def _together(p: float, s: Situation) -> str:
    """In what share of draws two end on one side; of what is certain, whether they do."""
    if s.certain:
        return "yes" if p == 1 else "no" if p == 0 else "tied"
    return format_share(p, len(s.over.size))


def _triangles(made: AlignmentForecast) -> list[RenderableType]:
    if made.triangles is None:
        return []
    found, names = made.triangles, made.situation.labels
    draws = len(found.place)  # one, if nothing is uncertain or there are too many to judge in each
    table = plain_table("triangles, nearest to turning first", "kind", "share of draws", "distance")
    for t in range(min(len(found.actors), _SHOWN)):
        kind = int(np.argmax(found.share[t]))
        members = ", ".join(names[i] for i in found.actors[t])
        said = format_share(float(found.share[t, kind]), draws) if draws > 1 else "–"
        table.add_row(escape(members), KINDS[kind], said, f"{found.nearness[t]:.3f}")
    return [table, *_more(len(found.actors)), ""]


def _turning(made: TurningPoints) -> list[RenderableType]:
    s = made.situation
    parts = [*_head(s), f"At the best values: {escape(format_sides([s.names(side) for side in made.now]))}"]
    if made.tied > 1:
        parts.append(f"{made.tied} alignments have the least energy now: anything turns it")
    parts.append("")
    table = plain_table("lever", "now", "turns at", "move", "then")
    chosen = [t for t in made.tips if np.isfinite(t.by)]
    for t in chosen[: 2 * _SHOWN]:
        lever = escape("; ".join(made.lever(x) for x in t.levers))
        now = "; ".join(_short(x.value(s.best)) for x in t.levers)
        then = "; ".join(map(_short, t.values)) + ("" if t.usual else " *")
        moves = "; ".join(_short(m, "+") for m in t.moves)
        table.add_row(lever, now, then, moves, escape(_sides(s, t.bloc)))
    parts += [table, *_more(len(chosen), 2 * _SHOWN)]
    if never := len(made.tips) - len(chosen):
        parts.append(f"{never} turn nothing, however far they move")
    if any(not t.usual for t in chosen):
        parts.append("* a propensity beyond -1 or 1, which it does not reach")
    parts.append("Moves of sizes are shares of themselves.")
    if made.diagram is not None:
        parts += ["", *_diagram(made)]
    return parts


def _diagram(made: TurningPoints) -> list[RenderableType]:
    d = made.diagram
    assert d is not None  # noqa: S101  drawn only where there is one
    marks = "·○●◆"
    one, other = (escape(made.lever(lever)) for lever in made.axes)
    lines: list[RenderableType] = [
        f"[bold]{one}[/bold] (across, -1 to 1), [bold]{other}[/bold] (up, -1 to 1)"
    ]
    here = [int(np.abs(axis - at).argmin()) for axis, at in zip((d.x, d.y), d.here, strict=True)]
    for j in range(len(d.y) - 1, -1, -2):
        row = [marks[d.phase[i, j]] for i in range(len(d.x))]
        if here[1] in (j, j - 1):
            row[here[0]] = "X"
        lines.append("  " + "".join(row))
    used = np.unique(d.phase)
    lines += [f"  {marks[p]} {escape(_sides(made.situation, d.bloc[p]))}" for p in used]
    return [*lines, "  X today"]


def _sides(s: Situation, bloc: Labels) -> str:
    """An alignment (N,) in a line."""
    return format_sides([s.names(side) for side in sides_of(s.actors, bloc)])


def _short(value: float, sign: str = "") -> str:
    """A number in three digits; what rounding leaves of nought is nought."""
    return f"{0.0 if abs(value) < 1e-9 else value:{sign}.3g}"


def _more(found: int, shown: int = _SHOWN) -> list[RenderableType]:
    return [f"and {found - shown} more; see --json"] if found > shown else []
