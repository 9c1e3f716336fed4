"""The report's part on fighting, money and rounds: every number traced, answers and fans shown."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from markupsafe import Markup

from detente.forecasts import forecast
from detente.report import answers
from detente.report.charts.figure import Figure
from detente.report.charts.rounds import Fan, draw_fans, fan
from detente.report.page import report_html
from detente.scenario import loads
from detente.typography import typeset
from detente.wording.answers import list_answers

TEXT = (Path(__file__).parents[1] / "scenario" / "system.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def made():
    return forecast(loads(TEXT), ["nash"], draws=200)


@pytest.fixture(scope="module")
def page(made) -> str:
    return report_html(made)


def test_every_question_and_every_cell_is_on_the_page(made, page) -> None:
    plain = re.sub(r"<[^>]+>", "", page).replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">")
    for answer in list_answers(made):
        assert typeset(answer.question) in plain
        for cell in (*answer.text, *answer.columns, *(c for row in answer.rows for c in row)):
            assert typeset(cell) in plain


def test_every_number_has_its_place_and_links_lead_somewhere(made, page) -> None:
    for path in made.scenario.quantities():
        assert f'id="n.{path.replace("/", ":")}"' in page, path
    ids = set(re.findall(r'id="([^"]+)"', page))
    assert len(ids) == len(re.findall(r' id="([^"]+)"', page))
    assert {h for h in re.findall(r'href="#([^"]+)"', page) if h not in ids} == set()


def test_the_page_says_which_part_feeds_which(page) -> None:
    assert "<strong>guarantee</strong> (on): settlement → guarantee, how binding the pledge is" in page


def test_there_is_a_fan_for_every_issue_and_the_line(made, page) -> None:
    for issue in made.issues:
        assert f"<strong><bdi>{issue}</bdi></strong>, by round" in page
    assert "Line of contact while fighting goes on" in page


def test_a_fan_goes_through_the_quantiles() -> None:
    values = np.array([np.linspace(20, 60, 101), np.linspace(40, 80, 101)])
    drawn = fan(Fan("The line", ("2025-01-01", "2025-02-01"), values, ("2025-01-15",)))
    assert "The line: median from 40 on 2025-01-01 to 60 on 2025-02-01" in drawn
    assert drawn.count("<svg") == 2
    # heights of 154 pixels stand for 100 points from 166 up
    assert '<line x1="34" y1="104.4" x2="746" y2="73.6" stroke="var(--headline)"' in drawn


def test_a_chart_of_another_part_is_one_line(made, monkeypatch) -> None:
    def draw_draws(forecast):
        return [Figure(Markup("So many <b>draws</b>."), Markup("<svg>{}</svg>").format(forecast.draws))]

    monkeypatch.setattr(answers, "FIGURES", {**answers.FIGURES, "conflict": draw_draws})
    page = report_html(made)
    figure = "<figcaption>So many <b>draws</b>.</figcaption>\n<svg>200</svg>"
    assert page.count(figure) == 1
    first = next(a.question for a in list_answers(made) if a.part == "conflict")
    assert page.index(typeset(first)) < page.index(figure) < page.index("Line of contact while")


def test_an_issue_without_settlement_has_no_fan() -> None:
    nothing = np.full((1, 2, 5), np.nan)
    assert draw_fans(["X"], ["2025-01-01", "2025-02-01"], nothing, []) == []


def test_a_forecast_of_issues_alone_has_no_such_part() -> None:
    plain = loads(
        TEXT[: TEXT.index("conflict:\n")]
        .replace(", consent: [pledge]", "")
        .replace(", consent: [pledge, duty]", "")
        .replace("    consent: [pledge]\n", "")
        .replace(
            "    autonomy: {value: [0.2, 0.8], because: [aid]}\n    inner: median\n    threshold: 0.6\n", ""
        )
    )
    assert 'id="system"' not in report_html(forecast(plain, ["nash"], draws=50))
