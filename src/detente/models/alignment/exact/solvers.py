"""SciPy's solvers and sparse arrays, which come without types."""

from __future__ import annotations

from typing import Any

from scipy import optimize, sparse
from scipy.sparse import csgraph

Bounds: Any = optimize.Bounds  # type: ignore[attr-defined]
LinearConstraint: Any = optimize.LinearConstraint  # type: ignore[attr-defined]
linear_sum_assignment: Any = optimize.linear_sum_assignment  # type: ignore[attr-defined]
linprog: Any = optimize.linprog  # type: ignore[attr-defined]
milp: Any = optimize.milp  # type: ignore[attr-defined]
csr_array: Any = sparse.csr_array
breadth_first_order: Any = csgraph.breadth_first_order
dijkstra: Any = csgraph.dijkstra
minimum_spanning_tree: Any = csgraph.minimum_spanning_tree
