"""Duration models against closed forms, scipy.stats and likelihoods that are computed another way."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, optimize, stats

from detente.models import models
from detente.models.duration import Spells, probability_of_end
from detente.models.duration.constant_hazard import ConstantHazard, fit_constant_hazard
from detente.models.duration.kaplan_meier import fit_kaplan_meier
from detente.models.duration.log_normal import LogNormal, fit_log_normal
from detente.models.duration.piecewise_exponential import (
    Pieces,
    PiecewiseExponential,
    fit_piecewise_exponential,
    keep_cuts,
)
from detente.models.duration.weibull import Weibull, fit_weibull

DAYS = np.array([3.0, 10, 12, 40, 41, 90, 200, 365, 800, 1500, 2000, 30])
ENDED = np.array([1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0], dtype=bool)
ENTRY = np.array([0.0, 0, 0, 5, 0, 30, 0, 0, 400, 0, 1000, 0])
WEIGHT = np.array([1.0, 2, 1, 1, 0, 1, 3, 1, 1, 2, 1, 1])


def best_by_search(law, start):
    """Maximum likelihood over log parameters, from scipy.stats alone and without a gradient."""

    def loss(x):
        frozen = law(np.exp(x))
        each = np.where(ENDED, frozen.logpdf(DAYS), frozen.logsf(DAYS)) - frozen.logsf(ENTRY)
        return -(WEIGHT * each).sum()

    options = {"xatol": 1e-9, "fatol": 1e-11, "maxiter": 4000}
    return np.exp(optimize.minimize(loss, start, method="Nelder-Mead", options=options).x)


def test_weibull_is_the_maximum_of_the_likelihood_of_scipy() -> None:
    scale, shape = best_by_search(lambda p: stats.weibull_min(p[1], scale=p[0]), [5.0, 0.0])
    fit = fit_weibull(Spells(DAYS, ENDED, ENTRY, WEIGHT))
    assert fit.scale == pytest.approx(scale, rel=1e-5)
    assert fit.shape == pytest.approx(shape, rel=1e-5)


def test_log_normal_is_the_maximum_of_the_likelihood_of_scipy() -> None:
    median, sigma = best_by_search(lambda p: stats.lognorm(p[1], scale=p[0]), [5.0, 0.0])
    fit = fit_log_normal(Spells(DAYS, ENDED, ENTRY, WEIGHT))
    assert fit.median == pytest.approx(median, rel=1e-5)
    assert fit.sigma == pytest.approx(sigma, rel=1e-5)


def test_log_normal_without_censoring_is_mean_and_spread_of_the_logarithm() -> None:
    fit = fit_log_normal(Spells(DAYS, np.ones(12, dtype=bool)))
    assert fit.median == pytest.approx(np.exp(np.log(DAYS).mean()), rel=1e-6)
    assert fit.sigma == pytest.approx(np.log(DAYS).std(), rel=1e-6)


def test_constant_hazard_is_ends_over_days_under_observation() -> None:
    fit = fit_constant_hazard(Spells([10, 20, 30], [1, 1, 0], entry=[0, 5, 0], weight=[1, 2, 1]))
    assert fit.rate == pytest.approx(3 / (10 + 2 * 15 + 30))


def test_piecewise_hazards_by_hand() -> None:
    # 10 days up to 10 of three cases, one of them from day 4; beyond: 10, then 20 days
    spells = Spells([10, 20, 30], [1, 1, 0], entry=[0, 4, 0])
    fit = fit_piecewise_exponential(spells, Pieces((10.0,), 0))
    assert fit.rates == pytest.approx((1 / (10 + 6 + 10), 1 / (10 + 20)))
    assert fit.cumulative_hazard([5, 15]) == pytest.approx([5 / 26, 10 / 26 + 5 / 30])


def test_a_piece_that_nobody_reached_has_the_hazard_before_it() -> None:
    fit = fit_piecewise_exponential(Spells([10, 20], [1, 1]), Pieces((15.0, 100.0), 0))
    assert fit.rates == pytest.approx((1 / 25, 1 / 5, 1 / 5))


def test_cuts_keep_so_many_ends_on_either_side() -> None:
    spells = Spells(np.arange(1, 11), [True] * 10)
    assert keep_cuts(spells, [2, 3, 5, 7, 9], 3) == (3, 7)
    assert keep_cuts(spells, [2, 3, 5, 7, 9], 6) == ()
    assert fit_piecewise_exponential(spells, Pieces((5.0,), 6)).rates == pytest.approx((10 / 55,))


def test_kaplan_meier_by_hand() -> None:
    fit = fit_kaplan_meier(Spells([1, 2, 2, 3, 5], [1, 1, 0, 1, 0]))
    assert fit.days.tolist() == [1, 2, 3]
    assert fit.share == pytest.approx([4 / 5, 4 / 5 * 3 / 4, 4 / 5 * 3 / 4 * 1 / 2])
    assert fit.survival([0, 1, 2.5, 9]) == pytest.approx([1, 0.8, 0.6, 0.3])
    assert fit.quantile(0.5) == 3
    assert fit.quantile(0.9) == np.inf


def test_kaplan_meier_counts_nobody_before_it_is_seen() -> None:
    fit = fit_kaplan_meier(Spells([1, 2, 4, 5], [1, 1, 1, 0], entry=[0, 0, 1, 2]))
    # at day 1 two are seen, at day 2 two (the last comes after it), at day 4 two
    assert fit.share == pytest.approx([1 / 2, 1 / 2 * 1 / 2, 1 / 2 * 1 / 2 * 1 / 2])


@pytest.mark.parametrize(
    ("model", "law"),
    [
        (Weibull(300.0, 0.6), stats.weibull_min(0.6, scale=300)),
        (LogNormal(160.0, 1.4), stats.lognorm(1.4, scale=160)),
        (ConstantHazard(0.002), stats.expon(scale=500)),
    ],
)
def test_the_probability_of_an_end_is_the_density_integrated(model, law) -> None:
    for lasted, horizon in ((0.0, 30.0), (200.0, 91.0), (1270.0, 501.0)):
        inside, _ = integrate.quad(law.pdf, lasted, lasted + horizon, epsabs=1e-13, limit=200)
        right = inside / law.sf(lasted)
        assert probability_of_end(model, lasted, horizon) == pytest.approx(right, rel=1e-6)


def test_a_piecewise_hazard_is_integrated() -> None:
    model = PiecewiseExponential((10.0, 100.0), (0.02, 0.005, 0.001))
    at = np.linspace(3, 250, 2_000_001)
    hazard = np.select([at < 10, at < 100], [0.02, 0.005], 0.001)
    right = 1 - np.exp(-integrate.trapezoid(hazard, at))
    assert probability_of_end(model, 3, 247) == pytest.approx(right, rel=1e-5)


def test_a_tiny_probability_keeps_its_digits() -> None:
    assert probability_of_end(ConstantHazard(1e-20), 0, 1) == pytest.approx(1e-20, rel=1e-12)


def test_a_known_law_is_found_again_from_censored_draws() -> None:
    rng = np.random.default_rng(1)
    days, stop = 400 * rng.weibull(0.7, 20_000), rng.uniform(50, 3000, 20_000)
    fit = fit_weibull(Spells(np.minimum(days, stop), days <= stop))
    assert fit.shape == pytest.approx(0.7, abs=0.015)
    assert fit.scale == pytest.approx(400, rel=0.03)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (([1, 2], [True]), "ended has shape"),
        (([0, 2], [True, True]), "days: 0 is not in"),
        (([1, 2], [True, True], [0, 2]), "entry: every case"),
        (([1, 2], [True, True], None, [-1, 1]), "weight: -1 is not in"),
        (([1, 2], [False, False]), "at least one end"),
    ],
)
def test_what_cannot_be_fitted_is_refused_by_name(columns, words) -> None:
    with pytest.raises(ValueError, match=words):
        Spells(*columns)


def test_a_negative_horizon_is_refused() -> None:
    with pytest.raises(ValueError, match="horizon: -1 is not in"):
        probability_of_end(ConstantHazard(0.1), 0, -1)


def test_the_family_is_registered_with_its_baselines() -> None:
    found = models("duration")
    assert list(found) == [
        *("constant-hazard", "ending", "kaplan-meier", "log-normal", "piecewise-exponential", "weibull"),
    ]
    assert [slug for slug, m in found.items() if m.traits.baseline] == ["constant-hazard", "kaplan-meier"]
    assert all(m.references for m in found.values())
