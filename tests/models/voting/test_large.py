"""Weights of any size, large bodies, and rules that are alternatives."""

from __future__ import annotations

import csv
from fractions import Fraction
from itertools import product
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.models.voting import power as module
from detente.models.voting.game import Game
from detente.models.voting.power import power


def listed(rows, quotas, ways):
    """Swings and orders of every player, and winning coalitions, by listing, in Python's own numbers."""
    n = len(rows[0])

    def wins(x):
        met = [
            sum(w for w, yes in zip(row, x, strict=True) if yes) >= q
            for row, q in zip(rows, quotas, strict=True)
        ]
        return any(all(met[r] for r in way) for way in ways)

    every = {x: wins(x) for x in product((0, 1), repeat=n)}
    swings, orders = [0] * n, [Fraction(0)] * n
    for x, won in every.items():
        for i in range(n):
            if not x[i] and not won and every[(*x[:i], 1, *x[i + 1 :])]:
                swings[i] += 1
                orders[i] += Fraction(factorial(sum(x)) * factorial(n - 1 - sum(x)), factorial(n))
    return swings, orders, sum(every.values())


_WEIGHT = st.sampled_from(
    [0, 1, 2, 3, 10**6 + 3, 2**53 + 1, 12345678901234567890, 10**40, Fraction(1, 3), Fraction(11, 20)]
)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_weights_of_any_size_and_kind_are_counted_exactly(data):
    n = data.draw(st.integers(1, 5))
    rows = [data.draw(st.lists(_WEIGHT, min_size=n, max_size=n).filter(any)) for _ in range(2)]
    quotas = [sum(row) * Fraction(data.draw(st.integers(1, 12)), 12) for row in rows]
    heads, most = [1] * n, data.draw(st.integers(1, n))
    for given_rows, given_quotas, ways in (
        (rows[:1], quotas[:1], [[0]]),
        ([rows[0], heads], [quotas[0], most], [[0, 1]]),
        ([rows[0], heads], [quotas[0], most], [[0], [1]]),
        (rows, quotas, [[0, 1]]),
        ([*rows, heads], [*quotas, most], [[0, 1], [2]]),
    ):
        swings, orders, winning = listed(given_rows, given_quotas, ways)
        found = power(Game.of(given_rows, given_quotas, ways))
        assert list(found.swings) == swings
        assert found.winning == winning
        assert found.shapley_shubik.tolist() == [float(x) for x in orders]
        assert found.error == (0, 0)


def test_a_vote_above_2_to_the_53_decides():
    """The quota lies one vote above what the first two have: as doubles the third would be powerless."""
    found = power(Game.weighted([2**60, 2**60, 1], 2**61 + 1))
    assert found.swings == (1, 1, 1)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.66, 0.8])
@pytest.mark.parametrize(("players", "largest"), [(45, 60), (62, 30), (38, 2000)])
def test_integrals_agree_with_counts_within_the_error_they_state(players, largest, share):
    weights = np.random.default_rng(players).integers(1, largest, players).tolist()
    quota = int(share * sum(weights)) + 1
    counted, integral = power(Game.weighted(weights, quota)), module._integrated(weights, quota)
    assert counted.error == (0, 0)
    assert 0 < integral.error[0] < 1e-6
    assert np.abs(counted.shapley_shubik - integral.shapley_shubik).max() <= integral.error[0]
    assert np.abs(counted.banzhaf - integral.banzhaf).max() <= integral.error[1]
    assert np.abs(counted.banzhaf_absolute - integral.banzhaf_absolute).max() <= integral.error[1]
    assert abs(counted.passage - integral.passage) <= integral.error[1]


@pytest.mark.parametrize("share", [0.5, 0.6])
def test_waves_and_sums_agree(share):
    """Where waves cancel they stand for the sums of votes; here both are made to give every chance."""
    from detente.kernels.voting import sums, wave

    weights = np.random.default_rng(5).integers(1, 3000, 90)
    quota = int(share * weights.sum()) + 1
    bits = int(weights.sum()).bit_length()
    room = np.empty(1 << 15, np.int64)
    for chance in (0.45, 0.5, 0.62):
        count = wave.audible(weights, bits, wave.loudness(chance), room)
        assert count <= len(room)
        waves = wave.decisive(weights, quota, bits, room[:count], chance)
        summed = sums.decisive(weights, quota, chance)
        assert np.abs(waves[0] - summed[0]).max() <= waves[2] + summed[2]
        assert waves[1] == pytest.approx(summed[1], abs=waves[2] + summed[2])


def test_a_body_of_190_agrees_with_sampled_orders():
    weights = np.random.default_rng(190).integers(1000, 60_000, 190)
    quota = int(weights.sum()) // 2 + 1
    found = power(Game.weighted(weights.tolist(), quota))
    assert 0 < found.error[0] < 1e-8
    assert found.shapley_shubik.sum() == pytest.approx(1, abs=190 * found.error[0])
    orders = np.random.default_rng(1).permuted(np.tile(np.arange(190), (40_000, 1)), axis=1)
    pivot = orders[np.arange(len(orders)), (weights[orders].cumsum(axis=1) >= quota).argmax(axis=1)]
    share = np.bincount(pivot, minlength=190) / len(orders)
    deviation = (share - found.shapley_shubik) / np.sqrt(found.shapley_shubik / len(orders))
    assert np.abs(deviation).max() < 4.5
    assert 0.8 < deviation.std() < 1.2
    votes = np.random.default_rng(2).random((100_000, 190)) < 0.5
    total = votes @ weights
    for i in (0, 50, 189):
        others = total - votes[:, i] * weights[i]
        rate = ((others < quota) & (others + weights[i] >= quota)).mean()
        assert rate == pytest.approx(found.banzhaf_absolute[i], abs=4 * np.sqrt(rate / len(votes)))


def test_what_is_out_of_reach_says_what_to_do():
    weights = np.random.default_rng(3).integers(10**9, 10**10, 60).tolist()
    with pytest.raises(ValueError, match=r"60 players with weights that sum to .* round the weights"):
        power(Game.weighted(weights, sum(weights) // 2))
    with pytest.raises(ValueError, match="60 players under several rules are too many to count"):
        power(Game.of([weights, weights[::-1]], [10**9, 10**9]))


def council(shared):
    with (shared / "cases/08-eu-council-in-persons/eu27.csv").open() as file:
        rows = list(csv.DictReader(file))
    return [r["player"] for r in rows], [int(r["population"]) for r in rows]


def test_the_council_in_persons(shared):
    names, people = council(shared)
    found = power(Game.of([[1] * 27, people], [Fraction(55, 100) * 27, Fraction(65, 100) * sum(people)]))
    germany, france = names.index("DEU"), names.index("FRA")
    assert round(found.shapley_shubik[germany], 5) == 0.17857
    assert round(found.banzhaf[germany], 5) == 0.12097
    assert found.swings[germany] == 14_151_348
    assert round(found.shapley_shubik[france], 5) == 0.13699
    assert round(found.banzhaf[france], 5) == 0.10142


def test_a_blocking_minority_of_four_adds_what_three_large_states_stopped(shared):
    """What all but three want passes: coalitions of 24 or more that are short of 65 per cent are added."""
    _, people = council(shared)
    mark = Fraction(65, 100) * sum(people)
    two = Game.of([[1] * 27, people], [15, mark])
    three = Game.of([[1] * 27, people, [1] * 27], [15, mark, 24], [(0, 1), (2,)])
    from itertools import combinations

    stopped = sum(
        sum(people) - sum(people[i] for i in out) < mark
        for k in range(4)
        for out in combinations(range(27), k)
    )
    assert power(three).winning - power(two).winning == stopped > 0
