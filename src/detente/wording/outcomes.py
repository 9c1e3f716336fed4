"""Known outcomes of the issues, next to the forecast; they affect no forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.scenario.display_names import issue_names
from detente.wording.answers import Answer
from detente.wording.phrases import count_noun, describe_level

if TYPE_CHECKING:
    from detente.forecasts.result import Forecast
    from detente.results.outcomes import Score


def answer_outcomes(forecast: Forecast) -> Answer | None:
    """What happened, and how far the forecast was off, in words; None if nothing is known."""
    outcomes = forecast.outcomes
    if not outcomes:
        return None
    names = issue_names(forecast.scenario)
    leads = {s.issue: s.headline for s in forecast.summary()}
    rows, errors = [], dict[str, list[float]]()
    for outcome in outcomes:
        scores = {s.model: s for s in outcome.scores}
        for model, score in scores.items():
            errors.setdefault(model, []).append(abs(score.error))
        lead = scores.get(leads[outcome.issue])
        cells = ("no outcome", "", "", "") if lead is None else _cells(lead)
        rows.append((names[outcome.issue], f"{outcome.settlement:g}", outcome.date, *cells, outcome.source))
    means = "; ".join(f"{m} {np.mean(e):.0f}" for m, e in errors.items() if len(e) == len(outcomes))
    text = [
        "The scenario states what happened. The forecast is compared with it, and does not use it.",
        "Mean distance of each model's median from what happened, over "
        f"{count_noun(len(outcomes), 'outcome')}, in points of 100: {means}. "
        "The issues of one case are not enough to show which model is better.",
    ]
    text += [f"{names[r.issue]}: {r.note}" for r in outcomes if r.note]
    columns = ("issue", "happened", "by", "model", "median", "off by", f"in its {describe_level()}", "source")
    return Answer("outcomes", "What happened?", tuple(text if means else text[:1]), columns, tuple(rows))


def _cells(score: Score) -> tuple[str, str, str, str]:
    inside = {True: "yes", False: "no", None: "–"}[score.inside]
    return score.model, f"{score.median:.0f}", f"{score.error:+.0f}", inside
