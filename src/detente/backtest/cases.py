"""Decided issues: what every actor wanted, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.models.arrays import Bargain, Bools, Floats, OneIssue, Rule


@dataclass(frozen=True)
class DecidedIssue:
    """One issue with its outcome, everything on the scale ``low`` to ``high``.

    ``position``, ``salience`` and ``capability`` are (N,) and name no actor twice; every actor here has
    a position, and at least one has positive salience and capability. ``reversion`` is NaN where it is
    not recorded. ``proposal`` is what the issue was decided together with. Where they are recorded:
    ``votes`` (N,) in the body that decides by ``rule``, and ``consent`` (N,), whose agreement is needed.
    ``absent`` are the positions on record of those that took no part, without salience; no model sees them.
    """

    id: str
    proposal: str
    actors: tuple[str, ...]
    position: Floats
    salience: Floats
    capability: Floats
    outcome: float
    reversion: float = float("nan")
    low: float = 0.0
    high: float = 100.0
    votes: Floats | None = None
    rule: Rule | None = None
    consent: Bools | None = None
    absent: tuple[float, ...] = ()

    def one(self) -> OneIssue:
        """The issue as a one-issue model sees it, with one draw."""
        return OneIssue(
            self.position[None, :],
            self.salience[None, :],
            self.capability[None, :],
            np.array([self.reversion]),
            self.low,
            self.high,
            votes=self.votes,
            rule=self.rule,
            consent=self.consent,
        )


@dataclass(frozen=True)
class Decided:
    """Decided issues from one file.

    ``notes`` says what was left out, as file:line:column: what; ``citation`` whom to cite for the data.
    """

    source: str
    issues: tuple[DecidedIssue, ...]
    notes: tuple[str, ...] = ()
    citation: str = ""

    def __len__(self) -> int:
        return len(self.issues)

    def __iter__(self) -> Iterator[DecidedIssue]:
        return iter(self.issues)

    @property
    def outcome(self) -> Floats:
        """Outcomes, (issues,)."""
        return np.array([i.outcome for i in self.issues])

    @property
    def proposal(self) -> NDArray[np.intp]:
        """The number of each issue's proposal, (issues,), in order of first appearance."""
        seen: dict[str, int] = {}
        return np.array([seen.setdefault(i.proposal, len(seen)) for i in self.issues], dtype=np.intp)

    def percent(self) -> Decided:
        """The same issues with every scale from 0 to 100, so that errors can be averaged."""
        return replace(self, issues=tuple(_percent(i) for i in self.issues))

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Decided:
        """Some of the issues, by index or by mask."""
        chosen = np.arange(len(self.issues))[rows]
        return replace(self, issues=tuple(self.issues[i] for i in chosen))


def _percent(issue: DecidedIssue) -> DecidedIssue:
    if (issue.low, issue.high) == (0.0, 100.0):
        return issue
    by = 100 / (issue.high - issue.low)
    return replace(
        issue,
        position=(issue.position - issue.low) * by,
        outcome=(issue.outcome - issue.low) * by,
        reversion=(issue.reversion - issue.low) * by,
        absent=tuple((x - issue.low) * by for x in issue.absent),
        low=0.0,
        high=100.0,
    )


def as_bargain(issues: tuple[DecidedIssue, ...]) -> Bargain:
    """The issues of one proposal as one bargain with one draw: shape (1, N, K).

    Actors are the union over the issues, in order of first appearance; an actor's capability, and its
    votes, are its largest on any of them.
    """
    names: dict[str, int] = {}
    for issue in issues:
        for actor in issue.actors:
            names.setdefault(actor, len(names))
    n, k = len(names), len(issues)
    position = np.full((1, n, k), np.nan)
    salience = np.zeros((1, n, k))
    capability = np.zeros((1, n))
    votes, consent = np.zeros(n), np.zeros((n, k), dtype=np.bool_)
    for j, issue in enumerate(issues):
        rows = np.array([names[a] for a in issue.actors])
        position[0, rows, j] = issue.position
        salience[0, rows, j] = issue.salience
        capability[0, rows] = np.maximum(capability[0, rows], issue.capability)
        if issue.votes is not None:
            votes[rows] = np.maximum(votes[rows], issue.votes)
        if issue.consent is not None:
            consent[rows, j] = issue.consent
    return Bargain(
        position,
        salience,
        capability,
        np.array([[i.reversion for i in issues]]),
        np.array([[i.low, i.high] for i in issues]),
        consent=None if all(i.consent is None for i in issues) else consent,
        votes=None if all(i.votes is None for i in issues) else votes,
        rules=None if all(i.rule is None for i in issues) else tuple(_renamed(i, names) for i in issues),
    )


def _renamed(issue: DecidedIssue, names: dict[str, int]) -> Rule | None:
    if issue.rule is None or issue.rule.setter is None:
        return issue.rule
    return replace(issue.rule, setter=names[issue.actors[issue.rule.setter]])
