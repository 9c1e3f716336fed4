"""`detente calibrate`: fit the blend on decided issues."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rich.markup import escape

from detente.backtest.calibrate import calibrate as fit
from detente.backtest.calibrate import is_fit
from detente.backtest.calibrate import write as write_calibration
from detente.backtest.documents import Calibration
from detente.backtest.plain import read_decided
from detente.cli.console import note_replaced, print_json, say
from detente.cli.failures import require_files
from detente.cli.terminal_table import plain_table
from detente.files.writing import check_free


@dataclass(frozen=True, kw_only=True)
class CalibrateDocument(Calibration):
    """What ``detente calibrate FILE --json`` prints."""

    detente: Literal["calibrate"]
    version: Literal[1]
    file: str


def calibrate(file: Path, *, seed: int, out: Path, json: bool) -> None:
    """Fit the blend on decided issues and write its numbers."""
    check_free(out, is_fit, "a file that calibrate wrote")
    require_files(file)
    calibration = fit(read_decided(file), seed)
    note_replaced(out)
    write_calibration(calibration, out)
    if json:
        document = CalibrateDocument(**vars(calibration), detente="calibrate", version=1, file=str(out))
        print_json(document)
        return
    table = plain_table("number", "fitted")
    for name, value in calibration.coefficients.items():
        table.add_row(name, f"{value:.4f}")
    say(table, "")
    table = plain_table("cross-validated by proposal", "")
    for name, score in calibration.cross_validation.items():
        each = ", ".join(map(str, score)) if isinstance(score, tuple) else str(score)
        table.add_row(name.replace("_", " "), each)
    say(table, "", f"Written  {escape(str(out))}")
