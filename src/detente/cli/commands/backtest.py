"""`detente backtest`: every model on decided issues."""

from __future__ import annotations

import json as jsonlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rich.markup import escape

from detente.backtest.documents import BacktestSummary
from detente.backtest.plain import read_decided
from detente.backtest.run import backtest as score
from detente.backtest.table import COLUMNS, lines
from detente.cli.console import note_replaced, print_json, say
from detente.cli.failures import require_files
from detente.cli.progress import waiting
from detente.cli.tables import count_noun
from detente.cli.terminal_table import Sheet
from detente.files.writing import check_free, write_whole
from detente.records import to_plain
from detente.scenario import Problem, ScenarioError


@dataclass(frozen=True, kw_only=True)
class BacktestDocument(BacktestSummary):
    """What ``detente backtest FILE --json`` prints; lists run over issues, as ``issues`` names them.

    With fewer than six proposals the ends of intervals and the verdict are null; with fewer than fifty issues
    so is the PIT's histogram.
    """

    detente: Literal["backtest"]
    version: Literal[1]


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
        what, remedy = (
            "no issue in this file has both an outcome and an actor with weight",
            "; ".join(decided.notes[:5]),
        )
        raise ScenarioError([Problem(str(file), 1, 1, "", what, "", remedy)])
    with waiting("scoring every model"):
        result = score(decided, models, seed)
    summary = result.summarise()
    pictures: tuple[Path, ...] = ()
    if out is not None and numbers is not None:
        pictures = draw_backtest(result, out)
        note_replaced(numbers)
        text = jsonlib.dumps(to_plain(summary), ensure_ascii=False, indent=1)
        write_whole(numbers, f"{text}\n".encode())
    if json:
        print_json(BacktestDocument(**vars(summary), detente="backtest", version=1))
        return
    table = Sheet(tuple(c or "forecast" for c in COLUMNS))
    for label, *cells in lines(result):
        row = result.rows[label.split(" (", 1)[0]]
        style = "dim" if row.kind == "baseline" else ""
        table.add(row.label + ("*" if row.note else ""), *cells, style=style)
    say(table, *(f"* {escape(row.note)}" for row in result.rows.values() if row.note))
    say("", escape(result.sentence()))
    for label, why in result.silent.items():
        say(f"{escape(label)} makes no forecast: {escape(why)}")
    for words in result.decided.notes[:5]:
        say(f"[dim]{escape(words)}[/dim]")
    if len(result.decided.notes) > 5:
        say(f"[dim]... {len(result.decided.notes)} remarks on the data in all; see --json[/dim]")
    if result.decided.citation:
        say("", escape(result.decided.citation))
    for path in pictures:
        say(f"Picture  {escape(str(path))}")
    say(f"Took     {result.seconds:.1f} s: {count_noun(len(result.decided), 'issue')}, seed {seed}")


def _is_backtest(path: Path) -> bool:
    try:
        found = jsonlib.loads(path.read_bytes())
    except ValueError:
        return False
    return isinstance(found, dict) and {"format", "file", "outcome", "sentence", "models"} <= found.keys()
