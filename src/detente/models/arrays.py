"""What models see and give back: plain arrays, no labels.

D draws, N actors, K issues. Every array is float64 and C-ordered; the draw axis comes first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class OneIssue:
    """One issue as a one-issue settlement model sees it.

    ``position`` and ``salience`` are (D, N), ``capability`` is (D, N), all finite, with at least one
    actor of positive weight in every draw; ``reversion`` is (D,), NaN where the scenario states none;
    ``low`` and ``high`` are the ends of the scale.
    """

    position: Floats
    salience: Floats
    capability: Floats
    reversion: Floats
    low: float = 0.0
    high: float = 100.0

    @property
    def weight(self) -> Floats:
        """Capability times salience, (D, N)."""
        return self.capability * self.salience


@dataclass(frozen=True)
class Bargain:
    """Several issues at once.

    ``position`` and ``salience`` are (D, N, K), with position NaN and salience 0 where an actor has no
    stance; ``capability`` is (D, N); ``reversion`` is (D, K), NaN where none is stated; ``scale`` is
    (K, 2), the ends of each scale; ``consent`` is (N, K), true where an actor's agreement is needed.
    """

    position: Floats
    salience: Floats
    capability: Floats
    reversion: Floats
    scale: Floats
    consent: Bools | None = None

    @property
    def shape(self) -> tuple[int, int, int]:
        """(D, N, K)."""
        d, n, k = self.position.shape
        return d, n, k

    def draws(self, part: slice) -> Bargain:
        """The same bargain for some of its draws."""
        return Bargain(
            self.position[part],
            self.salience[part],
            self.capability[part],
            self.reversion[part],
            self.scale,
            self.consent,
        )

    def present(self, k: int) -> Bools:
        """Which actors take a stance on issue k, (N,)."""
        here: Bools = ~np.isnan(self.position[:, :, k]).all(axis=0)
        return here

    def one(self, k: int) -> OneIssue:
        """Issue k, with only the actors that take a stance on it."""
        here = self.present(k)
        return OneIssue(
            np.ascontiguousarray(self.position[:, here, k]),
            np.ascontiguousarray(self.salience[:, here, k]),
            np.ascontiguousarray(self.capability[:, here]),
            np.ascontiguousarray(self.reversion[:, k]),
            float(self.scale[k, 0]),
            float(self.scale[k, 1]),
        )


@dataclass(frozen=True)
class Outcome:
    """What a settlement model gives back.

    ``settlement`` is (D,) from a one-issue model and (D, K) from one for several issues, NaN where the
    model has nothing to say. ``detail`` holds further arrays by name, draw axis first.
    """

    settlement: Floats
    detail: Mapping[str, NDArray[np.generic]] = field(default_factory=dict)


def check_issue(issue: OneIssue, names: Sequence[object] | None = None) -> None:
    """Raise ValueError, naming the draw and what to do, where no model could use the numbers.

    Asks for (D, N) arrays with D and N at least 1, finite positions, saliences and capabilities, none of
    the last two negative, an actor of positive weight in every draw, and no infinite reversion.
    ``names`` are what messages call the actors; without them, their index.
    """
    shape = issue.position.shape
    if len(shape) != 2 or issue.salience.shape != shape or issue.capability.shape != shape:
        got = f"{shape}, {issue.salience.shape} and {issue.capability.shape}"
        raise ValueError(f"position, salience and capability must be (draws, actors) alike, not {got}")
    if issue.reversion.shape != shape[:1]:
        raise ValueError(f"reversion must be ({shape[0]},), one a draw, not {issue.reversion.shape}")
    if shape[0] == 0:
        raise ValueError("there are no draws; draw at least one")
    if shape[1] == 0:
        raise ValueError("no actor takes a stance; give at least one a position and a salience")
    for name in ("position", "salience", "capability"):
        array = getattr(issue, name)
        _refuse(~np.isfinite(array), f"{name} is not a finite number; give one, or no stance", names)
        if name != "position":
            _refuse(array < 0, f"{name} is negative; give zero or more", names)
    with np.errstate(over="ignore"):
        total = issue.weight.sum(axis=1)
    _refuse(~(total > 0), "no actor has weight (capability times salience); give at least one some")
    _refuse(np.isinf(total), "the weights (capability times salience) overflow; use a smaller unit")
    _refuse(np.isinf(issue.reversion), "the reversion is infinite; give a point on the scale, or none")


def check_bargain(bargain: Bargain) -> None:
    """Raise ValueError where the arrays of a bargain do not fit each other, or an issue is unusable."""
    if bargain.position.ndim != 3 or bargain.salience.shape != bargain.position.shape:
        got = f"{bargain.position.shape} and {bargain.salience.shape}"
        raise ValueError(f"position and salience must be (draws, actors, issues) alike, not {got}")
    d, n, k = bargain.shape
    consent = bargain.consent
    for name, shape, wanted in (
        ("capability", bargain.capability.shape, (d, n)),
        ("reversion", bargain.reversion.shape, (d, k)),
        ("scale", bargain.scale.shape, (k, 2)),
        ("consent", (n, k) if consent is None else consent.shape, (n, k)),
    ):
        if shape != wanted:
            raise ValueError(f"{name} must be {wanted}, not {shape}")
    for i in range(k):
        try:
            check_issue(bargain.one(i), list(np.flatnonzero(bargain.present(i))))
        except ValueError as why:
            raise ValueError(f"issue {i}: {why}") from None


def _refuse(wrong: Bools, why: str, names: Sequence[object] | None = None) -> None:
    if wrong.any():
        where = [int(i) for i in np.argwhere(wrong)[0]]
        actor = f", actor {names[where[1]] if names else where[1]}" if len(where) > 1 else ""
        raise ValueError(f"draw {where[0]}{actor}: {why}")
