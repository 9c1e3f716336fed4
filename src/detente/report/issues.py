"""What the page shows of one issue: charts, sentences, and the rows of its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from detente.forecasts import Forecast, IssueSummary, ModelSummary
from detente.models import UnknownModelError, model
from detente.report.charts import settlement
from detente.report.numbers import Number
from detente.report.positions import Position, position_rows
from detente.results.interval import LEVEL, interval_quantiles, summarise_interval
from detente.results.settlement import Point, Stretch, comparable_models
from detente.scenario.paths import issue_path
from detente.shares import FEWEST, format_of_draws
from detente.wording.likelihood import describe_issue, describe_single_outcomes, describe_unweighed
from detente.wording.phrases import describe_level


@dataclass(frozen=True)
class Result:
    """One model's row, and why it has no outcome."""

    summary: ModelSummary
    headline: bool
    why: str


@dataclass(frozen=True)
class Apart:
    """The models that disagree most, and by how many points of the scale."""

    low: ModelSummary
    high: ModelSummary
    points: int


@dataclass(frozen=True)
class IssueView:
    """All that the page shows of an issue."""

    id: str
    label: str
    question: str
    note: str | None
    scale: Mapping[float, str]
    reversion: Number | None
    fought: str
    positions: tuple[Position, ...]
    results: tuple[Result, ...]
    points: tuple[tuple[int, Point], ...]
    stretches: tuple[Stretch, ...]
    headline: ModelSummary | None
    bar: tuple[float, float]
    place: list[tuple[str, str, float]]
    spread: str
    spoken: str
    unweighed: str
    exact: str
    certain: bool
    draws: int
    confidence: str
    apart: Apart | None
    positions_chart: Markup
    outcomes_chart: Markup


def build_issue_view(forecast: Forecast, summary: IssueSummary, every: Mapping[str, Number]) -> IssueView:
    """Gather one issue."""
    about = forecast.scenario.issues[summary.issue]
    headline = summary.lead
    results = tuple(
        Result(m, headline is not None and m.model == headline.model, _why(forecast, summary.issue, m))
        for m in summary.models
    )
    wants = position_rows(forecast, summary.issue, every)
    return IssueView(
        id=summary.issue,
        label=summary.label,
        question=summary.question,
        note=about.note,
        scale=about.scale,
        reversion=every.get(issue_path(summary.issue, "reversion")),
        fought=_fought(forecast, summary.issue),
        positions=tuple(row for row, _ in wants),
        results=results,
        # a point with a share of its own for some model
        points=tuple(
            (i, p) for i, p in enumerate(summary.points) if any(m.points[i] for m in summary.models)
        ),
        stretches=summary.stretches,
        headline=headline,
        bar=_ends(forecast, summary.issue, headline),
        place=place_on_scale(headline.median, about.scale) if headline else [],
        spread=_spread(summary, headline) if headline else "",
        spoken=describe_issue(summary),
        unweighed=describe_unweighed(summary),
        exact=_exact(forecast, summary),
        certain=summary.certain,
        draws=summary.draws,
        confidence=summary.confidence,
        apart=apart(summary),
        positions_chart=_positions_chart(forecast, summary, [want for _, want in wants]),
        outcomes_chart=_outcomes_chart(forecast, summary, results),
    )


def _exact(forecast: Forecast, summary: IssueSummary) -> str:
    """That nothing is uncertain on the issue, and what spreads all the same; empty where something is."""
    how = "by chance" if forecast.certain else "together with uncertain ones"
    return (
        f"Nothing is uncertain on this issue: {describe_single_outcomes([summary], how)}"
        if summary.certain
        else ""
    )


def _spread(summary: IssueSummary, head: ModelSummary) -> str:
    """The interval of the model shown first, and why it has one, in a sentence."""
    if head.single:
        return "" if summary.certain else "Every draw gives the same outcome."
    if summary.draws < FEWEST:
        return ""
    low, high = (f"{end:.0f}" for end in head.intervals[LEVEL])
    if low == high:
        return ""
    if head.predictive:
        return f"Its {describe_level()} runs from {low} to {high}."
    return (
        f"Uncertain inputs give it {describe_level(article=True)} from {low} to {high}; the errors of "
        "forecasts come on top of that."
    )


def _bar(forecast: Forecast) -> settlement.Bar:
    """What a bar reaches over: an interval, and of draws too few for one from the lowest to the highest."""
    return interval_quantiles() if forecast.draws >= FEWEST else (0.0, 1.0)


def _ends(forecast: Forecast, issue: str, head: ModelSummary | None) -> tuple[float, float]:
    """The ends of the bar of the model shown first, NaN without one."""
    if head is None:
        return float("nan"), float("nan")
    low, high = np.quantile(_finite(forecast.outcome(head.model, issue)), _bar(forecast))
    return float(low), float(high)


def brief(seen: IssueView) -> settlement.Brief:
    """The issue's row in the overview."""
    head, nan = seen.headline, float("nan")
    low, high = seen.bar
    others = tuple(m.median for m in comparable_models(r.summary for r in seen.results) if m is not head)
    ends = tuple(seen.scale.get(at, "") for at in (0.0, 100.0))
    return settlement.Brief(seen.label, head.median if head else nan, low, high, others, (ends[0], ends[1]))


def place_on_scale(value: float, scale: Mapping[float, str]) -> list[tuple[str, str, float]]:
    """Where a value lies among the labelled points: a word, a label and its point, once or twice."""
    near = min(scale, key=lambda at: abs(at - value))
    if abs(near - value) <= 2:
        places = [("near", near)]
    else:
        below, above = ([at for at in scale if at < value], [at for at in scale if at > value])
        if below and above:
            places = [("between", below[-1]), ("and", above[0])]
        else:
            places = [("below", above[0])] if above else [("above", below[-1])]
    # quotation marks inside the page's own become single ones
    return [(word, scale[at].replace("“", "‘").replace("”", "’"), at) for word, at in places]


def apart(summary: IssueSummary) -> Apart | None:
    """The two models with the lowest and the highest median, where there are two."""
    models = sorted(comparable_models(summary.models), key=lambda m: m.median)
    if len(models) < 2:
        return None
    return Apart(models[0], models[-1], round(models[-1].median - models[0].median))


def _why(forecast: Forecast, issue: str, summary: ModelSummary) -> str:
    if summary.defined == 1.0:
        return ""
    if summary.defined > 0:
        return f"an outcome in {format_of_draws(summary.defined, forecast.draws)}"
    slug = next(m["model"] for m in forecast.manifest["models"] if m["label"] == summary.model)
    try:
        needs = model(slug).traits.reversion
    except UnknownModelError:
        needs = False
    if needs and forecast.scenario.issues[issue].reversion is None:
        return "no outcome: the issue does not state what holds if nothing is agreed"
    return "no outcome on this issue"


def _fought(forecast: Forecast, issue: str) -> str:
    """The reversion point that fighting on leads to, if that link is on."""
    war = forecast.scenario.conflict
    if war is None or war.issue != issue or "conflict" not in forecast.manifest["links_on"]:
        return ""
    line = summarise_interval(forecast.data["reversion"].sel(issue=issue))
    if line is None:
        return ""
    middle, low, high = (f"{end:.0f}" for end in (line.median, line.low, line.high))
    # of few draws an interval would claim too much
    if low == high or forecast.draws < FEWEST:
        return middle
    return f"{middle} ({describe_level()} {low} to {high})"


def _finite(values: NDArray[Any]) -> NDArray[np.float64]:
    return np.asarray(values[np.isfinite(values)], dtype=np.float64)


def _positions_chart(forecast: Forecast, summary: IssueSummary, wants: list[settlement.Want]) -> Markup:
    reversion = _finite(forecast.data["reversion"].sel(issue=summary.issue).values)
    said = (
        f"Positions of {len(wants)} actors and factions on a scale from 0 to 100. The table below lists them."
    )
    return settlement.positions(wants, reversion, forecast.scenario.issues[summary.issue].scale, said)


def _outcomes_chart(forecast: Forecast, summary: IssueSummary, results: tuple[Result, ...]) -> Markup:
    ridges = [
        settlement.Ridge(
            r.summary.model,
            _finite(forecast.outcome(r.summary.model, summary.issue)),
            headline=r.headline,
            baseline=r.summary.baseline,
            why=r.why,
        )
        for r in results
    ]
    medians = [f"{r.summary.model} {r.summary.median:.0f}" for r in results if r.summary.defined]
    said = (
        f"Density of the outcome by model on a scale from 0 to 100; medians: {', '.join(medians) or 'none'}."
    )
    return settlement.outcomes(
        ridges, forecast.scenario.issues[summary.issue].scale, said, bar=_bar(forecast)
    )
