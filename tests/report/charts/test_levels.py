"""What marks of charts stand for, by hand: in the wide charts 0 lies at 196 and 100 at 746 pixels.

Rows of the hand-made forecast run from 0 to 90: their median is 45, and four fifths lie from 9 to 81.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import pairwise

import bs4
import pytest

from detente.report import report_html
from detente.testing.sample import sample_forecast

Charts = Callable[[int, str], list[ET.Element]]
_SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def charts() -> Charts:
    """The wide charts of the hand-made forecast of so many draws whose labels begin with some words."""
    pages = {n: bs4.BeautifulSoup(report_html(sample_forecast(n // 10)), "html.parser") for n in (10, 200)}

    def find(draws: int, label: str) -> list[ET.Element]:
        wide = pages[draws].find_all("svg", class_="wide")
        return [ET.fromstring(str(s)) for s in wide if s["aria-label"].startswith(label)]  # noqa: S314

    return find


def x(value: float) -> float:
    return 196 + 5.5 * value


def lines(chart: ET.Element, **wanted: str) -> list[tuple[float, float]]:
    """From where to where the lines with these attributes lie."""
    named = {k.replace("_", "-"): v for k, v in wanted.items()}
    some = [e for e in chart.iter(f"{_SVG}line") if all(e.get(k) == v for k, v in named.items())]
    return [(float(e.get("x1")), float(e.get("x2"))) for e in some]


def dots(chart: ET.Element, colour: str) -> list[float]:
    return [float(e.get("cx")) for e in chart.iter(f"{_SVG}circle") if e.get("fill") == f"var(--{colour})"]


@pytest.mark.parametrize(("draws", "ends"), [(200, (9, 81)), (10, (0, 90))])
def test_bars_are_four_fifths_or_all_of_few_draws(charts: Charts, draws: int, ends: tuple[int, int]) -> None:
    line = charts(draws, "Density of the outcome")[0]
    (bar,) = lines(line, stroke="var(--headline)", stroke_width="4")
    assert bar == pytest.approx((x(ends[0]), x(ends[1])))
    assert dots(line, "headline") == [x(45)]
    (glance,) = charts(draws, "The issues at a glance")
    assert lines(glance, stroke="var(--headline-soft)")[0] == pytest.approx((x(ends[0]), x(ends[1])))
    assert dots(glance, "headline") == pytest.approx([x(45), x(55), x(32.5)])
    assert f"45 ({ends[0]} to {ends[1]})" in [t.text for t in line.iter(f"{_SVG}text")]


def test_ticks_are_the_medians_of_the_other_models(charts: Charts) -> None:
    """Nash and mean: 50 and 49, 29 and 39, 30 and 59; the reversion is a baseline and has no tick."""
    (glance,) = charts(200, "The issues at a glance")
    assert lines(glance, stroke="var(--model)") == [(x(v), x(v)) for v in (50, 49, 29, 39, 30, 59)]


def test_a_fan_holds_half_and_four_fifths(charts: Charts) -> None:
    """The line of contact after two rounds: 45 + 0.4 of 0 to 90; on the picture 0 is at 166 and 100 at 12."""
    (fan,) = charts(200, "Line of contact")
    assert fan.get("aria-label") == (
        "Line of contact while fighting goes on: median from 45 on 2025-01-31 to 63 on 2025-03-31"
    )
    bands = list(fan.iter(f"{_SVG}path"))
    assert [b.get("fill") for b in bands] == ["var(--headline-soft)", "var(--headline-band)"]
    for band, ends in zip(bands, ((48.6, 77.4), (53, 73)), strict=True):
        outline = [[float(v) for v in p.split(",")] for p in band.get("d")[1:].split("L")]
        assert [p[1] for p in outline[2:4]] == pytest.approx([166 - 1.54 * e for e in ends], abs=0.01)
    assert [t.text for t in fan.iter(f"{_SVG}text")][-3:] == ["2025-01", "2025-02", "2025-03"]


def test_what_does_not_move_has_no_fan(charts: Charts) -> None:
    assert [
        len(charts(200, name)) for name in ("The line: median", "The pledge: median", "The toll: median")
    ] == [*(0, 0, 1)]


def test_positions_are_ranges_and_best_values(charts: Charts) -> None:
    """On the line: West from 10 to 30, East at 90, its town from 40 to 70, its army from 80 to 100."""
    chart = charts(200, "Positions of 4 actors")[0]
    assert lines(chart, stroke="var(--actor)") == [(x(10), x(30)), (x(90), x(90))]
    assert lines(chart, stroke="var(--member)") == [(x(40), x(70)), (x(80), x(100))]
    assert dots(chart, "actor") == pytest.approx([x(20), x(90)])


def test_shares_of_what_the_numbers_rest_on(charts: Charts) -> None:
    """Of 76 numbers 2 rest on passages and 2 on figures; a bar is 564 pixels long, from 196 to 760."""
    (chart,) = charts(200, "What the numbers rest on")
    ends = [196 + 564 * n / 76 for n in (0, 2, 4, 76)]
    kinds = ("passage", "figure", "assumption")
    for kind, span in zip(kinds, pairwise(ends), strict=True):
        assert lines(chart, stroke=f"var(--{kind})")[0] == pytest.approx(span, abs=0.01)
