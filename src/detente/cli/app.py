"""The commands and their options."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.alignment_app import add_alignment_commands
from detente.cli.console import prepare, print_json
from detente.cli.failures import failing
from detente.cli.options import (
    Case,
    Data,
    DrawCount,
    Issues,
    Json,
    Models,
    Seed,
    Sources,
    Threads,
    Without,
    as_name,
)
from detente.draw_counts import DRAWS

app = typer.Typer(
    name="detente",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Forecast international politics: a sourced scenario, published models, distributions.",
    epilog="A first look: [bold]detente run alaska-2025 --report[/bold]",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command; exit 0, 1 (the data are wrong), 2 (the call is wrong) or 70 (a bug)."""
    prepare()
    with failing(as_json="--json" in sys.argv):
        app()


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"detente {version('detente')}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def catalog(json: Json = False) -> None:
    """List the bundled cases."""
    from detente.cli.commands.catalog import show_catalog

    show_catalog(json=json)


@app.command()
def show(case: Case, json: Json = False) -> None:
    """Show who wants what in a scenario, and what its numbers rest on."""
    from detente.cli.commands.show import show_scenario

    show_scenario(case, json=json)


@app.command()
def check(
    case: Case,
    sources: Sources = None,
    reanchor: Annotated[
        bool, typer.Option("--reanchor", help="Write the new places of moved passages into the file.")
    ] = False,
    json: Json = False,
) -> None:
    """Check a scenario, and every passage against its source.

    Exit code 1 if the scenario is wrong, a passage is no longer in its source, or a source is not in the
    folder named by --sources.
    """
    from detente import catalog as cases
    from detente.cli.commands import check

    raise typer.Exit(check.check(cases.path(case), sources, move=reanchor, json=json))


@app.command()
def run(
    case: Case,
    model: Models = None,
    issue: Issues = None,
    draws: DrawCount = DRAWS,
    seed: Seed = 0,
    threads: Threads = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="The run folder. Default: runs/<case>, or one next to it."),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace another run that the folder holds.")
    ] = False,
    report: Annotated[bool, typer.Option("--report", help="Write the report as well.")] = False,
    sources: Sources = None,
    ktab: Annotated[
        bool, typer.Option("--ktab", help="Compute the spatial model as KTAB 1.4 does, errors included.")
    ] = False,
    without: Without = None,
    json: Json = False,
) -> None:
    """Forecast a scenario with every model that it supports, and keep the run in a folder."""
    from detente import catalog as cases

    scenario = cases.load(case)  # first: what is wrong with it need not wait for what runs models
    from detente.cli.commands import run

    run.run(
        case,
        scenario,
        out=out,
        replace=replace,
        report=report,
        sources=sources,
        json=json,
        ktab=ktab,
        models=model,
        issues=issue,
        draws=draws,
        seed=seed,
        threads=threads,
        without=without or (),
    )


@app.command()
def winset(
    case: Case, without: Without = None, draws: DrawCount = DRAWS, seed: Seed = 0, json: Json = False
) -> None:
    """Show whether a package suits all whose consent is needed, who blocks it, and what would win them."""
    from detente.cli.commands import answers

    answers.show_answers(case, "winset", without, draws, seed, json=json)


@app.command()
def conflict(
    case: Case, without: Without = None, draws: DrawCount = DRAWS, seed: Seed = 0, json: Json = False
) -> None:
    """Show where fighting on leads, what happens when a patron stops, and what guarantees add."""
    from detente.cli.commands import answers

    answers.show_answers(case, "conflict", without, draws, seed, json=json)


@app.command()
def burden(
    case: Case, without: Without = None, draws: DrawCount = DRAWS, seed: Seed = 0, json: Json = False
) -> None:
    """Show what defence shares cost each state, who pays in the alliance, and what tariffs cost."""
    from detente.cli.commands import answers

    answers.show_answers(case, "burden", without, draws, seed, json=json)


@app.command()
def explain(
    case: Case,
    model: Annotated[
        str, typer.Option("--model", metavar="SPEC", help="challenge, exchange or spatial, with options.")
    ] = "spatial",
    issue: Issues = None,
    actor: Annotated[
        str | None,
        typer.Option(
            "--actor", metavar="ACTOR", callback=as_name, help="Show only what this actor does or faces."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Show, turn by turn, who challenged whom, what was offered, what was accepted, and why."""
    from detente.cli.commands import explain

    explain.explain(case, model, issue, actor, json=json)


@app.command()
def report(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A run folder, or a case to run first.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Default: report.html in the run folder.")
    ] = None,
    sources: Sources = None,
    json: Json = False,
) -> None:
    """Write the report: one HTML file that works offline."""
    from detente.cli.commands.report import report

    report(run, out=out, sources=sources, json=json)


@app.command()
def backtest(
    file: Data,
    model: Models = None,
    seed: Seed = 0,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Write pictures and backtest.json to this folder."),
    ] = None,
    json: Json = False,
) -> None:
    """Score every model and the baselines on decided issues, with intervals over proposals."""
    from detente.cli.commands import backtest

    backtest.backtest(file, models=model, seed=seed, out=out, json=json)


@app.command()
def calibrate(
    file: Data,
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="Write the fitted numbers to this file.")
    ],
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Fit the blend on decided issues, in the same way as its shipped numbers."""
    from detente.cli.commands import calibrate

    calibrate.calibrate(file, seed=seed, out=out, json=json)


@app.command()
def baserate(
    name: Annotated[
        str | None, typer.Argument(metavar="CLASS", help="A reference class; without one, all are listed.")
    ] = None,
    lasted: Annotated[
        str | None, typer.Option("--lasted", metavar="TIME", help="How long it has lasted: 42mo, 3y, 1270d.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="The day it began, instead of --lasted.")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="DATE", help="The date to forecast for, or a time ahead such as 6mo."),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="DATE",
            help="The day of the forecast. Default: today; if --by has passed, the day of the newest bundled "
            "case before it.",
        ),
    ] = None,
    score: Annotated[
        Path | None,
        typer.Option("--score", metavar="DIR", help="Score the forecasts on a folder of cases instead."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="With --score: write the page to this folder."),
    ] = None,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Report how often cases that had lasted this long ended by a date, and how."""
    from detente.cli.commands.baserate import show_base_rate

    show_base_rate(
        name, lasted=lasted, since=since, by=by, as_of=as_of, score=score, out=out, seed=seed, json=json
    )


@app.command()
def models(
    slug: Annotated[str | None, typer.Argument(metavar="MODEL", help="Show this model in full.")] = None,
    json: Json = False,
) -> None:
    """List the models, or show one: its equation, parameters, variants and sources."""
    from detente.cli.commands.models import show_models

    show_models(slug, json=json)


@app.command()
def schema(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="scenario, or a command's --json output.")
    ] = "scenario",
) -> None:
    """Print the JSON Schema of a scenario file, or of what a command prints with --json."""
    from detente.cli.json_schemas import schema as published

    print_json(published(name))


add_alignment_commands(app)
