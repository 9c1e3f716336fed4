"""What would turn an alignment: the smallest moves of propensities and sizes.

In a landscape (Axelrod and Bennett 1993) an alignment's energy is linear in every propensity and in every
size, so exact turning points follow from a handful of minima.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.errors import UnusableDataError
from detente.models.alignment.arrays import Field, Labels
from detente.models.alignment.levers import Lever, levers, moved, parts
from detente.models.alignment.minimum import Effort, Minimum, minimum
from detente.models.alignment.weights import Weights

NEVER = float("inf")
BEYOND = 1e-6  # how far past a turning point to look, to tell it from one that only touches
FAR = 1e6  # a size that grows this many times over counts as never turning anything


@dataclass(frozen=True)
class Tip:
    """The smallest move of one or two levers after which another alignment has as little energy.

    Each lever moves by at most ``by`` (propensities in their own unit, sizes as shares of themselves),
    infinite where none turns anything; ``moves`` are the signed moves and ``values`` what the levers are
    then. Any further that way, ``bloc`` (N,) is the minimum instead of ``now`` (N,). ``usual`` says
    whether every propensity stays in -1..1; ``proved`` whether every minimum behind it was proved.
    """

    levers: tuple[Lever, ...]
    by: float
    moves: tuple[float, ...]
    values: tuple[float, ...]
    now: Labels
    bloc: Labels
    usual: bool
    proved: bool


def tip(field: Field, pair: Lever | tuple[Lever, ...], effort: Effort = Effort()) -> Tip:
    """The smallest move of one lever, or of two together each by at most that much, that turns ``field``.

    Of one draw. Where two alignments share the least energy now, the answer is 0.
    """
    chosen = (pair,) if isinstance(pair, Lever) else pair
    if not 1 <= len(chosen) <= 2 or len(set(chosen)) != len(chosen):
        raise UnusableDataError(f"one lever or two different ones, not {chosen}")
    return _tip(field, chosen, minimum(Weights.of_field(field), field.held, effort), effort)


def tips(
    field: Field, among: Iterable[Lever] | None = None, ways: int = 1, effort: Effort = Effort()
) -> tuple[Tip, ...]:
    """The tips of every lever (``ways`` = 1) or pair of levers (2), the smallest first.

    ``among`` limits the levers; by default all of them are tried, which for pairs takes time: n actors
    have some n**4 / 8 pairs.
    """
    now = minimum(Weights.of_field(field), field.held, effort)
    chosen = levers(field) if among is None else tuple(among)
    found = [_tip(field, pair, now, effort) for pair in combinations(chosen, ways)]
    return tuple(sorted(found, key=lambda t: t.by))


def _tip(field: Field, pair: tuple[Lever, ...], now: Minimum, effort: Effort) -> Tip:
    """Shrink the box of moves until the present alignment is the minimum at all its corners.

    An energy difference is linear in each lever, so over a box it is least at a corner: the corners
    speak for the whole box. A corner with a better alignment bounds the box by where the two cross.
    """
    here = now.bloc[0]
    coefficients = parts(field, pair)
    bloc, proved = now.bloc[-1], now.proved
    if now.tied > 1:
        return _made(field, pair, 0.0, (1,) * len(pair), here, bloc, proved)
    corners = list(product((1, -1), repeat=len(pair)))
    farthest = max(_enough(field, lever) for lever in pair)
    by, direction = farthest, corners[0]
    bloc = here
    shrunk = True
    while shrunk:
        shrunk = False
        for corner in corners:
            at = moved(field, dict(zip(pair, (by * c for c in corner), strict=True)))
            there = minimum(Weights.of_field(at), field.held, effort)
            proved &= there.proved
            for other in there.bloc:
                crossing = _crossing(coefficients, pair, corner, here, other, by)
                if crossing < by:
                    by, direction, bloc, shrunk = crossing, corner, other, True
    if by < farthest:  # of several that cross there, the one that is the least just beyond
        beyond = by + BEYOND * (1.0 + by)
        at = moved(field, dict(zip(pair, (beyond * c for c in direction), strict=True)))
        there = minimum(Weights.of_field(at), field.held, effort)
        if not any(np.array_equal(here, x) for x in there.bloc):
            bloc, proved = there.bloc[0], proved and there.proved
    return _made(field, pair, by if by < farthest else NEVER, direction, here, bloc, proved)


def _enough(field: Field, lever: Lever) -> float:
    """A move that outweighs everything else, so that a larger one turns nothing more."""
    if lever.j is None:
        return FAR
    own = 2.0 * float(field.size[0, lever.i] * field.size[0, lever.j])
    return float(np.abs(field.weight[0]).sum()) / own if own else 0.0


def _crossing(
    coefficients: tuple[NDArray[Any], ...],
    pair: tuple[Lever, ...],
    corner: tuple[int, ...],
    here: Labels,
    other: Labels,
    most: float,
) -> float:
    """The least t up to ``most`` beyond which ``other`` has less energy than ``here`` at the box's corner."""
    parted = np.triu(other[:, None] != other), np.triu(here[:, None] != here)
    apart = parted[0] != parted[1]
    sign = np.where(parted[0][apart], 1, -1).astype(object)
    terms = [Fraction(sum(c[apart] * sign)) for c in coefficients]
    # sizes stop at nothing: from t = 1 on a size that shrinks stays, and where it reaches 0 its owner
    # ties with itself anywhere, which turns nothing
    stops = [lever.j is None and c < 0 for lever, c in zip(pair, corner, strict=True)]
    for low, high in ((0, 1.0), (1, most)) if any(stops) else ((0, most),):
        if low >= most:
            break
        fixed = [stop and low >= 1 for stop in stops]
        x = [(-1, 0) if f else (0, c) for f, c in zip(fixed, corner, strict=True)]
        (a, b), (c, d) = x[0], x[-1]
        polynomial = [terms[0] + terms[1] * a, terms[1] * b, Fraction(0)]
        if len(terms) == 4:
            polynomial = [
                terms[0] + terms[1] * a + terms[2] * c + terms[3] * a * c,
                terms[1] * b + terms[2] * d + terms[3] * (a * d + b * c),
                terms[3] * b * d,
            ]
        root = _turn(polynomial, low, min(high, most))
        if root < NEVER:
            return root
    return NEVER


def _turn(polynomial: list[Fraction], low: int, high: float) -> float:
    """The least t from low on, before high, after which c0 + c1 t + c2 t^2 is negative."""
    c0, c1, c2 = polynomial
    start = c0 + low * (c1 + low * c2)
    slope = c1 + 2 * low * c2
    if start < 0 or (start == 0 and (slope < 0 or (slope == 0 and c2 < 0))):
        return float(low)
    root = c1 * c1 - 4 * c0 * c2
    if (c2 == 0 and c1 >= 0) or root <= 0:  # where two alignments only touch, nothing turns
        return NEVER
    largest = max(abs(c0), abs(c1), abs(c2))
    a, b, c = (float(x / largest) for x in polynomial)
    width = sqrt(float(root / largest**2))
    # of the two roots, the one at which it falls; in the form that does not cancel
    t = 2 * a / (width - b) if c1 < 0 or c2 == 0 else -(b + width) / (2 * c)
    return t if low < t < high else NEVER


def _made(
    field: Field,
    pair: tuple[Lever, ...],
    by: float,
    direction: tuple[int, ...],
    here: Labels,
    bloc: Labels,
    proved: bool,
) -> Tip:
    moves = tuple(
        NEVER if by == NEVER else max(by * d, -1.0) if lever.j is None else by * d
        for lever, d in zip(pair, direction, strict=True)
    )
    values = tuple(lever.moved(field, m) for lever, m in zip(pair, moves, strict=True))
    usual = all(lever.j is None or abs(v) <= 1.0 + 1e-12 for lever, v in zip(pair, values, strict=True))
    return Tip(pair, by, moves, values, here, bloc, usual, proved)
