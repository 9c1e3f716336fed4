"""The Nash bargaining solution: closed forms, its definition on a grid, and its limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.models import OneIssue, UnknownModelError, configure
from detente.models.settlement import mean
from detente.models.settlement.nash import NashParams, solve_nash_bargain

BOTH = [NashParams("quadratic"), NashParams("absolute")]


def issue(position, weight, reversion):
    x, w = np.atleast_2d(np.asarray(position, float)), np.atleast_2d(np.asarray(weight, float))
    return OneIssue(x, w, np.ones_like(x), np.full(len(x), float(reversion)))


def settle(position, weight, reversion, params=BOTH[0]):
    return solve_nash_bargain(issue(position, weight, reversion), params).settlement


def test_two_actors_in_closed_form():
    # from q = 0: sum w_i (y_i - t)/(2 y_i - t) = 0, with equal weights 2 t^2 - 3 (a+b) t + 4 a b = 0
    a, b = 30.0, 40.0
    t = (3 * (a + b) - np.sqrt(9 * (a + b) ** 2 - 32 * a * b)) / 4
    np.testing.assert_allclose(settle([a, b], [5, 5], 0), t, rtol=1e-13)
    np.testing.assert_allclose(settle([-a, -b], [5, 5], 0), -t, rtol=1e-13)


def test_two_actors_with_absolute_utility_in_closed_form():
    # between the actors u/t = v/(2a - t), so t = 2 a u/(u + v), as far as the second stands
    far = settle([30, 80], [10, 30], 0, NashParams("absolute"))
    np.testing.assert_allclose(far, 2 * 30 * 30 / 40, rtol=1e-13)
    assert settle([30, 40], [10, 30], 0, NashParams("absolute")) == 40
    assert settle([30, 40], [30, 10], 0, NashParams("absolute")) == 30


@pytest.mark.parametrize("params", BOTH)
@pytest.mark.parametrize("reversion", [-200.0, 0.0, 19.0, 101.0, 150.0])
def test_the_definition_on_a_grid(params, reversion):
    rng = np.random.default_rng(7)
    for n in (1, 2, 3, 6):
        x, w = rng.uniform(20, 100, n), rng.uniform(0.1, 1, n)
        nearest = x[np.abs(x - reversion).argmin()]
        grid = np.linspace(reversion, 2 * nearest - reversion, 400_001)[1:-1, None]
        if params.utility == "quadratic":
            gain = (x - reversion) ** 2 - (x - grid) ** 2
        else:
            gain = np.abs(x - reversion) - np.abs(x - grid)
        best = grid[(w * np.log(np.maximum(gain, 1e-300))).sum(axis=1).argmax(), 0]
        assert settle(x, w, reversion, params)[0] == pytest.approx(best, abs=2e-3)


def test_a_far_reversion_gives_the_weighted_mean():
    rng = np.random.default_rng(3)
    x, w = rng.uniform(0, 100, (50, 6)), rng.uniform(0.1, 1, (50, 6))
    for q in (-1e6, 1e6, -1e9, 1e18):
        case = issue(x, w, q)
        found = solve_nash_bargain(case, BOTH[0]).settlement
        np.testing.assert_allclose(
            found, mean.settle_at_mean(case, None).settlement, atol=2e4 / abs(q) + 1e-9
        )


@pytest.mark.parametrize("params", BOTH)
@pytest.mark.parametrize("others", [[10, 60, 80], [40, 60, 80], [40, 10], [40]])
def test_nothing_to_trade_across_the_reversion(params, others):
    assert settle(others, np.ones(len(others)), 40, params) == 40


def test_actors_of_no_weight_do_not_stand_in_the_way():
    assert settle([10, 40, 60, 70], [0, 0, 1, 0], 40) == 60


@pytest.mark.parametrize("params", BOTH)
def test_one_position_is_agreed_upon_exactly(params):
    assert settle([62.1, 62.1, 62.1], [1, 1e-9, 1e9], 3.7, params) == 62.1


@given(
    st.lists(st.tuples(st.integers(1, 100), st.sampled_from([1e-6, 1.0, 3.0, 1e6])), min_size=1, max_size=6),
    st.sampled_from([-1e-9, -1.0, -50.0, -1e7]),
)
def test_the_slope_changes_sign_at_the_solution(actors, reversion):
    x, w = np.array(actors).T
    found = settle(x, w, reversion)[0]
    y, t = x - reversion, found - reversion

    def slope(t):
        return (w * (y - t) / (2 * y - t)).sum()

    step = 1e-9 * (y.max() + 1)
    low, high = max(t - step, y.min()), min(t + step, 2 * y.min(), y.max())
    assert y.min() - step <= t <= min(2 * y.min(), y.max()) + step
    if y.min() < t - step:
        assert slope(low) > 0
    if t + step < min(2 * y.min(), y.max()):
        assert slope(high) < 0


def test_a_utility_that_does_not_exist():
    with pytest.raises(UnknownModelError, match="quadratic or absolute"):
        configure("nash:utility=cubic")
