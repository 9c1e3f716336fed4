"""The best partition of a signed graph into k groups: seeded local search, and proof where it can be had.

The cost is the weight of positive ties between groups and of negative ties within. A cycle with exactly
one negative tie costs something in every partition; those cycles give the linear programme its bound.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.kernels.alignment.cycles import SHORT
from detente.kernels.alignment.local_search import improve_groups
from detente.models.alignment.exact.cutting_planes import Cycle, Race, branch, planes
from detente.models.alignment.exact.solvers import Bounds, LinearConstraint, csr_array, dijkstra

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Grouping:
    """A partition (N,) and its proof: no partition costs less than ``bound``.

    ``method`` is the heaviest tool that was needed: "linear programme", "mixed-integer programme", or
    "local search" where the proof was not asked for.
    """

    label: Ints
    cost: float
    bound: float
    method: str


def best_groups(
    n: int,
    a: Ints,
    b: Ints,
    weight: Floats,
    k: int,
    *,
    held: Ints | None = None,
    filled: bool = False,
    restarts: int = 200,
    prove: bool = True,
    time_limit: float = 60.0,
    seed: int = 0,
) -> Grouping:
    """The cheapest partition into at most k groups, or exactly k if ``filled``.

    ``held`` (N,) is the group of each actor that may not move, -1 for the others.
    """
    deadline = time.monotonic() + time_limit
    held = np.full(n, -1) if held is None else held
    search = _Search(n, a, b, weight, k, held, filled, np.random.default_rng(seed))
    search.restart(restarts)
    race = search.race
    method = "local search"
    if prove:
        method = "linear programme"
        half = 0.5 * (time.monotonic() + deadline)
        known = planes(race, search.inner, search.broken, lambda _: None, half)
        if not race.proved:
            method = "mixed-integer programme"
            search.integers(sorted(known), deadline)
    return Grouping(search.best, race.value, race.value - race.gap if prove else race.bound, method)


class _Search:
    """A graph and the best partition of it found so far."""

    def __init__(
        self,
        n: int,
        a: Ints,
        b: Ints,
        weight: Floats,
        k: int,
        held: Ints,
        filled: bool,
        random: np.random.Generator,
    ) -> None:
        tied = weight != 0.0
        self.n, self.k, self.held, self.filled, self.random = n, k, held, filled, random
        self.a, self.b, self.weight = a[tied], b[tied], weight[tied]
        self.negative = np.flatnonzero(self.weight < 0)
        self.positive = np.flatnonzero(self.weight > 0)
        self.matrix = np.zeros((n, n))
        np.add.at(self.matrix, (a, b), weight)
        np.add.at(self.matrix, (b, a), weight)
        self.race = Race(np.abs(self.weight), np.inf)

    def frustrated(self, label: Ints) -> Floats:
        """1 for every tie that the partition frustrates."""
        parted = label[self.a] != label[self.b]
        return np.asarray(parted == (self.weight > 0), np.float64)

    def restart(self, count: int) -> None:
        """Local search from seeded random partitions."""
        labels = self.random.integers(0, self.k, (count, self.n))
        if self.filled:
            loose = np.flatnonzero(self.held < 0)
            for row in labels:
                row[self.random.permutation(loose)[: self.k]] = np.arange(self.k)[: len(loose)]
        labels[:, self.held >= 0] = self.held[self.held >= 0]
        improve_groups(self.matrix, labels, self.held < 0, self.k, self.filled)
        settled = np.array([self.frustrated(label) for label in labels])
        price = settled @ self.race.cost
        near = np.argsort(price, kind="stable")[:20]
        self.inner = settled[near].mean(axis=0)
        self.best, self.race.value = labels[near[0]].copy(), float(price[near[0]])

    def offer(self, chosen: Floats) -> None:
        """Take a solution of the mixed-integer programme."""
        label = np.argmax(chosen.reshape(self.n, self.k), axis=1)
        value = float(self.frustrated(label) @ self.race.cost)
        if value < self.race.value:
            self.best, self.race.value = label, value

    def broken(self, point: Floats, known: set[Cycle]) -> set[Cycle]:
        """Cycles of one negative tie, and the nearest way round by positive ties, shorter than 1."""
        length = np.maximum(point, 0.0) + 1e-7
        ties = self.positive
        if not len(ties):
            return set()
        index = {(int(u), int(v)): int(e) for u, v, e in zip(self.a[ties], self.b[ties], ties, strict=True)}
        graph = csr_array((length[ties], (self.a[ties], self.b[ties])), shape=(self.n, self.n))
        origins = np.unique(self.a[self.negative])
        reach, came = dijkstra(graph, directed=False, indices=origins, return_predecessors=True)
        row = {int(u): r for r, u in enumerate(origins)}
        new = set()
        for e in self.negative.tolist():
            r, v = row[int(self.a[e])], int(self.b[e])
            if reach[r, v] + point[e] >= SHORT:
                continue
            cycle = [e]
            while (u := int(came[r, v])) >= 0:
                cycle.append(index[u, v] if (u, v) in index else index[v, u])
                v = u
            new.add(tuple(sorted(cycle)))
        return new - known

    def integers(self, known: list[Cycle], deadline: float) -> None:
        """Branch and bound over who is in which group."""
        n, k, m = self.n, self.k, len(self.weight)
        entries: list[tuple[int, int, float]] = []
        low: list[float] = []
        for e in range(m):
            u, v = int(self.a[e]), int(self.b[e])
            for g in range(k):
                # a positive tie is frustrated by u in g without v; a negative one by both in g
                for one, other in ((u, v), (v, u)) if self.weight[e] > 0 else ((u, v),):
                    sign = 1.0 if self.weight[e] > 0 else -1.0
                    r = len(low)
                    entries += [(r, n * k + e, 1.0), (r, one * k + g, -1.0), (r, other * k + g, sign)]
                    low.append(0.0 if self.weight[e] > 0 else -1.0)
        row, column, entry = (np.array(x) for x in zip(*entries, strict=True))
        ties = csr_array((entry, (row, column)), shape=(len(low), n * k + m))
        lower, upper = np.zeros(n * k + m), np.ones(n * k + m)
        self._break_symmetry(lower, upper)
        grid = np.arange(n * k)
        once = csr_array((np.ones(n * k), (grid // k, grid)), shape=(n, n * k + m))
        constraints = [LinearConstraint(ties, low, np.inf), LinearConstraint(once, 1.0, 1.0)]
        if self.filled:
            each = csr_array((np.ones(n * k), (grid % k, grid)), shape=(k, n * k + m))
            constraints.append(LinearConstraint(each, 1.0, np.inf))
        branch(self.race, n * k, constraints, Bounds(lower, upper), known, self.offer, deadline)

    def _break_symmetry(self, lower: Floats, upper: Floats) -> None:
        """Held actors stay; without any, the t-th best tied actor is in one of the first t groups."""
        k = self.k
        for i, g in enumerate(self.held.tolist()):
            if g >= 0:
                upper[i * k : (i + 1) * k] = 0.0
                lower[i * k + g] = upper[i * k + g] = 1.0
        if np.all(self.held < 0):
            order = np.argsort(-np.abs(self.matrix).sum(axis=1), kind="stable")
            for t, i in enumerate(order[: k - 1].tolist()):
                upper[i * k + t + 1 : (i + 1) * k] = 0.0
