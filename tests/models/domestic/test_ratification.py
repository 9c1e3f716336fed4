"""Win-sets against hand calculation, exhaustive grids and linear programming."""

from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from scipy.optimize import linprog

from detente.models.domestic.ratification import RatificationParams, Ratifiers, ratify_agreement

QUADRATIC, ABSOLUTE = RatificationParams(), RatificationParams("absolute")
both = pytest.mark.parametrize("params", [QUADRATIC, ABSOLUTE], ids=["quadratic", "absolute"])


def one(position, reversion, agreement, capability=1.0, threshold=1.0, salience=50.0):
    """One draw: ``position`` is actors by members by issues on scales from 0 to 100."""
    position = np.asarray(position, float)[None]
    _, n, m, k = position.shape
    spread = [
        np.broadcast_to(np.asarray(x, float), shape)[None].copy()
        for x, shape in ((salience, (n, m, k)), (capability, (n, m)), (threshold, (n,)))
    ]
    return Ratifiers(
        position,
        *spread,
        np.asarray(reversion, float)[None],
        np.asarray(agreement, float)[None],
        np.array([[0.0, 100.0]] * k),
    )


def drawn(seed, d, n, m, k, threshold=None, edges=False, middle=False):
    """Random ratifiers; with ``edges``, idle members, empty places, and points at reversion or the ends."""
    rng = np.random.default_rng(seed)
    position = rng.uniform(0, 100, (d, n, m, k))
    salience = rng.uniform(1, 100, (d, n, m, k))
    capability = rng.uniform(0.1, 1, (d, n, m))
    # in the middle, interests point every way
    reversion = np.full((d, k), 50.0) if middle else rng.uniform(5, 95, (d, k))
    if edges:
        salience[rng.random((d, n, m, k)) < 0.2] = 0
        capability[rng.random((d, n, m)) < 0.1] = 0
        capability[:, :, 0] = np.maximum(capability[:, :, 0], 0.1)
        reversion = rng.choice([0.0, 30.0, 50.0, 100.0], (d, k))
        same = rng.random((d, n, m, k)) < 0.25
        position = np.where(same, reversion[:, None, None], position)
    share = rng.choice([0.4, 0.5, 0.66, 1.0], (d, n)) if threshold is None else np.full((d, n), threshold)
    return Ratifiers(
        position,
        salience,
        capability,
        share,
        reversion,
        rng.uniform(0, 100, (d, k)),
        np.array([[0.0, 100.0]] * k),
    )


def gains(r, d, points, params):
    """Members' gains (P, N, M) at points (P, K) in draw d, by the definition."""
    weight = r.salience[d] / np.maximum(r.salience[d].sum(axis=2, keepdims=True), 1e-300)
    power = 1 if params.loss == "absolute" else 2

    def loss(x):
        return (weight * (np.abs(x - r.position[d]) / 100) ** power).sum(axis=-1)

    return loss(r.reversion[d]) - loss(np.asarray(points)[:, None, None])


def accept(r, d, gain, strict=False):
    """Which actors accept, (P, N), from gains (P, N, M); members whom nothing touches always do."""
    idle = r.salience[d].sum(axis=2) == 0
    yes = (gain > 1e-9 if strict else gain >= -1e-9) | idle
    held = (yes * r.capability[d]).sum(axis=2)
    return held >= r.threshold[d] * r.capability[d].sum(axis=1) - 1e-9


def cut(r, actors):
    """The same ratifiers with only some of the actors."""
    return replace(
        r,
        **{
            key: getattr(r, key)[:, list(actors)]
            for key in ("position", "salience", "capability", "threshold")
        },
    )


# one issue: intervals


@both
def test_a_win_set_reaches_the_mirror_image_of_the_reversion_point(params):
    # the ratifier at 40 likes all from 20 to 60 at least as well as 20; the one at 50 up to 80
    found = ratify_agreement(one([[[40]], [[50]]], [20], [70]), params)
    assert found.alone[0, :, 0] == pytest.approx(np.array([[20, 60], [20, 80]]))
    assert found.ratifies[0].tolist() == [False, True]
    assert found.overlap.all()
    assert found.overlap_alone.all()
    assert found.concession[0, :, 0] == pytest.approx([-10, 0])
    assert found.joint[0, 0] == pytest.approx(-10)


@both
def test_sides_apart_have_nothing_but_the_reversion_point(params):
    found = ratify_agreement(one([[[40]], [[10]]], [20], [30]), params)
    assert found.alone[0, :, 0] == pytest.approx(np.array([[20, 60], [0, 20]]))
    assert not found.overlap.any()
    assert not found.overlap_alone.any()
    assert found.blockers() == {(0, 1): 1.0}


@both
def test_the_pivot_of_the_threshold_sets_the_end_of_the_win_set(params):
    # three equal members: the reach of the second for a majority, of the least for unanimity
    members = [[[30], [40], [50]]]
    majority = ratify_agreement(one(members, [20], [60], threshold=0.5), params)
    unanimous = ratify_agreement(one(members, [20], [60], threshold=1.0), params)
    assert majority.alone[0, 0, 0] == pytest.approx([20, 60])
    assert unanimous.alone[0, 0, 0] == pytest.approx([20, 40])
    assert majority.ratifies.all()
    assert majority.pivot == 1
    assert not unanimous.ratifies.any()
    assert unanimous.pivot == 0


def test_the_shortfall_is_what_the_pivot_loses():
    # .4 from the agreement and .1 from the reversion point: .16 - .01 squared, .4 - .1 otherwise
    r = one([[[30]]], [20], [70])
    assert ratify_agreement(r).shortfall == pytest.approx(0.15)
    assert ratify_agreement(r, ABSOLUTE).shortfall == pytest.approx(0.3)
    assert ratify_agreement(r).margin == pytest.approx(-0.15)


def test_an_actor_at_the_reversion_point_blocks_alone():
    found = ratify_agreement(one([[[20]], [[60]]], [20], [30]))
    assert found.blockers() == {(0,): 1.0}


@both
def test_one_issue_agrees_with_a_grid(params):
    r = drawn(11, 60, 3, 4, 1)
    found = ratify_agreement(r, params)
    x = np.linspace(0, 100, 2001)[:, None]
    for d in range(60):
        yes = accept(r, d, gains(r, d, x, params))
        for i in range(3):
            low, high = found.alone[d, i, 0]
            assert ((x[:, 0] >= low - 1e-6) & (x[:, 0] <= high + 1e-6) == yes[:, i]).all()
        assert found.overlap[d] == found.overlap_alone[d, 0]


# several issues


@both
@pytest.mark.parametrize("edges", [False, True])
def test_overlap_agrees_with_a_grid_both_ways(params, edges):
    r = drawn(12, 60, 2, 3, 2, edges=edges)
    found = ratify_agreement(r, params)
    side = np.linspace(0, 100, 81)
    grid = np.array(list(product(side, side)))
    assert 5 < found.overlap.sum() < 55
    for d in range(60):
        if found.overlap[d]:
            # the package given is itself the proof
            assert ((found.package[d] >= 0) & (found.package[d] <= 100)).all()
            assert accept(r, d, gains(r, d, found.package[d : d + 1], params), strict=True).all()
        else:
            # dense about the reversion point too, where lenses are thin
            near = np.clip(r.reversion[d] + 0.02 * (grid - 50), 0, 100)
            every = gains(r, d, np.concatenate([grid, near]), params)
            assert not accept(r, d, every, strict=True).all(axis=1).any()


def rises(slope, box):
    """Whether some direction within the box raises every row, by linear programming."""
    k = slope.shape[1]
    scaled = slope / np.linalg.norm(slope, axis=1, keepdims=True)
    solved = linprog(
        np.r_[np.zeros(k), -1.0],
        np.column_stack([-scaled, np.ones(len(scaled))]),
        np.zeros(len(scaled)),
        bounds=[*box, (None, None)],
    )
    return -solved.fun > 1e-7


def test_unanimity_on_five_issues_agrees_with_linear_programming():
    r = drawn(13, 150, 3, 4, 5, threshold=1.0, middle=True)
    found = ratify_agreement(r)
    weight = r.salience / r.salience.sum(axis=3, keepdims=True)
    slope = weight * (r.position - r.reversion[:, None, None])
    expected = [rises(slope[d].reshape(12, 5), [(-1, 1)] * 5) for d in range(150)]
    assert 10 < sum(expected) < 140
    assert found.overlap.tolist() == expected


def test_thresholds_agree_with_every_choice_of_coalitions():
    r = drawn(14, 60, 3, 3, 2, middle=True)
    found = ratify_agreement(r)
    weight = r.salience / r.salience.sum(axis=3, keepdims=True)
    slope = weight * (r.position - r.reversion[:, None, None])
    seen = []
    for d in range(60):
        choices = []
        for i in range(3):
            need = r.threshold[d, i] * r.capability[d, i].sum() - 1e-9
            sets = [c for size in (1, 2, 3) for c in combinations(range(3), size)]
            choices.append([c for c in sets if r.capability[d, i, list(c)].sum() >= need])
        expected = any(
            rises(np.concatenate([slope[d, i, list(c)] for i, c in enumerate(chosen)]), [(-1, 1)] * 2)
            for chosen in product(*choices)
        )
        assert found.overlap[d] == expected
        seen.append(expected)
    assert 5 < sum(seen) < 55


@both
def test_a_reversion_point_at_the_end_of_a_scale_keeps_the_package_on_it(params):
    # the first issue is settled as both want it, the second is not
    found = ratify_agreement(one([[[0, 90]], [[0, 60]]], [0, 50], [0, 60]), params)
    assert found.overlap.all()
    assert found.package[0, 0] == pytest.approx(0, abs=1e-9)
    assert 50 < found.package[0, 1] < 70
    assert not ratify_agreement(one([[[0, 90]], [[0, 10]]], [0, 50], [10, 50]), params).overlap.any()


@both
def test_linking_issues_brings_in_sides_that_block_each_issue_alone(params):
    # each gives way where it cares little
    r = one([[[100, 0]], [[0, 100]]], [50, 50], [80, 80], salience=[[[90, 10]], [[10, 90]]])
    found = ratify_agreement(r, params)
    assert not found.overlap_alone.any()
    assert found.overlap.all()
    assert found.package[0] == pytest.approx(np.array([found.package[0, 0]] * 2), abs=1e-6)
    assert found.package[0, 0] > 50


@both
def test_blocking_sets_are_the_smallest_without_overlap(params):
    r = drawn(15, 80, 4, 2, 2)
    found = ratify_agreement(r, params)
    overlaps = {
        c: ratify_agreement(cut(r, c), params).overlap
        for size in (1, 2, 3, 4)
        for c in combinations(range(4), size)
    }
    for chosen, overlap in overlaps.items():
        smaller = [overlaps[c] for size in range(1, len(chosen)) for c in combinations(chosen, size)]
        minimal = ~overlap & np.logical_and.reduce([np.ones(80, bool), *smaller])
        assert (found.blocking[:, sum(1 << i for i in chosen)] == minimal).all()
    assert found.blocking.any(axis=0).sum() >= 8
    assert (found.blocking.any(axis=1) == ~found.overlap).all()


@both
@pytest.mark.parametrize("edges", [False, True])
def test_gains_and_ratification_follow_the_definition(params, edges):
    r = drawn(16, 100, 3, 4, 3, edges=edges)
    found = ratify_agreement(r, params)
    for d in range(100):
        gain = gains(r, d, r.agreement[d : d + 1], params)
        assert found.gain[d] == pytest.approx(gain[0])
        assert (found.ratifies[d] == accept(r, d, gain)[0]).all()
        # paying every member the shortfall ratifies, paying less does not
        for i in np.flatnonzero(found.shortfall[d] > 1e-6):
            assert accept(r, d, gain + found.shortfall[d, i])[0, i]
            paid = gain + 0.999 * found.shortfall[d, i]
            idle = r.salience[d, i].sum(axis=1) == 0
            yes = (paid[0, i] >= 0) | idle
            assert (yes * r.capability[d, i]).sum() < r.threshold[d, i] * r.capability[d, i].sum()


@both
@pytest.mark.parametrize("edges", [False, True])
def test_concessions_are_the_smallest_moves_on_one_issue(params, edges):
    r = drawn(17, 40, 3, 3, 2, edges=edges)
    found = ratify_agreement(r, params)
    x = np.linspace(0, 100, 4001)
    step = x[1] - x[0]
    for d, k in product(range(40), range(2)):
        points = np.tile(r.agreement[d], (x.size, 1))
        points[:, k] = x
        yes = accept(r, d, gains(r, d, points, params))
        distance = np.abs(x - r.agreement[d, k])
        now = accept(r, d, gains(r, d, r.agreement[d : d + 1], params))[0]
        for good, move in [
            *zip(yes.T, found.concession[d, :, k], strict=True),
            (yes.all(axis=1), found.joint[d, k]),
        ]:
            if np.isnan(move):
                # an interval narrower than the grid may be missed, never the other way round
                assert not good.any()
            else:
                point = r.agreement[d : d + 1].copy()
                point[0, k] += move
                assert 0 <= point[0, k] <= 100
                assert not good.any() or abs(move) <= distance[good].min() + 1e-6
                assert not (good & (distance < abs(move) - step)).any()
        for i in range(3):
            if not np.isnan(found.concession[d, i, k]):
                point = r.agreement[d : d + 1].copy()
                point[0, k] += found.concession[d, i, k]
                after = accept(r, d, gains(r, d, point, params))[0]
                assert after[i]
                assert found.keeps[d, i, k] == (after | ~now).all()


@both
def test_splitting_a_member_and_reordering_change_nothing(params):
    r = drawn(18, 60, 2, 3, 3)
    found = ratify_agreement(r, params)
    halves = r.capability[:, :, [0, 0, 1, 2]] * [0.5, 0.5, 1, 1]
    split = replace(
        r, position=r.position[:, :, [0, 0, 1, 2]], salience=r.salience[:, :, [0, 0, 1, 2]], capability=halves
    )
    turned = replace(
        r,
        position=r.position[:, ::-1, ::-1].copy(),
        salience=r.salience[:, ::-1, ::-1].copy(),
        capability=r.capability[:, ::-1, ::-1].copy(),
        threshold=r.threshold[:, ::-1].copy(),
    )
    for other, order in (
        (ratify_agreement(split, params), slice(None)),
        (ratify_agreement(turned, params), slice(None, None, -1)),
    ):
        assert other.margin[:, order] == pytest.approx(found.margin)
        assert (other.overlap == found.overlap).all()
        assert other.concession[:, order] == pytest.approx(found.concession, nan_ok=True)
        assert other.alone[:, order] == pytest.approx(found.alone)


def test_scales_and_their_units_do_not_matter():
    r = drawn(19, 40, 2, 3, 2)
    # years from 1990 to 2040 instead of points from 0 to 100
    scale = np.array([[1990.0, 2040.0], [0.0, 100.0]])
    moved = {key: getattr(r, key) * [0.5, 1] + [1990, 0] for key in ("position", "reversion", "agreement")}
    one_, two = ratify_agreement(r), ratify_agreement(replace(r, **moved, scale=scale))
    assert two.margin == pytest.approx(one_.margin)
    assert two.concession == pytest.approx(one_.concession * [0.5, 1], nan_ok=True)
    assert two.package == pytest.approx(one_.package * [0.5, 1] + [1990, 0], nan_ok=True)


def test_a_member_whom_nothing_touches_stands_in_nobodys_way():
    r = one([[[80], [np.nan]]], [50], [60], capability=[[1, 2]], salience=[[[50], [0]]])
    found = ratify_agreement(r)
    assert found.ratifies.all()
    assert found.overlap.all()


def test_nobody_who_cares_leaves_the_reversion_point_itself():
    found = ratify_agreement(one([[[80, 20]]], [50, 40], [60, 60], salience=0.0))
    assert found.overlap.all()
    assert found.package[0] == pytest.approx([50, 40])


def test_probabilities_are_shares_of_draws():
    r = drawn(20, 200, 2, 2, 2)
    found = ratify_agreement(r)
    assert found.p_overlap == found.overlap.mean()
    assert found.p_ratified == (found.margin >= -1e-12).all(axis=1).mean()
    assert 0 < found.p_ratified < found.p_overlap < 1


@pytest.mark.parametrize(
    ("bad", "match"),
    [
        (one([[[40]]], [120], [50]), "^reversion of issue 0: 120"),
        (one([[[40]]], [20], [np.nan]), "^agreement of issue 0"),
        (one([[[140]]], [20], [50]), "^position on issue 0: 140"),
        (one([[[40]]], [20], [50], threshold=0.0), "^threshold"),
        (one([[[40]]], [20], [50], capability=0.0), "^capability"),
        (one([[[40]]], [20], [50], salience=-1.0), "^salience"),
        (one([[[40]] * 13], [20], [50]), "1 actors of 13 members"),
        (replace(one([[[40]]], [20], [50]), threshold=np.ones((1, 2))), "^threshold has shape"),
    ],
)
def test_inputs_out_of_range_are_named(bad, match):
    with pytest.raises(ValueError, match=match):
        ratify_agreement(bad)


def test_a_move_to_the_reversion_point_is_no_agreement():
    """Of two that want opposite things on one issue no move keeps both in; with a second issue one may."""
    found = ratify_agreement(
        Ratifiers(
            position=np.array([[[[90.0]], [[10.0]]]]),
            salience=np.ones((1, 2, 1, 1)),
            capability=np.ones((1, 2, 1)),
            threshold=np.ones((1, 2)),
            reversion=np.array([[50.0]]),
            agreement=np.array([[40.0]]),
            scale=np.array([[0.0, 100.0]]),
        )
    )
    assert not found.overlap.any()
    assert found.concession[0, 0, 0] == pytest.approx(10)  # back to where there is no agreement
    assert np.isnan(found.joint).all() and not found.keeps[0, 0, 0]
