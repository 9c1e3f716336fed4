"""What alignment models see: sizes and propensities, or signed ties, on plain arrays.

D draws, N actors, M ties.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.errors import UnusableDataError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Labels = NDArray[np.int8]

LARGEST = 1e300  # beyond this, and below one part in it, doubles do not keep their digits
UNEVEN = 1e-9  # share of a propensity by which its two directions may differ


@dataclass(frozen=True)
class Field:
    """Actors with sizes and pairwise propensities; make one with ``Field.of``.

    ``size`` is (D, N), in any positive unit; ``propensity`` (D, N, N), symmetric with a zero diagonal,
    positive where a pair leans to one side (the scenario keeps it in -1..1, the theory does not);
    ``held`` (N,) is the bloc of an actor that does not move, -1 for the others.
    """

    size: Floats
    propensity: Floats
    held: Ints

    @classmethod
    def of(cls, size: ArrayLike, propensity: ArrayLike, held: ArrayLike | None = None) -> Field:
        """Check and complete: (N,) and (N, N) stand for one draw, and either may lack the draw axis.

        Raises ValueError for a negative or infinite size, a propensity that is not finite or not the same
        both ways, shapes that do not fit, and held blocs that are not numbered 0, 1, ... without gaps.
        """
        s = np.atleast_2d(np.asarray(size, np.float64))
        p = np.array(propensity, np.float64)
        p = p[None] if p.ndim == 2 else p
        n = s.shape[1]
        if s.ndim != 2 or p.ndim != 3 or p.shape[1:] != (n, n) or n == 0:
            raise ValueError(f"sizes {np.shape(size)} and propensities {np.shape(propensity)} do not match")
        draws = max(len(s), len(p))
        if {len(s), len(p)} - {1, draws}:
            raise ValueError(f"{len(s)} draws of sizes, {len(p)} of propensities")
        if not np.all(np.isfinite(s)) or np.any(s < 0):
            raise UnusableDataError("every size must be finite and 0 or more")
        p[:, np.arange(n), np.arange(n)] = 0.0
        if not np.all(np.isfinite(p)):
            raise UnusableDataError("every propensity must be finite; use 0 where two actors are indifferent")
        if np.any(np.abs(p - p.transpose(0, 2, 1)) > UNEVEN * np.abs(p)):
            raise UnusableDataError("propensities must be the same both ways; average the two")
        p = np.triu(p) + np.triu(p).transpose(0, 2, 1)
        pinned = np.full(n, -1) if held is None else np.asarray(held, np.int64)
        if pinned.shape != (n,) or set(pinned[pinned >= 0].tolist()) != set(range(pinned.max() + 1)):
            raise UnusableDataError(f"held must give {n} blocs, -1 or numbered from 0 without gaps")
        found = cls(
            np.ascontiguousarray(np.broadcast_to(s, (draws, n))),
            np.ascontiguousarray(np.broadcast_to(p, (draws, n, n))),
            pinned,
        )
        with np.errstate(over="ignore", under="ignore"):
            size = np.abs(found.weight)
            tied = (s[:, :, None] != 0) & (s[:, None, :] != 0) & (p != 0)
            if not size.sum(axis=(1, 2)).max() < LARGEST or np.any(size[tied] < 1.0 / LARGEST):
                raise UnusableDataError(
                    "sizes times propensities must be between 1e-300 and 1e300: change the unit"
                )
        return found

    @property
    def weight(self) -> Floats:
        """What parting each pair adds to the energy, 2 s_i s_j p_ij: (D, N, N)."""
        return 2.0 * self.propensity * self.size[:, :, None] * self.size[:, None, :]

    def one(self, draw: int) -> Field:
        """The field of one draw."""
        return Field(self.size[draw : draw + 1], self.propensity[draw : draw + 1], self.held)


@dataclass(frozen=True)
class Ties:
    """A signed network of ``n`` actors; make one with ``Ties.of`` or ``Ties.from_matrix``.

    Tie m joins ``a[m]`` and ``b[m]``, both (M,); ``sign`` (M,) is positive for a friendly tie and
    negative for a hostile one. Its size is 1, or the weight of the tie. A pair may be tied more than once.
    """

    n: int
    a: Ints
    b: Ints
    sign: Floats

    @classmethod
    def of(cls, n: int, a: ArrayLike, b: ArrayLike, sign: ArrayLike) -> Ties:
        """Raises ValueError for a tie to oneself or outside 0..n-1, or a sign that is 0 or not finite."""
        one, other = np.asarray(a, np.int64).reshape(-1), np.asarray(b, np.int64).reshape(-1)
        value = np.asarray(sign, np.float64).reshape(-1)
        if not len(one) == len(other) == len(value):
            raise ValueError(f"{len(one)} sources, {len(other)} targets, {len(value)} signs")
        ends = np.concatenate([one, other])
        if np.any(ends < 0) or np.any(ends >= n):
            raise UnusableDataError(f"ties must join actors 0 to {n - 1}")
        if np.any(one == other):
            raise UnusableDataError(f"actor {int(one[one == other][0])} is tied to itself")
        if not np.all(np.isfinite(value)) or np.any(value == 0):
            raise UnusableDataError("every sign must be a positive or negative number")
        return cls(n, one, other, value)

    @classmethod
    def from_matrix(cls, matrix: ArrayLike) -> Ties:
        """The ties of a symmetric matrix (N, N), 0 where there is none; the diagonal is not read."""
        m = np.asarray(matrix, np.float64)
        if m.ndim != 2 or m.shape[0] != m.shape[1]:
            raise ValueError(f"a square matrix is needed, not {m.shape}")
        a, b = np.triu_indices(len(m), 1)
        if np.any(m[a, b] != m[b, a]):
            raise UnusableDataError("ties must be the same both ways")
        tied = m[a, b] != 0
        return cls.of(len(m), a[tied], b[tied], m[a, b][tied])

    @property
    def matrix(self) -> Floats:
        """(N, N), the ties of each pair added up."""
        out = np.zeros((self.n, self.n))
        np.add.at(out, (self.a, self.b), self.sign)
        np.add.at(out, (self.b, self.a), self.sign)
        return out

    @property
    def doubled(self) -> int:
        """How many ties join a pair that an earlier one joins already."""
        low, high = np.minimum(self.a, self.b), np.maximum(self.a, self.b)
        return len(self.a) - len(np.unique(low * self.n + high))
