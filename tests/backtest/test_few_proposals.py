"""Below six proposals there is no interval, no verdict, no order and no statement on calibration."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detente.backtest.cases import Decided, DecidedIssue
from detente.backtest.plain import read_decided
from detente.backtest.run import backtest
from detente.backtest.scores import FEWEST_PROPOSALS
from detente.backtest.table import COLUMNS, lines
from detente.records import to_plain
from detente.report.charts.backtest import draw_backtest

MODELS = ["mean", "median", "midpoint", "nash", "blend"]


def decided(proposals: int, issues: int = 1) -> Decided:
    """Every outcome at one actor's position, far from the mean: the median beats the mean throughout."""
    found = []
    for k in range(proposals * issues):
        x = np.array([0.0, 30.0, 100.0 - k])
        found.append(
            DecidedIssue(f"i{k}", f"p{k // issues}", tuple("abc"), x, np.ones(3), np.ones(3), 30.0, 0.0)
        )
    return Decided("made.csv", tuple(found))


def test_six_is_where_a_sign_flip_can_tell():
    """With n proposals a difference of one sign has a chance of 2 / 2^n by luck alone."""
    assert 2 / 2**FEWEST_PROPOSALS < 0.05 < 2 / 2 ** (FEWEST_PROPOSALS - 1)


@pytest.mark.parametrize("proposals", [1, 2, 5])
@pytest.mark.parametrize("issues", [1, 4])
def test_too_few(proposals, issues, tmp_path):
    result = backtest(decided(proposals, issues), MODELS)
    assert result.sentence() == (
        f"Too few proposals ({proposals}) for an interval: whether a forecast beats the weighted mean is "
        "reported only "
        "from 6 on."
    )
    out = to_plain(result.summarise())
    for row in out["models"].values():
        assert row["mae_difference_to_mean"][1:] == [None, None]
        assert row["verdict"] is None
        assert row["proposals"] == proposals
        assert row.get("pit_histogram") is None
    cells = {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in lines(result)}
    assert cells["median"]["to the mean"].startswith("-")
    assert not any("[" in cell for row in cells.values() for cell in row.values())
    assert {row["50 / 80 / 95 %"] for row in cells.values()} == {""}
    assert cells["median"]["within 10"] == f"{proposals * issues} of {proposals * issues}"
    # in no order but that of names
    assert [*cells] == ["blend", "nash", "mean", "median", "midpoint", "positions", "salience-mean"]
    errors, reliability = (p.read_text(encoding="utf-8") for p in draw_backtest(result, tmp_path))
    assert f"too few proposals ({proposals}) for an interval" in errors
    assert f"too few proposals ({proposals}) for an interval" in reliability


def test_six_are_enough(tmp_path):
    result = backtest(decided(6), MODELS)
    assert result.rows["median"].verdict == "better"
    assert "blend beats the weighted mean on absolute error beyond chance" in result.sentence()
    cells = {row[0]: row for row in lines(result)}
    assert "[" in cells["median"][3]
    # counts, since per cents of six issues would claim too much
    assert cells["blend"][7].endswith(" of 6")
    assert "%" not in cells["blend"][7] + cells["blend"][4]
    assert "too few" not in draw_backtest(result, tmp_path)[0].read_text(encoding="utf-8")


def test_a_model_that_speaks_on_few_of_many():
    many = decided(8)
    none = tuple(replace(i, reversion=float("nan")) for i in many.issues[2:])
    result = backtest(replace(many, issues=(*many.issues[:2], *none)), ["blend", "nash"])
    assert backtest(many, ["mean"]).sentence() == "No model is compared with the weighted mean."
    assert result.rows["nash"].verdict is None
    assert result.rows["nash"].against_mean[1:] == (None, None)
    assert result.sentence() == (
        "Of 1 forecast on 8 decided issues, blend beats the weighted mean on absolute error beyond chance. "
        "Too few proposals for an interval: nash (2)."
    )


def test_bins_need_issues():
    rows = backtest(decided(49), ["blend"]).summarise().models
    assert rows["blend"].pit_histogram is None
    rows = backtest(decided(50), ["blend"]).summarise().models
    assert sum(rows["blend"].pit_histogram) == pytest.approx(1)


@pytest.mark.parametrize("name", ["emission-one-case.csv", "two-proposals.csv"])
def test_the_cases(shared, name):
    (folder,) = (shared / "cases").glob("02-*")
    assert backtest(read_decided(folder / name)).sentence().startswith("Too few proposals (")
