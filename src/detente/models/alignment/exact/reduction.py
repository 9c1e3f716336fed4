"""Shrink a signed graph without losing its best two-way cut.

A graph is a dict of dicts: ``graph[u][v]`` is the weight of the tie, a whole number of any size, positive
where u and v want one side. A tie at least as heavy as all others at one of its ends is kept by some best
cut, so its ends can be merged (this covers pendant vertices and vertices of degree two); blocks that share
one vertex can be cut apart and solved alone.
"""

from __future__ import annotations

Graph = dict[int, dict[int, int]]
Merge = tuple[int, int, bool]  # vertex, what it joins, whether on the other side of it


def graph_of(ties: list[tuple[int, int, int]]) -> Graph:
    """The graph of ties, parallel ones added up."""
    graph: Graph = {}
    for u, v, weight in ties:
        graph.setdefault(u, {})
        graph.setdefault(v, {})
        _add(graph, u, v, weight)
    return graph


def _add(graph: Graph, u: int, v: int, weight: int) -> None:
    """Add a tie."""
    new = graph[u].pop(v, 0) + weight
    graph[v].pop(u, None)
    if new:
        graph[u][v] = graph[v][u] = new


def contract(graph: Graph) -> list[Merge]:
    """Merge dominated vertices in place until none is left; returns the merges."""
    merges: list[Merge] = []
    waiting = sorted(graph, reverse=True)
    while waiting:
        v = waiting.pop()
        if not graph.get(v):
            continue
        u = max(graph[v], key=lambda x: abs(graph[v][x]))
        if 2 * abs(graph[v][u]) < sum(abs(w) for w in graph[v].values()):
            continue
        across = graph[v][u] < 0
        merges.append((v, u, across))
        around = graph.pop(v)
        for x, weight in around.items():
            graph[x].pop(v)
            if x != u:
                _add(graph, u, x, -weight if across else weight)
                waiting.append(x)
        waiting.append(u)
    return merges


def expand(side: dict[int, bool], merges: list[Merge]) -> None:
    """Place the merged vertices, in place."""
    for v, u, across in reversed(merges):
        side[v] = side.get(u, False) != across
        side.setdefault(u, False)


def blocks(graph: Graph) -> list[list[int]]:
    """The vertices of each biconnected component, each after the one that it hangs on.

    Depth-first search after Hopcroft and Tarjan (1973); the first vertex of each is where it hangs.
    """
    found: list[list[int]] = []
    depth: dict[int, int] = {}
    low: dict[int, int] = {}
    for root in graph:
        if root in depth:
            continue
        depth[root] = low[root] = 0
        if not graph[root]:
            found.append([root])
            continue
        stack = [(root, root, iter(graph[root]))]
        seen = [root]
        parts: list[list[int]] = []
        while stack:
            v, parent, rest = stack[-1]
            w = next(rest, None)
            if w is None:
                stack.pop()
                if not stack:
                    break
                low[parent] = min(low[parent], low[v])
                if low[v] >= depth[parent]:
                    part = [parent]
                    while part[-1] != v:
                        part.append(seen.pop())
                    parts.append(part)
            elif w not in depth:
                depth[w] = low[w] = depth[v] + 1
                seen.append(w)
                stack.append((w, v, iter(graph[w])))
            elif w != parent:
                low[v] = min(low[v], depth[w])
        found.extend(reversed(parts))
    return found


def induced(graph: Graph, part: list[int]) -> Graph:
    """The graph among ``part``."""
    inside = set(part)
    return {v: {w: x for w, x in graph[v].items() if w in inside} for v in part}
