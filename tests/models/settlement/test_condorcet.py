"""The probabilistic Condorcet election: by hand, against its defining equations, and the laws."""

from __future__ import annotations

import numpy as np
import pytest

from detente.kernels.settlement import condorcet
from detente.models.arrays import OneIssue
from detente.models.settlement.condorcet import CondorcetParams, hold_condorcet_election, probabilities
from detente.models.settlement.spatial_options import OPTIONS, ballot

ELECTIONS = OPTIONS["election"]


def issue(position, salience, capability, low=0.0, high=100.0):
    x, s, c = (np.atleast_2d(np.asarray(a, dtype=float)) for a in (position, salience, capability))
    return OneIssue(x, s, c, np.full(len(x), np.nan), low, high)


def crowd(seed, draws=50, actors=6):
    rng = np.random.default_rng(seed)
    x = rng.choice([0.0, 20, 50, 50, 90, 100], size=(draws, actors))
    s = rng.choice([0.0, 30, 90], size=x.shape)
    s[:, 0] += 5
    return issue(x, s, rng.uniform(1, 9, x.shape))


def support(utility, weight):
    """Proportional votes by the definition, options first."""
    t = utility[:, None, :] - utility[None, :, :]
    return 1e-8 + (np.maximum(t, 0) * weight).sum(axis=2)


def test_two_options_by_hand():
    # weights 3 and 1 at distance d: supports 3d and d, so odds 3/4 (linear) or 9/10 (square)
    case = issue([20, 60], [50, 50], [3, 1])
    np.testing.assert_allclose(probabilities(case), [[0.75, 0.25]], atol=1e-7)
    np.testing.assert_allclose(hold_condorcet_election(case, CondorcetParams()).settlement, [30.0], atol=1e-5)
    np.testing.assert_allclose(
        hold_condorcet_election(case, CondorcetParams()).detail["spread"], [40 * np.sqrt(3 / 16)], atol=1e-5
    )
    np.testing.assert_allclose(
        probabilities(case, CondorcetParams(victory="square")), [[0.9, 0.1]], atol=1e-6
    )


@pytest.mark.parametrize("election", ELECTIONS)
def test_probabilities_sum_to_one(election):
    p = probabilities(crowd(seed=2), CondorcetParams(election=election))
    np.testing.assert_allclose(p.sum(axis=1), 1)
    assert (p >= 0).all()


def test_conditional_is_the_product_of_victories():
    rng = np.random.default_rng(4)
    utility, weight = rng.uniform(size=(5, 7)), rng.uniform(size=7)
    c = support(utility, weight)
    v = c / (c + c.T)
    expected = v.prod(axis=1) / v.prod(axis=1).sum()
    p, final = condorcet.elect(utility, weight, ballot("linear", "conditional", "proportional", True))
    assert final
    np.testing.assert_allclose(p, expected)


@pytest.mark.parametrize("ktab", [False, True])
@pytest.mark.parametrize("election", ELECTIONS[1:])
def test_markov_elections_satisfy_their_equations(election, ktab):
    rng = np.random.default_rng(7)
    utility, weight = rng.uniform(size=(6, 9)), rng.uniform(size=9)
    p, final = condorcet.elect(utility, weight, ballot("square", election, "proportional", ktab))
    c = support(utility, weight)
    v = c**2 / (c**2 + (c.T) ** 2)
    n = len(p)
    if election == "markov-uniform":
        after = (v * (p[:, None] + p[None, :])).sum(axis=1) / n
    else:
        incentive = np.where(np.eye(n) > 0, 1e-8, c) * v + 1e-10 * np.eye(n)
        h = incentive / incentive.sum(axis=0)
        after = (v * (p[:, None] * h.T + p[None, :] * h)).sum(axis=1)
    assert final
    np.testing.assert_allclose(after, p, atol=1e-5 if ktab else 1e-13)
    assert p.sum() == pytest.approx(1)


def test_a_capped_loop_says_so_and_solving_does_not_need_it():
    # the two sides hardly ever change over, so that halving steps would take ages
    utility, weight = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]]), np.array([1.0, 1e-9])
    rules = ballot("octic", "markov-incentive", "proportional", True)
    # one that beats the other one time in ten thousand, and is beaten twice as often
    support, beats = np.ones((2, 2)), np.array([[0.5, 1e-4], [2e-4, 0.5]])
    support[0, 1] = support[1, 0] = 1e-3
    _, final = condorcet.damped(support, beats, condorcet.INCENTIVE)
    assert not final
    p = condorcet.stationary(np.array([[0.0, 1e-4], [2e-4, 0.0]]))
    np.testing.assert_allclose(p, [2 / 3, 1 / 3])
    assert np.isfinite(condorcet.elect(utility, weight, rules._replace(ktab=False))[0]).all()


@pytest.mark.parametrize(("option", "power"), [(0, 1), (1, 2), (2, 4), (3, 8)])
def test_victory_by_power(option, power):
    for ktab in (True, False):
        assert condorcet.victory(3.0, 2.0, option, ktab) == pytest.approx(3**power / (3**power + 2**power))


def test_binary_victory_is_all_but_certain_from_a_tenth():
    assert condorcet.victory(1.1, 1.0, condorcet.BINARY, True) == pytest.approx(1 - 1e-6, abs=1e-9)
    assert condorcet.victory(1.0, 1.2, condorcet.BINARY, True) == pytest.approx(1e-6, abs=1e-9)
    assert condorcet.victory(1.0, 1.0, condorcet.BINARY, True) == pytest.approx(0.5)
    assert condorcet.victory(1.05, 1.0, condorcet.BINARY, True) == pytest.approx(
        (2.1 * 1.05 / 2.05 - 1) / 0.1
    )


@pytest.mark.parametrize(
    ("vote", "cast"),
    [
        ("binary", 1.0),
        ("binary-proportional", 0.8 * 0.3 + 0.2),
        ("proportional", 0.3),
        ("proportional-cubic", 0.15 + 0.5 * 0.027),
        ("cubic", 0.027),
    ],
)
@pytest.mark.parametrize("ktab", [False, True])
def test_responses(vote, cast, ktab):
    rules = ballot("linear", "conditional", vote, ktab)
    assert condorcet.response(0.3, rules) == pytest.approx(cast)
    assert condorcet.response(-0.3, rules) == pytest.approx(-cast)
    assert condorcet.response(0.0, rules) == 0


def test_asymmetric_prospect_discounts_the_first_named_side_in_ktab_and_gains_in_ours():
    theirs = ballot("linear", "conditional", "asymmetric-prospect", True)
    assert (condorcet.response(0.3, theirs), condorcet.response(-0.3, theirs)) == pytest.approx((0.2, -0.3))
    ours = ballot("linear", "conditional", "asymmetric-prospect", False)
    assert (condorcet.response(0.3, ours), condorcet.response(-0.3, ours)) == pytest.approx((0.3, -0.3))
    change = condorcet.frame(np.array([[0.9, 0.1]]), np.array([0.6, 0.4]), ours)
    np.testing.assert_allclose(change, [[0.2, -0.3]])


@pytest.mark.parametrize("election", ELECTIONS)
def test_the_order_of_options_does_not_matter(election):
    rng = np.random.default_rng(1)
    utility, weight = rng.uniform(size=(5, 7)), rng.uniform(size=7)
    rules = ballot("linear", election, "proportional", False)
    order = rng.permutation(5)
    np.testing.assert_allclose(
        condorcet.elect(utility[order], weight, rules)[0], condorcet.elect(utility, weight, rules)[0][order]
    )


def test_many_hopeless_options_do_not_underflow():
    n = 400
    beats = np.full((n, n), 1e-6)
    beats[np.tril_indices(n, -1)] = 1 - 1e-6
    np.fill_diagonal(beats, 0.5)
    p = condorcet.beat_all(beats)
    assert p.sum() == pytest.approx(1)
    assert p.argmax() == n - 1


@pytest.mark.parametrize(
    "params",
    [
        CondorcetParams(),
        CondorcetParams(election="markov-incentive"),
        CondorcetParams(victory="binary", vote="binary"),
    ],
)
def test_laws(params):
    case = crowd(seed=8)
    base = hold_condorcet_election(case, params).settlement
    x, s, c = case.position, case.salience, case.capability

    def again(*arrays, **scale):
        return hold_condorcet_election(issue(*arrays, **scale), params).settlement

    order = np.random.default_rng(0).permutation(x.shape[1])
    np.testing.assert_allclose(again(x[:, order], s[:, order], c[:, order]), base, atol=1e-9)
    np.testing.assert_allclose(100 - again(100 - x, s, c), base, atol=1e-9)
    np.testing.assert_allclose((again(2 * x - 50, s, c, low=-50.0, high=150.0) + 50) / 2, base, atol=1e-9)
    np.testing.assert_allclose(again(x, 0.1 * s, 7 * c), base, atol=1e-9)
    halves = [np.concatenate([a, a[:, :1]], axis=1) for a in (x, s, c)]
    halves[2][:, [0, -1]] /= 2
    np.testing.assert_allclose(again(*halves), base, atol=1e-9)
    idle = [np.concatenate([a, np.full((len(a), 1), v)], axis=1) for a, v in ((x, 3.0), (s, 0.0), (c, 9.0))]
    np.testing.assert_allclose(again(*idle), base, atol=1e-9)
    assert ((base >= x.min(axis=1)) & (base <= x.max(axis=1))).all()


def test_nobody_with_weight_gives_no_settlement():
    assert np.isnan(
        hold_condorcet_election(issue([10, 20], [0, 0], [1, 1]), CondorcetParams()).settlement
    ).all()


def test_asymmetric_prospect_is_refused():
    with pytest.raises(ValueError, match="proportional"):
        CondorcetParams(vote="asymmetric-prospect")
