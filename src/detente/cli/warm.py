"""Compile in advance what a first forecast needs: ``python -m detente.cli.warm``."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

import numpy as np

from detente import catalog
from detente.forecasts import forecast
from detente.models import Bargain, models, run_model
from detente.report import report_html

_CASE = "alaska-2025"

#: Models that share kernels are compiled in one process, and so once; the slowest come first.
_TOGETHER = (("spatial", "condorcet"), (_CASE, "nash", "kalai-smorodinsky", "influence"), ("challenge",))


def warm() -> list[str]:
    """Run every settlement model, and one case with its report, on very little data; return what was run.

    Compiling uses one processor at a time, so separate processes share the work.
    """
    slugs = [slug for slug, m in models("settlement").items() if not m.traits.baseline]
    named = {slug for group in _TOGETHER for slug in group}
    jobs = [*_TOGETHER, *((slug,) for slug in slugs if slug not in named)]
    try:
        pool = ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn"))
    except OSError:  # no shared memory for processes, as in some containers
        return sorted(one for job in jobs for one in _all(job))
    done: list[str] = []
    with pool:
        for each in as_completed([pool.submit(_all, job) for job in jobs]):
            done += each.result()
    return sorted(done)


def _all(job: tuple[str, ...]) -> list[str]:
    return [_once(one) for one in job]


def _once(job: str) -> str:
    if job == _CASE:
        report_html(forecast(catalog.load(_CASE), ["mean"], draws=2))
        return job
    rng = np.random.default_rng(0)
    position = rng.uniform(0, 100, (2, 4, 2))
    bargain = Bargain(
        position=position,
        salience=np.full_like(position, 50.0),
        capability=np.ones((2, 4)),
        reversion=np.full((2, 2), 30.0),
        scale=np.tile([0.0, 100.0], (2, 1)),
        consent=np.ones((4, 2), dtype=bool),
        influence=np.zeros((2, 4, 4)),
        uniform=np.full((2, 2), 0.5),
    )
    run_model(job, bargain)
    return job


if __name__ == "__main__":
    warm()
