"""What is known to have come of the issues, next to the forecast of them; no number is chosen by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente.forecasts.answers import Answer
from detente.forecasts.display_names import issue_names
from detente.forecasts.phrases import counted
from detente.shares import FEWEST

if TYPE_CHECKING:
    from detente.forecasts.result import Forecast
    from detente.scenario import Known, Scenario


def outcomes(made: Forecast) -> list[dict[str, Any]]:
    """Every known settlement of an issue forecast here, by date, with each model's scores.

    ``error`` is the model's median less the settlement and ``crps`` the continuous ranked probability score
    of its draws, both in points of the scale; ``inside`` says whether the central 80 % interval holds it,
    None with one outcome or too few draws for an interval.
    """
    rows = []
    for known in sorted(made.scenario.outcomes, key=lambda k: k.date):
        for issue, point in known.settlements.items():
            if issue in made.issues:
                rows.append(
                    {
                        "issue": issue,
                        "date": known.date.isoformat(),
                        "settlement": float(point),
                        "source": source_of(made.scenario, known),
                        "note": known.note,
                        "scores": _scores(made, issue, float(point)),
                    }
                )
    return rows


def happened(made: Forecast) -> Answer | None:
    """What happened, and how far the forecast was off, in words; None if nothing is known."""
    found = made.told.get("outcomes")
    if not found:
        return None
    names = issue_names(made.scenario)
    leads = {s.issue: s.headline for s in made.summary()}
    rows, errors = [], dict[str, list[float]]()
    for row in found:
        scores = {s["model"]: s for s in row["scores"]}
        for model, score in scores.items():
            errors.setdefault(model, []).append(abs(score["error"]))
        lead = scores.get(leads[row["issue"]])
        said = ("no outcome", "", "", "") if lead is None else _cells(lead)
        rows.append((names[row["issue"]], f"{row['settlement']:g}", row["date"], *said, row["source"]))
    means = "; ".join(f"{m} {np.mean(e):.0f}" for m, e in errors.items() if len(e) == len(found))
    text = [
        "The scenario states what came of it. That is compared with the forecast and changes nothing in it.",
        f"Mean distance of the medians from what happened over {counted(len(found), 'outcome')}, in points "
        f"of 100: {means}. The issues of one case do not tell models apart.",
    ]
    text += [f"{names[r['issue']]}: {r['note']}" for r in found if r["note"]]
    columns = ("issue", "happened", "by", "model", "median", "off by", "in its 80 % interval", "source")
    return Answer("outcomes", "What happened?", tuple(text if means else text[:1]), columns, tuple(rows))


def source_of(scenario: Scenario, known: Known) -> str:
    """Where an outcome is taken from: the sources of its passages and the data sets of its figures."""
    found = []
    for name in known.because:
        if name in scenario.passages:
            source = scenario.sources[scenario.passages[name].source]
            found.append(f"{source.title} ({source.date})" if source.date else source.title)
        else:
            figure = scenario.figures[name]
            found.append(f"{figure.dataset} ({figure.year})")
    return "; ".join(dict.fromkeys(found)) or "none stated"


def _cells(score: dict[str, Any]) -> tuple[str, str, str, str]:
    inside = {True: "yes", False: "no", None: "–"}[score["inside"]]
    return score["model"], f"{score['median']:.0f}", f"{score['error']:+.0f}", inside


def _scores(made: Forecast, issue: str, point: float) -> list[dict[str, Any]]:
    found = []
    for label in made.models:
        drawn = made.outcome(label, issue)
        drawn = drawn[np.isfinite(drawn)]
        if drawn.size:
            low, middle, high = (float(q) for q in np.quantile(drawn, [0.1, 0.5, 0.9]))
            enough = drawn.size >= FEWEST and low < high
            found.append(
                {
                    "model": label,
                    "median": middle,
                    "error": middle - point,
                    "crps": crps(drawn, point),
                    "inside": low <= point <= high if enough else None,
                }
            )
    return found


def crps(drawn: NDArray[np.float64], point: float) -> float:
    """The continuous ranked probability score (Matheson and Winkler 1976) of equally likely draws (D,)."""
    n = drawn.size
    spread = (np.sort(drawn) * (2 * np.arange(1, n + 1) - n - 1)).sum() / n**2
    return float(np.abs(drawn - point).mean() - spread)
