"""The phase diagram of a landscape (Axelrod and Bennett 1993) over two propensities."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from detente.models.alignment.arrays import Field, Floats, Ints, Labels
from detente.models.alignment.levers import Lever, moved
from detente.models.alignment.minimum import Effort, minimum


@dataclass(frozen=True)
class Phases:
    """Which alignment has the least energy, over a grid of two propensities.

    ``x`` (X,) and ``y`` (Y,) are the values of the two; ``phase`` (X, Y) is the row of ``bloc`` (P, N),
    of which there are at most four. ``margin`` (X, Y) is the energy by which the next of them is worse.
    ``here`` is the pair of present values.
    """

    x: Floats
    y: Floats
    phase: Ints
    bloc: Labels
    margin: Floats
    here: tuple[float, float]
    proved: bool


def phases(field: Field, one: Lever, other: Lever, x: Floats, y: Floats, effort: Effort = Effort()) -> Phases:
    """The phase diagram of two propensities, exact: x of ``one``, y of ``other``.

    All alignments that part or join the two pairs alike gain the same from a move, so the best of each
    of the four kinds is found once, and the cells only compare these.
    """
    pairs = [(lever.i, lever.j) for lever in (one, other) if lever.j is not None]
    if len(pairs) < 2 or set(pairs[0]) == set(pairs[1]):
        raise ValueError("a phase diagram needs the propensities of two different pairs")
    bare = moved(field, {one: -one.value(field), other: -other.value(field)}).weight[0]
    steps = [2.0 * float(field.size[0, i] * field.size[0, j]) for i, j in pairs]
    firm = 1.0 + 2.0 * np.abs(bare).sum()
    rows, costs, apart = [], [], []
    proved = True
    for parted in product((False, True), repeat=2):
        weight = bare.copy()
        for (i, j), split in zip(pairs, parted, strict=True):
            weight[i, j] = weight[j, i] = -firm if split else firm
        found = minimum(weight, field.held, effort)
        bloc = found.bloc[0]
        if tuple(bool(bloc[i] != bloc[j]) for i, j in pairs) != parted:
            continue
        proved &= found.proved
        rows.append(bloc)
        costs.append(0.5 * float((bare * (bloc[:, None] != bloc)).sum()))
        apart.append(parted)
    gain = np.array(apart, np.float64) * steps
    energy = np.array(costs)[:, None, None] + gain[:, 0, None, None] * x[:, None] + gain[:, 1, None, None] * y
    ranked = np.sort(energy, axis=0)
    margin = ranked[1] - ranked[0] if len(rows) > 1 else np.full(energy.shape[1:], np.inf)
    return Phases(
        x,
        y,
        np.argmin(energy, axis=0),
        np.array(rows),
        margin,
        (one.value(field), other.value(field)),
        proved,
    )
