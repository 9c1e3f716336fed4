"""Ties, stability and proofs against fractions, with weights from 1 to 1e15 in one field."""

from __future__ import annotations

import itertools
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.kernels.alignment import exact
from detente.models.alignment.arrays import Field, Ties
from detente.models.alignment.balance import frustration
from detente.models.alignment.basins import walk
from detente.models.alignment.exact.two_way_cut import minimum_cut
from detente.models.alignment.landscape import find_alignments, landscape
from detente.models.alignment.levers import Lever
from detente.models.alignment.minimum import Effort
from detente.models.alignment.phases import phases
from detente.models.alignment.tipping import tip
from detente.models.alignment.weights import Weights

SIZES = ("1", "2", "3", "0.1", "0.2", "0.3", "1e3", "12345678", "1e9", "999999999999999", "1e15")
LEANINGS = ("0", "0", "1", "-1", "0.5", "-0.5", "0.1", "-0.3", "1e-7", "-1e-12")


@st.composite
def fields(draw, most=6):
    n = draw(st.integers(2, most))
    size = draw(st.lists(st.sampled_from(SIZES), min_size=n, max_size=n))
    propensity = [["0"] * n for _ in range(n)]
    for i, j in itertools.combinations(range(n), 2):
        propensity[i][j] = propensity[j][i] = draw(st.sampled_from(LEANINGS))
    return size, propensity


def made(size, propensity) -> Field:
    return Field.of([float(s) for s in size], [[float(p) for p in row] for row in propensity])


def energies(size, propensity, k: int) -> dict[tuple[int, ...], Fraction]:
    """Every partition, numbered by first use, with its energy over ordered pairs."""
    n = len(size)
    s, p = [Fraction(x) for x in size], [[Fraction(x) for x in row] for row in propensity]
    found = {}
    for x in itertools.product(range(k), repeat=n):
        if all(x[i] <= max(x[:i], default=-1) + 1 for i in range(n)):
            pairs = itertools.permutations(range(n), 2)
            found[x] = sum((s[i] * s[j] * p[i][j] for i, j in pairs if x[i] != x[j]), Fraction(0))
    return found


def one_move(x, k):
    """The partition after each move of one actor, in the order of actors and blocs."""
    for i, g in itertools.product(range(len(x)), range(k)):
        if g != x[i]:
            names: dict[int, int] = {}
            yield tuple(names.setdefault(y, len(names)) for y in (*x[:i], g, *x[i + 1 :]))


@settings(max_examples=120, deadline=None)
@given(fields(), st.integers(2, 3))
def test_minima_stability_ties_and_basins_are_those_of_fractions(field, k):
    value = energies(*field, k)
    stable = {x for x in value if all(value[y] >= value[x] for y in one_move(x, k))}
    least = {x for x in value if value[x] == min(value.values())}
    found = landscape(made(*field), Effort(k))
    assert {tuple(x) for x in found.bloc.tolist()} == stable
    assert found.found == len(stable)
    assert {tuple(x) for x in found.minimum.bloc.tolist()} == least
    assert (found.minimum.tied, found.minimum.proved) == (len(least), True)
    assert [value[tuple(x)] for x in found.bloc.tolist()] == sorted(value[x] for x in stable)
    assert found.energy.tolist() == [float(value[tuple(x)]) for x in found.bloc.tolist()]
    over = find_alignments(made(*field), Effort(k))
    assert {tuple(x) for x in over.configuration.tolist()} == least

    every = walk(Weights.of_field(made(*field)), np.full(len(field[0]), -1), k)
    for x, end in zip(every.bloc.tolist(), every.ends.tolist(), strict=True):
        here = tuple(x)
        while here not in stable:
            here = min(one_move(here, k), key=value.__getitem__)
        assert value[tuple(every.bloc[end].tolist())] == value[here]


@settings(max_examples=40, deadline=None)
@given(fields(5), st.integers(-60, 60))
def test_another_unit_of_size_changes_nothing(field, power):
    size, propensity = field
    one = landscape(made(size, propensity))
    moved = [str(Decimal(s).scaleb(power)) for s in size]
    other = landscape(made(moved, propensity))
    assert one.bloc.tolist() == other.bloc.tolist()
    assert one.basin.tolist() == other.basin.tolist()
    assert one.minimum.tied == other.minimum.tied


@pytest.mark.parametrize("large", [1e3, 1e6, 1e9, 1e14])
def test_two_small_friends_stay_together_beside_two_large_foes(large):
    p = np.zeros((4, 4))
    p[0, 1] = p[1, 0] = -1
    p[2, 3] = p[3, 2] = 0.5
    field = Field.of([large, large, 1, 1], p)
    found = landscape(field)
    assert found.bloc.tolist() == [[0, 1, 0, 0], [0, 1, 1, 1]]
    assert found.basin.tolist() == [4, 4]
    assert (found.found, found.minimum.tied) == (2, 2)
    assert find_alignments(field).together[2, 3] == 1
    # each of 1,000 draws has its minima decided too
    drawn = Field.of(np.tile([large, large, 1, 1], (1000, 1)) * np.linspace(1, 2, 1000)[:, None], p)
    assert find_alignments(drawn).together[2, 3] == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("large", [1, 1e6, 1e12])
def test_a_giant_without_ties_to_two_small_ones_changes_nothing_about_them(large):
    p = np.zeros((4, 4))
    for i, j, x in ((0, 1, -0.3), (0, 2, 0.2), (1, 2, 0.1)):
        p[i, j] = p[j, i] = x
    alone = landscape(Field.of([1, 2, 3], p[:3, :3]))
    beside = landscape(Field.of([1, 2, 3, large], p))
    assert {tuple(x[:3]) for x in beside.bloc.tolist()} == {tuple(x) for x in alone.bloc.tolist()}
    assert beside.found == 2 * alone.found
    for lever in (Lever(0, 1), Lever(2)):
        field = Field.of([1, 2, 3], p[:3, :3])
        one = tip(field, lever)
        held = Field.of([1, 2, 3, large, large], np.pad(p, ((0, 1), (0, 1))), [-1, -1, -1, 0, 0])
        assert one.by < np.inf
        # the giants, held on one side, are parted from nobody: only which side is theirs is open
        assert tip(held, lever).by in {0.0, one.by}


def test_decimals_that_are_equal_on_paper_are_tied():
    """0.1 + 0.2 - 0.3 is 0 in decimals; in doubles it is 5.6e-17, and the tie would be lost."""
    p = np.zeros((4, 4))
    for j, x in ((1, 0.1), (2, 0.2), (3, -0.3)):
        p[0, j] = p[j, 0] = x
    p[1, 2] = p[2, 1] = p[1, 3] = p[3, 1] = p[2, 3] = p[3, 2] = 1
    assert landscape(Field.of(np.ones(4), p)).minimum.tied == 2
    p[0, 3] = p[3, 0] = -0.30000000000000004
    assert landscape(Field.of(np.ones(4), p)).minimum.tied == 1


def test_a_propensity_of_small_actors_turns_where_it_should_beside_large_ones():
    p = np.zeros((5, 5))
    for i, j, x in ((0, 1, -1), (2, 3, 0.5), (2, 4, 0.25), (3, 4, -0.125)):
        p[i, j] = p[j, i] = x
    field = Field.of([1e9, 1e9, 1, 1, 1], p)
    found = tip(Field.of(field.size[0], p, [0, 1, 0, -1, -1]), Lever(2, 4))
    assert found.by == 0.125
    assert found.moves == (-0.125,)
    diagram = phases(field, Lever(2, 3), Lever(2, 4), np.array([-0.5, 0.5]), np.array([0.25, 0.5]))
    # where 2 is with both, parted from 3, from 4, from both: 0, 2x - 1/4, 2y - 1/4, 2x + 2y
    assert diagram.margin.tolist() == [[0.75, 1.25], [0.25, 0.75]]


def test_sizes_beyond_the_reach_of_doubles_are_refused():
    for size in ([1e200, 1e200], [1e-160, 1e-160]):
        with pytest.raises(ValueError, match="be between 1e-300 and 1e300"):
            Field.of(size, [[0, 1], [1, 0]])
    Field.of([1e200, 1e200], np.zeros((2, 2)))


def test_two_directions_of_a_small_propensity_must_agree_beside_a_large_one():
    p = np.array([[0, 1, 0], [1, 0, 1e-10], [0, 2e-10, 0]])
    with pytest.raises(ValueError, match="same both ways"):
        Field.of(np.ones(3), p)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-(10**40), 10**40), min_size=1, max_size=6), st.integers(0, 12))
def test_limbs_compare_as_whole_numbers_do(values, shift):
    n = len(values) + 1
    whole = np.zeros((n, n), object)
    for j, x in enumerate(values, 1):
        whole[0, j] = whole[j, 0] = x << shift
    weight, _ = exact.exact(whole, Fraction(1, 10**9))
    total = sum(values)
    if len(weight.limb):
        label = np.zeros(n, np.int8)
        assert exact.compare_moves(weight, label, 0, 1, -1, 1) == (total > 0) - (total < 0)
        alone = label.copy()
        alone[0] = 1
        assert exact.compare_energies(weight, alone, label) == (total > 0) - (total < 0)


@settings(max_examples=60, deadline=None)
@given(st.integers(3, 7), st.data())
def test_the_best_cut_of_weights_of_any_size_is_that_of_whole_numbers(n, data):
    a, b = np.triu_indices(n, 1)
    scale = st.sampled_from([1, 10**3, 10**9, 10**15, 10**21])
    weight = np.array([data.draw(st.integers(-3, 3)) * data.draw(scale) for _ in a], object)
    if not weight.any():
        return
    cost = min(
        sum(abs(w) for u, v, w in zip(a, b, weight, strict=True) if (x[u] != x[v]) == (w > 0))
        for x in itertools.product((0, 1), repeat=n)
    )
    cut = minimum_cut(n, a, b, weight)
    assert cut.cost == cut.bound == cost


@pytest.mark.parametrize("n", range(20, 29))
def test_frustration_of_foes_of_all_is_known_and_proved(n):
    a, b = np.triu_indices(n, 1)
    found = frustration(Ties.of(n, a, b, -np.ones(len(a))))
    assert found.proved
    assert found.index == n * (n - 1) // 2 - n * n // 4
