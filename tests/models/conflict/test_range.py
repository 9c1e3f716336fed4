"""Fearon's bargaining range and take-it-or-leave-it offer against closed forms and exhaustive search."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.models.conflict.range import Dispute, find_bargaining_range, offer

ONE = np.ones(1)
share = st.floats(0, 1)
cost = st.floats(0, 2)


def dispute(p, cost_a, cost_b, **more):
    values = {"worst": 0.0, "best": 1.0, "p": p, "cost_a": cost_a, "cost_b": cost_b, **more}
    return Dispute(**{k: np.atleast_1d(np.asarray(v, float)) for k, v in values.items()})


def test_risk_neutral_range_is_p_less_and_plus_costs():
    found = find_bargaining_range(dispute([0.3, 0.7], [0.1, 0.2], [0.25, 0.05]))
    assert found.least == pytest.approx([0.2, 0.5])
    assert found.most == pytest.approx([0.55, 0.75])
    assert not found.empty.any()


def test_points_on_an_issue_whose_low_end_suits_a():
    found = find_bargaining_range(dispute(0.6, 0.1, 0.2, worst=80.0, best=30.0))
    assert found.least_point == pytest.approx(80 - 50 * 0.5)
    assert found.most_point == pytest.approx(80 - 50 * 0.8)
    assert found.war == pytest.approx(50)


def test_range_agrees_with_search_under_risk_attitudes():
    rng = np.random.default_rng(1)
    x = np.linspace(0, 1, 4001)
    for _ in range(40):
        p, a, b = rng.uniform(0, 1), rng.uniform(0, 0.5), rng.uniform(0, 0.5)
        curve_a, curve_b = rng.uniform(0.3, 3, 2)
        both = (x**curve_a >= p - a) & ((1 - x) ** curve_b >= 1 - p - b)
        found = find_bargaining_range(dispute(p, a, b, curve_a=curve_a, curve_b=curve_b))
        inside = (x >= found.least) & (x <= found.most)
        assert (both == inside).all()
        if found.most - found.least > 1e-3:
            assert both.any()


@given(share, cost, cost, st.floats(0.1, 1), st.floats(0.1, 1))
def test_fearons_claim_no_empty_range_for_informed_sides_that_do_not_love_risk(p, a, b, curve_a, curve_b):
    found = find_bargaining_range(dispute(p, a, b, curve_a=curve_a, curve_b=curve_b))
    assert found.most - found.least >= -1e-12


def test_two_sides_drawn_to_risk_may_have_nothing_to_sign():
    found = find_bargaining_range(dispute(0.5, 0.05, 0.05, curve_a=2, curve_b=2))
    assert found.least == pytest.approx(np.sqrt(0.45))
    assert found.most == pytest.approx(1 - np.sqrt(0.45))
    assert found.empty.all()


def test_mutual_optimism_empties_the_range_with_the_triangles_probability():
    # beliefs uniform and independent: P(p_A - p_B > C) = (1 - C)^2 / 2
    grid = (np.arange(500) + 0.5) / 500
    belief_a, belief_b = (x.ravel() for x in np.meshgrid(grid, grid))
    n = belief_a.size
    for total in (0.0, 0.3, 0.8):
        found = find_bargaining_range(
            Dispute(
                np.full(n, 0.5),
                np.full(n, total / 2),
                np.full(n, total / 2),
                np.zeros(n),
                np.ones(n),
                belief_a,
                belief_b,
            )
        )
        assert found.p_empty == pytest.approx((1 - total) ** 2 / 2, abs=2e-3)


def test_offer_under_uniform_costs_has_fearons_closed_form():
    c_a, c_high = np.array([0.1, 0.2]), np.array([0.4, 0.25])
    p = np.array([0.5, 0.4])
    found = offer(p, p, c_a, 0 * p, c_high)
    assert found.demand == pytest.approx(p + (c_high - c_a) / 2)
    assert found.p_war == pytest.approx((1 - c_a / c_high) / 2)


@given(share, share, cost, cost, st.floats(0.01, 1))
def test_no_demand_does_better_than_the_offer(p_a, p_b, cost_a, low, width):
    found = offer(p_a * ONE, p_b * ONE, cost_a * ONE, low * ONE, (low + width) * ONE)

    def worth(demand):
        refused = np.clip((demand - p_b - low) / width, 0, 1)
        return (1 - refused) * demand + refused * (p_a - cost_a)

    best = worth(np.linspace(0, 1, 2001)).max()
    assert worth(found.demand)[0] >= best - 1e-9
    assert 0 <= found.demand[0] <= 1 + 1e-12
    refused = np.clip((found.demand - p_b - low) / width, 0, 1)
    assert found.p_war == pytest.approx(refused, abs=1e-9)


def test_with_the_cost_known_there_is_war_only_over_an_empty_range():
    calm = offer(0.5 * ONE, 0.5 * ONE, 0.1 * ONE, 0.2 * ONE, 0.2 * ONE)
    assert calm.demand == pytest.approx(0.7)
    assert calm.p_war == 0
    assert offer(0.9 * ONE, 0.3 * ONE, 0.1 * ONE, 0.2 * ONE, 0.2 * ONE).p_war == 1


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("p", {"p": 1.2}),
        ("cost_b", {"cost_b": -0.1}),
        ("curve_a", {"curve_a": 0.0}),
        ("p", {"p": np.nan}),
        ("belief_b", {"belief_b": -0.1}),
    ],
)
def test_inputs_out_of_range_are_named(name, change):
    values = {"p": 0.5, "cost_a": 0.1, "cost_b": 0.1} | change
    with pytest.raises(ValueError, match=f"^{name}: "):
        find_bargaining_range(dispute(**values))
