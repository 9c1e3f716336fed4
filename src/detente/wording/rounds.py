"""How the settlement and the fighting change over the rounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from detente.results import telling
from detente.shares import format_share
from detente.wording.answer import Answer
from detente.wording.phrases import (
    describe_basis,
    format_interval,
    issue_label,
)

if TYPE_CHECKING:
    from detente.forecasts.result import Forecast


def answer_rounds(made: Forecast, told: Sequence[Mapping[str, Any]]) -> Iterator[Answer]:
    """How the settlement and the fighting change over the rounds."""
    paths = made.scenario.quantities()
    # what the forecast rests on and what moves it
    rests = describe_basis(telling.basis(made.scenario, {p.partition(".")[0] for p in paths}))
    text: tuple[str, ...] = ("Each date's settlement is computed as if there had been none before it.",)
    spans = {i: [format_interval(r["settlement"][i]) for r in told] for i in made.issues}
    moving = [i for i, shown in spans.items() if len(set(shown)) > 1]
    if still := [f"{issue_label(made, i)} {shown[0]}" for i, shown in spans.items() if len(set(shown)) == 1]:
        text += (f"The same in every round: {'; '.join(still)}.",)
    columns: tuple[str, ...] = ("date", *(issue_label(made, i) for i in moving)) if moving else ()
    rows = tuple((r["date"], *(spans[i][n] for i in moving)) for n, r in enumerate(told)) if moving else ()
    yield Answer("rounds", "How does the settlement change from round to round?", text, columns, rows, rests)
    words = {"overlap": "a package suits all", "ratified": "settlement ratified", "lasts": "would last"}
    keys = [k for k in words if told[0][k] is not None]
    line = told[0]["line"] is not None
    if not keys and not line and not any(r["events"] for r in told):
        return
    cells = {"line of contact": [format_interval(r["line"]) for r in told]} if line else {}
    cells |= {
        words[k]: [format_share(r[k], r["put"] if k == "ratified" else made.draws) for r in told]
        for k in keys
    }
    cells["events"] = ["; ".join(r["events"]) for r in told]
    moving = [name for name, shown in cells.items() if len(set(shown)) > 1]
    columns = ("date", *moving) if moving else ()
    rows = (
        tuple((r["date"], *(cells[name][n] for name in moving)) for n, r in enumerate(told)) if moving else ()
    )
    moved: tuple[str, ...] = ()
    steps = made.scenario.steps
    if steps is not None and steps.concession is not None and "ratified" in keys:
        moved = (
            "Positions move towards each round's settlement, those of the members who ratify too: where more "
            "ratify later, that rule makes them.",
        )
    if still := [f"{name}: {shown[0]}" for name, shown in cells.items() if len(set(shown)) == 1 and shown[0]]:
        moved += (f"The same in every round: {'; '.join(still)}.",)
    yield Answer(
        "rounds", "What becomes of the fighting and of agreement meanwhile?", moved, columns, rows, rests
    )
