"""What models see and give back: plain arrays, no labels.

D draws, N actors, K issues. Every array is float64 and C-ordered; the draw axis comes first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.errors import UnusableDataError

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: The arrays of a bargain that have a row for every draw.
PER_DRAW = ("position", "salience", "capability", "reversion", "influence", "uniform")


@dataclass(frozen=True)
class Rule:
    """How an issue is put to the vote.

    Parameters
    ----------
    kind : {"majority", "qualified", "unanimity"}
        What it takes to pass.
    quota : float, optional
        The share of votes that a qualified majority needs, above 0.5 and up to 1.
    setter : int, optional
        The index of the actor who proposes; None if none is named.

    Raises
    ------
    ValueError
        If the kind is unknown, or a quota is missing, out of range, or given for another rule.
    """

    kind: Literal["majority", "qualified", "unanimity"] = "majority"
    quota: float | None = None
    setter: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in {"majority", "qualified", "unanimity"}:
            raise ValueError(f"a rule must be majority, qualified or unanimity, not {self.kind!r}")
        if (self.quota is not None) != (self.kind == "qualified"):
            raise ValueError(f"a qualified majority needs a quota, and no other rule has one: got {self}")
        if self.quota is not None and not 0.5 < self.quota <= 1:
            raise ValueError(f"a quota must be above 0.5 and at most 1, not {self.quota}")


@dataclass(frozen=True)
class OneIssue:
    """One issue as a settlement model for one issue sees it.

    ``detente.models.run_model`` sees to it that all numbers are finite and that at least one actor has
    positive weight in every draw.

    Parameters
    ----------
    position : ndarray (D, N)
        What each actor wants, in the issue's own unit.
    salience : ndarray (D, N)
        How much it cares, at least 0; up to 100 in a scenario.
    capability : ndarray (D, N)
        Its power, at least 0, in any one unit.
    reversion : ndarray (D,)
        What holds if nothing is agreed; NaN if the scenario does not state it.
    low, high : float
        The ends of the scale.
    votes : ndarray (N,), optional
        Votes, at least 0.
    influence : ndarray (D, N, N), optional
        How far the actor of the row follows that of the column, 0 to 1, and 0 on itself.
    rule : Rule, optional
        How the issue is put to the vote.
    consent : ndarray (N,) of bool, optional
        Whether an actor's agreement is needed.
    uniform : ndarray (D,), optional
        Numbers between 0 and 1, for models that say they are stochastic; None for all others.
    """

    position: Floats
    salience: Floats
    capability: Floats
    reversion: Floats
    low: float = 0.0
    high: float = 100.0
    votes: Floats | None = None
    influence: Floats | None = None
    rule: Rule | None = None
    consent: Bools | None = None
    uniform: Floats | None = None

    @property
    def weight(self) -> Floats:
        """Capability times salience, (D, N)."""
        return self.capability * self.salience


@dataclass(frozen=True)
class Bargain:
    """Several issues at once.

    Parameters
    ----------
    position : ndarray (D, N, K)
        What each actor wants, in each issue's own unit; NaN if it takes no stance.
    salience : ndarray (D, N, K)
        How much it cares, at least 0; 0 if it takes no stance.
    capability : ndarray (D, N)
        Its power, at least 0, in any one unit.
    reversion : ndarray (D, K)
        What holds if nothing is agreed; NaN if it is not stated.
    scale : ndarray (K, 2)
        The ends of each scale.
    consent : ndarray (N, K) of bool, optional
        Whether an actor's agreement is needed.
    votes, influence
        As in ``OneIssue``.
    rules : tuple of Rule or None, optional
        How each of the K issues is put to the vote.
    uniform : ndarray (D, K), optional
        As in ``OneIssue``, for each issue.
    """

    position: Floats
    salience: Floats
    capability: Floats
    reversion: Floats
    scale: Floats
    consent: Bools | None = None
    votes: Floats | None = None
    influence: Floats | None = None
    rules: tuple[Rule | None, ...] | None = None
    uniform: Floats | None = None

    @property
    def shape(self) -> tuple[int, int, int]:
        """(D, N, K)."""
        d, n, k = self.position.shape
        return d, n, k

    @property
    def weighed(self) -> Bools:
        """Whether somebody has weight, capability times salience, on an issue in a draw, (D, K)."""
        return np.asarray(np.einsum("dn,dnk->dk", self.capability, self.salience) > 0)

    @property
    def certain(self) -> bool:
        """Whether every draw has the same numbers, so that a model sees one case again and again."""
        arrays = [a for name in PER_DRAW if (a := getattr(self, name)) is not None]
        # column by column: one that varies settles it, and a comparison of all would copy the arrays
        return all(
            np.array_equal(a[:, i], np.broadcast_to(a[:1, i], a[:, i].shape), equal_nan=True)
            for a in arrays
            for i in range(a.shape[1])
        )

    def draws(self, part: slice | Bools | NDArray[np.intp]) -> Bargain:
        """The same bargain for some of its draws."""
        arrays = {name: a[part] for name in PER_DRAW if (a := getattr(self, name)) is not None}
        return replace(self, **arrays)

    def issues(self, kept: Bools) -> Bargain:
        """The same bargain over some of its issues, (K,) true for those kept."""
        return replace(
            self,
            position=self.position[:, :, kept],
            salience=self.salience[:, :, kept],
            reversion=self.reversion[:, kept],
            scale=self.scale[kept],
            consent=None if self.consent is None else self.consent[:, kept],
            rules=None
            if self.rules is None
            else tuple(r for r, k in zip(self.rules, kept, strict=True) if k),
            uniform=None if self.uniform is None else self.uniform[:, kept],
        )

    def by_issue(self) -> Bargain:
        """The same bargain, laid out in memory issue by issue where the draws of a number lie together.

        Models go through it by draws, and the last digits of a sum rest on the order in memory.
        """
        return replace(self, position=_by_issue(self.position), salience=_by_issue(self.salience))

    def present(self, k: int) -> Bools:
        """Which actors take a stance on issue k, (N,)."""
        return ~np.asarray(np.isnan(self.position[:, :, k]).all(axis=0))

    def one(self, k: int) -> OneIssue:
        """Issue k, with only the actors that take a stance on it."""
        present = self.present(k)
        return OneIssue(
            np.ascontiguousarray(self.position[:, present, k]),
            np.ascontiguousarray(self.salience[:, present, k]),
            np.ascontiguousarray(self.capability[:, present]),
            np.ascontiguousarray(self.reversion[:, k]),
            float(self.scale[k, 0]),
            float(self.scale[k, 1]),
            None if self.votes is None else self.votes[present],
            None
            if self.influence is None
            else np.ascontiguousarray(self.influence[:, present][:, :, present]),
            None if self.rules is None else _among(self.rules[k], present),
            None if self.consent is None else self.consent[present, k],
            None if self.uniform is None else np.ascontiguousarray(self.uniform[:, k]),
        )


def _by_issue(array: Floats) -> Floats:
    if array.strides[0] != array.itemsize or array.flags.c_contiguous:
        return array
    return np.ascontiguousarray(array.transpose(2, 0, 1)).transpose(1, 2, 0)


def _among(rule: Rule | None, present: Bools) -> Rule | None:
    """The rule with its setter's index among those present."""
    if rule is None or rule.setter is None:
        return rule
    if not present[rule.setter]:
        raise UnusableDataError(f"actor {rule.setter} sets the agenda, so it needs a stance")
    return replace(rule, setter=int(present[: rule.setter].sum()))


@dataclass(frozen=True)
class Outcome:
    """What a settlement model gives back.

    Parameters
    ----------
    settlement : ndarray (D,) or (D, K)
        From a model for one issue, or for several, in the issues' own units; NaN if it has no outcome.
    detail : mapping of str to ndarray
        Further arrays by name, draw axis first.
    """

    settlement: Floats
    detail: Mapping[str, NDArray[np.generic]] = field(default_factory=dict)


def check_issue(issue: OneIssue, names: Sequence[object] | None = None) -> None:
    """Raise ValueError, naming the draw and what to do, where no model could use the numbers.

    Asks for (D, N) arrays with D and N at least 1, finite positions, saliences and capabilities, none of
    the last two negative, and no infinite weight or reversion. Draws in which nobody has weight are allowed:
    they have no outcome.
    ``names`` are what messages call the actors; without them, their index.
    """
    shape = issue.position.shape
    if len(shape) != 2 or issue.salience.shape != shape or issue.capability.shape != shape:
        got = f"{shape}, {issue.salience.shape} and {issue.capability.shape}"
        raise ValueError(f"position, salience and capability must all be (draws, actors), not {got}")
    if issue.reversion.shape != shape[:1]:
        raise ValueError(f"reversion must be ({shape[0]},), one per draw, not {issue.reversion.shape}")
    if shape[0] == 0:
        raise ValueError("there are no draws; draw at least one")
    if shape[1] == 0:
        raise UnusableDataError("no actor takes a stance; give at least one a position and a salience")
    for name in ("position", "salience", "capability"):
        array = getattr(issue, name)
        _refuse(~np.isfinite(array), f"{name} is not a finite number; give one, or no stance", names)
        if name != "position":
            _refuse(array < 0, f"{name} is negative; give zero or more", names)
    with np.errstate(over="ignore"):
        total = issue.weight.sum(axis=1)
    _refuse(np.isinf(total), "the weights (capability times salience) overflow; use a smaller unit")
    _refuse(np.isinf(issue.reversion), "the reversion is infinite; give a point on the scale, or none")


def check_bargain(bargain: Bargain) -> None:
    """Raise ValueError where the arrays of a bargain do not fit each other, or an issue is unusable."""
    if bargain.position.ndim != 3 or bargain.salience.shape != bargain.position.shape:
        got = f"{bargain.position.shape} and {bargain.salience.shape}"
        raise ValueError(f"position and salience must both be (draws, actors, issues), not {got}")
    d, n, k = bargain.shape
    for name, wanted in (
        ("capability", (d, n)),
        ("reversion", (d, k)),
        ("scale", (k, 2)),
        ("consent", (n, k)),
        ("votes", (n,)),
        ("influence", (d, n, n)),
        ("uniform", (d, k)),
    ):
        array = getattr(bargain, name)
        if array is not None and array.shape != wanted:
            raise ValueError(f"{name} must be {wanted}, not {array.shape}")
    if bargain.rules is not None and len(bargain.rules) != k:
        raise ValueError(f"there must be a rule, or None, for each of {k} issues, not {len(bargain.rules)}")
    if bargain.votes is not None and not (np.isfinite(bargain.votes) & (bargain.votes >= 0)).all():
        raise UnusableDataError("votes must be numbers of zero or more")
    if bargain.influence is not None:
        wrong = ~((bargain.influence >= 0) & (bargain.influence <= 1.0 - np.eye(n)))
        _refuse(wrong, "influence must be from 0 to 1 on others, and 0 on oneself")
    plain = replace(bargain, influence=None)
    for i in range(k):
        try:
            check_issue(plain.one(i), list(np.flatnonzero(bargain.present(i))))
        except UnusableDataError as why:
            raise UnusableDataError(f"issue {i}: {why}") from None


def _refuse(wrong: Bools, why: str, names: Sequence[object] | None = None) -> None:
    if wrong.any():
        where = [int(i) for i in np.argwhere(wrong)[0]]
        actor = f", actor {names[where[1]] if names else where[1]}" if len(where) > 1 else ""
        raise UnusableDataError(f"draw {where[0]}{actor}: {why}")
