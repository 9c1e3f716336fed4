"""The plain mean of positions, a baseline."""

from __future__ import annotations

from detente.models.arrays import OneIssue, Outcome
from detente.models.registry import NoParams, Traits, register


@register(
    "unweighted-mean",
    name="Unweighted mean",
    family="settlement",
    references=(
        "Achen, C. H. (2006). Evaluating political decision-making models. In Thomson, Stokman, Achen and "
        "König (eds), The European Union Decides. Cambridge University Press.",
    ),
    traits=Traits(
        baseline=True,
        breaks={"split": "it counts heads: two halves count twice"},
    ),
)
def settle_at_unweighted_mean(issue: OneIssue, params: NoParams) -> Outcome:  # noqa: ARG001
    """The mean of the positions of all actors to whom the issue is of any salience.

    ``sum_i x_i / n`` over the actors with ``s_i > 0``: (D, N) positions give (D,) settlements. An actor
    of no salience takes no part.
    """
    part = (issue.salience > 0).astype(float)
    low = issue.position.min(axis=1, keepdims=True)
    return Outcome(low[:, 0] + (part * (issue.position - low)).sum(axis=1) / part.sum(axis=1))
