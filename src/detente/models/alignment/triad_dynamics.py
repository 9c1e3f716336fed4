"""How a complete network of friends and foes moves to balance, triad by triad (Antal, Krapivsky, Redner)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from detente.errors import UnusableDataError, UnusableOptionError
from detente.models.alignment.arrays import Floats, Ints
from detente.models.registry import Traits, register

ENDS: tuple[Literal["balanced", "jammed", "moving"], ...] = ("balanced", "jammed", "moving")


@dataclass(frozen=True)
class TriadParams:
    """Which tie of the network changes, and for how long.

    Parameters
    ----------
    rule : {"constrained", "local"}
        How a tie is chosen; see ``run_triad_dynamics``.
    friendly : float
        With "local", the probability p of the paper that the hostile tie of three changes, 0 to 1.
    time : int
        Units of time to run at most, at least 1; one is as many updates as there are ties.
    seed : int
        Seed of the updates.

    Raises
    ------
    ValueError
        If a value is out of range.
    """

    rule: str = "constrained"
    friendly: float = 0.5
    time: int = 1000
    seed: int = 0

    def __post_init__(self) -> None:
        if self.rule not in {"constrained", "local"}:
            raise UnusableOptionError(f"rule must be constrained or local, not {self.rule!r}")
        if not 0 <= self.friendly <= 1:
            raise UnusableOptionError(f"friendly must be a probability, not {self.friendly}")
        if self.time < 1:
            raise UnusableOptionError(f"time must be 1 or more, not {self.time}")

    @property
    def breaks(self) -> Mapping[str, str]:
        """The laws that this rule breaks, besides those of the model."""
        if self.rule == "local":
            return {"switch": "which tie of an unbalanced triad changes rests on which of them is hostile"}
        return {}


@dataclass(frozen=True)
class Course:
    """``sign`` (N, N) at the end, and by unit of time the share of positive ties and of unbalanced triads.

    ``end`` is "balanced", "jammed" (unbalanced, but every flip would make it worse) or "moving".
    """

    sign: Ints
    positive: Floats
    unbalanced: Floats
    end: Literal["balanced", "jammed", "moving"]


@register(
    "triad-dynamics",
    name="Triad dynamics",
    family="alignment",
    references=(
        "Antal, T., Krapivsky, P. L. and Redner, S. (2005). Dynamics of social balance on networks. "
        "Physical Review E 72: 036121.",
        "Antal, T., Krapivsky, P. L. and Redner, S. (2006). Social balance on networks: the dynamics of "
        "friendship and enmity. Physica D 224: 130-136.",
    ),
    traits=Traits(
        breaks={"order": "ties and triads are drawn by the places of their actors, so names choose others"}
    ),
    variants={"constrained": TriadParams(), "local": TriadParams(rule="local")},
)
def run_triad_dynamics(sign: ArrayLike, params: TriadParams = TriadParams()) -> Course:
    """Flip ties of a complete network (N, N) of +1 and -1 until it is balanced, jammed, or time is up.

    "local": a random triad, if unbalanced, changes one tie: of three hostile ones any; else the hostile
    one with probability ``friendly``, or one of the friendly ones. "constrained": a random tie flips if
    that lowers the number of unbalanced triads, and with probability 1/2 if it keeps it. Raises
    ValueError for fewer than 3 actors, or where a pair is not tied by +1 or -1 both ways.
    """
    from detente.kernels.alignment import balance

    start = np.array(sign, np.float64)
    n = len(start)
    apart = ~np.eye(n, dtype=bool)
    if start.shape != (n, n) or n < 3:
        raise ValueError(f"a square matrix of 3 actors or more is needed, not {start.shape}")
    if np.any(np.abs(start[apart]) != 1.0) or np.any((start != start.T)[apart]):
        raise UnusableDataError("every pair must be tied by +1 or -1, the same both ways")
    signs = np.where(apart, start, 0.0).astype(np.int8)
    ties = n * (n - 1) // 2
    counts = np.zeros((params.time + 1, 2), np.int64)
    rows, end = balance.evolve(
        signs,
        params.rule == "constrained",
        params.friendly,
        ties,
        counts,
        np.random.default_rng(params.seed),
    )
    course = counts[:rows] / np.array([ties, ties * (n - 2) // 3])
    return Course(signs.astype(np.int64), course[:, 0], course[:, 1], ENDS[end])
