"""The spatial model: KTAB's own histories, primitives by hand, the laws, and what it tells of itself."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from detente.formats.ktab import read_ktab
from detente.kernels.settlement import spatial as kernel
from detente.kernels.settlement.spatial_bargain import deal
from detente.models.arrays import Bargain
from detente.models.registry import UnknownModelError, configure
from detente.models.run import run_model as solve_any
from detente.models.settlement.spatial import play_spatial_turns
from detente.models.settlement.spatial_history import history
from detente.models.settlement.spatial_options import OPTIONS, SpatialParams

EVERY = [SpatialParams()] + [
    replace(SpatialParams(), **{name: value})
    for name, values in OPTIONS.items()
    for value in values
    if name != "transition" and value != getattr(SpatialParams(), name)
]


def bargain(position, salience, capability, scale=(0.0, 100.0)):
    """One draw of one issue from lists over actors, or (D, N, K) arrays."""
    x, s = (np.asarray(a, dtype=float) for a in (position, salience))
    x, s = (a[None, :, None] if a.ndim == 1 else a for a in (x, s))
    c = np.broadcast_to(np.asarray(capability, dtype=float), x.shape[:2]).copy()
    ends = np.tile(np.array(scale), (x.shape[2], 1))
    return Bargain(x, np.broadcast_to(s, x.shape).copy(), c, np.full((len(x), x.shape[2]), np.nan), ends)


def crowd(seed, draws=60, actors=5, dims=2):
    """Bargains with ties and with none, some saliences zero."""
    rng = np.random.default_rng(seed)
    shape = (draws, actors, dims)
    x = rng.choice([0.0, 25, 50, 75, 100], size=shape)
    x[draws // 2 :] = rng.uniform(0, 100, (draws - draws // 2, actors, dims))
    s = rng.choice([0.0, 20, 40, 80], size=shape)
    s[:, 0] = 50
    return bargain(x, s, rng.choice([1.0, 2, 2, 5], size=shape[:2]))


def test_the_switch_reproduces_every_history_that_ktab_left(shared: Path):
    files = sorted((shared / "data" / "ktab").glob("*.json"))
    assert len(files) >= 20
    for file in files:
        run = json.loads(file.read_text())
        expected = np.array(run["positions"]).transpose(2, 0, 1)
        params = SpatialParams.of_codes(run["params"])
        told = history(read_ktab(file.parent / run["file"]).bargain(), params)
        assert told.position.shape == expected.shape, file.name
        assert np.abs(told.position - expected).max() < 1e-3, file.name
        assert told.capped == 0
        ends = play_spatial_turns(read_ktab(file.parent / run["file"]).bargain(), params).detail["position"]
        np.testing.assert_array_equal(ends[0].T, told.position[-1])


def test_labels_and_numbers_of_the_references_name_the_same_options(shared: Path):
    names = {
        "vpm": ("victory", "Linear Square Quartic Octic Binary"),
        "pce": ("election", "Conditional MarkovIncentive MarkovUniform"),
        "stm": ("transition", "Deterministic Stochastic"),
        "vr": ("vote", "Binary PropBin Prop PropCbc Cubic ASymProsp"),
        "ra": ("adjustment", "None OneThird Half TwoThirds Full"),
        "rr": ("risk", "Min Mid Max"),
        "tpc": ("third_parties", "No Semi Full"),
        "ivb": ("weights", "S1P1 S2P2 S2PMax"),
        "bm": ("bargain", "InitOnly InitRcvr PWComp"),
    }
    for file in (shared / "data" / "ktab").glob("*.json"):
        run = json.loads(file.read_text())
        params = SpatialParams.of_codes(run["params"])
        assert params.codes == tuple(run["params"])
        for label, (option, values) in names.items():
            place = values.split().index(run["labels"][label])
            assert getattr(params, option) == OPTIONS[option][place], file.name


def test_two_actors_by_hand():
    # powers 3 and 1, both as salient as can be, at the ends: the strong one stands at p = 3/4, so r = 1,
    # the weak one r = -1/2. The strong gains 2(3/4) - 1 = 1/2 by a challenge, the weak loses as much.
    # They meet where 9 and 1 (squared chances) weigh: at 10. Votes on it, by power: the strong
    # .75 (.9 1.1 - .5) for it, the weak .25 (.5 - .1 .55) against.
    told = history(bargain([0, 100], 100, [3, 1]))
    first = told.turns[0]
    np.testing.assert_allclose(first.risk, [1.0, -0.5])
    assert (first.initiator.tolist(), first.receiver.tolist()) == ([0], [1])
    np.testing.assert_allclose([first.gain[0], first.chance[0]], [0.5, 0.75], atol=1e-7)
    np.testing.assert_allclose(first.offer[0], [[10.0], [10.0]], atol=1e-6)
    assert first.adopted.all()
    for_it, against = 0.75 * (0.9 * 1.1 - 0.5), 0.25 * (0.5 - 0.1 * 0.55)
    np.testing.assert_allclose(first.odds[0, 1], for_it / (for_it + against), atol=1e-6)
    np.testing.assert_allclose(first.odds[0, 0], against / (for_it + against), atol=1e-6)
    assert (len(told.turns), told.settled) == (2, True)
    np.testing.assert_allclose(told.position[-1], 10.0, atol=1e-6)
    np.testing.assert_allclose(
        play_spatial_turns(bargain([0, 100], 100, [3, 1]), SpatialParams()).settlement, [[10.0]], atol=1e-6
    )


def test_distance_and_utility_by_hand():
    far = kernel.distances(np.array([[0.0, 0.0]]), np.array([[0.3, 0.4]]), np.array([[1.0, 0.5]]))
    assert far[0, 0] == pytest.approx(np.sqrt((0.3**2 + 0.2**2) / 0.25))
    assert kernel.utility(0.25, 1.0) == pytest.approx(0.75 * 1.25)
    assert kernel.utility(0.25, -0.5) == pytest.approx(0.75 * 0.875)


def test_a_contest_by_hand_for_every_sort_of_third_party():
    # i and j are equal; the third, of weight 1, values i's position .4 more and its own at 1.
    to_i, to_j, own = np.array([1.0, 0.0, 0.7]), np.array([0.0, 1.0, 0.3]), np.ones(3)
    weight = np.ones(3)

    def chance(third, worth_i=to_i, worth_j=to_j):
        room = np.empty(3)
        return kernel.contest(0, 1, worth_i, worth_j, own, weight, room, SpatialParams().ballot, third)

    assert chance(kernel.STAND_ASIDE) == pytest.approx(0.5)
    assert chance(kernel.PREFER) == pytest.approx(1.4 / 2.4)
    hedged = 0.4 * 1.4 / 2.4
    assert chance(kernel.HEDGE) == pytest.approx((1 + hedged) / (2 + hedged))
    p = 1.4 / 2.4
    dread = p * 0.3 - (1 - p) * 0.7
    assert chance(kernel.DREAD) == pytest.approx((1 + max(dread, 0)) / (2 + abs(dread)))
    # KTAB's third parties may back the side they like less; ours never do
    assert chance(kernel.DREAD) < 0.5 < chance(kernel.HEDGE)


def test_third_parties_that_commit_more_move_the_chance_more():
    case = bargain([0, 100, 80], 90, [2, 2, 2])
    chance = {}
    for third in OPTIONS["third_parties"]:
        first = history(case, SpatialParams(third_parties=third)).turns[0]
        row = np.nonzero((first.initiator == 1) & (first.receiver == 0))[0]
        chance[third] = first.chance[row[0]]
    assert chance["none"] == pytest.approx(0.5, abs=1e-6)
    assert chance["none"] < chance["semi"] < chance["full"]


@pytest.mark.parametrize(
    ("weights", "at"),
    [("s1p1", (0.8 * 0.75, 0.5 * 0.25)), ("s2p2", (0.64 * 0.5625, 0.25 * 0.0625))],
)
def test_a_bargain_weighs_salience_and_chance(weights, at):
    x, s = np.array([[0.0], [1.0]]), np.array([[0.8], [0.5]])
    ends = deal(0, 1, 0.75, x, s, SpatialParams(weights=weights).rules)
    np.testing.assert_allclose(ends, at[1] / sum(at))


def test_under_s2pmax_only_the_weaker_side_concedes():
    x, s = np.array([[0.0], [1.0]]), np.array([[0.8], [0.5]])
    ends = deal(0, 1, 0.75, x, s, SpatialParams(weights="s2pmax").rules)
    np.testing.assert_allclose(ends, [[0.0], [1.0 - 0.5 * 0.64 / (0.5 * 0.64 + 0.5 * 0.25)]])


def test_receiver_and_compromise_use_the_receivers_chance_and_the_influence_of_both():
    case = bargain([0, 100, 60], [90, 60, 30], [3, 2, 1])
    both = history(case, SpatialParams(bargain="initiator-receiver")).turns[0]
    one = history(case, SpatialParams(bargain="compromise")).turns[0]
    assert len(both.initiator) == 2 * len(one.initiator)
    assert ((both.chance >= 0) & (both.chance <= 1)).all()
    influence = np.array([90 * 3, 60 * 2, 30 * 1.0])
    for row in range(len(one.initiator)):
        mine, theirs = influence[one.initiator[row]], influence[one.receiver[row]]
        expected = (mine * both.offer[2 * row] + theirs * both.offer[2 * row + 1]) / (mine + theirs)
        np.testing.assert_allclose(one.offer[row], expected)


def test_three_symmetric_actors_stay_symmetric():
    told = history(bargain([0, 50, 100], 60, 1))
    assert np.isfinite(told.position).all()
    np.testing.assert_allclose(told.position[:, 0, 0] + told.position[:, 2, 0], 100, atol=1e-9)
    np.testing.assert_allclose(told.position[:, 1, 0], 50, atol=1e-9)
    first = told.turns[0]
    # the two at the ends do equally well, so they are equally at risk
    assert first.risk[0] == pytest.approx(first.risk[2])


@pytest.mark.parametrize("ktab", [False, True])
def test_identical_positions_have_a_neutral_risk_and_do_not_move(ktab):
    told = history(bargain([40, 40, 40], [20, 50, 70], [1, 2, 3]), SpatialParams(ktab=ktab))
    assert (told.position == 40).all()
    assert (told.turns[0].risk == 0).all()


def test_one_actor_keeps_its_position():
    assert play_spatial_turns(bargain([30], 50, 1), SpatialParams()).settlement[0, 0] == 30


def test_zero_power_casts_no_vote_but_bargains():
    told = history(bargain([0, 100, 70], [80, 60, 60], [2, 1, 0]))
    assert np.isfinite(told.position).all()
    assert told.position[-1, 2, 0] != 70


def test_an_actor_without_salience_takes_no_part():
    alone = history(bargain([0, 100, 30], [90, 50, 20], [2, 1, 1]))
    beside = history(bargain([0, 55, 100, 30], [90, 0, 50, 20], [2, 9, 1, 1]))
    np.testing.assert_allclose(beside.position[:, [0, 2, 3]], alone.position, atol=1e-9)
    np.testing.assert_allclose(beside.position[:, 1], 55)
    assert np.isnan(beside.turns[0].risk[1])
    assert 1 not in beside.turns[0].receiver


def test_an_actor_without_a_stance_on_one_issue_starts_from_the_others():
    x = np.array([[[0.0, 10.0], [100.0, np.nan], [50.0, 70.0]]])
    s = np.array([[[50.0, 30.0], [50.0, 0.0], [50.0, 60.0]]])
    case = bargain(x, s, [[1.0, 1.0, 2.0]])
    told = history(case)
    assert told.position[0, 1, 1] == pytest.approx((30 * 10 + 120 * 70) / 150)
    assert np.isfinite(play_spatial_turns(case, SpatialParams()).settlement).all()


def test_saliences_of_any_sum():
    x = np.array([[[0.0, 10, 90], [100, 80, 20], [50, 70, 10]]])
    case = bargain(x, np.full((1, 3, 3), 100.0), [[1.0, 2.0, 2.0]])
    third = bargain(x, np.full((1, 3, 3), 100 / 3), [[1.0, 2.0, 2.0]])
    whole = play_spatial_turns(case, SpatialParams()).settlement
    assert ((whole >= 0) & (whole <= 100)).all()
    np.testing.assert_allclose(whole, play_spatial_turns(third, SpatialParams()).settlement, atol=1e-8)


def test_an_issue_that_nobody_feels_is_left_open():
    x = np.array([[[0.0, np.nan], [100.0, np.nan]]])
    case = bargain(x, np.array([[[50.0, 0.0], [40.0, 0.0]]]), [[1.0, 2.0]])
    settled = play_spatial_turns(case, SpatialParams()).settlement
    assert np.isfinite(settled[0, 0])
    assert np.isnan(settled[0, 1])


@pytest.mark.parametrize("params", EVERY, ids=lambda p: "-".join(map(str, p.codes)))
def test_order_mirror_scale_and_unit_of_power_change_nothing(params):
    case = crowd(seed=sum(params.codes))
    base = play_spatial_turns(case, params).settlement
    assert np.isfinite(base).all()
    order = np.random.default_rng(9).permutation(case.shape[1])
    x, s, c = case.position, case.salience, case.capability
    shuffled = play_spatial_turns(bargain(x[:, order], s[:, order], c[:, order]), params)
    np.testing.assert_allclose(shuffled.settlement, base, atol=1e-6)
    np.testing.assert_allclose(
        100 - play_spatial_turns(bargain(100 - x, s, c), params).settlement, base, atol=1e-6
    )
    rescaled = play_spatial_turns(bargain(0.3 * x + 7, s, c, scale=(7.0, 37.0)), params).settlement
    np.testing.assert_allclose((rescaled - 7) / 0.3, base, atol=1e-6)
    np.testing.assert_allclose(
        play_spatial_turns(bargain(x, s, 17.3 * c), params).settlement, base, atol=1e-6
    )
    assert (base <= x.max(axis=1) + 1e-9).all()
    assert (base >= x.min(axis=1) - 1e-9).all()


def test_offers_adopted_are_where_actors_go():
    told = history(crowd(seed=3).draws(slice(40, 41)))
    for before, after, turn in zip(told.position[:-1], told.position[1:], told.turns, strict=True):
        for k in range(len(after)):
            mine = [
                turn.offer[e, side]
                for e, parties in enumerate(zip(turn.initiator, turn.receiver, strict=True))
                for side in (0, 1)
                if turn.adopted[e, side] and parties[side] == k
            ]
            np.testing.assert_allclose(after[k], np.mean(mine, axis=0) if mine else before[k], atol=1e-9)
        taking_part = ~np.isnan(turn.odds[:, 1])
        assert (turn.odds[taking_part, 1] >= np.nan_to_num(turn.odds[taking_part, 2])).all()


def test_stochastic_transitions_follow_the_seed_and_the_draw():
    plain = crowd(seed=5, draws=40)
    for case in (plain, replace(plain, uniform=np.random.default_rng(0).random((40, 2)))):
        chance = SpatialParams(transition="stochastic", seed=1)
        first = play_spatial_turns(case, chance)
        np.testing.assert_array_equal(first.settlement, play_spatial_turns(case, chance).settlement)
        assert not np.array_equal(
            first.settlement, play_spatial_turns(case, replace(chance, seed=2)).settlement
        )
        told = history(case, chance, draw=7)
        np.testing.assert_array_equal(told.position[-1].T, first.detail["position"][7])
    # a draw's own numbers decide, not which draws are beside it
    np.testing.assert_array_equal(
        first.settlement[20:], play_spatial_turns(case.draws(slice(20, 40)), chance).settlement
    )


def test_stochastic_transitions_follow_the_odds():
    draws = 4000
    one = bargain([10, 90, 60, 30], [80, 60, 70, 40], [2, 3, 1, 2])
    odds = history(one).turns[0].odds[:, 0]
    many = Bargain(
        *(np.repeat(a, draws, axis=0) for a in (one.position, one.salience, one.capability, one.reversion)),
        one.scale,
    )
    ends = play_spatial_turns(many, SpatialParams(transition="stochastic", turns=1)).detail["position"][:, 0]
    stayed = (ends == one.position[0, :, 0]).mean(axis=0)
    assert (np.abs(stayed - odds) < 4 * np.sqrt(odds * (1 - odds) / draws) + 1e-12).all()


def test_ideals_follow_the_affinity_given():
    case = bargain([0, 100, 40], [80, 60, 90], [1, 2, 1])
    np.testing.assert_array_equal(history(case, affinity=np.eye(3)).position, history(case).position)
    stubborn = history(case, affinity=np.zeros((3, 3)))
    assert not np.array_equal(stubborn.position[-1], history(case).position[-1])
    with pytest.raises(ValueError, match=r"\(3, 3\)"):
        history(case, affinity=np.eye(2))


def test_the_turns_are_capped():
    case = crowd(seed=11)
    assert (play_spatial_turns(case, SpatialParams(turns=1)).detail["turns"] <= 1).all()
    assert len(history(case, SpatialParams(turns=3)).turns) <= 3


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"vote": "propotional"}, "proportional"), ({"turns": 0}, "turns"), ({"seed": -1}, "seed")],
)
def test_parameters_are_checked(wrong, said):
    with pytest.raises(ValueError, match=said):
        SpatialParams(**wrong)


def test_codes_are_checked():
    with pytest.raises(ValueError, match="election"):
        SpatialParams.of_codes((0, 3, 0, 2, 1, 1, 1, 1, 0))
    with pytest.raises(ValueError, match="9 numbers"):
        SpatialParams.of_codes((0, 0))


def test_it_is_registered_with_its_variants():
    chosen = configure("spatial:ktab,turns=3,bargain=compromise")
    assert chosen.params == SpatialParams(ktab=True, turns=3, bargain="compromise")
    assert solve_any(chosen, crowd(seed=1)).settlement.shape == (60, 2)
    with pytest.raises(UnknownModelError, match="linear"):
        configure("spatial:victory=liner")


def test_only_equal_gains_are_tied_under_ktab():
    """Two targets whose gains differ by a rounding error: the larger gain is challenged, not the first."""
    from detente.kernels.settlement.spatial import challenges

    params = SpatialParams(ktab=True)
    power, attention, risk = np.array([9.0, 1.0, 1.0]), np.full(3, 0.5), np.zeros(3)
    for shift, target in ((0.0, 1), (1e-13, 2)):
        x = np.array([0.5, 0.25, 0.75 + shift])
        far = np.abs(x[:, None] - x)
        gains, _, made = challenges(far, risk, attention, power, params.ballot, params.rules)
        assert 0 <= gains[0, 2] - gains[0, 1] < 1e-12
        assert (gains[0, 2] > gains[0, 1]) == (shift > 0)
        assert np.flatnonzero(made[0]).tolist() == [target]
