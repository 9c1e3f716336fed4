"""`detente run` and `detente report`."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from detente import catalog
from detente.cli import tables
from detente.cli.explaining import trajectory
from detente.cli.failures import WrongCallError
from detente.cli.output import note, print_json, say
from detente.cli.progress import bar, waiting
from detente.draws import central
from detente.forecasts import Forecast, forecast, open_run, save_run
from detente.forecasts.folder import check_target
from detente.forecasts.parts import Parts
from detente.forecasts.run import choose
from detente.forecasts.settling import to_bargain
from detente.models import Configured, configure
from detente.scenario import Scenario

#: What a forecast tells progress of beside models: the other parts, the rounds.
_OTHERS = 2


def run(
    case: str,
    scenario: Scenario,
    *,
    out: Path | None,
    report: bool,
    sources: Path | None,
    json: bool,
    ktab: bool,
    **asked: Any,
) -> None:
    """Forecast a case, keep the run, show it."""
    started = time.perf_counter()
    if ktab:
        asked["models"] = [_as_ktab(spec) for spec in asked["models"] or ["spatial"]]
    folder = out or Path("runs") / Path(case).stem
    check_target(folder)
    parts = folder / "parts"
    chosen = choose(asked["models"])
    with bar(len(chosen) + _OTHERS) as told:
        made = forecast(scenario, progress=told, parts=parts, **asked)
    if asked["models"] and not any(m in made.models for m in map(_label, asked["models"])):
        why = "; ".join(f"{label}: {', '.join(said)}" for label, said in made.manifest["left_out"].items())
        raise WrongCallError(f"no model that was asked for can use this scenario: {why}")
    save_run(made, folder)
    Parts(parts, made.manifest["key"]).clear()
    page = _write_report(made, folder / "report.html", sources) if report else None
    seconds = time.perf_counter() - started
    if json:
        extra: dict[str, Any] = {"report": str(page)} if page else {}
        if histories := _histories(made, chosen):
            extra["histories"] = histories
        print_json(None, **made.to_dict(), folder=str(folder), **extra)
        return
    say(*tables.forecast(made))
    say(f"Run     {folder} ({', '.join(sorted(p.name for p in folder.iterdir()))})")
    if page:
        say(f"Report  {page}")
    else:
        say(f"Report  write it with: detente report {folder}")
    say(f"Took    {seconds:.1f} s: {made.manifest['draws']:,} draws, seed {made.manifest['seed']}")


def report(run: str, *, out: Path | None, sources: Path | None, json: bool) -> None:
    """Write the report of a run folder, or of a case that is run first."""
    if Path(run).is_dir():
        made, folder = open_run(run), Path(run)
    else:
        scenario = catalog.load(run)
        folder = Path("runs") / Path(run).stem
        check_target(folder)
        if not scenario.issues:
            _only_sides(scenario, out or folder / "report.html", json=json)
            return
        with bar(len(choose(None)) + _OTHERS) as told:
            made = forecast(scenario, progress=told)
        save_run(made, folder)
    page = _write_report(made, out or folder / "report.html", sources)
    if json:
        print_json("report", report=str(page), folder=str(folder), bytes=page.stat().st_size)
    else:
        say(f"Report  {page}")


def _only_sides(scenario: Scenario, page: Path, *, json: bool) -> None:
    """The report of a case in which nothing is to be settled: who sides with whom."""
    from detente.forecasts.align import align
    from detente.forecasts.situation import situation
    from detente.report.aligned import write_page

    page = write_page(align(situation(scenario)), page)
    if json:
        print_json("report", report=str(page), folder=str(page.parent), bytes=page.stat().st_size)
    else:
        say(f"Report  {page}")


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
        c.label: axes | trajectory(c, bargain)
        for c in chosen
        if c.model.slug == "spatial" and c.label in made.models
    }


def _write_report(made: Forecast, page: Path, sources: Path | None) -> Path:
    from detente.report import write_report

    with waiting("writing the report"):
        written = write_report(made, page, sources=sources)
    if sources is None:
        note("passages are shown as coded; with --sources DIR the report says whether each still stands")
    return written
