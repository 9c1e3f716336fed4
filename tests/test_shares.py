"""Shares in per cent, and as counts where a per cent would claim too much."""

from __future__ import annotations

import pytest

from detente.shares import format_of_draws, format_share, percent


@pytest.mark.parametrize(
    ("count", "of", "said"),
    [
        # of few draws
        (3, 7, "3 of 7"),
        (0, 7, "0 of 7"),
        (7, 7, "7 of 7"),
        (50, 99, "50 of 99"),
        (50, 100, "50 %"),
        # of many, but resting on a handful, on either side
        (7, 4096, "7 of 4,096"),
        (9, 4096, "9 of 4,096"),
        (9.5, 4096, "<1 %"),
        (9.49, 4096, "9.5 of 4,096"),
        (1, 4096, "1 of 4,096"),
        (0.5, 4096, "0.5 of 4,096"),
        (10, 4096, "<1 %"),
        (4086, 4096, ">99 %"),
        (4089, 4096, "4,089 of 4,096"),
        (1393, 4096, "34 %"),
        (0, 4096, "0 %"),
        (4096, 4096, "100 %"),
        # a draw with tied alignments counts for each in part
        (2.5, 7, "2.5 of 7"),
        (2.04, 7, "2 of 7"),
        (2.0625, 8, "2.1 of 8"),
        (1999.5, 2000, "1,999.5 of 2,000"),
    ],
)
def test_share(count, of, said):
    assert format_share(count / of, of) == said


def test_shares_in_a_sentence():
    assert format_of_draws(0.34, 4096) == "34 % of draws"
    assert format_of_draws(7 / 4096, 4096) == "7 of 4,096 draws"
    assert format_of_draws(3 / 7, 7) == "3 of 7 draws"
    assert format_of_draws(1.0, 7) == "7 of 7 draws"
    assert format_of_draws(1.0, 1) == "the single simulation"
    assert format_of_draws(0.0, 1) == "no simulation"
    assert format_of_draws(0.5, 1) == "0.5 of 1 draws"
    assert format_of_draws(1.0, 99) == "99 of 99 draws"
    assert format_of_draws(1.0, 100) == "every draw"
    assert format_of_draws(1.0, 512) == "every draw"
    assert format_of_draws(0.0, 512) == "no draw"


def test_percent_is_never_rounded_to_none_or_all():
    assert [percent(p) for p in (0, 0.004, 0.005, 0.006, 0.5, 0.994, 0.995, 0.996, 1)] == [
        *("0 %", "<1 %", "<1 %", "1 %", "50 %", "99 %", ">99 %", ">99 %", "100 %")
    ]
