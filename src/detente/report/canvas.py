"""Marks at pixel positions, drawn by Altair and rendered to SVG without a browser.

The grammar of a chart (its layers) is built and checked once for each width; a chart then only brings its
data. Colours are CSS custom properties, so that one rendering serves light, dark and print.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, Literal

from markupsafe import Markup, escape

from detente.report.labels import clean

Anchor = Literal["left", "center", "right"]
Row = dict[str, Any]

_ANCHORS: tuple[Anchor, ...] = ("left", "center", "right")


class Canvas:
    """Collects marks in pixels, y downwards; ``svg`` renders them, first lines, then shapes, dots, words."""

    def __init__(self, width: float) -> None:
        self.width = width
        self._data: dict[str, list[Row]] = {name: [] for name in _layer_names()}
        self._shapes = 0

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
        """A straight line, under the shapes or over them."""
        self._data["over" if over else "under"].append(
            {"x": x, "y": y, "x2": x2, "y2": y2, "stroke": _var(colour), "width": width, "dash": dash}
        )

    def shape(self, xs: Sequence[float], ys: Sequence[float], *, fill: str, stroke: str) -> None:
        """A filled outline, not closed by its stroke."""
        self._shapes += 1
        self._data["shapes"] += [
            {"id": self._shapes, "i": i, "x": x, "y": y, "fill": _var(fill), "stroke": _var(stroke)}
            for i, (x, y) in enumerate(zip(xs, ys, strict=True))
        ]

    def dot(
        self, x: float, y: float, area: float, *, fill: str, stroke: str = "paper", shape: str = "circle"
    ) -> None:
        """A symbol of some area in square pixels."""
        self._data["dots"].append(
            {"x": x, "y": y, "size": area, "fill": _var(fill), "stroke": _var(stroke), "shape": shape}
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
        """A text, centred on y."""
        self._data[f"{anchor}-{'bold' if bold else 'plain'}"].append(
            {"x": x, "y": y, "text": clean(text), "fill": _var(colour), "size": size}
        )

    def svg(self, height: float, label: str, css_class: str) -> Markup:
        """The picture as an inline SVG element with a text alternative."""
        import vl_convert

        spec = _grammar(self.width) | {"height": height, "datasets": self._data}
        drawn = vl_convert.vegalite_to_svg(spec, vl_version=_version(), allowed_base_urls=[])
        return _bare(drawn, f"0 0 {self.width:g} {height:g}", label, css_class)


def _var(colour: str) -> str:
    return colour if colour == "none" else f"var(--{colour})"


def _layer_names() -> list[str]:
    words = [f"{a}-{w}" for a in _ANCHORS for w in ("plain", "bold")]
    return ["under", "shapes", "over", "dots", *words]


def _version() -> str:
    import altair as alt

    return ".".join(alt.SCHEMA_VERSION.split(".")[:2])


@cache
def _grammar(width: float) -> dict[str, Any]:
    """The layers of every chart, each with a named and still empty set of data."""
    import altair as alt

    x, y = alt.X("x:Q", axis=None, scale=None), alt.Y("y:Q", axis=None, scale=None)
    fill, stroke = alt.Fill("fill:N", scale=None), alt.Stroke("stroke:N", scale=None)
    size = alt.Size("size:Q", scale=None)

    def named(name: str) -> alt.Chart:
        return alt.Chart(alt.NamedData(name=name))

    def lines(name: str) -> Any:
        return (
            named(name)
            .mark_rule(strokeCap="butt")
            .encode(
                x=x,
                y=y,
                x2="x2:Q",
                y2="y2:Q",
                stroke=stroke,
                strokeWidth=alt.StrokeWidth("width:Q", scale=None),
                strokeDash=alt.StrokeDash("dash:N", scale=None),
            )
        )

    shapes = (
        named("shapes")
        .mark_line(strokeWidth=1.5, strokeJoin="round")
        .encode(x=x, y=y, fill=fill, stroke=stroke, detail="id:N", order="i:Q")
    )
    dots = (
        named("dots")
        .mark_point(opacity=1, strokeWidth=1)
        .encode(x=x, y=y, fill=fill, stroke=stroke, size=size, shape=alt.Shape("shape:N", scale=None))
    )
    words = [
        named(f"{anchor}-{weight}")
        .mark_text(align=anchor, baseline="middle", fontWeight=600 if weight == "bold" else 400)
        .encode(x=x, y=y, text="text:N", fill=fill, size=size)
        for anchor in _ANCHORS
        for weight in ("plain", "bold")
    ]
    chart = alt.layer(lines("under"), shapes, lines("over"), dots, *words).properties(
        width=width, height=10, padding=0, autosize="none", background="transparent"
    )
    spec: dict[str, Any] = chart.configure(aria=False, view=alt.ViewConfig(stroke=None)).to_dict()
    return spec


_TAG = re.compile(r"<[^<>]*>")
# what Vega says of every group and mark for screen readers and style sheets; the picture is one image here
_NOISE = re.compile(
    r' (?:class|role|aria-[a-z]+|font-family|stroke-miterlimit)="[^"]*"| stroke-dasharray="1,0"| opacity="1"'
)
_EMPTY = re.compile(r"<g(?: [^<>]*)?/>|<g(?: [^<>]*)?></g>|<path d=\"[^\"]*\"(?: display=\"none\")?/>")


def _bare(svg: str, view: str, label: str, css_class: str) -> Markup:
    """The renderer's SVG without its size, noise and empty groups, and with its label.

    Only markup is touched: in words the renderer has escaped every angle bracket.
    """
    body = _TAG.sub(lambda tag: _NOISE.sub("", tag[0]), svg[svg.index(">") + 1 : svg.rindex("</svg>")])
    before = ""
    while before != body:
        before, body = body, _EMPTY.sub("", body)
    return Markup(  # noqa: S704  the renderer has escaped the words in the body
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{css_class}" viewBox="{view}" '
        f'role="img" aria-label="{escape(clean(label))}">{body}</svg>'
    )
