"""Debt arithmetic against its closed form and the identity of the stabilising balance."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.models.burden.fiscal import Budget, project_budget

rate = st.floats(-0.05, 0.15)


def budget(years=10, to=5, **more):
    values = {
        "debt": 0.6,
        "interest": 0.03,
        "growth": 0.04,
        "deficit": 0.01,
        "defence": 0.02,
        "target": 0.035,
        "taxes": 0.5,
        "borrowing": 0.3,
        "cuts": 0.2,
        "social": 0.25,
        **more,
    }
    arrays = {k: np.atleast_1d(np.asarray(v, float)) for k, v in values.items()}
    return Budget(**arrays, years_to_target=to, years=years)


def test_the_share_goes_in_equal_steps_to_the_target_and_stays():
    found = project_budget(budget())
    assert found.defence[0] == pytest.approx([0.02, 0.023, 0.026, 0.029, 0.032] + [0.035] * 6)
    assert found.extra[0, -1] == pytest.approx(0.015)


def test_each_way_of_paying_bears_its_share():
    found = project_budget(budget())
    assert found.taxes + found.borrowing + found.cuts == pytest.approx(found.extra)
    assert found.taxes[0, -1] == pytest.approx(0.0075)
    # a fifth of 1.5 points out of 25 points of social spending
    assert found.social_share[0, -1] == pytest.approx(0.003 / 0.25)


@given(st.floats(0, 2), rate, rate)
def test_a_primary_surplus_at_the_stabilising_balance_holds_the_debt(debt, interest, growth):
    surplus = (interest - growth) / (1 + growth) * debt
    found = project_budget(budget(debt=debt, interest=interest, growth=growth, deficit=-surplus, target=0.02))
    assert found.debt[0] == pytest.approx(np.full(11, debt), abs=1e-9)
    assert found.stabilising[0, 1:] == pytest.approx(np.full(10, surplus), abs=1e-9)


@given(st.floats(0, 2), rate, rate, st.floats(-0.1, 0.1))
def test_constant_rates_have_the_geometric_closed_form(debt, interest, growth, deficit):
    q = (1 + interest) / (1 + growth)
    found = project_budget(budget(debt=debt, interest=interest, growth=growth, deficit=deficit))
    powers = q ** np.arange(11)
    # d_T = d_0 q^T + deficit (1 + q + ... + q^(T-1))
    sums = np.concatenate([[0], np.cumsum(powers[:-1])])
    assert found.debt_without[0] == pytest.approx(debt * powers + deficit * sums, abs=1e-9)
    # borrowed defence carries interest from the year after
    borrowed = 0.3 * 0.003 * np.minimum(np.arange(11), 5)
    added = [sum(borrowed[s] * q ** (t - s) for s in range(1, t + 1)) for t in range(11)]
    assert found.debt[0] - found.debt_without[0] == pytest.approx(np.array(added), abs=1e-9)


def test_what_is_paid_at_once_adds_no_debt():
    found = project_budget(budget(taxes=0.7, borrowing=0, cuts=0.3))
    assert found.debt == pytest.approx(found.debt_without)


def test_rates_may_vary_by_year():
    interest = np.array([[0.02, 0.04, 0.03]])
    found = project_budget(budget(years=3, interest=interest, growth=0.05, deficit=0.0, target=0.02))
    assert found.debt[0, -1] == pytest.approx(0.6 * 1.02 * 1.04 * 1.03 / 1.05**3)
    assert found.interest_bill[0, 2] == pytest.approx(0.04 / 1.05 * found.debt[0, 1])


def test_money_is_the_extra_share_of_a_growing_gdp():
    found = project_budget(budget(gdp=4000.0))
    assert found.money[0, 0] == 0
    assert found.money[0, 5] == pytest.approx(0.015 * 4000 * 1.04**5)
    assert project_budget(budget()).money is None


def test_the_debt_ratio_is_that_of_amounts_of_money():
    gdp, debt = 4000.0, 2400.0
    found = project_budget(budget(gdp=gdp))
    for t in range(1, 11):
        gdp *= 1.04
        debt = debt * 1.03 + (0.01 + 0.3 * found.extra[0, t]) * gdp
        assert found.debt[0, t] == pytest.approx(debt / gdp)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"taxes": 0.6}, "^taxes, borrowing and cuts sum to 1.1"),
        ({"growth": -1.0}, "^growth"),
        ({"target": 3.5}, "^target: 3.5"),
        ({"social": 0.0}, "^cuts"),
        ({"interest": [[0.1, 0.2]]}, "^interest has 2 years"),
        ({"to": 0}, "^years 10 and years_to_target 0"),
    ],
)
def test_inputs_out_of_range_are_named(change, match):
    with pytest.raises(ValueError, match=match):
        project_budget(budget(**change))


def test_without_cuts_no_social_spending_need_be_stated():
    free = replace(budget(taxes=0.7, cuts=0.0), social=np.zeros(1))
    assert (project_budget(free).social_share == 0).all()
