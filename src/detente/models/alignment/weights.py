"""What parting each pair adds to the energy, in exact numbers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente.models.alignment.arrays import Field, Floats, Labels

if TYPE_CHECKING:
    from detente.kernels.alignment.exact import Weight

_ROWS = 256  # alignments whose energies are added up at a time


@dataclass(frozen=True)
class Weights:
    """``whole`` (N, N), whole numbers of any size, symmetric with a zero diagonal, times ``unit``.

    Numbers count as what their shortest decimal says: three tenths are 0.3, not the double next to it.
    """

    whole: NDArray[Any]
    unit: Fraction

    @classmethod
    def of(cls, weight: Weights | Floats) -> Weights:
        """Weights from a symmetric matrix (N, N)."""
        from detente.kernels.alignment.exact import whole_numbers

        return weight if isinstance(weight, Weights) else cls(*whole_numbers(weight))

    @classmethod
    def of_field(cls, field: Field, draw: int = 0) -> Weights:
        """2 s_i s_j p_ij of one draw of a field."""
        size, propensity, of_size, of_propensity = whole_field(field, draw)
        return cls.reduced(product(size, propensity), 2 * of_size**2 * of_propensity)

    @classmethod
    def reduced(cls, whole: NDArray[Any], unit: Fraction) -> Weights:
        """The same weights in as small numbers as they can be."""
        common = gcd(*whole.flat) or 1
        return cls(whole // common, unit * common)

    @cached_property
    def _kernel(self) -> tuple[Weight, float]:
        from detente.kernels.alignment.exact import exact

        return exact(self.whole, self.unit)

    @property
    def kernel(self) -> Weight:
        """The weights as the kernels take them."""
        return self._kernel[0]

    @property
    def step(self) -> float:
        """What the kernels' energies are to be multiplied by."""
        return self._kernel[1]

    def energies(self, bloc: Labels) -> list[int]:
        """The energies of alignments (M, N) in units, exact."""
        parts = self.kernel.limb if len(self.kernel.limb) else self.kernel.near[None].astype(np.int64)
        found: list[int] = []
        for start in range(0, len(bloc), _ROWS):
            rows = bloc[start : start + _ROWS]
            parted = np.triu(rows[:, :, None] != rows[:, None, :]).astype(np.int64)
            sums = np.tensordot(parted, parts, axes=((1, 2), (1, 2))).tolist()
            found += [sum(x << (_bits() * at) for at, x in enumerate(row)) for row in sums]
        return found

    def energy(self, bloc: Labels) -> float:
        """The energy of one alignment (N,)."""
        return float(self.energies(bloc[None])[0] * self.unit)


def whole_field(field: Field, draw: int = 0) -> tuple[NDArray[Any], NDArray[Any], Fraction, Fraction]:
    """Sizes (N,) and propensities (N, N) as whole numbers, and the unit of either."""
    from detente.kernels.alignment.exact import whole_numbers

    size, of_size = whole_numbers(field.size[draw])
    propensity, of_propensity = whole_numbers(field.propensity[draw])
    return size, propensity, of_size, of_propensity


def product(size: NDArray[Any], propensity: NDArray[Any]) -> NDArray[Any]:
    """s_i s_j p_ij, (N, N)."""
    out: NDArray[Any] = size[:, None] * size * propensity
    return out


def _bits() -> int:
    from detente.kernels.alignment.exact import BITS

    return BITS
