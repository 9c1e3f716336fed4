"""The spatial model of politics, what is accepted: an election over each actor's offers, turn by turn."""

from __future__ import annotations

import numpy as np

from detente.kernels.settlement.condorcet import Ballot, Floats, compiled, elect, frame
from detente.kernels.settlement.spatial import Bools, Ints, Rules, distances, risks
from detente.kernels.settlement.spatial_bargain import bargains, values

NO_CHANGE = -1
GRID = 2.0**33  # positions moved to are kept to this part of the scale: unstable plays magnify rounding
STILL = 0.02  # the turns end when actors move by less than this part of the first turn's moves


@compiled
def queue_of(k: int, sides: Ints) -> Ints:
    """The bargains open to k, with no change before those it or a later actor began."""
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
    return queue[:length]


@compiled
def chosen(chance: Floats, luck: float, rules: Rules) -> Bools:
    """Which entries are adopted: the first most probable, without ``rules.ktab`` all as probable as that."""
    picks = np.zeros(len(chance), np.bool_)
    if rules.stochastic:
        last = 0
        upto = chance[0]
        while upto <= luck and last < len(chance) - 1:
            last += 1
            upto += chance[last]
        picks[last] = True
        return picks
    least = chance.max() * (1.0 if rules.ktab else 1.0 - rules.tie)
    for o in range(len(chance)):
        if chance[o] >= least:
            picks[o] = True
            if rules.ktab:
                break
    return picks


@compiled
def turn(
    x: Floats,
    ideal: Floats,
    salience: Floats,
    power: Floats,
    ballot: Ballot,
    rules: Rules,
    luck: Floats,
) -> tuple[Floats, Floats, Ints, Floats, Floats, Bools, Floats, int]:
    """One turn: positions after it (N, K), and how they came about.

    ``luck`` (N,) on 0..1 decides where ``rules.stochastic``. After the positions come the risk attitudes
    (N,); the bargains as ``bargains`` gives them; which side adopts each (B, 2); the probability of no
    change, of the entry adopted and of the next most probable (N, 3; NaN without one); and how many
    elections were cut short. An actor that adopts several equal entries moves to their mean.
    """
    n, dims = x.shape
    far = distances(ideal, salience, x)
    risk, final = risks(far, power, ballot, rules)
    capped = 0 if final else 1
    sides, why, offer = bargains(x, salience, power, far, risk, ballot, rules)
    worth, unchanged = values(sides, offer, ideal, salience, far, risk)
    after = np.empty((n, dims))
    adopted = np.zeros((len(sides), 2), np.bool_)
    odds = np.full((n, 3), np.nan)
    for k in range(n):
        queue = queue_of(k, sides)
        stakes = np.empty((len(queue), n))
        for o in range(len(queue)):
            stakes[o] = unchanged if queue[o] == NO_CHANGE else worth[queue[o]]
        chance, final = elect(frame(stakes, unchanged, ballot), power, ballot)
        capped += 0 if final else 1
        picks = chosen(chance, luck[k], rules)
        end = np.zeros(dims)
        moves = False
        for o in range(len(queue)):
            e = queue[o]
            if e == NO_CHANGE:
                odds[k, 0] = chance[o]
            if not picks[o]:
                if not chance[o] <= odds[k, 2]:
                    odds[k, 2] = chance[o]
                continue
            odds[k, 1] = chance[o]
            if e == NO_CHANGE:
                end += x[k]
            else:
                side = 0 if sides[e, 0] == k else 1
                adopted[e, side] = True
                end += offer[e, side]
                moves = True
        end /= picks.sum()
        after[k] = np.round(end * GRID) / GRID if moves and not rules.ktab else end
    return after, risk, sides, why, offer, adopted, odds, capped


@compiled
def moved(before: Floats, after: Floats) -> float:
    """How far the actors moved, summed."""
    total = 0.0
    for i in range(len(before)):
        total += np.sqrt(((after[i] - before[i]) ** 2).sum())
    return total


@compiled
def settled(number: int, first: float, now: float) -> bool:
    """Whether turn ``number`` is the last, from the moves of the first turn and of this one."""
    return number >= 2 and now / (first + 1e-4) < STILL


@compiled
def play(
    position: Floats,
    salience: Floats,
    power: Floats,
    luck: Floats,
    turns: int,
    ballot: Ballot,
    rules: Rules,
) -> tuple[Floats, Ints, Ints]:
    """Play every draw to its end: positions (D, N, K), turns played (D,), elections cut short (D,).

    Positions and saliences (D, N, K) on 0..1, power (D, N), ``luck`` (D, turns, N), or (D, 0, N) where
    nothing is drawn. Actors without salience take no part and stay.
    """
    draws = len(position)
    ends = position.copy()
    played = np.zeros(draws, np.int64)
    capped = np.zeros(draws, np.int64)
    for d in range(draws):
        here = np.nonzero(salience[d].sum(axis=1))[0]
        if len(here) < 2:
            continue
        x = position[d][here]
        s = salience[d][here]
        p = power[d][here]
        first = 0.0
        for t in range(turns):
            fate = luck[d, t][here] if rules.stochastic else p
            after, _, _, _, _, _, _, cut = turn(x, x, s, p, ballot, rules, fate)
            now = moved(x, after)
            x = after
            capped[d] += cut
            played[d] = t + 1
            if t == 0:
                first = now
            if settled(t + 1, first, now):
                break
        ends[d][here] = x
    return ends, played, capped
