"""`detente backtest` and `detente calibrate`."""

from __future__ import annotations

import json as jsonlib
from pathlib import Path
from typing import Any

from rich.markup import escape

from detente.backtest.calibrate import calibrate as fit
from detente.backtest.calibrate import is_fit, write
from detente.backtest.plain import read_decided
from detente.backtest.run import backtest as score
from detente.backtest.table import COLUMNS, lines
from detente.cli.console import note, print_json, say
from detente.cli.failures import require_files
from detente.cli.progress import waiting
from detente.cli.tables import count_noun, plain_table
from detente.cli.terminal_table import Sheet
from detente.files.writing import check_free, write_whole
from detente.scenario import Problem, ScenarioError


def backtest(file: Path, *, models: list[str] | None, seed: int, out: Path | None, json: bool) -> None:
    """Score models on decided issues; show the table, draw the pictures."""
    numbers = None
    if out is not None:
        from detente.report.charts.backtest import check_pictures, draw_backtest

        numbers = out / "backtest.json"
        check_pictures(out)
        check_free(numbers, _is_backtest, "the numbers of a backtest")
    require_files(file)
    decided = read_decided(file)
    if not len(decided):
        what, remedy = "no issue here has an outcome and an actor with weight", "; ".join(decided.notes[:5])
        raise ScenarioError([Problem(str(file), 1, 1, "", what, "", remedy)])
    with waiting("scoring every model"):
        result = score(decided, models, seed)
    pictures: tuple[Path, ...] = ()
    if out is not None and numbers is not None:
        pictures = draw_backtest(result, out)
        _say_replaced(numbers)
        text = jsonlib.dumps(result.to_dict(), ensure_ascii=False, indent=1)
        write_whole(numbers, f"{text}\n".encode())
    if json:
        print_json("backtest", **result.to_dict())
        return
    table = Sheet(tuple(c or "forecast" for c in COLUMNS))
    for label, *cells in lines(result):
        row = result.rows[label.split(" (", 1)[0]]
        style = "dim" if row.kind == "baseline" else ""
        table.add(row.label + ("*" if row.note else ""), *cells, style=style)
    say(table, *(f"* {escape(row.note)}" for row in result.rows.values() if row.note))
    say("", escape(result.sentence()))
    for label, why in result.silent.items():
        say(f"{escape(label)} says nothing: {escape(why)}")
    for words in result.decided.notes[:5]:
        say(f"[dim]{escape(words)}[/dim]")
    if len(result.decided.notes) > 5:
        say(f"[dim]... {len(result.decided.notes)} remarks on the data in all; see --json[/dim]")
    if result.decided.citation:
        say("", escape(result.decided.citation))
    for path in pictures:
        say(f"Picture  {escape(str(path))}")
    say(f"Took     {result.seconds:.1f} s: {count_noun(len(result.decided), 'issue')}, seed {seed}")


def calibrate(file: Path, *, seed: int, out: Path, json: bool) -> None:
    """Fit the blend on decided issues and write its numbers."""
    check_free(out, is_fit, "a file that calibrate wrote")
    require_files(file)
    result: dict[str, Any] = fit(read_decided(file), seed)
    _say_replaced(out)
    write(result, out)
    if json:
        print_json("calibrate", file=str(out), **{k: v for k, v in result.items() if k != "detente"})
        return
    table = plain_table("number", "fitted")
    for name, value in result["coefficients"].items():
        table.add_row(name, f"{value:.4f}")
    say(table, "")
    table = plain_table("cross-validated by proposal", "")
    for name, value in result["cross_validation"].items():
        each = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        table.add_row(name.replace("_", " "), each)
    say(table, "", f"Written  {escape(str(out))}")


def _is_backtest(path: Path) -> bool:
    try:
        found = jsonlib.loads(path.read_bytes())
    except ValueError:
        return False
    return isinstance(found, dict) and {"format", "file", "outcome", "sentence", "models"} <= found.keys()


def _say_replaced(file: Path) -> None:
    if file.exists():
        note(f"{file}: replaced the earlier one")
