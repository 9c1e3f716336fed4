"""What must hold of any landscape: names, numbering and units play no part."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.models.alignment.arrays import Field
from detente.models.alignment.landscape import find_alignments, landscape
from detente.models.alignment.levers import Lever
from detente.models.alignment.minimum import Effort
from detente.models.alignment.tipping import tip
from detente.models.alignment.triangle import measure_triangles as triangles


@st.composite
def worlds(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, int]:
    n = draw(st.integers(3, 8))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    p = random.uniform(-1, 1, (4, n, n))
    return random.lognormal(0, 1, (4, n)), (p + p.transpose(0, 2, 1)) / 2, draw(st.integers(2, 3))


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_actors_is_irrelevant(world, shuffler):
    size, propensity, k = world
    order = list(range(size.shape[1]))
    shuffler.shuffle(order)
    plain = find_alignments(Field.of(size, propensity), Effort(k))
    mixed = find_alignments(Field.of(size[:, order], propensity[:, order][:, :, order]), Effort(k))
    assert mixed.energy == pytest.approx(plain.energy)
    assert mixed.together == pytest.approx(plain.together[np.ix_(order, order)])
    one = landscape(Field.of(size[0], propensity[0]), Effort(k))
    other = landscape(Field.of(size[0, order], propensity[0][np.ix_(order, order)]), Effort(k))
    assert other.energy == pytest.approx(one.energy)
    assert other.basin.tolist() == one.basin.tolist()
    assert other.frustration == pytest.approx(one.frustration[:, order])


@given(worlds(), st.floats(0.01, 100), st.floats(0.01, 100))
def test_units_of_size_and_propensity_only_scale_the_energy(world, unit, strength):
    size, propensity, k = world
    plain = find_alignments(Field.of(size, propensity), Effort(k))
    scaled = find_alignments(Field.of(unit * size, strength * propensity), Effort(k))
    assert scaled.energy == pytest.approx(unit**2 * strength * plain.energy)
    assert (scaled.bloc == plain.bloc).all()
    assert scaled.together == pytest.approx(plain.together)


@given(worlds())
def test_the_numbers_of_held_blocs_are_only_names(world):
    size, propensity, k = world
    held = np.full(size.shape[1], -1)
    held[[0, 2]] = 0, 1
    plain = find_alignments(Field.of(size, propensity, held), Effort(k))
    swapped = find_alignments(Field.of(size, propensity, np.where(held < 0, -1, 1 - held)), Effort(k))
    assert swapped.energy == pytest.approx(plain.energy)
    assert swapped.together == pytest.approx(plain.together)
    assert (swapped.bloc == np.where(plain.bloc < 2, 1 - plain.bloc, plain.bloc)).all()


@given(worlds())
def test_holding_one_actor_forbids_no_alignment(world):
    size, propensity, k = world
    held = np.full(size.shape[1], -1)
    held[1] = 0
    free, pinned = (find_alignments(Field.of(size, propensity, h), Effort(k)) for h in (None, held))
    assert pinned.energy == pytest.approx(free.energy)
    assert pinned.together == pytest.approx(free.together)


@given(worlds())
def test_an_actor_without_size_changes_nothing(world):
    size, propensity, k = world
    n = size.shape[1]
    wider = np.ones((4, n + 1, n + 1))
    wider[:, :n, :n] = propensity
    plain = find_alignments(Field.of(size, propensity), Effort(k))
    more = find_alignments(Field.of(np.column_stack([size, np.zeros(4)]), wider), Effort(k))
    assert more.energy == pytest.approx(plain.energy)
    assert more.together[:n, :n] == pytest.approx(plain.together)


@given(worlds(), st.floats(0.1, 10))
def test_tipping_points_scale_with_the_propensities(world, strength):
    size, propensity, k = world
    for lever, unit in ((Lever(0, 1), strength), (Lever(2), 1.0)):
        plain = tip(Field.of(size[0], propensity[0]), lever, Effort(k))
        scaled = tip(Field.of(size[0], strength * propensity[0]), lever, Effort(k))
        assert scaled.by == pytest.approx(unit * plain.by, rel=1e-6)


@given(worlds(), st.randoms(use_true_random=False))
def test_triangles_follow_their_actors(world, shuffler):
    size, propensity, _ = world
    order = list(range(size.shape[1]))
    shuffler.shuffle(order)
    plain, mixed = (
        {
            frozenset(names[i] for i in actors): (kind.tolist(), round(near, 12))
            for actors, kind, near in zip(t.actors.tolist(), t.kind.T, t.nearness, strict=True)
        }
        for t, names in (
            (triangles(Field.of(size, propensity)), range(len(order))),
            (triangles(Field.of(size[:, order], propensity[:, order][:, :, order])), order),
        )
    )
    assert plain == mixed
