"""The best two-way cut of a signed graph, proved: frustration index and large energy landscapes.

The cost of a cut is the weight of the ties it frustrates: positive ties parted, negative ties kept
together, in whole numbers of any size. The graph is shrunk and cut into blocks (``reduction``). A small
or dense block is enumerated. Another gets a linear programme in which every negative cycle has a
frustrated tie (after Barahona and Mahjoub 1986; the same inequalities in Aref, Mason and Wilson 2020), and
a mixed-integer one (HiGHS) if a gap is left.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, gcd
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.kernels.alignment import cycles
from detente.kernels.alignment.exact import exact, whole_numbers
from detente.kernels.alignment.gray import best_cut
from detente.models.alignment.exact import reduction
from detente.models.alignment.exact.cutting_planes import BATCH, WHOLE, Cycle, Race, branch, planes
from detente.models.alignment.exact.solvers import (
    Bounds,
    LinearConstraint,
    breadth_first_order,
    csr_array,
    minimum_spanning_tree,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SMALL, DENSE = 20, 30  # vertices up to which a block is walked through: any, and one of many ties
TIES = 4  # ties a vertex from which a block is dense


@dataclass(frozen=True)
class Cut:
    """A cut and its proof: no cut costs less than ``bound``, which is ``cost`` where it was proved best."""

    side: NDArray[np.int8]
    cost: Fraction
    bound: Fraction
    method: str


def minimum_cut(n: int, a: Ints, b: Ints, weight: Any, *, time_limit: float = 60.0, seed: int = 0) -> Cut:
    """The cheapest cut of the graph with ties a[m]-b[m] (M,) of signed weights.

    Weights count as what their shortest decimals say. A programme proves a cut where the weights are
    whole numbers that do not sum to a million or more in its block; elsewhere ``bound`` leaves room for
    its rounding. The side of the lowest vertex of every connected part is 0. ``method`` is the heaviest
    tool that was needed: "reduction" (also where nothing is frustrated), "enumeration", "linear programme"
    or "mixed-integer programme".
    """
    deadline = time.monotonic() + time_limit
    whole, unit = whole_numbers(weight)
    pairs = [(int(u), int(v), w) for u, v, w in zip(a, b, whole.tolist(), strict=True) if w]
    graph = reduction.graph_of(pairs)
    spare, used = 0, 0
    side: dict[int, bool] = {}
    for part in _parts(graph):
        found, gap, tool = _solve(reduction.induced(graph, part), deadline, seed)
        flip = found[min(part)]
        side.update({v: s != flip for v, s in found.items()})
        spare += gap
        used = max(used, tool)
    out = np.array([side.get(v, False) for v in range(n)], dtype=np.int8)
    cost = sum(abs(w) for u, v, w in pairs if (out[u] != out[v]) == (w > 0))
    return Cut(out, cost * unit, (cost - spare) * unit, TOOLS[used])


TOOLS = ("reduction", "enumeration", "linear programme", "mixed-integer programme")


def _parts(graph: reduction.Graph) -> list[list[int]]:
    """Connected components."""
    seen: set[int] = set()
    parts = []
    for root in sorted(graph):
        if root in seen:
            continue
        part = [root]
        seen.add(root)
        for v in part:
            new = [w for w in graph[v] if w not in seen]
            seen.update(new)
            part.extend(new)
        parts.append(part)
    return parts


def _solve(graph: reduction.Graph, deadline: float, seed: int) -> tuple[dict[int, bool], int, int]:
    """Sides, the unproved gap, and the tool used, for a connected graph; the graph is used up."""
    merges = reduction.contract(graph)
    side: dict[int, bool] = {}
    spare, used = 0, 0
    parts = reduction.blocks(graph)
    for part in parts:
        if len(part) == 1:
            found, gap, tool = {part[0]: False}, 0, 0
        elif len(parts) > 1:
            found, gap, tool = _solve(reduction.induced(graph, part), deadline, seed)
        else:
            found, gap, tool = _core(graph, deadline, seed)
        flip = part[0] in side and side[part[0]] != found[part[0]]
        side.update({v: s != flip for v, s in found.items()})
        spare += gap
        used = max(used, tool)
    reduction.expand(side, merges)
    return side, spare, used


def _core(graph: reduction.Graph, deadline: float, seed: int) -> tuple[dict[int, bool], int, int]:
    """A block that cannot be shrunk."""
    names = sorted(graph)
    index = {v: i for i, v in enumerate(names)}
    n = len(names)
    matrix = np.zeros((n, n), object)
    for u in names:
        for v, w in graph[u].items():
            matrix[index[u], index[v]] = w
    a, b = np.nonzero(np.triu(matrix != 0))
    common = gcd(*matrix.flat)
    matrix //= common
    total = sum(map(abs, matrix[a, b]))
    if n <= SMALL or (n <= DENSE and (len(a) >= TIES * n or total >= WHOLE)):
        weight, _ = exact(matrix, Fraction(1, 1 + total))
        side, gap, tool = best_cut(weight), 0, 1
    else:
        shift = max(total.bit_length() - 52, 0)
        near = np.array([w / (1 << shift) for w in matrix[a, b]])
        side, left, tool = _Block(n, a, b, near, seed).solve(deadline)
        gap = min(ceil(left) << shift, total) * common
    return {v: bool(side[i] < 0) for v, i in index.items()}, gap, tool


class _Block:
    """One block and the best cut of it found so far."""

    def __init__(self, n: int, a: Ints, b: Ints, weight: Floats, seed: int) -> None:
        self.n, self.a, self.b, self.weight = n, a, b, weight
        self.negative = (weight < 0).astype(np.int64)
        self.rows = cycles.rows(n, a, b)
        self.triangles = np.sort(cycles.triads(*self.rows, weight)[1], axis=1)
        self.random = np.random.default_rng(seed)
        starts = self.random.choice([-1.0, 1.0], (100, n))
        starts[0] = 1.0
        self.best = cycles.search(*self.rows, weight, starts, self.kicks(300))
        cost = np.abs(weight)
        settled = np.array([self.frustrated(s) for s in starts])
        near = np.argsort(settled @ cost, kind="stable")[:20]
        self.inner = 0.5 * (settled[near].mean(axis=0) + self.frustrated(self.best))
        self.race = Race(cost, float(self.frustrated(self.best) @ cost))

    def kicks(self, count: int) -> Floats:
        """Which vertices to flip, tenfold fewer than not."""
        return np.where(self.random.random((count, self.n)) < 0.1, -1.0, 1.0)

    def frustrated(self, side: Floats) -> Floats:
        """1 for every tie that the sides (+1 and -1) frustrate."""
        return np.asarray(self.weight * side[self.a] * side[self.b] < 0, np.float64)

    def offer(self, side: Floats, kicks: int = 0) -> None:
        """Settle a cut, shake it, and keep what comes of it if it is the best."""
        found = cycles.search(*self.rows, self.weight, side[None].copy(), self.kicks(kicks))
        value = float(self.frustrated(found) @ self.race.cost)
        if value < self.race.value:
            self.best, self.race.value = found, value

    def solve(self, deadline: float) -> tuple[Floats, float, int]:
        """The best sides, the gap left, and the tool."""
        if self.race.proved:
            return self.best, self.race.gap, 0
        tool = 2
        half = 0.5 * (time.monotonic() + deadline)
        known = planes(self.race, self.inner, self.broken, lambda p: self.offer(self.rounded(p)), half)
        if not self.race.proved:
            tool = 3
            self.offer(self.best, 3000)
            self.integers(sorted(known), deadline)
        return self.best, self.race.gap, tool

    def broken(self, point: Floats, known: set[Cycle]) -> set[Cycle]:
        """Negative cycles to which the point gives less than one frustrated tie."""
        total = point[self.triangles].sum(axis=1)
        worst = np.argsort(total, kind="stable")[:BATCH]
        new = {tuple(self.triangles[t].tolist()) for t in worst if total[t] < cycles.SHORT} - known
        length = np.maximum(point, 0.0) + 1e-7
        while len(new) < BATCH:
            found, size = cycles.short_cycles(*self.rows, self.negative, length)
            ties = {tuple(sorted(row[:k].tolist())) for row, k in zip(found, size, strict=True)}
            fresh = {c for c in ties if point[list(c)].sum() < cycles.SHORT} - known - new
            if not fresh:
                break
            new |= fresh
            for cycle in fresh:
                length[list(cycle)] += 0.05  # so that the next round finds other cycles
        return new

    def rounded(self, point: Floats) -> Floats:
        """Sides that follow the ties of which the point is surest."""
        doubt = np.minimum(point, 1.0 - point) + 1e-3
        tree = minimum_spanning_tree(csr_array((doubt, (self.a, self.b)), shape=(self.n, self.n)))
        order, parent = breadth_first_order(tree, 0, directed=False)
        together = np.sign(self.weight) * np.where(point < 0.5, 1.0, -1.0)
        relation = dict(zip(zip(self.a.tolist(), self.b.tolist(), strict=True), together, strict=True))
        side = np.ones(self.n)
        for v in order[1:].tolist():
            u = int(parent[v])
            side[v] = side[u] * relation[min(u, v), max(u, v)]
        return side

    def integers(self, known: list[Cycle], deadline: float) -> None:
        """Close the gap by branch and bound, the known cycles included."""
        n, m = self.n, len(self.weight)
        tie = np.arange(m)
        like = np.where(self.negative == 1, -1.0, 1.0)
        # frustration >= |x_a - x_b| on positive ties, >= |1 - x_a - x_b| on negative ones
        row = np.concatenate([tie, tie, tie, m + tie, m + tie, m + tie])
        column = np.concatenate([n + tie, self.a, self.b, n + tie, self.a, self.b])
        entry = np.concatenate([np.ones(m), -np.ones(m), like, np.ones(m), np.ones(m), -like])
        ends = csr_array((entry, (row, column)), shape=(2 * m, n + m))
        upper = np.ones(n + m)
        upper[int(np.argmax(np.bincount(np.concatenate([self.a, self.b]))))] = 0.0
        branch(
            self.race,
            n,
            [LinearConstraint(ends, np.concatenate([-self.negative, self.negative]), np.inf)],
            Bounds(np.zeros(n + m), upper),
            known,
            lambda x: self.offer(1.0 - 2.0 * np.round(x)),
            deadline,
        )
