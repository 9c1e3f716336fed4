"""What each link between the parts of a scenario changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from detente.scenario.display_names import actor_names
from detente.shares import format_share
from detente.wording.answer import Answer
from detente.wording.phrases import (
    issue_label,
)

if TYPE_CHECKING:
    from detente.forecasts.result import Forecast
    from detente.results.link_effects import LinkEffect


def answer_links(forecast: Forecast, effects: Sequence[LinkEffect]) -> Answer:
    """What each link between the parts changes."""
    rows: list[tuple[str, ...]] = []
    for effect in effects:
        changed = [cells for cells in _changes(forecast, effect) if cells[1] != cells[2]]
        rows += [(effect.link, *cells) for cells in changed or [("nothing", "", "")]]
    text = ("Each link is switched off on its own, with the same draws; what does not change is left out.",)
    columns = ("link", "what it changes", "without it", "with it")
    return Answer(
        "links", "What does each link between the parts of the scenario change?", text, columns, tuple(rows)
    )


def _changes(forecast: Forecast, effect: LinkEffect) -> Iterator[tuple[str, str, str]]:
    """What the link bears on, without it and with it, as shown."""
    named = actor_names(forecast.scenario)
    for moved in effect.settlements:
        if moved.shift is not None:
            what = f"{issue_label(forecast, moved.issue)}, {moved.model}: median"
            yield what, f"{moved.without:.1f}", f"{moved.with_link:.1f}"
    for share in effect.shares:
        draws = forecast.draws
        if share.subject in {"ratified", "in_range"} and forecast.ratification is not None:
            draws = forecast.ratification.put or draws
        ends = share.without, share.with_link
        off, on = ("not known" if end is None else format_share(end, draws) for end in ends)
        yield SHARES[share.subject], off, on
    for cuts in effect.social:
        if cuts.without is not None and cuts.with_link is not None:
            what = f"{named[cuts.state]}, {cuts.target:g} %: cuts in social spending"
            yield what, f"{100 * cuts.without:.1f} %", f"{100 * cuts.with_link:.1f} %"


#: What the shares of draws in an ablation are of.
SHARES = {
    "overlap": "a package suits all whose consent is needed",
    "ratified": "the settlement is ratified",
    "in_range": "both sides prefer the settlement to fighting on",
    "fights": "the guarantor fights",
    "deterred": "renewed war is deterred",
    "forced": "the shift in power makes one side fight on now",
    "lasts": "an agreement would last",
}
