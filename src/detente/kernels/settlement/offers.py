"""The offers that come of challenges, and the best one to every actor.

Decisions are discrete: what is as good as equal is a tie, so that rounding, which differs with the order of
the actors and the direction of the scale, does not decide.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.kernels.compiling import kernel
from detente.kernels.settlement.expected_utility import FAST, Pairs, Round

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NONE, CONFLICT, COMPROMISE, CAPITULATION = 0, 1, 2, 3
#: Utilities within this part of the distance at stake are equal.
EQUAL = 1e-7


class Best(NamedTuple):
    """The best offer to each actor from below and from above, (N,) each: its rank (or inf), and by whom."""

    below: Floats
    from_below: Ints
    above: Floats
    from_above: Ints


@kernel
def index(n: int, i: int, j: int) -> int:
    """Where in the list the pair i < j of ``n`` actors stands."""
    apart = j - i
    return (apart - 1) * n - apart * (apart - 1) // 2 + i


@kernel
def seen(pairs: Pairs, now: Round) -> tuple[Floats, Floats]:
    """What the challenged thinks that a challenge up, and down, is worth to the challenger."""
    return (pairs.up_low, pairs.down_high) if now.own else (pairs.up_high, pairs.down_low)


@kernel(inline="always", error_model="numpy")
def share(mine: float, theirs: float, d: float) -> float:
    """The part of the way ``d`` to its opponent that an actor yields: 0 none, 1 all, or a compromise.

    It yields where the opponent gains more by a challenge than it would itself.
    """
    tie = EQUAL * d
    part = -mine / theirs if (mine < 0.0) & (theirs + mine > tie) else 1.0
    return part if (theirs > tie) & (abs(mine) > tie) & (theirs - mine > tie) else 0.0


@kernel(error_model="numpy", fastmath=FAST)
def moves(mine: Floats, theirs: Floats, d: Floats, tie: float, out: Floats) -> None:
    """How far each offer moves the actor, over the range; infinite where there is none."""
    for m in range(len(out)):
        part = share(mine[m], theirs[m], d[m])
        out[m] = d[m] * part if (part > 0.0) & (d[m] > tie) else np.inf


@kernel
def kind_of(mine: float, theirs: float, d: float) -> int:
    """What kind of offer it is."""
    part = share(mine, theirs, d)
    if part == 0.0:
        return NONE
    if mine > 0.0:
        return CONFLICT
    return CAPITULATION if part == 1.0 else COMPROMISE


@kernel(error_model="numpy")
def by_kind(x: Floats, pairs: Pairs, now: Round) -> None:
    """Rank offers by kind first, and compromises among themselves by their smallest weighted position.

    A kind counts four: positions and moves, over the range, differ by one at most.
    """
    n = len(x)
    up, down = seen(pairs, now)
    for i in range(n):
        for j in range(i + 1, n):
            m = index(n, i, j)
            if pairs.rank_low[m] < np.inf:
                mine, theirs = pairs.up_low[m], down[m]
                kind = kind_of(mine, theirs, pairs.d[m])
                if kind == COMPROMISE:
                    pairs.rank_low[m] = (x[i] - x[0] + (x[j] - x[i]) * theirs / (theirs - mine)) / now.span
                pairs.rank_low[m] += 4.0 * kind
            if pairs.rank_high[m] < np.inf:
                mine, theirs = pairs.down_high[m], up[m]
                kind = kind_of(mine, theirs, pairs.d[m])
                if kind == COMPROMISE:
                    pairs.rank_high[m] = (x[j] - x[0] + (x[i] - x[j]) * theirs / (theirs - mine)) / now.span
                pairs.rank_high[m] += 4.0 * kind


@kernel(inline="always")
def keep_least(rank: Floats, first: int, least: Floats, by: Ints) -> None:
    """Lower ``least`` to ``rank`` where that is less, and note by which actor, counted from ``first``."""
    for i in range(len(rank)):
        better = rank[i] < least[i]
        least[i] = rank[i] if better else least[i]
        by[i] = i + first if better else by[i]


@kernel
def rank_offers(x: Floats, pairs: Pairs, now: Round, best: Best) -> None:
    """Rank all offers and keep the best to each actor from below and from above."""
    up, down = seen(pairs, now)
    moves(pairs.up_low, down, pairs.d, now.tie, pairs.rank_low)
    moves(pairs.down_high, up, pairs.d, now.tie, pairs.rank_high)
    if not now.least:
        by_kind(x, pairs, now)
    n = len(x)
    for i in range(n):
        best.below[i] = np.inf
        best.above[i] = np.inf
    m = 0
    for apart in range(1, n):
        keep_least(pairs.rank_low[m : m + n - apart], apart, best.above, best.from_above)
        keep_least(pairs.rank_high[m : m + n - apart], 0, best.below[apart:], best.from_below[apart:])
        m += n - apart


@kernel
def choose(best: Best, i: int, now: Round) -> int:
    """By whom the offer is that i takes, or -1: equal least moves up and down cancel."""
    below = best.below[i]
    above = best.above[i]
    if min(below, above) == np.inf or (now.least and abs(above - below) <= now.tie):
        return -1
    by: int = best.from_above[i] if above < below - now.tie else best.from_below[i]
    return by
