"""Numbers and names as answers show them."""

from __future__ import annotations

import pytest

from detente.results.basis import Basis
from detente.results.interval import Interval
from detente.testing.sample import sample_forecast
from detente.wording import phrases


@pytest.mark.parametrize(
    ("interval", "how", "shown"),
    [
        (None, (), "none"),
        (Interval(45, 9, 81), (), "45 [9, 81]"),
        (Interval(1234.4, 1000, 20000), (), "1,234 [1,000, 20,000]"),
        (Interval(0.45, 0.09, 0.81), (100,), "45 [9, 81]"),
        (Interval(0.45, 0.09, 0.81), (1, 1), "0.5 [0.1, 0.8]"),
        (Interval(0.12345, 0.01, 0.2), (100, 2), "12.35 [1.00, 20.00]"),
        (Interval(45, 44.9, 45.1), (), "45"),
        (Interval(44.6, 44, 45), (), "45 [44, 45]"),
        (Interval(-0.2, -0.4, 0.3), (), "0"),
        (Interval(-0.2, -1, -0.3), (), "0 [-1, 0]"),
    ],
)
def test_an_interval(interval: Interval | None, how: tuple[float, ...], shown: str) -> None:
    assert phrases.format_interval(interval, *how) == shown


def test_a_median_alone() -> None:
    assert phrases.format_median(Interval(12.344, 0, 20), 100) == "1,234"
    assert phrases.format_median(None, 100) == "none"


@pytest.mark.parametrize(
    ("names", "joined"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_names_in_a_row(names: list[str], joined: str) -> None:
    assert phrases.join_names(names) == joined


@pytest.mark.parametrize(
    ("number", "counted"), [(0, "0 months"), (1, "1 month"), (1.5, "1.5 months"), (2, "2 months")]
)
def test_a_count(number: float, counted: str) -> None:
    assert phrases.count_noun(number, "month") == counted


def test_a_day_some_months_on() -> None:
    run = sample_forecast()
    assert phrases.in_months(run, 0) == "at once"
    assert phrases.in_months(run, 1) == "2025-02-28"
    assert phrases.in_months(run, 3) == "2025-04-30"
    assert phrases.issue_label(run, "toll") == "The toll"


def test_what_an_answer_rests_on() -> None:
    words = phrases.describe_basis(Basis(2, 3, 7))
    assert words.startswith("Rests on 12 numbers: 2 with ")
    assert "passages, 3 with published figures, 7 assumed." in words


@pytest.mark.parametrize(
    ("level", "words"),
    [
        *((8, "an 8 % interval"), (11, "an 11 % interval"), (18, "an 18 % interval")),
        *((50, "a 50 % interval"), (79, "a 79 % interval"), (80, "an 80 % interval")),
        *((89, "an 89 % interval"), (90, "a 90 % interval"), (95, "a 95 % interval")),
    ],
)
def test_a_level_has_its_article(level: int, words: str) -> None:
    assert phrases.describe_level(level, article=True) == words
    assert phrases.describe_level(level) == words.partition(" ")[2]
    assert phrases.describe_level() == "80 % interval"


@pytest.mark.parametrize(
    ("draws", "rest"),
    [
        (1, "; 1 draw is too few to rely on them."),
        (99, "; 99 draws are too few to rely on them."),
        (100, "."),
    ],
)
def test_few_draws_give_no_intervals_to_rely_on(draws: int, rest: str) -> None:
    assert phrases.describe_brackets(draws) == f"Brackets hold 80 % intervals{rest}"
