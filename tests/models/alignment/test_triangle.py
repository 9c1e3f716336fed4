from __future__ import annotations

import numpy as np
import pytest

from detente.models import list_missing_needs, model
from detente.models.alignment.arrays import Field
from detente.models.alignment.triangle import KINDS, PLACES, measure_triangles


def triangle(ab: float, ac: float, bc: float):
    return measure_triangles(Field.of(np.ones(3), [[0, ab, ac], [ab, 0, bc], [ac, bc, 0]]))


@pytest.mark.parametrize(
    ("ab", "ac", "bc", "kind", "places"),
    [
        (1, 1, 1, "menage a trois", ["friend"] * 3),
        (1, 1, -1, "romantic triangle", ["pivot", "wing", "wing"]),
        (-1, 1, 1, "romantic triangle", ["wing", "wing", "pivot"]),
        (1, -1, -1, "stable marriage", ["partner", "partner", "outcast"]),
        (-1, -1, 1, "stable marriage", ["outcast", "partner", "partner"]),
        (-1, -1, -1, "unit veto", ["foe"] * 3),
    ],
)
def test_kinds_and_places(ab, ac, bc, kind, places):
    found = triangle(ab, ac, bc)
    assert KINDS[found.kind[0, 0]] == kind
    assert [PLACES[p] for p in found.place[0, 0]] == places
    assert found.pivot(0, 0) == (places.index("pivot") if "pivot" in places else None)
    assert found.outcast(0, 0) == (places.index("outcast") if "outcast" in places else None)


def test_places_are_worth_more_in_the_published_order():
    """Wu (1996): pivot, friend, partner, wing, foe, outcast."""
    worth = {}
    for ab in (1, -1):
        for ac in (1, -1):
            for bc in (1, -1):
                found = triangle(ab, ac, bc)
                for place, value in zip(found.place[0, 0], found.value[0, 0], strict=True):
                    worth.setdefault(PLACES[place], set()).add(float(value))
    assert worth == {
        "pivot": {2.5},
        "friend": {1.5},
        "partner": {0.5},
        "wing": {-0.5},
        "foe": {-1.5},
        "outcast": {-2.5},
    }


def test_distances_are_those_of_the_sides_across():
    found = triangle(0.2, -0.7, 0.4)
    assert found.distance[0, 0].tolist() == [0.4, 0.7, 0.2]
    assert found.turn[0, 0] == 0.2
    assert KINDS[found.kind[0, 0]] == "romantic triangle"
    assert found.pivot(0, 0) == 1


def test_a_side_of_nought_leaves_the_triangle_open():
    found = triangle(0, 1, 1)
    assert KINDS[found.kind[0, 0]] == "open"
    assert found.place[0, 0].tolist() == [-1] * 3
    assert found.pivot(0, 0) is None
    assert found.nearness.tolist() == [0.0]


def test_triangles_are_ranked_by_how_near_they_are_to_turning_over_draws():
    random = np.random.default_rng(0)
    p = random.uniform(-1, 1, (50, 6, 6))
    p = (p + p.transpose(0, 2, 1)) / 2
    found = measure_triangles(Field.of(np.ones(6), p))
    assert len(found.actors) == 20
    assert (np.diff(found.nearness) >= 0).all()
    assert found.share.sum(axis=1) == pytest.approx(np.ones(20))
    for t, (i, j, k) in enumerate(found.actors):
        sides = np.stack([p[:, i, j], p[:, i, k], p[:, j, k]])
        assert found.nearness[t] == pytest.approx(np.abs(sides).min(axis=0).mean())
        assert (found.kind[:, t] == (sides > 0).sum(axis=0)).all()


def test_two_actors_make_no_triangle():
    with pytest.raises(ValueError, match="three"):
        measure_triangles(Field.of(np.ones(2), np.zeros((2, 2))))


def test_a_pair_lacks_what_a_triangle_needs():
    pair, three = (Field.of(np.ones(n), np.ones((n, n))) for n in (2, 3))
    assert list_missing_needs(model("triangle"), pair) == ("there are fewer than three actors",)
    assert list_missing_needs(model("triangle"), three) == ()
