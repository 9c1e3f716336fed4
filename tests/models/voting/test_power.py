from __future__ import annotations

import csv
from fractions import Fraction
from math import comb, factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.models import models
from detente.models.voting.game import Game
from detente.models.voting.power import power


def listed(game: Game):
    """Indices by listing every coalition."""
    n = game.weight.shape[1]
    wins = []
    for members in range(1 << n):
        joined = [members >> i & 1 for i in range(n)]
        met = [w @ joined >= q for w, q in zip(game.weight, game.quota, strict=True)]
        wins.append(any(all(met[r] for r in way) for way in game.ways))
    orders, swings = [Fraction(0)] * n, [0] * n
    for members in range(1 << n):
        size = members.bit_count()
        for i in range(n):
            if not members >> i & 1 and wins[members | 1 << i] and not wins[members]:
                orders[i] += Fraction(factorial(size) * factorial(n - 1 - size), factorial(n))
                swings[i] += 1
    return orders, swings, sum(wins)


def test_reference_indices(shared):
    games: dict[str, list[dict[str, str]]] = {}
    with (shared / "data/voting-power/reference_indices.csv").open() as file:
        for row in csv.DictReader(file):
            games.setdefault(row["game"], []).append(row)
    assert len(games) == 3
    for rows in games.values():
        found = power(Game.weighted([int(r["weight"]) for r in rows], int(rows[0]["quota"])))
        for name, column in (
            ("shapley_shubik", "shapley_shubik"),
            ("banzhaf", "banzhaf_normalized"),
            ("banzhaf_absolute", "banzhaf_absolute"),
        ):
            assert getattr(found, name) == pytest.approx([float(r[column]) for r in rows], abs=1e-15)


def test_the_security_council_as_two_rules_is_the_same_game():
    """Nine votes of fifteen and no veto of five, or weights 7 and 1 with a quota of 39."""
    rules = power(Game.weighted([1] * 15, 9).with_veto(range(5)))
    weights = power(Game.weighted([7] * 5 + [1] * 10, 39))
    assert rules.swings == weights.swings
    assert rules.shapley_shubik == pytest.approx(weights.shapley_shubik)
    assert rules.winning == weights.winning == sum(comb(10, k) for k in range(4, 11))


@given(st.data())
def test_against_every_coalition(data):
    n = data.draw(st.integers(1, 7))
    whole = st.lists(st.integers(0, 6), min_size=n, max_size=n).filter(any)
    eighths = st.lists(st.integers(1, 20).map(lambda k: k / 8), min_size=n, max_size=n)
    first, second = data.draw(whole), data.draw(eighths)
    quotas = [data.draw(st.integers(1, sum(first))), data.draw(st.integers(1, int(8 * sum(second)))) / 8]
    games = [
        Game.weighted(first, quotas[0]),
        Game.of([first, second], quotas),
        Game.of([first, second, [1] * n], [*quotas, n], [(0, 1), (2,)]),
        Game.of([first, second], quotas, [(0,), (1,)]).with_veto([n - 1]),
    ]
    for game in games:
        orders, swings, winning = listed(game)
        found = power(game)
        assert found.shapley_shubik == pytest.approx([float(x) for x in orders], abs=1e-15)
        assert list(found.swings) == swings
        assert found.winning == winning
        assert found.banzhaf == pytest.approx([s / sum(swings) for s in swings])
        assert found.banzhaf_absolute == pytest.approx([s / 2 ** (n - 1) for s in swings])
        assert found.passage == winning / 2**n


def test_states_and_population_with_a_blocking_minority():
    """A double majority like the European Union's since 2014, on made-up numbers, against listing."""
    population = [83.2, 67.5, 60.3, 47.4, 38.0, 19.2, 17.4, 11.6, 10.3, 5.8]
    total = sum(population)
    game = Game.of([[1] * 10, population, [1] * 10], [6, round(0.65 * total, 3), 8], [(0, 1), (2,)])
    orders, swings, winning = listed(game)
    found = power(game)
    assert found.shapley_shubik == pytest.approx([float(x) for x in orders])
    assert list(found.swings) == swings
    assert found.winning == winning


@pytest.mark.parametrize("players", [50, 80])
def test_equal_votes_are_counted_exactly(players):
    """Half the sums of binomials, far beyond the digits of a float at 80 players."""
    quota = players // 2 + 1
    found = power(Game.weighted([3] * players, 3 * quota))
    assert found.swings == (comb(players - 1, quota - 1),) * players
    assert found.winning == sum(comb(players, k) for k in range(quota, players + 1))
    assert found.shapley_shubik == pytest.approx(np.full(players, 1 / players), rel=1e-15)


@pytest.mark.parametrize("players", [50, 66])
def test_counts_agree_with_big_integers(players):
    """The same generating function as one polynomial in Python's integers, for each player's swings."""
    random = np.random.default_rng(players)
    weights = random.integers(1, 40, players).tolist()
    quota = round(0.6 * sum(weights))
    found = power(Game.weighted(weights, quota))
    for i in range(0, players, 7):
        ways = [1] + [0] * sum(weights)
        for j, w in enumerate(weights):
            if j != i:
                for t in range(len(ways) - 1, w - 1, -1):
                    ways[t] += ways[t - w]
        assert found.swings[i] == sum(ways[quota - weights[i] : quota])
    assert found.shapley_shubik.sum() == pytest.approx(1)


def test_dictators_and_dummies():
    found = power(Game.weighted([5, 2, 1], 5))
    assert found.shapley_shubik.tolist() == [1, 0, 0]
    assert found.banzhaf.tolist() == [1, 0, 0]


@given(st.lists(st.integers(0, 9), min_size=2, max_size=6).filter(any), st.integers(1, 9), st.data())
def test_the_unit_and_the_order_of_votes_are_irrelevant(weights, unit, data):
    quota = data.draw(st.integers(1, sum(weights)))
    order = data.draw(st.permutations(range(len(weights))))
    plain = power(Game.weighted(weights, quota))
    scaled = power(Game.weighted([w * unit / 10 for w in weights], Fraction(quota * unit, 10)))
    mixed = power(Game.weighted([weights[i] for i in order], quota))
    assert scaled.swings == plain.swings
    assert mixed.swings == tuple(plain.swings[i] for i in order)


@pytest.mark.parametrize("veto", [(), (0,), (1, 3)])
def test_fine_weights_under_several_rules_are_counted_one_coalition_at_a_time(veto):
    random = np.random.default_rng(4)
    weights = random.random((2, 9)).round(9)
    game = Game.of([[str(w) for w in row] for row in weights], [float(q) for q in weights.sum(axis=1) * 0.6])
    game = game.with_veto(veto) if veto else game
    orders, swings, winning = listed(game)
    found = power(game)
    assert (found.swings, found.winning) == (tuple(swings), winning)
    np.testing.assert_allclose(found.shapley_shubik, [float(o) for o in orders], rtol=1e-15)


def test_decimals_are_taken_at_their_word():
    assert power(Game.weighted([0.1, 0.2, 0.3], 0.3)).swings == power(Game.weighted([1, 2, 3], 3)).swings
    assert (
        power(Game.weighted(["12.5", "37.5", 50], 50.5)).swings == power(Game.weighted([1, 3, 4], 5)).swings
    )


@pytest.mark.parametrize(
    ("weights", "quota", "message"),
    [
        ([1, -1], 1, "0 or more"),
        ([1, 2], 0, "above 0"),
        ([1, 2], 4, "at most the sum"),
        ([1, float("nan")], 1, "finite"),
        (["one", 2], 1, "finite"),
    ],
)
def test_votes_that_make_no_sense_are_refused(weights, quota, message):
    with pytest.raises(ValueError, match=message):
        Game.weighted(weights, quota)


def test_rules_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="2 rules need"):
        Game.of([[1, 1], [1, 1]], [1])
    with pytest.raises(ValueError, match="every player"):
        Game.of([[1, 1], [1]], [1, 1])
    with pytest.raises(ValueError, match="every way"):
        Game.of([[1, 1]], [1], [(0, 1)])
    with pytest.raises(ValueError, match="veto"):
        Game.weighted([1, 1], 1).with_veto([2])


def test_a_table_that_would_not_fit_is_refused():
    wanted = "50 players with weights that sum to .*: round the weights so that they sum to less than 1,073,7"
    with pytest.raises(ValueError, match=wanted):
        power(Game.weighted([10**9 + i for i in range(50)], 2 * 10**10))


def test_both_indices_are_registered():
    found = models("voting")
    game = Game.weighted([4, 4, 4, 2, 2, 1], 12)
    assert found["shapley-shubik"].compute(game)[0] == pytest.approx(14 / 60)
    assert found["banzhaf"].compute(game)[0] == pytest.approx(5 / 21)
