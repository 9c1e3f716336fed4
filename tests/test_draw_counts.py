"""The number of draws is decided in one place."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Callable

import pytest

from detente.cli import app, run_planning
from detente.draw_counts import DRAWS
from detente.draws import draw
from detente.forecasts import run
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


def test_the_number_is_known_without_numerics() -> None:
    code = "import sys, detente.draw_counts; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
