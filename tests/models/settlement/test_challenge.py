"""The challenge model against the published emission-standards case and an independent plain version."""

import json
import math

import numpy as np
import pytest
from benchmarks.reference import challenge_numpy

from detente.models import OneIssue
from detente.models.settlement.challenge import OFFERS, SCHOLZ, ChallengeParams, history, play_challenges


@pytest.fixture(scope="module")
def data(shared):
    return shared / "data" / "emission"


@pytest.fixture(scope="module")
def case(data):
    rows = [line.split(",") for line in (data / "bdm1994_emission.csv").read_text().split()[1:]]
    capability, position, salience = np.array([[float(v) for v in r[1:]] for r in rows]).T
    names = [r[0] for r in rows]
    return names, OneIssue(position[None], 100 * salience[None], capability[None], np.array([np.nan]))


@pytest.fixture(scope="module")
def rounds(data):
    return json.loads((data / "rounds_focal_global.json").read_text())["rounds"]


def test_ten_rounds_of_the_reconstruction(case, rounds):
    _, issue = case
    played = history(issue, SCHOLZ)
    assert len(rounds) == len(played.position) == 11
    for t, wanted in enumerate(rounds):
        np.testing.assert_allclose(played.position[t], wanted["positions"], atol=1e-9, rtol=0)
        assert played.median[t] == pytest.approx(wanted["median"], abs=1e-9)
        assert played.mean[t] == pytest.approx(wanted["mean"], abs=1e-9)
        if t:
            np.testing.assert_allclose(played.risk[t - 1], wanted["risk"], atol=1e-9, rtol=0)


def test_every_offer_of_the_reconstruction(case, rounds):
    names, issue = case
    played = history(issue, SCHOLZ)
    said = {"confrontation": "conflict", "compromise": "compromise", "capitulation": "capitulation"}
    for t, wanted in enumerate(rounds[1:]):
        taken = {names[i] for i in np.flatnonzero(played.kind[t])}
        assert taken == {actor for actor, _ in wanted["offers"]}
        for actor, (kind, _, mine, theirs, target) in wanted["offers"]:
            i = names.index(actor)
            assert OFFERS[played.kind[t, i]] == said[kind]
            assert played.position[t + 1, i] == pytest.approx(target, abs=1e-9)
            assert played.mine[t, i] == pytest.approx(mine, abs=1e-9)
            assert played.theirs[t, i] == pytest.approx(theirs, abs=1e-9)


def printed_as(value, figure):
    """The table cuts most decimals off (9.962 stands as 9.9) and rounds a few (7.590 as 7.6)."""
    return figure in {math.floor(10 * value) / 10, round(value, 1)}


def test_medians_and_means_as_printed(case, data):
    """Scholz, Calbert and Smith 2011, Table 2; round 2's median is 9.6 in every reconstruction."""
    printed = json.loads((data / "scholz2011_table2.json").read_text())
    played = history(case[1], SCHOLZ)
    assert all(map(printed_as, played.mean[1:9], printed["mean"]))
    agree = list(map(printed_as, played.median[1:9], printed["median"]))
    assert agree == [True, False, *[True] * 6]
    assert printed["median"][1] == 9.9
    assert printed_as(played.median[2], 9.6)


def test_pairwise_obeys_the_mirror_on_the_published_case_and_scholz_code_does_not(case):
    issue = case[1]
    mirrored = OneIssue(15 - issue.position, issue.salience, issue.capability, issue.reversion)
    there, back = history(issue, ChallengeParams()), history(mirrored, ChallengeParams())
    np.testing.assert_allclose(back.position, 15 - there.position, atol=1e-9)
    focal = history(mirrored, SCHOLZ).position
    assert np.abs(focal - (15 - history(issue, SCHOLZ).position)).max() > 0.1


def random_issue(rng, draws, n):
    position = rng.uniform(0, 100, (draws, n))
    salience = rng.uniform(5, 100, (draws, n))
    return OneIssue(position, salience, rng.uniform(0.1, 10, (draws, n)), np.full(draws, np.nan))


@pytest.mark.parametrize("n", [2, 3, 5, 9, 17, 30])
def test_the_kernel_against_the_equations_written_out(n):
    """P by its cubic definition, whole matrices, no shared code."""
    issue = random_issue(np.random.default_rng(n), 40, n)
    plain = challenge_numpy.challenge(issue.position, issue.weight, issue.salience / 100, 6)
    found = play_challenges(issue, ChallengeParams(rounds=6)).detail["rounds"]
    np.testing.assert_allclose(found, plain, atol=1e-7)


def test_first_round_and_cycles_are_reported(case):
    told = play_challenges(case[1], ChallengeParams(rounds=40))
    assert told.detail["first"] == told.detail["rounds"][:, 1]
    assert told.detail["rounds"].shape == (1, 41)
    agreed = OneIssue(np.full((1, 3), 40.0), np.full((1, 3), 50.0), np.ones((1, 3)), np.array([np.nan]))
    still = play_challenges(agreed, ChallengeParams())
    assert still.settlement == 40
    assert still.detail["cycle"] == 1


def test_actors_without_weight_are_inert_and_stay(case):
    _, issue = case
    extra = OneIssue(
        np.append(issue.position, [[15.0]], axis=1),
        np.append(issue.salience, [[0.0]], axis=1),
        np.append(issue.capability, [[5.0]], axis=1),
        issue.reversion,
    )
    for params in (ChallengeParams(), SCHOLZ):
        np.testing.assert_allclose(
            play_challenges(extra, params).settlement, play_challenges(issue, params).settlement, atol=1e-9
        )
        assert (history(extra, params).position[:, -1] == 15).all()


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"rounds": 0}, "rounds"),
        ({"q": 1.5}, "q must be a probability"),
        ({"votes": "bent"}, "votes must be linear or curved"),
    ],
)
def test_parameters_that_cannot_be(wrong, word):
    with pytest.raises(ValueError, match=word):
        ChallengeParams(**wrong)


def test_saliences_above_100_are_refused(case):
    issue = case[1]
    with pytest.raises(ValueError, match="rescale"):
        play_challenges(
            OneIssue(issue.position, 2 * issue.salience, issue.capability, issue.reversion), ChallengeParams()
        )
