from __future__ import annotations

import itertools

import numpy as np
import pytest

from detente.kernels.alignment import stable
from detente.models.alignment.arrays import Field
from detente.models.alignment.levers import Lever, levers, moved
from detente.models.alignment.minimum import Effort
from detente.models.alignment.phases import phases
from detente.models.alignment.tipping import tip, tips


def some(n: int, seed: int) -> Field:
    random = np.random.default_rng(seed)
    p = random.uniform(-1, 1, (n, n))
    return Field.of(random.lognormal(0, 0.7, n), (p + p.T) / 2)


def lowest(field: Field, k: int = 2) -> tuple[float, tuple[int, ...]]:
    """The least energy and who has it, by listing."""
    s, p = field.size[0], field.propensity[0]
    best = (np.inf, ())
    for labels in itertools.product(range(k), repeat=len(s)):
        x = np.array(labels)
        if np.any((field.held >= 0) & (x != field.held)) or (k == 2 and field.held.max() < 0 and labels[0]):
            continue
        best = min(best, (float((np.outer(s, s) * p)[x[:, None] != x].sum()), labels))
    return best


def changes(field: Field, moves: dict[Lever, float], k: int = 2) -> bool:
    """Whether the actors that still have a size align otherwise after the moves."""
    there = moved(field, moves)
    sized = there.size[0] > 0
    after, before = (np.array(lowest(f, k)[1])[sized] for f in (there, field))
    return bool(((after[:, None] == after) != (before[:, None] == before)).any())


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("lever", [Lever(0, 1), Lever(2, 4), Lever(3), Lever(0)])
def test_one_lever_turns_the_alignment_just_past_its_tip_and_not_before(seed, lever):
    field = some(6, seed)
    found = tip(field, lever)
    assert found.proved
    directions = (1, -1)
    if found.by == float("inf"):
        reach = (0.3, 3, 30, 300)
        assert not any(changes(field, {lever: d * t}) for d in directions for t in reach)
        return
    assert changes(field, {lever: found.moves[0] * (1 + 1e-6)})
    for share in (0.2, 0.6, 0.9, 1 - 1e-6):
        assert not any(changes(field, {lever: d * found.by * share}) for d in directions)
    after = lowest(moved(field, {lever: found.moves[0] * (1 + 1e-6)}))[1]
    parted = np.array(after)[:, None] != np.array(after)
    assert ((found.bloc[:, None] != found.bloc) == parted).all()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "pair",
    [
        (Lever(0, 1), Lever(2, 3)),
        (Lever(0, 1), Lever(0, 2)),
        (Lever(0), Lever(1)),
        (Lever(1, 4), Lever(4)),
        (Lever(1, 4), Lever(2)),
    ],
)
def test_two_levers_together(seed, pair):
    """Sampled moves inside the box turn nothing, and the move at its edge does."""
    field = some(5, 10 + seed)
    found = tip(field, pair)
    singles = [tip(field, lever).by for lever in pair]
    assert found.by <= min(singles) + 1e-9
    if found.by == float("inf"):
        return
    assert changes(field, dict(zip(pair, (m * (1 + 1e-6) for m in found.moves), strict=True)))
    random = np.random.default_rng(seed)
    for _ in range(60):
        inside = random.uniform(-1, 1, 2) * found.by * (1 - 1e-6)
        assert not changes(field, dict(zip(pair, inside, strict=True)))
    for corner in itertools.product((1, -1), repeat=2):
        edge = np.array(corner) * found.by * (1 - 1e-6)
        assert not changes(field, dict(zip(pair, edge, strict=True)))


def test_three_blocs_tip_too():
    field = some(5, 30)
    for lever in (Lever(0, 1), Lever(2)):
        found = tip(field, lever, Effort(3))
        assert changes(field, {lever: found.moves[0] * (1 + 1e-6)}, 3)
        assert not changes(field, {lever: found.moves[0] * (1 - 1e-6)}, 3)


def test_the_closed_form_of_one_propensity():
    """The move closes the gap between the best alignments that join and that part the pair."""
    field = some(7, 40)
    s, p = field.size[0], field.propensity[0]
    best = {True: np.inf, False: np.inf}
    for rest in itertools.product((0, 1), repeat=6):
        x = np.array((0, *rest))
        value = float((np.outer(s, s) * p)[x[:, None] != x].sum())
        best[bool(x[2] != x[5])] = min(best[bool(x[2] != x[5])], value)
    found = tip(field, Lever(2, 5))
    assert found.by == pytest.approx(abs(best[True] - best[False]) / (2 * s[2] * s[5]))
    assert (found.moves[0] > 0) == (best[True] < best[False])
    assert found.values[0] == pytest.approx(p[2, 5] + found.moves[0])
    assert found.usual == (abs(found.values[0]) <= 1)


def test_tips_are_ranked_and_two_ways_beat_one():
    field = some(6, 50)
    single = tips(field)
    assert len(single) == 15 + 6 == len(levers(field))
    assert [t.by for t in single] == sorted(t.by for t in single)
    double = tips(field, among=[t.levers[0] for t in single[:4]], ways=2)
    assert len(double) == 6
    assert double[0].by <= single[0].by


def test_a_tie_is_at_the_tip_already():
    field = Field.of(np.ones(3), -np.ones((3, 3)))
    found = tip(field, Lever(0, 1))
    assert found.by == 0
    assert (found.now != found.bloc).any()


def test_held_pairs_never_tip():
    base = some(5, 60)
    field = Field(base.size, base.propensity, np.array([0, 1, -1, -1, -1]))
    assert Lever(0, 1) not in levers(field)
    assert tip(field, Lever(0, 1)).by == float("inf")
    found = tip(field, Lever(0, 2))
    assert changes(field, {Lever(0, 2): found.moves[0] * (1 + 1e-6)})


def test_levers_must_differ():
    with pytest.raises(ValueError, match="two different"):
        tip(some(4, 0), (Lever(0, 1), Lever(0, 1)))
    with pytest.raises(ValueError, match="different pairs"):
        phases(some(4, 0), Lever(0, 1), Lever(1, 0), np.zeros(2), np.zeros(2))
    with pytest.raises(ValueError, match="propensities"):
        phases(some(4, 0), Lever(0, 1), Lever(2), np.zeros(2), np.zeros(2))


@pytest.mark.parametrize("k", [2, 3])
@pytest.mark.parametrize("pair", [(Lever(0, 1), Lever(2, 3)), (Lever(0, 1), Lever(1, 2))])
def test_every_cell_of_a_phase_diagram(k, pair):
    field = some(5, 70)
    x, y = np.linspace(-1, 1, 5), np.linspace(-2, 2, 7)
    found = phases(field, *pair, x, y, Effort(k))
    assert len(found.bloc) <= 4
    assert found.here == (pair[0].value(field), pair[1].value(field))
    for i, j in itertools.product(range(5), range(7)):
        cell = moved(field, {pair[0]: x[i] - found.here[0], pair[1]: y[j] - found.here[1]})
        s, p = cell.size[0], cell.propensity[0]
        bloc = found.bloc[found.phase[i, j]]
        value = (np.outer(s, s) * p)[bloc[:, None] != bloc].sum()
        assert value == pytest.approx(lowest(cell, k)[0])
        assert found.margin[i, j] >= 0


def test_sizes_that_vanish_together_turn_nothing():
    """Two foes are foes at any size: c (1 - t)^2 only touches 0."""
    found = tip(Field.of([1, 1], [[0, -0.3], [-0.3, 0]]), (Lever(0), Lever(1)))
    assert found.by == np.inf


def test_of_several_that_cross_at_once_the_one_that_is_least_beyond_is_named():
    p = np.zeros((4, 4))
    for i, j, x in ((0, 1, -0.2), (0, 2, -0.2), (0, 3, 0.2), (1, 2, -0.2), (2, 3, -0.3)):
        p[i, j] = p[j, i] = x
    field = Field.of([2, 2, 1, 2], p)
    found = tip(field, (Lever(0), Lever(1)))
    assert found.by == pytest.approx(0.5)
    sizes = [lever.moved(field, m * 1.001) for lever, m in zip(found.levers, found.moves, strict=True)]
    weight = Field.of([*sizes, 1, 2], p).weight[0]
    energies = {b: stable.energy(weight, np.array(b, np.int8)) for b in itertools.product((0, 1), repeat=4)}
    assert energies[tuple(found.bloc.tolist())] == pytest.approx(min(energies.values()), abs=1e-12)
