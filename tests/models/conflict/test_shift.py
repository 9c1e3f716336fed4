"""Powell's condition, its backward induction, and the guarantee that removes a shift."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from detente.models.conflict.shift import PowerPath, ShiftParams, judge_power_shift, needed_strength

FEARON = ShiftParams("rising")
share = st.floats(0, 1)


def path(p, declining, rising, discount, guaranteed=None):
    p = np.atleast_2d(np.asarray(p, float))
    full = [np.full(len(p), float(x)) for x in (declining, rising, discount)]
    held = None if guaranteed is None else np.full(len(p), float(guaranteed))
    return PowerPath(p, *full, held)


def test_powells_condition_for_one_shift():
    rng = np.random.default_rng(2)
    n = 2000
    p = rng.uniform(0, 1, (n, 2))
    k_d, k_r, d = rng.uniform(0, 0.4, n), rng.uniform(0, 0.4, n), rng.uniform(0, 0.999, n)
    found = judge_power_shift(PowerPath(p, k_d, k_r, d))
    adverse = p[:, 0] - d * p[:, 1] > 1 - d + k_d + d * k_r
    # the other side's turn, with its own numbers
    other = (1 - p[:, 0]) - d * (1 - p[:, 1]) > 1 - d + k_r + d * k_d
    assert adverse.any()
    assert (~adverse).any()
    assert (found.forced[:, 0] == (adverse | other)).all()
    assert (found.when == np.where(adverse | other, 0, -1)).all()


def test_fearons_condition_when_the_rising_side_makes_the_offers():
    rng = np.random.default_rng(3)
    n = 2000
    p0, p1 = rng.uniform(0.5, 1, n), rng.uniform(0, 0.5, n)
    k_d, k_r, d = rng.uniform(0, 0.3, n), rng.uniform(0, 0.3, n), rng.uniform(0, 0.999, n)
    found = judge_power_shift(PowerPath(np.column_stack([p0, p1]), k_d, k_r, d), FEARON)
    # all of today and the war value tomorrow against war today
    preventive = p0 - k_d > 1 - d + d * np.maximum(p1 - k_d, 0)
    assert preventive.any()
    assert (~preventive).any()
    assert (found.war == preventive).all()
    assert (found.forced.sum(axis=1) <= 1).all()


def test_with_short_steps_the_shift_must_exceed_the_costs_of_war():
    near = 1 - 1e-9
    assert not judge_power_shift(path([0.7, 0.5], 0.1, 0.11, near)).war
    assert judge_power_shift(path([0.7, 0.5], 0.1, 0.09, near)).war


def divisible(p, k_d, k_r, d):
    """Whether some division of every step's flow keeps both sides from war at every step."""
    t = len(p)
    # the last unknown is the division for ever after; values as shares of the stake
    cost, right = [], []
    for s in range(t):
        value = np.zeros(t)
        for u in range(s, t):
            value[u] = (1 - d) * d ** (u - s) if u < t - 1 else d ** (u - s)
        cost += [-value, value]
        right += [-(p[s] - k_d), 1 - (1 - p[s] - k_r)]
    return linprog(np.zeros(t), cost, right, bounds=[(0, 1)] * t).status == 0


def test_war_just_where_no_division_of_the_flow_suits_both():
    rng = np.random.default_rng(4)
    outcomes = []
    for _ in range(150):
        p, (k_d, k_r), d = rng.uniform(0, 1, 4), rng.uniform(0, 0.3, 2), rng.uniform(0.3, 0.98)
        war = bool(judge_power_shift(path(p, k_d, k_r, d)).war[0])
        assert war != divisible(p, k_d, k_r, d)
        outcomes.append(war)
    assert 20 < sum(outcomes) < 130


def test_a_later_war_destroys_its_discounted_costs():
    found = judge_power_shift(path([0.8, 0.8, 0.8, 0.2], 0.05, 0.1, 0.9))
    assert found.when == 2
    assert found.destroyed == pytest.approx(0.9**2 * 0.15)


def test_no_shift_no_war():
    found = judge_power_shift(path(np.full((1, 5), 0.4), 0.0, 0.0, 0.9))
    assert not found.war
    assert found.low == pytest.approx(0.4)
    assert found.high == pytest.approx(0.4)
    assert found.destroyed == pytest.approx(0)


@given(share, share, st.floats(0.001, 0.3), st.floats(0.001, 0.3), st.floats(0.05, 0.99))
def test_the_guarantee_needed_is_the_threshold(p0, p1, k_d, k_r, d):
    p0, p1 = max(p0, p1), min(p0, p1)
    least = needed_strength(path([p0, p1], k_d, k_r, d))[0]
    assert 0 <= least < 1
    assert not judge_power_shift(path([p0, p1], k_d, k_r, d, min(least + 1e-6, 1))).war
    if least > 1e-6 and p0 - p1 > 1e-3:
        assert judge_power_shift(path([p0, p1], k_d, k_r, d, least - 1e-6)).war


def test_the_closed_form_of_the_guarantee_needed():
    # surplus (1-d)(1-p0) + k_D + d k_R = .05 + .05 + .045 = .145; shift .9 * .4 = .36
    assert needed_strength(path([0.5, 0.1], 0.05, 0.05, 0.9)) == pytest.approx(1 - 0.145 / 0.36)


def test_a_full_guarantee_ends_every_shift():
    rng = np.random.default_rng(5)
    p = rng.uniform(0, 1, (300, 5))
    assert judge_power_shift(path(p, 0.05, 0.05, 0.95)).p_war > 0.3
    assert judge_power_shift(path(p, 0.05, 0.05, 0.95, 1.0)).p_war == 0


@pytest.mark.parametrize(
    ("bad", "match"),
    [
        (path([0.5, 1.1], 0, 0, 0.9), "^p: 1.1"),
        (path([0.5, 0.4], -1, 0, 0.9), "^cost_declining"),
        (path([0.5, 0.4], 0, 0, 1.0), "^discount"),
        (path([0.5], 0, 0, 0.9), "at least 2 steps"),
        (path([0.5, 0.4], 0, 0, 0.9, 1.5), "^guaranteed"),
    ],
)
def test_inputs_out_of_range_are_named(bad, match):
    with pytest.raises(ValueError, match=match):
        judge_power_shift(bad)


def test_the_guarantee_needed_is_for_one_shift():
    with pytest.raises(ValueError, match="2 steps, not 3"):
        needed_strength(path([0.5, 0.4, 0.3], 0, 0, 0.9))
