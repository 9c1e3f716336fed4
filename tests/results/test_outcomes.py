"""Known settlements stand next to the forecast, are scored, and choose nothing."""

import numpy as np
import pytest

from detente.forecasts import forecast
from detente.results.outcomes import measure_crps
from detente.scenario import loads
from detente.wording.outcomes import answer_outcomes

CASE = """
detente: 1
title: A toll
as_of: 2025-01-01
sources: {paper: {title: The Daily, date: 2025-06-02}}
passages: {end: {source: paper, exact: they settled on half}}
figures: {rate: {value: 9, unit: per cent, year: 2026, dataset: Yearbook}}
issues:
  toll: {label: The toll, question: How high?, scale: {0: none, 50: half, 100: all}}
  gate: {question: How wide?, scale: {0: shut, 100: open}}
actors: {shore: {label: Shore, kind: state, capability: 1}, fleet: {label: Fleet, kind: firm, capability: 1}}
stances:
  - {actor: shore, issue: toll, position: [60, 80, 100], salience: 50}
  - {actor: fleet, issue: toll, position: 0, salience: 50}
  - {actor: shore, issue: gate, position: 20, salience: 50}
"""
KNOWN = """outcomes:
  - {date: 2026-06-01, settlements: {gate: 30}, because: [rate]}
  - {date: 2025-06-01, settlements: {toll: 55}, because: [end], note: At noon.}
  - {date: 2027-01-01, sides: [[shore]]}
"""


def test_every_model_is_scored_on_what_happened() -> None:
    made = forecast(loads(CASE + KNOWN), ["mean"], draws=256)
    toll, gate = made.outcomes
    assert (toll.issue, toll.date, toll.settlement) == ("toll", "2025-06-01", 55)
    assert (toll.source, gate.source) == ("The Daily (2025-06-02)", "Yearbook (2026)")
    score = next(s for s in toll.scores if s.model == "mean")
    drawn = made.outcome("mean", "toll")
    assert score.error == pytest.approx(np.median(drawn) - 55)
    # E|X - y| - E|X - X'| / 2 over all pairs of draws
    pairs = np.abs(drawn[:, None] - drawn).mean()
    assert score.crps == pytest.approx(np.abs(drawn - 55).mean() - pairs / 2)
    assert score.inside is bool(np.quantile(drawn, 0.1) <= 55 <= np.quantile(drawn, 0.9))
    # one outcome in every draw has no interval
    assert next(s for s in gate.scores if s.model == "mean").inside is None


def test_what_happened_is_said_in_words() -> None:
    made = forecast(loads(CASE + KNOWN), ["mean"], draws=256)
    told = answer_outcomes(made)
    assert told is not None
    assert told.question == "What happened?"
    assert told.text[0] == (
        "The scenario states what happened. The forecast is compared with it, and does not use it."
    )
    assert "over 2 outcomes, in points of 100: mean 12" in told.text[1]
    assert told.text[2] == "The toll: At noon."
    assert told.rows[1] == ("gate", "30", "2026-06-01", "mean", "20", "-10", "–", "Yearbook (2026)")


def test_outcomes_choose_no_number() -> None:
    plain, known = (forecast(loads(text), ["mean", "blend"], draws=64) for text in (CASE, CASE + KNOWN))
    assert np.array_equal(plain.data["outcome"].values, known.data["outcome"].values, equal_nan=True)
    assert answer_outcomes(plain) is None


def test_crps_of_one_value_is_its_distance() -> None:
    assert measure_crps(np.full(7, 30.0), 42.0) == pytest.approx(12)
