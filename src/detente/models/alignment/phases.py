"""The phase diagram of a landscape (Axelrod and Bennett 1993) over two propensities."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product as every

import numpy as np

from detente.errors import UnusableDataError
from detente.models.alignment.arrays import Field, Floats, Ints, Labels
from detente.models.alignment.levers import Lever
from detente.models.alignment.minimum import Effort, minimum
from detente.models.alignment.weights import Weights, product, whole_field


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
        raise UnusableDataError("a phase diagram needs the propensities of two different pairs")
    size, propensity, of_size, of_propensity = whole_field(field)
    for i, j in pairs:
        propensity[i, j] = propensity[j, i] = 0
    bare, unit = product(size, propensity), 2 * of_size**2 * of_propensity
    steps = [size[i] * size[j] / of_propensity for i, j in pairs]
    firm = 1 + sum(abs(w) for w in bare.flat)
    rows, costs, apart = [], [], []
    proved = True
    for parted in every((False, True), repeat=2):
        weight = bare.copy()
        for (i, j), split in zip(pairs, parted, strict=True):
            weight[i, j] = weight[j, i] = -firm if split else firm
        found = minimum(Weights.reduced(weight, unit), field.held, effort)
        bloc = found.bloc[0]
        if tuple(bool(bloc[i] != bloc[j]) for i, j in pairs) != parted:
            continue
        proved &= found.proved
        rows.append(bloc)
        costs.append(sum(bare[np.triu(bloc[:, None] != bloc)]))
        apart.append(parted)
    across, up = ([Fraction(str(v)) for v in axis.tolist()] for axis in (x, y))
    energy = np.array(
        [
            [[cost + (p * steps[0] * u + q * steps[1] * v) for v in up] for u in across]
            for cost, (p, q) in zip(costs, apart, strict=True)
        ],
        object,
    )
    ranked = np.sort(energy, axis=0)
    margin = (ranked[1] - ranked[0]) * unit if len(rows) > 1 else np.full(energy.shape[1:], np.inf)
    return Phases(
        x,
        y,
        np.argmin(energy, axis=0),
        np.array(rows),
        np.asarray(margin, np.float64),
        (one.value(field), other.value(field)),
        proved,
    )
