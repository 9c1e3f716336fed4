from __future__ import annotations

import csv
import itertools

import numpy as np
import pytest

from detente.models.alignment.arrays import Ties
from detente.models.alignment.partition import GroupsParams, partition_network


def criterion(ties: Ties, group, alpha: float) -> float:
    total = 0.0
    for a, b, s in zip(ties.a, ties.b, ties.sign, strict=True):
        if group[a] == group[b] and s < 0:
            total += alpha * -s
        if group[a] != group[b] and s > 0:
            total += (1 - alpha) * s
    return total


def test_sixteen_tribes_in_three_groups_contradict_two_ties(shared):
    """Three groups leave two contradictions where two camps leave seven (Doreian and Mrvar 1996)."""
    with (shared / "data/signed/gahuku_gama_tribes_edges.csv").open() as file:
        rows = list(csv.DictReader(file))
    names = sorted({x for r in rows for x in (r["source"], r["target"])})
    ties = Ties.of(
        16,
        [names.index(r["source"]) for r in rows],
        [names.index(r["target"]) for r in rows],
        [float(r["sign"]) for r in rows],
    )
    found = {k: partition_network(ties, GroupsParams(groups=k)) for k in (2, 3, 4)}
    assert {k: f.criterion for k, f in found.items()} == {2: 3.5, 3: 1.0, 4: 2.0}
    assert all(f.proved for f in found.values())
    assert len(found[3].hostile_within) + len(found[3].friendly_between) == 2


@pytest.mark.parametrize(("groups", "alpha"), [(1, 0.5), (2, 0.5), (3, 0.5), (3, 0.2), (4, 0.7)])
def test_against_every_partition(groups, alpha):
    random = np.random.default_rng(groups)
    a, b = np.triu_indices(7, 1)
    for _ in range(3):
        kept = random.random(len(a)) < 0.7
        sign = random.choice([-2.0, -1.0, 1.0, 0.5], kept.sum())
        ties = Ties.of(7, a[kept], b[kept], sign)
        best = min(
            criterion(ties, x, alpha)
            for x in itertools.product(range(groups), repeat=7)
            if len(set(x)) == groups
        )
        found = partition_network(ties, GroupsParams(groups=groups, alpha=alpha))
        assert found.proved
        assert found.criterion == pytest.approx(best) == criterion(ties, found.group, alpha)
        assert sorted(set(found.group.tolist())) == list(range(groups))


def test_large_networks_are_searched_and_say_so():
    """Four planted groups of twenty are found again, without a proof."""
    truth = np.repeat(np.arange(4), 20)
    a, b = np.triu_indices(80, 1)
    sign = np.where(truth[a] == truth[b], 1.0, -1.0)
    found = partition_network(Ties.of(80, a, b, sign), GroupsParams(groups=4))
    assert found.criterion == 0
    assert found.method == "local search"
    assert found.proved  # no partition is below 0
    noisy = np.where(np.random.default_rng(0).random(len(a)) < 0.2, -sign, sign)
    again = partition_network(Ties.of(80, a, b, noisy), GroupsParams(groups=4))
    assert not again.proved
    assert again.criterion <= criterion(Ties.of(80, a, b, noisy), truth, 0.5)


def test_the_same_seed_gives_the_same_groups():
    random = np.random.default_rng(1)
    a, b = np.triu_indices(60, 1)
    ties = Ties.of(60, a, b, random.choice([-1.0, 1.0], len(a)))
    one, two = (partition_network(ties, GroupsParams(restarts=5, seed=3)) for _ in range(2))
    assert (one.group == two.group).all()


@pytest.mark.parametrize("bad", [{"groups": 0}, {"alpha": 1.0}, {"restarts": 0}])
def test_params_out_of_range_are_refused(bad):
    with pytest.raises(ValueError):
        GroupsParams(**bad)


def test_more_groups_than_actors_are_refused():
    with pytest.raises(ValueError, match="cannot fill"):
        partition_network(Ties.of(2, [0], [1], [1]), GroupsParams(groups=3))
