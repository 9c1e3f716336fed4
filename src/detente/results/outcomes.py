"""What is known to have come of the issues, and how far each model was off; no number is chosen by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

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
