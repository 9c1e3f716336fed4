"""One draw of the spatial model of politics turn by turn: who challenged whom, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.models.arrays import Bargain, Bools, Floats
from detente.models.history import Event, Play, hold_stances
from detente.models.settlement.spatial import luck, prepare
from detente.models.settlement.spatial_options import SpatialParams
from detente.shares import percent

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Turn:
    """One turn of N actors with B bargains on K issues; positions in the issues' own units.

    An initiator challenges where its expected ``gain`` is largest; ``chance`` is that of its prevailing,
    which sets the ``offer``. An actor adopts the entry of its queue that an election finds most probable:
    NaN in ``odds`` where there is no runner-up or the actor takes no part.
    """

    risk: Floats
    """Risk attitude of each actor, (N,)."""
    initiator: Ints
    """Who began each bargain, (B,)."""
    receiver: Ints
    """Whom it challenged, (B,)."""
    gain: Floats
    """The initiator's expected gain, in its own view, (B,)."""
    chance: Floats
    """Chance that the initiator prevails, as the bargain takes it, (B,)."""
    offer: Floats
    """Where the bargain puts initiator and receiver, (B, 2, K)."""
    adopted: Bools
    """Whether initiator and receiver adopt their side of it, (B, 2)."""
    odds: Floats
    """Probability of no change, of the entry adopted, and of the next most probable, (N, 3)."""


@dataclass(frozen=True)
class History:
    """A whole play: T turns, and T+1 states of N actors on K issues.

    ``position`` (T+1, N, K); ``settled``, whether moves died down rather than the turns ran out;
    ``capped``, how many Markov elections were cut short (with ``ktab`` only).
    """

    position: Floats
    turns: tuple[Turn, ...]
    settled: bool
    capped: int


def history(
    bargain: Bargain, params: SpatialParams | None = None, draw: int = 0, affinity: Floats | None = None
) -> History:
    """Play one draw and keep how it came about: memory grows with turns times actors.

    ``affinity`` (N, N) moves ideals after every turn: ideal_i becomes ``sum_j A_ij position_j + (1 -
    sum_j A_ij) ideal_i``; without it (the identity) ideals follow positions. With stochastic transitions
    the numbers drawn are those of ``solve`` for that draw. Raises ValueError for an affinity of another
    shape.
    """
    from detente.kernels.settlement.spatial_turn import moved, settled, turn

    params = params or SpatialParams()
    n = bargain.shape[1]
    if affinity is not None and affinity.shape != (n, n):
        raise ValueError(f"affinity must be {(n, n)}, actors by actors, not {affinity.shape}")
    prepared, saliences, powers = prepare(bargain, params)
    present = np.nonzero(saliences[draw].sum(axis=1))[0]
    state = prepared[draw]
    ideal = state[present]
    s, power = saliences[draw][present], powers[draw][present]
    fates = luck(bargain, params)[draw]
    low, width = bargain.scale[:, 0], bargain.scale[:, 1] - bargain.scale[:, 0]
    states = [state]
    moves: list[float] = []
    turns: list[Turn] = []
    capped = 0
    done = len(present) < 2
    while not done and len(turns) < params.turns:
        x = state[present]
        fate = fates[len(turns)][present] if len(fates) else power
        after, risk, sides, why, offer, adopted, odds, cut = turn(
            x, ideal, s, power, params.ballot, params.rules, fate
        )
        state = state.copy()
        state[present] = after
        ideal = after if affinity is None else _follow(ideal, after, affinity[np.ix_(present, present)])
        capped += cut
        moves.append(moved(x, after))
        states.append(state)
        turns.append(
            Turn(
                _whole(risk, present, n),
                present[sides[:, 0]],
                present[sides[:, 1]],
                why[:, 0],
                why[:, 1],
                low + width * offer,
                adopted,
                _whole(odds, present, n),
            )
        )
        done = settled(len(turns), moves[0], moves[-1])
    return History(low + width * np.array(states), tuple(turns), bool(done), capped)


def _follow(ideal: Floats, position: Floats, affinity: Floats) -> Floats:
    moved: Floats = affinity @ position + (1.0 - affinity.sum(axis=1, keepdims=True)) * ideal
    return moved


def _whole(of_some: Floats, present: Ints, n: int) -> Floats:
    """The array with NaN for those who take no part."""
    every = np.full((n, *of_some.shape[1:]), np.nan)
    every[present] = of_some
    return every


def explain_turns(bargain: Bargain, params: SpatialParams) -> Play:
    """The first draw as a play on all issues; see ``history`` for more of its numbers."""
    course = history(bargain, params)
    stance = ~np.isnan(bargain.position[0])
    turns = tuple(
        tuple(_sides(turn, before, stance))
        for before, turn in zip(course.position[:-1], course.turns, strict=True)
    )
    count = "1 turn" if len(turns) == 1 else f"{len(turns)} turns"
    return Play(
        tuple(range(bargain.shape[2])),
        tuple(np.flatnonzero(stance.any(axis=1)).tolist()),
        turns,
        hold_stances(course.position, stance),
        f"{count}, " + ("moves died down" if course.settled else "moves went on"),
        1.0,
        course.settled,
        "The model puts them at the weighted mean of the others there, at a salience of 0",
    )


def _sides(turn: Turn, before: Floats, stance: Bools) -> Iterator[Event]:
    """Both sides of every bargain of a turn."""
    for b, pair in enumerate(zip(turn.initiator.tolist(), turn.receiver.tolist(), strict=True)):
        for side, (me, other) in enumerate((pair, pair[::-1])):
            accepted = bool(turn.adopted[b, side])
            stay, took, next_best = turn.odds[me]
            why = (
                f"expects {turn.gain[b]:+.3f}, prevails with {percent(turn.chance[b])}"
                if side == 0
                else f"is challenged; the other prevails with {percent(turn.chance[b])}"
            )
            if accepted and not np.isnan(took):
                rival = "" if np.isnan(next_best) else f", next {percent(next_best)}"
                why += f"; adopted at {percent(took)} (no change {percent(stay)}{rival})"
            yield Event(
                me,
                other,
                ("challenges" if side == 0 else "answers") + (", moves" if accepted else ", stays"),
                hold_stances(before[me], stance[me]),
                hold_stances(turn.offer[b, side], stance[me]),
                accepted,
                why,
            )
