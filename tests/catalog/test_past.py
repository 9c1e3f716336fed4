"""The cases of the past: their numbers against the data, and every statement of their pages."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from detente.catalog import load
from detente.forecasts.alignment.blocs import AlignmentForecast, forecast_alignment
from detente.forecasts.alignment.propensities import NoTiesError, build_situation
from detente.models.alignment.arrays import Ties
from detente.models.alignment.balance import find_frustration
from detente.models.alignment.compare import as_near

CASES = Path(__file__).parents[2] / "docs" / "cases"


def page(slug: str) -> str:
    return (CASES / f"{slug}.md").read_text(encoding="utf-8")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def on(slug: str, day: date | None = None, **given: Any) -> AlignmentForecast:
    return forecast_alignment(build_situation(load(slug), draws=1, at=day, **given))


def together(made: AlignmentForecast, index: int = 0) -> set[frozenset[str]]:
    return {frozenset(side) for side in made.sides(made.landscape.minimum.bloc[index])}


POWERS = {
    "Britain": "britain",
    "France": "france",
    "Russia": "russia",
    "Austria-Hungary": "austria-hungary",
    "Germany": "germany",
    "Italy": "italy",
}


@pytest.mark.parametrize("year", [1872, 1882, 1890, 1891, 1904, 1907])
def test_before_1914_as_the_page_and_the_data_have_it(shared: Path, year: int) -> None:
    data = {
        int(r["year"]): r for r in rows(shared / "data" / "alignment" / "ww1_balance_by_year_computed.csv")
    }
    made = on("before-1914", date(year, 6, 1))
    s = made.situation
    ties = Ties.from_matrix(s.best.propensity[0])
    found = find_frustration(ties)
    said = data[year]
    assert (len(ties.sign), len(found.triads.unbalanced), found.frustration.index) == (
        int(said["ties"]),
        int(said["unbalanced_triads"]),
        float(said["frustration_index"]),
    )
    # parting all hostile ties would give -hostile; each frustrated tie costs one
    hostile = int((ties.sign < 0).sum())
    assert made.landscape.minimum.energy / 2 == found.frustration.index - hostile
    line = next(x for x in page("before-1914").splitlines() if x.startswith(f"| {year} |"))
    cells = [c.strip() for c in line.strip("|").split("|")]
    assert cells[1:4] == [said["ties"], said["unbalanced_triads"], said["frustration_index"]]
    camps = {frozenset(POWERS[n] for n in side.split(", ")) for side in cells[4].split(" against ")}
    assert camps == together(made)
    assert int(cells[5]) == made.misplaced(made.likeliest)


def test_before_1914_has_the_ties_of_the_data(shared: Path) -> None:
    codes = {"GBR": "britain", "FRA": "france", "RUS": "russia", "AUH": "austria-hungary"}
    codes |= {"DEU": "germany", "ITA": "italy"}
    expected = {
        (codes[r["a"]], codes[r["b"]], float(r["sign"]), int(float(r["begin"])), int(float(r["end"])))
        for r in rows(shared / "data" / "alignment" / "ww1_alliances_1872_1918_irps_wwi.csv")
    }
    found = {
        (t.from_, t.to, t.value.best, t.since.year if t.since else 0, t.until.year if t.until else 1918)
        for t in load("before-1914").ties
    }
    assert found == expected


def test_italy_stands_with_germany_in_every_year() -> None:
    for year in range(1882, 1915):
        sides = together(on("before-1914", date(year, 12, 1)))
        assert any({"italy", "germany", "austria-hungary"} <= side for side in sides), year


def nation(name: str) -> str:
    return name.lower().replace(" ", "-")


def test_europes_numbers_are_the_reconstruction(shared: Path) -> None:
    case = load("europe-1936")
    folder = shared / "data" / "alignment"
    made = on("europe-1936")
    at = {a: i for i, a in enumerate(made.situation.actors)}
    for r in rows(folder / "ww2_propensities_RECONSTRUCTED_not_published.csv"):
        i, j = at[nation(r["a"])], at[nation(r["b"])]
        assert made.situation.best.propensity[0, i, j] == pytest.approx(float(r["propensity"]) / 4, abs=3e-4)
    assert made.situation.clipped == 0
    for year, column in ((1936, "cinc1936_pct_cow_nmc6"), *((y, f"cinc{y}") for y in (1937, 1938, 1939))):
        size = build_situation(case, draws=1, at=date(year, 7, 1)).best.size[0]
        for r in rows(folder / "ww2_17_nations.csv"):
            assert size[at[nation(r["nation"])]] == float(r[column]), (year, r["nation"])
    sides = {r["actual_ww2_side"]: set() for r in rows(folder / "ww2_17_nations.csv")}
    for r in rows(folder / "ww2_17_nations.csv"):
        sides[r["actual_ww2_side"]].add(nation(r["nation"]))
    assert [set(s) for s in case.outcomes[0].sides] == [sides["Allies"], sides["Axis"]]


@pytest.mark.parametrize("word", ["reconstruct", "RECONSTRUCT"])
def test_europe_is_labelled_a_reconstruction(word: str) -> None:
    case = load("europe-1936")
    assert word in (case.title if word.islower() else case.notes or "")
    assert "**The propensities are a reconstruction.**" in page("europe-1936")


ALLIES = {
    "britain",
    "france",
    "czechoslovakia",
    "denmark",
    "lithuania",
    "soviet-union",
    "yugoslavia",
    "greece",
}


@pytest.mark.parametrize(
    ("year", "stable", "wrong"), [(1936, 2, 2), (1937, 2, 2), (1938, 1, 2), (1939, 1, 3)]
)
def test_europe_by_year_as_the_page_has_it(year: int, stable: int, wrong: int) -> None:
    made = on("europe-1936", date(year, 7, 1))
    assert (made.landscape.found, made.misplaced(made.likeliest)) == (stable, wrong)
    assert frozenset(ALLIES | ({"romania"} if year == 1939 else set())) in together(made)
    assert any(
        x.startswith(f"| {year} | {stable} |") and x.endswith(f"| {wrong} |")
        for x in page("europe-1936").splitlines()
    )
    if year == 1936:
        assert made.misplaced(made.landscape.bloc[1]) == 5
        far = {frozenset(s) for s in made.sides(made.landscape.bloc[1])}
        assert frozenset({"soviet-union", "yugoslavia", "greece"}) in far
        assert (as_near(16, 2), 2**15) == (137, 32_768)


def test_the_printed_alignment_differs_in_lithuania_only(shared: Path) -> None:
    data = rows(shared / "data" / "alignment" / "ww2_17_nations.csv")
    printed = {nation(r["nation"]) for r in data if r["configuration1_side"] == "A"}
    assert printed ^ ALLIES == {"lithuania"}


def who(year: int, only: list[str] | None = None) -> set[frozenset[frozenset[str]]]:
    made = on("strategic-triangle", date(year, 7, 1), ingredients=only)
    return {frozenset(together(made, m)) for m in range(len(made.landscape.minimum.bloc))}


def pair(one: str, other: str) -> frozenset[frozenset[str]]:
    alone = {"us", "russia", "china"} - {one, other}
    return frozenset({frozenset({one, other}), frozenset(alone)})


CAPITALS = {"Washington": "us", "Moscow": "russia", "Beijing": "china"}


def test_the_triangle_turns_when_the_page_says() -> None:
    text = page("strategic-triangle").splitlines()
    start = text.index("| years | together | alone |") + 2
    seen: dict[int, frozenset[frozenset[str]]] = {}
    for line in text[start:]:
        if not line.startswith("|"):
            break
        years, friends, _ = (c.strip() for c in line.strip("|").split("|"))
        first, _, last = years.partition("-")
        for year in range(int(first), int(last or first) + 1):
            seen[year] = pair(*(CAPITALS[c] for c in friends.split(", ")))
    assert set(seen) == set(range(1949, 2011))
    for year, expected in seen.items():
        assert who(year) == {expected}, year
    assert "**1974, two years after**" in page("strategic-triangle")


def test_with_alliances_alone_the_triangle_never_turns() -> None:
    for year in range(1949, 2011):
        if 1981 <= year <= 1995:
            with pytest.raises(NoTiesError):
                who(year, ["alliance"])
        else:
            made = on("strategic-triangle", date(year, 7, 1), ingredients=["alliance"])
            assert made.situation.actors == ("russia", "china"), year
            assert made.situation.best.propensity[0, 0, 1] > 0


def test_with_rivalries_alone_the_triangle_turns_in_1973() -> None:
    undecided = {pair("us", "russia"), pair("us", "china"), pair("russia", "china")}
    for year in range(1958, 1973):
        assert who(year, ["rivalry"]) == undecided, year
    for year in range(1973, 1990):
        assert who(year, ["rivalry"]) == {pair("us", "china")}, year


def test_the_triangles_ties_are_the_data(shared: Path) -> None:
    names = {"USA": "us", "USSR": "russia", "China": "china"}
    case = load("strategic-triangle")
    for r in rows(shared / "data" / "alignment" / "strategic_triangle_usa_ussr_china_1949_2010.csv"):
        day, ends = date(int(r["year"]), 7, 1), (names[r["a"]], names[r["b"]])
        found = {
            t.kind: t.value.best
            for t in case.ties
            if (t.from_, t.to) == ends and (t.since or day) <= day < (t.until or date.max)
        }
        expected = {}
        if float(r["cow_defense"]) or float(r["cow_entente"]):
            expected["alliance"] = 1.0
        if "1" in {r["td_rivalry"], r["tss_rivalry"]}:
            expected["rivalry"] = 1.0
        if float(r["max_hostlev"]):
            expected["dispute"] = float(r["max_hostlev"]) / 5
        if r["unga_idealpoint_dist"]:
            expected["votes"] = max(-1.0, 1 - float(r["unga_idealpoint_dist"]) / 2)
        assert found == pytest.approx(expected, abs=1e-4), (day, ends)


def test_unix_as_the_page_has_it(shared: Path) -> None:
    made = on("unix-1988")
    data = {r["firm"]: r for r in rows(shared / "data" / "alignment" / "unix_9_firms.csv")}
    s = made.situation
    assert dict(zip(s.labels, s.best.size[0], strict=True)) == {f: float(r["size"]) for f, r in data.items()}
    kind = [data[f]["type_S_specialist_G_generalist"] for f in s.labels]
    for i in range(9):
        for j in range(i):
            assert s.best.propensity[0, i, j] == (-1.0 if kind[i] == kind[j] else 0.0)
    assert made.landscape.found == made.landscape.minimum.tied == 2
    assert made.landscape.energy == pytest.approx([-3828.9, -3828.9])
    assert made.landscape.basin.tolist() == [128, 128]
    for column in ("configuration1_side", "configuration2_side"):
        one = frozenset(a for a, f in zip(s.actors, s.labels, strict=True) if data[f][column] == "1")
        assert any(one in {frozenset(x) for x in made.sides(b)} for b in made.landscape.bloc), column
    text = page("unix-1988").partition("| alignment |")[2]
    labels = dict(zip(s.actors, s.labels, strict=True))
    for bloc in made.landscape.bloc:
        wrong = made.misplaced(bloc)
        told = [{labels[a] for a in side} for side in made.sides(bloc)]
        line = next(x for x in text.splitlines() if x.endswith(f"| {wrong} |"))
        sides = line.strip("|").split("|")[0].split(" against ")
        assert [set(map(str.strip, side.split(","))) for side in sides] == told
    assert sorted(made.misplaced(b) or 0 for b in made.landscape.bloc) == [1, 3]


@pytest.mark.parametrize("slug", ["before-1914", "europe-1936", "strategic-triangle", "unix-1988"])
def test_every_case_of_the_past_has_an_outcome_and_a_page_that_says_where_it_fails(slug: str) -> None:
    case = load(slug)
    assert any(k.sides for k in case.outcomes)
    assert "fail" in page(slug)
    assert "(" in (case.notes or "")
