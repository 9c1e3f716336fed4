"""How an outcome came about, turn by turn: what a model's ``history`` returns, for `detente explain`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.models.arrays import Bargain, Bools, Floats


@dataclass(frozen=True)
class Event:
    """One thing that one actor does, or declines to do, in its dealings with another.

    Parameters
    ----------
    actor, other : int
        Who moves, and with whom it deals: indices of the bargain's actors.
    kind : str
        What it is, such as "compromise"; "challenges, stays" has the verb before the comma.
    start, end : ndarray (K,)
        Where the actor stands and where the deal would put it, on the play's issues in their own units;
        NaN where it takes no stance.
    accepted : bool
        Whether it moves there.
    why : str
        The reason that the model gives, in numbers.
    """

    actor: int
    other: int
    kind: str
    start: Floats
    end: Floats
    accepted: bool
    why: str


@dataclass(frozen=True)
class Play:
    """One run of a model, from the first positions to the last.

    Parameters
    ----------
    issues : tuple of int
        The K issues that are played together: indices of the bargain's issues.
    present : tuple of int
        The actors that take part, with a stance on one of them at least.
    turns : tuple of tuple of Event
        T turns, and what happens in each, in order.
    position : ndarray (T+1, N, K)
        Where all N actors of the bargain stand before each turn and at the end; NaN without a stance.
    ending : str
        How it ends.
    named_from : float
        Moves shorter than this, in units of the scale, are left out if several issues are shown.
    settled : bool
        Whether it ended by itself rather than because no more turns were allowed.
    absent : str
        A clause that says what the model does with actors on issues on which they take no stance.
    """

    issues: tuple[int, ...]
    present: tuple[int, ...]
    turns: tuple[tuple[Event, ...], ...]
    position: Floats
    ending: str
    named_from: float = 0.0
    settled: bool = True
    absent: str = ""


History = Callable[[Bargain, Any], tuple[Play, ...]]


def hold_stances(values: Floats, stance: Bools) -> Floats:
    """Values with NaN where no stance is held, both (..., K)."""
    return np.where(stance, values, np.nan)
