"""A forecast as tables for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.console import RenderableType
from rich.markup import escape

from detente.cli.terminal_table import Sheet
from detente.results.interval import LEVELS
from detente.shares import FEWEST, format_share

if TYPE_CHECKING:
    from detente.forecasts import Forecast, IssueSummary, ModelSummary

_BLOCKS = " ▁▂▃▄▅▆▇█"
_CELLS = 20

#: Printed below the tables of intervals.
INPUTS_ONLY = (
    "Intervals show how uncertain numbers affect each model; only the blend adds the errors that forecasts "
    "made on decided cases. A dash means no interval: every draw gives the same outcome."
)


def forecast(run: Forecast) -> list[RenderableType]:
    """Tables per issue: intervals with a picture of the distribution, point and stretch probabilities."""
    from detente.cli.commands.answers import answered, everything
    from detente.models.settlement.blend import track_record
    from detente.scenario.display_names import typed
    from detente.wording.backing import describe_support
    from detente.wording.likelihood import describe_single_outcomes
    from detente.wording.outcomes import answer_outcomes

    parts: list[RenderableType] = [
        f"[bold]{escape(run.scenario.title)}[/bold]  as of {run.scenario.as_of.isoformat()}"
    ]
    if run.certain:
        parts += [
            "",
            "Nothing in this scenario is uncertain: "
            + escape(describe_single_outcomes(run.summary(), "by chance")),
        ]
    for issue in run.summary():
        name = typed(issue.label, issue.issue)
        parts += ["", f"[bold]{escape(name)}[/bold]  {escape(issue.question)}"]
        scale = run.scenario.issues[issue.issue].scale
        parts.append("; ".join(f"{at:g} {escape(label)}" for at, label in scale.items()))
        parts.append(_outcomes(run, issue))
        parts += _remarks(issue)
        if issue.certain and not run.certain:
            settled = escape(describe_single_outcomes([issue], "together with uncertain ones"))
            parts.append(f"Nothing is uncertain on this issue: {settled}")
    parts += everything(run)
    if found := answer_outcomes(run):
        parts += ["", *answered(found)]
    if run.omitted:
        parts += ["", run.omitted]
    for label, why in run.manifest["left_out"].items():
        parts.append(f"{escape(label)} is left out: {escape('; '.join(why))}")
    parts += ["", describe_support(run.scenario), INPUTS_ONLY]
    if any(m["model"] == "blend" for m in run.manifest["models"]):
        parts.append(track_record())
    parts.append("")
    return parts


def _outcomes(run: Forecast, issue: IssueSummary) -> Sheet:
    few = issue.draws < FEWEST
    every = "1 draw" if issue.draws == 1 else f"all {issue.draws} draws"
    intervals = (every,) if few else tuple(f"{level} %" for level in LEVELS)
    places = [*_places(issue)]
    heads = ("model", "median", *intervals, f"0 {'·' * (_CELLS - 6)} 100")
    table = Sheet((*heads, *(head for head, _ in places)), cut=len(heads))
    for m in issue.models:
        style = "dim" if m.baseline else ""
        if np.isnan(m.median):
            blank = ("–",) * (1 + len(intervals))
            table.add(m.model, *blank, "no outcome", *("" for _ in places), style=style)
            continue
        outcome = run.outcome(m.model, issue.issue)
        spans = [(np.nanmin(outcome), np.nanmax(outcome))] if few else [*m.intervals.values()]
        of = round(m.defined * issue.draws)
        ends = ["–" if m.single else f"{a:.0f}–{b:.0f}" for a, b in spans]
        if of < FEWEST and not few:
            ends = [f"{of} draws", *("" for _ in LEVELS[1:])]  # too few for an interval
        # of one outcome there are no chances, only a place
        chances = [
            ("●" if p else "") if m.single and issue.certain else format_share(p, of)
            for p in (shares(m) for _, shares in places)
        ]
        table.add(m.model, f"{m.median:.1f}", *ends, _strip(outcome), *chances, style=style)
    return table


def _places(issue: IssueSummary) -> Iterator[tuple[str, Callable[[ModelSummary], float]]]:
    """Stretches, and the points on which some model's outcomes lie, in order: heads and shares."""
    for i, point in enumerate(issue.points):
        if any(m.points[i] > 0 for m in issue.models):
            yield f"at {point.at:g}", lambda m, i=i: m.points[i]  # type: ignore[misc]
        if i < len(issue.stretches):
            s = issue.stretches[i]
            yield f"{s.low:g}–{s.high:g}", lambda m, i=i: m.stretches[i]  # type: ignore[misc]


def _remarks(issue: IssueSummary) -> Iterator[RenderableType]:
    from detente.wording.likelihood import describe_issue, describe_unweighed

    for m in issue.models:
        if m.single and not m.baseline and not issue.certain:
            for point, p in zip(issue.points, m.points, strict=True):
                if p:
                    share = format_share(p, round(m.defined * issue.draws))
                    yield escape(f"{m.model}: at {point.at:g}, {point.label}: {share}.")
    if issue.unweighed:
        yield describe_unweighed(issue)
    if issue.headline:
        yield escape(f"{describe_issue(issue)} Confidence: {issue.confidence}.")
    if not np.isnan(issue.disagreement):
        yield (
            f"The models' medians lie up to {_points(issue.disagreement)} apart; "
            f"their whole distributions differ by {_points(issue.distance)} on average."
        )


def _points(x: float) -> str:
    return count_noun(round(x), "point")


def count_noun(number: int, thing: str) -> str:
    """So many of a thing: 1 point, 2 points."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def _strip(x: np.ndarray[Any, np.dtype[np.float64]]) -> str:
    """A distribution over 0..100 as a line of block characters."""
    counts, _ = np.histogram(x[~np.isnan(x)], bins=_CELLS, range=(0, 100))
    heights = np.ceil(counts / counts.max() * (len(_BLOCKS) - 1)).astype(int)
    return "".join(_BLOCKS[h] for h in heights)
