"""Known outcomes of the issues, and how far each model was off; they affect no forecast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import numpy as np
from numpy.typing import NDArray

from detente.results.interval import POINTS, interval_quantiles
from detente.shares import FEWEST

if TYPE_CHECKING:
    from detente.forecasts.result import Forecast
    from detente.scenario import Known, Scenario


@dataclass(frozen=True)
class Score:
    """How far a model was off on an issue.

    ``error`` is its median less the settlement and ``crps`` the continuous ranked probability score of its
    draws. ``inside`` says whether its central interval holds the settlement, None if it has one outcome
    or too few draws for an interval.
    """

    model: str
    median: Annotated[float, POINTS]
    error: Annotated[float, POINTS]
    crps: Annotated[float, POINTS]
    inside: bool | None


@dataclass(frozen=True)
class KnownOutcome:
    """A settlement that is known, and how far each model was off."""

    issue: str
    date: str
    settlement: Annotated[float, POINTS]
    source: str
    note: str | None
    scores: tuple[Score, ...]


def summarise_outcomes(forecast: Forecast) -> tuple[KnownOutcome, ...]:
    """Score every model on every known settlement of an issue that is shown, by date."""
    return tuple(
        KnownOutcome(
            issue,
            known.date.isoformat(),
            float(point),
            name_sources(forecast.scenario, known),
            known.note,
            _score_models(forecast, issue, float(point)),
        )
        for known in sorted(forecast.scenario.outcomes, key=lambda k: k.date)
        for issue, point in known.settlements.items()
        if issue in forecast.issues
    )


def name_sources(scenario: Scenario, known: Known) -> str:
    """Name the sources of an outcome's passages and the data sets of its figures."""
    names = []
    for name in known.because:
        if name in scenario.passages:
            source = scenario.sources[scenario.passages[name].source]
            names.append(f"{source.title} ({source.date})" if source.date else source.title)
        else:
            figure = scenario.figures[name]
            names.append(f"{figure.dataset} ({figure.year})")
    return "; ".join(dict.fromkeys(names)) or "none stated"


def _score_models(forecast: Forecast, issue: str, point: float) -> tuple[Score, ...]:
    lower, upper = interval_quantiles()
    scores = []
    for label in forecast.models:
        drawn = forecast.outcome(label, issue)
        drawn = drawn[np.isfinite(drawn)]
        if drawn.size:
            low, middle, high = (float(q) for q in np.quantile(drawn, [lower, 0.5, upper]))
            enough = drawn.size >= FEWEST and low < high
            inside = low <= point <= high if enough else None
            scores.append(Score(label, middle, middle - point, measure_crps(drawn, point), inside))
    return tuple(scores)


def measure_crps(drawn: NDArray[np.float64], point: float) -> float:
    """Return the continuous ranked probability score of equally likely draws.

    Parameters
    ----------
    drawn : ndarray, shape (D,)
        Draws, on the scale of ``point``.
    point : float
        What happened.

    References
    ----------
    J. E. Matheson and R. L. Winkler (1976). Scoring rules for continuous probability distributions.
    Management Science 22(10).
    """
    n = drawn.size
    spread = (np.sort(drawn) * (2 * np.arange(1, n + 1) - n - 1)).sum() / n**2
    return float(np.abs(drawn - point).mean() - spread)
