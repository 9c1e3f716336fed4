"""The exchange of voting positions: by hand, against a plain reading of the rules, and the laws."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest
from scipy.optimize import linprog

from detente.kernels.settlement import exchange
from detente.models import list_missing_needs, model, run_model
from detente.models.arrays import Bargain
from detente.models.settlement.exchange import ExchangeParams, history


def bargain(position, salience, capability, scale=(0.0, 100.0)):
    x, s, c = (np.asarray(a, float)[None] for a in (position, salience, capability))
    return Bargain(x, s, c, np.full((1, x.shape[2]), np.nan), np.tile(np.asarray(scale), (x.shape[2], 1)))


def crowd(seed, draws=20, actors=5, issues=3):
    rng = np.random.default_rng(seed)
    x = rng.uniform(0, 100, (draws, actors, issues))
    s = rng.uniform(1, 100, x.shape)
    x[:, 1, 0], s[:, 1, 0] = np.nan, 0
    return Bargain(
        x,
        s,
        rng.uniform(1, 9, x.shape[:2]),
        np.full((draws, issues), np.nan),
        np.tile([0.0, 100], (issues, 1)),
    )


def ideal(case, me):
    """The most that ``me`` can gain while the other loses nothing, by linear programming."""
    cost, limits = case
    found = linprog(
        -np.array(cost[me]), A_ub=[-np.array(cost[1 - me])], b_ub=[0], bounds=[(0, m) for m in limits]
    )
    return -found.fun


def plain_offer(x, s, w, outcome, i, j, p, q, rate):
    """Both moves and gains by linear programming, or None: i gains on p, where j gives way."""
    share = w / w.sum(axis=0)
    if not all((x[i, k] - outcome[k]) * (x[j, k] - outcome[k]) < 0 for k in (p, q)):
        return None
    limits = (
        min(share[j, p] * abs(x[i, p] - x[j, p]), abs(x[i, p] - outcome[p])),
        min(share[i, q] * abs(x[i, q] - x[j, q]), abs(x[j, q] - outcome[q])),
    )
    gains = ((s[i, p], -s[i, q]), (-s[j, p], s[j, q]))
    best = (1.0, 1.0) if rate == "equal" else tuple(ideal((gains, limits), me) for me in (0, 1))
    if min(best) < 1e-9:
        return None
    # the largest t with gains of t times each one's due
    a_eq = [[*gains[0], -best[0]], [*gains[1], -best[1]]]
    found = linprog([0, 0, -1], A_eq=a_eq, b_eq=[0, 0], bounds=[(0, limits[0]), (0, limits[1]), (0, None)])
    if found.status != 0 or found.x[2] * min(best) < 1e-9:
        return None
    move = found.x[:2]
    return move, sum(np.dot(g, move) for g in gains)


def plain(x, s, c, rate, terms):
    """The rules read plainly, one trade at a time; for positions without ties."""
    w = c[:, None] * s
    voting = x.copy()
    moved = np.zeros(x.shape, bool)
    outcome = (w * voting).sum(axis=0) / w.sum(axis=0)
    done = []
    while True:
        best = None
        for i, j in permutations(range(len(x)), 2):
            for p, q in permutations(range(x.shape[1]), 2):
                if moved[[i, i, j, j], [p, q, p, q]].any() or min(w[i, p], w[i, q], w[j, p], w[j, q]) == 0:
                    continue
                found = plain_offer(x, s, w, outcome, i, j, p, q, rate)
                if found and (best is None or found[1] > best[0]):
                    best = found[1], found[0], i, j, p, q
        if best is None:
            return voting, done
        _, (a, b), i, j, p, q = best
        voting[j, p] += np.sign(x[i, p] - x[j, p]) * a * w[:, p].sum() / w[j, p]
        voting[i, q] += np.sign(x[j, q] - x[i, q]) * b * w[:, q].sum() / w[i, q]
        moved[j, p] = moved[i, q] = True
        done.append({(i, q), (j, p)})
        if terms == "current":
            outcome = (w * voting).sum(axis=0) / w.sum(axis=0)


def test_two_actors_by_hand():
    # outcomes at 50; the first cares for issue 0, the second for issue 1, thrice as much. Each moving the
    # other's outcome by P and Q gains 3 P - Q and 3 Q - P: equal at P = Q. All the way would be 50 each.
    case = bargain([[100, 100], [0, 0]], [[75, 25], [25, 75]], [1, 1])
    # weights are capability times salience, so the outcomes stand at 75 and 25
    np.testing.assert_allclose(run_model("mean", case).settlement, [[75, 25]])
    # the second has 25 of 100 of the weight on issue 0, so that all it can give moves 75 to 100; so the first
    np.testing.assert_allclose(run_model("exchange", case).settlement, [[100, 0]])
    (trade,) = history(case)
    assert (trade.giver, trade.taker, trade.gives, trade.takes) == (0, 1, 1, 0)
    np.testing.assert_allclose([trade.given, trade.taken], [-25, 25])
    # (75 * 25 - 25 * 25) / 100 points, over the largest salience of 75 and the scale's length
    np.testing.assert_allclose([trade.giver_gain, trade.taker_gain], [(0.75 - 0.25) * 25 / 75] * 2)


def test_an_unequal_rate_of_exchange_by_hand():
    # equal gains: 4 P - Q = 2 Q - P, so 5 P = 3 Q; the first runs out on issue 1 at Q = 20 of 100
    case = bargain([[0, 80], [100, 0]], [[80, 20], [20, 40]], [1, 1.5])
    outcome = np.array([(20 * 1.5) * 100 / (80 + 30), 20 * 80 / (20 + 60)])
    room_p, room_q = 30 / 110 * 100, 20 / 80 * 80
    q = min(room_q, room_p * 5 / 3)
    np.testing.assert_allclose(run_model("exchange", case).settlement[0], outcome - np.array([0.6, 1.0]) * q)


def test_nobody_trades_with_the_same_priorities_or_on_the_same_side():
    same = bargain([[100, 100], [0, 0]], [[80, 40], [60, 30]], [1, 2])
    np.testing.assert_allclose(run_model("exchange", same).settlement, run_model("mean", same).settlement)
    allies = bargain([[100, 100], [0, 100]], [[80, 20], [20, 80]], [1, 1])
    np.testing.assert_allclose(run_model("exchange", allies).settlement, run_model("mean", allies).settlement)
    assert history(allies) == ()


@pytest.mark.parametrize("rate", ["equal", "raiffa"])
@pytest.mark.parametrize("terms", ["current", "initial"])
def test_against_a_plain_reading_of_the_rules(rate, terms):
    case = crowd(seed=6, draws=6, actors=4)
    found = run_model(f"exchange:rate={rate},terms={terms}", case)
    for d in range(len(case.position)):
        x, s, c = np.nan_to_num(case.position[d]) / 100, case.salience[d] / 100, case.capability[d]
        voting, done = plain(x, s, c, rate, terms)
        ends = np.where(np.isnan(case.position[d]), np.nan, 100 * voting).T
        np.testing.assert_allclose(found.detail["position"][d], ends, atol=1e-6)
        assert found.detail["trades"][d, 0] == len(done)
        told = history(case, ExchangeParams(rate, terms), draw=d)
        assert [{(t.giver, t.gives), (t.taker, t.takes)} for t in told] == done


def test_every_trade_gains_equally_and_adds_up():
    case = crowd(seed=9, draws=8, actors=12, issues=4)
    found = run_model("exchange", case)
    for d in range(8):
        told = history(case, draw=d)
        assert len(told) == found.detail["trades"][d, 0] > 5
        moved = np.zeros(4)
        for t in told:
            assert t.giver_gain == pytest.approx(t.taker_gain) and t.giver_gain > 0
            moved[t.gives] += t.given
            moved[t.takes] += t.taken
        before = run_model("mean", case).settlement[d]
        np.testing.assert_allclose(found.settlement[d], before + moved)
        conceded = [(t.giver, t.gives) for t in told] + [(t.taker, t.takes) for t in told]
        assert len(set(conceded)) == len(conceded)


def test_raiffa_gains_are_in_proportion_to_ideal_gains():
    case = crowd(seed=2, draws=10, actors=2, issues=2)
    case.position[:, :, :] = [[100, 0], [0, 100]]
    case.salience[:, 1, 0] = 10
    for d in range(10):
        for t in history(case, ExchangeParams("raiffa"), draw=d):
            s = case.salience[d] / case.salience[d].max()
            w = s * case.capability[d][:, None]
            share = w / w.sum(axis=0)
            limits = (share[t.taker, t.takes], share[t.giver, t.gives])
            i, j, p, q = t.giver, t.taker, t.takes, t.gives
            gains = ((s[i, p], -s[i, q]), (-s[j, p], s[j, q]))
            ratio = ideal((gains, limits), 0) / ideal((gains, limits), 1)
            assert t.giver_gain / t.taker_gain == pytest.approx(ratio)


def test_equal_trades_go_together_whatever_the_order():
    # four alike against four alike: sixteen equal trades
    x = np.repeat([[100.0, 100], [0, 0]], 4, axis=0)
    s = np.repeat([[75.0, 25], [25, 75]], 4, axis=0)
    found = run_model("exchange", bargain(x, s, np.ones(8)))
    np.testing.assert_allclose(found.settlement, [[100, 0]], atol=1e-9)
    np.testing.assert_allclose(found.detail["position"][0, 1, :4], 0, atol=1e-9)
    for order in ([3, 2, 1, 0, 4, 5, 6, 7], [7, 6, 5, 4, 3, 2, 1, 0], [0, 4, 1, 5, 2, 6, 3, 7]):
        again = run_model("exchange", bargain(x[order], s[order], np.ones(8)))
        np.testing.assert_allclose(again.settlement, [[100, 0]], atol=1e-9)


@pytest.mark.parametrize("variant", ["equal", "raiffa", "initial"])
def test_ties_obey_the_mirror_and_no_outcome_overshoots(variant):
    rng = np.random.default_rng(4)
    for _ in range(40):
        x = rng.choice([0.0, 20, 50, 100], size=(6, 3))
        s = rng.choice([10.0, 50, 100], size=x.shape)
        c = rng.choice([1.0, 2], size=6)
        ends = run_model(f"exchange:{variant}", bargain(x, s, c)).settlement
        assert (ends >= x.min(axis=0) - 1e-9).all() and (ends <= x.max(axis=0) + 1e-9).all()
        mirrored = run_model(f"exchange:{variant}", bargain(100 - x, s, c)).settlement
        np.testing.assert_allclose(mirrored, 100 - ends, atol=1e-6)
        order = rng.permutation(6)
        again = run_model(f"exchange:{variant}", bargain(x[order], s[order], c[order])).settlement
        np.testing.assert_allclose(again, ends, atol=1e-6)
        issues = rng.permutation(3)
        turned = run_model(f"exchange:{variant}", bargain(x[:, issues], s[:, issues], c)).settlement
        np.testing.assert_allclose(turned, ends[:, issues], atol=1e-6)


def test_an_actor_without_salience_is_inert_and_a_half_is_not():
    case = crowd(seed=11, draws=30)
    ends = run_model("exchange", case).settlement
    x = np.concatenate([case.position, np.full((30, 1, 3), 40.0)], axis=1)
    s = np.concatenate([case.salience, np.zeros((30, 1, 3))], axis=1)
    c = np.concatenate([case.capability, np.full((30, 1), 5.0)], axis=1)
    more = Bargain(x, s, c, case.reversion, case.scale)
    np.testing.assert_allclose(run_model("exchange", more).settlement, ends, atol=1e-9)
    # the example of the broken law
    halves = c.copy()
    halves[:, 0] /= 2
    halves[:, 5] = halves[:, 0]
    x[:, 5], s[:, 5] = x[:, 0], s[:, 0]
    split = run_model("exchange", Bargain(x, s, halves, case.reversion, case.scale)).settlement
    assert "split" in model("exchange").traits.breaks
    assert np.abs(split - ends).max() > 1


def test_one_issue_leaves_nothing_to_trade():
    case = bargain([[10], [90]], [[50], [20]], [1, 2])
    assert list_missing_needs(model("exchange"), case) == (
        "there is only one issue, so there is nothing to exchange",
    )
    np.testing.assert_allclose(run_model("exchange", case).settlement, run_model("mean", case).settlement)


def test_scales_of_different_length():
    rng = np.random.default_rng(7)
    x, s, c = rng.uniform(0, 100, (5, 3)), rng.uniform(1, 100, (5, 3)), rng.uniform(1, 9, 5)
    ends = run_model("exchange", bargain(x, s, c)).settlement
    wide = bargain(x, s, c)
    stretch, shift = np.array([1.0, 3.0, 0.1]), np.array([0.0, -40, 7])
    other = Bargain(
        wide.position * stretch + shift,
        wide.salience,
        wide.capability,
        wide.reversion,
        wide.scale * stretch[:, None] + shift[:, None],
    )
    np.testing.assert_allclose(run_model("exchange", other).settlement, ends * stretch + shift, atol=1e-9)


def test_every_pair_that_could_still_gain_has_moved():
    case = crowd(seed=13, draws=1, actors=6, issues=2)
    found = run_model("exchange", case)
    moved = np.abs(found.detail["position"][0].T - case.position[0]) > 1e-9
    w = case.capability[0][:, None] * case.salience[0]
    for i, j in combinations([0, 2, 3, 4, 5], 2):
        if moved[[i, j]].any():
            continue
        both = (case.position[0] - found.settlement[0])[[i, j]]
        assert not (both.prod(axis=0) < 0).all() or np.isclose(np.linalg.det(w[[i, j]]), 0)


@pytest.mark.parametrize("wrong", [{"rate": "fair"}, {"terms": "later"}])
def test_parameters_that_do_not_exist(wrong):
    with pytest.raises(ValueError, match=r"fair|later"):
        ExchangeParams(**wrong)


def every_offer(x, s, share, rate, terms):
    """All offers ranked anew after every trade: positions (N, K) at the end, and the number of trades."""
    n, dims = x.shape
    at = exchange.Table(x, s, share, rate == "equal")
    voting, moved, outcome = x.copy(), np.zeros(x.shape, bool), np.zeros(dims)
    count = 0
    while True:
        if count == 0 or terms == "current":
            outcome[:] = 0.0
            for i in range(n):
                outcome += share[i] * voting[i]
        side = np.where(x > outcome, 1.0, -1.0)
        side[moved | (share == 0) | (np.abs(x - outcome) <= exchange.NOTHING)] = 0.0
        offers = [
            (found[4], p, q, *found[:4])
            for p, q in combinations(range(dims), 2)
            for i, j in combinations(range(n), 2)
            if side[i, p] * side[j, p] < 0 and side[i, q] * side[j, q] < 0
            if (found := exchange.offer(at, i, j, p, q, outcome))
        ]
        best = max((gain for gain, *_ in offers), default=0.0)
        if best <= exchange.NOTHING:
            return voting, count
        equal = [o for o in offers if o[0] >= best * (1 - exchange.SLACK)]
        moves = np.array([o[5:] for o in equal])
        exchange.fit(at, outcome, side, np.array([(o[3], o[4], o[1], o[2]) for o in equal]), moves)
        for (_, p, q, i, j, *_), (move_p, move_q) in zip(equal, moves, strict=True):
            voting[j, p] += side[i, p] * move_p / share[j, p]
            voting[i, q] += side[j, q] * move_q / share[i, q]
            moved[j, p] = moved[i, q] = True
        count += len(equal)


@pytest.mark.parametrize("rate", ["equal", "raiffa"])
@pytest.mark.parametrize("terms", ["current", "initial"])
def test_only_offers_that_a_trade_may_change_are_ranked_again(rate, terms):
    rng = np.random.default_rng(8)
    for turn in range(24):
        shape = int(rng.integers(2, 12)), int(rng.integers(2, 6))
        x = rng.uniform(0, 1, shape) if turn % 2 else rng.choice([0.0, 0.3, 0.5, 1.0], shape)
        s = rng.uniform(0, 1, shape) if turn % 3 else rng.choice([0.0, 0.25, 0.5, 1.0], shape)
        s[0] = np.maximum(s[0], 0.1)
        # some hold most of the weight, so that outcomes move far
        weight = s * rng.lognormal(0, 1.5, shape[0])[:, None]
        share = weight / weight.sum(axis=0)
        ends, count = exchange.trades(x[None], s[None], share[None], rate == "equal", terms == "initial")
        wanted, trades = every_offer(x, s, share, rate, terms)
        assert count[0] == trades
        assert np.array_equal(ends[0], wanted)
