"""The best two-way cut of a signed graph, proved: frustration index and large energy landscapes.

The cost of a cut is the weight of the ties it frustrates: positive ties parted, negative ties kept
together. The graph is shrunk and cut into blocks (``reduction``). A small block is enumerated. A larger
one gets a linear programme in which every negative cycle has a frustrated tie (after Barahona and
Mahjoub 1986; the same inequalities in Aref, Mason and Wilson 2020), and a mixed-integer one
(HiGHS) if a gap is left.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.kernels import cycles, reduction
from detente.kernels.cutting import BATCH, Cycle, Race, branch, planes
from detente.kernels.solvers import (
    Bounds,
    LinearConstraint,
    breadth_first_order,
    csr_array,
    minimum_spanning_tree,
)
from detente.kernels.stable import local_minima

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ENUMERATE = 18  # vertices of a block that is walked through rather than programmed


@dataclass(frozen=True)
class Cut:
    """A cut and its proof: no cut costs less than ``bound``, which is ``cost`` where it was proved best."""

    side: NDArray[np.int8]
    cost: float
    bound: float
    method: str


def minimum_cut(n: int, a: Ints, b: Ints, weight: Floats, *, time_limit: float = 60.0, seed: int = 0) -> Cut:
    """The cheapest cut of the graph with ties a[m]-b[m] (M,) of signed weights.

    The side of the lowest vertex of every connected part is 0. ``method`` is the heaviest tool that was
    needed: "reduction" (also where nothing is frustrated), "enumeration", "linear programme" or
    "mixed-integer programme".
    """
    deadline = time.monotonic() + time_limit
    pairs = [(int(u), int(v), float(w)) for u, v, w in zip(a, b, weight, strict=True) if w != 0.0]
    graph, _ = reduction.graph_of(pairs)
    spare, used = 0.0, 0
    side: dict[int, bool] = {}
    for part in _parts(graph):
        found, gap, tool = _solve(reduction.induced(graph, part), deadline, seed)
        flip = found[min(part)]
        side.update({v: s != flip for v, s in found.items()})
        spare += gap
        used = max(used, tool)
    out = np.array([side.get(v, False) for v in range(n)], dtype=np.int8)
    parted = out[a] != out[b]
    cost = float(np.abs(weight)[parted == (weight > 0)].sum())
    return Cut(out, cost, cost - spare, TOOLS[used])


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


def _solve(graph: reduction.Graph, deadline: float, seed: int) -> tuple[dict[int, bool], float, int]:
    """Sides, the unproved gap, and the tool used, for a connected graph; the graph is used up."""
    merges, _ = reduction.contract(graph)
    side: dict[int, bool] = {}
    spare, used = 0.0, 0
    parts = reduction.blocks(graph)
    for part in parts:
        if len(part) == 1:
            found, gap, tool = {part[0]: False}, 0.0, 0
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


def _core(graph: reduction.Graph, deadline: float, seed: int) -> tuple[dict[int, bool], float, int]:
    """A block that cannot be shrunk."""
    names = sorted(graph)
    index = {v: i for i, v in enumerate(names)}
    listed = [(index[u], index[v], w) for u in names for v, w in graph[u].items() if u < v]
    a = np.array([t[0] for t in listed], np.int64)
    b = np.array([t[1] for t in listed], np.int64)
    weight = np.array([t[2] for t in listed])
    if len(names) <= ENUMERATE:
        side = _enumerate(len(names), a, b, weight)
        gap, tool = 0.0, 1
    else:
        side, gap, tool = _Block(len(names), a, b, weight, seed).solve(deadline)
    return {v: bool(side[i] < 0) for v, i in index.items()}, gap, tool


def _enumerate(n: int, a: Ints, b: Ints, weight: Floats) -> Floats:
    matrix = np.zeros((n, n))
    matrix[a, b] = matrix[b, a] = weight
    label = np.empty((1, n), np.int8)
    local_minima(matrix, np.full(n, -1), 0, 2, label, np.empty(1), 1 << n, True)
    return np.asarray(1.0 - 2.0 * label[0])


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
            return self.best, 0.0, 0
        tool = 2
        half = 0.5 * (time.monotonic() + deadline)
        known = planes(self.race, self.inner, self.broken, lambda p: self.offer(self.rounded(p)), half)
        if not self.race.proved:
            tool = 3
            self.offer(self.best, 3000)
            self.integers(sorted(known), deadline)
        return self.best, 0.0 if self.race.proved else self.race.value - self.race.bound, tool

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
