"""`detente run`: forecast a case, and keep the run in a folder."""

from __future__ import annotations

import shlex
import time
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from rich.markup import escape

from detente.cli import tables
from detente.cli.commands.explain import trace_positions
from detente.cli.console import note, print_json, say
from detente.cli.progress import bar
from detente.cli.run_planning import (
    OTHER_PARTS,
    claim_run_folder,
    find_room,
    plan_run,
    usual_folder,
    write_run_report,
)
from detente.draws import central
from detente.errors import WrongCallError
from detente.forecasts import Forecast
from detente.forecasts.nodes.settlement import to_bargain
from detente.forecasts.run import carry_out_plan, choose_models
from detente.forecasts.run_folder import (
    PARTS,
    REPORT,
    find_run,
    write_run,
)
from detente.models import Configured, configure
from detente.scenario import Scenario


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
        folder = claim_run_folder(stack, out or usual_folder(case), report)
        ready = plan_run(scenario, chosen, threads=threads, **asked)
        if asked["models"] and not any(c.label in map(_label, asked["models"]) for c in ready.chosen):
            left_out = ready.manifest["left_out"].items()
            why = "; ".join(f"{label}: {', '.join(lacking)}" for label, lacking in left_out)
            raise WrongCallError(f"none of the models asked for can use this scenario: {why}")
        folder = find_room(stack, folder, ready, report=report, given=out is not None, replace=replace)
        before = find_run(folder)
        with bar(len(chosen) + OTHER_PARTS) as on_progress:
            result = carry_out_plan(ready, threads=threads, progress=on_progress, parts=folder / PARTS)
        write_run(result, folder)
        page = write_run_report(result, folder / REPORT, sources) if report else None
    if before is not None:
        same = before.manifest["key"] == ready.key
        note(f"{folder} held the same run, which was made again" if same else f"{folder}: replaced {before}")
    seconds = time.perf_counter() - started
    if json:
        extra: dict[str, Any] = {"report": str(page)} if page else {}
        if histories := _histories(result, chosen):
            extra["histories"] = histories
        print_json({**result.to_dict(), "folder": str(folder), **extra})
        return
    say(*tables.forecast(result))
    files = ", ".join(sorted(p.name for p in folder.iterdir()))
    say(f"Run     {escape(f'{folder} ({files})')}")
    if page:
        say(f"Report  {escape(str(page))}")
    else:
        say(f"Report  write it with: detente report {escape(shlex.quote(str(folder)))}")
    say(f"Took    {seconds:.1f} s: {tables.count_noun(result.draws, 'draw')}, seed {result.manifest['seed']}")


def _label(spec: str) -> str:
    return configure(spec).label


def _as_ktab(spec: str) -> str:
    """The specification with the compatibility switch on, where it is the spatial model's."""
    slug, _, rest = spec.partition(":")
    return spec if slug.strip() != "spatial" else f"spatial:{rest + ',' if rest else ''}ktab=true"


def _histories(result: Forecast, chosen: Iterable[Configured]) -> dict[str, Any]:
    """Every turn of the spatial model, where nothing is uncertain and so there is one history."""
    if any(not q.is_constant for q in result.scenario.quantities().values()):
        return {}
    bargain = to_bargain(central(result.scenario), result.issues)
    axes = {"actors": list(result.scenario.actors), "dimensions": list(result.issues)}
    return {
        c.label: axes | trace_positions(c, bargain)
        for c in chosen
        if c.model.slug == "spatial" and c.label in result.models
    }
