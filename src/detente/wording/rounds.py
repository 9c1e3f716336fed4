"""How the settlement and the fighting change over the rounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from detente.results.basis import count_bases
from detente.scenario.paths import section_of
from detente.shares import format_share
from detente.wording.answer import Answer
from detente.wording.phrases import (
    describe_basis,
    format_interval,
    issue_label,
)

if TYPE_CHECKING:
    from detente.forecasts.result import Forecast
    from detente.results.rounds import Round


def answer_rounds(forecast: Forecast, rounds: Sequence[Round]) -> Iterator[Answer]:
    """How the settlement and the fighting change over the rounds."""
    paths = forecast.scenario.quantities()
    # what the forecast rests on and what moves it
    rests = describe_basis(count_bases(forecast.scenario, set(map(section_of, paths))))
    text: tuple[str, ...] = ("The settlement at each date is computed as if there had been no earlier one.",)
    spans = {i: [format_interval(r.settlement[i]) for r in rounds] for i in forecast.issues}
    moving = [i for i, shown in spans.items() if len(set(shown)) > 1]
    names = {i: issue_label(forecast, i) for i in forecast.issues}
    if still := [f"{names[i]} {shown[0]}" for i, shown in spans.items() if len(set(shown)) == 1]:
        text += (f"The same in every round: {'; '.join(still)}.",)
    columns: tuple[str, ...] = ("date", *(names[i] for i in moving)) if moving else ()
    rows = tuple((r.date, *(spans[i][n] for i in moving)) for n, r in enumerate(rounds)) if moving else ()
    yield Answer("rounds", "How does the settlement change from round to round?", text, columns, rows, rests)
    shares = {
        "a package suits all": [(r.overlap, forecast.draws) for r in rounds],
        "settlement ratified": [(r.ratified, r.put) for r in rounds],
        "agreement would last": [(r.lasts, forecast.draws) for r in rounds],
    }
    shares = {name: row for name, row in shares.items() if row[0][0] is not None}
    line = rounds[0].line is not None
    if not shares and not line and not any(r.events for r in rounds):
        return
    cells = {"line of contact": [format_interval(r.line) for r in rounds]} if line else {}
    cells |= {
        name: ["" if share is None else format_share(share, draws) for share, draws in row]
        for name, row in shares.items()
    }
    cells["events"] = ["; ".join(r.events) for r in rounds]
    moving = [name for name, shown in cells.items() if len(set(shown)) > 1]
    columns = ("date", *moving) if moving else ()
    rows = (
        tuple((r.date, *(cells[name][n] for name in moving)) for n, r in enumerate(rounds)) if moving else ()
    )
    moved: tuple[str, ...] = ()
    steps = forecast.scenario.steps
    if steps is not None and steps.concession is not None and rounds[0].ratified is not None:
        moved = (
            "Positions move towards each round's settlement, including those of the members who ratify: if "
            "more ratify later, this rule is the reason.",
        )
    if still := [f"{name}: {shown[0]}" for name, shown in cells.items() if len(set(shown)) == 1 and shown[0]]:
        moved += (f"The same in every round: {'; '.join(still)}.",)
    yield Answer(
        "rounds",
        "What happens to the fighting and to agreement in the meantime?",
        moved,
        columns,
        rows,
        rests,
    )
