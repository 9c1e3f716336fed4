"""How many draws are taken is decided in one place."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Callable

import pytest

from detente.cli import alignment_app, app, run_planning
from detente.draw_counts import ALIGNMENT_DRAWS, DRAWS
from detente.draws import draw
from detente.forecasts import run
from detente.forecasts.alignment.propensities import build_situation
from detente.forecasts.estimate import estimate


def _default(function: Callable[..., object]) -> object:
    return inspect.signature(function).parameters["draws"].default


@pytest.mark.parametrize(
    "function",
    [
        *(app.run, app.winset, app.conflict, app.burden, run_planning.plan_run),
        *(run.forecast, run.plan_forecast, estimate, draw),
    ],
)
def test_everything_takes_the_same_number_of_draws(function: Callable[..., object]) -> None:
    assert DRAWS == 4096
    assert _default(function) is DRAWS  # the very number, not one that happens to be equal


@pytest.mark.parametrize("function", [alignment_app.align, build_situation])
def test_alignments_take_the_same_number_of_draws(function: Callable[..., object]) -> None:
    assert ALIGNMENT_DRAWS == 1024
    assert _default(function) is ALIGNMENT_DRAWS


def test_the_numbers_are_known_without_numerics() -> None:
    code = "import sys, detente.draw_counts; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
