"""The parts of the challenge model's kernel, each against its definition or published figures."""

from __future__ import annotations

import json

import numpy as np
import pytest

from detente.kernels.settlement import expected_utility as eu
from detente.kernels.settlement.powers import fast_exp, fast_log
from detente.kernels.settlement.win_probability import ballot, curved_votes, linear_votes, to_probability


def test_exponential_and_logarithm_to_the_last_bits():
    y = np.concatenate([np.linspace(-690, 690, 20_001), [0.0, -1e-17, 1e-300]])
    np.testing.assert_allclose([fast_exp(v) for v in y], np.exp(y), rtol=1e-15)
    x = np.concatenate([np.logspace(-300, 300, 20_001), np.linspace(0.5, 2, 2001), [np.nextafter(1, 0)]])
    np.testing.assert_allclose([fast_log(v) for v in x], np.log(x), rtol=1e-15, atol=1e-16)
    assert fast_log(0.0) < -700


def pair_list(n):
    return [(i, i + apart) for apart in range(1, n) for i in range(n - apart)]


def votes_defined(x, w, r, span):
    d = (np.abs(x[:, None] - x) / span) ** r[:, None]  # voter, place
    net = d[:, None, :] - d[:, :, None]  # voter, i, j
    return (w[:, None, None] * np.maximum(net, 0)).sum(axis=0)


@pytest.mark.parametrize("places", [np.arange(101.0), np.arange(4.0), np.array([7.0]), None])
def test_votes_against_their_cubic_definition(places):
    rng = np.random.default_rng(5)
    for n in (1, 2, 3, 7, 20):
        x = np.sort(rng.uniform(-50, 80, n) if places is None else rng.choice(places, n))
        w, r = rng.uniform(0.01, 5, n), rng.uniform(0.5, 2, n)
        far, low, high = np.full((3, n * (n - 1) // 2), np.nan)
        for curved in (False, True):
            if curved:
                curved_votes((x, w), r, 3.0, ballot(n).loss, low, high)
                wanted = votes_defined(x, w, r, 3.0)
            else:
                linear_votes((x, w), ballot(n), far, low, high)
                wanted = votes_defined(x, w, np.ones(n), 1.0)
            np.testing.assert_allclose(low, [wanted[i, j] for i, j in pair_list(n)], atol=1e-10)
            np.testing.assert_allclose(high, [wanted[j, i] for i, j in pair_list(n)], atol=1e-10)
        np.testing.assert_allclose(far, [x[j] - x[i] for i, j in pair_list(n)], atol=1e-13, rtol=0)


def test_probabilities_of_a_pair_and_of_the_whole():
    low, high = np.array([3.0, 0.0, 1.0]), np.array([1.0, 0.0, 3.0])
    pair = low.copy(), high.copy()
    to_probability(*pair, True)
    np.testing.assert_array_equal(pair, [[0.75, 0, 0.25], [0.25, 0, 0.75]])
    to_probability(low, high, False)
    np.testing.assert_array_equal([low, high], [[3 / 16, 0, 1 / 16], [1 / 16, 0, 3 / 16]])


def test_published_expected_utilities_of_the_first_round(shared):
    """Every actor's challenge of every other, as three of the ten see it."""
    folder = shared / "data" / "emission"
    rows = [line.split(",") for line in (folder / "bdm1994_emission.csv").read_text().split()[1:]]
    rows.sort(key=lambda row: float(row[2]))
    names = [row[0] for row in rows]
    c, x, s = np.array([[float(v) for v in row[1:]] for row in rows]).T
    n, w = len(x), c * s
    pairs, votes = eu.room(n), ballot(n)
    now = eu.Round(mu=7.0, span=6.0, tie=1e-9, q=1.0, own=False, least=False)

    def weigh():
        to_probability(pairs.p_up, pairs.p_down, False)
        eu.weigh_failure(s, pairs)

    linear_votes((x, w), votes, pairs.d, pairs.p_up, pairs.p_down)
    eu.measure(now, pairs)
    weigh()
    r = np.ones(n)
    eu.exponents(x, pairs, now, tuple(np.empty((2, n))), r)
    curved_votes((x, w), r, now.span, votes.loss, pairs.p_up, pairs.p_down)
    weigh()
    published = json.loads((folder / "round1_expected_utilities.json").read_text())
    assert len(published) == 3
    for focal, matrix in published.items():
        mine = np.full(len(pairs.d), r[names.index(focal)])
        risk = (mine, 0.5**mine)
        up, down = np.empty((2, len(pairs.d)))
        eu.expected(pairs, pairs.fail_up, risk, up)
        eu.expected(pairs, pairs.fail_down, risk, down)
        for m, (i, j) in enumerate(pair_list(n)):
            assert up[m] == pytest.approx(matrix[names[i]][names[j]], abs=1e-12)
            assert down[m] == pytest.approx(matrix[names[j]][names[i]], abs=1e-12)
