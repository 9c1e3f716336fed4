"""The fit: known answers, no leak between folds, and the shipped numbers."""

import json
from dataclasses import asdict, replace
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import minimize

from detente.backtest.baselines import folds
from detente.backtest.calibrate import calibrate, cross_validated, fit, known, targets, write
from detente.backtest.cases import Decided, DecidedIssue
from detente.backtest.deu import read_deu
from detente.models.settlement.blend import Blend, fitted, masses
from detente.records import to_plain


def made(proposals: int, seed: int = 0, numbers: Blend | None = None) -> Decided:
    """Issues with outcomes drawn from the blend itself."""
    rng = np.random.default_rng(seed)
    issues = []
    for k in range(2 * proposals):
        n = int(rng.integers(3, 12))
        one = DecidedIssue(
            id=f"i{k}",
            proposal=f"p{k // 2}",
            actors=tuple(f"a{i}" for i in range(n)),
            position=np.rint(rng.uniform(0, 20, n)) * 5,
            salience=rng.uniform(10, 100, n),
            capability=rng.uniform(1, 10, n),
            outcome=0.0,
            reversion=float(rng.choice([0.0, 100, np.nan])),
            consent=rng.random(n) < 0.2,
        )
        mass = masses(one.one(), numbers or fitted())[0]
        issues.append(replace(one, outcome=float(rng.choice(21, p=mass)) * 5))
    return Decided("made", tuple(issues))


def test_the_fit_is_the_least_of_its_loss() -> None:
    decided = made(30)
    x, t = known(decided), targets(decided)
    scale = x.reshape(-1, 5).std(axis=0)

    def loss(b: np.ndarray) -> float:
        score = x @ b
        log = score - np.log(np.exp(score).sum(axis=1, keepdims=True))
        return float(-(t * log).sum() + 0.5 * ((b * scale) ** 2).sum())

    found = fit(x, t)
    other = minimize(loss, np.zeros(5), method="BFGS")
    assert loss(found) <= other.fun + 1e-9
    assert found == pytest.approx(other.x, abs=1e-3)


def test_many_issues_give_back_the_numbers_they_were_made_with() -> None:
    truth = Blend(0.5, 0.9, 2.0, -4.0, 1.0)
    decided = made(1500, 5, truth)
    found = fit(known(decided), targets(decided))
    assert found == pytest.approx(list(asdict(truth).values()), abs=0.25, rel=0.12)


def test_the_mirrored_data_give_the_same_numbers() -> None:
    decided = made(30)
    flipped = Decided(
        "flipped",
        tuple(
            replace(i, position=100 - i.position, outcome=100 - i.outcome, reversion=100 - i.reversion)
            for i in decided
        ),
    )
    assert fit(known(flipped), targets(flipped)) == pytest.approx(fit(known(decided), targets(decided)))


def test_a_fold_is_not_told_its_own_outcomes() -> None:
    decided = made(30)
    fold = folds(decided.proposal, 10, np.random.SeedSequence(1))
    changed = replace(
        decided,
        issues=tuple(replace(i, outcome=0.0) if f == 3 else i for i, f in zip(decided, fold, strict=True)),
    )
    _, before = cross_validated(decided, fold)
    _, after = cross_validated(changed, fold)
    assert np.array_equal(before[fold == 3], after[fold == 3])
    assert not np.array_equal(before[fold == 4], after[fold == 4])


def test_folds_keep_proposals_whole_and_are_even() -> None:
    proposal = np.repeat(np.arange(25), [1, 2, 3, 4, 5] * 5)
    fold = folds(proposal, 10, np.random.SeedSequence(4))
    assert all(len(set(fold[proposal == p])) == 1 for p in range(25))
    sizes = np.bincount([fold[proposal == p][0] for p in range(25)])
    assert (sizes.min(), sizes.max(), len(sizes)) == (2, 3, 10)


def test_too_few_proposals_are_refused() -> None:
    with pytest.raises(ValueError, match="made has 19 proposals; a fit needs 20"):
        calibrate(made(19))


def test_another_scale_changes_nothing() -> None:
    decided = made(20)
    other = Decided(
        "made",
        tuple(
            replace(
                i,
                position=i.position * 0.15,
                outcome=i.outcome * 0.15,
                reversion=i.reversion * 0.15,
                high=15.0,
            )
            for i in decided
        ),
    )
    one, two = calibrate(decided), calibrate(other)
    assert one.coefficients == two.coefficients
    assert one.cross_validation["crps"] == two.cross_validation["crps"]


def test_the_shipped_numbers_are_those_of_the_open_issues(shared: Path, tmp_path: Path) -> None:
    result = calibrate(read_deu(shared / "data" / "deu3" / "deu3_open.tsv"))
    shipped = json.loads(files("detente.models.settlement").joinpath("blend.json").read_text())
    assert result.coefficients == pytest.approx(shipped["coefficients"], abs=2e-4)
    assert to_plain(result.fitted_on) == shipped["fitted_on"]
    write(result, tmp_path / "b.json")
    written = json.loads((tmp_path / "b.json").read_text())
    assert written == {"detente": version("detente"), **to_plain(result)}
    cv = result.cross_validation
    assert cv["crps"] < 0.92 * cv["crps_of_mean_with_normal_error"]
    assert cv["crps_difference"][2] < 0
    assert cv["mae"] < cv["mae_of_mean"]
    for level in ("50", "80", "95"):
        assert cv[f"coverage_{level}"] == pytest.approx(cv[f"expected_{level}"], abs=0.06)
