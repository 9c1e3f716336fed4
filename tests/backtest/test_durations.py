"""Dates drawn without looking at lengths, scores by hand, and the numbers that ship made again."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace

import numpy as np
import pytest
from scipy import optimize

from detente.backtest.durations.covariates import try_covariates
from detente.backtest.durations.fitting import fingerprint, fit_all, fit_family, round_number, unseen
from detente.backtest.durations.page import write_page
from detente.backtest.durations.reading import COVARIATES, Cases, read_classes
from detente.backtest.durations.run import cross_validated, score_folder, write_shipped
from detente.backtest.durations.scoring import (
    BASE,
    CONSTANT,
    HORIZONS,
    POOLED,
    PRINTED,
    Rows,
    base_rates,
    calibration_table,
    cross_validate,
    draw_rows,
    fit_logit,
    fold_of,
    predict,
    score_kinds,
    score_rows,
    slope,
)
from detente.models.duration.constant_hazard import ConstantHazard
from detente.models.duration.outside_view import fitted
from detente.models.duration.spells import probability_of_end
from detente.scenario import ScenarioError

WARS = """\
war_id,split_key,start_date,duration_days,censored,gml_settlement
1,a,1900-01-01,100,0,imposed
2,b,1950-01-01,400,0,negotiated
3,c,2007-06-01,500,0,negotiated
4,d,2009-01-01,10,0,none
"""


def cases(days, ended=None, key=None, last=10**7, kind=None, **columns) -> Cases:
    n = len(days)
    return Cases(
        tuple(key or map(str, range(n))),
        np.full(n, 700_000),
        np.asarray(days, dtype=float),
        np.ones(n, dtype=bool) if ended is None else np.asarray(ended, dtype=bool),
        last,
        np.full(n, -1) if kind is None else np.asarray(kind),
        columns,
        {},
        ("",) * n,
    )


def test_wars_are_read_and_stopped_when_the_record_stops(tmp_path) -> None:
    (tmp_path / "wars.csv").write_text(WARS)
    found = read_classes(tmp_path)
    assert list(found) == ["cow-wars"]
    wars = found["cow-wars"]
    assert wars.key == ("a", "b", "c")  # the last began after the record
    until = (datetime.date(2007, 12, 31) - datetime.date(2007, 6, 1)).days + 1
    assert wars.days.tolist() == [100, 400, until]
    assert wars.ended.tolist() == [True, True, False]
    assert wars.kind.tolist() == [1, 0, -1]
    assert wars.columns["present_era"].tolist() == [0, 1, 1]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            ("1950-01-01", "1950-13-01"),
            r"wars.csv:3:5: start_date: expected a date, got '?1950-13-01'?, write it as 2022-02-24",
        ),
        (("400", "long"), r"wars.csv:3:16: duration_days: expected a number, got 'long', write a plain"),
        (("400", "0"), r"wars.csv:3:16: duration_days: expected at least one day, got '0', count the"),
        (("400", ""), r"wars.csv:3:16: duration_days: expected at least one day, got nothing, count"),
        (("gml_settlement", "how"), r"wars.csv:1:1: there is no column 'gml_settlement' in the head"),
        ((",imposed", ""), r"wars.csv:2:1: expected 6 cells as in the head, got 5, complete the line"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(tmp_path, change, words) -> None:
    (tmp_path / "wars.csv").write_text(WARS.replace(*change))
    with pytest.raises(ScenarioError, match=words):
        read_classes(tmp_path)


def test_a_folder_without_tables_says_which_it_wants(tmp_path) -> None:
    with pytest.raises(ScenarioError, match=r"none of wars.csv, conflict_episodes.csv, disputes.csv and s"):
        read_classes(tmp_path)


SANCTIONS = """\
split_key,imposed,imposed_year,imposed_month,imposed_day,end_year,end_month,end_day,ongoing_as_of_year,final_outcome
a,1,1980,6,31,1981,,,,imposed: partial acquiescence
b,1,1990,1,1,,,,1992,
c,1,1990,1,1,,,,,
d,0,1990,1,1,1991,1,1,,threat: stalemate
"""


def test_sanctions_without_an_end_are_read_in_two_ways(tmp_path) -> None:
    (tmp_path / "sanctions.csv").write_text(SANCTIONS)
    found = read_classes(tmp_path)
    seen, to_2005 = found["ties-last-seen"], found["ties-to-2005"]
    first = (datetime.date(1981, 7, 1) - datetime.date(1980, 6, 30)).days + 1  # a 31 June is the 30th
    second = (datetime.date(1992, 12, 31) - datetime.date(1990, 1, 1)).days + 1
    third = (datetime.date(2005, 12, 31) - datetime.date(1990, 1, 1)).days + 1
    assert (seen.key, seen.days.tolist(), seen.ended.tolist()) == (("a", "b"), [first, second], [True, False])
    assert (to_2005.key, to_2005.days.tolist()) == (("a", "b", "c"), [first, third, third])
    assert to_2005.kind.tolist() == [1, -1, -1]


def test_dates_of_log_uniform_are_the_same_whatever_the_length() -> None:
    rows = draw_rows(cases([50_000.0, 60_000.0]), "log-uniform", 3, sets=2)
    one, other = (np.unique(rows.lasted[rows.case == i]) for i in (0, 1))
    assert np.array_equal(one, other)
    assert len(one) > 20
    assert one.min() >= 1
    assert one.max() <= 3650
    short = draw_rows(cases([100.0, 60_000.0]), "log-uniform", 3, sets=2)
    assert set(short.lasted[short.case == 0]) == {t for t in one if t < 100}


def test_each_quarter_has_one_date_and_none_tells_the_length() -> None:
    rows = draw_rows(cases([910.0]), "every quarter", 5, sets=1)
    ages = np.unique(rows.lasted)
    assert np.array_equal(np.ceil(ages / 91), np.arange(1, len(ages) + 1))
    assert len(ages) in {9, 10}
    # a longer case has the very same dates up to there
    longer = np.unique(draw_rows(cases([1820.0]), "every quarter", 5, sets=1).lasted)
    assert len(longer) >= 19
    many = draw_rows(cases(np.full(4000, 91.0)), "every quarter", 5, sets=1)
    assert np.unique(many.lasted[::4]).tolist() == list(range(1, 91))


def test_only_horizons_that_close_on_record_are_scored() -> None:
    last = 700_000 + 400
    rows = draw_rows(cases([401.0], [False], last=last), "every quarter", 0, sets=1)
    assert (700_000 + rows.lasted + rows.horizon - 1 <= last).all()
    assert set(rows.horizon) <= {91.0, 182.0, 365.0}
    whole = draw_rows(cases([401.0], [False]), "every quarter", 0, sets=1)
    assert len(rows.case) == (whole.lasted + whole.horizon <= 401).sum()
    exact = draw_rows(cases([2.0], [False], last=700_000 + 91), "log-uniform", 0, sets=3)
    assert set(exact.lasted) == {1.0}
    assert set(exact.horizon) == {91.0}  # it closes on the last day of all
    assert not rows.ended.any()


def test_an_end_counts_from_the_day_it_falls_on() -> None:
    rows = draw_rows(cases([300.0]), "every quarter", 0, sets=3)
    assert np.array_equal(rows.ended, (rows.lasted + rows.horizon >= 300).astype(float))
    assert 0 < rows.ended.mean() < 1


def test_base_rates_by_horizon() -> None:
    rows = Rows(
        np.zeros(4, dtype=np.intp), np.ones(4), np.array([91.0, 91, 365, 730]), np.array([1.0, 0, 1, 0])
    )
    assert base_rates(rows, np.ones(4, dtype=bool)).tolist() == [0.5, 0, 1, 0]
    assert base_rates(rows, np.array([True, False, True, True])).tolist() == [1, 0, 1, 0]


def test_no_conflict_is_on_both_sides_of_a_fold() -> None:
    """What is forecast for a conflict does not change when its own length does."""
    rng = np.random.default_rng(0)
    days = rng.exponential(300, 60) + 1
    key = [f"c{i // 2}" for i in range(60)]
    left_out = np.array([fold_of(k, 0) for k in key]) == fold_of("c0", 0)
    other = days.copy()
    other[left_out] *= 3
    rows = draw_rows(cases(days, key=key), "every quarter", 0, sets=1)
    here = left_out[rows.case]
    one = cross_validate("armed-conflict", "ucdp-all", {"ucdp-all": cases(days, key=key)}, rows, 0)
    two = cross_validate("armed-conflict", "ucdp-all", {"ucdp-all": cases(other, key=key)}, rows, 0)
    for label in one:
        assert np.allclose(one[label][here], two[label][here], rtol=1e-6), label
        if label != BASE:  # of the same rows
            assert not np.allclose(one[label][~here], two[label][~here], rtol=1e-3), label


def test_constant_hazard_wins_nothing_where_it_is_the_truth() -> None:
    rng = np.random.default_rng(4)
    every = {"ucdp-all": cases(np.ceil(rng.exponential(500, 400)))}
    rows = draw_rows(every["ucdp-all"], "every quarter", 0, sets=1)
    forecasts = cross_validate("armed-conflict", "ucdp-all", every, rows, 0)
    scores = {
        s.forecast: s
        for s in score_rows(
            "armed-conflict", "ucdp-all", "every quarter", forecasts, rows, every["ucdp-all"], 0
        )
    }
    assert scores[CONSTANT].over_constant == (0, 0, 0)
    assert scores[BASE].over_base == (0, 0, 0)
    value, low, high = scores["weibull"].over_constant
    assert low <= value <= high
    assert abs(value) < 0.02
    assert scores[CONSTANT].slope[1] < 1 < scores[CONSTANT].slope[2]


def test_scores_by_hand() -> None:
    rows = Rows(np.array([0, 1, 1, 2]), np.ones(4), np.full(4, 91.0), np.array([1.0, 0, 1, 0]))
    p = {CONSTANT: np.full(4, 0.5), BASE: np.full(4, 0.4), POOLED: np.array([0.9, 0.2, 0.6, 0.1])}
    found = score_rows("armed-conflict", "ucdp-all", "every quarter", p, rows, cases([1.0, 1, 1]), 0)
    score = {s.forecast: s for s in found}[POOLED]
    brier = (0.01 + 0.04 + 0.16 + 0.01) / 4
    assert score.brier == pytest.approx(brier)
    assert score.over_constant[0] == pytest.approx(1 - brier / 0.25)
    assert score.over_base[0] == pytest.approx(1 - brier / ((0.36 + 0.16 + 0.36 + 0.16) / 4))
    assert score.bias[0] == pytest.approx((0.9 + 0.2 + 0.6 + 0.1) / 4 - 0.5)
    assert (score.rows, score.conflicts, score.share) == (4, 3, 0.5)


def test_a_table_holds_every_forecast_once() -> None:
    rng = np.random.default_rng(2)
    p = rng.uniform(size=1000)
    y = (rng.uniform(size=1000) < p).astype(float)
    table = calibration_table(p, y, np.arange(1000), 0)
    assert len(table) == 10
    assert sum(row[0] for row in table) == 1000
    assert sum(row[0] * row[2] for row in table) == pytest.approx(y.sum())
    assert all(low <= share <= high for _, _, share, low, high in table)
    assert [row[1] for row in table] == sorted(row[1] for row in table)


def test_slope_is_that_of_a_logistic_regression() -> None:
    rng = np.random.default_rng(3)
    logit = rng.normal(size=5000)
    y = (rng.uniform(size=5000) < 1 / (1 + np.exp(-(0.3 + 0.5 * logit)))).astype(float)

    def loss(b):
        z = b[0] + b[1] * logit
        return (np.logaddexp(0, z) - y * z).sum()

    right = optimize.minimize(loss, [0.0, 1.0], method="Nelder-Mead", options={"xatol": 1e-8}).x[1]
    value, low, high = slope(1 / (1 + np.exp(-logit)), y, np.arange(5000))
    assert value == pytest.approx(right, abs=1e-4)
    assert low < 0.5 < high
    assert (high - low) / 3.92 == pytest.approx(0.033, abs=0.005)  # as the information matrix has it
    # each row ten times over in one conflict says no more
    tenfold = np.repeat(np.arange(5000), 10)
    again = slope(1 / (1 + np.exp(-logit[tenfold])), y[tenfold], tenfold)
    assert again == pytest.approx((value, low, high), abs=1e-6)


def test_a_penalty_pulls_all_but_the_intercept() -> None:
    rng = np.random.default_rng(5)
    x = np.column_stack([np.ones(300), rng.normal(size=300)])
    y = (rng.uniform(size=300) < 0.8).astype(float)
    b = fit_logit(x, y, np.zeros(300), 1e9)
    assert b[0] == pytest.approx(np.log(y.mean() / (1 - y.mean())), abs=1e-6)
    assert b[1] == pytest.approx(0, abs=1e-6)


def test_the_printed_forecast_weighs_sources_and_needs_all_classes() -> None:
    rows = Rows(np.zeros(1, dtype=np.intp), np.array([50.0]), np.array([91.0]), np.ones(1))
    rates = {"cow-wars": 0.01, "ucdp-inter-state": 0.004, "ucdp-began-as-war": 0.001}
    families = ("constant-hazard", "weibull", "log-normal", "piecewise-exponential")
    models = {m: dict.fromkeys(families, ConstantHazard(r)) for m, r in rates.items()}
    every = np.ones(1, dtype=bool)
    found = predict("inter-state-war", "cow-wars", models, rows, every)
    each = [float(probability_of_end(ConstantHazard(r), 50, 91)) for r in rates.values()]
    assert found[POOLED] == pytest.approx([each[0]])
    assert found[PRINTED] == pytest.approx([each[0] / 2 + each[1] / 4 + each[2] / 4])
    assert PRINTED not in predict(
        "inter-state-war", "cow-wars", {"cow-wars": models["cow-wars"]}, rows, every
    )


def test_kinds_that_age_decides_are_foretold() -> None:
    rng = np.random.default_rng(6)
    days = np.exp(rng.uniform(0, 8, 400))
    kind = np.where(rng.uniform(size=400) < days / 3000, 0, 1)
    found = score_kinds(cases(days, kind=kind), 0)
    assert found.skill[1] > 0
    noise = score_kinds(cases(days, kind=rng.integers(0, 3, 400)), 0)
    assert noise.skill[0] < 0.01
    unknown = score_kinds(cases([*days, 5.0], kind=[*kind, -1]), 0)
    assert unknown.endings == 400


def test_covariates_that_decide_are_found_and_noise_is_not() -> None:
    rng = np.random.default_rng(7)
    n = 300
    quick = rng.integers(0, 2, n).astype(float)
    days = np.ceil(rng.exponential(np.where(quick > 0, 60, 900)))
    columns = {c: rng.normal(size=n) for c in COVARIATES} | {"inter_state": quick}
    base = cases(days)
    known = Cases(
        base.key, base.start, base.days, base.ended, base.last, base.kind, columns,
        {"first_year": np.full(n, 1917.0)}, ("1" * 200,) * n,
    )  # fmt: skip
    rows = draw_rows(known, "every quarter", 0, sets=1)
    flat = np.asarray(
        probability_of_end(fit_family("constant-hazard", known.spells()), rows.lasted, rows.horizon)
    )
    found = {a.what: a.skill for a in try_covariates(known, rows, flat, 0)}
    assert found["nine covariates of the start"][1] > 0.05
    alone = found["recalibration alone"]
    assert found["intensity of the year before"] == pytest.approx(alone, abs=1e-6)  # it never varies
    violent = replace(known, intensity=tuple("2" * 200 if q else "1" * 200 for q in quick))
    again = {a.what: a.skill for a in try_covariates(violent, rows, flat, 0)}
    assert again["intensity of the year before"][0] > alone[0] + 0.003


def test_replicates_repeat_and_do_not_depend_on_their_number() -> None:
    rng = np.random.default_rng(8)
    every = {"cow-wars": cases(np.ceil(rng.exponential(300, 60)), kind=rng.integers(0, 3, 60))}
    few, more = fit_all(every, 0, 2), fit_all(every, 0, 4)
    assert few["classes"]["cow-wars"]["fits"] == more["classes"]["cow-wars"]["fits"]
    for family, draws in few["classes"]["cow-wars"]["replicates"].items():
        assert draws == more["classes"]["cow-wars"]["replicates"][family][:2]
    assert (
        fit_all(every, 1, 2)["classes"]["cow-wars"]["replicates"] != few["classes"]["cow-wars"]["replicates"]
    )


def test_what_is_written_is_read_again(tmp_path) -> None:
    numbers = {"format": 1, "classes": {"cow-wars": {"a": 1}}, "endings": {"cow": [1]}, "scores": []}
    write_shipped(numbers, tmp_path / "x.json")
    assert json.loads((tmp_path / "x.json").read_text()) == numbers


def test_significant_digits() -> None:
    assert [round_number(v, 3) for v in (0.0, 1234.5, 0.00123456, float("inf"))] == [0, 1230, 0.00123, np.inf]


def test_unseen_conflicts_are_known_by_their_fingerprint() -> None:
    known = f"{fingerprint('a')} {fingerprint('b')}"
    assert unseen(cases([1.0, 1, 1], key=["a", "c", "b"]), known).tolist() == [False, True, False]


def test_shipped_numbers_are_scored_on_what_is_new_alone(tmp_path) -> None:
    lines = "".join(f"{i},new-{i},19{i:02}-01-01,{20 + 17 * i},0,imposed\n" for i in range(10, 60))
    (tmp_path / "wars.csv").write_text(WARS.splitlines(keepends=True)[0] + lines)
    result = score_folder(tmp_path, fitted())
    assert result.shipped
    assert {s.member for s in result.scores} == {"cow-wars"}
    assert {s.forecast for s in result.scores} >= {CONSTANT, BASE, POOLED, PRINTED}
    assert result.kinds["cow"].endings == 50
    known = dict(fitted()) | {"fitted_on": " ".join(fingerprint(f"new-{i}") for i in range(10, 60))}
    refitted = score_folder(tmp_path, known)
    assert not refitted.shipped
    assert refitted.kinds["cow"].skill == (0, 0, 0)  # all were imposed, so that shares cannot be beaten


def test_too_few_conflicts_are_not_refitted(tmp_path) -> None:
    (tmp_path / "wars.csv").write_text(WARS)
    known = dict(fitted()) | {"fitted_on": " ".join(map(fingerprint, "abc"))}
    with pytest.raises(ScenarioError, match="too few conflicts to refit"):
        score_folder(tmp_path, known)


@pytest.fixture(scope="module")
def classes(shared):
    return read_classes(shared / "data" / "duration")


def test_the_shipped_fits_are_made_again(classes) -> None:
    made, ships = fit_all(classes, fitted()["seed"], 2), fitted()
    assert set(made["classes"]) == set(ships["classes"])
    for slug, entry in made["classes"].items():
        for family, numbers in entry.pop("fits").items():
            assert numbers == pytest.approx(ships["classes"][slug]["fits"][family], rel=1e-4), (slug, family)
        for family, draws in entry.pop("replicates").items():
            for mine, shipped in zip(draws, ships["classes"][slug]["replicates"][family], strict=False):
                assert mine == pytest.approx(shipped, rel=0.02, abs=1e-9), (slug, family)
        assert entry == {k: ships["classes"][slug][k] for k in entry}, slug
    for source, entry in made["endings"].items():
        assert entry["counts"] == ships["endings"][source]["counts"]
        for mine, shipped in zip(
            entry["coefficients"], ships["endings"][source]["coefficients"], strict=True
        ):
            assert mine == pytest.approx(shipped, rel=1e-3, abs=1e-4), source


def test_scores_are_those_that_the_data_are_known_for(classes) -> None:
    """Weibull 0.103 against 0.116, base rate 0.109; skill 0.113 [0.06, 0.17]; how 0.114 [0.04, 0.18]."""
    result = cross_validated({"ucdp-all": classes["ucdp-all"]}, 0)
    found = {s.forecast: s for s in result.scores if s.scheme == "every quarter"}
    assert found["weibull"].brier == pytest.approx(0.103, abs=0.002)
    assert found[CONSTANT].brier == pytest.approx(0.116, abs=0.002)
    assert found[BASE].brier == pytest.approx(0.109, abs=0.002)
    assert found["weibull"].over_constant == pytest.approx((0.113, 0.06, 0.17), abs=0.01)
    pooled = found[POOLED]
    assert pooled.over_constant[0] >= 0.06 < pooled.over_constant[2]
    assert pooled.over_constant[1] > 0
    assert pooled.over_base[0] >= 0.03
    assert pooled.over_base[1] > 0
    assert abs(pooled.bias[0]) <= 0.03
    assert 0.8 <= pooled.slope[0] <= 1.2
    assert 0.04 < result.kinds["ucdp"].skill[0] < 0.18
    assert result.kinds["ucdp"].skill[1] > 0
    assert all(a.skill[1] <= 0 for a in result.attempts)
    text = write_page(result, fitted(), "x.svg")
    assert (
        "the forecast `pooled` reaches: skill over constant hazard of 0.06 or more, interval above 0;" in text
    )
    shipped = {(s["member"], s["scheme"]): s for s in fitted()["scores"]}
    assert shipped["ucdp-all", "every quarter"]["brier"] == pytest.approx(pooled.brier, abs=1e-3)


def test_horizons() -> None:
    assert HORIZONS == (91, 182, 365, 730)
