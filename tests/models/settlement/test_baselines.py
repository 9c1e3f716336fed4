"""Means, median, reversion and middle of the scale, by hand; and what solve() does with any model."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from detente.models import Bargain, OneIssue, configure, models, run_model
from detente.models.settlement.median import settle_at_median as median


def bargain(position, salience=50.0, capability=1.0, reversion=np.nan):
    x = np.asarray(position, float)
    d, n, k = x.shape
    return Bargain(
        x,
        np.broadcast_to(np.asarray(salience, float), x.shape).copy(),
        np.broadcast_to(np.asarray(capability, float), (d, n)).copy(),
        np.full((d, k), float(reversion)),
        np.tile([0.0, 100.0], (k, 1)),
    )


CASE = bargain([[[0.0], [10.0], [100.0]]], [[[10.0], [20.0], [0.0]]], [[2.0, 4.0, 50.0]], 70)


@pytest.mark.parametrize(
    ("slug", "wanted"),
    [("mean", 8.0), ("unweighted-mean", 5.0), ("median", 10.0), ("reversion", 70.0), ("midpoint", 50.0)],
)
def test_by_hand(slug, wanted):
    assert run_model(slug, CASE).settlement == pytest.approx(wanted)
    assert models()[slug].traits.baseline


@pytest.mark.parametrize(
    ("position", "weight", "lower", "upper"),
    [
        ([30, 10, 20], [1, 1, 1], 20, 20),
        ([30, 10, 20, 40], [1, 1, 1, 1], 20, 30),
        ([10, 20, 30], [2, 1, 1], 10, 20),
        ([10, 20, 30], [0.1 + 0.2, 0.15, 0.15], 10, 20),  # sums that rounding parts
        ([10, 20, 30], [1, 0, 1], 10, 30),
        ([0, 10, 20], [0, 1, 0], 10, 10),
        ([5], [3], 5, 5),
    ],
)
def test_lower_and_upper_median(position, weight, lower, upper):
    shape = (1, len(position))
    issue = OneIssue(
        np.reshape(position, shape).astype(float),
        np.reshape(weight, shape).astype(float),
        np.ones(shape),
        np.array([np.nan]),
    )
    found = median(issue, None)
    assert (found.detail["lower"], found.detail["upper"]) == (lower, upper)
    assert found.settlement == (lower + upper) / 2


def test_the_median_is_beaten_by_no_point():
    rng = np.random.default_rng(1)
    x, w = rng.integers(0, 20, (200, 7)).astype(float), rng.integers(1, 5, (200, 7)).astype(float)
    found = median(OneIssue(x, w, np.ones_like(x), np.full(200, np.nan)), None).settlement
    for other in np.arange(0, 20.25, 0.25):
        likes_other = np.abs(x - other) < np.abs(x - found[:, None])
        likes_found = np.abs(x - other) > np.abs(x - found[:, None])
        assert ((w * likes_other).sum(axis=1) <= (w * likes_found).sum(axis=1)).all()


def test_issues_without_a_reversion_are_left_out():
    two = bargain(np.tile([20.0, 80.0], (2, 1, 1)), reversion=0)
    two.reversion[:, 1] = np.nan
    found = run_model("nash", two).settlement
    np.testing.assert_array_equal(found, [[20, np.nan], [20, np.nan]])
    two.reversion[0, 0] = np.nan
    with pytest.raises(ValueError, match="some draws only"):
        run_model("nash", two)


def test_details_stand_side_by_side():
    found = run_model("challenge:rounds=3", bargain(np.arange(12.0).reshape(2, 3, 2)))
    assert {name: array.shape for name, array in found.detail.items()} == {
        "first": (2, 2),
        "rounds": (2, 2, 4),
        "means": (2, 2, 4),
        "cycle": (2, 2),
    }
    assert found.detail["cycle"].dtype == np.int64


def test_an_actor_without_a_stance_is_left_out():
    case = bargain([[[10.0, 30.0], [20.0, np.nan]]], [[[50.0, 50.0], [50.0, 0.0]]])
    np.testing.assert_array_equal(run_model("mean", case).settlement, [[15, 30]])


def test_parameters_take_the_place_of_the_default():
    chosen = configure("nash:absolute")
    case = bargain([[[30.0], [40.0]]], reversion=0)
    assert run_model("nash", case, chosen.params).settlement == run_model(chosen, case).settlement == 30
    assert run_model(models()["nash"], case).settlement > 30


@pytest.mark.parametrize("slug", models("settlement"))
def test_draws_in_which_nobody_has_weight_have_no_outcome(slug):
    rng = np.random.default_rng(4)
    position, salience = rng.uniform(0, 100, (5, 4, 3)), rng.uniform(10, 90, (5, 4, 3))
    capability, uniform = rng.uniform(1, 5, (5, 4)), rng.uniform(0.1, 0.9, (5, 3))
    ties = np.zeros((5, 4, 4))
    ties[:, 0, 1] = 0.5
    salience[1, :, 0] = salience[2] = capability[3] = 0.0
    scale = np.tile([0.0, 100.0], (3, 1))
    case = Bargain(
        position, salience, capability, np.full((5, 3), 40.0), scale, influence=ties, uniform=uniform
    )
    out = run_model(slug, case)
    wanted = [[False] * 3, [True, False, False], [True] * 3, [True] * 3, [False] * 3]
    assert np.isnan(out.settlement).tolist() == wanted
    for array in out.detail.values():
        assert np.isnan(array[2:4]).all()
        assert np.isnan(array[1, 0]).all()
    # the other draws are as they are without these
    alone = run_model(slug, case.draws(np.array([0, 4])))
    assert alone.settlement.tobytes() == out.settlement[[0, 4]].tobytes()


@pytest.mark.parametrize(
    ("name", "at", "value", "message"),
    [
        ("position", (1, 2, 0), np.nan, "issue 0: draw 1, actor 2: position is not a finite number"),
        ("position", (1, 2, 0), np.inf, "issue 0: draw 1, actor 2: position is not a finite number"),
        ("salience", (0, 1, 0), np.nan, "issue 0: draw 0, actor 1: salience is not a finite number"),
        ("salience", (0, 1, 0), -1, "issue 0: draw 0, actor 1: salience is negative; give zero or more"),
        ("capability", (1, 0), np.inf, "issue 0: draw 1, actor 0: capability is not a finite number"),
        ("capability", (1,), 1e308, "issue 0: draw 1: the weights .* overflow"),
        ("reversion", (1, 0), np.inf, "issue 0: draw 1: the reversion is infinite"),
    ],
)
@pytest.mark.parametrize("slug", ["mean", "challenge", "spatial"])
def test_unusable_numbers_are_named(slug, name, at, value, message):
    case = bargain(np.arange(6.0).reshape(2, 3, 1))
    getattr(case, name)[at] = value
    with pytest.raises(ValueError, match=message):
        run_model(slug, case)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"capability": np.ones((2, 2))}, r"capability must be \(2, 3\), not \(2, 2\)"),
        ({"scale": np.ones((2, 2))}, r"scale must be \(1, 2\), not \(2, 2\)"),
        ({"reversion": np.ones(2)}, r"reversion must be \(2, 1\), not \(2,\)"),
        ({"position": np.full((2, 3, 1), np.nan)}, "issue 0: no actor takes a stance"),
        ({"salience": np.ones((2, 3))}, "must both be .draws, actors, issues."),
    ],
)
def test_arrays_that_do_not_fit(change, message):
    with pytest.raises(ValueError, match=message):
        run_model("mean", replace(bargain(np.arange(6.0).reshape(2, 3, 1)), **change))


def test_no_draws():
    with pytest.raises(ValueError, match="no draws"):
        run_model("mean", bargain(np.ones((0, 3, 1))))


def test_names_alone_do_not_load_the_compiler():
    code = "import sys, detente.models as m; m.models(); assert 'numba' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
