"""What `detente run` and `detente report` do alike: plan a forecast, find a folder, write the report."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

from detente.cli.console import note
from detente.cli.progress import bar, waiting
from detente.draw_counts import DRAWS
from detente.errors import DetenteError
from detente.forecasts import Forecast, RunFolderError
from detente.forecasts.alignment.propensities import is_anybody_tied
from detente.forecasts.estimate import Clock, estimate, is_quick
from detente.forecasts.memory import check_memory
from detente.forecasts.run import Plan, plan_forecast
from detente.forecasts.run_folder import REPORT, check_page, claim_folder, edited_since, find_run, text_of
from detente.models import Configured
from detente.scenario import Scenario
from detente.wording.durations import duration

#: What a forecast reports progress of besides models: the other parts, the rounds, who sides with whom.
OTHER_PARTS = 3

#: Forecasts that take longer than this, in seconds, are announced with an estimate.
_LONG = 5.0


def plan_run(
    scenario: Scenario,
    chosen: Iterable[Configured],
    *,
    draws: int = DRAWS,
    without: Collection[str] = (),
    threads: int | None = None,
    **asked: Any,
) -> Plan:
    """Say how long the forecast will take, and draw what it needs."""
    announce(scenario, chosen, draws=draws, threads=threads, without=without)
    with bar(1) as on_progress:
        return plan_forecast(scenario, draws=draws, without=without, progress=on_progress, **asked)


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
    except DetenteError:
        return  # the forecast itself reports what is wrong, about its own draws
    if expected.total >= _LONG:
        most = f", most of it for {expected.longest}" if expected.longest else ""
        note(f"about {duration(expected.total)} for {draws:,} draws{most}")


def usual_folder(case: str) -> Path:
    """The run folder of a case where none is named."""
    return Path("runs") / Path(case).stem


def claim_run_folder(stack: ExitStack, folder: Path, report: bool) -> Path:
    """Hold a folder for as long as the stack is open, and see that a report can go there."""
    stack.enter_context(claim_folder(folder))
    if report:
        check_page(folder / REPORT)
    return folder


def find_room(
    stack: ExitStack, folder: Path, ready: Plan, *, report: bool, given: bool = False, replace: bool = False
) -> Path:
    """The claimed folder if it is free, holds this run, or may be replaced; else a claimed one next to it.

    A folder that was ``given`` is refused instead.
    """
    first, kept = folder, ""
    for n in count(2):
        earlier = find_run(folder, text_of(ready.scenario))
        same = earlier is not None and earlier.manifest["key"] == ready.key
        if earlier is None or ((same or replace) and not earlier.edited):
            if folder != first:
                note(f"{first} holds another run ({kept}), which is kept; this one is in {folder}")
            return folder
        if earlier.edited and (given or replace):
            raise edited_since(folder)
        if given:
            raise RunFolderError(
                f"{folder} holds another run ({earlier}); name another folder with --out, or add --replace"
            )
        stack.close()
        kept = kept or str(earlier)
        folder = claim_run_folder(stack, first.with_name(f"{first.name}-{n}"), report)
    raise AssertionError  # count has no end


def write_run_report(result: Forecast, page: Path, sources: Path | None) -> Path:
    """Write the report of a run, and say what its passages are."""
    from detente.report import write_report

    if result.alignment is None and is_anybody_tied(result.scenario):
        note(
            "this run was made by a version that did not keep alignments; run the case again to report who "
            "sides with whom"
        )
    with waiting("writing the report"):
        written = write_report(result, page, sources=sources)
    if sources is None:
        note(
            "passages are shown as coded; with --sources DIR the report shows whether each is still in its "
            "source"
        )
    return written
