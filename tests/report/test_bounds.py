"""What the page says of terms and confidence is what the rules are."""

from __future__ import annotations

import html

import pytest

from detente.report import report_html
from detente.results import confidence
from detente.testing.sample import sample_forecast
from detente.typography import typeset
from detente.wording import likelihood


def _page() -> str:
    return html.unescape(report_html(sample_forecast(20)))


def test_the_page_states_the_bounds() -> None:
    page = _page()
    terms = "very unlikely (to 20 %), unlikely (to 45 %), roughly even chance (to 55 %), likely (to 80 %)"
    assert (
        typeset(f"203: almost no chance (below 5 %), {terms}, very likely (to 95 %), almost certain.") in page
    )
    high = "high if the models’ medians lie within 10 points of each other and at most a third of the issue’s"
    moderate = "numbers are assumptions, moderate within 25 points and two thirds, otherwise low."
    assert typeset(f"Confidence is judged separately: {high} {moderate}") in page


def test_a_bound_that_is_moved_moves_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likelihood, "TERMS", ((0.1, "hardly"), (0.6, "perhaps"), (1.0, "surely")))
    monkeypatch.setattr(confidence, "HIGH", (1.0, 1 / 2))
    monkeypatch.setattr(confidence, "MODERATE", (7.5, 0.85))
    page = _page()
    assert typeset("Directive 203: hardly (below 10 %), perhaps (to 60 %), surely. Confidence") in page
    assert typeset("within 1 point of each other and at most half of the issue’s numbers") in page
    assert typeset("moderate within 7.5 points and 85 %, otherwise low.") in page
    assert likelihood.likelihood_term(0.05) == "hardly"
    assert confidence.confidence(1.0, 0.5) == "high"
