"""The landscape theory of aggregation (Axelrod and Bennett 1993): blocs as minima of an energy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.models.alignment.arrays import Field, Floats, Ints, Labels
from detente.models.alignment.basins import basins
from detente.models.alignment.minimum import TIES, Effort, Minimum, canonical, check_held, minimum, named
from detente.models.alignment.weights import Weights
from detente.models.registry import register

LISTED = 10_000  # local minima that are kept
MOST = 1_000_000  # tied minima of one draw that probabilities are taken over


@dataclass(frozen=True)
class Landscape:
    """All stable alignments of one draw, the least energy first.

    ``bloc`` (M, N), ``energy`` (M,) and ``frustration`` (M, N) are the local minima's: no actor lowers
    the energy by moving alone. ``found`` says how many there are if ``exhaustive``; at most 10,000 are
    listed. ``basin`` (M,) counts the alignments from which steepest descent ends in each: all
    ``configurations`` if ``counted`` equals that, else of ``counted`` random ones. ``minimum`` has the
    least energy and its proof.
    """

    bloc: Labels
    energy: Floats
    frustration: Floats
    basin: Ints
    counted: int
    configurations: int
    found: int
    exhaustive: bool
    minimum: Minimum


@dataclass(frozen=True)
class Alignment:
    """Who sides with whom over draws.

    ``bloc`` (D, N) is the alignment of least energy, the first of those ``tied`` (D,); ``energy`` (D,)
    that energy, and ``bound`` (D,) what no alignment lies below, equal to it where it is proved.
    ``together`` (N, N) is the probability that two actors end on one side; ``configuration`` (C, N) the
    alignments that are the minimum in some draw, the likeliest first, each with its ``probability``
    (C,). Tied minima share their draw's probability.
    """

    bloc: Labels
    energy: Floats
    bound: Floats
    tied: Ints
    together: Floats
    configuration: Labels
    probability: Floats


@register(
    "landscape",
    name="Landscape theory",
    family="alignment",
    references=(
        "Axelrod, R. and Bennett, D. S. (1993). A landscape theory of aggregation. British Journal of "
        "Political Science 23(2): 211-233.",
        "Axelrod, R., Mitchell, W., Thomas, R. E., Bennett, D. S. and Bruderer, E. (1995). Coalition "
        "formation in standard-setting alliances. Management Science 41(9): 1493-1508.",
    ),
    variants={"two": Effort(2), "three": Effort(3)},
)
def find_alignments(field: Field, params: Effort = Effort()) -> Alignment:
    """The blocs of least energy in every draw, and the probability of every pair and alignment.

    Energy is the sum over ordered pairs of s_i s_j p_ij d_ij, d = 1 for actors in different blocs.
    """
    from detente.kernels.alignment import stable

    draws, n = field.size.shape
    check_held(field.held, params)
    weight = field.weight
    labels, tied, looked = stable.lowest_of_each(
        weight, field.held, named(field.held), params.blocs, TIES, params.branches
    )
    energy, bound = np.empty(draws), np.empty(draws)
    parts, shares = [], []
    for d in range(draws):
        if looked[d] > params.branches or not 0 <= tied[d] <= TIES:
            found = minimum(Weights.of_field(field, d), field.held, params, MOST)
            energy[d], bound[d], tied[d] = found.energy, found.bound, found.tied
            rows = found.bloc
        else:
            rows = canonical(labels[d, : tied[d]], field.held)
            rows = rows[np.lexsort(rows.T[::-1])]
            energy[d] = bound[d] = stable.energy(weight[d], rows[0])
        parts.append(rows)
        shares.append(np.full(len(rows), 1.0 / (len(rows) * draws)))
    starts = np.cumsum([0, *(len(p) for p in parts[:-1])])
    stacked = np.concatenate(parts)
    configuration, which = np.unique(stacked, axis=0, return_inverse=True)
    probability: Floats = np.zeros(len(configuration))
    np.add.at(probability, which.reshape(-1), np.concatenate(shares))
    order = np.argsort(-probability, kind="stable")
    configuration, probability = configuration[order], probability[order]
    together: Floats = np.zeros((n, n))
    for g in range(params.blocs):
        inside = (configuration == g).astype(np.float64)
        together += inside.T @ (inside * probability[:, None])
    together = np.minimum(together, 1.0)  # shares of draws add up to 1 but for rounding
    return Alignment(stacked[starts], energy, bound, tied, together, configuration, probability)


def landscape(field: Field, params: Effort = Effort(), starts: int = 10_000, seed: int = 0) -> Landscape:
    """Every local minimum of a field of one draw, with basins and the proof of the global one.

    Where implicit enumeration would take more branches than allowed, the minima are those that descents
    from ``starts`` seeded random alignments reach, next to the proved one.
    """
    from detente.kernels.alignment import stable

    if len(field.size) != 1:
        raise ValueError(f"one draw is needed, not {len(field.size)}; see Field.one")
    n, k = field.size.shape[1], params.blocs
    weight = Weights.of_field(field)
    best = minimum(weight, field.held, params)
    rows = np.empty((LISTED, n), np.int8)
    found, looked = stable.local_minima(
        weight.kernel, field.held, named(field.held), k, rows, params.branches, False
    )
    exhaustive = looked <= params.branches
    drained = basins(weight, field.held, k, starts, seed)
    listed = rows[: min(found, LISTED)] if exhaustive else drained.bloc
    bloc = np.unique(np.concatenate([best.bloc, canonical(listed, field.held), drained.bloc]), axis=0)
    level = weight.energies(bloc)
    order = sorted(range(len(bloc)), key=level.__getitem__)[:LISTED]  # equals stay in order of their blocs
    bloc, energy = bloc[order], np.array([float(level[m] * weight.unit) for m in order])
    into = {row.tobytes(): int(c) for row, c in zip(drained.bloc, drained.count, strict=True)}
    return Landscape(
        bloc,
        energy,
        frustration(field, bloc),
        np.array([into.get(row.tobytes(), 0) for row in bloc]),
        int(drained.count.sum()),
        drained.configurations,
        found if exhaustive else len(bloc),
        exhaustive,
        best,
    )


def frustration(field: Field, bloc: Labels) -> Floats:
    """Each actor's frustration, the sum over j of s_j p_ij d_ij, in alignments (M, N) of one draw: (M, N).

    The energy is the sum of size times frustration.
    """
    parted = bloc[:, :, None] != bloc[:, None, :]
    out: Floats = np.einsum("ij,j,mij->mi", field.propensity[0], field.size[0], parted.astype(np.float64))
    return out
