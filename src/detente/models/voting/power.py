"""Voting power: Shapley and Shubik (1954), and Penrose (1946) and Banzhaf (1965)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import factorial, prod

import numpy as np

from detente.errors import UnusableDataError
from detente.models.arrays import Floats
from detente.models.registry import NoParams, register
from detente.models.voting.game import Game

CELLS = 40_000_000  # the largest table of coalitions,
OBJECTS = 4_000_000  # and of counts beyond 64 bits
HALVES = 36  # players up to which one rule's coalitions are counted from two halves
LISTED = 30  # players up to which every pair of two halves is looked at, for several rules
WAVES = 1 << 30  # sum of weights up to which a large body's votes are inverted,
AUDIBLE = 1 << 15  # from at most so many waves
SUMS = 40_000_000  # sums of votes whose odds are added up elsewhere,
STEPS = 4 * 10**11  # in at most so many steps
NEGLIGIBLE = 1e-11  # chances of voting yes at which nobody is more likely than this to decide are left out


@dataclass(frozen=True)
class Power:
    """The power of every player (N,).

    ``shapley_shubik`` sums to 1; ``banzhaf`` is the normalised index, ``banzhaf_absolute`` (Penrose) the
    probability of being decisive when all others vote by the toss of a coin. ``swings`` counts the
    coalitions of the others that the player turns into winning ones, ``winning`` the winning coalitions of
    all, and ``passage`` is the share of these among all coalitions (Coleman 1971). ``error`` is (0, 0) where
    all are exact but for the last division. Else no ``shapley_shubik`` is further off than the first, and
    no other share or chance than the second; the counts are those that these give.
    """

    shapley_shubik: Floats
    banzhaf: Floats
    banzhaf_absolute: Floats
    swings: tuple[int, ...]
    winning: int
    passage: float
    error: tuple[float, float] = (0.0, 0.0)


def power(game: Game) -> Power:
    """Both indices of every player, exact but for the last division where coalitions can be counted.

    In a large body of one rule with weights too fine for that, they are integrals of the chance of being
    decisive, to a precision that is stated. Raises ValueError where neither is within reach.
    """
    n = game.weight.shape[1]
    counter = _counter(game)
    if counter is None:
        return _integrated([int(w) for w in game.weight[0]], int(game.quota[0]))
    count, winning = counter
    orders = [factorial(size) * factorial(n - 1 - size) for size in range(n)]
    known: dict[tuple[int, ...], tuple[Fraction, int]] = {}
    found = []
    for i in range(n):
        alike = tuple(game.weight[:, i])
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


Counter = tuple[Callable[[int], list[int]], int]


def _counter(game: Game) -> Counter | None:
    """What counts a player's swings by size of the others, and how many coalitions win; None: too many."""
    n = game.weight.shape[1]
    # equal weights only count heads, and the size does that already
    axes = [r for r in range(len(game.quota)) if any(w != game.weight[r, 0] for w in game.weight[r])]
    single = game.ways == ((0,),) and len(game.quota) == 1
    total = int(game.weight[0].sum())
    lengths = [min(int(game.quota[0]), total - int(game.quota[0]) + 1)] if single else []
    lengths = lengths or [int(game.weight[r].sum()) + 1 for r in axes]
    cells = (n + 1) * prod(lengths)
    fits = cells <= (CELLS if n <= _machine() else OBJECTS)
    if len(axes) <= 1 and n <= HALVES and (not fits or cells > n << (n // 2)):
        return _by_halves(game, axes[0] if axes else 0)
    if n <= LISTED and (not fits or cells > 1 << n):
        return _listed(game)
    if fits:
        return _single(game, lengths[0]) if single else _several(game, axes, lengths)
    if single and total < WAVES:
        return None
    if single:
        raise UnusableDataError(
            f"{n} players with weights that sum to {total:,} are too many to count, and too fine to "
            f"compute otherwise: round the weights so that they sum to less than {WAVES:,}"
        )
    raise UnusableDataError(
        f"{n} players under several rules are too many to count with weights this fine: round the weights "
        f"so that the sums of the columns multiply to less than {CELLS // (n + 1):,}, or give one rule"
    )


def _machine() -> int:
    from detente.kernels.voting.power import MACHINE

    return MACHINE


def _single(game: Game, short: int) -> Counter:
    """One rule, by a table of coalitions by size and weight."""
    from detente.kernels.voting import power

    # more weight than reaches the end of the table is as good as what just does
    weight, quota = np.minimum(game.weight, short).astype(np.int64), int(game.quota[0])
    # a coalition blocks where the rest cannot win: the mirror game has the same swings
    counts = power.coalitions(weight, [short])
    below = sum(int(x) for x in counts.sum(axis=0))
    winning = 2 ** weight.shape[1] - below if short == quota else below
    return lambda i: power.swings_at(counts, int(weight[0, i]), short), winning


def _several(game: Game, axes: list[int], lengths: list[int]) -> Counter:
    """Several rules, by a table of coalitions by size and the weights under each."""
    from detente.kernels.voting import power

    weight, quota = game.weight.astype(np.int64), game.quota.astype(np.int64)
    table = power.coalitions(weight[axes], lengths)
    size, *totals = np.ogrid[tuple(slice(length) for length in table.shape)]
    met = {
        r: (totals[axes.index(r)] if r in axes else size * weight[r, 0]) >= quota[r]
        for r in {r for way in game.ways for r in way}
    }
    wins = np.zeros(table.shape, np.bool_)
    for way in game.ways:
        together = np.ones(table.shape, np.bool_)
        for r in way:
            together &= met[r]
        wins |= together
    winning = sum(int(x) for x in np.where(wins, table, 0).reshape(len(table), -1).sum(axis=1))
    return lambda i: power.swings_of(table, weight[axes, i].tolist(), wins), winning


def _by_halves(game: Game, axis: int) -> Counter:
    """One rule of weights, others that count heads: a coalition of each size wins from some weight on."""
    from detente.kernels.voting import halves

    weight = [int(w) for w in game.weight[axis]]
    n, never = len(weight), sum(weight) + 1
    mark = []  # by size
    for size in range(n + 1):
        best = never
        for way in game.ways:
            heads = [r for r in way if len(set(game.weight[r])) == 1]
            if all(size * game.weight[r, 0] >= game.quota[r] for r in heads):
                best = min(best, max((int(game.quota[r]) for r in way if r not in heads), default=0))
        mark.append(best)

    def count(i: int) -> list[int]:
        others = weight[:i] + weight[i + 1 :]
        # those that lose, less those that still lose with the player; who wins also wins with more
        marks = [[mark[size], max(mark[size + 1] - weight[i], 0)] for size in range(n)]
        return [max(lose - still, 0) for lose, still in halves.lighter(others, marks)]

    losing = halves.lighter(weight, [[m] for m in mark])
    return count, 2**n - sum(x for (x,) in losing)


def _listed(game: Game) -> Counter:
    """Any rules, by looking at every coalition of one half with every coalition of the other."""
    from detente.kernels.voting import halves

    n = game.weight.shape[1]
    half = n // 2
    ways = np.array([[int(r in way) for r in range(len(game.quota))] for way in game.ways])
    swings: list[list[int]] = []
    winning = 0
    for first, turn in ((n - half, half), (half, 0)):  # either half in turn comes second
        rows = [[int(w) for w in (*row[turn:], *row[:turn])] for row in game.weight]
        pairs = [halves.ranks(row, int(q), first) for row, q in zip(rows, game.quota, strict=True)]
        needed, rank = (np.stack(part) for part in zip(*pairs, strict=True))
        found, winning = halves.swings_of_second_half(needed, rank, ways, n)
        swings += found.tolist()
    return lambda i: swings[i], int(winning)


def _integrated(weight: list[int], quota: int) -> Power:
    """Indices of a large body, as means of the chance of being decisive over chances of voting yes."""
    from detente.kernels.voting import sums, wave

    n, votes = len(weight), np.array(weight, np.int64)
    chances, shares = wave.nodes(n)
    bounds = [wave.unlikely(votes, quota, float(p)) for p in chances]
    likely = {float(p): float(s) for p, s, b in zip(chances, shares, bounds, strict=True) if b > NEGLIGIBLE}
    left_out = sum(float(s) * b for s, b in zip(shares, bounds, strict=True) if b <= NEGLIGIBLE)
    needed = [0.5, *likely]
    bits = max(int(votes.sum()).bit_length(), wave.CELLS + 1)
    waves = np.empty(AUDIBLE, np.int64)
    faint = [p for p in needed if wave.cancels(n, p)]
    faint.sort(key=lambda p: abs(p - 0.5))
    count = 0
    while faint:
        loudest = wave.loudness(faint[-1])
        count = wave.audible(np.sort(votes)[::-1].copy(), bits, loudest, waves)
        if count <= AUDIBLE:
            break
        faint = faint[: -(1 + len(faint) // 8)]
    summed = [p for p in needed if p not in set(faint)]
    longest = max((quota if p <= 0.5 else int(votes.sum()) - quota + 1 for p in summed), default=0)
    if longest > SUMS or longest * n * len(summed) > STEPS:
        raise UnusableDataError(
            f"{n} players with weights that sum to {int(votes.sum()):,} are too many to count, and with "
            f"this quota too fine to compute otherwise: round the weights so that they sum to less than "
            f"{min(SUMS, STEPS // (n * n)):,}"
        )
    found = {
        p: wave.decisive(votes, quota, bits, waves[:count], p)
        if p in set(faint)
        else sums.decisive(votes, quota, p)
        for p in needed
    }
    share = np.sum([s * found[p][0] for p, s in likely.items()], axis=0)
    toss, passage, off = found[0.5]
    error = left_out + max(found[p][2] for p in needed)
    of_toss = max(off, (n + 1) * off / float(toss.sum()))
    return Power(
        share,
        toss / toss.sum(),
        toss,
        tuple(int(Fraction(float(x)) * 2 ** (n - 1)) for x in toss),
        int(Fraction(passage) * 2**n),
        passage,
        (error, of_toss),
    )


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
