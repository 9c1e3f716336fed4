"""Voting power: Shapley and Shubik (1954), and Penrose (1946) and Banzhaf (1965), exact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import factorial, gcd, lcm, prod

import numpy as np
from numpy.typing import NDArray

from detente.models.arrays import Floats
from detente.models.registry import NoParams, register

Ints = NDArray[np.int64]
Number = int | float | str | Decimal | Fraction

FINEST = 1_000_000  # the largest common denominator that decimal weights may need
CELLS = 40_000_000  # the largest table of coalitions


@dataclass(frozen=True)
class Game:
    """A vote under one rule or several; make one with ``Game.of``.

    ``weight`` (R, N) and ``quota`` (R,) are whole numbers: rule r is met by a coalition whose weights sum
    to ``quota[r]`` or more. A coalition wins if it meets every rule of one of ``ways``.
    """

    weight: Ints
    quota: Ints
    ways: tuple[tuple[int, ...], ...]

    @classmethod
    def weighted(cls, weights: Sequence[Number], quota: Number) -> Game:
        """One rule: weights (N,) and a quota. Raises ValueError as ``of`` does."""
        return cls.of([weights], [quota])

    @classmethod
    def of(
        cls,
        weights: Sequence[Sequence[Number]],
        quotas: Sequence[Number],
        ways: Iterable[Iterable[int]] | None = None,
    ) -> Game:
        """Several rules: weights (R, N) and quotas (R,); by default all rules must be met.

        Decimal weights ("0.125", 12.5) are scaled to whole numbers, rule by rule. Raises ValueError for a
        negative weight, one that no short decimal equals (1/3), a quota that everybody or nobody meets,
        or a way that names no rule.
        """
        if not len(weights) == len(quotas) > 0:
            raise ValueError(f"{len(weights)} rules need as many quotas, not {len(quotas)}")
        if len({len(row) for row in weights}) != 1:
            raise ValueError("every rule must give every player a weight")
        rows, marks = zip(*(_whole(w, q) for w, q in zip(weights, quotas, strict=True)), strict=True)
        chosen = (tuple(range(len(rows))),) if ways is None else tuple(tuple(way) for way in ways)
        named = [r for way in chosen for r in way]
        if not chosen or not all(chosen) or any(not 0 <= r < len(rows) for r in named):
            raise ValueError(f"every way must name some of rules 0 to {len(rows) - 1}")
        return cls(np.array(rows, np.int64), np.array(marks, np.int64), chosen)

    def with_veto(self, members: Iterable[int]) -> Game:
        """The same game where nothing passes without every one of ``members``."""
        n = self.weight.shape[1]
        must = sorted(set(members))
        if not must or must[0] < 0 or must[-1] >= n:
            raise ValueError(f"members of a veto are some of players 0 to {n - 1}")
        row = np.zeros(n, np.int64)
        row[must] = 1
        rule = len(self.quota)
        return Game(
            np.vstack([self.weight, row]),
            np.append(self.quota, len(must)),
            tuple((*way, rule) for way in self.ways),
        )


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


def _whole(weights: Sequence[Number], quota: Number) -> tuple[list[int], int]:
    """Weights and quota as whole numbers in the same proportion, as small as they can be."""
    parts = [_fraction(w) for w in weights]
    mark = _fraction(quota)
    if any(p < 0 for p in parts):
        raise ValueError(f"weights must be 0 or more, not {min(parts)}")
    if not 0 < mark <= sum(parts):
        raise ValueError(
            f"a quota must be above 0 and at most the sum of weights, {float(sum(parts)):g}, not {quota}"
        )
    scale = lcm(*(p.denominator for p in parts))
    if scale > FINEST:
        raise ValueError(f"weights are too fine: they need steps of 1/{scale}; round them to six decimals")
    whole = [int(p * scale) for p in parts]
    common = gcd(*whole)
    # a quota between two whole weights is met by the next of them
    return [w // common for w in whole], -int(-(mark * scale / common) // 1)


def _fraction(value: Number) -> Fraction:
    """The number that a weight's shortest decimal says."""
    try:
        return value if isinstance(value, Fraction) else Fraction(str(value))
    except (ValueError, InvalidOperation, ZeroDivisionError):
        raise ValueError(f"{value!r} is not a finite number") from None
