"""Tied hands, sunk costs and the threshold of deterrence, against closed forms for uniform stakes."""

from dataclasses import replace

import numpy as np
import pytest

from detente.models.conflict.guarantee import Pledge, shift_removed, weigh_guarantee
from detente.models.conflict.shift import PowerPath
from detente.models.conflict.shift import judge_power_shift as shift

N = 20000
TOP = 10.0


def pledge(n=N, **more):
    """A guarantor whose interest is uniform on 0..10 and whose help decides the war."""
    values = {
        "p_alone": 1.0,
        "p_with": 0.0,
        "interest": TOP * (np.arange(n) + 0.5) / n,
        "audience": 0.0,
        "sunk": 0.0,
        "fighting": 4.0,
        "gain": 1.0,
        "cost_alone": 0.2,
        "cost_with": 0.5,
        **more,
    }
    return Pledge(**{k: np.broadcast_to(np.asarray(v, float), (n,)).copy() for k, v in values.items()})


def test_credibility_is_the_share_whose_interest_exceeds_the_cost():
    # fights where q v >= c: 1 - c / (q V)
    assert weigh_guarantee(pledge()).credibility == pytest.approx(1 - 4 / TOP, abs=1e-4)
    assert weigh_guarantee(pledge(p_alone=0.9, p_with=0.1)).credibility == pytest.approx(
        1 - 4 / (0.8 * TOP), abs=1e-4
    )


def test_hands_tied_by_more_than_the_cost_of_fighting_are_always_believed():
    # fights where q v + a >= c: 1 - (c - a) / V
    assert weigh_guarantee(pledge(audience=1.5)).credibility == pytest.approx(1 - 2.5 / TOP, abs=1e-4)
    assert weigh_guarantee(pledge(audience=4.0)).credibility == 1


def test_sunk_costs_persuade_by_who_pays_them_not_by_binding():
    plain = weigh_guarantee(pledge())
    for sunk in (1.0, 3.0, 4.0):
        found = weigh_guarantee(pledge(sunk=sunk))
        assert (found.fights == plain.fights).all()
        # all with interest above s pay, those above c fight: (V - c) / (V - s)
        assert found.signalled == pytest.approx((TOP - 4) / (TOP - sunk), abs=2e-4)
        assert found.willing.mean() == pytest.approx(1 - sunk / TOP, abs=1e-4)
        assert (found.belief[~found.willing] == 0).all()


def test_a_sunk_cost_nobody_pays_signals_nothing():
    found = weigh_guarantee(pledge(sunk=5.0, fighting=4.0))
    assert not found.willing.any()
    assert np.isnan(found.signalled)
    assert found.belief == pytest.approx(np.full(N, found.credibility))


def test_deterrence_threshold_is_where_the_challenger_is_indifferent():
    # EV alone .8, with the guarantor -.5: deterred from .8 / 1.3
    beliefs = np.linspace(0, 1, N)
    found = weigh_guarantee(pledge(belief=beliefs))
    assert found.needed == pytest.approx(np.full(N, 0.8 / 1.3))
    assert (found.deterred == (beliefs >= 0.8 / 1.3)).all()
    assert found.p_deterred == pytest.approx(1 - 0.8 / 1.3, abs=1e-4)


def test_a_war_not_worth_it_needs_no_guarantee_and_one_that_pays_anyway_has_none():
    assert (weigh_guarantee(pledge(cost_alone=1.5)).needed == 0).all()
    assert weigh_guarantee(pledge(cost_alone=1.5, belief=0.0)).deterred.all()
    lost = weigh_guarantee(pledge(p_with=0.9, belief=1.0))
    assert np.isinf(lost.needed).all()
    assert not lost.deterred.any()


def test_the_guarantee_takes_its_believed_share_of_the_shift():
    belief = np.array([0.0, 0.5, 1.0])
    found = weigh_guarantee(pledge(n=3, p_alone=0.8, p_with=0.4, belief=belief))
    assert found.p_next == pytest.approx([0.8, 0.6, 0.4])
    # from .4 today to .8 after a pause: all the shift is gone when the guarantor surely fights
    assert shift_removed(np.full(3, 0.4), found, np.full(3, 0.8)) == pytest.approx([0, 0.5, 1])
    assert shift_removed(np.full(3, 0.8), found, np.full(3, 0.8)) == pytest.approx([1, 1, 1])


def test_a_credible_guarantee_averts_a_war_over_the_shift():
    belief = np.array([0.0, 1.0])
    found = weigh_guarantee(pledge(n=2, p_alone=0.8, p_with=0.4, belief=belief))
    removed = shift_removed(np.full(2, 0.4), found, np.full(2, 0.8))
    power = PowerPath(
        np.array([[0.6, 0.2]] * 2), np.full(2, 0.1), np.full(2, 0.1), np.full(2, 0.99), np.zeros(2)
    )
    assert shift(power).war.all()
    assert shift(replace(power, guaranteed=removed)).war.tolist() == [True, False]


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"p_alone": 1.5}, "^p_alone: 1.5"),
        ({"p_alone": 0.2, "p_with": 0.4}, "^p_alone - p_with"),
        ({"audience": -1.0}, "^audience"),
        ({"belief": 2.0}, "^belief"),
    ],
)
def test_inputs_out_of_range_are_named(change, match):
    with pytest.raises(ValueError, match=match):
        weigh_guarantee(pledge(n=4, **change))
