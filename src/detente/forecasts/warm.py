"""Compile the settlement models' kernels ahead of their first use: ``python -m detente.forecasts.warm``."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

import numpy as np

from detente.models import Bargain, models, solve


def warm() -> list[str]:
    """Run every settlement model once on a small bargain, in as many processes as processors; their names.

    Compiling holds one processor at a time, so that separate processes are what shares it out.
    """
    slugs = [slug for slug, m in models("settlement").items() if not m.traits.baseline]
    done = []
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        for one in as_completed([pool.submit(_once, slug) for slug in slugs]):
            done.append(one.result())
    return sorted(done)


def _once(slug: str) -> str:
    rng = np.random.default_rng(0)
    position = rng.uniform(0, 100, (2, 4, 2))
    bargain = Bargain(
        position=position,
        salience=np.full_like(position, 50.0),
        capability=np.ones((2, 4)),
        reversion=np.full((2, 2), 30.0),
        scale=np.tile([0.0, 100.0], (2, 1)),
        consent=np.ones((4, 2), dtype=bool),
    )
    solve(slug, bargain)
    return slug


if __name__ == "__main__":
    warm()
