"""The agenda setter's proposal under a closed rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from detente.models.arrays import Bools, Floats, OneIssue, Outcome, Rule
from detente.models.needs import REVERSION
from detente.models.registry import Traits, register

#: Weights that differ by less than this part are equal.
SLACK = 1e-12


@dataclass(frozen=True)
class SetterParams:
    """By which rule a proposal passes.

    Parameters
    ----------
    rule : {"stated", "majority", "qualified", "unanimity"}
        "stated": as the issue states it, a simple majority if it does not.
    quota : float
        The share of votes that ``rule="qualified"`` asks for, above 0.5 and up to 1.

    Raises
    ------
    ValueError
        If a value is none of these.
    """

    rule: Literal["stated", "majority", "qualified", "unanimity"] = "stated"
    quota: float = 2 / 3

    def __post_init__(self) -> None:
        if self.rule != "stated":
            Rule(self.rule, self.quota if self.rule == "qualified" else None)

    def of(self, issue: OneIssue) -> Rule:
        """The rule by which the issue is decided."""
        stated = issue.rule or Rule()
        if self.rule == "stated":
            return stated
        return Rule(self.rule, self.quota if self.rule == "qualified" else None, stated.setter)


@register(
    "setter",
    name="Agenda setter",
    family="settlement",
    references=(
        "Romer, T. and Rosenthal, H. (1978). Political resource allocation, controlled agendas, and the "
        "status quo. Public Choice 33(4), 27-43.",
    ),
    traits=Traits(
        needs=frozenset({REVERSION}),
        breaks={
            "split": "where no setter is named the actor of greatest weight proposes, and its halves may no "
            "longer be the greatest",
        },
    ),
    variants={
        "stated": SetterParams(),
        "majority": SetterParams("majority"),
        "qualified": SetterParams("qualified"),
        "unanimity": SetterParams("unanimity"),
    },
)
def find_setter_proposal(issue: OneIssue, params: SetterParams) -> Outcome:
    """The setter's best proposal among those that the rule's pivot likes at least as well as the reversion q.

    Utility falls alike on both sides of a position, so voter i accepts the points from q to ``2 x_i - q``,
    and a proposal beyond q passes while the voters who accept it have votes enough: more than half, the
    quota, or all. The setter takes the point nearest its own position. No amendments; a tie of
    liking goes to the proposal.

    Votes are the scenario's, capability where it gives none; whoever has no stance or no salience abstains
    and does not count. Where the issue names no setter the actor of greatest capability times salience
    proposes; the mean of their proposals where several share the greatest. (D, N) positions and (D,)
    reversions give (D,) settlements; ``detail`` has ``lowest`` and ``highest`` (D,), what would pass.
    """
    rule = params.of(issue)
    votes = np.where(issue.salience > 0, issue.capability if issue.votes is None else issue.votes, 0.0)
    beyond = issue.position - issue.reversion[:, None]
    lowest = issue.reversion - 2.0 * _pivot(-beyond, votes, rule)
    highest = issue.reversion + 2.0 * _pivot(beyond, votes, rule)
    sets = _setters(issue, rule)
    proposed = np.clip(issue.position, lowest[:, None], highest[:, None])
    base = np.where(sets, proposed, np.inf).min(axis=1)
    above = np.where(sets, proposed - base[:, None], 0.0).sum(axis=1) / sets.sum(axis=1)
    return Outcome(base + above, {"lowest": lowest, "highest": highest})


def _pivot(beyond: Floats, votes: Floats, rule: Rule) -> Floats:
    """How far beyond q the voter stands whose vote decides, (D,); 0 where no move that way would pass."""
    if rule.kind == "unanimity":
        farthest = np.where(votes > 0, beyond, np.inf).min(axis=1)
        return np.where(np.isfinite(farthest), np.maximum(farthest, 0.0), 0.0)
    from detente.kernels.settlement.median import slack

    order = np.argsort(-beyond, axis=1, kind="stable")
    rounding = slack(votes.shape[1])
    held = np.cumsum(np.take_along_axis(votes, order, axis=1), axis=1)
    total = held[:, -1:]
    if rule.quota is None:
        enough = held > 0.5 * total * (1.0 + rounding)
    else:
        enough = (held >= rule.quota * total * (1.0 - rounding)) & (total > 0)
    first = enough.argmax(axis=1)[:, None]
    at = np.take_along_axis(np.take_along_axis(beyond, order, axis=1), first, axis=1)[:, 0]
    return np.where(enough.any(axis=1), np.maximum(at, 0.0), 0.0)


def _setters(issue: OneIssue, rule: Rule) -> Bools:
    """Who proposes in each draw, (D, N)."""
    if rule.setter is not None:
        named: Bools = np.zeros(issue.position.shape, dtype=bool)
        named[:, rule.setter] = True
        return named
    weight = issue.weight
    greatest: Bools = weight >= weight.max(axis=1, keepdims=True) * (1.0 - SLACK)
    return greatest
