"""Pictures of a backtest: errors by model, and how reliable the distributions are."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from detente.backtest.run import Backtest
from detente.backtest.scores import FEWEST_PROPOSALS, reliability
from detente.files.writing import check_free, write_whole
from detente.report.charts.canvas import Canvas
from detente.report.charts.labels import fit

PICTURES = ("errors.svg", "reliability.svg")

#: The last seven are the colour-blind safe set of Wong (2011), Nature Methods 8, 441, one for a distribution.
_PALETTE = {
    "paper": "#ffffff",
    "ink": "#333333",
    "rule": "#cccccc",
    "model": "#1f6fb2",
    "baseline": "#757575",
    **{
        f"line-{i}": colour
        for i, colour in enumerate(
            ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#9a6b00", "#3a86c8", "#000000")
        )
    },
}
_TEXT, _SMALL = 12.0, 11.0
_STEP = 18.0
_LEFT = 200.0


#: How our pictures begin.
_MARK = '<svg data-generator="detente backtest" '


def draw_backtest(result: Backtest, folder: str | Path) -> tuple[Path, ...]:
    """Write ``errors.svg`` and ``reliability.svg`` into a folder; their paths.

    Raises OSError where they cannot be written, or other files of these names are there already.
    """
    check_pictures(Path(folder))
    written = []
    for name, picture in zip(PICTURES, (draw_errors(result), draw_reliability(result)), strict=True):
        written.append(write_whole(Path(folder, name), picture.replace("<svg ", _MARK, 1).encode()))
    return tuple(written)


def check_pictures(folder: Path) -> None:
    """Raise OSError where a backtest's pictures cannot go to a folder."""
    for name in PICTURES:
        check_free(folder / name, _is_picture, "a picture of a backtest")


def _is_picture(path: Path) -> bool:
    return _MARK.encode() in path.read_bytes()[:1000]


def draw_errors(result: Backtest) -> str:
    """Each forecast's mean absolute error less the weighted mean's, with its 95 % interval, as SVG.

    With too few proposals there is no interval, and the order is by name.
    """
    few = _too_few(result)
    rows = sorted(
        (r for r in result.rows.values() if r.label != "mean"),
        key=lambda r: (0.0 if few else r.against_mean[0], r.label),
    )
    canvas = Canvas(760.0, _PALETTE)
    right, top = canvas.width - 24, 34.0
    bottom = top + _STEP * len(rows)
    ticks = _ticks([v for row in rows for v in row.against_mean if v is not None])

    def x(value: float) -> float:
        return _LEFT + (right - _LEFT) * (value - ticks[0]) / (ticks[-1] - ticks[0])

    for at in ticks:
        canvas.line(x(at), top, x(at), bottom, colour="rule")
        canvas.word(x(at), bottom + 12, _number(at), size=_SMALL, anchor="center")
    canvas.line(x(0), top, x(0), bottom, colour="ink", dash=(3, 3))
    for i, row in enumerate(rows):
        middle, low, high = row.against_mean
        y = top + _STEP * (i + 0.5)
        canvas.word(_LEFT - 8, y, fit(row.label, _TEXT, _LEFT - 12), size=_TEXT, anchor="right")
        if low is not None and high is not None:
            canvas.line(x(low), y, x(high), y, colour=row.kind, width=2, over=True)
        canvas.dot(x(middle), y, 60, fill=row.kind)
    for at, kind in ((_LEFT, "model"), (_LEFT + 90, "baseline")):
        canvas.dot(at + 5, 14, 60, fill=kind)
        canvas.word(at + 16, 14, kind, size=_TEXT)
    spread = few or "95 % interval over proposals"
    title = f"Mean absolute error less the weighted mean's, points of 100 ({spread})"
    canvas.word((_LEFT + right) / 2, bottom + 34, title, size=_TEXT, anchor="center")
    return canvas.file(bottom + 48, title)


def draw_reliability(result: Backtest) -> str:
    """Of each distribution, the share of outcomes at or below the quantile of each level, as SVG.

    A distribution scored on too few proposals has no curve.
    """
    levels = np.linspace(0, 1, 41)
    rows = [r for r in result.rows.values() if r.scored.distribution and r.enough]
    canvas = Canvas(640.0, _PALETTE)
    left, top, side = 64.0, 14.0, 380.0
    bottom = top + side
    for at in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        x, y = left + side * at, bottom - side * at
        canvas.line(x, top, x, bottom, colour="rule")
        canvas.line(left, y, left + side, y, colour="rule")
        canvas.word(x, bottom + 12, f"{at * 100:.0f} %", size=_SMALL, anchor="center")
        canvas.word(left - 6, y, f"{at * 100:.0f} %", size=_SMALL, anchor="right")
    canvas.line(left, bottom, left + side, top, colour="ink", dash=(3, 3))
    for i, row in enumerate(rows):
        colour = f"line-{i % 7}"
        xs = left + side * levels
        ys = bottom - side * reliability(row.scored.pit, levels)
        canvas.shape(xs.tolist(), ys.tolist(), fill="none", stroke=colour)
        y = top + 10 + _STEP * i
        canvas.line(left + side + 18, y, left + side + 36, y, colour=colour, width=2)
        canvas.word(left + side + 42, y, fit(row.label, _TEXT, 150), size=_TEXT)
    if few := _too_few(result):
        canvas.word(left + side / 2, top + side / 4, few, size=_TEXT, anchor="center")
    canvas.word(left + side / 2, bottom + 34, "Quantile forecast", size=_TEXT, anchor="center")
    canvas.word(0, top + side / 2 - 8, "Outcomes", size=_TEXT)
    canvas.word(0, top + side / 2 + 8, "at or", size=_TEXT)
    canvas.word(0, top + side / 2 + 24, "below it", size=_TEXT)
    return canvas.file(bottom + 48, "Share of outcomes at or below each quantile, by distribution")


def _too_few(result: Backtest) -> str:
    """Why there is no interval and no curve; empty if there are proposals enough."""
    most = max(row.proposals for row in result.rows.values())
    return f"too few proposals ({most}) for an interval" if most < FEWEST_PROPOSALS else ""


def _ticks(values: list[float]) -> list[float]:
    """Round numbers around the values and nought, five to ten of them."""
    low, high = min(0.0, *values), max(0.0, *values)
    span = (high - low) or 1.0
    power = 10.0 ** np.floor(np.log10(span))
    step = next(s for s in (power / 5, power / 2, power, 2 * power) if span / s <= 8)
    return [float(step * k) for k in range(int(np.floor(low / step)), int(np.ceil(high / step)) + 1)]


def _number(value: float) -> str:
    return f"{round(value, 6) + 0.0:g}".replace("-", "−")
