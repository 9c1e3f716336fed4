"""`detente tip`."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType
from rich.markup import escape

from detente.cli.commands.align import list_rows, list_scope, read_situation
from detente.cli.console import print_json, say
from detente.errors import UnusableDataError, WrongCallError
from detente.forecasts.alignment.summary import summarise_turning
from detente.forecasts.alignment.turning import find_turning_points
from detente.names import plain_name
from detente.results.alignment import PhaseDiagram, TurningResult, summary_document
from detente.wording import alignment as wording

#: What stands for each alignment in a phase diagram.
_MARKS = "·○●◆"


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
    """Print what would turn the alignment."""
    situation = read_situation(files, at=at, ingredients=ingredients, blocs=blocs, draws=1, seed=0)
    try:
        turning = find_turning_points(situation, [_parse_pair(p) for p in pairs or ()], ways=ways)
    except UnusableDataError as why:
        raise WrongCallError(str(why)) from None
    result = summarise_turning(turning)
    if json:
        print_json({"detente": "tip", "version": 1, **summary_document(result)})
    else:
        say(*_list_turning(result))


def _parse_pair(text: str) -> tuple[str, str]:
    one, colon, other = text.partition(":")
    if not colon or not one or not other:
        raise WrongCallError(f"--pair takes two actors as A:B, not {text!r}")
    return plain_name(one), plain_name(other)


def _list_turning(result: TurningResult) -> list[RenderableType]:
    parts = [*list_scope(result), *map(escape, wording.describe_now(result)), ""]
    parts += [*list_rows(wording.list_tips(result)), *wording.describe_tips(result)]
    if result.diagram is not None:
        parts += ["", *_draw_diagram(result, result.diagram)]
    return parts


def _draw_diagram(result: TurningResult, diagram: PhaseDiagram) -> list[RenderableType]:
    across, up = (
        escape(" and ".join(wording.name_actors(result.labels, axis.actors)))
        for axis in (diagram.x, diagram.y)
    )
    lines: list[RenderableType] = [
        f"[bold]{across}[/bold] (across, -1 to 1), [bold]{up}[/bold] (up, -1 to 1)"
    ]
    column, line = (
        min(range(len(axis.values)), key=lambda k, axis=axis: abs(axis.values[k] - axis.now))  # type: ignore[misc]
        for axis in (diagram.x, diagram.y)
    )
    for j in range(len(diagram.y.values) - 1, -1, -2):
        row = [_MARKS[phases[j]] for phases in diagram.phase]
        if line in (j, j - 1):
            row[column] = "X"
        lines.append("  " + "".join(row))
    for phase in sorted({phase for phases in diagram.phase for phase in phases}):
        sides = wording.format_sides(result.labels, diagram.configurations[phase])
        lines.append(f"  {_MARKS[phase]} {escape(sides)}")
    return [*lines, "  X today"]
