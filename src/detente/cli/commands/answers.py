"""`detente winset`, `conflict` and `burden`: answers in words and figures, and the same within `run`."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType
from rich.markup import escape

from detente import catalog
from detente.cli.console import print_json, say
from detente.cli.progress import waiting
from detente.cli.tables import count_noun
from detente.cli.terminal_table import sheet
from detente.errors import WrongCallError
from detente.forecasts import Forecast, forecast
from detente.records import to_plain
from detente.results.burden import Burden
from detente.results.conflict import Conflict
from detente.results.link_effects import choose_carrier
from detente.results.ratification import Ratification
from detente.wording.answers import Answer, list_answers
from detente.wording.phrases import describe_brackets

#: What shares of draws are, and what they are not.
SHARES = (
    "Shares of draws show what uncertain inputs do to these models, not how often such forecasts come true."
)

#: What a part needs before there is anything to report.
NEEDS = {
    "winset": "an actor's `consent` on an issue with a reversion point",
    "conflict": "`conflict`",
    "burden": "`budgets`, `alliance` or `trade`",
}


class MissingPartError(WrongCallError):
    """The scenario lacks what a command reports on; the message says what to add."""


def show_answers(
    case: str, part: str, without: Sequence[str] | None, draws: int, seed: int, *, json: bool
) -> None:
    """Forecast what the part needs, and print it."""
    scenario = catalog.load(case)
    with waiting("forecasting"):
        run = forecast(
            scenario,
            [choose_carrier(scenario)],
            draws=draws,
            seed=seed,
            without=without or (),
            alignment=False,
        )
        results: dict[str, Ratification | Conflict | Burden | None] = {
            "winset": run.ratification,
            "conflict": run.conflict,
            "burden": run.burden,
        }
        result = results[part]
    if result is None:
        raise MissingPartError(f"{case}: the scenario has nothing to report on this; it needs {NEEDS[part]}")
    if json:
        off = [link.name for link in run.links if not link.on]
        head = {"detente": part, "version": 1, "title": scenario.title, "draws": draws, "seed": seed}
        print_json({**head, "links_off": off, **to_plain(result)})
        return
    say(f"[bold]{escape(scenario.title)}[/bold]  as of {scenario.as_of.isoformat()}")
    for answer in list_answers(run):
        if answer.part == part:
            say("", *answered(answer))
    say(f"{count_noun(draws, 'draw')}, seed {seed}. {describe_brackets(draws)} {SHARES}")


def everything(run: Forecast) -> list[RenderableType]:
    """Every answer, and the ablation table."""
    parts: list[RenderableType] = []
    for answer in list_answers(run):
        parts += ["", *answered(answer)]
    return [*parts, f"{describe_brackets(run.draws)} {SHARES}"] if parts else []


def answered(answer: Answer) -> list[RenderableType]:
    """A question, its answer in sentences and a table, and what it rests on."""
    lines: list[RenderableType] = [f"[bold]{escape(answer.question)}[/bold]", *map(escape, answer.text)]
    if answer.rows:
        lines.append(sheet(answer.columns, answer.rows))
    if answer.basis:
        lines.append(f"[dim]{escape(answer.basis)}[/dim]")
    return lines
