"""What holds if nothing is agreed, a baseline."""

from __future__ import annotations

from detente.models.arrays import OneIssue, Outcome
from detente.models.needs import REVERSION
from detente.models.registry import NoParams, Traits, register


@register(
    "reversion",
    name="Reversion point",
    family="settlement",
    references=(
        "Romer, T. and Rosenthal, H. (1978). Political resource allocation, controlled agendas, and the "
        "status quo. Public Choice 33(4), 27-43.",
    ),
    traits=Traits(needs=frozenset({REVERSION}), baseline=True),
)
def settle_at_reversion(issue: OneIssue, params: NoParams) -> Outcome:  # noqa: ARG001
    """The reversion point itself: nothing is agreed.

    (D,) reversions, in the units of the scale, give (D,) settlements.
    """
    return Outcome(issue.reversion.copy())
