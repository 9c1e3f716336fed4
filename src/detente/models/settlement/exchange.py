"""The exchange of voting positions between pairs of actors on pairs of issues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from detente.errors import UnusableOptionError
from detente.models.arrays import Bargain, Floats, Outcome
from detente.models.history import Event, Play, hold_stances
from detente.models.needs import SEVERAL_ISSUES
from detente.models.registry import Traits, register


@dataclass(frozen=True)
class ExchangeParams:
    """At what rate actors trade, and on which outcomes.

    Parameters
    ----------
    rate : {"equal", "raiffa"}
        Equal gains, or gains in proportion to the most that each could gain.
    terms : {"current", "initial"}
        Whether potential trades are ranked again after every trade, on the outcomes it leaves, or
        once, on the first outcomes.

    Raises
    ------
    ValueError
        If a value is none of these.
    """

    rate: Literal["equal", "raiffa"] = "equal"
    terms: Literal["current", "initial"] = "current"

    def __post_init__(self) -> None:
        if self.rate not in {"equal", "raiffa"}:
            raise UnusableOptionError(f"rate must be equal or raiffa, not {self.rate!r}")
        if self.terms not in {"current", "initial"}:
            raise UnusableOptionError(f"terms must be current or initial, not {self.terms!r}")


@dataclass(frozen=True)
class Trade:
    """One trade of a draw: ``giver`` moves on ``gives``, for which ``taker`` moves on ``takes``.

    Actors and issues by index. The moves are of the issues' outcomes, in their own units; gains are in
    units of the largest salience times the length of a scale.
    """

    giver: int
    taker: int
    gives: int
    takes: int
    given: float
    taken: float
    giver_gain: float
    taker_gain: float


def explain_trades(bargain: Bargain, params: ExchangeParams) -> tuple[Play, ...]:
    """Report who traded what with whom, trade by trade, in the first draw."""
    stance = ~np.isnan(bargain.position[0])
    _, _, share = (a[0] for a in _prepare(bargain))
    voting = bargain.position[0].copy()
    states, turns = [voting], []
    for trade in history(bargain, params):
        turns.append(_exchange(trade, voting, share, bargain))
        voting = voting.copy()
        for event in turns[-1]:
            voting[event.actor] = event.end
        states.append(voting)
    count = "1 trade" if len(turns) == 1 else f"{len(turns)} trades"
    return (
        Play(
            tuple(range(bargain.shape[2])),
            tuple(np.flatnonzero(stance.any(axis=1)).tolist()),
            tuple(turns),
            hold_stances(np.array(states), stance),
            f"{count}, after which no pair gains from another" if turns else "no pair gains by a trade",
            absent="They trade nothing there",
        ),
    )


def _exchange(trade: Trade, voting: Floats, share: Floats, bargain: Bargain) -> tuple[Event, Event]:
    """What giver and taker move in a trade from their voting positions (N, K), and what they gain by it."""
    width = bargain.scale[:, 1] - bargain.scale[:, 0]
    salience = bargain.salience[0]
    moves = {trade.gives: trade.given, trade.takes: trade.taken}
    events = []
    for me, other, gives, takes in (
        (trade.giver, trade.taker, trade.gives, trade.takes),
        (trade.taker, trade.giver, trade.takes, trade.gives),
    ):
        end = voting[me].copy()
        end[gives] += moves[gives] / share[me, gives]
        won, lost = (100.0 * abs(moves[k]) / width[k] for k in (takes, gives))
        gain, loss = salience[me, takes] * won / 100.0, salience[me, gives] * lost / 100.0
        why = (
            f"gains {gain:.2f} ({salience[me, takes]:.3g} % of {won:.1f} points on the other issue), loses "
            f"{loss:.2f} ({salience[me, gives]:.3g} % of {lost:.1f} on this one); rate {won / lost:.2f}"
        )
        events.append(Event(me, other, "exchange", voting[me].copy(), end, True, why))
    return events[0], events[1]


@register(
    "exchange",
    name="Exchange of voting positions",
    family="settlement",
    references=(
        "Stokman, F. N. and Van Oosten, R. (1994). The exchange of voting positions: an object-oriented "
        "model of policy networks. In Bueno de Mesquita and Stokman (eds), European Community Decision "
        "Making. Yale University Press.",
        "Van Assen, M., Stokman, F. and Van Oosten, R. (2003). Conflict measures in cooperative exchange "
        "models of collective decision-making. Rationality and Society 15(1), 85-112.",
    ),
    traits=Traits(
        issues="several",
        needs=frozenset({SEVERAL_ISSUES}),
        breaks={
            "split": "trades are carried out by size, and a half has half as much to trade, so that its "
            "trades come later or with somebody else",
        },
    ),
    variants={
        "equal": ExchangeParams(),
        "raiffa": ExchangeParams("raiffa"),
        "initial": ExchangeParams(terms="initial"),
    },
    history=explain_trades,
)
def exchange_positions(bargain: Bargain, params: ExchangeParams) -> Outcome:
    """The weighted mean of voting positions after actors have traded them across issues.

    The outcome expected of issue k is ``O_k = sum_i w_ik y_ik / sum_i w_ik``, ``w = c s``, voting positions
    y beginning as positions x; utility is ``-sum_k s_ik |x_ik - O_k|``. Two actors on opposite sides of
    both outcomes, i caring relatively more for p and j for q, gain if j votes nearer to i on p and i nearer
    to j on q. With equal gains the outcomes move at the rate ``(s_iq + s_jq) / (s_ip + s_jp)``, until one of
    the two holds the other's position, or an outcome reaches the position of whom it is moved for. The
    trade of largest joint gain goes first; who has moved on an issue trades no more on it; trades of equal
    gain go together. (D, N, K) gives (D, K), the weighted ``mean`` where nobody trades.

    ``detail``: ``position`` (D, K, N), final voting positions, NaN without a stance; ``trades`` (D, K), how
    many, the same for every issue of a draw. ``history`` reports who traded what.
    """
    from detente.kernels.settlement.exchange import trades

    x, s, share = _prepare(bargain)
    voting, count = trades(x, s, share, params.rate == "equal", params.terms == "initial")
    low, width = bargain.scale[:, 0], bargain.scale[:, 1] - bargain.scale[:, 0]
    base = np.where(share > 0, voting, np.inf).min(axis=1, keepdims=True)
    mean = base[:, 0] + (share * (voting - base)).sum(axis=1)
    ends = np.where(np.isnan(bargain.position), np.nan, voting)
    return Outcome(
        low + width * mean,
        {
            "position": np.swapaxes(low + width * ends, 1, 2),
            "trades": np.broadcast_to(count[:, None], mean.shape),
        },
    )


def history(bargain: Bargain, params: ExchangeParams | None = None, draw: int = 0) -> tuple[Trade, ...]:
    """The trades of one draw, in the order in which they are carried out."""
    from detente.kernels.settlement.exchange import Table, trade

    params = params or ExchangeParams()
    x, s, share = (a[draw] for a in _prepare(bargain))
    log = np.empty((x.size * x.shape[0], 8))
    table = Table(x, s, share, params.rate == "equal")
    count = trade(table, params.terms == "initial", np.empty_like(x), log)
    width = (bargain.scale[:, 1] - bargain.scale[:, 0]).tolist()
    return tuple(
        Trade(int(i), int(j), int(q), int(p), move_q * width[int(q)], move_p * width[int(p)], gain_i, gain_j)
        for i, j, p, q, move_p, move_q, gain_i, gain_j in log[:count].tolist()
    )


def _prepare(bargain: Bargain) -> tuple[Floats, Floats, Floats]:
    """Positions and saliences (D, N, K) on 0..1 and each actor's share of an issue's weight."""
    low, high = bargain.scale[:, 0], bargain.scale[:, 1]
    missing = np.isnan(bargain.position)
    x = np.where(missing, 0.0, (bargain.position - low) / (high - low))
    s = np.where(missing, 0.0, bargain.salience)
    s = s / s.max(axis=(1, 2), keepdims=True)
    weight = s * bargain.capability[:, :, None]
    return x, s, weight / weight.sum(axis=1, keepdims=True)
