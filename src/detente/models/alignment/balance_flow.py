"""Relations that grow by shared friends and foes, dX/dt = X X (Marvel and others 2011)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from detente.models.alignment.arrays import Floats, Labels
from detente.models.registry import NoParams, register

DOUBLE = 1e-9  # share of the largest eigenvalue within which the next counts as equal


@dataclass(frozen=True)
class Flow:
    """Where dX/dt = X X leads from ``start`` (N, N).

    ``blow_up`` is the time at which relations grow without bound, 1 / (largest eigenvalue), infinite if
    no eigenvalue is positive. ``faction`` (N,) is 0 or 1 by the sign of the leading eigenvector
    ``leading`` (N,), 0 for the first actor's; all 0 means that everyone ends on one side. ``decided``
    says whether that eigenvector is unique and has no zero, without which the factions are arbitrary.
    """

    start: Floats
    blow_up: float
    leading: Floats
    faction: Labels
    decided: bool

    def at(self, time: float) -> Floats:
        """X(t) = X0 (I - X0 t)^-1, (N, N); ValueError for a time that is not before the blow-up."""
        if not time < self.blow_up:
            raise ValueError(f"relations blow up at {self.blow_up:g}; time {time:g} is not before that")
        return np.asarray(
            np.linalg.solve(np.eye(len(self.start)) - self.start * time, self.start), np.float64
        )


@register(
    "balance-flow",
    name="Continuous-time structural balance",
    family="alignment",
    references=(
        "Kulakowski, K., Gawronski, P. and Gronek, P. (2005). The Heider balance: a continuous approach. "
        "International Journal of Modern Physics C 16(5): 707-716.",
        "Marvel, S. A., Kleinberg, J., Kleinberg, R. D. and Strogatz, S. H. (2011). Continuous-time model "
        "of structural balance. PNAS 108(5): 1771-1776.",
    ),
)
def integrate_balance_flow(relations: ArrayLike, params: NoParams = NoParams()) -> Flow:  # noqa: ARG001
    """Factions and blow-up time from a symmetric matrix (N, N) of relations, of any strength and sign.

    The diagonal, an actor's regard for itself, is part of the state, and 0 where nothing is known.
    """
    start = np.array(relations, np.float64)
    n = len(start)
    if start.shape != (n, n) or n == 0 or not np.all(np.isfinite(start)) or np.any(start != start.T):
        raise ValueError("a symmetric matrix of finite relations is needed")
    values, vectors = np.linalg.eigh(start)
    largest = float(values[-1])
    vector: Floats = np.asarray(vectors[:, -1], np.float64)
    first = np.flatnonzero(np.abs(vector) > DOUBLE)[0]
    leading = vector * np.sign(vector[first])
    simple = n == 1 or bool(values[-1] - values[-2] > DOUBLE * np.abs(values).max())
    return Flow(
        start,
        1.0 / largest if largest > 0 else float("inf"),
        leading,
        (leading < 0).astype(np.int8),
        largest > 0 and simple and bool(np.all(np.abs(leading) > DOUBLE)),
    )
