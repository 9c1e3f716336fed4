"""Structural balance (Heider 1946; Cartwright and Harary 1956): triads and the frustration index."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.errors import UnusableOptionError
from detente.models.alignment.arrays import Floats, Ints, Labels, Ties
from detente.models.registry import register


@dataclass(frozen=True)
class BalanceParams:
    """How long to look for the proof of the frustration index.

    Parameters
    ----------
    time_limit : float
        Seconds that the proof may take, above 0.
    seed : int
        Seed of the search.

    Raises
    ------
    ValueError
        If the time limit is not positive.
    """

    time_limit: float = 60.0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.time_limit <= 0:
            raise UnusableOptionError(f"time_limit must be positive, not {self.time_limit}")


@dataclass(frozen=True)
class Triads:
    """The triads of a network that have all three ties.

    ``counts`` (4,) has 0, 1, 2 and 3 negative ties; an odd number is unbalanced. ``unbalanced`` (U, 3)
    lists the actors of those; ``of_actor`` (N, 2) counts each actor's balanced and unbalanced triads.
    """

    counts: Ints
    unbalanced: Ints
    of_actor: Ints

    @property
    def balanced_share(self) -> float:
        """Balanced triads among all; NaN where there is no triad."""
        total = int(self.counts.sum())
        return (total - len(self.unbalanced)) / total if total else float("nan")


@dataclass(frozen=True)
class Frustration:
    """The fewest ties (or least weight) that contradict any two camps, with its certificate.

    ``camp`` (N,) is the partition, ``frustrated`` (F,) the ties that contradict it: friendly between
    camps, hostile within. They weigh ``index`` together; no partition does better than ``bound``, which
    is the index where it is ``proved``. ``largest`` is the weight of all ties.
    """

    camp: Labels
    frustrated: Ints
    index: float
    bound: float
    largest: float
    method: str

    @property
    def proved(self) -> bool:
        """Whether the index is exact."""
        return self.bound >= self.index

    @property
    def balance(self) -> float:
        """1 - 2 F / M, from 0 to 1 where every network is balanced (Aref and Wilson 2018)."""
        return 1.0 - 2.0 * self.index / self.largest if self.largest else 1.0


@dataclass(frozen=True)
class Balance:
    """Triads and frustration of one network."""

    triads: Triads
    frustration: Frustration


@register(
    "balance",
    name="Structural balance",
    family="alignment",
    references=(
        "Heider, F. (1946). Attitudes and cognitive organization. Journal of Psychology 21: 107-112.",
        "Cartwright, D. and Harary, F. (1956). Structural balance: a generalization of Heider's theory. "
        "Psychological Review 63(5): 277-293.",
        "Aref, S., Mason, A. J. and Wilson, M. C. (2020). A modeling and computational study of the "
        "frustration index in signed networks. Networks 75(1): 95-110.",
    ),
    variants={"default": BalanceParams()},
)
def find_frustration(ties: Ties, params: BalanceParams = BalanceParams()) -> Balance:
    """The share of balanced triads, and the exact frustration index with its certificate."""
    return Balance(triads(ties), frustration(ties, params))


def triads(ties: Ties) -> Triads:
    """All triads. Parallel ties are added up first; a pair whose ties cancel is not tied."""
    from detente.kernels.alignment import cycles

    a, b, sign = _simple(ties)
    counts, unbalanced, of_actor = cycles.triads(*cycles.rows(ties.n, a, b), sign)
    ends = np.sort(np.concatenate([a[unbalanced], b[unbalanced]], axis=1), axis=1)
    return Triads(counts, ends[:, ::2], of_actor)  # every actor ends two of the ties


def frustration(ties: Ties, effort: BalanceParams = BalanceParams()) -> Frustration:
    """The frustration index (line index of balance), by shrinking, cutting planes and branch and bound.

    Every tie counts, parallel ones too: two opposite ties of a pair always frustrate one. Where time runs
    out the index is the best found and ``bound`` says how far below it the truth may lie.
    """
    from detente.models.alignment.exact import two_way_cut

    cut = two_way_cut.minimum_cut(
        ties.n, ties.a, ties.b, ties.sign, time_limit=effort.time_limit, seed=effort.seed
    )
    against = np.flatnonzero((cut.side[ties.a] != cut.side[ties.b]) == (ties.sign > 0))
    largest = float(np.abs(ties.sign).sum())
    return Frustration(cut.side, against, float(cut.cost), float(cut.bound), largest, cut.method)


def _simple(ties: Ties) -> tuple[Ints, Ints, Floats]:
    """One tie a pair, the parallel ones added up."""
    low, high = np.minimum(ties.a, ties.b), np.maximum(ties.a, ties.b)
    pair: NDArray[np.int64]
    pair, which = np.unique(low * ties.n + high, return_inverse=True)
    sign = np.bincount(which.reshape(-1), ties.sign, len(pair))
    kept = sign != 0.0
    return pair[kept] // ties.n, pair[kept] % ties.n, sign[kept]
