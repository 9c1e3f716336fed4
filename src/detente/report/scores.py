"""Pictures of a backtest: errors by model, and how reliable the distributions are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import vl_convert

from detente.backtest.run import Backtest
from detente.backtest.scores import reliability

_INK, _RULE = "#333333", "#cccccc"
_COLOURS = {"model": "#1f6fb2", "baseline": "#8a8a8a"}


def draw_backtest(result: Backtest, folder: str | Path) -> tuple[Path, ...]:
    """Write ``errors.svg`` and ``reliability.svg`` into a folder; their paths."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, chart in (("errors", errors(result)), ("reliability", reliable(result))):
        spec = chart.to_dict()
        path = folder / f"{name}.svg"
        path.write_text(vl_convert.vegalite_to_svg(spec, vl_version=_version()), encoding="utf-8")
        written.append(path)
    return tuple(written)


def errors(result: Backtest) -> alt.LayerChart:
    """Each forecast's mean absolute error less the weighted mean's, with its 95 % interval."""
    order = sorted(result.rows, key=lambda label: result.rows[label].against_mean[0])
    rows = [
        {
            "label": label,
            "difference": row.against_mean[0],
            "low": row.against_mean[1],
            "high": row.against_mean[2],
            "kind": row.kind,
        }
        for label, row in result.rows.items()
        if label != "mean"
    ]
    title = "Mean absolute error less the weighted mean's, points of 100 (95 % interval over proposals)"
    y = alt.Y("label:N", sort=order, title=None)
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=y, color=_colour())
    zero = (
        alt.Chart(alt.InlineData(values=[{"x": 0}])).mark_rule(color=_INK, strokeDash=[3, 3]).encode(x="x:Q")
    )
    spans = base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q", title=title), x2="high:Q")
    dots = base.mark_point(filled=True, size=60, opacity=1).encode(x="difference:Q")
    return _styled(alt.layer(zero, spans, dots).properties(width=520, height=18 * len(rows)))


def reliable(result: Backtest) -> alt.LayerChart:
    """Of each distribution, the share of outcomes at or below the quantile of each level."""
    levels = np.linspace(0, 1, 41)
    rows: list[dict[str, Any]] = [
        {"label": label, "level": float(level), "share": float(share)}
        for label, row in result.rows.items()
        if row.scored.distribution
        for level, share in zip(levels, reliability(row.scored.pit, levels), strict=True)
    ]
    ideal = [{"level": v, "share": v} for v in (0.0, 1.0)]
    x = alt.X("level:Q", title="Quantile forecast", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1]))
    y = alt.Y("share:Q", title="Outcomes at or below it", axis=alt.Axis(format="%"))
    line = alt.Chart(alt.InlineData(values=ideal)).mark_line(color=_INK, strokeDash=[3, 3]).encode(x=x, y=y)
    curves = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_line()
        .encode(x=x, y=y, color=alt.Color("label:N", title=None, scale=alt.Scale(scheme="dark2")))
    )
    return _styled(alt.layer(line, curves).properties(width=380, height=380))


def _colour() -> alt.Color:
    scale = alt.Scale(domain=list(_COLOURS), range=list(_COLOURS.values()))
    return alt.Color("kind:N", title=None, scale=scale)


def _styled(chart: Any) -> alt.LayerChart:
    styled: alt.LayerChart = chart.configure(
        background="white", padding={"left": 28, "right": 12, "top": 12, "bottom": 12}
    ).configure_axis(
        labelColor=_INK, titleColor=_INK, gridColor=_RULE, titleFontWeight="normal", labelLimit=260
    )
    return styled


def _version() -> str:
    return ".".join(alt.SCHEMA_VERSION.split(".")[:2])
