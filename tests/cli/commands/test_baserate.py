"""`detente baserate`: what it accepts, what it prints, what it refuses."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from detente.cli.commands.baserate import Asked, rate_lines, score_lines, show_base_rate, when_asked
from detente.cli.json_schemas import schema
from detente.errors import WrongCallError
from detente.models.duration import BaseRate, EndsBy
from detente.models.duration.outside_view import Member, OutOfSample

TODAY = datetime.date(2026, 1, 1)


def asked(lasted=None, since=None, by="2026-05-17", as_of=None) -> Asked:
    return when_asked(lasted, since, by, as_of, TODAY)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        *(("1270", 1270), ("1270d", 1270), ("18w", 126), ("42mo", 42 * 365.25 / 12), ("3y", 3 * 365.25)),
        *(("3y6mo", 42 * 365.25 / 12), ("1.5Y", 1.5 * 365.25), (" 2 y 1 d ", 731.5), ("2025-12-01", 31)),
    ],
)
def test_durations_in_several_units(text: str, days: float) -> None:
    assert asked(text).lasted_days == pytest.approx(days)


def test_months_and_years_are_one_unit() -> None:
    assert asked("36mo").lasted_days == pytest.approx(asked("3y").lasted_days)


def test_dates_give_days() -> None:
    found = asked(since="2022-02-24", as_of="2025-08-17", by="2025-12-31")
    assert (found.lasted_days, found.horizon_days) == (1270, 136)
    assert asked("3y", by="6mo").horizon_days == pytest.approx(182.625)
    assert asked("3y", by="10d").by == datetime.date(2026, 1, 11)
    assert asked("3y").as_of == TODAY


def test_a_date_that_has_passed_is_seen_from_the_newest_case_before_it() -> None:
    found = asked("42mo", by="2025-12-31")
    assert found.as_of == datetime.date(2025, 8, 17)
    assert found.horizon_days == 136
    assert found.note == (
        "2025-12-31 has passed. This is as of 2025-08-17, the day of the bundled case alaska-2025; "
        "for another day, use --as-of DATE."
    )
    assert asked("42mo", by="2025-12-31", as_of="2025-12-01").note == ""


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ({}, "give how long it has lasted: --lasted 42mo or --since 2022-02-24"),
        ({"lasted": "3y", "since": "2020-01-01"}, "but not both"),
        ({"lasted": "3y", "by": None}, "give the date to forecast for: --by 2025-12-31"),
        ({"lasted": "three years"}, "--lasted three years: a duration is needed, such as 1270d, 18w, 42mo"),
        ({"lasted": "-3y"}, "--lasted -3y: a duration is needed"),
        ({"lasted": "3m"}, "--lasted 3m: a duration is needed"),
        ({"lasted": ""}, "a duration is needed"),
        ({"lasted": "3y", "by": "soon"}, "--by soon: a duration is needed"),
        ({"lasted": "3y", "by": "2026-02-30"}, "2026-02-30: there is no such day in the calendar"),
        ({"lasted": "3y", "as_of": "now"}, "--as-of now: a date is needed, such as 2025-08-17"),
        ({"since": "42mo"}, "--since 42mo: a date is needed, such as 2022-02-24"),
        ({"since": "2026-02-01"}, "--since 2026-02-01 is after 2026-01-01"),
        ({"lasted": "3y", "by": "2026-02-01", "as_of": "2026-03-01"}, "--by 2026-02-01 is before 2026-03-01"),
        ({"lasted": "2000y"}, "--lasted 2000y: at most 1,000 years"),
        ({"lasted": "3y", "by": "900y", "as_of": "9500-01-01"}, "a date beyond the year 9999"),
        ({"lasted": "3y", "by": "1000-01-01"}, "--by 1000-01-01 has passed; give the day to count from"),
    ],
)
def test_a_wrong_call_says_what_to_type(call, words) -> None:
    with pytest.raises(WrongCallError) as why:
        asked(**call)
    assert words in str(why.value)


def member(slug: str, *p: float, longest: float = 9000.0) -> Member:
    families = dict(zip(("weibull", "log-normal", "piecewise-exponential"), p, strict=True))
    return Member(slug, f"label of {slug}", "t", "c", "e", 58, 57, 51, 156.0, longest, 1096.0, 6, families)


RATE = BaseRate(
    "inter-state-war",
    "inter-state war",
    1270.0,
    136.0,
    EndsBy(0.034, 0.118, 0.996, (0.07, 0.16)),
    {
        "agreement": EndsBy(0.02, 0.06, 0.1, (0.04, 0.09)),
        "victory": EndsBy(0.004, 0.05, 0.09, (0.02, 0.07)),
        "other": EndsBy(0.0, 0.008, 0.03, (0.0, 0.02)),
    },
    (
        member("cow-wars", 0.21, 0.14, 0.16, longest=1400.0),
        member("ucdp-inter-state", 0.09, 0.06, 0.034),
    ),
    (
        OutOfSample(
            question="inter-state-war",
            member="cow-wars",
            scheme="every quarter",
            conflicts=90,
            share=0.5,
            brier=0.2,
            over_constant=(0.08, -0.161, 0.229),
            over_base=(0.04, -0.002, 0.13),
            bias=(-0.084, -0.2, 0.0),
            slope=(0.986, 0.8, 1.2),
            kind_skill=(0.1, 0.05, 0.15),
            kind_by_shares=False,
        ),
    ),
)  # fmt: skip
WHEN = Asked(datetime.date(2025, 8, 17), datetime.date(2025, 12, 31), 1270.0, 136.0, "A note.")


def test_what_is_printed() -> None:
    assert rate_lines(RATE, WHEN)[:16] == [
        "Inter-state war, 1,270 days old on 2025-08-17",
        "Over by 2025-12-31, within 136 days?",
        "",
        "                      low   pooled    high    95 % by resampling conflicts",
        "it is over            3 %     12 %   >99 %    7 % to 16 %",
        "  by agreement        2 %      6 %    10 %    4 % to 9 %",
        "  by victory         <1 %      5 %     9 %    2 % to 7 %",
        "  otherwise           0 %      1 %     3 %    0 % to 2 %",
        "",
        "Low and high are the extremes of 6 fits (2 classes, 3 duration models); for the",
        "pooled value sources count the same.",
        "A note.",
        "",
        "reference class                      cases  ended  as old   Weib.  log-n. piece.",
        "label of cow-wars                       58     57       6    21 %    14 %   16 %",
        "label of ucdp-inter-state               58     57       6     9 %     6 %    3 %",
    ]


def test_one_class_of_one_source_says_so() -> None:
    text = " ".join(rate_lines(replace(RATE, members=(member("gml-all", 0.2, 0.1, 0.3),), scores=()), WHEN))
    assert "Low and high are the extremes of 3 duration models, and the pooled value is their mean." in text
    assert "ceasefire" not in text
    assert "This class by itself was not scored out of sample." in text
    both = (member("gml-all", 0.2, 0.1, 0.3), member("gml-force", 0.2, 0.1, 0.3))
    text = " ".join(rate_lines(replace(RATE, members=both), WHEN))
    assert "(2 classes, 3 duration models); for the pooled value classes count the same." in text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"out": Path("x")},
            "--out is for the page of scores: name a folder of cases with --score",
        ),
        ({"name": "sanctions", "score": Path()}, "--score scores every class: leave out sanctions"),
    ],
)
def test_scores_are_of_every_class(given, words) -> None:
    call = {
        "name": None,
        "lasted": None,
        "since": None,
        "by": None,
        "as_of": None,
        "score": None,
        "out": None,
    }
    with pytest.raises(WrongCallError, match=words):
        show_base_rate(**(call | given), seed=0, json=False)


def test_what_it_means_and_how_it_scored() -> None:
    text = " ".join(" ".join(rate_lines(RATE, WHEN)).split())
    assert "As old: still going on after 1,096 days. No case lasted until that date in: " in text
    assert "in: label of cow-wars. The models extrapolate." in text
    assert "(Sarkees and Wayman 2010): sustained combat stopped, in all theatres." in text
    assert "a calendar year with fewer than 25 battle deaths followed." in text
    assert "An end is not the same as a signed ceasefire." in text
    assert (
        "inter-state wars, COW: 0.08 [-0.16, 0.23] over a constant hazard, 0.04 [0.00, 0.13] over the base "
        "rate by horizon; bias -0.08, slope 0.99. How it ends, by age, era and kind: 0.10 [0.05, 0.15] over "
        "fixed shares." in text
    )
    assert max(map(len, rate_lines(RATE, WHEN))) <= 80


def test_the_command(output, detente) -> None:
    call = ("baserate", "inter-state-war", "--lasted", "42mo", "--by", "2025-12-31")
    said = output(*call, "--as-of", "2025-08-17")
    assert (said["as_of"], said["by"], said["horizon_days"]) == ("2025-08-17", "2025-12-31", 136)
    assert said["ends"]["low"] < said["ends"]["pooled"] < said["ends"]["high"]
    assert {m["slug"] for m in said["members"]} == {"cow-wars", "ucdp-inter-state", "ucdp-began-as-war"}
    printed = detente(*call).stdout
    assert max(map(len, printed.splitlines())) <= 80
    assert f"{100 * said['ends']['pooled']:.0f} %" in printed
    assert "Inter-state war, 1,278 days old on 2025-08-17" in printed


def test_classes_and_crises(output, detente) -> None:
    names = [c["name"] for c in output("baserate")["classes"]]
    assert names == [line.split()[0] for line in detente("baserate").stdout.splitlines()[1:8]]
    assert output("baserate", "crisis")["counts"]["since 1990"]["compromise"] == 0.355
    printed = " ".join(detente("baserate", "crisis").stdout.split())
    assert (
        "Since 1990 (258 actors): compromise 35.5 %, stalemate 30.5 %, victory 26.2 %, defeat 7.8 %"
        in printed
    )
    assert "Half of all crises last longer than 69 days." in printed
    assert "no probability by a date is given" in printed


def test_an_unknown_class_and_folder_end_with_2(output) -> None:
    said = output("baserate", "interstate-war", "--lasted", "3y", "--by", "1y", code=2)
    assert said["problems"][0]["message"] == (
        "no reference class 'interstate-war'; did you mean 'inter-state-war'?; detente baserate lists them"
    )
    assert (
        "there is no such file" in output("baserate", "--score", "nowhere", code=2)["problems"][0]["message"]
    )


def test_scores_of_a_folder(output, detente, tmp_path) -> None:
    head = "split_key,start_date,duration_days,censored,gml_settlement\n"
    rows = "".join(f"new-{i},19{i}-01-01,{20 + 17 * i},0,imposed\n" for i in range(10, 60))
    (tmp_path / "wars.csv").write_text(head + rows)
    said = output("baserate", "--score", ".")
    assert said["shipped"]
    jsonschema.validate(said, schema("durations"))
    printed = detente("baserate", "--score", ".", "--out", "page")
    assert "The shipped numbers, on conflicts they were not fitted on." in printed.stdout
    assert max(map(len, printed.stdout.splitlines())) <= 80
    pooled = next(s for s in said["scores"] if s["forecast"] == "pooled")
    assert f"pooled{pooled['brier']:>23.3f}" in printed.stdout
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "baserate-scores.md").write_text("mine")
    said = output("baserate", "--score", ".", "--out", "other", code=2)
    assert (
        "baserate-scores.md is not a page of scores, and is left unchanged" in said["problems"][0]["message"]
    )
    assert (tmp_path / "page" / "baserate-scores.md").read_text().startswith("# How base rates scored")
    assert (tmp_path / "page" / "images" / "baserate-calibration.svg").read_text().startswith("<svg")


def test_scores_name_what_was_refitted() -> None:
    from detente.backtest.durations.run import Results

    assert score_lines(Results(False, (), {}, (), {}))[0] == (
        "Refitted on nine tenths of the conflicts, scored on the last tenth, in turn."
    )
