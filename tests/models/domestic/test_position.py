"""Leader, factions and outside influence, by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.models.domestic.position import Household, PositionParams, settle_household

share = st.floats(0, 1)


def household(
    position, capability, salience=None, leader=np.nan, autonomy=0.0, influence=None, attention=50.0
):
    position = np.atleast_2d(np.asarray(position, float))
    capability = np.broadcast_to(np.asarray(capability, float), position.shape).copy()
    salience = np.broadcast_to(
        np.asarray(50.0 if salience is None else salience, float), position.shape
    ).copy()
    lent = None if influence is None else np.asarray(influence, float)[None]
    full = [np.full(len(position), float(x)) for x in (leader, attention, autonomy, np.nan)]
    return Household(position, salience, capability, *full, lent)


def test_the_leader_and_the_mean_of_the_factions_are_mixed_by_autonomy():
    found = settle_household(household([20, 80], [3, 1], leader=90, autonomy=0.25))
    assert found.inner == pytest.approx(35)
    assert found.position == pytest.approx(0.25 * 90 + 0.75 * 35)
    assert found.share[0] == pytest.approx([0.75, 0.25])
    assert found.pulled == 0


def test_salience_weighs_positions_and_is_mixed_too():
    found = settle_household(household([20, 80], [1, 1], [90, 10], leader=50, autonomy=0.5, attention=80))
    assert found.inner == pytest.approx(26)
    assert found.salience == pytest.approx(0.5 * 80 + 0.5 * 50)


def test_influence_adds_to_the_faction_it_reaches():
    # two outsiders lend 1 and 1 to the second faction: 3 against 3
    found = settle_household(household([20, 80], [3, 1], influence=[[0, 1], [0, 1]]))
    assert found.position == pytest.approx(50)
    assert found.pulled == pytest.approx(50 - 35)


@given(share, st.floats(0, 5))
def test_influence_moves_an_autonomous_leader_less(autonomy, lent):
    found = settle_household(household([20, 80], [3, 1], leader=50, autonomy=autonomy, influence=[[0, lent]]))
    inner = (3 * 20 + (1 + lent) * 80) / (4 + lent)
    assert found.pulled == pytest.approx((1 - autonomy) * (inner - 35), abs=1e-9)


def test_where_only_one_level_takes_a_stance_it_decides():
    members = settle_household(household([20, 80], 1, leader=np.nan, autonomy=0.9))
    assert members.position == pytest.approx(50)
    leader = settle_household(household([np.nan, np.nan], 1, 0.0, leader=70, autonomy=0.1))
    assert leader.position == 70
    assert leader.salience == 50
    nobody = settle_household(household([np.nan, np.nan], 1, 0.0))
    assert np.isnan(nobody.position)
    assert nobody.salience == 0


def test_a_member_without_a_stance_has_salience_0():
    found = settle_household(household([20, np.nan, 80], [1, 2, 1], [50, 0, 50]))
    assert found.position == pytest.approx(50)
    assert found.salience == pytest.approx(25)


def test_another_inner_model_by_name():
    found = settle_household(household([10, 20, 90], 1), PositionParams("median"))
    assert found.position == pytest.approx(20)


def test_draws_where_no_member_has_weight_fall_to_the_leader():
    found = settle_household(
        Household(
            np.array([[20.0, 80.0]] * 2),
            np.array([[50.0, 50.0], [0.0, 0.0]]),
            np.ones((2, 2)),
            np.array([60.0, 60.0]),
            np.array([50.0, 50.0]),
            np.array([0.0, 0.0]),
            np.full(2, np.nan),
        )
    )
    assert found.position == pytest.approx([50, 60])


@pytest.mark.parametrize(
    ("bad", "match"),
    [
        (household([20], 1, autonomy=1.5), "^autonomy: 1.5"),
        (household([20], -1), "^capability: -1"),
        (household([20], 1, influence=[[-2]]), "^influence: -2"),
    ],
)
def test_inputs_out_of_range_are_named(bad, match):
    with pytest.raises(ValueError, match=match):
        settle_household(bad)
