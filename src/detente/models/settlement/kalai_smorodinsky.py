"""The Kalai-Smorodinsky bargaining solution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from detente.errors import UnusableOptionError
from detente.models.arrays import OneIssue, Outcome
from detente.models.needs import REVERSION
from detente.models.registry import Traits, register


@dataclass(frozen=True)
class KalaiSmorodinskyParams:
    """What actors lose with distance, and what they may claim.

    Parameters
    ----------
    utility : {"quadratic", "absolute"}
        The loss of utility with distance.
    claims : {"weighted", "equal"}
        Whether gains are in proportion to weight times ideal gain, or to ideal gain alone.

    Raises
    ------
    ValueError
        If a value is none of these.
    """

    utility: Literal["quadratic", "absolute"] = "quadratic"
    claims: Literal["weighted", "equal"] = "weighted"

    def __post_init__(self) -> None:
        if self.utility not in {"quadratic", "absolute"}:
            raise UnusableOptionError(f"utility must be quadratic or absolute, not {self.utility!r}")
        if self.claims not in {"weighted", "equal"}:
            raise UnusableOptionError(f"claims must be weighted or equal, not {self.claims!r}")


@register(
    "kalai-smorodinsky",
    name="Kalai-Smorodinsky bargaining solution",
    family="settlement",
    references=(
        "Kalai, E. and Smorodinsky, M. (1975). Other solutions to Nash's bargaining problem. Econometrica "
        "43(3), 513-518.",
        "Thomson, W. (1994). Cooperative models of bargaining. In Aumann and Hart (eds), Handbook of Game "
        "Theory with Economic Applications 2. North-Holland.",
    ),
    traits=Traits(
        needs=frozenset({REVERSION}),
        breaks={
            "split": "the actor that gains least for its claim decides, and two halves claim half each; with "
            "equal claims the law holds",
        },
    ),
    variants={
        "weighted": KalaiSmorodinskyParams(),
        "weighted-absolute": KalaiSmorodinskyParams("absolute"),
        "equal": KalaiSmorodinskyParams(claims="equal"),
        "equal-absolute": KalaiSmorodinskyParams("absolute", "equal"),
    },
)
def solve_kalai_smorodinsky_bargain(issue: OneIssue, params: KalaiSmorodinskyParams) -> Outcome:
    """The point where gains over the reversion point q stand in proportion to ideal gains, as far as can be.

    ``max_x min_i g_i(x) / (w_i m_i)``, ``w_i = c_i s_i`` (1 with equal claims): ``g_i`` is the gain as in
    ``nash``, and ``m_i`` the most that i could gain at a point which costs no other anything against q.
    Two actors' gains come out exactly in proportion unless one has its ideal first; more than two cannot
    all do so on one line, and the smallest share is made as large as can be.

    (D, N) positions and (D,) reversions give (D,) settlements, to rounding. Where actors of positive
    weight stand on both sides of q, or one stands on it, the outcome is q. Actors of no weight do not count.
    """
    from detente.kernels.settlement.kalai_smorodinsky import kalai_smorodinsky

    weight = issue.weight if params.claims == "weighted" else np.where(issue.weight > 0, 1.0, 0.0)
    return Outcome(kalai_smorodinsky(issue.position, weight, issue.reversion, params.utility == "quadratic"))
