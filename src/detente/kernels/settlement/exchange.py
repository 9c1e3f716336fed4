"""Trades of voting positions between pairs of actors on pairs of issues."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.kernels.compiling import kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: Gains that differ by less than this part are equal; order must not decide.
SLACK = 1e-9

#: Gains and distances up to this, where saliences and scales run from 0 to 1, are rounding.
NOTHING = 1e-12

#: In place of the partner with whom an actor gains most, if that has to be found again.
UNKNOWN = -2


class Table(NamedTuple):
    """What does not change while N actors trade on K issues.

    ``x`` and ``s``, positions and saliences (N, K) on 0..1; ``share``, parts of each issue's weight (N, K);
    ``equal``, whether gains are equal rather than in proportion to the most that each could gain.
    """

    x: Floats
    s: Floats
    share: Floats
    equal: bool


class State(NamedTuple):
    """Where the trading of N actors on K issues stands.

    ``outcome`` (K,); ``side`` (N, K), -1 or 1 where an actor may trade, 0 where not; ``pairs`` (M, 2), every
    two issues. ``most`` (M, N): an actor's largest joint gain with any later one, and ``partner`` (M, N) that
    one, -1 without; where the partner is ``UNKNOWN``, the largest gain is no more than ``most``. ``tops``
    (M,): the largest of ``most``.
    """

    outcome: Floats
    side: Floats
    pairs: Ints
    most: Floats
    partner: Ints
    tops: Floats


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
def across(side: Floats, i: int, j: int, p: int, q: int) -> bool:
    """Whether i and j stand across the outcomes of both p and q, as they must to trade."""
    return bool(side[i, p] * side[j, p] < 0.0 and side[i, q] * side[j, q] < 0.0)


@kernel
def survey(at: Table, state: State, pair: int, i: int) -> None:
    """Find the largest joint gain of i with a later actor on a pair of issues, and with whom."""
    p, q = state.pairs[pair, 0], state.pairs[pair, 1]
    side, outcome = state.side, state.outcome
    best, who = 0.0, -1
    if side[i, p] != 0.0 and side[i, q] != 0.0:
        for j in range(i + 1, len(at.x)):
            if across(side, i, j, p, q):
                gain = offer(at, i, j, p, q, outcome)[4]
                if gain > best:
                    best, who = gain, j
    state.most[pair, i], state.partner[pair, i] = best, who


@kernel
def update(at: Table, state: State, k: int, before: float, sides: Floats) -> None:
    """Bring the largest gains up to date after the outcome of k, or who trades on k, has changed.

    A gain depends on an outcome only while that, and not what the giver has to give, limits the move: of
    all pairs of actors only a few have to be looked at again. ``before`` is the outcome and ``sides`` (N,)
    the sides as they were.
    """
    n, dims = at.x.shape
    outcome, side, most, partner = state.outcome, state.side, state.most, state.partner
    now = outcome[k]
    x, share, after = at.x[:, k].copy(), at.share[:, k].copy(), side[:, k].copy()
    near = np.minimum(np.abs(x - before), np.abs(x - now))
    for i in range(n):
        for j in range(i + 1, n):
            if sides[i] * sides[j] >= 0.0 and after[i] * after[j] >= 0.0:
                continue
            if sides[i] == after[i] and sides[j] == after[j]:
                apart = abs(x[i] - x[j])
                if before == now or (share[j] * apart <= near[i] and share[i] * apart <= near[j]):
                    continue
            for other in range(dims):
                if other == k:
                    continue
                p, q = min(k, other), max(k, other)
                pair = p * dims - p * (p + 1) // 2 + q - p - 1
                gain = offer(at, i, j, p, q, outcome)[4] if across(side, i, j, p, q) else 0.0
                if gain > most[pair, i]:
                    most[pair, i], partner[pair, i] = gain, j
                elif partner[pair, i] == j and gain < most[pair, i]:
                    partner[pair, i] = UNKNOWN


@kernel
def largest(at: Table, state: State) -> float:
    """The largest joint gain of all, finding again only what may exceed the rest."""
    while len(state.pairs):
        pair = int(state.tops.argmax())
        if state.tops[pair] <= NOTHING:
            break
        i = int(state.most[pair].argmax())
        if state.partner[pair, i] != UNKNOWN:
            return float(state.tops[pair])
        survey(at, state, pair, i)
        state.tops[pair] = state.most[pair].max()
    return 0.0


@kernel
def equals(at: Table, state: State, least: float, found: Ints, moves: Floats) -> int:
    """Write down trades of joint gain ``least`` or more, as far as there are rows; gives how many there are.

    ``found`` (M, 4): i, j, p, q; ``moves`` (M, 2): how far p's and q's outcomes move.
    """
    m = 0
    for pair in range(len(state.pairs)):
        if state.tops[pair] < least:
            continue
        p, q = state.pairs[pair, 0], state.pairs[pair, 1]
        for a in range(len(at.x)):
            if state.most[pair, a] < least:
                continue
            for b in range(a + 1, len(at.x)):
                if not across(state.side, a, b, p, q):
                    continue
                i, j, move_p, move_q, gain = offer(at, a, b, p, q, state.outcome)
                if gain >= least:
                    if m < len(found):
                        found[m, 0], found[m, 1], found[m, 2], found[m, 3] = i, j, p, q
                        moves[m, 0], moves[m, 1] = move_p, move_q
                    m += 1
    return m


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
def begin(at: Table) -> State:
    """Room for the state of trading."""
    n, dims = at.x.shape
    pairs = np.empty((dims * (dims - 1) // 2, 2), np.int64)
    m = 0
    for p in range(dims):
        for q in range(p + 1, dims):
            pairs[m, 0], pairs[m, 1] = p, q
            m += 1
    most, partner = np.zeros((m, n)), np.full((m, n), -1)
    return State(np.zeros(dims), np.zeros((n, dims)), pairs, most, partner, np.zeros(m))


@kernel
def place(at: Table, state: State, voting: Floats, moved: Bools, k: int, fixed: bool) -> None:
    """The outcome of k, unless ``fixed``, and the side of it on which each actor stands."""
    if not fixed:
        state.outcome[k] = 0.0
        for i in range(len(at.x)):
            state.outcome[k] += at.share[i, k] * voting[i, k]
    for i in range(len(at.x)):
        apart = at.x[i, k] - state.outcome[k]
        state.side[i, k] = 1.0 if apart > 0.0 else -1.0
        if moved[i, k] or at.share[i, k] == 0.0 or abs(apart) <= NOTHING:
            state.side[i, k] = 0.0


@kernel
def trade(at: Table, fixed: bool, voting: Floats, log: Floats) -> int:
    """Trade until no two actors gain, the largest joint gain first; gives the number of trades.

    Leaves the voting positions in ``voting`` (N, K). The first trades are kept in the rows of ``log``
    (L, 8): i, j, p, q, the moves of p's and q's outcomes, the gains of i and j. With ``fixed`` terms stay
    those of the first outcomes; otherwise they follow.
    """
    n, dims = at.x.shape
    state = begin(at)
    moved = np.zeros((n, dims), np.bool_)
    stale = np.zeros(dims, np.bool_)
    before, sides = np.empty(dims), np.empty((dims, n))
    for i in range(n):
        for k in range(dims):
            voting[i, k] = at.x[i, k]
    for k in range(dims):
        place(at, state, voting, moved, k, False)
    for pair in range(len(state.pairs)):
        for i in range(n):
            survey(at, state, pair, i)
        state.tops[pair] = state.most[pair].max()
    count = 0
    nowhere, nothing = np.empty((0, 4), np.int64), np.empty((0, 2))
    while True:
        best = largest(at, state)
        if best <= NOTHING:
            return count
        least = best * (1.0 - SLACK)
        many = equals(at, state, least, nowhere, nothing)
        found, moves = np.empty((many, 4), np.int64), np.empty((many, 2))
        equals(at, state, least, found, moves)
        fit(at, state.outcome, state.side, found, moves)
        for m in range(many):
            i, j, p, q = found[m, 0], found[m, 1], found[m, 2], found[m, 3]
            move_p, move_q = state.side[i, p] * moves[m, 0], state.side[j, q] * moves[m, 1]
            voting[j, p] += move_p / at.share[j, p]
            voting[i, q] += move_q / at.share[i, q]
            if count < len(log):
                note(at, i, j, p, q, move_p, move_q, log[count])
            count += 1
            moved[j, p] = moved[i, q] = stale[p] = stale[q] = True
        for k in range(dims):
            if stale[k]:
                before[k], sides[k] = state.outcome[k], state.side[:, k]
                place(at, state, voting, moved, k, fixed)
        for k in range(dims):
            if stale[k]:
                update(at, state, k, before[k], sides[k])
        for pair in range(len(state.pairs)):
            if stale[state.pairs[pair, 0]] or stale[state.pairs[pair, 1]]:
                state.tops[pair] = state.most[pair].max()
        stale[:] = False


@kernel
def trades(x: Floats, s: Floats, share: Floats, equal: bool, fixed: bool) -> tuple[Floats, Ints]:
    """Voting positions after all trades (D, N, K), and the number of trades (D,)."""
    voting = np.empty(x.shape)
    count = np.empty(len(x), np.int64)
    log = np.empty((0, 8))
    for d in range(len(x)):
        count[d] = trade(Table(x[d], s[d], share[d], equal), fixed, voting[d], log)
    return voting, count
