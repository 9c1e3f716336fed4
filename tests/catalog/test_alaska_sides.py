"""The alignment of the Alaska case: its ties against the data, and what the page says of the result."""

from __future__ import annotations

import csv
import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from detente.catalog import load
from detente.forecasts.alignment.blocs import AlignmentForecast, forecast_alignment, sides_of
from detente.forecasts.alignment.propensities import build_situation
from detente.forecasts.alignment.turning import find_turning_points
from detente.models.alignment.arrays import Field
from detente.models.alignment.minimum import Effort, minimum
from detente.scenario import Scenario

PAGE = (Path(__file__).parents[2] / "docs" / "cases" / "alaska-2025.md").read_text(encoding="utf-8")

NAMES = {
    "us": "United States of America",
    "russia": "Russia",
    "ukraine": "Ukraine",
    "germany": "Germany",
    "france": "France",
    "uk": "United Kingdom",
    "italy": "Italy",
    "finland": "Finland",
    "china": "China",
    "hungary": "Hungary",
}
NATO = ("us", "germany", "france", "uk", "italy", "finland", "hungary")
UNION = ("germany", "france", "italy", "finland", "hungary")
ATLANTIC = ("germany", "france", "uk", "italy", "finland", "ukraine")

TODAY = {frozenset({"us", "ukraine", "hungary", *ATLANTIC}), frozenset({"russia", "china"})}
EASTERN = {frozenset({"us", "russia", "hungary"}), frozenset({"china", *ATLANTIC})}
AGAINST_CHINA = {frozenset({"us", "russia", "ukraine", "hungary", *ATLANTIC}), frozenset({"china"})}


@pytest.fixture(scope="module")
def case() -> Scenario:
    return load("alaska-2025")


@pytest.fixture(scope="module")
def made(case: Scenario) -> AlignmentForecast:
    return forecast_alignment(build_situation(case, draws=1024))


def as_sets(sides: list[list[str]]) -> set[frozenset[str]]:
    return {frozenset(side) for side in sides}


def stated(case: Scenario, kind: str) -> dict[frozenset[str], float]:
    return {frozenset((t.from_, t.to)): t.value.best for t in case.ties if t.kind == kind}


def test_memberships_are_pairs_of_members(case: Scenario) -> None:
    for kind, members in (("alliance", NATO), ("union", UNION)):
        assert stated(case, kind) == {frozenset(p): 1.0 for p in combinations(members, 2)}


@pytest.mark.parametrize(("kind", "resolution"), [("vote-2022", "ES-11/1"), ("vote-2025", "ES-11/7")])
def test_votes_are_products_of_the_recorded_ones(
    case: Scenario, shared: Path, kind: str, resolution: str
) -> None:
    with (shared / "data" / "figures" / "ukraine_votes_by_country.csv").open(encoding="utf-8") as file:
        votes = {r["country"]: r["vote"] for r in csv.DictReader(file) if r["resolution"] == resolution}
    worth = {"yes": 1, "abstain": 0, "no": -1}
    # the data of 2025 list few beside those against; the drafters' and their allies' votes are public record
    cast = {a: worth[votes.get(name, "yes")] for a, name in NAMES.items()}
    if resolution == "ES-11/1":
        assert all(name in votes for name in NAMES.values())
    else:
        assert {a for a, name in NAMES.items() if name not in votes} == {*ATLANTIC} - {"ukraine"}
    products = {frozenset((a, b)): float(cast[a] * cast[b]) for a, b in combinations(NAMES, 2)}
    assert stated(case, kind) == {pair: value for pair, value in products.items() if value}


def test_tariffs_are_those_of_7_august(case: Scenario) -> None:
    of = dict.fromkeys(UNION, "tariff-eu-2025") | {a: f"tariff-{a}-2025" for a in ("uk", "china", "russia")}
    assert stated(case, "tariff") == {frozenset(("us", a)): case.figures[f].value for a, f in of.items()}


def test_every_tie_of_a_figure_names_it(case: Scenario) -> None:
    for tie in case.ties:
        if tie.kind in {"alliance", "union", "vote-2022", "vote-2025", "tariff"}:
            assert case.basis(tie.value) == "figure", tie.path


def test_the_page_tables_every_weight(case: Scenario) -> None:
    assert case.alignment is not None
    for name, ingredient in case.alignment.ingredients.items():
        q = ingredient.weight
        assert re.search(rf"^\| {name} \| .* \| {q.low:g}, {q.best:g}, {q.high:g} \|$", PAGE, re.MULTILINE), (
            name
        )


def test_the_page_gives_todays_alignments(made: AlignmentForecast) -> None:
    found = [as_sets(made.sides(bloc)) for bloc in made.landscape.bloc]
    assert found == [TODAY, EASTERN]
    assert as_sets(made.sides(made.alignment.configuration[0])) == TODAY
    assert 0.985 < made.alignment.probability[0] < 0.998
    assert "about 99 % of draws" in PAGE
    assert f"({made.landscape.basin[1]} of {made.landscape.counted})" in PAGE


def test_the_page_says_what_would_turn_it(made: AlignmentForecast) -> None:
    found = find_turning_points(made.situation, [("us", "russia"), ("russia", "china")])
    one, other, both = found.tips
    assert all(as_sets(found.sides(t)) == AGAINST_CHINA for t in found.tips)
    for now, t, names in ((-0.08, one, "Washington and Moscow"), (0.35, other, "Moscow and Beijing")):
        assert t.values[0] - t.moves[0] == pytest.approx(now, abs=0.005)
        assert f"| {names} | {now:.2f} | {t.values[0]:.2f} |" in PAGE
    assert (
        f"| both, by {both.by:.2f} each | -0.08 and 0.35 | {both.values[0]:.2f} and {both.values[1]:.2f} |"
        in PAGE
    )


def test_the_page_says_when_europe_ends_against_washington(made: AlignmentForecast) -> None:
    field, names = made.situation.best, list(made.situation.actors)
    us, russia = names.index("us"), names.index("russia")
    others = [names.index(a) for a in ATLANTIC]

    def least(fall: float, rise: float) -> set[frozenset[str]]:
        p = field.propensity.copy()
        p[0, us, others] -= fall
        p[0, others, us] -= fall
        p[0, us, russia] += rise
        p[0, russia, us] += rise
        moved = Field.of(field.size, p)
        return as_sets(sides_of(names, minimum(moved.weight[0], moved.held, Effort()).bloc[0]))

    assert (least(0.30, 0), least(0.31, 0)) == (TODAY, EASTERN)
    assert (least(0.25, 0.21), least(0.25, 0.22)) == (TODAY, EASTERN)
    now = field.propensity[0, us, others]
    said = f"| {now.min():.2f} to {now.max():.2f} | {now.min() - 0.31:.2f} to {now.max() - 0.31:.2f} |"
    assert said in PAGE
    assert np.all(np.abs(now - 0.31) < 1)


def test_a_third_bloc_stays_empty(case: Scenario) -> None:
    made = forecast_alignment(build_situation(case, draws=1, blocs=3))
    assert as_sets(made.sides(made.landscape.minimum.bloc[0])) == TODAY
