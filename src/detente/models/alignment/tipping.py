"""What would turn an alignment: the smallest moves of propensities and sizes.

In a landscape (Axelrod and Bennett 1993) an alignment's energy is linear in every propensity and in every
size, so exact turning points follow from a handful of minima.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, product
from math import fsum

import numpy as np

from detente.models.alignment.arrays import Field, Floats, Labels
from detente.models.alignment.levers import Lever, levers, moved, parts
from detente.models.alignment.minimum import Effort, Minimum, minimum

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
        raise ValueError(f"one lever or two different ones, not {chosen}")
    return _tip(field, chosen, minimum(field.weight[0], field.held, effort), effort)


def tips(
    field: Field, among: Iterable[Lever] | None = None, ways: int = 1, effort: Effort = Effort()
) -> tuple[Tip, ...]:
    """The tips of every lever (``ways`` = 1) or pair of levers (2), the smallest first.

    ``among`` limits the levers; by default all of them are tried, which for pairs takes time: n actors
    have some n**4 / 8 pairs.
    """
    now = minimum(field.weight[0], field.held, effort)
    chosen = levers(field) if among is None else tuple(among)
    found = [_tip(field, pair, now, effort) for pair in combinations(chosen, ways)]
    return tuple(sorted(found, key=lambda t: t.by))


def _tip(field: Field, pair: tuple[Lever, ...], now: Minimum, effort: Effort) -> Tip:
    """Shrink the box of moves until the present alignment is the minimum at all its corners.

    An energy difference is linear in each lever, so over a box it is least at a corner: the corners
    speak for the whole box. A corner with a better alignment bounds the box by where the two cross.
    """
    from detente.kernels import stable

    here = now.bloc[0]
    coefficients = np.stack(parts(field, pair))
    slack = float(stable.tolerance(coefficients[0]))
    bloc, proved = now.bloc[-1], now.proved
    if now.tied > 1:
        return _made(field, pair, 0.0, (1.0,) * len(pair), here, bloc, proved)
    corners = list(product((1.0, -1.0), repeat=len(pair)))
    farthest = max(_enough(field, lever, coefficients[0]) for lever in pair)
    by, direction = farthest, corners[0]
    bloc = here
    shrunk = True
    while shrunk:
        shrunk = False
        for corner in corners:
            at = moved(field, dict(zip(pair, (by * c for c in corner), strict=True)))
            there = minimum(at.weight[0], field.held, effort)
            proved &= there.proved
            for other in there.bloc:
                crossing = _crossing(coefficients, pair, corner, here, other, slack, by)
                if crossing < by:
                    by, direction, bloc, shrunk = crossing, corner, other, True
    if by < farthest:  # of several that cross there, the one that is the least just beyond
        beyond = by + BEYOND * (1.0 + by)
        at = moved(field, dict(zip(pair, (beyond * c for c in direction), strict=True)))
        there = minimum(at.weight[0], field.held, effort)
        if not any(np.array_equal(here, x) for x in there.bloc):
            bloc, proved = there.bloc[0], proved and there.proved
    return _made(field, pair, by if by < farthest else NEVER, direction, here, bloc, proved)


def _enough(field: Field, lever: Lever, weight: Floats) -> float:
    """A move that outweighs everything else, so that a larger one turns nothing more."""
    if lever.j is None:
        return FAR
    own = 2.0 * float(field.size[0, lever.i] * field.size[0, lever.j])
    return float(np.abs(weight).sum()) / own if own else 0.0


def _crossing(
    coefficients: Floats,
    pair: tuple[Lever, ...],
    corner: tuple[float, ...],
    here: Labels,
    other: Labels,
    slack: float,
    most: float,
) -> float:
    """The least t up to ``most`` at which ``other`` has no more energy than ``here`` at the box's corner."""
    apart = (other[:, None] != other).astype(np.float64) - (here[:, None] != here)
    if not apart.any():
        return NEVER
    terms = [_exact(0.5 * c[apart != 0] * apart[apart != 0]) for c in coefficients]
    # sizes stop at nothing: from t = 1 on a size that shrinks stays, and where it reaches 0 its owner
    # ties with itself anywhere, which turns nothing
    stops = [lever.j is None and c < 0 for lever, c in zip(pair, corner, strict=True)]
    for low, high in ((0.0, 1.0 - 1e-9), (1.0, most)) if any(stops) else ((0.0, most),):
        fixed = [stop and low >= 1.0 for stop in stops]
        x = [(-1.0, 0.0) if f else (0.0, c) for f, c in zip(fixed, corner, strict=True)]
        (a, b), (c, d) = x[0], x[-1]
        polynomial = [terms[0] + terms[1] * a, terms[1] * b]
        if len(terms) == 4:
            polynomial = [
                _exact([terms[0], terms[1] * a, terms[2] * c, terms[3] * a * c]),
                _exact([terms[1] * b, terms[2] * d, terms[3] * a * d, terms[3] * b * c]),
                terms[3] * b * d,
            ]
        if low >= most:
            break
        root = _turn(polynomial, low, min(high, most), slack)
        if root < NEVER:
            return root
    return NEVER


def _exact(parts: Iterable[float]) -> float:
    """A sum, 0 where nothing but rounding is left."""
    each = list(parts)
    total = fsum(each)
    return total if abs(total) > 1e-12 * fsum(abs(x) for x in each) else 0.0


def _turn(polynomial: list[float], low: float, high: float, slack: float) -> float:
    """The least t from low on, before high, after which a polynomial of degree 2 or less is negative."""
    start = sum(c * low**k for k, c in enumerate(polynomial))
    if start < -slack:
        return low
    degree = max((k for k, c in enumerate(polynomial) if c), default=0)
    roots = np.roots(polynomial[degree::-1]) if degree else np.array([])
    real = sorted(float(r.real) for r in roots if abs(r.imag) <= 1e-12 * abs(r) and low < r.real < high)
    for t in [low, *real] if start <= slack else real:
        slope = _exact([k * c * t ** (k - 1) for k, c in enumerate(polynomial) if k])
        beyond = t + BEYOND * (1.0 + t)
        # where two alignments only touch, as where a size is about to vanish, nothing turns
        touches = sum(c * beyond**k for k, c in enumerate(polynomial)) >= 0
        if (slope < 0 and not touches) or (slope == 0 and degree == 2 and polynomial[2] < 0):
            return t
    return NEVER


def _made(
    field: Field,
    pair: tuple[Lever, ...],
    by: float,
    direction: tuple[float, ...],
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
