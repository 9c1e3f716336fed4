"""The weighted Nash bargaining solution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detente.errors import UnusableOptionError
from detente.models.arrays import OneIssue, Outcome
from detente.models.needs import REVERSION
from detente.models.registry import Traits, register


@dataclass(frozen=True)
class NashParams:
    """What actors lose with distance.

    Parameters
    ----------
    utility : {"quadratic", "absolute"}
        The loss of utility with distance.

    Raises
    ------
    ValueError
        If a value is none of these.
    """

    utility: Literal["quadratic", "absolute"] = "quadratic"

    def __post_init__(self) -> None:
        if self.utility not in {"quadratic", "absolute"}:
            raise UnusableOptionError(f"utility must be quadratic or absolute, not {self.utility!r}")


@register(
    "nash",
    name="Nash bargaining solution (weighted)",
    family="settlement",
    references=(
        "Nash, J. F. (1950). The bargaining problem. Econometrica 18(2), 155-162.",
        "Harsanyi, J. C. and Selten, R. (1972). A generalized Nash solution for two-person bargaining "
        "games with incomplete information. Management Science 18(5), 80-106.",
        "Achen, C. H. (2006). Institutional realism and bargaining models. In Thomson, Stokman, Achen and "
        "König (eds), The European Union Decides. Cambridge University Press.",
    ),
    traits=Traits(needs=frozenset({REVERSION})),
    variants={"quadratic": NashParams(), "absolute": NashParams("absolute")},
)
def solve_nash_bargain(issue: OneIssue, params: NashParams) -> Outcome:
    """The point that maximises the weighted product of gains over the reversion point q.

    ``sum_i w_i log g_i(x)``, ``w_i = c_i s_i``, over the points where every gain ``g_i`` is positive:
    ``g_i = (x_i - q)^2 - (x_i - x)^2`` with quadratic utility, ``|x_i - q| - |x_i - x|`` with absolute.
    (D, N) positions and (D,) reversions give (D,) settlements, to about 1e-12 of the distance to q. Both
    are concave in logarithms, so the solution is unique: the root of a falling slope, or a kink of it.

    Where actors of positive weight stand on both sides of q, or one stands on it, any move from q costs
    one of them, and the outcome is q: one issue alone then offers nothing to trade. Actors of no weight
    do not count. As q goes far away the quadratic solution tends to the weighted mean (Achen 2006).
    """
    from detente.kernels.settlement.nash import nash

    return Outcome(nash(issue.position, issue.weight, issue.reversion, params.utility == "quadratic"))
