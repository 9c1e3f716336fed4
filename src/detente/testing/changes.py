"""Changes to a bargain after which the laws say what becomes of the outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from detente.models.arrays import Bargain, Floats
from detente.testing.bargains import seats


@dataclass(frozen=True)
class Case:
    """A bargain, the same after a change, and what becomes of the outcome: ``a * outcome + b``, (K,) each."""

    before: Bargain
    after: Bargain
    a: Floats
    b: Floats


Change = tuple[Bargain, Floats | float, Floats | float]


def _order(draw: st.DrawFn, b: Bargain) -> Change:
    return seats(b, draw(st.permutations(range(b.shape[1])))), 1.0, 0.0


def _affine(draw: st.DrawFn, b: Bargain) -> Change:
    k = b.shape[2]
    times = np.array([draw(st.sampled_from([0.01, 0.5, 3.0, 10.0])) for _ in range(k)])
    plus = np.array([draw(st.sampled_from([-70.0, 0.0, 13.0, 1000.0])) for _ in range(k)])
    return _mapped(b, times, plus), times, plus


def _mirror(draw: st.DrawFn, b: Bargain) -> Change:  # noqa: ARG001
    ends = b.scale.sum(axis=1)
    return replace(_mapped(b, -1.0, ends), scale=b.scale), -1.0, ends


def _mapped(b: Bargain, times: Floats | float, plus: Floats) -> Bargain:
    return replace(
        b,
        position=times * b.position + plus,
        reversion=times * b.reversion + plus,
        scale=(times * b.scale.T + plus).T,
    )


def _split(draw: st.DrawFn, b: Bargain) -> Change:
    setters = {rule.setter for rule in b.rules or () if rule}
    whole = [i for i in range(b.shape[1]) if i not in setters]
    assume(whole)
    actor = draw(st.sampled_from(whole))
    halves = [actor, b.shape[1]]
    after = seats(b, [*range(b.shape[1]), actor])
    after.capability[:, halves] /= 2
    if after.votes is not None:
        after.votes[halves] /= 2
    if after.influence is not None:
        after.influence[:, :, halves] /= 2
    return after, 1.0, 0.0


def _inert(draw: st.DrawFn, b: Bargain) -> Change:
    n = b.shape[1]
    after = seats(b, [*range(n), draw(st.integers(0, n - 1))])
    after.salience[:, n] = 0.0
    after.position[:, n] = draw(st.integers(0, 100))
    after.capability[:, n] = draw(st.sampled_from([1.0, 1e6]))
    return seats(after, draw(st.sampled_from([[n, *range(n)], [*range(n), n]]))), 1.0, 0.0


def _units(draw: st.DrawFn, b: Bargain) -> Change:
    power, care = draw(st.sampled_from([(1e-3, 1.0), (7.0, 1.0), (1.0, 0.5), (1.0, 0.1), (1e3, 1 / 3)]))
    return replace(b, capability=power * b.capability, salience=care * b.salience), 1.0, 0.0


#: By law: the changed bargain, and a and b.
CHANGES: Mapping[str, Callable[[st.DrawFn, Bargain], Change]] = {
    "order": _order,
    "affine": _affine,
    "mirror": _mirror,
    "split": _split,
    "inert": _inert,
    "units": _units,
}


@st.composite
def changed(draw: st.DrawFn, whole: st.SearchStrategy[Bargain], law: str) -> Case:
    """A bargain and what a law is about."""
    before = draw(whole)
    after, a, b = CHANGES[law](draw, before)
    ones = np.ones(before.shape[2])
    return Case(before, after, a * ones, b * ones)
