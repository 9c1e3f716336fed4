"""The spatial model of politics, who challenges whom: distances, risk attitudes, expected gains.

Plain arrays of N actors in K dimensions, positions and saliences on 0..1. Method: Wise, Lester and
Efird 2015 (KTAB), after Bueno de Mesquita 1994. ``spatial_bargain`` says what is offered and
``spatial_turn`` plays the turns.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.kernels.settlement.condorcet import Ballot, Floats, compiled, elect, response

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

STAND_ASIDE, DREAD, HEDGE, PREFER = 0, 1, 2, 3  # what third parties do
S1P1, S2P2, S2PMAX = 0, 1, 2
INITIATOR, BOTH, COMPROMISE = 0, 1, 2

LEAST_GAIN = 1e-5  # below this no actor bothers to challenge


class Rules(NamedTuple):
    """One choice for every option, as numbers.

    ``insight``: how far an actor sees others' risk attitudes as they are (0: all like its own, 1: truly).
    ``centre``, ``spread``: risk attitude r = centre + spread z, with z the standing in -1/2..1/2.
    ``ease``: a small reluctance in every bargain, so that two sides never quite end at one point.
    ``tie``: expected gains, or chances relative to the best, that differ by less are equal.
    ``third``, ``weights``, ``bargain``: the constants above. ``stochastic``: entries are drawn by their
    probability. ``ktab``: with KTAB 1.4's rounding, tie-breaking and slips (see the docs of the model).
    """

    insight: float
    centre: float
    spread: float
    third: int
    weights: int
    bargain: int
    ease: float
    tie: float
    stochastic: bool
    ktab: bool


@compiled
def distances(ideal: Floats, salience: Floats, point: Floats) -> Floats:
    """Weighted distance of each actor (column) from each point (row): (M, N) from points (M, K)."""
    n, dims = ideal.shape
    norm = np.zeros(n)
    for i in range(n):
        for k in range(dims):
            norm[i] += salience[i, k] ** 2
    far = np.empty((len(point), n))
    for m in range(len(point)):
        for i in range(n):
            total = 0.0
            for k in range(dims):
                total += (salience[i, k] * (ideal[i, k] - point[m, k])) ** 2
            far[m, i] = np.sqrt(total / norm[i]) if norm[i] > 0.0 else 0.0
    return far


@compiled
def utility(distance: float, risk: float) -> float:
    """What a position at that distance is worth to an actor of that risk attitude."""
    return (1.0 - distance) * (1.0 + risk * min(distance, 1.0))


@compiled
def utilities(far: Floats, risk: Floats) -> Floats:
    """Utility of each point (row) to each actor (column), from distances (M, N)."""
    worth = np.empty(far.shape)
    for m in range(far.shape[0]):
        for i in range(far.shape[1]):
            worth[m, i] = utility(far[m, i], risk[i])
    return worth


@compiled
def risks(far: Floats, power: Floats, ballot: Ballot, rules: Rules) -> tuple[Floats, bool]:
    """Risk attitude of each actor, from how its position would do in an election of all positions."""
    worth = 1.0 - far
    if ballot.prospect != 1.0:
        worth = worth - np.diag(worth)
    chance, final = elect(worth, power, ballot)
    low = chance.min()
    high = chance.max()
    if high - low <= (0.0 if rules.ktab else rules.tie * high):
        return np.zeros(len(chance)), final
    if rules.ktab:  # r = centre + spread ((p - low) / (high - low) - 1/2), in the form of KTAB's quotients
        if rules.spread == 1.0:
            return (chance - low) / (high - low), final
        if rules.spread == 1.5:
            return (3.0 * chance - high - 2.0 * low) / (2.0 * (high - low)), final
        if rules.spread == 2.0:
            return (2.0 * chance - high - low) / (high - low), final
    return rules.centre + rules.spread * ((chance - low) / (high - low) - 0.5), final


@compiled
def contest(
    i: int,
    j: int,
    to_i: Floats,
    to_j: Floats,
    own: Floats,
    weight: Floats,
    cast: Floats,
    ballot: Ballot,
    third: int,
) -> float:
    """The chance that i beats j, given every actor's utility of i's, j's and its own position (N,).

    Third parties vote by what they would gain: dreading to be made the loser's side (KTAB), hedging by
    the chance that the side they prefer wins, or by preference alone. ``cast`` (N,) is room to work in.
    """
    for_i = 1e-10
    for_j = 1e-10
    for m in (i, j):
        vote = weight[m] * response(to_i[m] - to_j[m], ballot)
        for_i += max(vote, 0.0)
        for_j += max(-vote, 0.0)
    if third == STAND_ASIDE:
        return for_i / (for_i + for_j)
    for m in range(len(weight)):
        stake = to_i[m] - to_j[m]
        if third != PREFER:
            vote = weight[m] * response(stake, ballot)
            with_i = for_i + max(vote, 0.0)
            chance = with_i / (with_i + for_j + max(-vote, 0.0))
            if third == DREAD:
                stake = chance * (own[m] - to_i[m]) - (1.0 - chance) * (own[m] - to_j[m])
            else:
                stake *= chance if stake > 0.0 else 1.0 - chance
        cast[m] = weight[m] * response(stake, ballot)
    cast[i] = 0.0
    cast[j] = 0.0
    for m in range(len(weight)):
        for_i += max(cast[m], 0.0)
        for_j += max(-cast[m], 0.0)
    return for_i / (for_i + for_j)


@compiled
def gain(to_i: float, to_j: float, resist: float, chance: float) -> float:
    """Expected gain of i's challenge to j, to one who values their positions so; j resists or yields."""
    fight = 2.0 * (chance * to_i + (1.0 - chance) * to_j)
    return (1.0 - resist) * 2.0 * to_i + resist * fight - (to_i + to_j)


@compiled
def seen(h: int, risk: Floats, view: float) -> Floats:
    """Everyone's risk attitude as h sees it."""
    as_seen: Floats = risk[h] + view * (risk - risk[h])
    return as_seen


@compiled
def challenges(
    far: Floats, risk: Floats, attention: Floats, power: Floats, ballot: Ballot, rules: Rules
) -> tuple[Floats, Floats, Bools]:
    """Expected gain and chance of every challenge in the challenger's view (N, N), and those made.

    Each actor challenges where it gains most, if that is worth while. With ``rules.ktab`` the first of
    equals is challenged, otherwise all of them, so that the order of the actors does not matter.
    """
    n = len(power)
    gains = np.full((n, n), -np.inf)
    chances = np.zeros((n, n))
    made = np.zeros((n, n), np.bool_)
    weight = attention * power
    cast = np.empty(n)
    for i in range(n):
        worth = utilities(far, seen(i, risk, rules.insight))
        own = np.diag(worth)
        for j in range(n):
            if j != i:
                chances[i, j] = contest(i, j, worth[i], worth[j], own, weight, cast, ballot, rules.third)
                gains[i, j] = gain(worth[i, i], worth[j, i], attention[j], chances[i, j])
        best = gains[i].max()
        if best > LEAST_GAIN:
            for j in range(n):
                if gains[i, j] >= best - rules.tie:
                    made[i, j] = True
                    if rules.ktab:
                        break
    return gains, chances, made
