"""Hypothesis strategies for what models see: bargains with ties, crowds, silence and extreme weights."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from detente.models.arrays import Bargain, Bools, Floats, Rule

_places = st.integers(0, 100).map(float) | st.floats(0, 100).map(lambda x: round(x, 3))
_saliences = st.sampled_from([0.0, 50.0, 100.0]) | st.integers(0, 100).map(float) | st.floats(1, 100)
_capabilities = (
    st.sampled_from([1.0, 1.0, 0.0])
    | st.integers(1, 10).map(float)
    | st.integers(-6, 6).map(lambda e: 10.0**e)
)


@st.composite
def bargains(
    draw: st.DrawFn,
    *,
    actors: tuple[int, int] = (1, 8),
    issues: tuple[int, int] = (1, 1),
    draws: tuple[int, int] = (1, 3),
    reversion: bool | None = None,
    influence: bool | None = None,
) -> Bargain:
    """Bargains on scales of 0 to 100 that every model must be able to solve.

    ``actors``, ``issues`` and ``draws`` are least and most. A reversion point and ties of influence are
    stated always (True), never (False) or sometimes (None). Some actors take no stance on some issues,
    some have no salience or no capability; positions may all be the same, come in a few places, or in pairs
    mirrored about the middle.
    """
    d, n, k = (draw(st.integers(*ends)) for ends in (draws, actors, issues))
    crowd = st.sampled_from(draw(st.lists(_places, min_size=1, max_size=3)))
    position = _array(draw, draw(st.sampled_from([_places, crowd])), (d, n, k))
    salience = _array(draw, draw(st.sampled_from([_saliences, st.just(50.0)])), (d, n, k))
    capability = _array(draw, draw(st.sampled_from([_capabilities, st.just(1.0)])), (d, n))
    if n > 1 and draw(st.booleans()):
        half = n // 2
        position[:, -half:] = 100.0 - position[:, :half]
        salience[:, -half:] = salience[:, :half]
        capability[:, -half:] = capability[:, :half]
    if n > 1 and draw(st.booleans()):
        absent = _array(draw, st.sampled_from([0.0, 0.0, 1.0]), (n, k)) > 0
        absent[0] = False
        position[:, absent], salience[:, absent] = np.nan, 0.0
    # the first actor carries what nobody else does
    bare: Bools = np.less_equal((capability[:, :, None] * salience).max(axis=1), 0.0)
    salience[:, 0][bare] = 50.0
    capability[:, 0] = np.where(bare.any(axis=1), 1.0, capability[:, 0])
    stated = _array(draw, _places | st.sampled_from([-20.0, 120.0]), (d, k))
    if reversion is False or (reversion is None and draw(st.booleans())):
        stated[:] = np.nan
    ties = None
    if influence or (influence is None and draw(st.booleans())):
        ties = _array(draw, st.sampled_from([0.0, 0.0, 0.2, 0.5, 1.0]), (d, n, n)) * ~np.eye(n, dtype=bool)
    votes = _array(draw, st.integers(1, 9).map(float), (n,)) if draw(st.booleans()) else None
    present: Bools = ~np.asarray(np.isnan(position).any(axis=0))
    ruled = draw(st.booleans())
    rules = tuple(_rule(draw, np.flatnonzero(present[:, i])) for i in range(k)) if ruled else None
    consent = _array(draw, st.sampled_from([0.0, 1.0]), (n, k)) > 0
    scale = np.tile([0.0, 100.0], (k, 1))
    level = _array(draw, st.floats(0.01, 0.99), (d, k))
    return Bargain(position, salience, capability, stated, scale, consent, votes, ties, rules, level)


def _array(draw: st.DrawFn, values: st.SearchStrategy[float], shape: tuple[int, ...]) -> Floats:
    size = int(np.prod(shape))
    return np.array(draw(st.lists(values, min_size=size, max_size=size)), dtype=np.float64).reshape(shape)


def _rule(draw: st.DrawFn, present: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Rule | None:
    setter = draw(st.none() | st.sampled_from([int(i) for i in present]))
    quota = draw(st.sampled_from([0.6, 2 / 3, 0.9]))
    rules = (
        None,
        Rule("majority", None, setter),
        Rule("qualified", quota, setter),
        Rule("unanimity", None, setter),
    )
    return draw(st.sampled_from(rules))


def seats(bargain: Bargain, who: list[int]) -> Bargain:
    """The same bargain with these of its actors, in this order; one may come twice."""
    place = {actor: who.index(actor) for actor in who}
    rules = bargain.rules
    return replace(
        bargain,
        position=bargain.position[:, who].copy(),
        salience=bargain.salience[:, who].copy(),
        capability=bargain.capability[:, who].copy(),
        consent=None if bargain.consent is None else bargain.consent[who].copy(),
        votes=None if bargain.votes is None else bargain.votes[who].copy(),
        influence=None if bargain.influence is None else bargain.influence[:, who][:, :, who].copy(),
        rules=None if rules is None else tuple(r and _moved(r, place) for r in rules),
    )


def _moved(rule: Rule, place: dict[int, int]) -> Rule:
    return rule if rule.setter is None else replace(rule, setter=place[rule.setter])
