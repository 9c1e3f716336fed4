"""The probabilistic Condorcet election: every pair of options is voted on, and who beats whom gives odds.

Utilities come as (n, V): options first, so that the voters of one option lie together. Method: Wise,
Lester and Efird 2015 (KTAB, the KAPSARC toolkit for behavioural analysis).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.kernels.compiling import kernel

Floats = NDArray[np.float64]

# Division as numpy's: Python's check for zero would keep the inner loops from being vectorised.
compiled = kernel(error_model="numpy")

FLOOR = 1e-8  # support that every side of a vote has, so that no chance is exactly nought
ROUNDS = 1000  # where KTAB gives up on a Markov election
CONDITIONAL, INCENTIVE, UNIFORM = 0, 1, 2
BINARY = 4
RESCALE = 2.0**400  # a power of two, so that keeping products in range costs no digit


class Ballot(NamedTuple):
    """How a vote is cast, counted and turned into odds.

    A voter that gains t casts ``step`` clip(t/1e-8, -1, 1) + ``linear`` t + ``cubic`` t^3, times
    ``ahead`` where t > 0, and nothing where abs(t) < ``blunt``: the first term and the floor under
    support would magnify rounding. Utilities above the voter's reference count ``prospect`` before any
    vote. ``victory`` is the exponent's option (0 to 3: 1, 2, 4, 8; 4: binary); ``election`` one of the
    three above. ``ktab``: with KTAB's arithmetic, so that cycles and Markov elections end as they do there.
    """

    step: float
    linear: float
    cubic: float
    ahead: float
    blunt: float
    prospect: float
    victory: int
    election: int
    ktab: bool


@compiled
def response(t: float, ballot: Ballot) -> float:
    """The signed share of its weight that a voter with the advantage t casts."""
    if abs(t) < ballot.blunt:
        return 0.0
    cast = ballot.step * min(1.0, max(-1.0, t / 1e-8)) + ballot.linear * t + ballot.cubic * t * t * t
    return ballot.ahead * cast if t > 0.0 else cast


@compiled
def victory(a: float, b: float, option: int, ktab: bool) -> float:
    """The chance that support a beats support b, both positive."""
    if option != BINARY:
        if ktab:
            for _ in range(option):
                a *= a
                b *= b
            return a / (a + b)
        ratio = b / a
        for _ in range(option):
            ratio *= ratio
        return 1.0 / (1.0 + ratio)
    if a >= 1.1 * b:
        return 1.0 / (1.0 + 1e-6)
    if b >= 1.1 * a:
        return 1e-6 / (1.0 + 1e-6)
    return (2.1 * a / (a + b) - 1.0) / 0.1


@compiled
def tally(utility: Floats, weight: Floats, ballot: Ballot) -> Floats:
    """Support of each option (row) against each other (column), (n, n), from utilities (n, V)."""
    n, voters = utility.shape
    support = np.full((n, n), FLOOR)
    for o in range(n):
        for q in range(o):
            ahead = FLOOR if ballot.ktab else 0.0
            behind = FLOOR if ballot.ktab else 0.0
            for k in range(voters):
                vote = weight[k] * response(utility[o, k] - utility[q, k], ballot)
                ahead += max(vote, 0.0)
                behind += max(-vote, 0.0)
            support[o, q] = ahead if ballot.ktab else FLOOR + ahead
            support[q, o] = behind if ballot.ktab else FLOOR + behind
    return support


@compiled
def frame(utility: Floats, reference: Floats, ballot: Ballot) -> Floats:
    """Utilities as gains and losses from each voter's reference (V,), gains discounted."""
    if ballot.prospect == 1.0:
        return utility
    change = utility - reference
    return np.where(change > 0.0, ballot.prospect * change, change)


@compiled
def elect(utility: Floats, weight: Floats, ballot: Ballot) -> tuple[Floats, bool]:
    """Probability of each option (n,), and whether it is final (false: a Markov loop hit its cap)."""
    n = len(utility)
    if n == 1:
        return np.ones(1), True
    support = tally(utility, weight, ballot)
    beats = np.full((n, n), 0.5)
    for o in range(n):
        for q in range(o):
            beats[o, q] = victory(support[o, q], support[q, o], ballot.victory, ballot.ktab)
            if ballot.ktab:
                beats[q, o] = 1.0 - beats[o, q]
            else:
                beats[q, o] = victory(support[q, o], support[o, q], ballot.victory, False)
    if ballot.election == CONDITIONAL:
        return beat_all(beats), True
    if not ballot.ktab:
        return stationary(moves(support, beats, ballot.election)), True
    return damped(support, beats, ballot.election)


@compiled
def beat_all(beats: Floats) -> Floats:
    """The chance of beating every other option, made to sum to one."""
    n = len(beats)
    p = np.ones(n)
    for q in range(n):
        for o in range(n):
            p[o] *= beats[o, q]
        if p.max() < 1.0 / RESCALE:
            p *= RESCALE
    odds: Floats = p / p.sum()
    return odds


@compiled
def moves(support: Floats, beats: Floats, election: int) -> Floats:
    """Markov chain over favourites: entry [r, o] is the chance that favourite r gives way to o.

    Uniform: the challenger is drawn evenly. Incentive: in proportion to its support times its chance.
    A favourite is kept with what is left, so the diagonal is not filled.
    """
    n = len(beats)
    move = np.zeros((n, n))
    for r in range(n):
        total = 0.0
        if election == INCENTIVE:
            for o in range(n):
                total += support[o, r] * beats[o, r]
            total += 1e-10
        for o in range(n):
            if o != r:
                chance = 1.0 / n if election == UNIFORM else support[o, r] * beats[o, r] / total
                move[r, o] = chance * beats[o, r]
    return move


@compiled
def stationary(move: Floats) -> Floats:
    """Where the chain settles, without subtraction (Grassmann, Taksar and Heyman 1985)."""
    n = len(move)
    a = move.copy()
    for m in range(n - 1, 0, -1):
        out = 0.0
        for j in range(m):
            out += a[m, j]
        for i in range(m):
            a[i, m] /= out
            for j in range(m):
                a[i, j] += a[i, m] * a[m, j]
    p = np.ones(n)
    for m in range(1, n):
        p[m] = 0.0
        for i in range(m):
            p[m] += p[i] * a[i, m]
    odds: Floats = p / p.sum()
    return odds


@compiled
def damped(support: Floats, beats: Floats, election: int) -> tuple[Floats, bool]:
    """KTAB's loop: halfway to the next distribution until no entry changes by more than a tolerance."""
    n = len(beats)
    drawn = np.full((n, n), 1.0 / n)  # the chance that o challenges favourite r
    if election == INCENTIVE:
        for r in range(n):
            total = 0.0
            for o in range(n):
                drawn[o, r] = support[o, r] * beats[o, r] + (1e-10 if o == r else 0.0)
                total += drawn[o, r]
            for o in range(n):
                drawn[o, r] /= total
    tolerance = 1e-6 if election == UNIFORM else 1e-8
    p = np.full(n, 1.0 / n)
    after = np.empty(n)
    for _ in range(ROUNDS):
        for o in range(n):
            total = 0.0
            for r in range(n):
                if election == UNIFORM:
                    total += beats[o, r] * (p[o] + p[r])
                else:
                    total += beats[o, r] * (p[o] * drawn[r, o] + p[r] * drawn[o, r])
            after[o] = total / n if election == UNIFORM else total
        change = np.abs(after - p).max()
        p = 0.5 * (p + after)
        if change <= tolerance:
            return p, True
    return p, False


@compiled
def elect_positions(position: Floats, weight: Floats, ballot: Ballot) -> tuple[Floats, Floats, Floats]:
    """Election of every draw's positions, (D, N) on 0..1, by voters of weight (D, N).

    The options are the distinct positions of voters with weight, and a voter's utility falls linearly
    with distance. Gives each actor's share of its option's probability (D, N): the chance divided by the
    number of voters there; and, by draw, the mean of the options and their standard deviation (D,).
    """
    draws, n = position.shape
    share = np.zeros((draws, n))
    mean = np.full(draws, np.nan)
    spread = np.full(draws, np.nan)
    for d in range(draws):
        voters = np.nonzero(weight[d] > 0.0)[0]
        if len(voters) == 0:
            continue
        x = position[d][voters]
        w = weight[d][voters] / weight[d].sum()
        option = np.unique(x)
        utility = np.empty((len(option), len(x)))
        for o in range(len(option)):
            utility[o] = 1.0 - np.abs(x - option[o])
        chance, _ = elect(utility, w, ballot)
        mean[d] = (chance * option).sum()
        spread[d] = np.sqrt((chance * (option - mean[d]) ** 2).sum())
        for o in range(len(option)):
            here = x == option[o]
            for i in range(len(x)):
                if here[i]:
                    share[d, voters[i]] = chance[o] / here.sum()
    return share, mean, spread
