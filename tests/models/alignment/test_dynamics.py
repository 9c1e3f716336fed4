from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from detente.models.alignment.balance_flow import integrate_balance_flow as flow
from detente.models.alignment.triad_dynamics import TriadParams, run_triad_dynamics


def coin_tosses(n: int, seed: int) -> np.ndarray:
    m = np.triu(np.random.default_rng(seed).choice([-1.0, 1.0], (n, n)), 1)
    return m + m.T


def unbalanced(sign: np.ndarray) -> float:
    n = len(sign)
    plain = sign * (1 - np.eye(n))
    triads = n * (n - 1) * (n - 2) / 6
    return (triads - np.trace(plain @ plain @ plain) / 6) / 2 / triads


@pytest.mark.parametrize("friendly", [0.0, 0.2, 0.4])
def test_local_dynamics_settle_at_the_published_share_of_friends(friendly):
    """1 / (sqrt(3 (1 - 2p)) + 1) friendly ties below p = 1/2 (Antal, Krapivsky and Redner 2005)."""
    found = run_triad_dynamics(coin_tosses(64, 1), TriadParams("local", friendly, time=400, seed=2))
    assert found.end == "moving"
    assert found.positive[200:].mean() == pytest.approx(1 / (np.sqrt(3 * (1 - 2 * friendly)) + 1), abs=0.01)


def test_local_dynamics_reach_paradise_above_a_half():
    found = run_triad_dynamics(coin_tosses(64, 1), TriadParams("local", 0.7, seed=3))
    assert found.end == "balanced"
    assert found.positive[-1] == 1.0


@pytest.mark.parametrize("seed", range(4))
def test_constrained_dynamics_never_add_unbalanced_triads(seed):
    found = run_triad_dynamics(coin_tosses(20, seed), TriadParams(seed=seed))
    assert found.end in {"balanced", "jammed"}
    assert (np.diff(found.unbalanced) <= 0).all()
    assert found.unbalanced[-1] == pytest.approx(unbalanced(found.sign))
    assert (found.sign == found.sign.T).all()


def test_three_cliques_of_three_are_jammed():
    """The smallest jammed network has nine actors (Antal, Krapivsky and Redner 2005)."""
    clique = np.repeat(np.arange(3), 3)
    sign = np.where(clique[:, None] == clique, 1.0, -1.0)
    found = run_triad_dynamics(sign)
    assert found.end == "jammed"
    assert found.unbalanced.tolist() == pytest.approx([unbalanced(sign)]) == [27 / 84]


def test_a_local_step_changes_the_tie_that_the_rule_names():
    """One enemy among three friends-to-be: with p = 1 it is always the hostile tie that turns."""
    sign = np.ones((3, 3))
    sign[0, 1] = sign[1, 0] = -1
    mended = run_triad_dynamics(sign, TriadParams("local", 1.0))
    assert mended.positive[-1] == 1.0
    broken = [run_triad_dynamics(sign, TriadParams("local", 0.0, seed=s)).sign for s in range(20)]
    assert all(b[0, 1] == -1 for b in broken)
    assert {int(b[0, 2]) for b in broken} == {-1, 1}


def test_the_same_seed_gives_the_same_course():
    one, two = (
        run_triad_dynamics(coin_tosses(30, 0), TriadParams("local", 0.3, time=20, seed=5)) for _ in range(2)
    )
    assert (one.sign == two.sign).all()
    assert (one.positive == two.positive).all()


@pytest.mark.parametrize(
    ("sign", "message"),
    [(np.ones((2, 2)), "3 actors"), (np.zeros((3, 3)), "tied"), (np.triu(np.ones((3, 3))), "tied")],
)
def test_incomplete_networks_are_refused(sign, message):
    with pytest.raises(ValueError, match=message):
        run_triad_dynamics(sign)


def test_the_closed_form_solves_the_equation():
    m = np.random.default_rng(0).normal(size=(6, 6))
    found = flow(m + m.T)
    assert found.blow_up == pytest.approx(1 / np.linalg.eigvalsh(m + m.T).max())
    time = 0.7 * found.blow_up
    path = solve_ivp(
        lambda _, x: (x.reshape(6, 6) @ x.reshape(6, 6)).ravel(),
        (0, time),
        (m + m.T).ravel(),
        rtol=1e-10,
        atol=1e-12,
    )
    assert found.at(time) == pytest.approx(path.y[:, -1].reshape(6, 6), rel=1e-6)
    with pytest.raises(ValueError, match="blow up"):
        found.at(found.blow_up)


def test_at_the_blow_up_all_signs_follow_the_factions():
    m = np.random.default_rng(1).normal(size=(8, 8))
    found = flow(m + m.T)
    assert found.decided
    late = found.at(found.blow_up * (1 - 1e-6))
    same = found.faction[:, None] == found.faction
    assert (np.sign(late) == np.where(same, 1, -1)).all()


def test_mutual_friends_end_on_one_side():
    assert flow(np.ones((4, 4))).faction.tolist() == [0] * 4


def test_without_a_positive_eigenvalue_nothing_blows_up():
    found = flow(-np.eye(3))
    assert found.blow_up == float("inf")
    assert not found.decided
    assert found.at(1.0) == pytest.approx(-np.eye(3) / 2)


def test_relations_must_be_symmetric():
    with pytest.raises(ValueError, match="symmetric"):
        flow([[0, 1], [0, 0]])
