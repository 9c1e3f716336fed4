"""The alignment of least energy, proved where it can be: what every other question about a field asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from detente.errors import UnusableDataError, UnusableOptionError
from detente.models.alignment.arrays import Floats, Ints, Labels
from detente.models.alignment.weights import Weights

ENUMERATE = 64  # actors up to which implicit enumeration is tried before a programme
TIES = 256  # tied minima that are listed


@dataclass(frozen=True)
class Effort:
    """How many blocs there may be, and how hard to look for the least energy.

    Parameters
    ----------
    blocs : int
        The most blocs that actors may form, at least 2.
    branches : int
        Branches of implicit enumeration before programming begins, at least 1.
    time_limit : float
        Seconds of programming, above 0.

    Raises
    ------
    ValueError
        If a value is out of range.
    """

    blocs: int = 2
    branches: int = 20_000_000
    time_limit: float = 60.0

    def __post_init__(self) -> None:
        if self.blocs < 2:
            raise UnusableOptionError(f"blocs must be 2 or more, not {self.blocs}")
        if self.branches < 1 or self.time_limit <= 0:
            raise UnusableOptionError("branches and time_limit must be positive")

    @property
    def breaks(self) -> Mapping[str, str]:
        """The laws that this number of blocs breaks."""
        return {"switch": "there is no other side among three blocs"} if self.blocs > 2 else {}


@dataclass(frozen=True)
class Minimum:
    """The least energy and the alignments that have it.

    ``bloc`` (T, N) lists up to 256 tied alignments, of ``tied`` in all; no alignment has less energy than
    ``bound``. A programme finds one alignment, and does not look for others of the same energy.
    """

    bloc: Labels
    energy: float
    bound: float
    tied: int
    method: str

    @property
    def proved(self) -> bool:
        """Whether the energy is the least there is."""
        return self.bound >= self.energy


def minimum(weight: Weights | Floats, held: Ints, effort: Effort, listed: int = TIES) -> Minimum:
    """The global minimum of the sum of ``weight`` (N, N) over parted pairs, compared in exact numbers.

    Implicit enumeration first; where it takes more branches than allowed, the linear and mixed-integer
    programmes, whose ``bound`` says how much better another alignment could be. At most ``listed`` tied
    alignments are given.
    """
    from detente.kernels.alignment import stable

    n = len(held)
    check_held(held, effort)
    exact = Weights.of(weight)
    if n <= ENUMERATE:
        rows = np.empty((TIES, n), np.int8)
        tied, looked = stable.local_minima(
            exact.kernel, held, named(held), effort.blocs, rows, effort.branches, True
        )
        if looked <= effort.branches and len(rows) < min(tied, listed):
            rows = np.empty((min(tied, listed), n), np.int8)
            stable.local_minima(exact.kernel, held, named(held), effort.blocs, rows, effort.branches, True)
        if looked <= effort.branches:
            bloc = canonical(rows[:tied], held)
            energy = exact.energy(bloc[0])
            return Minimum(bloc[np.lexsort(bloc.T[::-1])], energy, energy, tied, "enumeration")
    label, gap, method = _programme(exact, held, effort)
    energy = exact.energy(label)
    return Minimum(canonical(label[None], held), energy, energy - gap, 1, method)


def _programme(weight: Weights, held: Ints, effort: Effort) -> tuple[Labels, float, str]:
    """An alignment, how much less energy another might have, and the tool."""
    from detente.models.alignment.exact import groups, two_way_cut

    a, b = np.nonzero(np.triu(weight.whole != 0, 1))
    value = weight.whole[a, b]
    if effort.blocs > 2:
        shift = max(sum(map(abs, value)).bit_length() - 52, 0)
        near = np.array([x / (1 << shift) for x in value])
        found = groups.best_groups(
            len(held), a, b, near, effort.blocs, held=held, time_limit=effort.time_limit
        )
        gap = Fraction(found.cost - found.bound) * (1 << shift) * weight.unit
        return found.label.astype(np.int8), float(gap), found.method
    pinned = np.flatnonzero(held >= 0)
    if len(pinned):  # ties that no cut would break keep held actors where they are
        firm = 1 + sum(map(abs, value))
        a = np.concatenate([a, np.full(len(pinned) - 1, pinned[0])])
        b = np.concatenate([b, pinned[1:]])
        ties = [firm if held[i] == held[pinned[0]] else -firm for i in pinned[1:]]
        value = np.concatenate([value, np.array(ties, object)])
    cut = two_way_cut.minimum_cut(len(held), a, b, value, time_limit=effort.time_limit)
    side = cut.side
    if len(pinned) and side[pinned[0]] != held[pinned[0]]:
        side = (1 - side).astype(np.int8)
    return side, float((cut.cost - cut.bound) * weight.unit), cut.method


def named(held: Ints) -> int:
    """How many blocs are told apart by an actor held in them."""
    return int(held.max(initial=-1)) + 1


def check_held(held: Ints, effort: Effort) -> None:
    """Raise ValueError where actors are held in more blocs than there may be."""
    if named(held) > effort.blocs:
        raise UnusableDataError(f"actors are held in {named(held)} blocs, but there are only {effort.blocs}")


def canonical(bloc: Labels, held: Ints) -> Labels:
    """Number the blocs of every row (M, N) by first use; those with held actors keep their numbers."""
    first = named(held)
    rows = np.arange(len(bloc))
    order = np.full((len(bloc), int(bloc.max(initial=0)) + 1 + first), -1, np.int8)
    order[:, :first] = np.arange(first)
    count = np.full(len(bloc), first, np.int8)
    out = np.empty_like(bloc)
    for i in range(bloc.shape[1]):
        new = order[rows, bloc[:, i]] < 0
        order[rows[new], bloc[new, i]] = count[new]
        count[new] += 1
        out[:, i] = order[rows, bloc[:, i]]
    return out
