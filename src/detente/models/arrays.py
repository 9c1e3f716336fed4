"""What models see and give back: plain arrays, no labels.

D draws, N actors, K issues. Every array is float64 and C-ordered; the draw axis comes first.
"""

from __future__ import annotations

from collections.abc import Mapping
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

    def one(self, k: int) -> OneIssue:
        """Issue k, with only the actors that take a stance on it."""
        here = ~np.isnan(self.position[:, :, k]).all(axis=0)
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
