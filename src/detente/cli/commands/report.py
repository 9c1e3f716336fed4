"""`detente report`: one HTML file of a run, or of a case that is run first."""

from __future__ import annotations

import shlex
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Literal

from rich.markup import escape

from detente import catalog
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
from detente.forecasts import open_run
from detente.forecasts.run import carry_out_plan, choose_models
from detente.forecasts.run_folder import PARTS, REPORT, check_page, claim_folder, find_run, write_run
from detente.scenario import Scenario


@dataclass(frozen=True, kw_only=True)
class ReportDocument:
    """What ``detente report RUN --json`` prints: the page and its length, and the run's folder."""

    detente: Literal["report"]
    version: Literal[1]
    report: str
    folder: str
    bytes: int


def report(run: str, *, out: Path | None, sources: Path | None, json: bool) -> None:
    """Write the report of a run folder, or of a case that is run first."""
    if out is not None:
        check_page(out)
    if Path(run).is_dir():
        folder = Path(run)
        result = open_run(folder)
        check_page(out or folder / REPORT)
        page = write_run_report(result, out or folder / REPORT, sources)
    else:
        scenario = catalog.load(run)
        if not scenario.issues:
            _only_sides(run, scenario, out, json=json)
            return
        with ExitStack() as stack:
            folder = claim_run_folder(stack, usual_folder(run), out is None)
            ready = plan_run(scenario, choose_models(None))
            folder = find_room(stack, folder, ready, report=out is None)
            if folder != usual_folder(run):
                note(f"to report on the other run: detente report {shlex.quote(str(usual_folder(run)))}")
            if find_run(folder) is not None:
                note(f"{folder} holds this run already, which is used again")
                result = open_run(folder)
            else:
                with bar(len(ready.chosen) + OTHER_PARTS) as on_progress:
                    result = carry_out_plan(ready, progress=on_progress, parts=folder / PARTS)
                write_run(result, folder)
            page = write_run_report(result, out or folder / REPORT, sources)
    _show_page(page, folder, json=json)


def _only_sides(case: str, scenario: Scenario, out: Path | None, *, json: bool) -> None:
    """The report of a case in which nothing is to be settled: who sides with whom."""
    from detente.forecasts.alignment.propensities import build_situation
    from detente.forecasts.alignment.summary import align_situation
    from detente.report.alignment import page_html
    from detente.report.page import write_page

    html = page_html(align_situation(build_situation(scenario)))
    page = write_page(html, out) if out is not None else _beside(case, html)
    _show_page(page, page.parent, json=json)


def _beside(case: str, html: str) -> Path:
    """Write a page into a new folder, or into one that already holds the same page."""
    from detente.report.page import write_page

    first = usual_folder(case)
    for n in count(1):
        folder = first if n == 1 else first.with_name(f"{first.name}-{n}")
        with claim_folder(folder):
            page = folder / REPORT
            if find_run(folder) is None and (not page.exists() or page.read_bytes() == html.encode()):
                return write_page(html, page)
    raise AssertionError  # count has no end


def _show_page(page: Path, folder: Path, *, json: bool) -> None:
    if json:
        length = page.stat().st_size
        document = ReportDocument(
            detente="report", version=1, report=str(page), folder=str(folder), bytes=length
        )
        print_json(document)
    else:
        say(f"Report  {escape(str(page))}")
