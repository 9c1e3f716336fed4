"""What the page shows of an alignment that is made by hand: which rows, in which order, and where it ends."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import bs4
import pytest

from detente.report.alignment import build_alignment_view, page_html
from detente.results.alignment import (
    AlignedActor,
    AlignmentResult,
    KnownSides,
    LeastEnergy,
    LeftOut,
    LeverMove,
    LikeliestAlignment,
    LikelyAlignment,
    PairPropensity,
    PhaseAxis,
    PhaseDiagram,
    StableAlignment,
    TippingPoint,
    TriangleSummary,
    TurningResult,
)


def name(i: int) -> str:
    return f"a{i:02}"


def result_of(n: int) -> AlignmentResult:
    """As many actors as asked for, the odd against the even; the first pairs weigh the least."""
    who = [name(i) for i in range(n)]
    sides = (tuple(who[::2]), tuple(who[1::2]))
    lone = (tuple(who), ())
    actors = tuple(AlignedActor(w, f"Actor {w}", 1.0 + i % 3, None) for i, w in enumerate(who))
    pairs = tuple(
        PairPropensity(a, b, (-1) ** (i + 1) * (i + 1) / 100, -1.0, 1.0, {"kin": i / 100, "creed": -i / 50})
        for i, (a, b) in enumerate(pairwise(who))
    )
    likely = tuple(LikelyAlignment(sides if k == 0 else lone, 0.3 - 0.03 * k) for k in range(8))
    return AlignmentResult(
        title="By hand",
        date="1914-07-28",
        actors=actors,
        ingredients={"kin": "Kinship", "creed": "Faith"},
        propensities=pairs,
        left_out=(),
        undated=None,
        unmoved=(),
        likeliest=LikeliestAlignment(sides, 0.3, at_best_values=True),
        clipped=0,
        blocs=2,
        draws=200,
        seed=0,
        minimum=LeastEnergy(-1.0, -1.0, True, 1, "exact"),
        minima=(StableAlignment(sides, -1.0, 1, {}),),
        minima_found=1,
        exhaustive=True,
        configurations=2,
        basins_counted=1,
        together=tuple(tuple(1.0 if (i + j) % 2 == 0 else 0.25 for j in range(n)) for i in range(n)),
        probabilities=likely,
        probabilities_found=8,
        triangles=(),
        triangles_found=0,
        certain=False,
        equally_likely=1,
        misplaced=None,
        at_best=LikelyAlignment(sides, 0.3),
        bloc_numbers=tuple(i % 2 for i in range(n)),
        triangle_draws=200,
        closed_triangles=(),
    )


@pytest.mark.parametrize(("actors", "pictures"), [(40, True), (41, False)])
def test_up_to_forty_actors_have_pictures(actors: int, pictures: bool) -> None:
    shown = build_alignment_view(result_of(actors))
    assert (bool(shown.network), bool(shown.matrix)) == (pictures, pictures)
    assert shown.actors == actors


def test_the_first_of_each_list_are_shown() -> None:
    """Six alignments, and the fifteen pairs that weigh most: twice propensity times both sizes."""
    shown = build_alignment_view(result_of(20))
    assert [row.probability for row in shown.rows] == ["30 %", "27 %", "24 %", "21 %", "18 %", "15 %"]
    assert [row.stable for row in shown.rows] == [True, *[False] * 5]
    assert [len(side) for side in shown.rows[1].sides] == [20, 0]
    # the sizes of neighbours are 1 and 2, 2 and 3, 3 and 1: products 2, 6 and 3
    products = [2, 6, 3]
    weights = {i: products[i % 3] * (i + 1) for i in range(19)}
    order = sorted(weights, key=lambda i: -weights[i])[:15]
    assert [p.names for p in shown.pairs] == [(f"Actor {name(i)}", f"Actor {name(i + 1)}") for i in order]
    first = order[0]
    assert shown.pairs[0].propensity == (-1) ** (first + 1) * (first + 1) / 100
    assert shown.pairs[0].parts == [("Kinship", first / 100), ("Faith", -first / 50)]
    assert {p.together for p in shown.pairs} == {"25 %"}


def matrix_rows(shown: str) -> list[str]:
    """The names at the left of the wide matrix, downwards."""
    wide = bs4.BeautifulSoup(shown, "html.parser").find("svg", class_="wide")
    return [t.string for t in wide.find_all("text") if t.string.startswith("Actor")]


def test_a_matrix_puts_blocs_together_the_largest_first() -> None:
    """Sizes are 1, 2, 3, 1, 2, 3: in the bloc of the even 3, 2 and 1, in that of the odd 3, 2 and 1."""
    shown = build_alignment_view(result_of(6))
    assert matrix_rows(shown.matrix) == [f"Actor {name(i)}" for i in (2, 4, 0, 5, 1, 3)]
    wide = bs4.BeautifulSoup(shown.matrix, "html.parser").find("svg", class_="wide")
    upright = [line["x1"] for line in wide.find_all("line") if line["x1"] == line["x2"]]
    assert upright == ["319.5", "439.5"]  # after three of 40 pixels from 200, and at the end
    cells = [t.string for t in wide.find_all("text") if t.string in {"1", ".25"}]
    # each row: its number where it is 1, the head likewise, then both others of its bloc, then the others
    assert cells == [
        "1",
        "1",
        "1",
        "1",
        *[".25"] * 3,
        *["1", "1", *[".25"] * 3] * 2,
        *[*[".25"] * 3, "1", "1"] * 3,
    ]


def test_a_network_counts_actors_and_blocs() -> None:
    shown = build_alignment_view(result_of(6))
    wide = bs4.BeautifulSoup(shown.network, "html.parser").find("svg", class_="wide")
    assert wide["aria-label"] == "6 actors in 2 blocs, with friendly and hostile propensities."
    # areas are sizes, the largest 5 and 13 pixels; the last bloc is drawn last
    radii = [round(float(c["r"]), 2) for c in wide.find_all("circle")]
    assert radii == [round(5 + 13 * (s / 3) ** 0.5, 2) for s in (3, 2, 1)] * 2


def test_actors_of_no_size_are_drawn_all_the_same() -> None:
    none = result_of(3)
    none = replace(none, actors=tuple(replace(a, size=0.0) for a in none.actors))
    wide = bs4.BeautifulSoup(build_alignment_view(none).network, "html.parser").find("svg", class_="wide")
    assert {c["r"] for c in wide.find_all("circle")} == {"5"}


def test_triangles_carry_the_propensity_across_from_each_corner() -> None:
    """Between the first and the second -0.01, the second and the third 0.02, the first and the third 0."""
    three = result_of(3)
    who = tuple(name(i) for i in range(3))
    kinds = {"unit veto": 0.1, "stable marriage": 0.7, "romantic triangle": 0.2}
    some = TriangleSummary(who, "stable marriage", kinds, {}, {}, 0.125, ())
    shown = build_alignment_view(replace(three, closed_triangles=(some,)))
    assert shown.ranked == [("Actor a00, Actor a01, Actor a02", "stable marriage", 0.7, 0.125)]
    wide = bs4.BeautifulSoup(shown.triangles, "html.parser").find("svg", class_="wide")
    assert [line["stroke"] for line in wide.find_all("line")] == [
        "var(--friend)",
        "var(--rule)",
        "var(--foe)",
    ]
    assert [line.get("stroke-width") for line in wide.find_all("line")] == ["1.08", None, "1.04"]


def turning_of(tips: tuple[TippingPoint, ...], diagram: PhaseDiagram | None = None) -> TurningResult:
    labels = {name(i): f"Actor {name(i)}" for i in range(3)}
    return TurningResult(
        title="By hand",
        date=None,
        left_out=(),
        undated=None,
        now=(("a00", "a02"), ("a01",)),
        tied=1,
        tips=tips,
        diagram=diagram,
        labels=labels,
        blocs=2,
        unmoved=(),
    )


def tip(now: float, then: float | None, *, usual: bool = True, kind: str = "propensity") -> TippingPoint:
    move = None if then is None else then - now
    lever = LeverMove(kind, ("a00", "a01") if kind == "propensity" else ("a00",), now, move, then)
    return TippingPoint(
        (lever,), None if move is None else abs(move), usual, True, (("a00",), ("a01", "a02"))
    )


def test_only_moves_of_one_propensity_that_stay_in_range_are_listed() -> None:
    listed = [tip(0.1 * k, 0.1 * k + 0.05) for k in range(9)]
    others = [tip(0.9, 1.5, usual=False), tip(1.0, 2.0, kind="size"), tip(0.3, None)]
    shown = build_alignment_view(replace(result_of(3), turning=turning_of((*others, *listed))))
    assert [(now, then) for _, now, then, _ in shown.tips] == [(0.1 * k, 0.1 * k + 0.05) for k in range(8)]
    assert shown.tips[0][3] == [["Actor a00"], ["Actor a01", "Actor a02"]]


def test_phases_that_occur_are_in_the_key_in_order() -> None:
    """Of four alignments the third occurs nowhere."""
    axis = (-1.0, 1.0)
    sides = tuple(((f"a{k:02}",), ()) for k in range(4))
    diagram = PhaseDiagram(
        PhaseAxis(("a00", "a01"), axis, 0.5),
        PhaseAxis(("a00", "a02"), axis, -0.5),
        sides,
        ((3, 0), (1, 1)),
        True,
    )
    shown = build_alignment_view(replace(result_of(3), turning=turning_of((), diagram)))
    assert [key for key, _ in shown.phases] == ["phase-a", "phase-b", "phase-d"]
    assert [found[0][0] for _, found in shown.phases] == ["Actor a00", "Actor a01", "a03"]
    wide = bs4.BeautifulSoup(shown.diagram, "html.parser").find("svg", class_="wide")
    assert wide["aria-label"] == (
        "Which alignment has the least energy over the propensities of Actor a00 – Actor a01 and "
        "Actor a00 – Actor a02."
    )
    # 0.5 of -1 to 1 on the middle half of 420 pixels from 150, and -0.5 from below
    today = wide.find_all("circle")[-1]
    assert (float(today["cx"]), float(today["cy"])) == (150 + 105 + 210 * 0.75, 444 - 105 - 210 * 0.25)


def test_what_is_known_and_what_is_best_otherwise() -> None:
    three = result_of(3)
    other = LikelyAlignment((("a00",), ("a01", "a02")), 0.27)
    known = KnownSides("1914-08-12", (("a00", "a01"), ("a02",)), None)
    changed = replace(
        three,
        at_best=other,
        likeliest=replace(three.likeliest, at_best_values=False),
        known=known,
        misplaced=(1, 1),
    )
    shown = build_alignment_view(changed)
    assert shown.at_best == ([["Actor a00"], ["Actor a01", "Actor a02"]], 0.27)
    assert shown.known is not None
    assert shown.known[:2] == ("1914-08-12", [["Actor a00", "Actor a01"], ["Actor a02"]])
    assert build_alignment_view(three).at_best is None
    assert build_alignment_view(replace(three, known=replace(known, sides=()))).known is None
    assert "1914-07-28" in page_html(three)
    assert "None" not in page_html(replace(three, date=None))


def test_who_leans_to_nobody_and_who_is_left_out_go_by_their_labels() -> None:
    left = (
        LeftOut("x", "Xland", "no size"),
        LeftOut("y", "Yland", "no ties"),
        LeftOut("z", "Zland", "no size"),
    )
    shown = build_alignment_view(replace(result_of(3), unmoved=("a01",), left_out=left, undated="No dates."))
    assert shown.unmoved == ["Actor a01"]
    assert shown.left_out == [("no size", ["Xland", "Zland"]), ("no ties", ["Yland"])]
    assert shown.undated == "No dates."
    plain = build_alignment_view(result_of(3))
    assert (plain.undated, plain.left_out, plain.unmoved) == ("", [], [])
    assert (plain.title, plain.blocs, plain.draws, plain.certain) == ("By hand", 2, 200, False)
    assert (plain.proved, plain.stable) == (True, 1)
