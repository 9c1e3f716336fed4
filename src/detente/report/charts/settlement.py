"""The report's charts: from numbers and labels to SVG.

Every chart is drawn at two widths, as newspapers do: a wide one with the labels beside the marks, and a
narrow one for phones with the labels above them. The style sheet shows one of the two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from detente.report.charts.canvas import Anchor, Canvas
from detente.report.charts.density import density
from detente.report.charts.labels import few, fit, flags, width, wrap
from detente.results.interval import interval_quantiles

Floats = NDArray[np.float64]
Scale = Mapping[float, str]

#: Labelled points that a chart has room for.
POINTS = 24

_SMALL = 11.0
_TEXT = 12.5


@dataclass(frozen=True)
class Want:
    """One actor on one issue: position on 0..100 and weight on 0..1; ``depth`` 1 and more for members."""

    label: str
    low: float
    best: float
    high: float
    weight: float
    depth: int = 0


@dataclass(frozen=True)
class Ridge:
    """One model on one issue: (D,) finite outcomes, or fewer or none and ``why``."""

    label: str
    values: Floats
    headline: bool = False
    baseline: bool = False
    why: str = ""

    @property
    def colour(self) -> str:
        """The colour of its marks."""
        return "headline" if self.headline else "baseline" if self.baseline else "model"


#: The quantiles at the ends of a bar, and those of a bar by default.
Bar = tuple[float, float]
BAR: Bar = interval_quantiles()


@dataclass(frozen=True)
class Brief:
    """One issue at a glance: the headline model's median and bar, and the other models' medians."""

    label: str
    median: float
    low: float
    high: float
    others: tuple[float, ...]
    ends: tuple[str, str]


@dataclass(frozen=True)
class Share:
    """How many of some numbers rest on passages, figures and assumptions."""

    label: str
    passage: int
    figure: int
    assumption: int

    @property
    def total(self) -> int:
        """How many there are."""
        return self.passage + self.figure + self.assumption


def positions(wants: Sequence[Want], reversion: Floats, scale: Scale, label: str) -> Markup:
    """Who wants what: support as a line, best value as a dot with the weight as its area.

    ``reversion`` holds the finite draws of what holds if nothing is agreed, none where nothing is stated.
    Of more than ``POINTS`` labelled points some are shown.
    """
    scale = few(scale, POINTS)

    def draw(frame: _Frame) -> Markup:
        canvas = frame.canvas()
        step = 36.0 if frame.narrow else 25.0
        top = _header(canvas, frame, scale)
        y = top + 4
        for want in wants:
            middle = y + step * (0.72 if frame.narrow else 0.5)
            muted = want.depth > 0
            at = y + 9 if frame.narrow else middle
            _row_label(canvas, frame, want.label, at, 12.0 * want.depth, "muted" if muted else "ink")
            colour = "member" if muted else "actor"
            canvas.line(
                frame.x(want.low), middle, frame.x(want.high), middle, colour=colour, width=2, over=True
            )
            area = max(28.0, 484 * want.weight)
            canvas.dot(frame.x(want.best), middle, area, fill=colour)
            y += step
        if reversion.size:
            y += 6
            base = y + (42 if frame.narrow else 30)
            at = y + 6 if frame.narrow else base - 8
            canvas.word(0, at, "If nothing is agreed", size=_TEXT, colour="reversion", bold=True)
            _ridge(canvas, frame, reversion, base, "reversion", height=24)
            y = base + 6
        return _close(canvas, frame, scale, top, y, label)

    return _at_both_widths(draw)


def outcomes(ridges: Sequence[Ridge], scale: Scale, label: str, *, bar: Bar = BAR) -> Markup:
    """The outcome's density by model, its median, and a bar between quantiles; one value is a spike."""
    scale = few(scale, POINTS)

    def draw(frame: _Frame) -> Markup:
        canvas = frame.canvas()
        top = _header(canvas, frame, scale)
        y = top
        baselines = False
        for ridge in ridges:
            if ridge.baseline and not baselines and ridge is not ridges[0]:
                canvas.line(0, y + 14, frame.width, y + 14, colour="rule")
                canvas.word(0, y + 27, "Baselines", size=_SMALL, colour="muted")
                y += 30 if frame.narrow else 24
            baselines = ridge.baseline
            if not ridge.values.size:
                _absent(canvas, frame, ridge, y + 20)
                y += 46 if frame.narrow else 30
                continue
            base = y + (62 if frame.narrow else 46)
            low, middle, high = np.quantile(ridge.values, [bar[0], 0.5, bar[1]])
            _name(canvas, frame, ridge, y + 18 if frame.narrow else base - 22, (low, middle, high))
            canvas.line(frame.x(0), base, frame.x(100), base, colour="rule")
            _ridge(canvas, frame, ridge.values, base, ridge.colour, height=32)
            canvas.line(frame.x(low), base, frame.x(high), base, colour=ridge.colour, width=4, over=True)
            canvas.dot(frame.x(middle), base, 64, fill=ridge.colour)
            y = base + 6
        return _close(canvas, frame, scale, top, y + 4, label)

    return _at_both_widths(draw)


def overview(briefs: Sequence[Brief], label: str) -> Markup:
    """All issues at a glance: headline median and bar, the other models' medians as ticks."""

    def draw(frame: _Frame) -> Markup:
        canvas = frame.canvas()
        y = 0.0
        for brief in briefs:
            track = y + (46 if frame.narrow else 26)
            at = y + 10 if frame.narrow else track
            # bold letters are about a tenth wider
            name = wrap(brief.label, 14.3, frame.room, lines=1 if frame.narrow else 2)
            for i, text in enumerate(name):
                canvas.word(0, at + 16 * (i - (len(name) - 1) / 2), text, size=13, bold=True)
            half = (frame.x(100) - frame.x(0)) / 2 - 6
            canvas.line(frame.x(0), track, frame.x(100), track, colour="rule", width=2)
            for end, anchor, text in zip((0, 100), _ENDS, brief.ends, strict=True):
                for i, words in enumerate(wrap(text, _SMALL, half)):
                    at = track + 18 + 13 * i
                    canvas.word(frame.x(end), at, words, size=_SMALL, colour="muted", anchor=anchor)
            if np.isfinite(brief.median):
                low, high = frame.x(brief.low), frame.x(brief.high)
                canvas.line(low, track, high, track, colour="headline-soft", width=10)
                for other in brief.others:
                    x = frame.x(other)
                    canvas.line(x, track - 7, x, track + 7, colour="model", width=1.5, over=True)
                canvas.dot(frame.x(brief.median), track, 110, fill="headline")
                value = f"{brief.median:.0f}"
                x = min(max(frame.x(brief.median), frame.x(0) + 6), frame.x(100) - 8)
                canvas.word(x, track - 15, value, size=13, bold=True, anchor="center", colour="headline")
            y = track + 48
        return canvas.svg(y - 10, label, frame.css_class)

    return _at_both_widths(draw)


def draw_basis(shares: Sequence[Share], label: str) -> Markup:
    """What the numbers rest on, as stacked bars."""

    def draw(frame: _Frame) -> Markup:
        canvas = frame.canvas()
        y = 0.0
        for share in shares:
            middle = y + (32 if frame.narrow else 14)
            at = y + 10 if frame.narrow else middle
            _row_label(canvas, frame, share.label, at, 0, "ink", spare=40)
            end = frame.width if frame.narrow else frame.left - 12
            canvas.word(end, at, f"{share.total}", size=_SMALL, colour="muted", anchor="right")
            left, right = (0.0, frame.width) if frame.narrow else (frame.left, frame.width)
            done = 0
            for kind in ("passage", "figure", "assumption"):
                count = getattr(share, kind)
                a, b = (left + (right - left) * n / max(share.total, 1) for n in (done, done + count))
                done += count
                if not count:
                    continue
                canvas.line(a, middle, b, middle, colour=kind, width=18)
                words = f"{count / share.total:.0%}".replace("%", " %")
                if width(words, _SMALL) + 6 < b - a:
                    middle_x = (a + b) / 2
                    canvas.word(middle_x, middle, words, size=_SMALL, anchor="center", colour=f"on-{kind}")
            y = middle + 16
        return canvas.svg(y, label, frame.css_class)

    return _at_both_widths(draw)


_ENDS: tuple[Anchor, Anchor] = ("left", "right")


@dataclass(frozen=True)
class _Frame:
    """Where a scale from 0 to 100 lies in a picture."""

    narrow: bool

    @property
    def width(self) -> float:
        return 360.0 if self.narrow else 760.0

    @property
    def left(self) -> float:
        return 10.0 if self.narrow else 196.0

    @property
    def right(self) -> float:
        return self.width - (10.0 if self.narrow else 14.0)

    @property
    def room(self) -> float:
        """The width there is for a row's label."""
        return self.width if self.narrow else self.left - 20

    @property
    def css_class(self) -> str:
        return "chart narrow" if self.narrow else "chart wide"

    def x(self, value: float) -> float:
        inside = min(max(float(value), 0.0), 100.0)
        return round(self.left + (self.right - self.left) * inside / 100, 2)

    def canvas(self) -> Canvas:
        return Canvas(self.width)


def _at_both_widths(draw: Callable[[_Frame], Markup]) -> Markup:
    return draw(_Frame(narrow=False)) + draw(_Frame(narrow=True))


def _header(canvas: Canvas, frame: _Frame, scale: Scale) -> float:
    """The labelled points above the rows, where there is room for words; gives the rows' top."""
    if frame.narrow:
        return 4.0
    points = [(frame.x(at), f"{at:g} {text}") for at, text in scale.items()]
    hung = flags(points, _SMALL, frame.left, frame.width)
    top = 16.0 * (1 + max((f.level for f in hung), default=-1)) + 4
    for flag in hung:
        y = top - 16 * flag.level - 12
        anchor: Anchor = "right" if flag.leftward else "left"
        x = flag.x + (-4 if flag.leftward else 4)
        canvas.word(x, y, flag.text, size=_SMALL, colour="muted", anchor=anchor)
        canvas.line(flag.x, y - 6, flag.x, top, colour="rule")
    return top


def _close(canvas: Canvas, frame: _Frame, scale: Scale, top: float, bottom: float, label: str) -> Markup:
    """Poles through the rows and the numbers below them."""
    for at in scale:
        canvas.line(frame.x(at), top, frame.x(at), bottom, colour="rule")
    canvas.line(frame.x(0), bottom, frame.x(100), bottom, colour="axis")
    ends: list[float] = []
    for at in sorted({0.0, 100.0, *scale}):
        words = f"{at:g}"
        half = width(words, _SMALL) / 2 + 3
        x = frame.x(at)
        row = next((i for i, end in enumerate(ends) if end <= x - half), len(ends))
        ends[row : row + 1] = [x + half]
        canvas.line(x, bottom, x, bottom + 4, colour="axis")
        canvas.word(x, bottom + 12 + 12 * row, words, size=_SMALL, colour="muted", anchor="center")
    return canvas.svg(bottom + 8 + 12 * len(ends), label, frame.css_class)


def _row_label(
    canvas: Canvas, frame: _Frame, label: str, y: float, indent: float, colour: str, *, spare: float = 0
) -> None:
    """A label on one line or, beside the marks, on two smaller ones; ``spare`` is kept free to its right."""
    room = frame.room - indent - spare
    size = _TEXT if frame.narrow or width(label, _TEXT) <= room else _SMALL
    lines = wrap(label, size, room, lines=1 if frame.narrow else 2)
    for i, text in enumerate(lines):
        canvas.word(indent, y + 12 * (i - (len(lines) - 1) / 2), text, size=size, colour=colour)


def _name(
    canvas: Canvas, frame: _Frame, ridge: Ridge, y: float, quantiles: tuple[float, float, float]
) -> None:
    """A model's name and, beside or below it, its median and the ends of its bar."""
    low, middle, high = quantiles
    said = f"{middle:.0f}" if low == high else f"{middle:.0f}  ({low:.0f} to {high:.0f})"
    room = frame.room - 130 if frame.narrow else frame.room
    canvas.word(0, y, fit(ridge.label, _TEXT, room), size=_TEXT, colour=_words(ridge), bold=ridge.headline)
    if frame.narrow:
        canvas.word(frame.width, y, said, size=_SMALL, colour="muted", anchor="right")
    else:
        canvas.word(0, y + 16, said, size=_SMALL, colour="muted")


def _absent(canvas: Canvas, frame: _Frame, ridge: Ridge, y: float) -> None:
    """A model's name, and why it has no outcome."""
    canvas.word(0, y, fit(ridge.label, _TEXT, frame.room), size=_TEXT, colour=_words(ridge))
    x, at = (0.0, y + 16) if frame.narrow else (frame.left, y)
    canvas.word(x, at, fit(ridge.why, _SMALL, frame.width - x), size=_SMALL, colour="muted")


def _words(ridge: Ridge) -> str:
    return "headline" if ridge.headline else "muted" if ridge.baseline else "ink"


def _ridge(canvas: Canvas, frame: _Frame, values: Floats, base: float, colour: str, *, height: float) -> None:
    """A density over the scale, as high as its peak; a spike where all draws are one value."""
    if np.ptp(values) < 1e-9:
        x = frame.x(values[0])
        canvas.line(x, base, x, base - height, colour=colour, width=2.5, over=True)
        return
    at, dense = density(values)
    share = dense / dense.max()
    seen = np.flatnonzero(share > 0.004)
    kept = slice(seen[0], seen[-1] + 1)
    xs = [frame.x(v) for v in at[kept]]
    ys = [round(base - height * s, 2) for s in share[kept]]
    canvas.shape([xs[0], *xs, xs[-1]], [base, *ys, base], fill=f"{colour}-soft", stroke=colour)
