"""The Kalai-Smorodinsky solution: by hand, against its definition, and its limits."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq

from detente.models.arrays import OneIssue
from detente.models.settlement.kalai_smorodinsky import (
    KalaiSmorodinskyParams,
    solve_kalai_smorodinsky_bargain,
)

VARIANTS = [KalaiSmorodinskyParams(u, c) for u in ("quadratic", "absolute") for c in ("weighted", "equal")]


def issue(position, weight, reversion):
    x, w = np.atleast_2d(np.asarray(position, float)), np.atleast_2d(np.asarray(weight, float))
    return OneIssue(x, w, np.ones_like(x), np.full(len(x), float(reversion)))


def gain(utility, position, reversion, x):
    if utility == "quadratic":
        return (position - reversion) ** 2 - (position - x) ** 2
    return np.abs(position - reversion) - np.abs(position - x)


def defined(case, params, points=200_001):
    """The definition on a fine grid: the smallest gain over claims, as large as can be."""
    found = []
    for everyone, weight, q in zip(case.position, case.weight, case.reversion, strict=True):
        x, w = everyone[weight > 0], weight[weight > 0]
        grid = np.linspace(min(q, x.min()), max(q, x.max()), points)
        g = gain(params.utility, x, q, grid[:, None])
        rational = (g >= 0).all(axis=1)
        claims = g[rational].max(axis=0) * (w if params.claims == "weighted" else 1.0)
        found.append(grid[rational][(g[rational] / claims).min(axis=1).argmax()])
    return np.array(found)


def test_two_actors_by_hand():
    # ideal gains 10 and 20; at 10 + t the gains are 10 - t and 10 + t, in proportion at t = 10 / 3
    equal = solve_kalai_smorodinsky_bargain(
        issue([10, 20], [1, 1], 0), KalaiSmorodinskyParams("absolute", "equal")
    )
    np.testing.assert_allclose(equal.settlement, [40 / 3], rtol=1e-14)
    # claims 30 and 20: (10 - t) / 30 = (10 + t) / 20 has t < 0, so the first has its ideal
    weighted = solve_kalai_smorodinsky_bargain(
        issue([10, 20], [3, 1], 0), KalaiSmorodinskyParams("absolute", "weighted")
    )
    np.testing.assert_allclose(weighted.settlement, [10], rtol=1e-14)


def test_two_actors_gain_in_proportion_to_their_claims():
    # at 10 and 14 from 0 both ideals cost the other nothing, so ideal gains are 100 and 196
    root = brentq(lambda y: y * (20 - y) / (1.05 * 100) - y * (28 - y) / 196, 10, 14, xtol=1e-14)
    found = solve_kalai_smorodinsky_bargain(issue([60, 64], [1.05, 1], 50), KalaiSmorodinskyParams())
    np.testing.assert_allclose(found.settlement, [50 + root], rtol=1e-13)


@pytest.mark.parametrize("params", VARIANTS)
@pytest.mark.parametrize("side", [1, -1])
def test_many_actors_against_the_definition(params, side):
    rng = np.random.default_rng(3)
    x = 50 + side * rng.uniform(2, 50, (30, 5))
    case = issue(x, rng.choice([0.0, 1, 1.3, 2], size=x.shape) + np.eye(30, 5), 50)
    np.testing.assert_allclose(
        solve_kalai_smorodinsky_bargain(case, params).settlement, defined(case, params), atol=5e-4
    )


@pytest.mark.parametrize("params", VARIANTS)
def test_nothing_is_agreed_where_one_must_lose(params):
    both = issue([[10, 90], [50, 90]], [[1, 1], [1, 1]], 50)
    np.testing.assert_array_equal(solve_kalai_smorodinsky_bargain(both, params).settlement, [50, 50])
    # an actor of no weight has nothing to agree to
    np.testing.assert_allclose(
        solve_kalai_smorodinsky_bargain(issue([10, 90], [0, 1], 50), params).settlement, [90]
    )


def test_equal_claims_ignore_weight_and_splits():
    rng = np.random.default_rng(5)
    x = rng.uniform(60, 100, (20, 4))
    w = rng.uniform(1, 9, x.shape)
    plain = solve_kalai_smorodinsky_bargain(
        issue(x, np.ones_like(w), 40), KalaiSmorodinskyParams(claims="equal")
    ).settlement
    np.testing.assert_array_equal(
        solve_kalai_smorodinsky_bargain(issue(x, w, 40), KalaiSmorodinskyParams(claims="equal")).settlement,
        plain,
    )
    twice = solve_kalai_smorodinsky_bargain(
        issue(np.hstack([x, x[:, :1]]), np.ones((20, 5)), 40), KalaiSmorodinskyParams(claims="equal")
    )
    np.testing.assert_array_equal(twice.settlement, plain)


def test_weight_draws_the_outcome():
    heavier = [
        solve_kalai_smorodinsky_bargain(issue([70, 90], [w, 1], 50), KalaiSmorodinskyParams()).settlement[0]
        for w in (0.5, 1, 1.2, 3)
    ]
    assert (np.diff(heavier) < 0).all()
    assert heavier[-1] == 70


def test_units_and_sizes_do_not_matter():
    for scale in (1e-150, 1e150):
        found = solve_kalai_smorodinsky_bargain(
            issue([70, 90], [scale, 2 * scale], 50), KalaiSmorodinskyParams()
        )
        np.testing.assert_allclose(
            found.settlement,
            solve_kalai_smorodinsky_bargain(issue([70, 90], [1, 2], 50), KalaiSmorodinskyParams()).settlement,
        )
    np.testing.assert_array_equal(
        solve_kalai_smorodinsky_bargain(issue([70, 70], [1, 2], 0), KalaiSmorodinskyParams()).settlement, [70]
    )


@pytest.mark.parametrize("wrong", [{"utility": "cubic"}, {"claims": "none"}])
def test_parameters_that_do_not_exist(wrong):
    with pytest.raises(ValueError, match=r"cubic|none"):
        KalaiSmorodinskyParams(**wrong)


@pytest.mark.parametrize("params", VARIANTS)
def test_an_actor_next_to_nowhere_from_the_reversion_holds_the_others_there(params):
    settled = solve_kalai_smorodinsky_bargain(issue([1e-300, 50, 100], [1, 2, 3], 0), params).settlement
    assert 0 <= settled[0] <= 2e-300
