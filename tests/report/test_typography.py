"""Minus signs and spaces that do not break, in texts and on the whole page."""

import re

import pytest

from detente.report import report_html
from detente.typography import setting, typeset


@pytest.mark.parametrize(
    ("plain", "set_"),
    [
        ("by -18 [-32, -6]", "by \u221218 [\u221232,\u00a0\u22126]"),
        ("-0.5 or (-.25)", "\u22120.5 or (\u2212.25)"),
        ("(50 %, 3.5 per cent)", "(50\u00a0%, 3.5\u00a0per cent)"),
        ("<1 % of 512 draws, after 12 months", "<1\u00a0% of 512\u00a0draws, after 12\u00a0months"),
        # dates, names, ranges, labels of models and words are as they stand
        ("2025-08-17, COVID-19, 42-58, blend:deu3,near=-0.4", None),
        ("runs/-1, 3 pointers, 5 drawsheets, [a, b], x -y", None),
    ],
)
def test_typeset(plain: str, set_: str | None) -> None:
    assert typeset(plain) == (set_ or plain)
    assert len(typeset(plain)) == len(plain)


def test_a_parameter_is_shown_in_few_digits() -> None:
    assert setting(2 / 3) == "0.666667"
    assert setting(0.1 + 0.2) == "0.3"
    assert setting(True) == "True"


def test_a_page_has_no_hyphen_for_a_minus_and_no_loose_unit(made) -> None:
    page = re.sub(r"<style>.*?</style>|<blockquote>.*?</blockquote>", "", report_html(made), flags=re.DOTALL)
    texts = re.split(r"<[^<>]*>", page)
    assert not [t for t in texts if re.search(r"(^|[\s(\[])-\d", t)]
    assert not [t for t in texts if re.search(r"\d %", t)]
    assert any("\u00a0%" in t for t in texts)


def test_quoted_words_stay_letter_by_letter(case) -> None:
    from detente.forecasts import forecast
    from detente.scenario import loads

    text = """
detente: 1
title: T
as_of: 2025-03-01
sources: {letter: {title: A letter}}
passages: {p: {source: letter, exact: fell by -3 to 50 % of it}}
issues: {i: {question: Q, scale: {0: none, 100: all}}}
actors: {a: {label: A, kind: state, capability: 1}}
stances: [{actor: a, issue: i, position: {value: 3, because: [p]}, salience: 50}]
"""
    page = report_html(forecast(loads(text), ["mean"], draws=8))
    assert "fell by -3 to 50 % of it" in page
