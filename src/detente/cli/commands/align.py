"""`detente align`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from rich.console import RenderableType
from rich.markup import escape

from detente import catalog
from detente.cli.console import print_json, say
from detente.cli.failures import require_files
from detente.cli.terminal_table import plain_table
from detente.errors import UnusableDataError, WrongCallError
from detente.forecasts.alignment.blocs import forecast_alignment
from detente.forecasts.alignment.propensities import Situation, build_situation, build_table_situation
from detente.forecasts.alignment.summary import add_turning, list_alignments, summarise_alignment
from detente.forecasts.run_folder import check_page
from detente.formats.kinds import kind_of
from detente.results.alignment import AlignmentResult, TurningResult, summary_document
from detente.wording import alignment as wording


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
    """Print who sides with whom: minima, probabilities over draws, triangles."""
    if out is not None:
        check_page(out)
    situation = read_situation(files, at=at, ingredients=ingredients, blocs=blocs, draws=draws, seed=seed)
    try:
        alignment = forecast_alignment(situation, every=every, seed=seed)
    except UnusableDataError as why:
        raise WrongCallError(str(why)) from None
    page = None
    if out is None:
        result = summarise_alignment(alignment)
    else:
        from detente.report.alignment import write_page

        result = add_turning(alignment)
        page = write_page(result, out)
    if json:
        document = summary_document(replace(result, all=list_alignments(alignment)))
        written = {} if page is None else {"page": str(page)}
        print_json({"detente": "align", "version": 1, **document, **written})
        return
    say(*_list_alignment(result))
    if alignment.every is not None:
        say(f"All {len(alignment.every.energy)} alignments with their energies: add --json")
    if page is not None:
        say(f"Page  {escape(str(page))}")


def read_situation(
    files: Sequence[str],
    *,
    at: str | None,
    ingredients: Sequence[str] | None,
    blocs: int | None,
    draws: int,
    seed: int,
) -> Situation:
    """Return the situation of a case, or of one or two plain tables of actors and propensities."""
    if len(files) > 1 or (files[0] not in catalog.slugs() and kind_of(files[0])[0] == "table"):
        from detente.formats.networks import read_landscape

        for value, option in ((at, "--at"), (ingredients, "--ingredient")):
            if value:
                raise WrongCallError(
                    f"{option} needs a scenario: a plain table has no dates and no ingredients"
                )
        if len(files) > 2:
            raise WrongCallError("name one table of actors and one of propensities")
        require_files(*files)
        table = read_landscape(files)
        return build_table_situation(
            Path(files[-1]).stem, table.names, table.size, table.propensity, blocs or 2
        )
    return build_situation(
        catalog.load(files[0]),
        draws=draws,
        seed=seed,
        at=None if at is None else _parse_day(at),
        ingredients=ingredients or None,
        blocs=blocs,
    )


def list_scope(result: AlignmentResult | TurningResult) -> list[RenderableType]:
    """Return the heading of an alignment: its title and day, who takes part, and what is assumed."""
    day = f"  on {result.date}" if result.date else ""
    return [
        f"[bold]{escape(result.title)}[/bold]{day}",
        *map(escape, wording.describe_scope(result)),
        "",
    ]


def list_rows(listing: wording.Listing) -> list[RenderableType]:
    """Return a table, and how many rows it leaves out."""
    table = plain_table(*listing.columns)
    for row in listing.rows:
        table.add_row(*map(escape, row))
    hidden = wording.describe_hidden(listing)
    return [table, hidden] if hidden else [table]


def _list_alignment(result: AlignmentResult) -> list[RenderableType]:
    sides = wording.format_sides(result.labels, result.likeliest.sides)
    parts = [*list_scope(result), f"[bold]{escape(sides)}[/bold]", wording.describe_standing(result)]
    if at_best := wording.describe_at_best(result):
        parts.append(escape(at_best))
    parts += ["", *list_rows(wording.list_stable(result)), wording.describe_stable(result), ""]
    if known := wording.describe_known(result):
        parts += [escape(known), ""]
    for listing in (
        wording.list_likely(result),
        wording.list_pairs(result),
        wording.list_triangles(result),
    ):
        if listing is not None:
            parts += [*list_rows(listing), ""]
    if clipped := wording.describe_clipped(result):
        parts.append(clipped)
    return parts


def _parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text if len(text) != 4 else f"{text}-07-01")
    except ValueError:
        raise WrongCallError(f"--at takes a day, YYYY-MM-DD, or a year, not {text!r}") from None
