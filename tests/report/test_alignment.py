"""The alignment on the page: what the pictures hold, and that texts stay texts."""

import re
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import detente
from detente.forecasts import forecast, open_run, save_run
from detente.forecasts.alignment.propensities import build_situation, build_table_situation
from detente.forecasts.alignment.summary import align_situation
from detente.report import report_html
from detente.report.alignment import build_alignment_view, write_page
from detente.report.charts.alignment import Corner, Party, diagram, matrix, network, triangles
from detente.scenario import loads
from detente.shares import format_share

from .conftest import CASE, HOSTILE
from .test_page import check

TIES = """
alignment:
  ingredients: {kin: {label: Kinship, weight: 0.5}}
  watch: [[town, shops], [town, idle]]
ties:
  - {kind: kin, from: town, to: shops, value: {value: [-1, -0.5, 0], because: [toll]}}
  - {kind: kin, from: town, to: idle, value: 1}
  - {kind: propensity, from: shops, to: idle, value: [-0.2, 0.4]}
"""


@pytest.fixture(scope="module")
def tied():
    return loads(CASE + TIES)


def test_the_report_of_a_case_with_ties_has_the_alignment(tied):
    page = report_html(forecast(tied, ["nash"], draws=64, seed=3))
    check(page)
    assert 'id="alignment"' in page
    assert 'href="#alignment"' in page
    assert "Kinship" in page
    assert "phase-" in page
    assert 'id="alignment"' not in report_html(forecast(loads(CASE), ["nash"], draws=64, seed=3))


def test_the_report_of_a_run_folder_is_that_of_the_forecast(tied, tmp_path):
    made = forecast(tied, ["nash"], draws=64, seed=3)
    page = report_html(made)
    assert report_html(open_run(save_run(made, tmp_path / "run"))) == page


def test_the_report_shows_what_the_run_holds(tied):
    made = forecast(tied, ["nash"], draws=64, seed=3)
    other = replace(made, alignment=replace(made.alignment, certain=False, equally_likely=7))
    assert "One of 7 equally likely alignments" in report_html(other)
    assert 'id="alignment"' not in report_html(replace(made, alignment=None))


def test_the_report_runs_no_model(tied, tmp_path):
    made = open_run(save_run(forecast(tied, ["nash"], draws=64, seed=3), tmp_path / "run"))
    report_html(made)  # imports what it needs
    root = f"{Path(detente.__file__).parent}/"
    called = set()

    def note(frame, event, _):
        if event == "call" and frame.f_code.co_filename.startswith(root):
            called.add(frame.f_code.co_filename.removeprefix(root))

    sys.setprofile(note)
    try:
        report_html(made)
    finally:
        sys.setprofile(None)
    assert "report/alignment.py" in called
    computing = ("draws/", "forecasts/alignment/", "forecasts/nodes/", "kernels/", "models/")
    # names, parameters and scores of models are shown
    shown = {"models/registry.py", "models/settlement/blend.py"}
    assert {name for name in called if name.startswith(computing)} <= shown


def test_the_same_case_gives_the_same_page(tied, tmp_path):
    pages = [
        write_page(
            align_situation(build_situation(tied, draws=64, seed=1), seed=1), tmp_path / f"{i}.html"
        ).read_text()
        for i in range(2)
    ]
    assert pages[0] == pages[1]
    check(pages[0])


def test_hostile_names_have_no_effect(tmp_path):
    names = tuple(f"{HOSTILE}{i}" for i in range(4))
    p = np.array([[0, 1, -1, 0.2], [1, 0, -0.5, 0], [-1, -0.5, 0, 0.3], [0.2, 0, 0.3, 0]])
    page = write_page(
        align_situation(build_table_situation(HOSTILE, names, np.ones(4), p, 2)), tmp_path / "p.html"
    ).read_text()
    assert "<script" not in page
    assert "<img" not in page
    check(page)


def test_the_view_says_what_was_computed(tied):
    result = align_situation(build_situation(tied, draws=256, seed=2), seed=2)
    seen = build_alignment_view(result)
    assert [set(side) for side in seen.likeliest] == [{"The town", "The idle"}, {"The shops"}]
    assert sum(x.probability for x in result.probabilities) == pytest.approx(1)
    assert [r.probability for r in seen.rows] == [
        format_share(x.probability, 256) for x in result.probabilities
    ]
    pair = next(p for p in seen.pairs if set(p.names) == {"The town", "The idle"})
    assert pair.propensity == 0.5
    assert pair.parts == [("Kinship", 0.5)]
    assert len(seen.phases) >= 2


def texts(svg):
    return re.findall(r"<text[^>]*>([^<]*)</text>", str(svg))


def test_the_matrix_has_every_probability_but_the_diagonal():
    together = np.array([[1, 0.25, 0.999], [0.25, 1, 0.074], [0.999, 0.074, 1]])
    svg = matrix(["A", "B", "C"], together, [2], "x")
    wide = texts(svg)[: len(texts(svg)) // 2]
    assert sorted(t for t in wide if "." in t) == ["&gt;.99", "&gt;.99", ".07", ".07", ".25", ".25"]
    assert str(svg).count("var(--shade-5)") == 2 * 2
    assert str(svg).count("var(--shade-1)") == 2 * 2


def test_the_network_draws_who_is_tied_and_how():
    p = np.array([[0, 1, -1], [1, 0, 0], [-1, 0, 0]])
    svg = str(network([Party("A", 1, 0), Party("B", 0.25, 0), Party("C", 1, 1)], p, "x"))
    assert svg.count("var(--friend)") == 2
    assert svg.count("var(--foe)") == 2
    assert svg.count("var(--bloc-0)") == 4
    assert svg.count("var(--bloc-1)") == 2


def test_the_diagram_joins_equal_cells_and_marks_today():
    axis = np.linspace(-1, 1, 5)
    phase = (axis[:, None] > axis).astype(int)
    svg = str(diagram(("one", "other"), axis, axis, phase, (0.0, 0.5), "x"))
    runs = sum(1 + int(np.count_nonzero(np.diff(phase[:, j]))) for j in range(5))
    assert svg.count("var(--phase-a)") + svg.count("var(--phase-b)") == 2 * runs
    assert svg.count("today") == 2
    assert "today" not in str(diagram(("one", "other"), axis, axis, phase, (3.0, 0.5), "x"))


def test_triangles_show_signs():
    svg = str(triangles([Corner(("A", "B", "C"), (1.0, -1.0, 0.0), "open")], "x"))
    assert (svg.count("var(--friend)"), svg.count("var(--foe)")) == (2, 2)
