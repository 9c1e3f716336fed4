"""Tariff incidence against numerical integrals, Harberger's triangle and the textbook split."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from detente.models.burden.tariffs import Tariff, cost_tariff

rate = st.floats(0, 2)


def tariff(after, pass_through=1.0, elasticity=1.5, before=0.0, exports=0.02, imports=0.01):
    values = (before, after, exports, imports, pass_through, elasticity)
    return Tariff(*(np.atleast_1d(float(x)) for x in values))


def test_exposure_is_the_share_of_exports_times_the_rise():
    assert cost_tariff(tariff(0.15, before=0.05)).exposure == pytest.approx(0.02 * 0.10)


def test_wholly_passed_on_the_buyers_pay():
    found = cost_tariff(tariff(0.25, pass_through=1.0, elasticity=2.0))
    assert found.price == pytest.approx(1.25)
    assert found.border_price == pytest.approx(1)
    assert found.quantity == pytest.approx(1.25**-2)
    assert found.exporter == 0
    assert found.exports_lost == pytest.approx(0.02 * (1 - 1.25**-2))
    # the area under p^-2 from 1 to 1.25 is .2; the duty on what is left .25 * .64
    assert found.buyers == pytest.approx(0.01 * 0.2)
    assert found.revenue == pytest.approx(0.01 * 0.16)


def test_wholly_absorbed_the_sellers_pay():
    found = cost_tariff(tariff(0.25, pass_through=0.0))
    assert found.quantity == pytest.approx(1)
    assert found.buyers == pytest.approx(0)
    assert found.exporter == pytest.approx(0.02 * 0.2)
    assert found.importer == pytest.approx(-0.01 * 0.2)


@given(rate, rate, st.floats(0, 1), st.floats(0, 6))
def test_areas_agree_with_integration(before, after, part, elasticity):
    found = cost_tariff(tariff(after, part, elasticity, before))
    price, border, quantity = found.price[0], found.border_price[0], found.quantity[0]
    assert price / border == pytest.approx((1 + after) / (1 + before))
    paid = quad(lambda p: (1 + before) * p**-elasticity, 1, price)[0]
    assert found.buyers == pytest.approx(0.01 * paid, abs=1e-9)
    # supply of constant elasticity through (1, 1) and what trade now is
    if abs(border - 1) > 1e-3:
        slope = np.log(quantity) / np.log(border)
        lost = quad(lambda p: p**slope, border, 1)[0]
        assert found.exporter == pytest.approx(0.02 * lost, abs=1e-9)
    assert found.importer == pytest.approx(found.buyers - found.revenue)


@given(st.floats(0, 1.5), st.floats(0, 1), st.floats(0, 6))
def test_a_new_tariff_costs_the_two_together_more_than_it_raises(after, part, elasticity):
    found = cost_tariff(tariff(after, part, elasticity, exports=0.01, imports=0.01))
    assert found.exporter + found.importer >= -1e-12
    assert found.exporter >= -1e-12


def test_a_small_tariff_has_harbergers_triangle():
    t, e = 0.01, 3.0
    found = cost_tariff(tariff(t, 1.0, e, imports=1.0))
    assert found.importer == pytest.approx(0.5 * e * t**2, rel=0.05)


def test_the_burden_splits_by_the_elasticities():
    # at small rates a pass-through of n/(n+e) belongs to a supply elasticity n
    n, e, t = 2.0, 3.0, 1e-4
    found = cost_tariff(tariff(t, n / (n + e), e, exports=1.0, imports=1.0))
    implied = np.log(found.quantity) / np.log(found.border_price)
    assert implied == pytest.approx(n, rel=1e-3)
    assert found.exporter == pytest.approx(t * e / (n + e), rel=1e-3)


def test_taking_a_tariff_off_gives_back_what_it_took():
    on, off = cost_tariff(tariff(0.3, 0.6)), cost_tariff(tariff(0.0, 0.6, before=0.3))
    assert off.exporter[0] < 0 < on.exporter[0]
    assert off.revenue == pytest.approx(-0.3 * 0.01)


def test_no_change_costs_nothing():
    found = cost_tariff(tariff(0.1, 0.5, before=0.1))
    for name in ("exposure", "exports_lost", "exporter", "buyers", "revenue", "importer"):
        assert getattr(found, name) == pytest.approx(0, abs=1e-15)


@pytest.mark.parametrize(
    ("args", "match"),
    [((-0.1,), "^after"), ((0.1, 1.2), "^pass_through"), ((0.1, 1.0, -1.0), "^elasticity")],
)
def test_inputs_out_of_range_are_named(args, match):
    with pytest.raises(ValueError, match=match):
        cost_tariff(tariff(*args))
