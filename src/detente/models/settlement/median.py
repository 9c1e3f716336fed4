"""The weighted median position."""

from __future__ import annotations

from detente.models.arrays import OneIssue, Outcome
from detente.models.registry import NoParams, Traits, register


@register(
    "median",
    name="Median voter (weighted)",
    family="settlement",
    references=("Black, D. (1958). The Theory of Committees and Elections. Cambridge University Press.",),
    traits=Traits(baseline=True),
)
def settle_at_median(issue: OneIssue, params: NoParams) -> Outcome:  # noqa: ARG001
    """The position that no other beats by weight of votes, when each prefers what is nearer.

    The median of positions with weights ``c_i s_i``. Where exactly half the weight lies to one side,
    every point from the lower to the upper median is unbeaten and their midpoint is given. (D, N)
    positions give (D,) settlements; ``detail`` holds ``lower`` and ``upper``, (D,) each.
    """
    from detente.kernels.settlement.median import weighted_medians

    lower, upper = weighted_medians(issue.position, issue.weight)
    return Outcome(lower + 0.5 * (upper - lower), {"lower": lower, "upper": upper})
