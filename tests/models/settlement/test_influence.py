"""Social influence: the published example, the process itself, and its limits."""

from __future__ import annotations

import numpy as np
import pytest

from detente.models import run_model
from detente.models.arrays import Bargain, OneIssue
from detente.models.settlement.influence import InfluenceParams
from detente.models.settlement.influence import follow_influence as settle


def issue(position, influence, capability=None):
    x = np.atleast_2d(np.asarray(position, float))
    ties = np.broadcast_to(np.asarray(influence, float), (*x.shape, x.shape[1])).copy()
    c = np.ones_like(x) if capability is None else np.atleast_2d(np.asarray(capability, float))
    return OneIssue(x, np.ones_like(x), c, np.full(len(x), np.nan), influence=ties)


def test_the_group_of_four_in_friedkin_and_johnsen():
    # their W has weights on oneself, and a_i = 1 - w_ii: what is left is shared among the ties
    w = np.array(
        [
            [0.220, 0.120, 0.360, 0.300],
            [0.147, 0.215, 0.344, 0.294],
            [0, 0, 1, 0],
            [0.090, 0.178, 0.446, 0.286],
        ]
    )
    own = np.diag(w)
    ties = (1 - own)[:, None] * w / (1 - (1 - own) * own)[:, None]
    np.fill_diagonal(ties, 0)
    found = settle(issue([25, 25, 75, 85], ties), InfluenceParams())
    # printed as 60, 60, 75, 75
    np.testing.assert_allclose(found.detail["position"], [[60, 60, 75, 75]], atol=0.5)


def test_the_process_ends_where_the_formula_says():
    rng = np.random.default_rng(1)
    ties = rng.uniform(0, 0.3, (20, 5, 5)) * (1 - np.eye(5))
    ties /= np.maximum(1, ties.sum(axis=2) / 0.95)[:, :, None]
    start = rng.uniform(0, 100, (20, 5))
    x = start
    for _ in range(2000):
        x = np.einsum("dij,dj->di", ties, x) + (1 - ties.sum(axis=2)) * start
    c = rng.uniform(1, 9, x.shape)
    found = settle(issue(start, ties, c), InfluenceParams())
    np.testing.assert_allclose(found.detail["position"], x, atol=1e-9)
    np.testing.assert_allclose(found.settlement, (c * x).sum(axis=1) / c.sum(axis=1))


def test_two_actors_by_hand():
    # x = 0.5 * 100 + 0.5 * 0; the other holds on to all of its own
    found = settle(issue([0, 100], [[0, 0.5], [0, 0]], [3, 1]), InfluenceParams())
    np.testing.assert_allclose(found.detail["position"], [[50, 100]])
    np.testing.assert_allclose(found.settlement, [62.5])


def test_without_ties_it_is_the_mean():
    found = settle(issue([10, 40, 80], np.zeros((3, 3)), [1, 2, 5]), InfluenceParams())
    np.testing.assert_allclose(found.settlement, [(10 + 80 + 400) / 8])


def test_followers_of_each_other_meet_and_ties_above_one_are_shared():
    mutual = settle(issue([0, 100], [[0, 1], [1, 0]]), InfluenceParams())
    np.testing.assert_allclose(mutual.detail["position"], [[50, 50]], atol=1e-6)
    # 0.9 and 0.6 make more than all of the first: three fifths and two fifths
    crowded = settle(issue([0, 100, 50], [[0, 0.9, 0.6], [0, 0, 0], [0, 0, 0]]), InfluenceParams())
    np.testing.assert_allclose(crowded.detail["position"], [[80, 100, 50]], atol=1e-6)


def test_strength_multiplies_the_ties():
    half = settle(issue([0, 100], [[0, 0.6], [0, 0]]), InfluenceParams(0.5))
    np.testing.assert_allclose(half.detail["position"], [[30, 100]])
    with pytest.raises(ValueError, match="strength must be 0 or more"):
        InfluenceParams(-1)


def test_a_bargain_passes_ties_between_those_present():
    x = np.array([[[0.0, 0], [np.nan, 40], [100, 100]]])
    s = np.where(np.isnan(x), 0.0, 1.0)
    ties = np.zeros((1, 3, 3))
    ties[0, 0, 1], ties[0, 0, 2] = 0.4, 0.5
    table = Bargain(
        x, s, np.ones((1, 3)), np.full((1, 2), np.nan), np.tile([0.0, 100], (2, 1)), influence=ties
    )
    found = run_model("influence", table)
    # who takes no stance moves nobody
    np.testing.assert_allclose(found.detail["position"][0, 0, :2], [50, 100])
    np.testing.assert_allclose(found.detail["position"][0, 1], [66, 40, 100])


def test_ties_that_cannot_be():
    x, s = np.zeros((1, 2, 1)), np.ones((1, 2, 1))
    for ties in (np.full((1, 2, 2), 0.5), np.array([[[0, 1.5], [0, 0]]]), np.array([[[0, np.nan], [0, 0]]])):
        table = Bargain(
            x, s, np.ones((1, 2)), np.full((1, 1), np.nan), np.array([[0.0, 100]]), influence=ties
        )
        with pytest.raises(ValueError, match="influence must be from 0 to 1"):
            run_model("influence", table)


def test_no_outcome_without_ties():
    x, s = np.zeros((1, 2, 1)), np.ones((1, 2, 1))
    table = Bargain(x, s, np.ones((1, 2)), np.full((1, 1), np.nan), np.array([[0.0, 100]]))
    assert np.isnan(run_model("influence", table).settlement).all()
