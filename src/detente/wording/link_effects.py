"""What each link between the parts of a scenario changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from detente.scenario.display_names import actor_names
from detente.shares import format_share
from detente.wording.answer import Answer
from detente.wording.phrases import (
    issue_label,
)

if TYPE_CHECKING:
    from detente.forecasts.result import Forecast


def answer_links(made: Forecast, told: Sequence[Mapping[str, Any]]) -> Answer:
    """What each link between the parts changes."""
    rows: list[tuple[str, ...]] = []
    for row in told:
        changed = [cells for cells in _changes(made, row) if cells[1] != cells[2]]
        rows += [(row["link"], *cells) for cells in changed or [("nothing", "", "")]]
    text = ("Each link switched off alone, on the same draws; what does not change is left out.",)
    columns = ("link", "what it changes", "without it", "with it")
    return Answer("links", "What does each link between the parts change?", text, columns, tuple(rows))


def _changes(made: Forecast, row: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What the link bears on, without it and with it, as shown."""
    named = actor_names(made.scenario)
    for cell in row["settlements"]:
        if cell["shift"] is not None:
            what = f"{issue_label(made, cell['issue'])}, {cell['model']}: median"
            yield what, f"{cell['without']:.1f}", f"{cell['with']:.1f}"
    for cell in row["shares"]:
        of = made.draws
        if cell["of"] in {"ratified", "in_range"}:
            of = made.told["winset"]["put"] or of
        x, y = ("not known" if p is None else format_share(p, of) for p in (cell["without"], cell["with"]))
        yield SHARES[cell["of"]], x, y
    for cell in row["social"]:
        if cell["without"] is not None and cell["with"] is not None:
            what = f"{named[cell['state']]}, {cell['target']:g} %: cuts of social spending"
            yield what, f"{100 * cell['without']:.1f} %", f"{100 * cell['with']:.1f} %"


#: What the shares of draws in an ablation are of.
SHARES = {
    "overlap": "a package suits all whose consent is needed",
    "ratified": "the settlement is ratified",
    "in_range": "both sides prefer the settlement to fighting on",
    "fights": "the guarantor fights",
    "deterred": "renewed war is deterred",
    "forced": "the shift of power makes one side fight on now",
    "lasts": "an agreement would last",
}
