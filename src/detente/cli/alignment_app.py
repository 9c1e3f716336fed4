"""The commands on alignment and voting power: align, tip, frustration, power."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.options import At, Blocs, Files, Ingredients, Json, Seed
from detente.draw_counts import ALIGNMENT_DRAWS


def align(
    case: Files,
    at: At = None,
    ingredient: Ingredients = None,
    blocs: Blocs = None,
    draws: Annotated[
        int, typer.Option("--draws", min=1, max=2**20, help="How many times to sample the propensities.")
    ] = ALIGNMENT_DRAWS,
    seed: Seed = 0,
    every: Annotated[
        bool, typer.Option("--all", help="With --json: the energy of every possible alignment.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write a page with pictures to this file.")
    ] = None,
    json: Json = False,
) -> None:
    """Show who sides with whom: stable alignments, their probabilities, triangles."""
    from detente.cli.commands import align

    align.show_alignment(
        case,
        at=at,
        ingredients=ingredient,
        blocs=blocs,
        draws=draws,
        seed=seed,
        every=every,
        out=out,
        json=json,
    )


def tip(
    case: Files,
    pair: Annotated[
        list[str] | None,
        typer.Option(
            "--pair",
            metavar="A:B",
            help="Only this propensity; with two, draw a phase diagram as well.",
        ),
    ] = None,
    ways: Annotated[int, typer.Option("--ways", min=1, max=2, help="How many levers to move at once.")] = 1,
    at: At = None,
    ingredient: Ingredients = None,
    blocs: Blocs = None,
    json: Json = False,
) -> None:
    """Find the smallest changes in propensities and sizes that would turn the alignment."""
    from detente.cli.commands import tip

    tip.show_turning(case, at=at, ingredients=ingredient, blocs=blocs, pairs=pair, ways=ways, json=json)


def frustration(
    file: Annotated[
        Path, typer.Argument(metavar="EDGES", help="A table with the columns source,target,sign.")
    ],
    network: Annotated[
        list[str] | None,
        typer.Option(
            "--network",
            metavar="NAME",
            help="Only this network, as named in the column network; repeatable.",
        ),
    ] = None,
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=0.01, help="Seconds allowed for the proof, per network.")
    ] = 60.0,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Count balanced triads of a signed network, and find its exact frustration index."""
    from detente.cli.commands import frustration

    frustration.frustration(file, networks=network, time_limit=time_limit, seed=seed, json=json)


def power(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="A table with the columns player,weight or with several weights."
        ),
    ],
    quota: Annotated[
        list[str],
        typer.Option(
            "--quota",
            metavar="[COLUMN=]QUOTA",
            help="The least that passes: 12, 65%, 2/3 (of all), '>50%' (more), states=55%; one per column.",
        ),
    ],
    veto: Annotated[
        list[str] | None,
        typer.Option("--veto", metavar="PLAYER", help="Nothing passes without this player; repeatable."),
    ] = None,
    either: Annotated[
        bool, typer.Option("--any", help="If there are several columns, one rule is enough.")
    ] = False,
    alternative: Annotated[
        list[str] | None,
        typer.Option(
            "--or",
            metavar="RULES",
            help="Another way to pass: states=24, or with commas if all of several must hold; repeatable.",
        ),
    ] = None,
    blocking: Annotated[
        list[str] | None,
        typer.Option(
            "--blocking-minority",
            metavar="[COLUMN=]N",
            help="Another way to pass: fewer than this are against, such as states=4; repeatable.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Compute Shapley-Shubik and Banzhaf indices: exactly, or in large bodies to a stated precision.

    The Council of the EU: --quota states=55% --quota population=65% --blocking-minority states=4.
    """
    from detente.cli.commands import power

    power.voting_power(
        file,
        quotas=quota,
        vetoes=veto,
        either=either,
        alternatives=alternative,
        blocking=blocking,
        json=json,
    )


def add_alignment_commands(app: typer.Typer) -> None:
    """Add the commands to the application."""
    for command in (align, tip, frustration, power):
        app.command()(command)
