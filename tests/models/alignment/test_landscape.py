from __future__ import annotations

import itertools

import numpy as np
import pytest

from detente.models import model
from detente.models.alignment.arrays import Field
from detente.models.alignment.basins import walk
from detente.models.alignment.compare import as_near, misplaced
from detente.models.alignment.landscape import find_alignments, frustration, landscape
from detente.models.alignment.minimum import Effort, minimum
from detente.models.alignment.weights import Weights


def some(n: int, seed: int, draws: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    shape = (n,) if draws is None else (draws, n)
    p = random.uniform(-1, 1, (*shape, n)) * (1 - np.eye(n))
    return random.lognormal(0, 1, shape), (p + np.swapaxes(p, -1, -2)) / 2


def energy(size, propensity, labels) -> float:
    """Over ordered pairs, straight from the definition."""
    return sum(
        size[i] * size[j] * propensity[i][j]
        for i, j in itertools.permutations(range(len(size)), 2)
        if labels[i] != labels[j]
    )


def neighbours(labels, k, held=()):
    """All partitions one move away, in labels of first use."""
    for i, g in itertools.product(range(len(labels)), range(k)):
        if g != labels[i] and i not in held:
            moved = [*labels[:i], g, *labels[i + 1 :]]
            names: dict[int, int] = {}
            yield tuple(names.setdefault(x, len(names)) for x in moved)


def test_nine_unix_firms_have_two_equal_minima_and_equal_basins(unix):
    size = np.array([float(row["size"]) for row in unix])
    kind = np.array([row["type_S_specialist_G_generalist"] for row in unix])
    propensity = np.where(kind[:, None] == kind, -1.0, 0.0)
    found = landscape(Field.of(size, propensity))
    assert found.found == len(found.bloc) == 2
    assert found.energy == pytest.approx([-3828.9, -3828.9], abs=1e-9)
    assert found.basin.tolist() == [128, 128]
    assert found.configurations == found.counted == 256
    printed = {
        tuple(int(row[f"configuration{c}_side"] != unix[0][f"configuration{c}_side"]) for row in unix)
        for c in (1, 2)
    }
    assert {tuple(row) for row in found.bloc.tolist()} == printed


def test_rivals_that_only_scale_the_energy_leave_the_unix_alliances(unix):
    size = np.array([float(row["size"]) for row in unix])
    kind = np.array([row["type_S_specialist_G_generalist"] for row in unix])
    for close in (-0.5, -2.0):
        found = landscape(Field.of(size, np.where(kind[:, None] == kind, close, 0.0)))
        assert found.energy == pytest.approx([3828.9 * close] * 2)


def test_five_great_powers_that_all_repel_have_four_stable_alignments(nations):
    size = sorted((float(row["size_1936_published_pct"]) for row in nations), reverse=True)[:5]
    found = landscape(Field.of(size, -np.ones((5, 5))))
    assert found.found == 4
    # of equal size, all ten divisions of two against three are stable
    assert landscape(Field.of(np.ones(5), -np.ones((5, 5)))).found == 10


@pytest.mark.parametrize(
    ("column", "minima"),
    [("size_1936_published_pct", 2), ("cinc1937", 2), ("cinc1938", 1), ("cinc1939", 1)],
)
def test_seventeen_nations_with_reconstructed_propensities(nations, leanings, column, minima):
    found = landscape(Field.of([float(row[column]) for row in nations], leanings))
    assert found.found == minima
    assert found.basin.sum() == found.configurations == 65536
    assert found.minimum.proved


def test_the_minima_of_1936_are_the_published_alignments_but_for_one_nation(nations, leanings):
    found = landscape(Field.of([float(row["size_1936_published_pct"]) for row in nations], leanings))
    printed = [
        np.array([row[f"configuration{c}_side"] == side for row in nations], np.int8)
        for c, side in ((2, "S"), (1, "B"))
    ]
    assert [misplaced(row, p) for row, p in zip(found.bloc, printed, strict=True)] == [0, 1]


def test_the_minimum_of_1939_sets_the_three_allies_against_the_axis(nations, leanings):
    """With the reconstruction, the minimum of 1939 has Britain, France and Moscow against Berlin and Rome."""
    found = landscape(Field.of([float(row["cinc1939"]) for row in nations], leanings))
    sides = dict(zip((row["nation"] for row in nations), found.bloc[0].tolist(), strict=True))
    assert sides["Britain"] == sides["France"] == sides["Soviet Union"] != sides["Germany"] == sides["Italy"]


def test_ways_to_be_nearly_right():
    assert as_near(17, 1) == 18
    assert as_near(17, 2) == 154
    for n in (4, 5):
        truth = np.zeros(n, np.int8)
        sides = [np.array([0, *rest], np.int8) for rest in itertools.product((0, 1), repeat=n - 1)]
        for wrong in range(n):
            assert as_near(n, wrong) == sum(misplaced(side, truth) <= wrong for side in sides)


@pytest.mark.parametrize(("n", "k", "seed"), [(2, 2, 0), (5, 2, 1), (8, 2, 2), (6, 3, 3), (7, 4, 4)])
def test_against_listing_every_alignment(alignments, n, k, seed):
    size, propensity = some(n, seed)
    value = {x: energy(size, propensity, x) for x in alignments(n, k)}
    stable = {x for x in value if all(value[y] >= value[x] for y in neighbours(x, k))}
    basin = dict.fromkeys(stable, 0)
    for x in value:
        here = x
        while here not in stable:
            here = min(neighbours(here, k), key=value.__getitem__)
        basin[here] += 1

    found = landscape(Field.of(size, propensity), Effort(k))
    assert found.configurations == len(value)
    assert found.exhaustive
    rows = [tuple(row) for row in found.bloc.tolist()]
    assert rows == sorted(stable, key=value.__getitem__)
    assert found.energy == pytest.approx([value[x] for x in rows], abs=1e-9)
    assert found.basin.tolist() == [basin[x] for x in rows]
    assert (found.frustration @ size) == pytest.approx(found.energy)

    every = walk(Field.of(size, propensity).weight[0], np.full(n, -1), k)
    assert {tuple(x): e for x, e in zip(every.bloc.tolist(), every.energy, strict=True)} == pytest.approx(
        value
    )


@pytest.mark.parametrize("k", [2, 3])
def test_held_actors_stay_and_the_rest_is_exact(alignments, k):
    size, propensity = some(7, 5)
    held = np.array([-1, 0, -1, 1, -1, 0, -1])
    labels = [x for x in itertools.product(range(k), repeat=7) if (x[1], x[3], x[5]) == (0, 1, 0)]
    value = {x: energy(size, propensity, x) for x in labels}
    found = landscape(Field.of(size, propensity, held), Effort(k))
    assert found.energy[0] == pytest.approx(min(value.values()))
    assert tuple(found.bloc[0].tolist()) == min(value, key=value.__getitem__)
    assert found.basin.sum() == found.configurations == len(labels)
    stable = [
        x
        for x in labels
        if all(value[(*x[:i], g, *x[i + 1 :])] >= value[x] for i in range(7) if held[i] < 0 for g in range(k))
    ]
    assert found.found == len(stable)


def test_no_actor_of_a_minimum_is_less_frustrated_elsewhere():
    size, propensity = some(12, 6)
    found = landscape(Field.of(size, propensity))
    for row, own in zip(found.bloc, found.frustration, strict=True):
        for i in range(12):
            moved = row.copy()
            moved[i] = 1 - moved[i]
            assert frustration(Field.of(size, propensity), moved[None])[0, i] >= own[i] - 1e-12


def whole(n: int, seed: int, share: float = 1.0) -> Field:
    """Sizes of one digit and propensities of two decimals: small whole numbers, but for a unit."""
    random = np.random.default_rng(seed)
    p = np.triu(random.integers(-30, 31, (n, n)) / 100 * (random.random((n, n)) < share), 1)
    return Field.of(random.integers(1, 6, n), p + p.T)


@pytest.mark.parametrize(
    ("n", "share", "k", "tool"),
    [(24, 1, 2, "enumeration"), (34, 0.2, 2, "programme"), (9, 1, 3, "programme")],
)
def test_programmes_agree_with_enumeration(n, share, k, tool):
    for seed in range(3):
        field = whole(n, seed, share)
        exact = minimum(Weights.of_field(field), field.held, Effort(k))
        programmed = minimum(Weights.of_field(field), field.held, Effort(k, branches=1))
        assert exact.method == "enumeration"
        assert tool in programmed.method
        assert programmed.proved
        assert programmed.energy == exact.energy
        assert programmed.bloc[0].tolist() in exact.bloc.tolist()


def test_a_programme_does_not_prove_what_its_rounding_may_hide():
    """Weights of many digits: the energy found is the least, but the bound leaves a billionth of them all."""
    field = Field.of(*some(9, 1))
    exact = minimum(Weights.of_field(field), field.held, Effort(3))
    programmed = minimum(Weights.of_field(field), field.held, Effort(3, branches=1))
    assert programmed.energy == exact.energy
    assert not programmed.proved
    assert 0 < programmed.energy - programmed.bound < 2e-9 * np.abs(field.weight[0]).sum()


def test_programmes_respect_held_actors():
    size, propensity = some(14, 3)
    held = np.full(14, -1)
    held[[2, 5, 7]] = 0, 1, 0
    field = Field.of(size, propensity, held)
    for k in (2, 3):
        exact, programmed = (minimum(field.weight[0], held, Effort(k, b)) for b in (10**7, 1))
        assert programmed.energy == pytest.approx(exact.energy)
        assert programmed.bloc[0, [2, 5, 7]].tolist() == [0, 1, 0]


def test_a_bound_is_stated_when_time_is_up():
    random = np.random.default_rng(0)
    p = np.triu(random.choice([-1.0, 1.0], (70, 70)), 1)
    found = minimum(2 * (p + p.T), np.full(70, -1), Effort(branches=1, time_limit=0.5))
    assert not found.proved
    assert found.bound < found.energy


def test_thirty_actors_have_all_their_minima():
    size, propensity = some(30, 8)
    found = landscape(Field.of(size, propensity), starts=500)
    assert found.exhaustive
    assert found.configurations == 2**29
    assert found.counted == 500 == found.basin.sum()
    for row, value in zip(found.bloc, found.energy, strict=True):
        parted = row[:, None] != row
        assert value == pytest.approx((propensity * np.outer(size, size))[parted].sum())
        change = (2 * propensity * np.outer(size, size) * np.where(parted, -1, 1)).sum(axis=1)
        assert (change >= -1e-9).all()


def test_where_enumeration_is_cut_short_descents_and_the_proved_minimum_remain():
    size, propensity = some(16, 9)
    full = landscape(Field.of(size, propensity))
    cut = landscape(Field.of(size, propensity), Effort(branches=50))
    assert full.exhaustive
    assert not cut.exhaustive
    assert cut.minimum.proved
    assert cut.energy[0] == pytest.approx(full.energy[0])


def test_draws_give_the_probability_of_every_pair_and_alignment(alignments):
    size, propensity = some(6, 10, draws=40)
    found = find_alignments(Field.of(size, propensity))
    best = [min(alignments(6, 2), key=lambda x, d=d: energy(size[d], propensity[d], x)) for d in range(40)]
    assert [tuple(row) for row in found.bloc.tolist()] == best
    assert (found.tied == 1).all()
    assert found.bound == pytest.approx(found.energy)
    for i, j in itertools.product(range(6), repeat=2):
        assert found.together[i, j] == pytest.approx(sum(x[i] == x[j] for x in best) / 40)
    counts = {x: best.count(x) / 40 for x in set(best)}
    listed = dict(zip(map(tuple, found.configuration.tolist()), found.probability, strict=True))
    assert listed == pytest.approx(counts)
    assert (np.diff(found.probability) <= 1e-15).all()


def test_tied_minima_share_their_draw(unix):
    size = np.array([float(row["size"]) for row in unix])
    kind = np.array([row["type_S_specialist_G_generalist"] for row in unix])
    found = find_alignments(Field.of(size, np.where(kind[:, None] == kind, -1.0, 0.0)))
    assert found.tied.tolist() == [2]
    assert found.probability.tolist() == [0.5, 0.5]
    sun, dec = 0, 1
    assert found.together[sun, dec] == 0.5


def test_draws_beyond_enumeration_are_programmed():
    size, propensity = some(12, 11, draws=3)
    field = Field.of(size, propensity)
    assert (find_alignments(field, Effort(branches=3)).bloc == find_alignments(field).bloc).all()


def test_one_actor_is_one_bloc():
    found = landscape(Field.of([2.0], [[0.0]]))
    assert (found.found, found.configurations, found.energy.tolist()) == (1, 1, [0.0])


def test_indifferent_actors_make_every_alignment_a_minimum():
    found = landscape(Field.of(np.ones(4), np.zeros((4, 4))))
    assert found.found == found.configurations == 8
    assert found.basin.tolist() == [1] * 8
    assert found.minimum.tied == 8


@pytest.mark.parametrize(
    ("size", "propensity", "held", "message"),
    [
        ([1, -1], np.zeros((2, 2)), None, "0 or more"),
        ([1, 1], [[0, 1], [0.5, 0]], None, "same both ways"),
        ([1, 1], [[0, np.nan], [np.nan, 0]], None, "finite"),
        ([1, 1, 1], np.zeros((2, 2)), None, "do not match"),
        ([1, 1], np.zeros((2, 2)), [1, -1], "without gaps"),
        ([[1, 1]] * 3, np.zeros((2, 2, 2)), None, "3 draws of sizes, 2"),
    ],
)
def test_a_field_that_makes_no_sense_is_refused(size, propensity, held, message):
    with pytest.raises(ValueError, match=message):
        Field.of(size, propensity, held)


def test_more_held_blocs_than_there_may_be_are_refused():
    field = Field.of(np.ones(3), np.zeros((3, 3)), [0, 1, 2])
    with pytest.raises(ValueError, match="held in 3 blocs"):
        find_alignments(field)
    with pytest.raises(ValueError, match="blocs must be 2"):
        Effort(blocs=1)
    with pytest.raises(ValueError, match="one draw"):
        landscape(Field.of(np.ones((2, 3)), np.zeros((3, 3))))


def test_landscape_is_registered_by_its_name():
    assert model("landscape").family == "alignment"
    assert model("landscape").variants["three"].blocs == 3
