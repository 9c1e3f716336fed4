"""Nash contributions against their closed form, exhaustive best answers, and known theorems."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.models.burden.sharing import Alliance, rank_correlation, share_defence_burden, without

ally = st.tuples(st.floats(1, 1000), st.floats(0.01, 0.6), st.floats(0, 1))


def alliance(income, taste, private=0.0, others=None):
    income = np.atleast_2d(np.asarray(income, float))
    full = [np.broadcast_to(np.asarray(x, float), income.shape).copy() for x in (taste, private)]
    return Alliance(income, *full, None if others is None else np.full(len(income), float(others)))


def test_two_like_allies_have_the_textbook_contributions():
    # g = a I_i - (1-a) g_j, solved for both: g_1 = (I_1 - (1-a) I_2) / (2-a)
    a, large, small = 0.4, 100.0, 80.0
    found = share_defence_burden(alliance([large, small], a))
    assert found.spending[0] == pytest.approx(
        [(large - (1 - a) * small) / (2 - a), (small - (1 - a) * large) / (2 - a)]
    )
    assert found.contributes.all()


def test_a_small_ally_rides_free_on_a_large_one():
    found = share_defence_burden(alliance([100, 10], 0.1))
    # below (1-a) of the larger income the smaller gives nothing and the larger what it would alone
    assert found.spending[0] == pytest.approx([10, 0])
    assert found.contributes[0].tolist() == [True, False]
    assert found.exploitation == 1


def test_many_like_allies_share_a_lot_but_little_each():
    n, a = 12, 0.05
    found = share_defence_burden(alliance(np.full(n, 100.0), a))
    assert found.spending[0] == pytest.approx(np.full(n, a * 100 / (1 + (n - 1) * (1 - a))))
    assert np.isnan(found.exploitation)


def test_wholly_private_products_leave_nobody_to_ride_on():
    found = share_defence_burden(alliance([100, 10, 40], [0.1, 0.2, 0.3], 1.0))
    assert found.spending[0] == pytest.approx([10, 2, 12])
    assert found.spending == pytest.approx(found.alone)


@given(st.lists(ally, min_size=1, max_size=6), st.floats(0, 50))
def test_no_ally_can_do_better_alone(allies, others):
    income, taste, private = (np.array(x) for x in zip(*allies, strict=True))
    found = share_defence_burden(alliance(income, taste, private, others))
    spending = found.spending[0]
    assert found.shared == pytest.approx(others + ((1 - private) * spending).sum())
    for i in range(len(income)):
        rest = found.shared[0] - (1 - private[i]) * spending[i]

        def utility(g, i=i, rest=rest):
            # all of a unit defends the ally itself; others' only in its public part
            defence = np.maximum(g + rest, 1e-300)
            return (1 - taste[i]) * np.log(np.maximum(income[i] - g, 1e-300)) + taste[i] * np.log(defence)

        tried = utility(np.linspace(0, income[i], 1001)).max()
        assert utility(spending[i]) >= tried - 1e-9


@given(st.lists(st.floats(1, 1000), min_size=2, max_size=8), st.floats(0.01, 0.9), st.floats(0, 0.99))
def test_the_large_are_exploited_by_the_small(incomes, taste, private):
    found = share_defence_burden(alliance(sorted(incomes), taste, private))
    assert (np.diff(found.burden[0]) >= -1e-12).all()


@given(st.lists(st.floats(50, 100), min_size=2, max_size=5), st.floats(0, 1))
def test_transfers_among_contributors_change_nothing_of_a_pure_public_good(incomes, part):
    # Warr's neutrality theorem
    before = share_defence_burden(alliance(incomes, 0.5))
    if not before.contributes.all():
        return
    gift = 0.99 * part * before.spending[0, 0]
    after = share_defence_burden(alliance([incomes[0] - gift, incomes[1] + gift, *incomes[2:]], 0.5))
    assert after.shared == pytest.approx(before.shared)
    assert after.spending[0, 0] == pytest.approx(before.spending[0, 0] - gift)


def test_private_parts_blunt_the_exploitation():
    burdens = [share_defence_burden(alliance([100, 30], 0.2, k)).burden[0] for k in (0.0, 0.3, 0.6, 1.0)]
    gaps = [b[0] - b[1] for b in burdens]
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] == pytest.approx(0)


def test_when_an_ally_leaves_the_rest_spend_more_but_are_defended_less():
    whole = alliance([100, 60, 50], 0.3, 0.2)
    before, after = share_defence_burden(whole), share_defence_burden(without(whole, 0))
    assert after.spending[0, 0] == 0
    assert (after.spending[0, 1:] > before.spending[0, 1:]).all()
    assert after.shared < before.shared
    assert (whole.income[0] == [100, 60, 50]).all()


def test_the_order_of_allies_does_not_matter():
    rng = np.random.default_rng(9)
    income, taste, private = (
        rng.uniform(1, 100, (50, 7)),
        rng.uniform(0, 0.5, (50, 7)),
        rng.uniform(0, 1, (50, 7)),
    )
    order = rng.permutation(7)
    one = share_defence_burden(Alliance(income, taste, private))
    two = share_defence_burden(Alliance(income[:, order], taste[:, order], private[:, order]))
    assert two.spending == pytest.approx(one.spending[:, order])


def test_an_ally_without_taste_or_income_spends_nothing():
    found = share_defence_burden(alliance([100, 50, 0], [0.2, 0.0, 0.3]))
    assert found.spending[0] == pytest.approx([20, 0, 0])
    assert found.burden[0] == pytest.approx([0.2, 0, 0])


def test_rank_correlation_is_spearmans():
    from scipy.stats import spearmanr

    rng = np.random.default_rng(10)
    x, y = rng.integers(0, 5, (20, 8)).astype(float), rng.integers(0, 5, (20, 8)).astype(float)
    assert rank_correlation(x, y) == pytest.approx(
        [spearmanr(a, b).statistic for a, b in zip(x, y, strict=True)]
    )


@pytest.mark.parametrize(
    ("args", "match"),
    [
        (([100, -1], 0.1), "^income: -1"),
        (([100, 1], 1.0), "^taste: 1"),
        (([100, 1], 0.1, 1.5), "^private: 1.5"),
        (([100, 1], 0.1, 0.5, -2), "^others: -2"),
    ],
)
def test_inputs_out_of_range_are_named(args, match):
    with pytest.raises(ValueError, match=match):
        share_defence_burden(alliance(*args))


def test_shapes_must_agree():
    with pytest.raises(ValueError, match="taste has shape"):
        share_defence_burden(Alliance(np.ones((1, 2)), np.full((1, 3), 0.1), np.zeros((1, 2))))
