import numpy as np
import pytest
from scipy.stats import qmc

from detente.draws import child, draw, sample
from detente.scenario import loads

CASE = """
detente: 1
title: Two and a half
as_of: 2025-01-01
issues:
  toll: {question: How high?, scale: {0: none, 100: full}, reversion: [20, 40]}
  gate: {question: How wide?, scale: {0: shut, 100: open}}
actors:
  north:
    label: North
    kind: state
    capability: [5, 10, 20]
    members:
      hawks: {label: Hawks, kind: faction, capability: 3}
      doves: {label: Doves, kind: faction, capability: 1}
  south: {label: South, kind: state, capability: 4}
stances:
  - {actor: north/hawks, issue: toll, position: 80, salience: 50}
  - {actor: north/doves, issue: toll, position: [0, 40], salience: 100}
  - {actor: south, issue: toll, position: 10, salience: [10, 20, 90]}
  - {actor: north/hawks, issue: gate, position: 100, salience: 40}
  - {actor: south, issue: gate, position: [0, 30, 50], salience: 5}
"""


def test_same_seed_same_bits_and_another_seed_other_numbers():
    case = loads(CASE)
    a, b, c = draw(case, 64, seed=3), draw(case, 64, seed=3), draw(case, 64, seed=4)
    for path in a.values:
        assert np.array_equal(a.values[path], b.values[path])
    assert not np.array_equal(a.capability, c.capability)


def test_the_order_in_the_file_is_irrelevant():
    lines = CASE.strip().split("\n")
    stances = lines.index("stances:")
    other = "\n".join([*lines[: stances + 1], *reversed(lines[stances + 1 :])])
    a, b = draw(loads(CASE), 32), draw(loads(other), 32)
    assert a.values.keys() == b.values.keys()
    for path in a.values:
        assert np.array_equal(a.values[path], b.values[path])


def test_an_actor_with_members_takes_their_weighted_mean():
    d = draw(loads(CASE), 128)
    doves = d.values["stances.north/doves.toll.position"]
    wanted = (3 * 50 * 80 + 1 * 100 * doves) / (3 * 50 + 1 * 100)
    np.testing.assert_allclose(d.position[:, 0, 0], wanted)
    np.testing.assert_allclose(d.salience[:, 0, 0], (3 * 50 + 1 * 100) / 4)
    # the doves have no stance on the gate: they count with salience 0
    np.testing.assert_allclose(d.position[:, 0, 1], 100)
    np.testing.assert_allclose(d.salience[:, 0, 1], 3 * 40 / 4)


def test_reversion_and_its_absence():
    d = draw(loads(CASE), 256)
    assert np.isnan(d.reversion[:, 1]).all()
    assert ((d.reversion[:, 0] >= 20) & (d.reversion[:, 0] <= 40)).all()
    # Sobol' points of a power of two stratify each margin: one point in every 1/256th
    strata = np.sort(np.floor((d.reversion[:, 0] - 20) / 20 * 256))
    assert np.array_equal(strata, np.arange(256))


def test_the_mean_converges_to_the_distribution():
    d = draw(loads(CASE), 4096)
    assert d.values["actors.north.capability"].mean() == pytest.approx((5 + 4 * 10 + 20) / 6, abs=0.01)


def test_a_scenario_without_uncertainty_and_any_number_of_draws():
    text = CASE.replace("[5, 10, 20]", "10").replace("[0, 40]", "20").replace("[10, 20, 90]", "20")
    text = text.replace("[20, 40]", "30").replace("[0, 30, 50]", "30")
    d = draw(loads(text), 5)
    assert d.capability.shape == (5, 2)
    assert (d.capability == d.capability[0]).all()
    assert draw(loads(CASE), 1).position.shape == (1, 2, 2)


@pytest.mark.parametrize("n", [0, -3, 2**24 + 1])
def test_a_number_of_draws_that_cannot_be(n):
    with pytest.raises(ValueError, match=f"got {n}"):
        draw(loads(CASE), n)


def test_children_depend_on_seed_and_purpose_alone():
    same = child(1, "draws").generate_state(4)
    assert np.array_equal(same, child(1, "draws").generate_state(4))
    assert not np.array_equal(same, child(1, "draw", "s").generate_state(4))
    assert not np.array_equal(same, child(2, "draws").generate_state(4))
    with pytest.raises(ValueError, match="-1"):
        child(-1, "draws")


def test_labels():
    data = draw(loads(CASE), 8).to_xarray()
    assert list(data["actor"].values) == ["north", "south"]
    assert data["position"].sel(actor="south", issue="toll").values.tolist() == [10.0] * 8


def points_of(case, n, seed):
    """The whole sequence at once, as SciPy gives it."""
    quantities = case.quantities()
    uncertain = sorted(p for p, q in quantities.items() if not q.is_constant)
    columns = len(uncertain) + len(case.issues)
    engine = qmc.Sobol(columns, scramble=True, rng=np.random.default_rng(child(seed, "draws")))
    return uncertain, engine.random_base2((n - 1).bit_length())[:n]


@pytest.mark.parametrize("n", [1, 2, 100, 1000])
def test_blocks_of_draws_are_the_sequence(n, monkeypatch):
    monkeypatch.setattr(sample, "BLOCK", 64)  # of 16 draws, the least there is
    case, seen = loads(CASE), []
    drawn = draw(case, n, seed=5, progress=lambda done, of: seen.append((done, of)))
    uncertain, points = points_of(case, n, 5)
    for j, path in enumerate(uncertain):
        assert np.array_equal(drawn.values[path], case.quantities()[path].ppf(points[:, j]))
    # the issues' columns follow in the order of their names: gate, toll
    assert np.array_equal(drawn.uniform, points[:, [len(uncertain) + 1, len(uncertain)]])
    assert seen == [(min(done, n), n) for done in range(16, n + 16, 16)]


def test_the_draws_of_stances_are_held_once():
    drawn = draw(loads(CASE), 64)
    south = drawn.values["stances.south.toll.salience"]
    assert np.shares_memory(south, drawn.salience)
    assert np.array_equal(drawn.salience[:, 1, 0], south)


def test_changed_values_leave_the_draws_they_came_from():
    before = draw(loads(CASE), 64)
    old = before.position.copy()
    after = before.changed({"stances.south.toll.position": np.full(64, 77.0)})
    assert np.array_equal(before.position, old, equal_nan=True)
    old[:, 1, 0] = 77.0
    assert np.array_equal(after.position, old, equal_nan=True)
    assert not np.shares_memory(after.position, before.position)
