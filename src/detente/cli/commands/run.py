"""`detente run` and `detente report`."""

from __future__ import annotations

import shlex
import time
from collections.abc import Collection, Iterable
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

from rich.markup import escape

from detente import catalog
from detente.cli import tables
from detente.cli.commands.explain import trace_positions
from detente.cli.console import note, print_json, say
from detente.cli.failures import WrongCallError
from detente.cli.progress import bar, waiting
from detente.draws import central
from detente.forecasts import Forecast, RunFolderError, open_run
from detente.forecasts.alignment.propensities import is_anybody_tied
from detente.forecasts.estimate import Clock, estimate, is_quick
from detente.forecasts.memory import check_memory
from detente.forecasts.nodes.settlement import to_bargain
from detente.forecasts.run import Plan, carry_out_plan, choose_models, plan_forecast
from detente.forecasts.run_folder import (
    PARTS,
    REPORT,
    check_page,
    claim_folder,
    edited_since,
    find_run,
    text_of,
    write_run,
)
from detente.models import Configured, configure
from detente.scenario import Scenario
from detente.wording.durations import duration

#: What a forecast reports progress of besides models: the other parts, the rounds, who sides with whom.
_OTHERS = 3

#: Seconds from which on it is said beforehand how long a forecast takes.
_LONG = 5.0


def run(
    case: str,
    scenario: Scenario,
    *,
    out: Path | None,
    replace: bool,
    report: bool,
    sources: Path | None,
    json: bool,
    ktab: bool,
    threads: int | None,
    **asked: Any,
) -> None:
    """Forecast a case, keep the run, show it."""
    started = time.perf_counter()
    if ktab:
        asked["models"] = [_as_ktab(spec) for spec in asked["models"] or ["spatial"]]
    chosen = choose_models(asked["models"])
    with ExitStack() as stack:
        folder = _claim(stack, out or _usual(case), report)
        ready = _plan(scenario, chosen, threads=threads, **asked)
        if asked["models"] and not any(c.label in map(_label, asked["models"]) for c in ready.chosen):
            left_out = ready.manifest["left_out"].items()
            why = "; ".join(f"{label}: {', '.join(lacking)}" for label, lacking in left_out)
            raise WrongCallError(f"no model that was asked for can use this scenario: {why}")
        folder = _room(stack, folder, ready, report=report, given=out is not None, replace=replace)
        before = find_run(folder)
        with bar(len(chosen) + _OTHERS) as told:
            made = carry_out_plan(ready, threads=threads, progress=told, parts=folder / PARTS)
        write_run(made, folder)
        page = _write_report(made, folder / REPORT, sources) if report else None
    if before is not None:
        same = before.manifest["key"] == ready.key
        note(
            f"{folder}: the same run was there, and was made again"
            if same
            else f"{folder}: replaced {before}"
        )
    seconds = time.perf_counter() - started
    if json:
        extra: dict[str, Any] = {"report": str(page)} if page else {}
        if histories := _histories(made, chosen):
            extra["histories"] = histories
        print_json(None, **made.to_dict(), folder=str(folder), **extra)
        return
    say(*tables.forecast(made))
    files = ", ".join(sorted(p.name for p in folder.iterdir()))
    say(f"Run     {escape(f'{folder} ({files})')}")
    if page:
        say(f"Report  {escape(str(page))}")
    else:
        say(f"Report  write it with: detente report {escape(shlex.quote(str(folder)))}")
    say(f"Took    {seconds:.1f} s: {tables.count_noun(made.draws, 'draw')}, seed {made.manifest['seed']}")


def _plan(
    scenario: Scenario, chosen: Iterable[Configured], *, threads: int | None = None, **asked: Any
) -> Plan:
    """Say how long the forecast will take, and draw what it needs."""
    draws, without = asked.get("draws", 4096), asked.get("without", ())
    announce(scenario, chosen, draws=draws, threads=threads, without=without)
    with bar(1) as told:
        return plan_forecast(scenario, progress=told, **asked)


def announce(
    scenario: Scenario,
    chosen: Iterable[Configured],
    *,
    draws: int,
    threads: int | None = None,
    without: Collection[str] = (),
    clock: Clock = time.perf_counter,
) -> None:
    """Say on standard error how long a forecast will take, if that is more than a few seconds.

    Raises TooLargeError where its draws need more memory than there is.
    """
    check_memory(scenario, draws)
    if is_quick(scenario, draws):
        return
    try:
        with waiting("measuring a few draws"):
            expected = estimate(scenario, chosen, draws=draws, threads=threads, without=without, clock=clock)
    except (ValueError, LookupError):
        return  # what is wrong is said by the forecast itself, of its own draws
    if expected.total >= _LONG:
        most = f", most of it for {expected.longest}" if expected.longest else ""
        note(f"about {duration(expected.total)} for {draws:,} draws{most}")


def report(run: str, *, out: Path | None, sources: Path | None, json: bool) -> None:
    """Write the report of a run folder, or of a case that is run first."""
    if out is not None:
        check_page(out)
    if Path(run).is_dir():
        folder = Path(run)
        made = open_run(folder)
        check_page(out or folder / REPORT)
        page = _write_report(made, out or folder / REPORT, sources)
    else:
        scenario = catalog.load(run)
        if not scenario.issues:
            _only_sides(run, scenario, out, json=json)
            return
        with ExitStack() as stack:
            folder = _claim(stack, _usual(run), out is None)
            ready = _plan(scenario, choose_models(None))
            folder = _room(stack, folder, ready, report=out is None)
            if folder != _usual(run):
                note(f"for the report of the other: detente report {shlex.quote(str(_usual(run)))}")
            if find_run(folder) is not None:
                note(f"{folder} holds this run, which is not made again")
                made = open_run(folder)
            else:
                with bar(len(ready.chosen) + _OTHERS) as told:
                    made = carry_out_plan(ready, progress=told, parts=folder / PARTS)
                write_run(made, folder)
            page = _write_report(made, out or folder / REPORT, sources)
    if json:
        print_json("report", report=str(page), folder=str(folder), bytes=page.stat().st_size)
    else:
        say(f"Report  {escape(str(page))}")


def _usual(case: str) -> Path:
    """The run folder of a case where none is named."""
    return Path("runs") / Path(case).stem


def _claim(stack: ExitStack, folder: Path, report: bool) -> Path:
    stack.enter_context(claim_folder(folder))
    if report:
        check_page(folder / REPORT)
    return folder


def _room(
    stack: ExitStack, folder: Path, ready: Plan, *, report: bool, given: bool = False, replace: bool = False
) -> Path:
    """The claimed folder if it is free, holds this very run, or may be replaced; else one beside it, claimed.

    A folder that was ``given`` is refused instead.
    """
    first, kept = folder, ""
    for n in count(2):
        found = find_run(folder, text_of(ready.scenario))
        same = found is not None and found.manifest["key"] == ready.key
        if found is None or ((same or replace) and not found.edited):
            if folder != first:
                note(f"{first} holds another run ({kept}), which stays; this one is in {folder}")
            return folder
        if found.edited and (given or replace):
            raise edited_since(folder)
        if given:
            raise RunFolderError(
                f"{folder} holds another run ({found}); name another folder with --out, or add --replace"
            )
        stack.close()
        kept = kept or str(found)
        folder = _claim(stack, first.with_name(f"{first.name}-{n}"), report)
    raise AssertionError  # count has no end


def _only_sides(case: str, scenario: Scenario, out: Path | None, *, json: bool) -> None:
    """The report of a case in which nothing is to be settled: who sides with whom."""
    from detente.forecasts.alignment.propensities import build_situation
    from detente.forecasts.alignment.summary import align_situation
    from detente.report.alignment import page_html
    from detente.report.page import write_page

    html = page_html(align_situation(build_situation(scenario)))
    page = write_page(html, out) if out is not None else _beside(case, html)
    if json:
        print_json("report", report=str(page), folder=str(page.parent), bytes=page.stat().st_size)
    else:
        say(f"Report  {escape(str(page))}")


def _beside(case: str, html: str) -> Path:
    """Write a page into a folder of its own, or into the one that holds the same page already."""
    from detente.report.page import write_page

    for n in count(1):
        folder = _usual(case) if n == 1 else _usual(case).with_name(f"{_usual(case).name}-{n}")
        with claim_folder(folder):
            page = folder / REPORT
            if find_run(folder) is None and (not page.exists() or page.read_bytes() == html.encode()):
                return write_page(html, page)
    raise AssertionError  # count has no end


def _label(spec: str) -> str:
    return configure(spec).label


def _as_ktab(spec: str) -> str:
    """The specification with the compatibility switch on, where it is the spatial model's."""
    slug, _, rest = spec.partition(":")
    return spec if slug.strip() != "spatial" else f"spatial:{rest + ',' if rest else ''}ktab=true"


def _histories(made: Forecast, chosen: Iterable[Configured]) -> dict[str, Any]:
    """Every turn of the spatial model, where nothing is uncertain and so there is one history."""
    if any(not q.is_constant for q in made.scenario.quantities().values()):
        return {}
    bargain = to_bargain(central(made.scenario), made.issues)
    axes = {"actors": list(made.scenario.actors), "dimensions": list(made.issues)}
    return {
        c.label: axes | trace_positions(c, bargain)
        for c in chosen
        if c.model.slug == "spatial" and c.label in made.models
    }


def _write_report(made: Forecast, page: Path, sources: Path | None) -> Path:
    from detente.report import write_report

    if made.alignment is None and is_anybody_tied(made.scenario):
        note(
            "this run was made by a version that kept no alignments: run the case again to report "
            "who sides with whom"
        )
    with waiting("writing the report"):
        written = write_report(made, page, sources=sources)
    if sources is None:
        note("passages are shown as coded; with --sources DIR the report says whether each still stands")
    return written
