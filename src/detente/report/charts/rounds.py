"""Fan charts: how a distribution on a scale from 0 to 100 moves over the rounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from detente.report.charts.canvas import Anchor, Canvas
from detente.report.charts.figure import Figure
from detente.results.interval import LEVEL, LEVELS, interval_quantiles
from detente.scenario.display_names import issue_names
from detente.wording.phrases import describe_level

if TYPE_CHECKING:
    from detente.forecasts import Forecast

#: Per cent of the draws in each band, from the widest in, and its colour; one band if both are the same.
BANDS: dict[int, str] = {LEVEL: "headline-soft", LEVELS[0]: "headline-band"}

_SMALL = 11.0
_HEIGHT = 200.0
_TOP, _BOTTOM = 12.0, 34.0


@dataclass(frozen=True)
class Fan:
    """What a chart shows: dates, and (steps, D) values, of which those that are NaN are left out."""

    label: str
    dates: tuple[str, ...]
    values: NDArray[np.float64]
    marks: tuple[str, ...] = ()


def fan(shown: Fan) -> Markup:
    """Median and bands by date, at both widths; ``marks`` are dates of events."""
    return Markup("").join(_draw(shown, width, kind) for width, kind in ((760.0, "wide"), (360.0, "narrow")))


def _draw(shown: Fan, width: float, kind: str) -> Markup:
    canvas = Canvas(width)
    left, right = 34.0, width - 14.0
    n = len(shown.dates)
    xs = [left + (right - left) * i / max(n - 1, 1) for i in range(n)]

    def y(value: float) -> float:
        return round(_TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - value / 100), 2)

    for at in (0, 25, 50, 75, 100):
        canvas.line(left, y(at), right, y(at), colour="rule")
        canvas.word(left - 6, y(at), f"{at}", size=_SMALL, colour="muted", anchor="right")
    for level, fill in BANDS.items():
        ends = np.nanquantile(shown.values, interval_quantiles(level), axis=1)
        outline = [*xs, *reversed(xs)], [*map(y, ends[0]), *map(y, reversed(ends[1]))]
        canvas.shape(*outline, fill=fill, stroke="none")
    middle = [y(v) for v in np.nanmedian(shown.values, axis=1)]
    for i in range(n - 1):
        canvas.line(xs[i], middle[i], xs[i + 1], middle[i + 1], colour="headline", width=2, over=True)
    for mark in shown.marks:
        x = next((x for x, day in zip(xs, shown.dates, strict=True) if day >= mark), None)
        if x is not None:
            canvas.line(x, _TOP, x, y(0), colour="axis", dash=(3, 3), over=True)
    every = max(1, round(n * 74 / (right - left)))
    for i in range(0, n, every):
        # the last one would leave the picture
        anchor: Anchor = "right" if xs[i] > right - 20 else "center"
        x = xs[i] + (14 if anchor == "right" else 0)
        canvas.word(x, y(0) + 16, shown.dates[i][:7], size=_SMALL, colour="muted", anchor=anchor)
    ends_at = " to ".join(f"{_median(shown, i)} on {shown.dates[i]}" for i in (0, -1))
    said = f"{shown.label}: median from {ends_at}"
    return canvas.svg(_HEIGHT, said, f"chart {kind}")


def _caption(label: str) -> Markup:
    """What is shown, with a key to its colours."""
    bands = Markup(" ").join(
        Markup('<span class="key {}"></span> {}.').format(fill, describe_level(level))
        for level, fill in reversed(BANDS.items())
    )
    return Markup(
        '<strong><bdi>{}</bdi></strong>, by round. <span class="key line"></span> Median. {} '
        "Dashed: an event."
    ).format(label, bands)


def _median(shown: Fan, at: int) -> str:
    return f"{float(np.nanmedian(shown.values[at])):.0f}"


def _moves(rows: NDArray[np.float64]) -> bool:
    low, high = interval_quantiles(max(BANDS))
    seen = np.nanquantile(rows, [low, 0.5, high], axis=1)
    return bool((seen.max(axis=1) - seen.min(axis=1) >= 0.5).any())


def draw_fans(
    labels: Sequence[str], dates: Sequence[str], values: NDArray[np.float64], marks: Sequence[str]
) -> list[Figure]:
    """A fan for each label whose (steps, D) values, in the same order, are known and move.

    What stays where it is, to half a point in its median and its widest band, needs no picture.
    """
    return [
        Figure(_caption(label), fan(Fan(label, tuple(dates), rows, tuple(marks))))
        for label, rows in zip(labels, values, strict=True)
        if np.isfinite(rows).any(axis=1).all() and _moves(rows)
    ]


def draw_rounds(forecast: Forecast) -> list[Figure]:
    """The settlement of every issue by round, and the line of contact if there is one."""
    data, scenario = forecast.data, forecast.scenario
    if "step" not in data.dims:
        return []
    names = issue_names(scenario)
    labels = [names[i] for i in forecast.issues]
    rows = [data["round.settlement"].sel(issue=i).values for i in forecast.issues]
    if "round.line" in data:
        labels.append("Line of contact while fighting goes on")
        rows.append(data["round.line"].values)
    dates = [str(d) for d in data["step"].values]
    return draw_fans(labels, dates, np.stack(rows), [e.date.isoformat() for e in scenario.events])
