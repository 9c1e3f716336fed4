"""The report as a file: its texts are escaped, and passages compared if a folder is named."""

from __future__ import annotations

from pathlib import Path

from detente.forecasts import Forecast
from detente.report import report_html
from detente.report.page import write_report
from detente.testing.sample import sample_forecast


def test_a_report_is_written_with_its_passages_compared(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("The mayor says: help goes on.")
    run = sample_forecast()
    path = write_report(run, tmp_path / "page.html", sources=tmp_path)
    assert path == tmp_path / "page.html"
    assert path.read_text(encoding="utf-8") == report_html(run, sources=tmp_path)
    assert report_html(run, sources=tmp_path) != report_html(run)


def test_a_title_is_text() -> None:
    run = sample_forecast()
    named = run.scenario.model_copy(update={"title": "<i>Two</i> & more"})
    page = report_html(Forecast(run.data, named, run.manifest))
    assert "<i>Two" not in page
    assert "&lt;i&gt;Two&lt;/i&gt; &amp; more" in page
