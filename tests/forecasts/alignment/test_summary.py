"""Over how many draws the alignment of a forecast is taken."""

from __future__ import annotations

import itertools

import pytest

from detente.forecasts.alignment import summary
from detente.forecasts.alignment.summary import align_scenario
from detente.scenario import loads


def crowd(n):
    names = [f"a{i}" for i in range(n)]
    actors = "\n".join(f"  {a}: {{label: {a.upper()}, kind: state, capability: 5}}" for a in names)
    ties = "\n".join(
        f"  - {{from: {a}, to: {b}, kind: propensity, value: [-0.5, 0.2, 1]}}"
        for a, b in itertools.pairwise(names)
    )
    return loads(
        f"detente: 1\ntitle: A crowd\nas_of: 2025-01-01\nactors:\n{actors}\nalignment: {{}}\nties:\n{ties}\n"
    )


@pytest.mark.parametrize(
    ("actors", "draws", "taken"), [(4, 2048, 1024), (4, 100, 100), (20, 80, 80), (21, 80, 64), (21, 10, 10)]
)
def test_many_actors_are_aligned_over_fewer_draws(actors, draws, taken, monkeypatch):
    monkeypatch.setattr(summary, "align_situation", lambda situation, **_: situation.over)
    over = align_scenario(crowd(actors), draws=draws, seed=1, progress=lambda *_: None)
    assert len(over.size) == taken
