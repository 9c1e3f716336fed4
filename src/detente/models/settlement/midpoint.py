"""The middle of the scale, a baseline."""

from __future__ import annotations

import numpy as np

from detente.models.arrays import OneIssue, Outcome
from detente.models.registry import NoParams, Traits, register


@register(
    "midpoint",
    name="Middle of the scale",
    family="settlement",
    references=(
        "Achen, C. H. (2006). Evaluating political decision-making models. In Thomson, Stokman, Achen and "
        "König (eds), The European Union Decides. Cambridge University Press.",
    ),
    traits=Traits(
        baseline=True,
        breaks={"bounded": "it does not look at positions: all may stand on one side of the middle"},
    ),
)
def settle_at_midpoint(issue: OneIssue, params: NoParams) -> Outcome:  # noqa: ARG001
    """The middle of the scale, whatever anyone wants.

    ``(low + high) / 2``, the same in every draw: (D,) settlements.
    """
    return Outcome(np.full(len(issue.position), 0.5 * (issue.low + issue.high)))
