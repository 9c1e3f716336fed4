"""The alignment of least energy, proved where it can be: what every other question about a field asks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.models.alignment.arrays import Floats, Ints, Labels

ENUMERATE = 64  # actors up to which implicit enumeration is tried before a programme
TIES = 256  # tied minima that are listed


@dataclass(frozen=True)
class Effort:
    """How hard to look: ``branches`` of implicit enumeration, then ``time_limit`` seconds of programming.

    ``blocs`` is the most blocs that actors may form, 2 or more.
    """

    blocs: int = 2
    branches: int = 20_000_000
    time_limit: float = 60.0

    def __post_init__(self) -> None:
        if self.blocs < 2:
            raise ValueError(f"blocs must be 2 or more, not {self.blocs}")
        if self.branches < 1 or self.time_limit <= 0:
            raise ValueError("branches and time_limit must be positive")


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


def minimum(weight: Floats, held: Ints, effort: Effort) -> Minimum:
    """The global minimum of the sum of ``weight`` (N, N) over parted pairs.

    Implicit enumeration first; where it takes more branches than allowed, the linear and mixed-integer
    programmes, whose ``bound`` says how much better another alignment could be.
    """
    from detente.kernels import stable

    n = len(held)
    check_held(held, effort)
    if n <= ENUMERATE:
        labels, energies, tied, looked = stable.lowest_of_each(
            weight[None], held, named(held), effort.blocs, TIES, effort.branches
        )
        if looked[0] <= effort.branches:
            bloc = canonical(labels[0, : tied[0]], held)
            energy = float(energies[0])
            return Minimum(bloc[np.lexsort(bloc.T[::-1])], energy, energy, int(tied[0]), "enumeration")
    label, gap, method = _programme(weight, held, effort)
    energy = float(stable.energy(weight, label))
    return Minimum(canonical(label[None], held), energy, energy - gap, 1, method)


def _programme(weight: Floats, held: Ints, effort: Effort) -> tuple[Labels, float, str]:
    from detente.kernels import groups, mincut

    a, b = np.nonzero(np.triu(weight, 1))
    value = weight[a, b]
    if effort.blocs > 2:
        found = groups.best_groups(
            len(held), a, b, value, effort.blocs, held=held, time_limit=effort.time_limit
        )
        return found.label.astype(np.int8), found.cost - found.bound, found.method
    pinned = np.flatnonzero(held >= 0)
    if len(pinned):  # ties that no cut would break keep held actors where they are
        firm = 1.0 + np.abs(value).sum()
        a = np.concatenate([a, np.full(len(pinned) - 1, pinned[0])])
        b = np.concatenate([b, pinned[1:]])
        value = np.concatenate([value, np.where(held[pinned[1:]] == held[pinned[0]], firm, -firm)])
    cut = mincut.minimum_cut(len(held), a, b, value, time_limit=effort.time_limit)
    side = cut.side
    if len(pinned) and side[pinned[0]] != held[pinned[0]]:
        side = (1 - side).astype(np.int8)
    return side, cut.cost - cut.bound, cut.method


def named(held: Ints) -> int:
    """How many blocs are told apart by an actor held in them."""
    return int(held.max(initial=-1)) + 1


def check_held(held: Ints, effort: Effort) -> None:
    """Raise ValueError where actors are held in more blocs than there may be."""
    if named(held) > effort.blocs:
        raise ValueError(f"actors are held in {named(held)} blocs, but there are only {effort.blocs}")


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
