"""A vote under one rule or several, with weights made whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import gcd, lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.errors import UnusableDataError

Wholes = NDArray[Any]
Number = int | float | str | Decimal | Fraction


@dataclass(frozen=True)
class Game:
    """A vote under one rule or several; make one with ``Game.of``.

    ``weight`` (R, N) and ``quota`` (R,) are whole numbers of any size, Python's own: rule r is met by a
    coalition whose weights sum to ``quota[r]`` or more. A coalition wins if it meets every rule of one of
    ``ways``.
    """

    weight: Wholes
    quota: Wholes
    ways: tuple[tuple[int, ...], ...]

    @classmethod
    def weighted(cls, weights: Sequence[Number], quota: Number) -> Game:
        """One rule: weights (N,) and a quota. Raises ValueError as ``of`` does."""
        return cls.of([weights], [quota])

    @classmethod
    def of(
        cls,
        weights: Sequence[Sequence[Number]],
        quotas: Sequence[Number],
        ways: Iterable[Iterable[int]] | None = None,
    ) -> Game:
        """Several rules: weights (R, N) and quotas (R,); by default all rules must be met.

        Fractions and decimals ("0.125", "1/3", 12.5) are scaled to whole numbers, rule by rule, of any
        size. Raises ValueError for a negative weight, a quota that everybody or nobody meets, or a way
        that names no rule.
        """
        if not len(weights) == len(quotas) > 0:
            raise ValueError(f"{len(weights)} rules need as many quotas, not {len(quotas)}")
        if len({len(row) for row in weights}) != 1:
            raise ValueError("every rule must give every player a weight")
        rows, marks = zip(*(_whole(w, q) for w, q in zip(weights, quotas, strict=True)), strict=True)
        chosen = (tuple(range(len(rows))),) if ways is None else tuple(tuple(way) for way in ways)
        named = [r for way in chosen for r in way]
        if not chosen or not all(chosen) or any(not 0 <= r < len(rows) for r in named):
            raise ValueError(f"every way must name some of rules 0 to {len(rows) - 1}")
        return cls(np.array(rows, object), np.array(marks, object), chosen)

    def with_veto(self, members: Iterable[int]) -> Game:
        """The same game where nothing passes without every one of ``members``."""
        n = self.weight.shape[1]
        must = sorted(set(members))
        if not must or must[0] < 0 or must[-1] >= n:
            raise ValueError(f"members of a veto are some of players 0 to {n - 1}")
        row = np.array([int(i in must) for i in range(n)], object)
        rule = len(self.quota)
        return Game(
            np.vstack([self.weight, row]),
            np.append(self.quota, len(must)),
            tuple((*way, rule) for way in self.ways),
        )


def _whole(weights: Sequence[Number], quota: Number) -> tuple[list[int], int]:
    """Weights and quota as whole numbers in the same proportion, as small as they can be."""
    parts = [_fraction(w) for w in weights]
    mark = _fraction(quota)
    if any(p < 0 for p in parts):
        raise UnusableDataError(f"weights must be 0 or more, not {min(parts)}")
    if not 0 < mark <= sum(parts):
        raise UnusableDataError(
            f"a quota must be above 0 and at most the sum of weights, {float(sum(parts)):g}, not {quota}"
        )
    scale = lcm(*(p.denominator for p in parts))
    whole = [int(p * scale) for p in parts]
    common = gcd(*whole)
    # a quota between two whole weights is met by the next of them
    return [w // common for w in whole], -int(-(mark * scale / common) // 1)


def _fraction(value: Number) -> Fraction:
    """The number that a weight's shortest decimal says."""
    try:
        return value if isinstance(value, Fraction) else Fraction(str(value))
    except (ValueError, InvalidOperation, ZeroDivisionError):
        raise UnusableDataError(f"{value!r} is not a finite number") from None
