"""The spatial model of politics: expected-utility bargaining on several issues at once."""

from __future__ import annotations

import numpy as np

from detente.models.arrays import Bargain, Floats, Outcome
from detente.models.history import Play
from detente.models.registry import Traits, register
from detente.models.settlement.spatial_options import SpatialParams


def prepare(bargain: Bargain, params: SpatialParams) -> tuple[Floats, Floats, Floats]:
    """Positions and saliences (D, N, K) on 0..1 and power (D, N), as the kernels take them.

    An actor without a stance on an issue starts from the weighted mean of the others' positions there
    (the plain mean where nobody has weight, 0 where nobody has a stance) and does not feel it. Unless
    ``params.ktab``: where some actor's saliences sum to more than 100, all are divided by the largest
    sum, since S_j is the chance that j resists; and power is a share of the whole.
    """
    low, high = bargain.scale[:, 0], bargain.scale[:, 1]
    x = (bargain.position - low) / (high - low)
    missing = np.isnan(x)
    s = np.where(missing, 0.0, bargain.salience) / 100.0
    power = bargain.capability
    if missing.any():
        w = s * power[:, :, None]
        w = np.where((w.sum(axis=1) > 0)[:, None, :], w, 1.0) * ~missing
        total = w.sum(axis=1)
        mean = (w * np.where(missing, 0.0, x)).sum(axis=1) / np.where(total > 0, total, 1.0)
        x = np.where(missing, mean[:, None, :], x)
    if not params.ktab:
        s = s / np.maximum(1.0, s.sum(axis=2).max(axis=1))[:, None, None]
        power = np.where(s.any(axis=2), power, 0.0)
        whole = power.sum(axis=1, keepdims=True)
        power = power / np.where(whole > 0, whole, 1.0)
    return np.ascontiguousarray(x), np.ascontiguousarray(s), np.ascontiguousarray(power)


def luck(bargain: Bargain, params: SpatialParams) -> Floats:
    """Uniform numbers (D, turns, N) for stochastic transitions, (D, 0, N) for deterministic ones.

    Each draw has a stream of its own, from the seed and its ``uniform`` numbers; without those, its place.
    """
    d, n, _ = bargain.shape
    if params.transition == "deterministic":
        return np.empty((d, 0, n))
    drawn = bargain.uniform
    own = range(d) if drawn is None else [int.from_bytes(drawn[i].tobytes(), "little") for i in range(d)]
    # actor by actor, so that one more at the end leaves the others theirs
    each = [np.random.default_rng([params.seed, key]).random((n, params.turns)).T for key in own]
    return np.ascontiguousarray(each)


def explain_spatial_turns(bargain: Bargain, params: SpatialParams) -> tuple[Play, ...]:
    """Tell who challenged whom, turn by turn, in the first draw."""
    from detente.models.settlement.spatial_history import explain_turns

    return (explain_turns(bargain, params),)


@register(
    "spatial",
    name="Spatial model of politics (SMP)",
    family="settlement",
    references=(
        "Wise, B. P., Lester, L. and Efird, B. (2015). An introduction to the KAPSARC toolkit for "
        "behavioral analysis (KTAB) using one-dimensional spatial models. KAPSARC discussion paper.",
        "Bueno de Mesquita, B. (1994). Political forecasting: an expected utility method. In Bueno de "
        "Mesquita and Stokman (eds), European Community Decision Making. Yale University Press.",
    ),
    traits=Traits(
        issues="several",
        breaks={
            "split": "every actor's position is an option in the election that sets risk attitudes, and "
            "every actor makes and gets offers of its own, so two halves do not bargain as one actor does",
            "units": "an actor yields to a challenge with the chance 1 - S, S being the sum of its saliences "
            "over 100, so saliences have a unit; multiplying all capabilities changes nothing",
        },
    ),
    variants={
        "default": SpatialParams(),
        "markov": SpatialParams(election="markov-uniform"),
        "ktab": SpatialParams(ktab=True),
    },
    history=explain_spatial_turns,
)
def play_spatial_turns(bargain: Bargain, params: SpatialParams) -> Outcome:
    """Actors challenge, bargain and concede turn by turn; the weighted mean of where they end.

    In each turn every actor challenges where it expects to gain most, bargains are struck by chances and
    saliences, and each actor adopts the offer that a probabilistic Condorcet election favours; all move
    at once, until moves die down or ``params.turns`` are played. (D, N, K) gives (D, K).

    The settlement weights final positions by capability times salience. The alternative, an election over
    the final positions, takes positions a hair apart for rivals, so that a crowd that has almost agreed
    loses chance to a lone dissenter. An issue on which nobody has weight gives NaN. Actors without
    salience take no part; one without power casts no vote, but bargains and moves; see also ``prepare``.

    ``detail``: ``position`` (D, K, N), final positions; ``turns`` and ``capped`` (D, K), the turns played
    and the Markov elections cut short (with ``ktab`` only), the same for every issue of a draw.
    """
    from detente.kernels.settlement.spatial_turn import play

    x, s, power = prepare(bargain, params)
    ends, played, capped = play(x, s, power, luck(bargain, params), params.turns, params.ballot, params.rules)
    low, width = bargain.scale[:, 0], bargain.scale[:, 1] - bargain.scale[:, 0]
    weight = s * power[:, :, None]
    most = weight.max(axis=1, keepdims=True)
    share = weight / np.where(most > 0, most, np.nan)
    mean = (share * ends).sum(axis=1) / share.sum(axis=1)
    shape = mean.shape
    return Outcome(
        low + width * mean,
        {
            "position": np.swapaxes(low + width * ends, 1, 2),
            "turns": np.broadcast_to(played[:, None], shape),
            "capped": np.broadcast_to(capped[:, None], shape),
        },
    )
