"""The spatial model of politics, what is offered: bargains between two actors, and what they are worth."""

from __future__ import annotations

import numpy as np

from detente.kernels.settlement.condorcet import Ballot, Floats, compiled
from detente.kernels.settlement.spatial import (
    BOTH,
    COMPROMISE,
    INITIATOR,
    S1P1,
    S2PMAX,
    Ints,
    Rules,
    challenges,
    contest,
    distances,
    gain,
    seen,
    utilities,
    utility,
)


@compiled
def interpolate(
    own: Floats, other: Floats, cares: Floats, other_cares: Floats, p: float, rules: Rules
) -> Floats:
    """Where a side with the chance p of prevailing ends in a bargain with the other, (K,)."""
    ends = np.empty(len(own))
    q = 1.0 - p
    for k in range(len(own)):
        s, z = cares[k], other_cares[k]
        if rules.weights == S2PMAX:
            behind = max(0.0, q - p)
            hold, pull = (1.0 - behind) * s * s, behind * z * z
        elif rules.weights == S1P1:
            hold, pull = s * p, z * q
        else:
            hold, pull = s * s * p * p, z * z * q * q
        if rules.ktab and rules.weights == S2PMAX:  # in KTAB's own form: votes on last digits decide there
            ends[k] = own[k] + (other[k] - own[k]) * pull / (pull + rules.ease + hold)
            continue
        hold += rules.ease
        # Neither side cares, or only the one that cannot prevail.
        if hold + pull == 0.0:
            ends[k] = own[k]
        else:
            ends[k] = (hold * own[k] + pull * other[k]) / (hold + pull)
        if rules.ktab:
            ends[k] = np.trunc(10000.0 * ends[k] + 0.5) / 10000.0
    return ends


@compiled
def deal(i: int, j: int, p: float, x: Floats, salience: Floats, rules: Rules) -> Floats:
    """Where i and j end in a bargain that i wins with the chance p, (2, K)."""
    ends = np.empty((2, x.shape[1]))
    ends[0] = interpolate(x[i], x[j], salience[i], salience[j], p, rules)
    ends[1] = interpolate(x[j], x[i], salience[j], salience[i], 1.0 - p, rules)
    return ends


@compiled
def receiver_chance(
    i: int,
    j: int,
    far: Floats,
    risk: Floats,
    attention: Floats,
    power: Floats,
    ballot: Ballot,
    rules: Rules,
) -> float:
    """The chance that i beats j as j sees it; under ``rules.ktab`` i's expected gain stands in for it."""
    view = seen(j, risk, rules.insight)
    to_i = np.empty(len(power))
    to_j = np.empty(len(power))
    own = np.empty(len(power))
    for m in range(len(power)):
        to_i[m] = utility(far[i, m], view[m])
        to_j[m] = utility(far[j, m], view[m])
        own[m] = utility(far[m, m], view[m])
    room = np.empty(len(power))
    chance = contest(i, j, to_i, to_j, own, attention * power, room, ballot, rules.third)
    return gain(to_i[i], to_j[i], attention[j], chance) if rules.ktab else chance


@compiled
def between(
    i: int, j: int, first: Floats, second: Floats, attention: Floats, power: Floats, rules: Rules
) -> Floats:
    """A compromise of the two sides' bargains, by influence; under ``rules.ktab`` by salience alone."""
    mine = attention[i] if rules.ktab else attention[i] * power[i]
    theirs = attention[j] if rules.ktab else attention[j] * power[j]
    if mine + theirs <= 0.0:
        mine = theirs = 1.0
    met: Floats = (mine * first + theirs * second) / (mine + theirs)
    return met


@compiled
def bargains(
    x: Floats,
    salience: Floats,
    power: Floats,
    far: Floats,
    risk: Floats,
    ballot: Ballot,
    rules: Rules,
) -> tuple[Ints, Floats, Floats]:
    """Every bargain on the table, in order of initiator and receiver.

    Gives the sides (B, 2); the initiator's expected gain and the chance behind the offer (B, 2); and
    where the offer puts either side (B, 2, K).
    """
    n, dims = x.shape
    attention = salience.sum(axis=1)
    gains, chances, made = challenges(far, risk, attention, power, ballot, rules)
    total = made.sum() * (2 if rules.bargain == BOTH else 1)
    sides = np.empty((total, 2), np.int64)
    why = np.empty((total, 2))
    offer = np.empty((total, 2, dims))
    e = 0
    for i in range(n):
        for j in range(n):
            if not made[i, j]:
                continue
            sides[e] = (i, j)
            why[e] = (gains[i, j], chances[i, j])
            offer[e] = deal(i, j, chances[i, j], x, salience, rules)
            if rules.bargain != INITIATOR:
                p = receiver_chance(i, j, far, risk, attention, power, ballot, rules)
                second = deal(i, j, p, x, salience, rules)
                if rules.bargain == COMPROMISE:
                    offer[e] = between(i, j, offer[e], second, attention, power, rules)
                else:
                    e += 1
                    sides[e] = (i, j)
                    why[e] = (gains[i, j], p)
                    offer[e] = second
            e += 1
    return sides, why, offer


@compiled
def values(
    sides: Ints, offer: Floats, ideal: Floats, salience: Floats, far: Floats, risk: Floats
) -> tuple[Floats, Floats]:
    """Mean utility over all actors' positions, to each actor: under each bargain (B, N); unchanged (N,)."""
    n = len(risk)
    now = utilities(far, risk)
    worth = utilities(distances(ideal, salience, offer[:, 0]), risk)
    worth += utilities(distances(ideal, salience, offer[:, 1]), risk)
    for e in range(len(sides)):
        for m in range(n):
            if m != sides[e, 0] and m != sides[e, 1]:
                worth[e] += now[m]
    return worth / n, now.sum(axis=0) / n
