"""The agenda setter: the textbook cases, and proposals put to the vote one by one."""

from __future__ import annotations

import numpy as np
import pytest

from detente.models import configure, run_model
from detente.models.arrays import Bargain, OneIssue, Rule
from detente.models.settlement.setter import SetterParams
from detente.models.settlement.setter import find_setter_proposal as propose


def issue(position, capability, reversion, rule=None, votes=None, salience=None):
    x, c = np.atleast_2d(np.asarray(position, float)), np.atleast_2d(np.asarray(capability, float))
    s = np.ones_like(x) if salience is None else np.atleast_2d(np.asarray(salience, float))
    v = None if votes is None else np.asarray(votes, float)
    return OneIssue(x, s, c, np.full(len(x), float(reversion)), votes=v, rule=rule)


@pytest.mark.parametrize(
    ("reversion", "outcome"),
    [
        (60, 60),  # the median stands lower: any move up fails
        (50, 50),  # at the median nothing passes
        (40, 60),  # the median takes up to 2 * 50 - 40
        (20, 80),
        (5, 90),  # up to 95 would pass; the setter wants 90
        (95, 90),  # and from above, down to 5
    ],
)
def test_romer_and_rosenthal(reversion, outcome):
    # the setter at 90 faces voters at 10, 30, 50, 70; its own vote makes the median 50
    found = propose(issue([90, 10, 30, 50, 70], [1] * 5, reversion, Rule(setter=0)), SetterParams())
    np.testing.assert_allclose(found.settlement, [outcome])


def voted(x, votes, q, setter, passes, grid):
    """The accepted grid point nearest the setter, every point put to the vote."""
    accepted = np.abs(grid[:, None] - x) <= np.abs(q - x) + 1e-9
    options = np.append(grid[[passes(votes[a].sum(), votes.sum()) for a in accepted]], q)
    return options[np.abs(options - x[setter]).argmin()]


RULES = [
    (Rule(setter=2), lambda yes, whole: yes > whole / 2),
    (Rule("qualified", 0.7, 2), lambda yes, whole: yes >= 0.7 * whole - 1e-9),
    (Rule("unanimity", None, 2), lambda yes, whole: yes == whole),
]


@pytest.mark.parametrize(("rule", "passes"), RULES)
def test_against_every_proposal_put_to_the_vote(rule, passes):
    rng = np.random.default_rng(8)
    x = rng.integers(0, 101, (60, 5)).astype(float)
    votes = np.array([3.0, 1, 2, 4, 0])
    q = rng.integers(0, 101, 60).astype(float)
    case = OneIssue(x, np.ones_like(x), np.ones_like(x), q, votes=votes, rule=rule)
    grid = np.linspace(0, 100, 201)
    wanted = [voted(a, votes, b, 2, passes, grid) for a, b in zip(x, q, strict=True)]
    found = propose(case, SetterParams())
    np.testing.assert_allclose(found.settlement, wanted)
    assert (found.detail["lowest"] <= q).all()
    assert (found.detail["highest"] >= q).all()


def test_a_quota_met_exactly_passes_and_half_of_the_votes_does_not():
    exact = issue([100, 60, 60, 20], [1] * 4, 40, Rule("qualified", 0.75, 0))
    np.testing.assert_allclose(propose(exact, SetterParams()).settlement, [80])
    half = issue([100, 60, 20, 20], [1] * 4, 40, Rule(setter=0))
    np.testing.assert_allclose(propose(half, SetterParams()).settlement, [40])


def test_without_votes_capability_counts_and_the_weightiest_proposes():
    # 60 of 100 capability accept up to 2 * 70 - 20
    case = issue([90, 70, 10], [30, 30, 40], 20, salience=[2, 1, 1])
    np.testing.assert_allclose(propose(case, SetterParams()).settlement, [90])
    # with votes of one each the same two are a majority; the last alone never is
    np.testing.assert_allclose(
        propose(issue([90, 70, 10], [9, 1, 1], 20, votes=[1, 1, 1]), SetterParams()).settlement, [90]
    )
    np.testing.assert_allclose(
        propose(issue([90, 70, 10], [1, 1, 9], 20, votes=[1, 1, 1]), SetterParams()).settlement, [20]
    )


def test_equal_weight_gives_the_mean_of_proposals():
    found = propose(issue([80, 60, 30], [5, 5, 1], 40), SetterParams())
    # up to 80 passes: the proposals are 80 and 60
    np.testing.assert_allclose(found.settlement, [70])


def test_who_does_not_care_abstains():
    rule = Rule("unanimity", None, 0)
    cares = issue([80, 20], [1, 1], 40, rule, salience=[1, 1])
    np.testing.assert_allclose(propose(cares, SetterParams()).settlement, [40])
    abstains = issue([80, 20], [1, 1], 40, rule, salience=[1, 0])
    np.testing.assert_allclose(propose(abstains, SetterParams()).settlement, [80])


def test_a_variant_overrides_the_rule_but_not_the_setter():
    case = issue([20, 60, 90], [1, 1, 1], 40, Rule("unanimity", None, 2))
    assert propose(case, SetterParams()).settlement == [40]
    assert propose(case, configure("setter:majority").params).settlement == [80]
    assert propose(case, configure("setter:qualified,quota=0.9").params).settlement == [40]


def test_the_setter_is_found_among_those_present():
    x = np.array([[[50.0, 50], [np.nan, 10], [90, 90], [60, 60]]])
    s = np.where(np.isnan(x), 0.0, 1.0)
    scale = np.tile([0.0, 100], (2, 1))
    table = Bargain(x, s, np.ones((1, 4)), np.full((1, 2), 40.0), scale, rules=(Rule(setter=2), None))
    np.testing.assert_allclose(run_model("setter", table).settlement[0, 0], 80)
    absent = Bargain(x, s, np.ones((1, 4)), np.full((1, 2), 40.0), scale, rules=(Rule(setter=1), None))
    with pytest.raises(ValueError, match="issue 0: actor 1 sets the agenda, so it needs a stance"):
        run_model("setter", absent)


@pytest.mark.parametrize(
    "wrong",
    [("majority", 0.7), ("qualified", None), ("qualified", 0.5), ("qualified", 1.1), ("lottery", None)],
)
def test_rules_that_cannot_be(wrong):
    with pytest.raises(ValueError, match=r"quota|rule"):
        Rule(*wrong)
    with pytest.raises(ValueError, match=r"quota|rule"):
        SetterParams("qualified", quota=0.4)
