"""The package deal: closed forms, a general optimiser, and the agreement test."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from detente.models import run_model
from detente.models.arrays import Bargain
from detente.models.domestic.ratification import Ratifiers
from detente.models.domestic.ratification import ratify_agreement as ratify
from detente.models.settlement.package import PackageParams


def bargain(position, salience, capability, reversion, consent=None, scale=(0.0, 100.0)):
    x, s, c, q = (np.asarray(a, float)[None] for a in (position, salience, capability, reversion))
    return Bargain(
        x,
        s,
        c,
        q,
        np.tile(np.asarray(scale), (x.shape[2], 1)),
        None if consent is None else np.array(consent),
    )


def crowd(seed, draws, actors, issues):
    rng = np.random.default_rng(seed)
    x = rng.uniform(0, 100, (draws, actors, issues))
    s = rng.uniform(1, 100, x.shape)
    c = rng.uniform(1, 10, x.shape[:2])
    return Bargain(x, s, c, rng.uniform(0, 100, (draws, issues)), np.tile([0.0, 100], (issues, 1)))


def test_a_symmetric_exchange_of_favours():
    # each cares four times as much for one issue: both moved by t, each gains t (0.6 - t), most at t = 0.3
    case = bargain([[100, 0], [0, 100]], [[80, 20], [20, 80]], [3, 3], [50, 50])
    found = run_model("package", case)
    np.testing.assert_allclose(found.settlement, [[80, 80]], rtol=1e-13)
    # of 0.25 that each one's ideal would bring
    np.testing.assert_allclose(found.detail["gain"], np.full((1, 2, 2), 0.09 / 0.25))
    assert found.detail["agreement"].tolist() == [[1, 1]]
    assert np.isnan(found.detail["blocker"]).all()


def test_what_nobody_at_the_table_feels_stays_as_it_is():
    # both want 100 on issue 0; issue 1 matters only to one whose consent is not needed
    x, s = [[100, np.nan], [100, 40], [0, 10]], [[10, 0], [30, 0], [5, 50]]
    case = bargain(x, s, [1, 2, 9], [20, 60], [[True, False], [True, False], [False, False]])
    found = run_model("package", case)
    np.testing.assert_allclose(found.settlement, [[100, 60]], rtol=1e-13)
    np.testing.assert_allclose(found.detail["gain"][0, 0], [1, 1, np.nan])


@pytest.mark.parametrize("actors", [2, 5])
def test_one_issue_is_the_nash_solution(actors):
    case = crowd(1, 300, actors, 1)
    found, nash = run_model("package", case), run_model("nash", case).settlement
    np.testing.assert_allclose(found.settlement, nash, atol=1e-9)
    same_side = ((case.position > case.reversion[:, None]).all(axis=1)) | (
        (case.position < case.reversion[:, None]).all(axis=1)
    )
    np.testing.assert_array_equal(found.detail["agreement"] == 1, same_side)
    assert 0 < same_side.mean() < 1


def smallest_gain(gain, q):
    """The package at which the smallest gain is largest, and that gain."""
    best = minimize(
        lambda v: -v[-1],
        np.append(q, 0.0),
        method="SLSQP",
        bounds=[(0, 1)] * len(q) + [(-1, 1)],
        constraints={"type": "ineq", "fun": lambda v: gain(v[:-1]) - v[-1]},
        options={"ftol": 1e-13, "maxiter": 500},
    )
    return best.x[:-1], best.x[-1]


@pytest.mark.parametrize(("actors", "issues"), [(4, 3), (6, 4), (7, 3)])
def test_against_a_general_optimiser(actors, issues):
    case = crowd(actors, 30, actors, issues)
    case.reversion[:] = 0.7 * case.position.mean(axis=1) + 0.3 * case.reversion
    found = run_model("package", case)
    agreed = found.detail["agreement"][:, 0]
    assert 0 < agreed.mean() < 1
    for d in range(30):
        x, q = case.position[d] / 100, case.reversion[d] / 100
        s = case.salience[d] / case.salience[d].sum(axis=1, keepdims=True)
        w = case.capability[d] * case.salience[d].sum(axis=1)
        w /= w.sum()

        def gain(z, x=x, q=q, s=s):
            return (s * ((q - x) ** 2 - (z - x) ** 2)).sum(axis=1)

        start, least = smallest_gain(gain, q)
        assert agreed[d] == (least > 1e-10)
        if not agreed[d]:
            np.testing.assert_array_equal(found.settlement[d], case.reversion[d])
            continue
        other = minimize(
            lambda z, gain=gain, w=w: -(w * np.log(gain(z))).sum() if (gain(z) > 0).all() else 1e3,
            start,
            method="Nelder-Mead",
            options={"xatol": 1e-9, "fatol": 1e-14, "maxiter": 5_000, "maxfev": 5_000, "adaptive": True},
        )
        ours = found.settlement[d] / 100
        assert (w * np.log(gain(ours))).sum() >= -other.fun - 1e-7
        np.testing.assert_allclose(ours, other.x, atol=1e-4)
        np.testing.assert_allclose(
            found.detail["gain"][d, 0], gain(ours) / (s * (q - x) ** 2).sum(axis=1), rtol=1e-6
        )


def test_the_agreement_test_is_that_of_single_minded_ratifiers():
    case = crowd(8, 200, 5, 3)
    case.reversion[:] = case.position.mean(axis=1)
    found = run_model("package", case)
    one = np.ones((200, 5, 1))
    everyone = Ratifiers(
        case.position[:, :, None],
        case.salience[:, :, None],
        one,
        one[:, :, 0],
        case.reversion,
        case.reversion,
        case.scale,
    )
    overlap = ratify(everyone).overlap
    assert 0.1 < overlap.mean() < 0.9
    np.testing.assert_array_equal(found.detail["agreement"][:, 0] == 1, overlap)


def test_who_blocks():
    # 0 and 1 can trade; 2 stands at the reversion on all it cares for
    x = [[100, 0], [0, 100], [50, 50]]
    s = [[80, 20], [20, 80], [10, 10]]
    found = run_model("package", bargain(x, s, [1, 1, 1], [50, 50]))
    np.testing.assert_array_equal(found.settlement, [[50, 50]])
    np.testing.assert_array_equal(found.detail["gain"], np.zeros((1, 2, 3)))
    assert found.detail["blocks"].tolist() == [[[0, 0, 1]] * 2]
    assert found.detail["blocker"].tolist() == [[2, 2]]
    # two such actors: neither alone stands in the way
    two = run_model("package", bargain([*x, [50, 50]], [*s, [5, 5]], [1, 1, 1, 1], [50, 50]))
    assert np.isnan(two.detail["blocker"]).all()
    # on one issue either side blocks; the weightier is named
    line = run_model("package", bargain([[100], [0]], [[50], [50]], [1, 2], [50]))
    assert line.detail["blocks"].tolist() == [[[1, 1]]]
    assert line.detail["blocker"].tolist() == [[1]]


def test_only_those_whose_consent_is_needed_count():
    x, s = [[100, 0], [0, 100], [50, 50]], [[80, 20], [20, 80], [10, 10]]
    consent = [[True, False], [False, True], [False, False]]
    found = run_model("package", bargain(x, s, [1, 1, 1], [50, 50], consent))
    np.testing.assert_allclose(found.settlement, [[80, 80]])
    assert np.isnan(found.detail["gain"][0, 0, 2])
    # each judging its own issue only, nothing has to be given in return
    own = run_model("package:own", bargain(x, s, [1, 1, 1], [50, 50], consent))
    np.testing.assert_allclose(own.settlement, [[100, 100]])
    # declared for nobody: all count, and the third blocks
    none = run_model("package", bargain(x, s, [1, 1, 1], [50, 50], np.zeros((3, 2), bool)))
    assert none.detail["blocker"].tolist() == [[2, 2]]


def test_issues_without_a_reversion_are_left_out():
    x, s = [[100, 7, 0], [0, 8, 100]], [[80, 99, 20], [20, 1, 80]]
    found = run_model("package", bargain(x, s, [1, 1], [50, np.nan, 50]))
    np.testing.assert_allclose(found.settlement, [[80, np.nan, 80]])
    assert np.isnan(found.detail["gain"][0, 1]).all()
    assert np.isnan(run_model("package", bargain(x, s, [1, 1], [np.nan] * 3)).settlement).all()
    halfway = Bargain(
        np.tile(np.array(x, float), (2, 1, 1)),
        np.tile(np.array(s, float), (2, 1, 1)),
        np.ones((2, 2)),
        np.array([[50, 50, 50], [50, np.nan, 50]]),
        np.tile([0.0, 100], (3, 1)),
    )
    with pytest.raises(ValueError, match="in some draws only"):
        run_model("package", halfway)


def test_actors_without_weight_have_nothing_to_agree_to():
    x = [[100, 0], [0, 100], [0, 0]]
    for s, c in (([0, 0], 1), ([90, 90], 0)):
        found = run_model("package", bargain(x, [[80, 20], [20, 80], s], [1, 1, c], [50, 50]))
        np.testing.assert_allclose(found.settlement, [[80, 80]])
        assert np.isnan(found.detail["gain"][0, 0, 2])


def test_halves_of_an_actor_are_the_actor_and_the_mirror_holds():
    case = crowd(5, 40, 4, 3)
    found = run_model("package", case).settlement
    half = case.capability.copy()
    half[:, 0] /= 2
    split = Bargain(
        np.concatenate([case.position, case.position[:, :1]], axis=1),
        np.concatenate([case.salience, case.salience[:, :1]], axis=1),
        np.concatenate([half, half[:, :1]], axis=1),
        case.reversion,
        case.scale,
    )
    np.testing.assert_allclose(run_model("package", split).settlement, found, atol=1e-8)
    mirrored = Bargain(100 - case.position, case.salience, case.capability, 100 - case.reversion, case.scale)
    np.testing.assert_allclose(run_model("package", mirrored).settlement, 100 - found, atol=1e-8)


def test_very_unequal_weights_still_meet_the_first_order_conditions():
    rng = np.random.default_rng(2)
    case = crowd(4, 100, 5, 4)
    case.capability[:] = np.exp(3 * rng.normal(size=case.capability.shape))
    found = run_model("package", case)
    agreed = found.detail["agreement"][:, 0] == 1
    z = found.settlement[:, None, :]
    g = (case.salience * ((case.position - case.reversion[:, None]) ** 2 - (case.position - z) ** 2)).sum(
        axis=2
    )
    w = case.capability * case.salience.sum(axis=2)
    pull = (w / np.where(agreed[:, None], g, 1))[:, :, None] * case.salience * (case.position - z)
    left = np.abs(pull.sum(axis=1)) / np.abs(pull).sum(axis=1)
    assert left[agreed].max() < 1e-8


def test_parameters_that_do_not_exist():
    with pytest.raises(ValueError, match="judges must be package or own"):
        PackageParams("all")
