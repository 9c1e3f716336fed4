"""Propensities from ties: what adds to them, when, and that draws are what they should be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from detente.draws import draw
from detente.forecasts.alignment.blocs import forecast_alignment
from detente.forecasts.alignment.propensities import (
    NoTiesError,
    UnknownIngredientError,
    build_situation,
    has_ties,
)
from detente.forecasts.alignment.summary import summarise_alignment, summarise_turning
from detente.forecasts.alignment.turning import UnknownActorError, find_turning_points
from detente.scenario import loads
from detente.wording.alignment import describe_standing

CASE = """
detente: 1
title: Three
as_of: 2025-01-01
actors:
  a: {label: A, kind: state, capability: 5, size: 7}
  b: {label: B, kind: state, capability: [2, 4]}
  c: {label: C, kind: state, capability: 2}
  idle: {label: Idle, kind: state, capability: 99}
alignment:
  ingredients:
    treaty: {weight: 0.5}
    quarrel: {weight: -0.75, otherwise: 0.2}
ties:
  - {kind: treaty, from: a, to: b, value: 1, until: 2020-01-01}
  - {kind: treaty, from: b, to: a, value: [-1, 1], since: 2020-01-01}
  - {kind: quarrel, from: c, to: b, value: 2}
  - {kind: propensity, from: a, to: c, value: 0.4}
outcomes:
  - {date: 2019-01-01, sides: [[a, b], [c]]}
  - {date: 2030-01-01, sides: [[a], [c]]}
steps: {every: 1 year, count: 3}
events:
  - {date: 2026-01-01, set: ties.propensity.a.c, value: -0.9}
  - {date: 2026-01-01, set: actors.a.size, value: 1}
"""


@pytest.fixture(scope="module")
def case():
    return loads(CASE)


def matrix(found):
    p = found.best.propensity[0]
    return {f"{a}{b}": float(p[i, j]) for i, a in enumerate("abc") for j, b in enumerate("abc") if i < j}


def test_a_propensity_is_the_clipped_weighted_sum_or_what_is_stated(case):
    found = build_situation(case, draws=64)
    assert found.actors == ("a", "b", "c")
    # treaty 0 at its best value; otherwise 0.2 of quarrel; -1.5 is cut off
    assert matrix(found) == pytest.approx({"ab": -0.15, "ac": 0.4, "bc": -1.0})
    assert found.clipped == 1
    assert found.parts["quarrel"][1, 2] == -1.5
    assert found.parts["propensity"][0, 2] == 0.4
    assert found.parts["quarrel"][0, 2] == 0
    total = np.clip(sum(found.parts.values()), -1, 1)
    assert np.array_equal(total, found.best.propensity[0])
    assert found.best.size[0].tolist() == [7, 3, 2]


def test_ties_and_events_are_those_of_the_day(case):
    before = build_situation(case, draws=8, at=date(2019, 12, 31))
    assert matrix(before)["ab"] == pytest.approx(0.5 - 0.15)
    after = build_situation(case, draws=8, at=date(2026, 1, 1))
    assert matrix(after)["ac"] == -0.9
    assert after.best.size[0, 0] == 1
    assert [k.known.date.year for k in (before, after)] == [2019, 2019]
    assert build_situation(case, draws=8, at=date(2030, 1, 1)).actual.tolist() == [0, -1, 1]


def test_only_some_ingredients(case):
    found = build_situation(case, draws=8, ingredients=["treaty"])
    assert matrix(found) == pytest.approx({"ab": 0.0, "ac": 0.4, "bc": 0.0})
    with pytest.raises(UnknownIngredientError, match="'treaty'"):
        build_situation(case, ingredients=["treatty"])


def test_draws_follow_the_quantities_and_the_seed(case):
    one, same, other = (build_situation(case, draws=512, seed=s) for s in (1, 1, 2))
    assert np.array_equal(one.over.propensity, same.over.propensity)
    assert not np.array_equal(one.over.propensity, other.over.propensity)
    treaty = (one.over.propensity[:, 0, 1] + 0.15) / 0.5
    assert treaty.min() < -0.99
    assert treaty.max() > 0.99
    assert abs(treaty.mean()) < 0.02
    assert np.all(np.abs(one.over.propensity) <= 1)


def test_ties_move_no_number_of_a_settlement():
    text = """
detente: 1
title: Toll
as_of: 2025-01-01
issues: {toll: {question: How high?, scale: {0: none, 100: full}, reversion: [20, 40]}}
actors:
  a: {label: A, kind: state, capability: [1, 2]}
  b: {label: B, kind: state, capability: [3, 9]}
stances:
  - {actor: a, issue: toll, position: [10, 30], salience: [10, 90]}
  - {actor: b, issue: toll, position: [50, 90], salience: [10, 90]}
"""
    ties = "ties: [{kind: propensity, from: a, to: b, value: [-1, 1]}]\n"
    plain, tied = draw(loads(text), 128, 3), draw(loads(text + ties), 128, 3)
    assert np.array_equal(plain.position, tied.position)
    assert np.array_equal(plain.capability, tied.capability)
    leaning = tied.values["ties.propensity.a.b"]
    assert len(np.unique(leaning)) == 128
    # were the two sequences side by side, their leading digits would go together
    others = [tied.values[p] for p in plain.values]
    assert all(abs(np.corrcoef(leaning, o)[0, 1]) < 0.3 for o in others)


def test_nobody_tied_is_an_error(case):
    untied = loads(CASE.partition("alignment:")[0] + "ties: [{kind: influence, from: a, to: b, value: 1}]")
    assert has_ties(case)
    assert not has_ties(untied)
    with pytest.raises(NoTiesError):
        build_situation(untied)


def test_probabilities_sum_to_one_and_agree_with_the_draws(case):
    made = forecast_alignment(build_situation(case, draws=256, seed=4), seed=4)
    assert made.alignment.probability.sum() == pytest.approx(1)
    bloc = made.alignment.bloc
    share = (bloc[:, 0] == bloc[:, 1]).mean()
    assert made.alignment.together[0, 1] == pytest.approx(share, abs=1e-9)
    again = forecast_alignment(build_situation(case, draws=256, seed=4), seed=4)
    assert summarise_alignment(made) == summarise_alignment(again)


def test_an_actor_held_stays(case):
    text = CASE.replace("alignment:\n", "alignment:\n  fixed: {a: one, c: two}\n")
    made = forecast_alignment(build_situation(loads(text), draws=32))
    assert made.situation.sides == ("one", "two")
    assert np.all(made.alignment.bloc[:, 0] != made.alignment.bloc[:, 2])


def test_what_turns_it_is_just_past_the_tip(case):
    found = find_turning_points(build_situation(case, draws=1), [("a", "b"), ("b", "c")])
    for t in found.tips[:2]:
        lever, move = t.levers[0], t.moves[0]
        names = ["abc".index(x) for x in (found.situation.actors[lever.i], found.situation.actors[lever.j])]
        for share, turned in ((0.99, False), (1.01, True)):
            p = found.situation.best.propensity[0].copy()
            p[names[0], names[1]] = p[names[1], names[0]] = p[names[0], names[1]] + share * move
            s = found.situation.best.size[0]
            energies = {
                tuple(bloc): sum(
                    s[i] * s[j] * p[i, j] for i in range(3) for j in range(3) if bloc[i] != bloc[j]
                )
                for bloc in ((0, 0, 0), (0, 0, 1), (0, 1, 0), (0, 1, 1))
            }
            least = min(energies, key=energies.get)
            assert (list(least) != t.now.tolist()) == turned
    assert found.diagram is not None
    with pytest.raises(UnknownActorError, match="'idle'"):
        find_turning_points(build_situation(case, draws=1), [("a", "idle")])


SKEWED = """
detente: 1
title: Two
as_of: 2025-01-01
actors:
  a: {label: Same, kind: state, capability: 1}
  b: {label: Same, kind: state, capability: 1}
  c: {label: Third, kind: state, capability: 1}
  idle: {label: Idle, kind: state, capability: 1}
ties:
  - {kind: propensity, from: a, to: b, value: [-1, 0.05, 0.1], since: 1907-08-31}
  - {kind: propensity, from: a, to: c, value: 0, since: 1913-01-01, until: 2026-01-01}
outcomes: [{date: 2020-01-01, sides: [[a], [b]]}]
"""


def test_the_likeliest_alignment_heads_though_another_is_best_at_the_best_values():
    made = forecast_alignment(build_situation(loads(SKEWED), draws=400))
    apart = (made.situation.over.propensity[:, 0, 1] < 0).mean()
    assert apart > 0.5
    assert made.likeliest[0] != made.likeliest[1]
    assert not made.at_best_values
    assert made.misplaced(made.likeliest) == 0
    assert made.misplaced(made.landscape.minimum.bloc[0]) == 1
    result = summarise_alignment(made)
    assert result.likeliest.at_best_values is False
    # the third leans to nobody: both its places are equally good
    assert result.likeliest.probability == pytest.approx(apart / 2)
    assert describe_standing(result) == (
        f"One of 2 equally likely alignments: it has the least energy in {50 * apart:.0f} % of draws, but "
        f"not "
        "at the best values."
    )


def test_who_is_left_out_and_who_leans_to_nobody():
    found = build_situation(loads(SKEWED), draws=8)
    assert [(x.actor, x.label, x.why) for x in found.left_out] == [("idle", "Idle", "no tie of alignment")]
    assert found.labels == ("Same (a)", "Same (b)", "Third")
    assert found.unmoved == ("c",)
    later = build_situation(loads(SKEWED), draws=8, at=date(2027, 1, 1))
    assert [(x.actor, x.why) for x in later.left_out] == [
        ("c", "no tie in force on 2027-01-01"),
        ("idle", "no tie of alignment"),
    ]


def test_only_the_ties_of_the_ingredients_chosen_count_for_who_is_left_out(case):
    found = build_situation(case, draws=8, ingredients=["treaty"])
    assert [(x.actor, x.why) for x in found.left_out] == [("idle", "no tie of alignment")]
    bare = loads(CASE.replace("  - {kind: propensity, from: a, to: c, value: 0.4}\n", "").split("steps:")[0])
    found = build_situation(bare, draws=8, ingredients=["treaty"])
    assert ("c", "no tie of the ingredients chosen") in [(x.actor, x.why) for x in found.left_out]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 1, 1), ""),
        (date(1908, 1, 1), ""),
        (
            date(2026, 1, 2),
            "The last change of a tie is dated 2026-01-01: what follows is held as at that date, not "
            "forecast.",
        ),
    ],
)
def test_a_day_beyond_the_dates_of_the_ties_is_said_to_be(day, said):
    found = build_situation(loads(SKEWED), draws=8, at=day)
    assert found.undated == said
    assert summarise_alignment(forecast_alignment(found)).undated == (said or None)
    assert summarise_turning(find_turning_points(found)).undated == (said or None)


def test_undated_ties_hold_before_the_first_date_and_after_the_case():
    undated = loads(SKEWED.replace(", since: 1907-08-31", "").replace(", since: 1913-01-01", ""))
    said = build_situation(undated, draws=8, at=date(2030, 1, 1)).undated
    assert said.startswith("The last change of a tie is dated 2026")
    plain = loads(
        SKEWED.replace(", since: 1907-08-31", "").replace(", since: 1913-01-01, until: 2026-01-01", "")
    )
    assert build_situation(plain, draws=8, at=date(2025, 1, 2)).undated == (
        "The case is as of 2025-01-01: what follows is held as at that date, not forecast."
    )
    assert build_situation(plain, draws=8, at=date(1800, 1, 1)).undated == (
        "The case is as of 2025-01-01: ties without a date are taken to have held on 1800-01-01 too."
    )
    with pytest.raises(NoTiesError, match=r"The first change of a tie is dated 1907-08-31$"):
        build_situation(loads(SKEWED), draws=8, at=date(1900, 1, 1))


def test_a_pair_named_twice_is_one_pair(case):
    found = build_situation(case, draws=1)
    assert len(find_turning_points(found, [("a", "b"), ("b", "a")]).tips) == 1
    assert len(find_turning_points(found, [("a", "b"), ("b", "a"), ("b", "c")]).tips) == 3


def test_of_equally_likely_alignments_the_one_of_the_best_values_heads():
    made = forecast_alignment(build_situation(loads(SKEWED), draws=8))
    best = made.landscape.minimum.bloc[0]
    other = np.where(np.arange(3) == 1, 1 - best, best)
    even = replace(made.alignment, configuration=np.stack([other, best]), probability=np.array([0.5, 0.5]))
    assert replace(made, alignment=even).likeliest.tolist() == best.tolist()
    assert replace(made, alignment=even).at_best_values
