"""Rounds of challenges over draws."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.kernels.compiling import kernel
from detente.kernels.settlement.expected_utility import (
    Pairs,
    Round,
    exponents,
    judge,
    measure,
    room,
    weigh_failure,
)
from detente.kernels.settlement.median import sorted_medians
from detente.kernels.settlement.offers import Best, choose, index, kind_of, rank_offers, seen, share
from detente.kernels.settlement.win_probability import (
    Ballot,
    ballot,
    curved_votes,
    linear_votes,
    to_probability,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Actors nearer than this part of the first round's range do not challenge each other.
TIE = 1e-9
#: Positions nearer than this part of it differ by rounding only.
ROUNDING = 1e-12


class Rules(NamedTuple):
    """One reading of the paper; the model's parameters tell what each field means."""

    q: float
    own: bool
    pair: bool
    linear: bool
    least: bool
    midpoint: bool
    renewed: bool


class Table(NamedTuple):
    """The actors in rising order, (N,) each: position, weight, salience (0 to 1), and who they are."""

    x: Floats
    w: Floats
    s: Floats
    who: Ints


class Work(NamedTuple):
    """Arrays that rounds share.

    The actors, pairs, votes, best offers; security from both sides, risk exponents, new positions, (N,) each.
    """

    table: Table
    pairs: Pairs
    ballot: Ballot
    best: Best
    security: tuple[Floats, Floats]
    r: Floats
    new: Floats


class Trace(NamedTuple):
    """What happened.

    Median and mean (T+1,); positions (T+1, N); by round (T, N) the risk exponents and the offer taken: its
    kind, by whom (-1 nobody), and the expected utilities of the actor and of its opponent.
    """

    median: Floats
    mean: Floats
    position: Floats
    risk: Floats
    kind: Ints
    by: Ints
    mine: Floats
    theirs: Floats


def desk(n: int) -> Work:
    """Room to work for ``n`` actors."""
    x, w, s, below, above, of_lower, of_higher, r, new = np.empty((9, n))
    who, from_below, from_above = np.zeros((3, n), np.int64)
    best = Best(below, from_below, above, from_above)
    return Work(Table(x, w, s, who), room(n), ballot(n), best, (of_lower, of_higher), r, new)


def blank(rounds: int, n: int) -> Trace:
    """Room for the trace of ``rounds`` rounds of ``n`` actors."""
    median, mean = np.empty((2, rounds + 1))
    risk, mine, theirs = np.full((3, rounds, n), np.nan)
    kind, by = np.zeros((rounds, n), np.int64), np.full((rounds, n), -1)
    return Trace(median, mean, np.empty((rounds + 1, n)), risk, kind, by, mine, theirs)


@kernel
def sort(start: Table, table: Table, tol: float) -> None:
    """Put the table in rising order of position, by insertion: between rounds little changes.

    ``start`` has weights and saliences in the order of ``who``. Neighbours no farther apart than ``tol`` are
    put at one point: they were meant to be there, and what rounding parts would drift on.
    """
    x, w, s, who = table
    for i in range(1, len(x)):
        xi, me = x[i], who[i]
        j = i
        while j > 0 and x[j - 1] > xi:
            x[j], who[j] = x[j - 1], who[j - 1]
            j -= 1
        x[j], who[j] = xi, me
    first = 0
    for i in range(len(x)):
        w[i] = start.w[who[i]]
        s[i] = start.s[who[i]]
        if i + 1 == len(x) or x[i + 1] - x[i] > tol:
            point = 0.5 * (x[first] + x[i])
            for k in range(first, i + 1):
                x[k] = point
            first = i + 1


@kernel
def centre(table: Table, midpoint: bool) -> tuple[float, float]:
    """Weighted median (midpoint or lower) and weighted mean."""
    x, w, _, _ = table
    lower, upper = sorted_medians(x, w, len(x))
    total = 0.0
    moment = 0.0
    for i in range(len(x)):
        total += w[i]
        moment += w[i] * (x[i] - x[0])
    return lower + 0.5 * (upper - lower) if midpoint else lower, x[0] + moment / total


@kernel(error_model="numpy")
def play(now: Round, rules: Rules, work: Work) -> None:
    """Find the risk exponents and the best offers of one round."""
    (x, w, s, _), pairs, votes, best, security, r, _ = work
    linear_votes((x, w), votes, pairs.d, pairs.p_up, pairs.p_down)
    measure(now, pairs)
    to_probability(pairs.p_up, pairs.p_down, rules.pair)
    weigh_failure(s, pairs)
    exponents(x, pairs, now, security, r)
    if not rules.linear:
        curved_votes((x, w), r, now.span, votes.loss, pairs.p_up, pairs.p_down)
        to_probability(pairs.p_up, pairs.p_down, rules.pair)
        weigh_failure(s, pairs)
    judge(x, r, security[0], pairs, now)
    rank_offers(x, pairs, now, best)


@kernel(error_model="numpy")
def run(start: Table, rules: Rules, work: Work, trace: Trace) -> None:
    """Play all rounds of one draw and fill the trace, actors as they stand in ``start``."""
    table, pairs, _, best, _, r, new = work
    x, _, _, who = table
    n = len(x)
    rounds = len(trace.risk)
    for i in range(n):
        x[i] = start.x[i]
        who[i] = start.who[i]
        r[i] = 1.0
    sort(start, table, 0.0)
    first = x[n - 1] - x[0]
    size = max(abs(x[0]), abs(x[n - 1]))
    rounding = ROUNDING * first + 1e-15 * size
    tol = TIE * first if first > ROUNDING * size else first
    settled = False
    for t in range(rounds + 1):
        trace.median[t], trace.mean[t] = centre(table, rules.midpoint)
        for i in range(n):
            trace.position[t, who[i]] = x[i]
        if t == rounds:
            break
        span = x[n - 1] - x[0] if rules.renewed else first
        settled = settled or span <= tol
        if not settled:
            now = Round(trace.median[t], span, tol / span, rules.q, rules.own, rules.least)
            play(now, rules, work)
            settled = True
            up, down = seen(pairs, now)
            for i in range(n):
                new[i] = x[i]
                j = choose(best, i, now)
                if j >= 0:
                    m = index(n, min(i, j), max(i, j))
                    mine = pairs.up_low[m] if i < j else pairs.down_high[m]
                    theirs = down[m] if i < j else up[m]
                    part = share(mine, theirs, pairs.d[m])
                    new[i] = x[j] if part == 1.0 else x[i] + (x[j] - x[i]) * part
                    me = who[i]
                    trace.kind[t, me] = kind_of(mine, theirs, pairs.d[m])
                    trace.by[t, me] = who[j]
                    trace.mine[t, me] = mine
                    trace.theirs[t, me] = theirs
                    settled = False
            for i in range(n):
                x[i] = new[i]
        for i in range(n):
            trace.risk[t, who[i]] = r[i]
        sort(start, table, rounding)


@kernel
def cycle(position: Floats) -> int:
    """How many rounds ago the last state held before, or 0: 1 is a fixed point."""
    last = len(position) - 1
    n = position.shape[1]
    low = np.inf
    high = -np.inf
    for i in range(n):
        low = min(low, position[0, i])
        high = max(high, position[0, i])
    for back in range(1, last + 1):
        apart = 0.0
        for i in range(n):
            apart = max(apart, abs(position[last - back, i] - position[last, i]))
        if apart <= TIE * (high - low):
            return back
    return 0


class Tables(NamedTuple):
    """Tables of many draws, (D, N) each, and who the actors are, (N,)."""

    x: Floats
    w: Floats
    s: Floats
    who: Ints


class Paths(NamedTuple):
    """Medians and means by round (D, T+1), and the length of the cycle found (D,), 0 if none."""

    medians: Floats
    means: Floats
    cycle: Ints


@kernel
def run_all(tables: Tables, rules: Rules, work: Work, trace: Trace, paths: Paths) -> None:
    """Play every draw; the trace is of the last."""
    for d in range(len(tables.x)):
        run(Table(tables.x[d], tables.w[d], tables.s[d], tables.who), rules, work, trace)
        for t in range(len(trace.median)):
            paths.medians[d, t] = trace.median[t]
            paths.means[d, t] = trace.mean[t]
        paths.cycle[d] = cycle(trace.position)


def challenge(x: Floats, w: Floats, s: Floats, rounds: int, rules: Rules) -> tuple[Paths, Trace]:
    """Paths of all draws, and the trace of the last.

    Positions, weights (all positive) and saliences (0 to 1) are (D, N).
    """
    d, n = x.shape
    paths = Paths(np.empty((d, rounds + 1)), np.empty((d, rounds + 1)), np.empty(d, np.int64))
    trace = blank(rounds, n)
    run_all(Tables(x, w, s, np.arange(n)), rules, desk(n), trace, paths)
    return paths, trace
