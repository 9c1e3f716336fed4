"""What links change: what is left out, and of how many draws a share is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente.forecasts import Forecast
from detente.results.link_effects import LinkEffect, MedianShift, ShareChange, SocialChange
from detente.testing.sample import sample_forecast
from detente.wording.link_effects import answer_links


@pytest.fixture(scope="module")
def run() -> Forecast:
    return sample_forecast(20)


def test_what_is_shown_alike_is_left_out(run: Forecast) -> None:
    settlements = (
        MedianShift("nash", "line", 50.04, 50.01, 0.03),  # 50.0 and 50.0
        MedianShift("nash", "toll", 30.0, None, None),
        MedianShift("mean", "pledge", 50.06, 49.94, 0.12),
    )
    social = (
        SocialChange("west", 3, None, 0.1),
        SocialChange("west", 3, 0.1, None),
        SocialChange("west", 2.5, 0.0204, 0.0196),
        SocialChange("west", 5, 0.03, 0.01),
    )
    rows = answer_links(run, [LinkEffect("domestic", settlements, (), social)]).rows
    assert rows[0] == ("domestic", "The pledge, mean: median", "49.9", "50.1")
    assert [row[2:] for row in rows[1:]] == [("1.0 %", "3.0 %")]
    assert rows[1][1].startswith("West, 5 %: ")
    exact = answer_links(run, [LinkEffect("x", (), (), (replace(social[2], without=0.0104),))]).rows[0]
    assert exact[1].startswith("West, 2.5 %: ") and exact[2:] == ("1.0 %", "2.0 %")


def test_a_link_that_changes_nothing_says_so(run: Forecast) -> None:
    nothing = LinkEffect("burden", (), (ShareChange("lasts", 0.5, 0.5),), ())
    assert answer_links(run, [nothing]).rows == (("burden", "nothing", "", ""),)
    assert answer_links(run, []).rows == ()


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("overlap", "a package suits all whose consent is needed"),
        ("ratified", "the settlement is ratified"),
        ("in_range", "both sides prefer the settlement to fighting on"),
        ("fights", "the guarantor fights"),
        ("deterred", "renewed war is deterred"),
        ("forced", "the shift in power makes one side fight on now"),
        ("lasts", "an agreement would last"),
    ],
)
@pytest.mark.parametrize("put", [50, 0])
def test_shares_of_a_settlement_are_of_the_draws_that_have_one(subject: str, words: str, put: int) -> None:
    """Of 200 draws a share is in per cent, of 50 draws a count."""
    run = sample_forecast(20)
    assert run.ratification is not None
    vars(run)["ratification"] = replace(run.ratification, put=put)
    effect = LinkEffect("conflict", (), (ShareChange(subject, 0.5, None),), ())
    of_put = put and subject in {"ratified", "in_range"}
    assert answer_links(run, [effect]).rows == (
        ("conflict", words, "not known", "25 of 50" if of_put else "50 %"),
    )


def test_without_consent_all_draws_count() -> None:
    run = sample_forecast(20)
    vars(run)["ratification"] = None
    effect = LinkEffect("conflict", (), (ShareChange("in_range", None, 0.5),), ())
    assert answer_links(run, [effect]).rows[0][2:] == ("50 %", "not known")
