"""Trades of voting positions between pairs of actors on pairs of issues."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.kernels.compiling import kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Gains that differ by less than this part are equal; order must not decide.
SLACK = 1e-9

#: Gains and distances up to this, where saliences and scales run from 0 to 1, are rounding.
NOTHING = 1e-12


class Table(NamedTuple):
    """What does not change while N actors trade on K issues.

    ``x`` and ``s``, positions and saliences (N, K) on 0..1; ``share``, parts of each issue's weight (N, K);
    ``equal``, whether gains are equal rather than in proportion to the most that each could gain.
    """

    x: Floats
    s: Floats
    share: Floats
    equal: bool


@kernel
def terms(at: Table, i: int, j: int, p: int, q: int, outcome: Floats) -> tuple[float, float]:
    """How far the outcome of p moves towards i, and that of q towards j, if j gives way on p and i on q.

    Both gains rise along the rate of exchange, up to where one has come over to the other's position or
    an outcome has reached the position of whom it is moved for. Calls for ``s_ip s_jq > s_iq s_jp``.
    """
    x, s = at.x, at.s
    most_p = min(at.share[j, p] * abs(x[i, p] - x[j, p]), abs(x[i, p] - outcome[p]))
    most_q = min(at.share[i, q] * abs(x[i, q] - x[j, q]), abs(x[j, q] - outcome[q]))
    if at.equal:
        rate = (s[i, q] + s[j, q]) / (s[i, p] + s[j, p])
    else:
        lean = s[i, p] * s[j, q] - s[i, q] * s[j, p]
        best_i = min(most_p, most_q * s[j, q] / s[j, p]) * lean / s[j, q]
        best_j = min(most_q, most_p * s[i, p] / s[i, q]) * lean / s[i, p]
        rate = (best_i * s[j, q] + best_j * s[i, q]) / (best_j * s[i, p] + best_i * s[j, p])
    if most_p <= rate * most_q:
        return most_p, most_p / rate
    return rate * most_q, most_q


@kernel
def offer(at: Table, i: int, j: int, p: int, q: int, outcome: Floats) -> tuple[int, int, float, float, float]:
    """What i and j can trade on p and q: who gains on p and who on q, both moves, and the joint gain."""
    s = at.s
    lean = s[i, p] * s[j, q] - s[i, q] * s[j, p]
    if lean == 0.0:
        return i, j, 0.0, 0.0, 0.0
    if lean < 0.0:
        i, j = j, i
    move_p, move_q = terms(at, i, j, p, q, outcome)
    return i, j, move_p, move_q, (s[i, p] - s[j, p]) * move_p + (s[j, q] - s[i, q]) * move_q


@kernel
def rank(at: Table, p: int, q: int, outcome: Floats, side: Floats, gains: Floats) -> float:
    """Joint gains of every two actors on p and q, into ``gains`` (N, N) above its diagonal; the largest."""
    n = side.shape[0]
    best = 0.0
    for i in range(n):
        for j in range(i + 1, n):
            gains[i, j] = 0.0
            # they trade only across the outcome, on both issues
            if side[i, p] * side[j, p] < 0.0 and side[i, q] * side[j, q] < 0.0:
                gains[i, j] = offer(at, i, j, p, q, outcome)[4]
                best = max(best, gains[i, j])
    return best


@kernel
def equals(at: Table, pairs: Ints, outcome: Floats, gains: Floats, least: float) -> tuple[Ints, Floats]:
    """The trades of joint gain ``least`` or more: rows i, j, p, q, and how far p's and q's outcomes move."""
    m = 0
    for gain in gains.flat:
        if gain >= least:
            m += 1
    found = np.empty((m, 4), np.int64)
    moves = np.empty((m, 2))
    m = 0
    for pair in range(len(pairs)):
        p, q = pairs[pair, 0], pairs[pair, 1]
        for a in range(gains.shape[1]):
            for b in range(a + 1, gains.shape[1]):
                if gains[pair, a, b] >= least:
                    i, j, moves[m, 0], moves[m, 1], _ = offer(at, a, b, p, q, outcome)
                    found[m, 0], found[m, 1], found[m, 2], found[m, 3] = i, j, p, q
                    m += 1
    return found, moves


@kernel
def fit(at: Table, outcome: Floats, side: Floats, found: Ints, moves: Floats) -> None:
    """Scale down trades that, made together, ask too much.

    Where they ask more of one position than all of it, or would move an outcome past the position of whom
    it is moved for, each gives up the same part.
    """
    n, dims = side.shape
    given = np.zeros((n, dims))
    asked, room = np.zeros((2, dims)), np.ones((2, dims))
    for m in range(len(found)):
        i, j, p, q = found[m, 0], found[m, 1], found[m, 2], found[m, 3]
        for who, other, k, move in ((i, j, p, moves[m, 0]), (j, i, q, moves[m, 1])):
            given[other, k] += move / (at.share[other, k] * abs(at.x[i, k] - at.x[j, k]))
            up = 1 if side[who, k] > 0.0 else 0
            asked[up, k] += move
            room[up, k] = min(room[up, k], abs(at.x[who, k] - outcome[k]))
    for m in range(len(found)):
        i, j, p, q = found[m, 0], found[m, 1], found[m, 2], found[m, 3]
        part = 1.0 / max(1.0, given[j, p], given[i, q])
        for who, k in ((i, p), (j, q)):
            up = 1 if side[who, k] > 0.0 else 0
            part = min(part, room[up, k] / asked[up, k])
        moves[m, 0] *= part
        moves[m, 1] *= part


@kernel
def note(at: Table, i: int, j: int, p: int, q: int, move_p: float, move_q: float, row: Floats) -> None:
    """Write a trade into a row of the log."""
    row[0], row[1], row[2], row[3], row[4], row[5] = i, j, p, q, move_p, move_q
    row[6] = at.s[i, p] * abs(move_p) - at.s[i, q] * abs(move_q)
    row[7] = at.s[j, q] * abs(move_q) - at.s[j, p] * abs(move_p)


@kernel
def trade(at: Table, fixed: bool, voting: Floats, log: Floats) -> int:
    """Trade until no two actors gain, the largest joint gain first; gives the number of trades.

    Leaves the voting positions in ``voting`` (N, K). The first trades are kept in the rows of ``log``
    (L, 8): i, j, p, q, the moves of p's and q's outcomes, the gains of i and j. With ``fixed`` terms stay
    those of the first outcomes; otherwise they follow.
    """
    n, dims = at.x.shape
    pairs = np.empty((dims * (dims - 1) // 2, 2), np.int64)
    m = 0
    for p in range(dims):
        for q in range(p + 1, dims):
            pairs[m, 0], pairs[m, 1] = p, q
            m += 1
    gains = np.zeros((m, n, n))
    tops = np.zeros(m)
    side = np.zeros((n, dims))
    moved = np.zeros((n, dims), np.bool_)
    stale = np.ones(dims, np.bool_)
    outcome = np.empty(dims)
    for i in range(n):
        for k in range(dims):
            voting[i, k] = at.x[i, k]
    count = 0
    while True:
        for k in range(dims):
            if stale[k]:
                if not fixed or count == 0:
                    outcome[k] = 0.0
                    for i in range(n):
                        outcome[k] += at.share[i, k] * voting[i, k]
                for i in range(n):
                    apart = at.x[i, k] - outcome[k]
                    side[i, k] = 1.0 if apart > 0.0 else -1.0
                    if moved[i, k] or at.share[i, k] == 0.0 or abs(apart) <= NOTHING:
                        side[i, k] = 0.0
        best = 0.0
        for pair in range(len(pairs)):
            p, q = pairs[pair, 0], pairs[pair, 1]
            if stale[p] or stale[q]:
                tops[pair] = rank(at, p, q, outcome, side, gains[pair])
            best = max(best, tops[pair])
        if best <= NOTHING:
            return count
        found, moves = equals(at, pairs, outcome, gains, best * (1.0 - SLACK))
        fit(at, outcome, side, found, moves)
        for k in range(dims):
            stale[k] = False
        for m in range(len(found)):
            i, j, p, q = found[m, 0], found[m, 1], found[m, 2], found[m, 3]
            move_p, move_q = side[i, p] * moves[m, 0], side[j, q] * moves[m, 1]
            voting[j, p] += move_p / at.share[j, p]
            voting[i, q] += move_q / at.share[i, q]
            if count < len(log):
                note(at, i, j, p, q, move_p, move_q, log[count])
            count += 1
            moved[j, p] = moved[i, q] = stale[p] = stale[q] = True


@kernel
def trades(x: Floats, s: Floats, share: Floats, equal: bool, fixed: bool) -> tuple[Floats, Ints]:
    """Voting positions after all trades (D, N, K), and the number of trades (D,)."""
    voting = np.empty(x.shape)
    count = np.empty(len(x), np.int64)
    log = np.empty((0, 8))
    for d in range(len(x)):
        count[d] = trade(Table(x[d], s[d], share[d], equal), fixed, voting[d], log)
    return voting, count
