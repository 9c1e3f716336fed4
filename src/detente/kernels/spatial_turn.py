"""The spatial model of politics, what is offered and accepted: bargains, elections over them, turns."""

from __future__ import annotations

import numpy as np

from detente.kernels.pce import Ballot, Floats, compiled, elect, frame
from detente.kernels.spatial import (
    BOTH,
    COMPROMISE,
    INITIATOR,
    S1P1,
    S2PMAX,
    TIE,
    Ints,
    Rules,
    challenges,
    contest,
    distances,
    gain,
    risks,
    seen,
    utilities,
    utility,
)

EASE = 1e-6  # keeps a bargain defined where neither side cares
NO_CHANGE = -1
EQUAL = 1e-9  # entries whose probabilities differ by less than this share of the best are equal


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
            pull = behind * z * z
            ends[k] = own[k] + (other[k] - own[k]) * pull / (pull + EASE + (1.0 - behind) * s * s)
            continue
        hold, pull = (s * p, z * q) if rules.weights == S1P1 else (s * s * p * p, z * z * q * q)
        ends[k] = ((hold + EASE) * own[k] + pull * other[k]) / (hold + pull + EASE)
        if rules.ktab:
            ends[k] = np.trunc(10000.0 * ends[k] + 0.5) / 10000.0
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
    """The chance that i beats j as j sees it; with ``rules.ktab``, KTAB's stand-in: i's gain in j's view."""
    view = seen(j, risk, rules.insight)
    to_i = np.empty(len(power))
    to_j = np.empty(len(power))
    own = np.empty(len(power))
    for m in range(len(power)):
        to_i[m] = utility(far[i, m], view[m])
        to_j[m] = utility(far[j, m], view[m])
        own[m] = utility(far[m, m], view[m])
    chance = contest(i, j, to_i, to_j, own, attention * power, ballot, rules.third)
    return gain(to_i[i], to_j[i], attention[j], chance) if rules.ktab else chance


@compiled
def bargains(
    x: Floats,
    salience: Floats,
    power: Floats,
    attention: Floats,
    far: Floats,
    risk: Floats,
    ballot: Ballot,
    rules: Rules,
) -> tuple[Ints, Floats, Floats]:
    """Every bargain on the table, in order of initiator and receiver.

    Gives the sides (B, 2); the initiator's expected gain and its chance of prevailing behind the offer
    (B, 2); and where the offer puts either side (2, B, K).
    """
    n, dims = x.shape
    gains, chances, made = challenges(far, risk, attention, power, ballot, rules)
    each = 2 if rules.bargain == BOTH else 1
    total = made.sum() * each
    sides = np.empty((total, 2), np.int64)
    why = np.empty((total, 2))
    offer = np.empty((2, total, dims))
    e = 0
    for i in range(n):
        for j in range(n):
            if not made[i, j]:
                continue
            p = chances[i, j]
            for c in range(each):
                sides[e, 0] = i
                sides[e, 1] = j
                if rules.bargain != INITIATOR and (c == 1 or rules.bargain == COMPROMISE):
                    p = receiver_chance(i, j, far, risk, attention, power, ballot, rules)
                why[e, 0] = gains[i, j]
                why[e, 1] = p
                offer[0, e] = interpolate(x[i], x[j], salience[i], salience[j], p, rules)
                offer[1, e] = interpolate(x[j], x[i], salience[j], salience[i], 1.0 - p, rules)
                if rules.bargain == COMPROMISE:
                    pi = chances[i, j]
                    wi = attention[i] * (1.0 if rules.ktab else power[i])
                    wj = attention[j] * (1.0 if rules.ktab else power[j])
                    share = wi / (wi + wj) if wi + wj > 0.0 else 0.5
                    why[e, 1] = pi
                    mine = interpolate(x[i], x[j], salience[i], salience[j], pi, rules)
                    theirs = interpolate(x[j], x[i], salience[j], salience[i], 1.0 - pi, rules)
                    offer[0, e] = share * mine + (1.0 - share) * offer[0, e]
                    offer[1, e] = share * theirs + (1.0 - share) * offer[1, e]
                e += 1
    return sides, why, offer


@compiled
def values(
    sides: Ints, offer: Floats, ideal: Floats, salience: Floats, far: Floats, risk: Floats
) -> tuple[Floats, Floats]:
    """Mean utility over all actors' positions, to each actor: under each bargain (B, N); unchanged (N,)."""
    n = len(risk)
    now = utilities(far, risk)
    worth = utilities(distances(ideal, salience, offer[0]), risk)
    worth += utilities(distances(ideal, salience, offer[1]), risk)
    for e in range(len(sides)):
        for m in range(n):
            if m != sides[e, 0] and m != sides[e, 1]:
                worth[e] += now[m]
    return worth / n, now.sum(axis=0) / n


@compiled
def decide(
    k: int,
    sides: Ints,
    worth: Floats,
    unchanged: Floats,
    power: Floats,
    ballot: Ballot,
) -> tuple[Ints, Floats, bool]:
    """The bargains open to k, no change among them, and the probability of each."""
    queue = np.empty(len(sides) + 1, np.int64)
    length = 0
    waiting = True
    for e in range(len(sides)):
        if waiting and sides[e, 0] >= k:
            queue[length] = NO_CHANGE
            length += 1
            waiting = False
        if sides[e, 0] == k or sides[e, 1] == k:
            queue[length] = e
            length += 1
    if waiting:
        queue[length] = NO_CHANGE
        length += 1
    stakes = np.empty((length, len(power)))
    for o in range(length):
        stakes[o] = unchanged if queue[o] == NO_CHANGE else worth[queue[o]]
    chance, final = elect(frame(stakes, unchanged, ballot), power, ballot)
    return queue[:length], chance, final


@compiled
def turn(
    x: Floats,
    ideal: Floats,
    salience: Floats,
    power: Floats,
    ballot: Ballot,
    rules: Rules,
    luck: Floats,
) -> tuple[Floats, Floats, Ints, Floats, Floats, Ints, Floats, int]:
    """One turn: positions after it (N, K), and how they came about.

    ``luck`` (N,) on 0..1 picks the entries where ``rules.stochastic``. Then follow: the risk attitudes
    (N,), the bargains (sides, why, offer; see ``bargains``), the entry each actor adopts and how many
    were equal to it (N, 2), its probability and that of the runner-up (N, 2; NaN without one), and how
    many Markov elections hit their cap.
    """
    n, dims = x.shape
    attention = salience.sum(axis=1)
    far = distances(ideal, salience, x)
    risk, final = risks(far, power, ballot, rules)
    capped = 0 if final else 1
    sides, why, offer = bargains(x, salience, power, attention, far, risk, ballot, rules)
    worth, unchanged = values(sides, offer, ideal, salience, far, risk)
    after = x.copy()
    taken = np.empty((n, 2), np.int64)
    odds = np.full((n, 2), np.nan)
    for k in range(n):
        queue, chance, final = decide(k, sides, worth, unchanged, power, ballot)
        capped += 0 if final else 1
        pick = 0
        if rules.stochastic:
            upto = chance[0]
            while upto <= luck[k] and pick < len(queue) - 1:
                pick += 1
                upto += chance[pick]
            least = chance[pick]
        else:
            least = chance.max() * (1.0 - (TIE if rules.ktab else EQUAL))
            while chance[pick] < least:
                pick += 1
        equals = 0
        end = np.zeros(dims)
        for o in range(pick, len(queue)):
            alone = rules.stochastic or rules.ktab
            if o == pick or (chance[o] >= least and not alone):
                e = queue[o]
                equals += 1
                end += x[k] if e == NO_CHANGE else offer[0 if sides[e, 0] == k else 1, e]
        after[k] = end / equals
        taken[k, 0] = queue[pick]
        taken[k, 1] = equals
        odds[k, 0] = chance[pick]
        for o in range(len(queue)):
            if o != pick and not chance[o] <= odds[k, 1]:
                odds[k, 1] = chance[o]
    return after, risk, sides, why, offer, taken, odds, capped
