"""The probabilistic Condorcet election over the actors' positions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.errors import UnusableOptionError
from detente.models.arrays import Floats, OneIssue, Outcome
from detente.models.registry import Traits, register
from detente.models.settlement.spatial_options import ballot, check_option


@dataclass(frozen=True)
class CondorcetParams:
    """How positions are voted on and elected; the values are those of ``spatial_options.OPTIONS``.

    Parameters
    ----------
    victory : str
        How shares of support become the chance of victory.
    election : str
        How the chances of victory over each other become the probability of each position.
    vote : str
        How a voter divides its weight. Every voter's reference is its own position, so that all
        change is loss and asymmetric prospect would be the same as proportional; it is refused.

    Raises
    ------
    ValueError
        If a value is unknown.
    """

    victory: str = "linear"
    election: str = "conditional"
    vote: str = "proportional"

    def __post_init__(self) -> None:
        for name in ("victory", "election", "vote"):
            check_option(name, getattr(self, name))
        if self.vote == "asymmetric-prospect":
            raise UnusableOptionError(
                "asymmetric-prospect is the same as proportional here; use proportional"
            )


@register(
    "condorcet",
    name="Probabilistic Condorcet election (PCE)",
    family="settlement",
    references=(
        "Wise, B. P., Lester, L. and Efird, B. (2015). An introduction to the KAPSARC toolkit for "
        "behavioral analysis (KTAB) using one-dimensional spatial models. KAPSARC discussion paper.",
        "Black, D. (1958). The Theory of Committees and Elections. Cambridge University Press.",
    ),
    traits=Traits(),
    variants={
        "conditional": CondorcetParams(),
        "markov-incentive": CondorcetParams(election="markov-incentive"),
        "markov-uniform": CondorcetParams(election="markov-uniform"),
        "binary": CondorcetParams(victory="binary", vote="binary"),
    },
)
def hold_condorcet_election(issue: OneIssue, params: CondorcetParams) -> Outcome:
    """The probability-weighted mean of the positions, each elected as likely as it beats the others.

    Every pair of distinct positions is voted on with weight capability times salience and utility
    falling linearly with distance; the shares of support give the chance of each beating the other, and
    these the probability of each position (see ``kernels/pce.py``). A position held by several actors is
    one option; actors of no weight neither vote nor stand. (D, N) positions on ``low``..``high`` give
    (D,) settlements, NaN where nobody has weight; ``detail`` has ``spread`` (D,), the standard deviation
    of the elected position. ``probabilities`` gives the odds behind both.
    """
    _, mean, spread = _elect(issue, params)
    width = issue.high - issue.low
    return Outcome(issue.low + width * mean, {"spread": width * spread})


def probabilities(issue: OneIssue, params: CondorcetParams | None = None) -> Floats:
    """The probability that each actor's position is elected, (D, N), summing to one in every draw.

    What several actors hold is one option, and its chance is shared evenly among them. Actors of no
    weight have none.
    """
    share, _, _ = _elect(issue, params or CondorcetParams())
    return share


def _elect(issue: OneIssue, params: CondorcetParams) -> tuple[Floats, Floats, Floats]:
    from detente.kernels.settlement.condorcet import elect_positions

    x = np.ascontiguousarray((issue.position - issue.low) / (issue.high - issue.low))
    rules = ballot(params.victory, params.election, params.vote, ktab=False)
    shares: tuple[Floats, Floats, Floats] = elect_positions(x, np.ascontiguousarray(issue.weight), rules)
    return shares
