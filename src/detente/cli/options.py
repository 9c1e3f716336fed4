"""Arguments and options that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from detente.names import plain_name


def as_name(given: Any) -> Any:
    """Names from the command line as scenarios and tables hold them, however they were typed."""
    if isinstance(given, str):
        return plain_name(given)
    return None if given is None else [plain_name(name) for name in given]


Case = Annotated[str, typer.Argument(metavar="CASE", help="A scenario file, or the name of a bundled case.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document; detente schema describes it.")]
Sources = Annotated[
    Path | None,
    typer.Option("--sources", metavar="DIR", help="The folder that holds the source texts."),
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Same seed, same numbers.")]
DrawCount = Annotated[
    int, typer.Option("--draws", min=1, max=2**24, help="How many values to sample for every quantity.")
]
Models = Annotated[
    list[str] | None,
    typer.Option("--model", metavar="SPEC", help="SLUG, SLUG:VARIANT or SLUG:KEY=VALUE,...; repeatable."),
]
Issues = Annotated[
    list[str] | None,
    typer.Option("--issue", metavar="ISSUE", callback=as_name, help="Show this issue only; repeatable."),
]
Threads = Annotated[
    int | None,
    typer.Option("--threads", min=1, help="Default: all processors. The numbers do not depend on it."),
]
Without = Annotated[
    list[str] | None,
    typer.Option("--without", metavar="LINK", help="Switch off a link between parts; repeatable."),
]
Data = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="Decided issues: the DEU III layout, or plain CSV."),
]
Files = Annotated[
    list[str],
    typer.Argument(
        metavar="CASE",
        help="A scenario, a bundled case, or tables: name,size and a,b,propensity or a matrix.",
    ),
]
At = Annotated[
    str | None,
    typer.Option("--at", metavar="DAY", help="Ties as of this day or year. Default: the date of the case."),
]
Ingredients = Annotated[
    list[str] | None,
    typer.Option(
        "--ingredient",
        metavar="NAME",
        callback=as_name,
        help="Only this ingredient of propensities; repeatable.",
    ),
]
Blocs = Annotated[
    int | None,
    typer.Option("--blocs", min=2, max=6, help="The most blocs that may form. Default: as the case states."),
]
