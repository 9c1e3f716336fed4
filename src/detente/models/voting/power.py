"""Voting power: Shapley and Shubik (1954), and Penrose (1946) and Banzhaf (1965), exact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import factorial, prod

import numpy as np

from detente.models.arrays import Floats
from detente.models.registry import NoParams, register
from detente.models.voting.game import Game

CELLS = 40_000_000  # the largest table of coalitions
LISTED = 24  # players up to which every coalition is looked at where the table would be larger


@dataclass(frozen=True)
class Power:
    """The power of every player (N,).

    ``shapley_shubik`` sums to 1; ``banzhaf`` is the normalised index, ``banzhaf_absolute`` (Penrose) the
    probability of being decisive when all others vote by the toss of a coin. ``swings`` counts the
    coalitions of the others that the player turns into winning ones, ``winning`` the winning coalitions of
    all, both exact, and ``passage`` is the share of these among all coalitions (Coleman 1971).
    """

    shapley_shubik: Floats
    banzhaf: Floats
    banzhaf_absolute: Floats
    swings: tuple[int, ...]
    winning: int
    passage: float


def power(game: Game) -> Power:
    """Both indices of every player, exact but for the last division.

    Raises ValueError where the weights are so large that the table of coalitions would not fit.
    """
    n = game.weight.shape[1]
    orders = [factorial(size) * factorial(n - 1 - size) for size in range(n)]
    known: dict[bytes, tuple[Fraction, int]] = {}
    count, winning = _counter(game)
    found = []
    for i in range(n):
        alike = game.weight[:, i].tobytes()
        if alike not in known:
            swings = count(i)
            pivots = sum(s * o for s, o in zip(swings, orders, strict=True))
            known[alike] = Fraction(pivots, factorial(n)), sum(swings)
        found.append(known[alike])
    total = sum(s for _, s in found)
    return Power(
        np.array([float(share) for share, _ in found]),
        np.array([s / total for _, s in found]),
        np.array([s / 2 ** (n - 1) for _, s in found]),
        tuple(s for _, s in found),
        winning,
        winning / 2**n,
    )


def _counter(game: Game) -> tuple[Callable[[int], list[int]], int]:
    """What counts a player's swings by size of the others, and how many coalitions win."""
    from detente.kernels import voting_power

    n = game.weight.shape[1]
    if n <= LISTED and (n + 1) * prod(int(w) + 1 for w in game.weight.sum(axis=1)) > 1 << n:
        wins = voting_power.every_coalition(game.weight, game.quota, game.ways)
        return lambda i: voting_power.swings_among(wins, n, i), int(wins.sum())
    if game.ways == ((0,),) and len(game.quota) == 1:
        weight, quota = game.weight, int(game.quota[0])
        # a coalition blocks where the rest cannot win: the mirror game has the same swings
        mirrored = int(weight.sum()) - quota + 1
        short = min(quota, mirrored)
        counts = voting_power.coalitions(weight, [_room(n, [short])])
        below = sum(int(x) for x in counts.sum(axis=0))
        winning = 2**n - below if short == quota else below
        return lambda i: voting_power.swings_at(counts, int(weight[0, i]), short), winning

    # equal weights only count heads, and the size does that already
    axes = [r for r in range(len(game.quota)) if np.any(game.weight[r] != game.weight[r, 0])]
    lengths = (game.weight[axes].sum(axis=1) + 1).tolist()
    _room(n, lengths)
    table = voting_power.coalitions(game.weight[axes], lengths)
    size, *totals = np.ogrid[tuple(slice(length) for length in table.shape)]
    met = {
        r: (totals[axes.index(r)] if r in axes else size * game.weight[r, 0]) >= game.quota[r]
        for r in {r for way in game.ways for r in way}
    }
    wins = np.zeros(table.shape, np.bool_)
    for way in game.ways:
        together = np.ones(table.shape, np.bool_)
        for r in way:
            together &= met[r]
        wins |= together
    winning = sum(int(x) for x in np.where(wins, table, 0).reshape(n + 1, -1).sum(axis=1))
    return lambda i: voting_power.swings_of(table, game.weight[axes, i].tolist(), wins), winning


def _room(players: int, lengths: list[int]) -> int:
    """The first length, if a table of such axes fits."""
    cells = (players + 1) * prod(lengths)
    if cells > CELLS:
        raise ValueError(
            f"the weights need a table of {cells:.3g} coalitions, more than {CELLS:.0e}: round or scale them"
        )
    return lengths[0] if lengths else 0


@register(
    "shapley-shubik",
    name="Shapley-Shubik index",
    family="voting",
    references=(
        "Shapley, L. S. and Shubik, M. (1954). A method for evaluating the distribution of power in a "
        "committee system. American Political Science Review 48(3): 787-792.",
    ),
)
def shapley_shubik(game: Game, params: NoParams = NoParams()) -> Floats:  # noqa: ARG001
    """The share of all orders of joining in which each player turns a losing coalition into a winning one."""
    return power(game).shapley_shubik


@register(
    "banzhaf",
    name="Banzhaf index",
    family="voting",
    references=(
        "Penrose, L. S. (1946). The elementary statistics of majority voting. Journal of the Royal "
        "Statistical Society 109(1): 53-57.",
        "Banzhaf, J. F. (1965). Weighted voting doesn't work. Rutgers Law Review 19: 317-343.",
    ),
)
def banzhaf(game: Game, params: NoParams = NoParams()) -> Floats:  # noqa: ARG001
    """Each player's share of all swings: coalitions that win with the player and lose without."""
    return power(game).banzhaf
