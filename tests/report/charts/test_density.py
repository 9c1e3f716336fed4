import numpy as np
import pytest
from scipy.stats import gaussian_kde, norm

from detente.report.charts.density import density


def test_area_is_one_and_the_shape_that_of_the_normal():
    x = norm.ppf(np.linspace(0.0005, 0.9995, 4000), 45, 6)
    at, height = density(x)
    assert np.sum(height) * (at[1] - at[0]) == pytest.approx(1)
    np.testing.assert_allclose(height, norm.pdf(at, 45, 6), atol=0.0025)


def test_near_an_independent_kernel_estimate_away_from_the_ends():
    x = np.random.default_rng(1).gamma(9, 5, 3000)
    at, height = density(x)
    wanted = gaussian_kde(x, "silverman")(at)
    assert np.abs(height - wanted).max() < 0.1 * wanted.max()


def test_no_weight_is_lost_at_the_ends_of_the_scale():
    x = np.random.default_rng(2).uniform(0, 100, 20000)
    _, height = density(x)
    np.testing.assert_allclose(height, 0.01, rtol=0.12)


def test_the_mirrored_draws_have_the_mirrored_density():
    x = np.random.default_rng(3).beta(2, 5, 1000) * 100
    np.testing.assert_allclose(density(100 - x)[1], density(x)[1][::-1], atol=1e-3)


def test_few_values_stay_apart():
    at, height = density(np.repeat([20.3, 50.2, 60.7], 500))
    assert height[np.abs(at - 55).argmin()] < 0.01 * height.max()


@pytest.mark.parametrize("values", [[50.0], [50.0, 50.0], [0.0, 100.0], [-5.0, 130.0], [0.0] * 9 + [1.0]])
def test_any_draws_have_a_finite_density(values):
    at, height = density(np.array(values))
    assert np.isfinite(height).all()
    assert np.sum(height) * (at[1] - at[0]) == pytest.approx(1)


def test_no_draws_are_refused():
    with pytest.raises(ValueError, match="at least one draw"):
        density(np.array([]))
