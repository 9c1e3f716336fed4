"""All models on decided issues."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from detente.backtest.baselines import GRID, mean_with_error, score_normal, score_past, score_positions
from detente.backtest.cases import Decided, DecidedIssue
from detente.backtest.deu import read_deu
from detente.backtest.run import backtest
from detente.backtest.scores import crps_normal
from detente.backtest.table import COLUMNS, lines, markdown
from detente.models import UnknownModelError
from detente.records import to_plain

SIMPLE = ["mean", "median", "midpoint", "reversion", "nash", "blend"]


def made(proposals: int = 24, noise: float = 8.0, seed: int = 0) -> Decided:
    """Outcomes near the weighted mean; every other proposal has no reversion point."""
    rng = np.random.default_rng(seed)
    issues = []
    for k in range(2 * proposals):
        x, s, c = rng.uniform(0, 100, 7), rng.uniform(10, 90, 7), rng.uniform(1, 9, 7)
        outcome = np.clip(np.average(x, weights=s * c) + rng.normal(0, noise), 0, 100)
        reversion = float("nan") if k // 2 % 2 else float(rng.uniform(0, 100))
        issues.append(
            DecidedIssue(f"i{k}", f"p{k // 2}", tuple("abcdefg"), x, s, c, float(outcome), reversion)
        )
    return Decided("made.csv", tuple(issues))


def test_a_world_of_weighted_means() -> None:
    decided = made()
    result = backtest(decided, SIMPLE)
    rows = result.rows
    mean = [np.average(i.position, weights=i.salience * i.capability) for i in decided]
    assert rows["mean"].scored.point == pytest.approx(mean)
    assert rows["mean"].scored.summary()["mae"] == pytest.approx(
        np.abs(np.array(mean) - decided.outcome).mean()
    )
    assert rows["median"].verdict == "worse"
    assert rows["reversion"].here.sum() == 24
    assert rows["reversion"].scored.error == pytest.approx(
        [i.reversion - i.outcome for i in decided if not np.isnan(i.reversion)]
    )
    # In this world nothing beats a normal error around the mean.
    best = min(rows.values(), key=lambda r: r.with_error or r.scored.summary()["crps"])
    assert best.label in {"mean", "mean-with-error"}
    assert rows["mean-with-error"].scored.summary()["crps"] == pytest.approx(8 / np.sqrt(np.pi), rel=0.25)
    assert "nash" in result.sentence()
    assert "median" not in result.sentence()


def test_the_same_seed_gives_the_same_text() -> None:
    decided = made()
    one = json.dumps(to_plain(backtest(decided, SIMPLE, seed=3).summarise()))
    assert one == json.dumps(to_plain(backtest(decided, SIMPLE, seed=3).summarise()))
    assert one != json.dumps(to_plain(backtest(decided, SIMPLE, seed=4).summarise()))


def test_few_proposals_are_scored_without_fits() -> None:
    decided = made(3)
    result = backtest(decided, ["mean", "blend"])
    assert set(result.rows) == {"mean", "blend", "positions", "salience-mean"}
    out = to_plain(result.summarise())
    assert out["models"]["mean"]["crps_difference_to_mean_with_error"] is None
    assert len(out["models"]["blend"]["pit"]) == 6
    assert [len(cells) for cells in lines(result)] == [len(COLUMNS)] * 4


def test_nothing_to_score_is_said() -> None:
    with pytest.raises(ValueError, match=r"made\.csv has no decided issue"):
        backtest(replace(made(), issues=()))
    with pytest.raises(UnknownModelError, match="median"):
        backtest(made(), ["medain"])


def test_a_model_with_nothing_to_say_is_told_apart() -> None:
    result = backtest(made(), ["mean", "influence"])
    assert "influence" not in result.rows
    assert "no ties of influence" in result.silent["influence"]


def test_scales_are_taken_as_percent() -> None:
    decided = made()
    years = replace(
        decided,
        issues=tuple(
            replace(
                i,
                position=i.position / 10,
                outcome=i.outcome / 10,
                reversion=i.reversion / 10,
                high=10.0,
            )
            for i in decided
        ),
    )
    one, two = backtest(decided, ["mean", "blend"]), backtest(years, ["mean", "blend"])
    for label in one.rows:
        assert two.rows[label].scored.crps == pytest.approx(one.rows[label].scored.crps)


def test_the_normal_error_on_its_grid_has_the_closed_form_crps() -> None:
    rng = np.random.default_rng(6)
    mean, width, y = rng.uniform(0, 100, 300), rng.uniform(3, 60, 300), rng.uniform(0, 100, 300)
    assert len(GRID) > 100
    assert score_normal(mean, width, y).crps == pytest.approx(crps_normal(mean, width, y, 0, 100), abs=2e-3)


def test_the_width_is_that_of_the_other_folds() -> None:
    rng = np.random.default_rng(7)
    point = np.full(400, 50.0)
    fold = np.repeat([0, 1], 200)
    y = 50 + np.where(fold == 0, 3, 12) * rng.standard_normal(400)
    width = mean_with_error(point, y, fold)
    assert width[0] == pytest.approx(12, rel=0.15)
    assert width[-1] == pytest.approx(3, rel=0.15)


def test_past_outcomes_leave_out_the_fold_itself() -> None:
    outcome = np.array([10.0, 20, 80, 90])
    scored = score_past(outcome, np.array([0, 0, 1, 1]))
    # A past of 80 and 90 for an outcome of 10: 70 to 80, one half squared from 80 to 90.
    assert scored.crps[0] == pytest.approx(70 + 10 / 4)
    assert scored.point.tolist() == [80, 80, 10, 10]


def test_positions_of_unlike_numbers_of_actors() -> None:
    a, b = made(1).issues
    a = replace(a, actors=("x", "y"), position=np.array([0.0, 100]), salience=np.ones(2))
    a = replace(a, capability=np.array([1.0, 3]), outcome=40.0)
    scored = score_positions(Decided("two", (a, b)))
    assert scored.crps[0] == pytest.approx(40 / 16 + 60 * 9 / 16)


def test_every_model_on_the_open_issues(shared: Path) -> None:
    decided = read_deu(shared / "data" / "deu3" / "deu3_open.tsv")
    result = backtest(decided)
    assert result.rows["mean"].scored.summary()["mae"] == pytest.approx(23.26, abs=0.01)
    assert result.rows["blend-refitted"].verdict == "better"
    assert result.rows["blend-refitted"].against_error[2] < 0
    assert result.rows["blend"].note == "its numbers were fitted on 206 of these 206 issues"
    assert "blend " not in result.sentence().replace("blend-refitted ", "")
    to_plain(result.summarise())
    assert markdown(result).count("\n| ") == len(result.rows) + 1
    half = decided.take(np.arange(120))
    unseen = replace(half, issues=tuple(replace(i, proposal="x" + i.proposal) for i in half))
    assert backtest(unseen, ["blend"]).rows["blend"].note == ""
    mixed = replace(half, issues=half.issues[:60] + unseen.issues[60:])
    rows = backtest(mixed, ["blend"]).rows
    assert rows["blend-unseen"].here.tolist() == [False] * 60 + [True] * 60


def test_one_issue_for_each_proposal_is_called_that() -> None:
    decided = made(3)
    alone = replace(decided, issues=tuple(replace(i, proposal=i.id) for i in decided))
    assert backtest(alone, ["exchange"]).silent["exchange"] == (
        "there is one issue for each proposal, so there is nothing to exchange; issues that were decided "
        "together share a value in the column proposal"
    )


def test_a_model_that_refuses_the_numbers_says_nothing() -> None:
    decided = made(3)
    issues = tuple(replace(i, salience=i.salience * 1000) for i in decided)
    result = backtest(replace(decided, issues=issues), ["mean", "challenge"])
    assert result.silent == {"challenge": "the challenge model needs saliences of 0 to 100; rescale them"}
    assert next(iter(result.rows)) == "mean"
