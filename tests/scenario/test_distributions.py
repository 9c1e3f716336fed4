"""Quantile functions against scipy.stats, which shares no code with them."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from detente.scenario import Beta, Categorical, Constant, Pert, Quantity, TruncatedNormal, Uniform
from detente.testing.strategies import distributions

U = np.array([1e-12, 1e-6, 0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999, 1 - 1e-6])


@pytest.mark.parametrize(("low", "best", "high"), [(40, 50, 70), (0, 0, 100), (0, 100, 100), (-3, 1, 1e6)])
@pytest.mark.parametrize("shape", [4.0, 0.0, 1.5, 30.0])
def test_pert_is_a_scaled_beta(low: float, best: float, high: float, shape: float) -> None:
    width = high - low
    a, b = 1 + shape * (best - low) / width, 1 + shape * (high - best) / width
    expected = scipy.stats.beta(a, b, loc=low, scale=width).ppf(U)
    np.testing.assert_allclose(Pert(low=low, best=best, high=high, shape=shape).ppf(U), expected, rtol=1e-9)


def test_pert_has_the_textbook_mean() -> None:
    dist = Pert(low=40, best=50, high=70)
    u = (np.arange(200_000) + 0.5) / 200_000
    assert dist.ppf(u).mean() == pytest.approx((40 + 4 * 50 + 70) / 6, abs=1e-4)


def test_uniform_and_beta() -> None:
    np.testing.assert_allclose(Uniform(low=-5, high=20).ppf(U), scipy.stats.uniform(-5, 25).ppf(U))
    expected = scipy.stats.beta(0.5, 7, loc=10, scale=60).ppf(U)
    np.testing.assert_allclose(Beta(a=0.5, b=7, low=10, high=70).ppf(U), expected, rtol=1e-9)


@pytest.mark.parametrize(
    ("mean", "sd", "low", "high"), [(50, 10, 0, 100), (50, 10, 60, 100), (-20, 10, 0, 100), (120, 5, 0, 90)]
)
def test_truncated_normal(mean: float, sd: float, low: float, high: float) -> None:
    a, b = (low - mean) / sd, (high - mean) / sd
    expected = scipy.stats.truncnorm(a, b, loc=mean, scale=sd).ppf(U)
    got = TruncatedNormal(mean=mean, sd=sd, low=low, high=high).ppf(U)
    np.testing.assert_allclose(got, expected, rtol=1e-7)


@pytest.mark.parametrize("away", [1e3, 1e6, 1e12])
def test_far_tails_tend_to_the_exponential(away: float) -> None:
    """Beyond a large a the normal tail is exponential with rate a, to about 1/a^2 (Mills's ratio)."""
    dist = TruncatedNormal(mean=-away, sd=1, low=0, high=1e6)
    u = np.array([0.01, 0.3, 0.5, 0.9, 0.99])
    expected = -np.log1p(-u) / away
    np.testing.assert_allclose(dist.ppf(u), expected, rtol=6 / away**2 + 1e-12)
    mirrored = TruncatedNormal(mean=away, sd=1, low=-1e6, high=0)
    np.testing.assert_allclose(mirrored.ppf(1 - u), -expected, rtol=6 / away**2 + 1e-9)


@pytest.mark.parametrize("away", [-3, 5, 25, 29.9, 30.1, 60, 500])
@pytest.mark.parametrize("width", [0.01, 0.5, 40])
def test_tails_against_integrals(away: float, width: float) -> None:
    """The density's integral below the quantile must be u; exp(-(a+s)^2/2) is taken relative to s = 0."""
    dist = TruncatedNormal(mean=-away, sd=1, low=0, high=width)

    def area(end: float) -> float:
        if away <= 0:
            return scipy.stats.norm.cdf(away + end) - scipy.stats.norm.cdf(away)
        steps = np.linspace(0, min(end, 60 / away), 2001)
        nodes, weights = np.polynomial.legendre.leggauss(8)
        half = (steps[1:] - steps[:-1])[:, None] / 2
        s = steps[:-1, None] + half * (1 + nodes)
        return float((half * weights * np.exp(-away * s - s * s / 2)).sum())

    for u in (0.01, 0.3, 0.5, 0.9, 0.99):
        assert area(float(dist.ppf(u))) / area(width) == pytest.approx(u, rel=2e-8)


def test_a_normal_much_wider_than_its_support_is_uniform() -> None:
    got = TruncatedNormal(mean=0, sd=1e9, low=10, high=20).ppf(U)
    np.testing.assert_allclose(got, 10 + 10 * U, rtol=1e-6)


def test_a_normal_narrower_than_floats_stays_in_its_support() -> None:
    for mean in (-1e90, 0.0, 50.0, 1e90):
        got = TruncatedNormal(mean=mean, sd=1e-90, low=0, high=100).ppf(np.linspace(0, 1, 11))
        assert np.all((got >= 0) & (got <= 100))


def test_categorical_steps_at_the_cumulated_probabilities() -> None:
    dist = Categorical(values={60: 0.7, 20: 0.1, 40: 0.2})
    at = [0, 0.05, 0.1, 0.1001, 0.3, 0.3001, 1]
    assert dist.ppf(at).tolist() == [20, 20, 20, 40, 40, 60, 60]
    assert (dist.low, dist.best, dist.high) == (20, 60, 60)
    # 0.1 + 0.2 is not 0.3 in floats, and the median of this one must not move for that
    assert Categorical(values={1: 0.1, 2: 0.2, 3: 0.2, 4: 0.5}).best == 3


@given(distributions(), st.lists(st.floats(0, 1), min_size=2, max_size=6))
def test_quantiles_rise_and_stay_within_the_support(dist: Uniform, u: list[float]) -> None:
    got = dist.ppf(sorted(u))
    assert got.dtype == np.float64
    assert np.all(np.diff(got) >= -1e-9 * 100)
    assert np.all((got >= dist.low) & (got <= dist.high))
    assert dist.low <= dist.best <= dist.high
    ends = dist.ppf([0, 1])
    assert ends.tolist() == pytest.approx([dist.low, dist.high])


@pytest.mark.parametrize("form", [50, [50, 50], [50, 50, 50], {"dist": "categorical", "values": {50: 1}}])
def test_degenerate_supports(form: object) -> None:
    quantity = Quantity.model_validate(form)
    assert quantity.is_constant
    assert quantity.ppf(U).tolist() == [50] * U.size


def test_the_shape_of_u_is_kept_and_u_is_checked() -> None:
    assert Constant(value=3).ppf(np.full((2, 3), 0.5)).shape == (2, 3)
    for wrong in (-0.1, 1.1, np.nan):
        with pytest.raises(ValueError, match="within 0 to 1"):
            Uniform(low=0, high=1).ppf([0.5, wrong])


def test_forms_become_distributions() -> None:
    forms = {
        60: Constant(value=60),
        (40, 70): Uniform(low=40, high=70),
        (40, 50, 70): Pert(low=40, best=50, high=70),
    }
    for form, dist in forms.items():
        assert Quantity.model_validate(form).dist == dist
        backed = Quantity.model_validate({"value": form, "because": ["a"], "note": "n"})
        assert (backed.dist, backed.because, backed.note) == (dist, ("a",), "n")
    named = {"dist": "normal", "mean": 5, "sd": 1, "low": 0, "high": 9}
    expected = TruncatedNormal(mean=5, sd=1, low=0, high=9)
    assert Quantity.model_validate(named).dist == expected
    assert Quantity.model_validate({**named, "because": ["a"]}) == Quantity.model_validate(
        {"value": named, "because": ["a"]}
    )


def test_quantities_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Quantity.model_validate(3).note = "x"
