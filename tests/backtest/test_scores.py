"""Scores against closed forms and against integrals computed another way."""

import numpy as np
import pytest
from scipy import integrate, stats

from detente.backtest.scores import (
    crps_cdf,
    crps_normal,
    crps_points,
    pit_histogram,
    randomised_pit,
    resampled_means,
    score_cdf,
    score_point,
    score_points,
)


def by_integral(cdf, y: float, low: float, high: float) -> float:
    below = integrate.quad(lambda x: cdf(x) ** 2, low, y, epsabs=1e-10, limit=200)[0]
    above = integrate.quad(lambda x: (1 - cdf(x)) ** 2, y, high, epsabs=1e-10, limit=200)[0]
    return below + above


def test_a_point_scores_its_absolute_error() -> None:
    assert crps_points([[30.0]], None, [42.0])[0] == pytest.approx(12.0)
    assert crps_points([[30.0, 30.0, 30.0]], [[1, 5, 2]], [42.0])[0] == pytest.approx(12.0)


def test_two_points_by_hand() -> None:
    # Weights 1/4 at 0 and 3/4 at 100, outcome 40: 40 * (1/4)^2 + 60 * (3/4)^2.
    assert crps_points([[100.0, 0.0]], [[3.0, 1.0]], [40.0])[0] == pytest.approx(36.25)


@pytest.mark.parametrize("y", [0.0, 17.0, 50.0, 100.0])
def test_uniform(y: float) -> None:
    z = y / 100
    exact = 100 * (z**3 + (1 - z) ** 3) / 3
    grid = np.linspace(0, 100, 5)
    assert crps_cdf(grid, grid[None] / 100, [y])[0] == pytest.approx(exact)
    many = (np.arange(20000) + 0.5) / 200
    assert crps_points(many[None], None, [y])[0] == pytest.approx(exact, abs=1e-5)


@pytest.mark.parametrize(("mean", "sd", "y"), [(50, 10, 50), (20, 30, 61.5), (-5, 4, 7)])
def test_normal(mean: float, sd: float, y: float) -> None:
    z = (y - mean) / sd
    gneiting = sd * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi))
    assert crps_normal(mean, sd, y) == pytest.approx(gneiting, abs=1e-12)
    assert crps_normal(mean, sd, y) == pytest.approx(
        by_integral(stats.norm(mean, sd).cdf, y, mean - 12 * sd, mean + 12 * sd), abs=1e-7
    )


@pytest.mark.parametrize(("mean", "sd", "y"), [(50, 25, 0), (10, 40, 100), (90, 5, 33.3), (50, 300, 50)])
def test_normal_with_its_tails_at_the_ends(mean: float, sd: float, y: float) -> None:
    assert crps_normal(mean, sd, y, 0, 100) == pytest.approx(
        by_integral(stats.norm(mean, sd).cdf, y, 0, 100), abs=1e-7
    )


def test_a_mixture_on_a_grid_against_the_integral() -> None:
    grid = np.linspace(0, 100, 41)
    steps = np.random.default_rng(3).dirichlet(np.full(41, 0.3), size=6)
    cdf = np.cumsum(steps, axis=1)
    cdf[:, -1] = 1
    outcomes = np.array([0, 2.5, 33.3, 50, 99, 100.0])
    got = crps_cdf(grid, cdf, outcomes)
    for row, y, value in zip(cdf, outcomes, got, strict=True):
        fine = np.union1d(np.linspace(0, 100, 200001), [y])
        f = np.interp(fine, grid, row)
        squares = np.where(fine < y, f, 1 - f) ** 2
        assert value == pytest.approx(np.trapezoid(squares, fine), abs=1e-3)


def test_summary_by_hand() -> None:
    scored = score_point([10.0, 50.0, 80.0, 0.0], [10.0, 44.0, 92.0, 40.0])
    s = scored.summary()
    assert s["mae"] == pytest.approx(14.5)
    assert s["rmse"] == pytest.approx(np.sqrt((36 + 144 + 1600) / 4))
    assert s["median_absolute_error"] == pytest.approx(9)
    assert (s["within_5"], s["within_10"], s["within_20"]) == (0.25, 0.5, 0.75)
    assert s["crps"] == s["mae"]
    assert "coverage_50" not in s


def test_a_true_distribution_is_covered_and_has_a_flat_pit() -> None:
    rng = np.random.default_rng(11)
    truth = rng.uniform(0, 100, 20000)
    grid = np.linspace(0, 100, 101)
    scored = score_cdf(grid, np.tile(grid / 100, (20000, 1)), truth)
    assert scored.inside.mean(axis=0) == pytest.approx([0.5, 0.8, 0.95], abs=0.01)
    assert pit_histogram(scored.pit) == pytest.approx(np.full(10, 0.1), abs=0.01)
    assert randomised_pit(scored.pit, 1) == pytest.approx(truth / 100)


def test_atoms_have_a_flat_pit_when_true_and_not_when_false() -> None:
    rng = np.random.default_rng(12)
    truth = rng.choice([0.0, 50.0, 100.0], p=[0.5, 0.2, 0.3], size=20000)
    points = np.tile([0.0, 50.0, 100.0], (20000, 1))
    right = score_points(points, np.tile([0.5, 0.2, 0.3], (20000, 1)), truth)
    assert pit_histogram(right.pit) == pytest.approx(np.full(10, 0.1), abs=0.01)
    assert np.histogram(randomised_pit(right.pit, 5), 10, (0, 1))[0] / 20000 == pytest.approx(
        np.full(10, 0.1), abs=0.012
    )
    wrong = score_points(points, np.tile([0.2, 0.3, 0.5], (20000, 1)), truth)
    assert np.abs(pit_histogram(wrong.pit) - 0.1).max() > 0.1
    assert right.point[0] == 0.0
    # From 0 to 100: every outcome is inside the interval of 50 %, and the forecast says so.
    assert right.inside[:, 0].mean() == right.mass[:, 0].mean() == pytest.approx(1.0)


def test_a_mass_at_either_end_of_a_grid() -> None:
    scored = score_cdf([0.0, 50, 100], [[0.3, 0.3, 0.6]] * 3, [0.0, 75.0, 100.0])
    assert scored.pit.ravel() == pytest.approx([0, 0.3, 0.45, 0.45, 0.6, 1])
    assert scored.point == pytest.approx([50 + 100 / 3] * 3)
    # Quantiles at 25 and 75 %: 0, whose own mass counts, and 100, whose mass counts too.
    assert scored.mass[0] == pytest.approx([1, 1, 1])
    # 75 and the mass of 0.4 at 100, by hand: 50 * 0.3^2, then linear from 0.3 to 0.45 and on to 0.6.
    up = 25 * (0.09 + 0.135 + 0.2025) / 3
    down = 25 * (0.55**2 + 0.55 * 0.4 + 0.16) / 3
    assert scored.crps[1] == pytest.approx(50 * 0.09 + up + down)


def test_crps_prefers_the_truth() -> None:
    rng = np.random.default_rng(13)
    y = np.clip(rng.normal(40, 20, 40000), 0, 100)
    means = [crps_normal(m, s, y, 0, 100).mean() for m, s in [(40, 20), (43, 20), (40, 16), (40, 25)]]
    assert int(np.argmin(means)) == 0


def test_bootstrap_resamples_whole_proposals() -> None:
    rng = np.random.default_rng(14)
    groups = np.repeat(np.arange(50), 4)
    effect = rng.normal(0, 3, 50)[groups]
    means = resampled_means(effect, groups, 4000, seed=2)
    # Four equal issues of a proposal carry the information of one: the error is that of 50 values, not 200.
    assert means.std() == pytest.approx(effect.std() / np.sqrt(50), rel=0.06)
    assert np.array_equal(means, resampled_means(effect, groups, 4000, seed=2))
    assert not np.array_equal(means, resampled_means(effect, groups, 4000, seed=3))
    pair = resampled_means(np.stack([effect, effect + 1], axis=1), groups, 500, seed=2)
    assert pair[:, 1] - pair[:, 0] == pytest.approx(np.ones(500))
