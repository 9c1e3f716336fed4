"""What a forecast comes to: intervals, and the probability of each labelled point and stretch of a scale."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.records import MaybeNaN
from detente.results.confidence import Confidence, confidence
from detente.results.interval import LEVELS, Level
from detente.scenario.display_names import issue_names

if TYPE_CHECKING:
    from detente.forecasts.result import Forecast
    from detente.scenario import Scenario

#: The models that are shown first, the best calibrated before the rest.
HEADLINES = ("blend", "mean")

#: What lies within this part of the scale's width of a labelled point lies on it: rounding must not decide.
ON_THE_POINT = 1e-9


@dataclass(frozen=True)
class Point:
    """A point of a scale that has a label, or is its end."""

    at: float
    label: str


@dataclass(frozen=True)
class Stretch:
    """A stretch of a scale between two neighbouring points, which do not belong to it."""

    low: float
    high: float
    low_label: str
    high_label: str

    @property
    def text(self) -> str:
        """What the stretch is called."""
        return f"{self.low:g} to {self.high:g}: {self.low_label} to {self.high_label}"


@dataclass(frozen=True)
class OutcomeSummary:
    """The outcomes of one model on one issue.

    ``median``, ``mean`` and the ends of ``intervals`` (central, equal-tailed, keyed by per cent) are on
    the issue's scale; ``points`` and ``stretches`` have a probability for each point and each open stretch
    of the issue, in order, and sum to one; ``defined`` is the share of draws on which the model has an
    outcome, the others being left out. ``single`` tells whether all of these have the same outcome.
    """

    defined: float
    median: MaybeNaN
    mean: MaybeNaN
    intervals: Mapping[Level, tuple[MaybeNaN, MaybeNaN]]
    stretches: tuple[MaybeNaN, ...]
    points: tuple[MaybeNaN, ...]
    single: bool


@dataclass(frozen=True)
class ModelSummary(OutcomeSummary):
    """One model on one issue.

    ``predictive`` tells whether its outcomes hold the errors that forecasts make: otherwise the spread is
    only what uncertain inputs do to the model.
    """

    model: str
    name: str
    baseline: bool
    predictive: bool


@dataclass(frozen=True)
class IssueSummary:
    """All models on one issue, the points and stretches of its scale, models before baselines.

    ``disagreement`` is the gap between the lowest and the highest median of the ``compared`` models,
    ``distance`` the mean over pairs of them of the Wasserstein distance of their outcomes, both in points
    of the scale, NaN with fewer than two. ``headline`` names the model that is shown first. If it is
    predictive, ``words`` has a term for each stretch, empty for one that gets no verdict; else ``words`` is
    empty, and ``silence`` says why. ``confidence`` says how far to trust the forecast (see
    ``detente.wording.likelihood``). In ``unweighed`` of the ``draws`` nobody has weight on the issue;
    ``certain`` tells whether nothing is uncertain about it.
    """

    issue: str
    label: str
    question: str
    points: tuple[Point, ...]
    stretches: tuple[Stretch, ...]
    models: tuple[ModelSummary, ...]
    disagreement: MaybeNaN
    distance: MaybeNaN
    headline: str
    words: tuple[str, ...]
    silence: str
    confidence: Confidence
    draws: int
    unweighed: int
    certain: bool

    @property
    def lead(self) -> ModelSummary | None:
        """The model that is shown first, None if no model has an outcome."""
        return next((m for m in self.models if m.model == self.headline), None)


def scale_points(scale: Mapping[float, str], low: float = 0.0, high: float = 100.0) -> tuple[Point, ...]:
    """The labelled points in order, and the scale's ends, labelled or not."""
    ends = {low: scale.get(low, "the low end"), high: scale.get(high, "the high end")}
    return tuple(Point(at, label) for at, label in sorted({**ends, **scale}.items()))


def scale_stretches(marks: tuple[Point, ...]) -> tuple[Stretch, ...]:
    """The stretches between neighbouring points."""
    return tuple(Stretch(a.at, b.at, a.label, b.label) for a, b in itertools.pairwise(marks))


def summarise_outcome(outcome: NDArray[np.float64], marks: tuple[Point, ...]) -> OutcomeSummary:
    """Summarise the outcomes of one model on one issue.

    Parameters
    ----------
    outcome : ndarray, shape (D,)
        Outcomes on the issue's scale, NaN in draws without one.
    marks : tuple of Point
        The points of the scale, in order, its ends among them.
    """
    x = outcome[~np.isnan(outcome)]
    if x.size == 0:
        nan = float("nan")
        return OutcomeSummary(
            defined=0.0,
            median=nan,
            mean=nan,
            intervals=dict.fromkeys(LEVELS, (nan, nan)),
            stretches=(nan,) * (len(marks) - 1),
            points=(nan,) * len(marks),
            single=False,
        )
    tails = {level: np.quantile(x, [0.5 - level / 200, 0.5 + level / 200]) for level in LEVELS}
    places = np.array([p.at for p in marks])
    on = np.abs(x[:, None] - places) <= ON_THE_POINT * (places[-1] - places[0])
    between = np.searchsorted(places[1:-1], x[~on.any(axis=1)])
    counts = np.bincount(between, minlength=len(marks) - 1)
    return OutcomeSummary(
        defined=x.size / outcome.size,
        median=float(np.median(x)),
        mean=float(x.mean()),
        intervals={level: (float(a), float(b)) for level, (a, b) in tails.items()},
        stretches=tuple(float(c) for c in counts / x.size),
        points=tuple(float(c) for c in on.sum(axis=0) / x.size),
        single=bool(np.ptp(x) <= ON_THE_POINT * (places[-1] - places[0])),
    )


def measure_disagreement(medians: list[float], outcomes: list[NDArray[np.float64]]) -> tuple[float, float]:
    """The gap between the medians, and the mean Wasserstein distance between pairs of (D,) outcomes."""
    if len(outcomes) < 2:
        return float("nan"), float("nan")
    levels = (np.arange(512) + 0.5) / 512
    curves = [np.quantile(x, levels) for x in outcomes]
    pairs = [float(np.abs(a - b).mean()) for a, b in itertools.combinations(curves, 2)]
    return max(medians) - min(medians), float(np.mean(pairs))


def choose_headline(models: Iterable[ModelSummary]) -> str:
    """The model shown first: of those with an outcome a predictive one, else the mean, else the first."""
    defined = [m for m in models if m.defined]
    ranked = sorted(defined, key=lambda m: (not m.predictive, m.model not in HEADLINES))
    return ranked[0].model if ranked else ""


def comparable_models(models: Iterable[ModelSummary]) -> list[ModelSummary]:
    """The models with an outcome whose disagreement counts: of the baselines those in ``HEADLINES`` only."""
    return [m for m in models if m.defined and (not m.baseline or m.model in HEADLINES)]


def summarise_settlement(forecast: Forecast, issue: str) -> IssueSummary:
    """Summarise all models on an issue, without words of likelihood."""
    about = forecast.scenario.issues[issue]
    marks = scale_points(about.scale)
    models = tuple(
        ModelSummary(
            **vars(summarise_outcome(forecast.outcome(entry["label"], issue), marks)),
            model=entry["label"],
            name=entry["name"],
            baseline=entry["baseline"],
            predictive=entry.get("predictive", False),
        )
        for entry in forecast.manifest["models"]
    )
    compared = comparable_models(models)
    outcomes = [forecast.outcome(m.model, issue) for m in compared]
    gap, distance = measure_disagreement([m.median for m in compared], [x[~np.isnan(x)] for x in outcomes])
    weight = forecast.data["capability"] * forecast.data["salience"].sel(issue=issue)
    return IssueSummary(
        issue=issue,
        label=issue_names(forecast.scenario)[issue],
        question=about.question,
        points=marks,
        stretches=scale_stretches(marks),
        models=models,
        disagreement=gap,
        distance=distance,
        headline=choose_headline(models),
        words=(),
        silence="",
        confidence=confidence(gap, _share_assumed(forecast.scenario, issue)),
        draws=forecast.draws,
        unweighed=int((weight.sum("actor") == 0).sum()),
        certain=_is_certain(forecast, issue),
    )


def list_standing_points(forecast: Forecast, issue: str) -> set[float]:
    """Where things stand on an issue: its reversion point, or the line of contact it is fought over."""
    war, stated = forecast.scenario.conflict, forecast.scenario.issues[issue].reversion
    if war is None or war.issue != issue:
        return set() if stated is None else {stated.best}
    leads = "conflict" in forecast.manifest["links_on"]  # then the stated point gives way
    return {war.front.line.best} | (set() if stated is None or leads else {stated.best})


def _is_certain(forecast: Forecast, issue: str) -> bool:
    """Whether all that models see of an issue is the same in every draw."""
    if forecast.draws == 1:  # one draw is like itself, and shows nothing
        return forecast.certain
    one = forecast.data.sel(issue=issue)
    arrays = [one[name] for name in ("position", "salience", "capability", "reversion")]
    return all(bool(((a == a.isel(draw=0)) | a.isnull()).all()) for a in arrays)


def _share_assumed(scenario: Scenario, issue: str) -> float:
    """The share of an issue's positions and saliences that rest on assumptions."""
    stances = [s for s in scenario.stances if s.issue == issue]
    bases = [scenario.basis(q) for s in stances for q in (s.position, s.salience)]
    return bases.count("assumption") / len(bases)
