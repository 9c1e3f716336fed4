"""Marks at pixel positions, written as SVG.

Colours are CSS custom properties, so that one picture serves light, dark and print; a picture that stands in
a file of its own has a palette instead, since not every viewer knows custom properties.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import pi, sqrt
from typing import Literal

from markupsafe import Markup, escape

from detente.report.charts.labels import clean

Anchor = Literal["left", "center", "right"]

_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
#: From the middle of a line of words down to its baseline, in ems.
_DROP = 0.3


class Canvas:
    """Collects marks in pixels, y downwards; the lower layers are painted first.

    Parameters
    ----------
    width : float
        Pixels across.
    palette : mapping of str to str, optional
        The colour of each name, for a picture in a file of its own.
    """

    def __init__(self, width: float, palette: Mapping[str, str] | None = None) -> None:
        self.width = width
        self._palette = palette
        self._layers: dict[str, list[str]] = {n: [] for n in ("under", "shapes", "over", "dots", "words")}

    def line(
        self,
        x: float,
        y: float,
        x2: float,
        y2: float,
        *,
        colour: str,
        width: float = 1,
        dash: tuple[int, int] = (1, 0),
        over: bool = False,
    ) -> None:
        """Draw a straight line, under the shapes or over them."""
        dashes = f' stroke-dasharray="{dash[0]},{dash[1]}"' if dash[1] else ""
        wide = f' stroke-width="{width:g}"' if width != 1 else ""
        self._layers["over" if over else "under"].append(
            f'<line x1="{_px(x)}" y1="{_px(y)}" x2="{_px(x2)}" y2="{_px(y2)}"'
            f' stroke="{self._colour(colour)}"{wide}{dashes}/>'
        )

    def shape(self, xs: Sequence[float], ys: Sequence[float], *, fill: str, stroke: str) -> None:
        """Draw a filled outline, not closed by its stroke."""
        path = "L".join(f"{_px(x)},{_px(y)}" for x, y in zip(xs, ys, strict=True))
        pen = f' stroke="{self._colour(stroke)}" stroke-width="1.5" stroke-linejoin="round"'
        self._layers["shapes"].append(
            f'<path d="M{path}" fill="{self._colour(fill)}"{"" if stroke == "none" else pen}/>'
        )

    def dot(self, x: float, y: float, area: float, *, fill: str, stroke: str = "paper") -> None:
        """Draw a disc of some area in square pixels."""
        self._layers["dots"].append(
            f'<circle cx="{_px(x)}" cy="{_px(y)}" r="{_px(sqrt(area / pi))}"'
            f' fill="{self._colour(fill)}" stroke="{self._colour(stroke)}"/>'
        )

    def word(
        self,
        x: float,
        y: float,
        text: str,
        *,
        colour: str = "ink",
        size: float = 12,
        anchor: Anchor = "left",
        bold: bool = False,
    ) -> None:
        """Write a text, centred on y; an empty one leaves no mark."""
        if not (words := clean(text)):
            return
        at = f' text-anchor="{_ANCHORS[anchor]}"' if anchor != "left" else ""
        weight = ' font-weight="600"' if bold else ""
        self._layers["words"].append(
            f'<text x="{_px(x)}" y="{_px(y + _DROP * size)}" fill="{self._colour(colour)}"'
            f' font-size="{size:g}"{at}{weight}>{escape(words)}</text>'
        )

    def svg(self, height: float, label: str, css_class: str) -> Markup:
        """The picture as an inline SVG element with a text alternative."""
        return self._element(height, label, f' class="{css_class}"')

    def file(self, height: float, label: str) -> str:
        """The picture as a file's text, on white paper, in a common typeface."""
        size = f' width="{self.width:g}" height="{height:g}" font-family="Helvetica, Arial, sans-serif"'
        paper = f'<rect width="{self.width:g}" height="{height:g}" fill="{self._colour("paper")}"/>'
        return f"{self._element(height, label, size, paper)}\n"

    def _element(self, height: float, label: str, more: str, first: str = "") -> Markup:
        body = "".join(mark for marks in self._layers.values() for mark in marks)
        return Markup(  # noqa: S704  every word in it is escaped
            f'<svg xmlns="http://www.w3.org/2000/svg"{more} viewBox="0 0 {self.width:g} {height:g}"'
            f' role="img" aria-label="{escape(clean(label))}">{first}{body}</svg>'
        )

    def _colour(self, name: str) -> str:
        if name == "none":
            return name
        return f"var(--{name})" if self._palette is None else self._palette[name]


def _px(x: float) -> str:
    """Pixels to a hundredth, without a sign before nought."""
    return f"{round(float(x), 2) + 0.0:.8g}"
