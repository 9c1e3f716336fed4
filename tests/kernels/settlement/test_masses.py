"""Mass on points of a scale."""

import numpy as np
import pytest

from detente.kernels.settlement.masses import quantile, spread


def test_mass_goes_to_the_two_nearest_points_and_keeps_its_mean() -> None:
    got = spread(np.array([[0.0, 0.1, 0.3]]), np.array([[2.0, 1.0, 1.0]]), 5)
    assert got[0] == pytest.approx([0.5 + 0.25 * 0.6, 0.25 * 0.4 + 0.25 * 0.8, 0.25 * 0.2, 0, 0])
    rng = np.random.default_rng(1)
    place, mass = rng.random((50, 7)), rng.random((50, 7))
    points = spread(place, mass, 21)
    assert points.sum(axis=1) == pytest.approx(np.ones(50))
    assert points @ np.linspace(0, 1, 21) == pytest.approx((place * mass).sum(1) / mass.sum(1))


def test_the_ends_and_rows_without_mass() -> None:
    assert spread(np.array([[1.0, 1.2, -3.0]]), np.ones((1, 3)), 3)[0] == pytest.approx([1 / 3, 0, 2 / 3])
    assert spread(np.array([[0.5]]), np.zeros((1, 1)), 3)[0].tolist() == [0, 0, 0]


def test_quantiles_invert_the_distribution_function() -> None:
    grid = np.linspace(0, 100, 11)
    cdf = np.array([grid / 100, np.where(grid >= 50, 1.0, 0.2), np.full(11, 0.6)])
    level = np.tile([0.1, 0.2, 0.6, 0.95], (3, 1))
    got = quantile(grid, cdf, level)
    assert got[0] == pytest.approx([10, 20, 60, 95])
    assert got[1] == pytest.approx([0, 0, 45, 40 + 10 * 0.75 / 0.8])
    assert got[2].tolist() == [0, 0, 0, 100]


def test_quantiles_of_even_levels_have_the_distribution() -> None:
    grid = np.array([0.0, 10, 40, 100])
    cdf = np.array([[0.1, 0.3, 0.9, 0.95]])
    draws = quantile(grid, cdf, (np.arange(100000)[None] + 0.5) / 100000)[0]
    assert [(draws <= x).mean() for x in (0, 5, 10, 20, 40, 99.999, 100)] == pytest.approx(
        [0.1, 0.2, 0.3, 0.5, 0.9, 0.95, 1], abs=1e-4
    )
