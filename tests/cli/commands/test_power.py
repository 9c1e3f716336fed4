"""Quotas, vetoes and blocking minorities as typed: how many coalitions pass, and what is refused.

Of 50, 49 and 1 the sums are 0, 1, 49, 50 twice, 51, 99 and 100.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from detente.errors import DetenteError

Command = Callable[..., str]


@pytest.fixture
def passing(printed: Command) -> Callable[..., tuple[str, str]]:
    """The rule as it is printed, and how many of how many coalitions pass."""
    Path("seats.csv").write_text("player,seats\na,50\nb,49\nc,1\n")
    Path("parts.csv").write_text("player,parts\na,0.5\nb,0.25\nc,0.25\n")
    Path("two.csv").write_text("player,votes,people\na,50,10\nb,49,20\nc,1,70\n")

    def call(file: str, *words: str) -> tuple[str, str]:
        said = " ".join(printed("power", file, *words).split())
        found = re.search(r"Passes with (.*): (\d+ of \d+) coalitions", said)
        assert found, said
        return found[1], found[2]

    return call


@pytest.mark.parametrize(
    ("quota", "count"),
    [
        ("1", 7),
        ("50", 5),
        (">50", 3),
        (">=50", 5),
        ("50%", 5),
        (">50%", 3),
        ("50 %", 5),
        ("1/2", 5),
        (">1/2", 3),
        (">=51", 3),
        ("99.5", 1),
        (">99", 1),
        ("100", 1),
        ("100%", 1),
        ("seats=51", 3),
    ],
)
def test_a_quota_is_a_sum_or_a_share_or_more_than_it(passing: Command, quota: str, count: int) -> None:
    rule, passes = passing("seats.csv", "--quota", quota)
    typed = quota.removeprefix("seats=").replace(">=", "")
    assert (rule, passes) == (f"{typed} of 100 seats", f"{count} of 8")


@pytest.mark.parametrize(
    "quota", ["0", "101", ">100", ">100%", "x", "1/0", "-1", "%", "1e9999", "50%%", "chairs=5", "٣"]
)
def test_what_is_no_quota_is_refused(passing: Command, quota: str) -> None:
    with pytest.raises(DetenteError, match="chairs" if "=" in quota else "--quota") as refused:
        passing("seats.csv", "--quota", quota)
    assert refused.value.exit_code == 2


def test_more_than_a_quota_is_the_next_sum_of_parts(passing: Command) -> None:
    """Of a half and two quarters: 0.75 is the next after 0.5."""
    assert passing("parts.csv", "--quota", ">0.5") == (">0.5 of 1 parts", "3 of 8")
    assert passing("parts.csv", "--quota", "0.5") == ("0.5 of 1 parts", "5 of 8")
    rule, passes = passing("parts.csv", "--quota", "1", "--blocking-minority", "0.5")
    assert passes == "3 of 8"
    assert rule == "1 of 1 parts, or with fewer than 0.5 of 1 parts against"


def test_both_quotas_or_either(passing: Command) -> None:
    """51 votes: ac, ab and abc; 80 people: ac, bc and abc."""
    quotas = ("--quota", "51", "--quota", "80")
    assert passing("two.csv", *quotas) == ("51 of 100 votes and 80 of 100 people", "2 of 8")
    assert passing("two.csv", *quotas, "--any") == ("51 of 100 votes or 80 of 100 people", "4 of 8")
    # named ones go to their column, the other takes what is left
    rule = ("51 of 100 votes and 80 of 100 people", "2 of 8")
    assert passing("two.csv", "--quota", "people=80", "--quota", "51") == rule


def test_other_ways_to_pass(passing: Command) -> None:
    """A way of two columns: 50 votes and 70 people is bc, ac and abc."""
    quotas = ("--quota", "votes=100", "--quota", "people=100")
    both = passing("two.csv", *quotas, "--or", "votes=>=50,people=70")
    assert both[1] == "3 of 8"
    assert both[0].endswith("or with 50 of 100 votes and 70 of 100 people")
    assert passing("two.csv", *quotas, "--or", "votes=50", "--or", "people=80")[1] == "5 of 8"
    assert passing("two.csv", *quotas, "--blocking-minority", "votes=50")[1] == "3 of 8"


def test_nothing_passes_without_who_has_a_veto(passing: Command) -> None:
    assert passing("seats.csv", "--quota", "50", "--veto", "c") == (
        "50 of 100 seats; never without c",
        "3 of 8",
    )
    rule, passes = passing("seats.csv", "--quota", "50", "--veto", "c", "--veto", "b")
    assert rule.endswith("never without c, b")
    assert passes == "2 of 8"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["seats.csv", "--quota", "51", "--veto", "d"], "'d'"),
        (["seats.csv", "--quota", "51", "--blocking-minority", "0"], "--blocking-minority 0"),
        (["seats.csv", "--quota", "51", "--blocking-minority", "100"], "100"),
        (["seats.csv", "--quota", "51", "--blocking-minority", "many"], "seats=4, not 'many'"),
        (["seats.csv", "--quota", "51", "--or", "101"], "--or 101"),
        (["two.csv", "--quota", "51"], r"2 .*\(votes, people\).* 2?.*not 1"),
        (["two.csv", "--quota", "votes=51", "--quota", "votes=52"], "--quota votes=.* twice"),
        (
            ["two.csv", "--quota", "51", "--quota", "51", "--or", "51"],
            "--or 51: .* votes=51;.* votes, people",
        ),
        (["two.csv", "--quota", "vote=51", "--quota", "1"], "'vote'.*votes"),
    ],
)
def test_what_cannot_be_meant_is_refused(passing: Command, words: list[str], said: str) -> None:
    with pytest.raises(DetenteError, match=said):
        passing(*words)


def test_weights_are_printed_whole_or_to_ten_digits(printed: Command) -> None:
    Path("w.csv").write_text("player,w\na,12345678901\nb,0.123456789012\n")
    rows = printed("power", "w.csv", "--quota", "1").splitlines()
    assert rows[2].split() == ["a", "12345678901", "1.00000", "1.00000", "1.00000", "2"]
    assert rows[3].split() == ["b", "0.123456789", "0.00000", "0.00000", "0.00000", "0"]
