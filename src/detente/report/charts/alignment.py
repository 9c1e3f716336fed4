"""Pictures of alignments: blocs as a network, who ends with whom, what turns them, triangles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from detente.report.charts.canvas import Anchor, Canvas
from detente.report.charts.labels import fit, width

Floats = NDArray[np.float64]

WIDE, NARROW = 760.0, 360.0
#: Colours of the phases of a diagram, in order; the page's key uses the same names.
PHASES = ("phase-a", "phase-b", "phase-c", "phase-d")
_SHADES = 6
_SMALL = 11.0


@dataclass(frozen=True)
class Party:
    """An actor in a network: its name, its share of the largest size, and the number of its bloc."""

    label: str
    size: float
    bloc: int


@dataclass(frozen=True)
class Corner:
    """One triangle: three names, the propensity of each side across from them, and its kind in words."""

    names: tuple[str, str, str]
    sides: tuple[float, float, float]
    kind: str


def network(parties: Sequence[Party], propensity: Floats, label: str) -> Markup:
    """Blocs as clusters, friendly and hostile propensities (N, N) as lines, sizes as areas."""
    blocs = sorted({p.bloc for p in parties})
    inside = {b: [i for i, p in enumerate(parties) if p.bloc == b] for b in blocs}

    def draw(narrow: bool) -> Markup:
        across = 1 if narrow else min(len(blocs), 2)
        cell = (NARROW if narrow else WIDE) / across
        widest = cell / 2 - (96 if narrow else 118)
        rings = [min(max(26.0 * len(inside[b]) / pi, 56.0), widest) for b in blocs]
        tall = [2 * max(rings[k : k + across]) + 84 for k in range(0, len(blocs), across)]
        canvas = Canvas(NARROW if narrow else WIDE)
        at: dict[int, tuple[float, float, float]] = {}
        for k, bloc in enumerate(blocs):
            row, ring = k // across, rings[k]
            x, y = cell * (k % across + 0.5), sum(tall[:row]) + tall[row] / 2
            members = sorted(inside[bloc], key=lambda i: -parties[i].size)
            for m, i in enumerate(members):
                turn = 2 * pi * (m + 0.5) / len(members) - pi / 2
                spread = ring if len(members) > 1 else 0.0
                at[i] = x + spread * cos(turn), y + spread * sin(turn), cos(turn)
        _ties(canvas, parties, propensity, at)
        for i, (x, y, side) in at.items():
            radius = 5 + 13 * parties[i].size ** 0.5
            canvas.dot(x, y, pi * radius**2, fill=f"bloc-{blocs.index(parties[i].bloc) % 4}")
            anchor: Anchor = "right" if side < -0.2 else "left" if side > 0.2 else "center"
            dx = {"right": -radius - 5, "left": radius + 5, "center": 0.0}[anchor]
            dy = 0.0 if dx else radius + 10
            room = min(x if anchor == "right" else canvas.width - x, 150) - radius - 8
            name = fit(parties[i].label, 12.0, max(room, 60) if dx else 150)
            canvas.word(x + dx, y + dy, name, size=12, anchor=anchor)
        return canvas.svg(sum(tall), label, _css(narrow))

    return _both(draw)


def matrix(names: Sequence[str], together: Floats, breaks: Sequence[int], label: str) -> Markup:
    """The probability that two actors end on one side, (N, N), in an order that puts blocs together.

    ``breaks`` are the rows at which a bloc begins.
    """

    def draw(narrow: bool) -> Markup:
        canvas = Canvas(NARROW if narrow else WIDE)
        left = 118.0 if narrow else 200.0
        side = min((canvas.width - left - 2) / len(names), 40.0)
        top = 20.0
        for i, name in enumerate(names):
            y = top + side * (i + 0.5)
            canvas.word(left - 26, y, fit(name, 12.0, left - 30), size=12, anchor="right")
            canvas.word(left - 6, y, str(i + 1), size=_SMALL, anchor="right", colour="muted")
            canvas.word(left + side * (i + 0.5), 9, str(i + 1), size=_SMALL, anchor="center", colour="muted")
            for j in range(len(names)):
                if i == j:
                    continue
                x = left + side * j
                shade = f"shade-{min(int(together[i, j] * _SHADES), _SHADES - 1)}"
                _box(canvas, x, top + side * i, side - 1, side - 1, shade)
                if side > 26:
                    said = _chance(float(together[i, j]))
                    canvas.word(x + side / 2, y, said, size=_SMALL, anchor="center")
        for at in (*breaks, len(names)):
            x = left + side * at - 0.5
            canvas.line(x, top, x, top + side * len(names), colour="ink", over=True)
            y = top + side * at - 0.5
            canvas.line(left, y, left + side * len(names), y, colour="ink", over=True)
        return canvas.svg(top + side * len(names) + 4, label, _css(narrow))

    return _both(draw)


def diagram(
    axes: tuple[str, str],
    x: Floats,
    y: Floats,
    phase: NDArray[np.int64],
    present: tuple[float, float],
    label: str,
) -> Markup:
    """Which alignment has the least energy over two propensities, and where they stand today."""

    def draw(narrow: bool) -> Markup:
        canvas = Canvas(NARROW if narrow else WIDE)
        left, top = (40.0, 24.0) if narrow else (150.0, 24.0)
        span = canvas.width - left - 14 if narrow else 420.0
        step_x, step_y = span / len(x), span / len(y)

        def place(value: float, axis: Floats) -> float:
            return (
                float((value - axis[0]) / (axis[-1] - axis[0])) * (span - span / len(axis))
                + span / len(axis) / 2
            )

        for j in range(len(y)):
            row, begin = phase[:, j], 0
            for i in range(1, len(x) + 1):
                if i == len(x) or row[i] != row[begin]:
                    at = top + span - step_y * (j + 1)
                    _box(
                        canvas,
                        left + step_x * begin,
                        at,
                        step_x * (i - begin) + 0.4,
                        step_y + 0.4,
                        PHASES[row[begin]],
                    )
                    begin = i
        for value in (-1.0, -0.5, 0.0, 0.5, 1.0):
            if x[0] <= value <= x[-1]:
                at = left + place(value, x)
                canvas.line(at, top + span, at, top + span + 4, colour="axis")
                canvas.word(at, top + span + 13, f"{value:g}", size=_SMALL, colour="muted", anchor="center")
            if y[0] <= value <= y[-1]:
                at = top + span - place(value, y)
                canvas.line(left - 4, at, left, at, colour="axis")
                canvas.word(left - 8, at, f"{value:g}", size=_SMALL, colour="muted", anchor="right")
        canvas.word(left + span, top + span + 30, f"{axes[0]} →", size=12, anchor="right")
        canvas.word(0 if narrow else left, 9, f"↑ {axes[1]}", size=12)
        if all(axis[0] <= at <= axis[-1] for at, axis in zip(present, (x, y), strict=True)):
            at_x, at_y = left + place(present[0], x), top + span - place(present[1], y)
            canvas.dot(at_x, at_y, 120, fill="ink")
            canvas.word(at_x + 11, at_y, "today", size=12, bold=True)
        return canvas.svg(top + span + 40, label, _css(narrow))

    return _both(draw)


def triangles(corners: Sequence[Corner], label: str) -> Markup:
    """Triangles side by side: friendly sides whole, hostile ones dashed, wide where they are strong."""

    def draw(narrow: bool) -> Markup:
        canvas = Canvas(NARROW if narrow else WIDE)
        across = 2 if narrow else 4
        cell, tall = canvas.width / across, 158.0
        for k, corner in enumerate(corners):
            x, y = cell * (k % across + 0.5), tall * (k // across) + 74
            points = [(x, y - 36), (x - 46, y + 34), (x + 46, y + 34)]
            for c in range(3):
                (x1, y1), (x2, y2) = (points[p] for p in range(3) if p != c)
                value = corner.sides[c]
                colour, dash = _tie(value)
                canvas.line(x1, y1, x2, y2, colour=colour, width=1 + 4 * min(abs(value), 1), dash=dash)
            for c, (px, py) in enumerate(points):
                canvas.dot(px, py, 90, fill="actor")
                room = cell - 8 if c == 0 else cell / 2 - 4
                name = fit(corner.names[c], _SMALL, room)
                half = width(name, _SMALL) / 2
                at = (
                    px if c == 0 else min(max(px, cell * (k % across) + half), cell * (k % across + 1) - half)
                )
                canvas.word(at, py + (-14 if c == 0 else 15), name, size=_SMALL, anchor="center")
            canvas.word(x, y + 66, corner.kind, size=_SMALL, colour="muted", anchor="center")
        rows = -(-len(corners) // across)
        return canvas.svg(tall * rows, label, _css(narrow))

    return _both(draw)


def _ties(
    canvas: Canvas, parties: Sequence[Party], propensity: Floats, at: dict[int, tuple[float, float, float]]
) -> None:
    """The lines that bear on the energy: the more two sizes and their propensity weigh, the wider."""
    size = np.array([p.size for p in parties])
    weight = np.abs(propensity) * np.sqrt(size[:, None] * size)
    most = float(weight.max(initial=0.0)) or 1.0
    pairs = [(i, j) for i in range(len(parties)) for j in range(i) if weight[i, j] > 0.04 * most]
    # strong ones last, so that they lie on top
    for i, j in sorted(pairs, key=lambda p: weight[p]):
        colour, dash = _tie(float(propensity[i, j]))
        thick = 0.6 + 4.4 * float(weight[i, j]) / most
        canvas.line(*at[i][:2], *at[j][:2], colour=colour, width=round(thick, 2), dash=dash)


def _tie(value: float) -> tuple[str, tuple[int, int]]:
    if value == 0:
        return "rule", (2, 3)
    return ("friend", (1, 0)) if value > 0 else ("foe", (5, 3))


def _box(canvas: Canvas, x: float, y: float, wide: float, tall: float, fill: str) -> None:
    xs = [round(v, 2) for v in (x, x + wide, x + wide, x)]
    ys = [round(v, 2) for v in (y, y, y + tall, y + tall)]
    canvas.shape(xs, ys, fill=fill, stroke="none")


def _chance(p: float) -> str:
    """A probability in few letters, 0 and 1 only where it is: .07, >.99."""
    if 0 < p < 0.005:
        return "<.01"
    if 0.995 < p < 1 - 1e-9:
        return ">.99"
    return f"{p:.0f}" if abs(p - round(p)) < 1e-9 else f"{p:.2f}".lstrip("0")


def _css(narrow: bool) -> str:
    return "chart narrow" if narrow else "chart wide"


def _both(draw: Callable[[bool], Markup]) -> Markup:
    return draw(False) + draw(True)
