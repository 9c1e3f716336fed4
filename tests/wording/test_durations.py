"""Lengths of time, on both sides of the bounds between units."""

from __future__ import annotations

import pytest

from detente.wording.durations import duration


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (89.4, "89 seconds"),
        (90, "2 minutes"),  # a minute and a half, rounded to the even number
        (90.9, "2 minutes"),
        (60 * 89, "89 minutes"),
        (5399, "90 minutes"),
        (5400, "2 hours"),
        (5400.9, "2 hours"),
        (3600 * 47, "47 hours"),
        (172799, "48 hours"),
        (172800, "2 days"),
        (172800.9, "2 days"),
        (86400 * 2.6, "3 days"),
        (86400 * 1234.0, "1,234 days"),
        # halves show the length of a unit: 27.5 minutes less a second are 27, three days and a half are 4
        (27.5 * 60 - 1, "27 minutes"),
        (27.5 * 60 + 1, "28 minutes"),
        (7.5 * 3600 - 1, "7 hours"),
        (7.5 * 3600 + 1, "8 hours"),
        (3.5 * 86400 - 1, "3 days"),
        (3.5 * 86400 + 1, "4 days"),
    ],
)
def test_a_length_of_time(seconds: float, words: str) -> None:
    assert duration(seconds) == words
