"""Every heading, sentence, cell and mark of the pages, to the letter, on small forecasts."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path

import bs4
import numpy as np
import pytest

from detente.backtest.durations.scoring import Score
from detente.backtest.plain import read_decided
from detente.backtest.run import backtest
from detente.forecasts import Forecast, forecast
from detente.forecasts.alignment.propensities import build_situation
from detente.forecasts.alignment.summary import align_situation
from detente.report import report_html
from detente.report.alignment import page_html
from detente.report.charts.backtest import draw_backtest
from detente.report.charts.duration import draw_calibration
from detente.scenario import loads
from detente.testing.sample import sample_forecast

IsSaid = Callable[[str, str], None]

_BLOCKS = (
    "h1",
    "h2",
    "h3",
    "h4",
    "p",
    "li",
    "tr",
    "dt",
    "dd",
    "figcaption",
    "caption",
    "summary",
    "blockquote",
)
_SVG = "{http://www.w3.org/2000/svg}"

#: What the hand-made case leaves out: known outcomes, notes, a categorical number, a model that says nothing.
MORE = """
detente: 1
title: A bridge
as_of: 2025-03-01
question: How is it paid for?
notes: The source is a party to the quarrel.
sources:
  letter:
    {title: An open letter, author: A. Mayor, publisher: The Mayor, date: 2025-02-11, file: letter.txt,
     note: Late.}
passages:
  toll: {source: letter, exact: the toll must be high, speaker: the mayor, note: Said twice.}
  gone: {source: letter, exact: words that are not there}
figures:
  traffic: {value: 1234.5, unit: cars a day, year: 2024, dataset: Road Survey, series: Old Bridge}
issues:
  toll:
    {label: The toll, question: How high?, scale: {0: none, 40: as today, 100: all},
     reversion: {value: 40, note: By law.}}
  gate: {question: How wide?, scale: {10: shut, 100: open}, note: A side issue.}
actors:
  town: {label: The town, kind: state, capability: {value: [5, 10, 20], because: [traffic]}, note: Poor.}
  shops: {label: The shops, kind: firm, capability: {dist: beta, a: 2, b: 3, low: 1, high: 9}}
stances:
  - {actor: town, issue: toll, position: {value: [70, 80, 90], because: [toll, traffic]}, salience: 50}
  - {actor: shops, issue: toll, salience: [10, 20, 90],
     position: {dist: categorical, values: {0: 0.25, 30: 0.75}}}
  - {actor: town, issue: gate, position: {value: 100, note: Said at dinner.}, salience: 40}
  - {actor: shops, issue: gate, position: 30, salience: 5}
outcomes:
  - {date: 2025-06-01, settlements: {toll: 50, gate: 80}, because: [traffic], note: By decree.}
ties:
  - {kind: propensity, from: town, to: shops, value: -0.5}
"""

#: Three states, of which two agree; one propensity is a range that passes 0, so that draws differ.
TIES = """
detente: 1
title: Three states
as_of: 2025-01-01
actors:
  a: {label: Aland, kind: state, capability: 4}
  b: {label: Bland, kind: state, capability: 1}
  c: {label: Cland, kind: state, capability: 1}
ties:
  - {kind: propensity, from: a, to: b, value: [0.25, 0.75]}
  - {kind: propensity, from: a, to: c, value: [-0.5, 0.25]}
  - {kind: propensity, from: b, to: c, value: -0.5}
alignment: {watch: [[a, b], [a, c]]}
"""


def text_of(page: str) -> str:
    """What a page shows, a line for each block, without charts and style; links as [words](target)."""
    soup = bs4.BeautifulSoup(page, "html.parser")
    for chart in soup.find_all(["svg", "style"]):
        chart.decompose()
    for bar in soup.find_all(class_="bar"):
        bar.append(f" ▏{bar['style'].removeprefix('width:')}")
    for link in soup.find_all("a"):
        link.append(f"]({link['href']})")
        link.insert(0, "[")
    lines = [f"title: {soup.title.string}"] if soup.title else []
    for block in soup.find_all(_BLOCKS):
        if block.name == "tr":
            cells = [" ".join(c.get_text().split()) for c in block.find_all(["th", "td"])]
            lines.append(f"{'.'.join(block.get('class', [])) or '-'}: {' | '.join(cells)}")
        elif block.find_parent(["tr"]) is None:
            inner = " ".join(t for t in _own(block).split())
            lines += [f"{block.name}: {inner}"] if inner else []
    return "\n".join(lines)


def _own(block: bs4.Tag) -> str:
    """The words of a block, without those of blocks inside it."""
    if isinstance(block, bs4.NavigableString):
        return str(block)
    return "".join(_own(child) for child in block.children if getattr(child, "name", None) not in _BLOCKS)


def marks_of(page: str) -> str:
    """Every chart of a page: what it is called, and its marks from the first painted to the last."""
    return "\n".join(
        line for svg in bs4.BeautifulSoup(page, "html.parser").find_all("svg") for line in _marks(svg)
    )


def _marks(svg: bs4.Tag) -> Iterator[str]:
    picture = ET.fromstring(str(svg))  # noqa: S314  our own chart
    box = picture.get("viewbox") or picture.get("viewBox")
    yield f"== {picture.get('class') or ''} {box} {picture.get('aria-label')}"
    for mark in picture.iter():
        kind = mark.tag.removeprefix(_SVG)
        if kind == "svg":
            continue
        told = dict(mark.attrib)
        if kind == "path" and len(points := told["d"][1:].split("L")) > 20:
            xy = np.array([[float(v) for v in p.split(",")] for p in points])
            peak = xy[xy[:, 1].argmin()]
            # a density: from where to where, on what base, and its peak
            told["d"] = f"{xy[0]} to {xy[-1]} over {peak}, area {_area(xy):.0f}"
        said = " ".join(f"{k}={v}" for k, v in told.items())
        yield f"{kind} {said}{f' “{mark.text}”' if mark.text else ''}"


def _area(outline: np.ndarray) -> float:
    x, y = outline.T
    return float(abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2)


@pytest.fixture(scope="module")
def pages() -> dict[int, str]:
    return {times * 10: report_html(sample_forecast(times)) for times in (1, 20)}


@pytest.fixture(scope="module")
def more(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("sources")
    (folder / "letter.txt").write_text("He writes: the toll must be high. The toll must be high!")
    made = forecast(loads(MORE), ["mean", "median", "nash"], draws=128, seed=1)
    return report_html(made, sources=folder)


@pytest.mark.parametrize("draws", [10, 200])
def test_the_words_of_the_report(pages: dict[int, str], is_said: IsSaid, draws: int) -> None:
    is_said(f"report-{draws}", _without_models(text_of(pages[draws])))


@pytest.mark.parametrize("draws", [10, 200])
def test_the_charts_of_the_report(pages: dict[int, str], is_said: IsSaid, draws: int) -> None:
    is_said(f"charts-{draws}", marks_of(pages[draws]))


def test_the_words_of_another_report(more: str, is_said: IsSaid) -> None:
    is_said("report-more", _without_models(text_of(more), manifest=False))


def test_the_charts_of_another_report(more: str, is_said: IsSaid) -> None:
    is_said("charts-more", marks_of(more))


def _without_models(text: str, *, manifest: bool = True) -> str:
    """Without what the models' own files say, and without a manifest that holds the versions of the day."""
    lines = text.splitlines()
    start, end = (lines.index(head) for head in ("h2: Methods", "h2: Manifest"))
    return "\n".join(lines[:start] + lines[end:] * manifest)


def test_the_words_where_nothing_is_uncertain() -> None:
    """Two against each other with equal weight: the mean is 50, and only the blend spreads."""
    contest = """
detente: 1
title: A contest
as_of: 2025-01-01
issues: {line: {question: Where?, scale: {0: west, 50: middle, 100: east}, reversion: 50}}
actors: {a: {label: A, kind: state, capability: 1}, b: {label: B, kind: state, capability: 1}}
stances:
  - {actor: a, issue: line, position: 0, salience: 50}
  - {actor: b, issue: line, position: 100, salience: 50}
"""
    one = text_of(report_html(forecast(loads(contest), ["mean"], draws=128)))
    assert (
        "p: 50, near “middle” (50). Nothing is uncertain on this issue: one outcome for each model, whatever "
        "the seed."
    ) in one
    assert "baseline: [reversion](#m.reversion) |  |  | ●" in one
    blend = text_of(report_html(forecast(loads(contest), ["mean", "blend"], draws=128)))
    assert (
        " Nothing is uncertain on this issue: one outcome for each model, whatever the seed, except blend, "
        "whose spread is the error of forecasts on decided cases."
    ) in blend


@pytest.mark.parametrize(
    ("times", "line", "shown"),
    [
        (20, np.full(10, 45.0), "45, the result"),
        (20, 40.0 + np.arange(10), "44 (80 % interval 41 to 48), the result"),
        # ten draws are too few for an interval
        (1, 40.0 + np.arange(10), "44, the result"),
    ],
)
def test_where_fighting_on_leads_without_agreement(times: int, line: np.ndarray, shown: str) -> None:
    made = sample_forecast(times)
    data = made.data.copy(deep=True)
    data["reversion"].loc[{"issue": "line"}] = np.tile(line, times)
    text = text_of(report_html(Forecast(data, made.scenario, made.manifest)))
    assert f"p: If nothing is agreed: {shown} of [fighting on](#system)." in text
    assert "four draws" not in text


@pytest.fixture(scope="module")
def sides() -> str:
    """The page of three states, of which one pair may turn."""
    return page_html(align_situation(build_situation(loads(TIES), draws=64, seed=1), seed=1))


def test_the_words_of_an_alignment(sides: str, is_said: IsSaid) -> None:
    shown = re.sub(r"Détente \d\S*", "Détente", text_of(sides))
    is_said("alignment", shown)


def test_the_charts_of_an_alignment(sides: str, is_said: IsSaid) -> None:
    is_said("alignment-charts", marks_of(sides))


@pytest.mark.parametrize("proposals", [2, 8])
def test_the_pictures_of_a_backtest(tmp_path: Path, is_said: IsSaid, proposals: int) -> None:
    """Two actors of equal weight at 0 and at 80, 82, ...: the mean is 40, 41, ..., and the outcome 30."""
    rows = [f"i{n},{a},{x},50,1,30" for n in range(proposals) for a, x in (("a", 0), ("b", 80 + 2 * n))]
    (tmp_path / "d.csv").write_text("issue,actor,position,salience,capability,outcome\n" + "\n".join(rows))
    result = backtest(read_decided(tmp_path / "d.csv"), ["mean", "median", "midpoint"], 0)
    drawn = draw_backtest(result, tmp_path)
    is_said(f"backtest-{proposals}", marks_of("".join(p.read_text(encoding="utf-8") for p in drawn)))


def test_the_picture_of_base_rates(is_said: IsSaid) -> None:
    nothing = (0.0, 0.0, 0.0)
    table = ((10, 0.1, 0.2, 0.1, 0.3), (20, 0.5, 0.4, 0.3, 0.6))
    made = [
        Score(
            "q", member, "every quarter", "pooled", 30, 9, 0.5, 0.1, nothing, nothing, nothing, nothing, table
        )
        for member in ("ucdp-all", "cow-wars")
    ]
    is_said("baserates", marks_of(draw_calibration(made)))


def test_a_forecast_in_a_notebook(is_said: IsSaid) -> None:
    is_said("notebook", sample_forecast(20)._repr_html_().replace("><", ">\n<"))


def test_a_single_outcome_in_a_notebook(is_said: IsSaid) -> None:
    one = sample_forecast()
    one = Forecast(one.data.isel(draw=slice(3, 4)), one.scenario, one.manifest | {"draws": 1})
    is_said("notebook-1", one._repr_html_().replace("><", ">\n<"))
