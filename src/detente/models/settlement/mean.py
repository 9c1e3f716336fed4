"""The weighted mean of positions."""

from __future__ import annotations

from detente.models.arrays import OneIssue, Outcome
from detente.models.registry import NoParams, Traits, register


@register(
    "mean",
    name="Compromise model (weighted mean)",
    family="settlement",
    references=(
        "Van den Bos, J. (1991). Dutch EC Policy Making. Thesis Publishers.",
        "Achen, C. H. (2006). Institutional realism and bargaining models. In Thomson, Stokman, Achen and "
        "König (eds), The European Union Decides. Cambridge University Press.",
    ),
    traits=Traits(baseline=True),
)
def settle_at_mean(issue: OneIssue, params: NoParams) -> Outcome:  # noqa: ARG001
    """The mean of positions weighted by capability times salience.

    ``sum_i w_i x_i / sum_i w_i`` with ``w_i = c_i s_i``: (D, N) positions give (D,) settlements in the
    units of the scale. It is the Nash bargaining solution with a disagreement point far from all
    positions (Achen 2006). Actors of no weight do not count.
    """
    low = issue.position.min(axis=1, keepdims=True)  # from here, so that equal positions give that very one
    weight = issue.weight
    return Outcome(low[:, 0] + (weight * (issue.position - low)).sum(axis=1) / weight.sum(axis=1))
