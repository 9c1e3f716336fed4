"""How well base rates are calibrated, as a picture."""

from __future__ import annotations

from detente.backtest.durations.scoring import Score
from detente.models.duration.reference_classes import CLASSES
from detente.report.charts.canvas import Canvas
from detente.report.charts.labels import fit

#: Blue and vermilion of the colour-blind safe set of Wong (2011), Nature Methods 8, 441.
_PALETTE = {"paper": "#ffffff", "ink": "#333333", "rule": "#cccccc", "line-0": "#0072b2", "line-1": "#d55e00"}
_TEXT, _SMALL = 12.0, 11.0
_LEFT, _TOP, _SIDE = 64.0, 14.0, 380.0

#: What the picture shows, which also tells it from other pictures.
LABEL = "Share that ended by tenth of the forecasts, with 95 % intervals"


def draw_calibration(scores: list[Score]) -> str:
    """The share that ended by tenth of the forecasts, with 95 % intervals, as SVG.

    Parameters
    ----------
    scores : list of Score
        At most two, each with its table.

    Returns
    -------
    str
        The file's text.
    """
    canvas = Canvas(700.0, _PALETTE)
    bottom = _TOP + _SIDE
    for at in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        x, y = _LEFT + _SIDE * at, bottom - _SIDE * at
        canvas.line(x, _TOP, x, bottom, colour="rule")
        canvas.line(_LEFT, y, _LEFT + _SIDE, y, colour="rule")
        canvas.word(x, bottom + 12, f"{at * 100:.0f} %", size=_SMALL, anchor="center")
        canvas.word(_LEFT - 6, y, f"{at * 100:.0f} %", size=_SMALL, anchor="right")
    canvas.line(_LEFT, bottom, _LEFT + _SIDE, _TOP, colour="ink", dash=(3, 3))
    for i, score in enumerate(scores):
        colour = f"line-{i}"
        for _, forecast, share, low, high in score.table:
            x = _LEFT + _SIDE * forecast
            canvas.line(x, bottom - _SIDE * low, x, bottom - _SIDE * high, colour=colour, width=2, over=True)
            canvas.dot(x, bottom - _SIDE * share, 50, fill=colour)
        y = _TOP + 10 + 18.0 * i
        canvas.dot(_LEFT + _SIDE + 24, y, 50, fill=colour)
        label = f"{CLASSES[score.member].label}, {score.forecast}"
        canvas.word(_LEFT + _SIDE + 34, y, fit(label, _TEXT, 215), size=_TEXT)
    canvas.word(
        _LEFT + _SIDE / 2, bottom + 34, "Forecast: it ends within the horizon", size=_TEXT, anchor="center"
    )
    canvas.word(0, _TOP + _SIDE / 2 - 8, "Share", size=_TEXT)
    canvas.word(0, _TOP + _SIDE / 2 + 8, "that", size=_TEXT)
    canvas.word(0, _TOP + _SIDE / 2 + 24, "ended", size=_TEXT)
    return canvas.file(bottom + 48, LABEL)
