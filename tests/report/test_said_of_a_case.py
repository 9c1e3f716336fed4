"""The page of a large case, to the letter: more pairs, triangles and turning points than it shows."""

from __future__ import annotations

import re
from collections.abc import Callable

from detente import catalog
from detente.forecasts.alignment.propensities import build_situation
from detente.forecasts.alignment.summary import align_situation
from detente.report.alignment import page_html

from .test_said import text_of


def test_the_words_of_a_large_alignment(is_said: Callable[[str, str], None]) -> None:
    page = page_html(align_situation(build_situation(catalog.load("europe-1936"), draws=8)))
    is_said("europe", re.sub(r"Détente \d\S*", "Détente", text_of(page)))
