"""The report's part on factions, fighting, guarantees, money and rounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.report.charts.rounds import fans
from detente.report.numbers import PARTS, Number
from detente.scenario.display_names import issue_names
from detente.wording.answers import list_answers

if TYPE_CHECKING:
    from markupsafe import Markup

    from detente.forecasts import Forecast


def build_answers_view(forecast: Forecast, every: Mapping[str, Number]) -> dict[str, Any] | None:
    """What the template shows, None where the forecast has only issues."""
    answers = list_answers(forecast) if forecast.links else ()
    if not answers:
        return None
    return {
        "answers": answers,
        "omitted": forecast.omitted,
        "links": forecast.links,
        "fans": _fans(forecast),
        "numbers": groups(every),
    }


def groups(every: Mapping[str, Number]) -> list[tuple[str, list[Number]]]:
    """The numbers beside capabilities, reversions and stances, by what they belong to."""
    grouped = [(title, [n for n in every.values() if n.owner == title]) for title in PARTS.values()]
    return [(title, group) for title, group in grouped if group]


def _fans(forecast: Forecast) -> list[tuple[str, str, Markup]]:
    """The settlement of every issue by round, and the line of contact where there is one."""
    data, scenario = forecast.data, forecast.scenario
    if "step" not in data.dims:
        return []
    names = issue_names(scenario)
    labels = [(i, names[i]) for i in forecast.issues]
    rows = [data["round.settlement"].sel(issue=i).values for i in forecast.issues]
    if "round.line" in data:
        labels.append(("line", "Line of contact while fighting goes on"))
        rows.append(data["round.line"].values)
    dates = [str(d) for d in data["step"].values]
    return fans(labels, dates, np.stack(rows), [e.date.isoformat() for e in scenario.events])
