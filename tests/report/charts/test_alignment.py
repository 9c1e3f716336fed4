"""Where the marks of pictures of alignments lie: by hand, and whole pictures as read."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from markupsafe import Markup

from detente.report.charts.alignment import Corner, Party, diagram, matrix, network, triangles

from ..test_said import marks_of

IsSaid = Callable[[str, str], None]
_SVG = "{http://www.w3.org/2000/svg}"

#: Nine in the first bloc, two in the second, and one in each of three more; the largest is in the middle.
SIZES = (0.04, 0.09, 0.16, 0.25, 1.0, 0.36, 0.49, 0.64, 0.81)
PARTIES = [
    *(Party(f"Member {i}{' of the left' * (i == 2)}", size, 0) for i, size in enumerate(SIZES)),
    Party("A republic with quite a long name", 0.25, 3),
    Party("A kingdom with quite a long name", 0.16, 3),
    *(Party(f"A lone state with a name of many words, number {b}", 0.01, b) for b in (5, 6, 7)),
]

#: On one side in all draws, in none, and in shares just inside the ends.
TOGETHER = np.array(
    [
        [1, 1, 0.5, 0.0049],
        [1, 1, 0.0051, 0.9951],
        [0.5, 0.0051, 1, 0],
        [0.0049, 0.9951, 0, 1],
    ]
)


def pictures(drawn: Markup) -> list[ET.Element]:
    """The wide and the narrow one."""
    return list(ET.fromstring(f"<both>{drawn}</both>"))  # noqa: S314  our own chart


def dots(picture: ET.Element) -> dict[str, list[tuple[float, float, float]]]:
    """Centre and radius of the dots by colour, in order."""
    found: dict[str, list[tuple[float, float, float]]] = {}
    for e in picture.iter(f"{_SVG}circle"):
        where = float(e.get("cx")), float(e.get("cy")), float(e.get("r"))
        found.setdefault(e.get("fill")[6:-1], []).append(where)
    return found


def words(picture: ET.Element) -> dict[str, tuple[float, str | None]]:
    """Where each text is anchored, and at which of its ends."""
    return {e.text: (float(e.get("x")), e.get("text-anchor")) for e in picture.iter(f"{_SVG}text")}


def height(picture: ET.Element) -> float:
    return float(picture.get("viewBox").split()[3])


def test_blocs_are_rings_of_dots_the_largest_first() -> None:
    """A ring is 52 pixels around for each member, its radius 56 to 72 or, in the narrow picture, to 84."""
    wide, narrow = pictures(network(PARTIES, np.zeros((14, 14)), "x"))
    at = dots(wide)
    assert list(at) == ["bloc-0", "bloc-1", "bloc-2", "bloc-3"]
    first = at["bloc-0"]
    assert len(first) == 9 + 1  # the fifth bloc has the colour of the first again
    turns = [2 * pi * (m + 0.5) / 9 - pi / 2 for m in range(9)]
    roots = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2)
    for dot, turn, root in zip(first, turns, roots, strict=False):
        assert dot == pytest.approx((190 + 72 * cos(turn), 114 + 72 * sin(turn), 5 + 13 * root), abs=0.01)
    # rows are 2 * 72 + 84 and 2 * 56 + 84 tall; two of a bloc lie right and left, one alone in the middle
    assert at["bloc-1"] == [(626, 114, 11.5), (514, 114, 10.2)]
    assert at["bloc-2"] == [(190, 228 + 98, 6.3)]
    assert at["bloc-3"] == [(570, 228 + 98, 6.3)]
    assert first[9] == (190, 228 + 196 + 98, 6.3)
    assert height(wide) == 228 + 2 * 196
    ring = 26 * 9 / pi
    below = 2 * ring + 84
    assert dots(narrow)["bloc-0"][0] == pytest.approx(
        (180 + ring * cos(turns[0]), below / 2 + ring * sin(turns[0]), 18), abs=0.01
    )
    assert [x for x, *_ in dots(narrow)["bloc-1"]] == [236, 124]
    assert height(narrow) == pytest.approx(below + 4 * 196, abs=0.01)


def test_lines_of_a_network_are_as_wide_as_they_weigh() -> None:
    """Sizes 1, 1 and 0.25: the propensities -1, 0.5 and 0.08 weigh 1, 0.25 and 0.04, the last too little."""
    three = [Party("A", 1.0, 0), Party("B", 1.0, 0), Party("C", 0.25, 0)]
    propensity = np.array([[0, -1.0, 0.5], [-1.0, 0, 0.08], [0.5, 0.08, 0]])
    wide, _ = pictures(network(three, propensity, "x"))
    lines = [
        (e.get("stroke"), e.get("stroke-width"), e.get("stroke-dasharray")) for e in wide.iter(f"{_SVG}line")
    ]
    # the weakest first: 0.6 + 4.4 times the share of the heaviest
    assert lines == [("var(--friend)", "1.7", None), ("var(--foe)", "5", "5,3")]
    propensity[1, 2] = propensity[2, 1] = 0.0804
    wide, _ = pictures(network(three, propensity, "x"))
    assert [e.get("stroke-width") for e in wide.iter(f"{_SVG}line")] == ["0.78", "1.7", "5"]


def test_a_network_without_propensities_has_no_lines() -> None:
    wide, narrow = pictures(network(PARTIES[:3], np.zeros((3, 3)), "x"))
    assert not [*wide.iter(f"{_SVG}line"), *narrow.iter(f"{_SVG}line")]
    # one bloc has the whole width
    assert [x for x, *_ in dots(wide)["bloc-0"]] == pytest.approx(
        [380 + 56 * cos(t) for t in (-pi / 6, pi / 2, pi * 7 / 6)], abs=0.01
    )


def test_names_in_a_network_hang_outward() -> None:
    """At the sides beside the dot, 5 pixels from it; above and below in the middle."""
    wide, _ = pictures(network(PARTIES, np.zeros((14, 14)), "x"))
    said = words(wide)
    right, left = (next(t for t in said if t.startswith(f"A {w}")) for w in ("republic", "kingdom"))
    assert said[right] == (626 + 11.5 + 5, None)
    assert said[left] == (514 - 10.2 - 5, "end")
    # the right-hand one has what is left of the picture, the left-hand one 150 pixels, less the dot and 8
    assert (right, left) == ("A republic with…", "A kingdom with quit…")
    # of the first ring one lies 119 pixels from the edge: 100.9 are left for 15 letters of 6.48
    assert said["Member 2 of th…"][1] == "end"
    assert said["Member 0"][1] == "end"
    lone = [t for t in said if t.startswith("A lone")]
    assert lone == ["A lone state with a na…"] and said[lone[0]][1] == "middle"


def test_chances_in_a_matrix_say_no_more_than_is_so() -> None:
    """0 and 1 are shares of all draws; what rounds to them is marked as more or less."""
    wide, narrow = pictures(matrix(list("abcd"), TOGETHER, [2], "x"))
    for picture in (wide, narrow):
        said = [e.text for e in picture.iter(f"{_SVG}text")]
        cells = [t for t in said if t not in {*"abcd"} and t not in {"1", "2", "3", "4"}]
        assert cells == [".50", "<.01", ".01", ">.99", ".50", ".01", "0", "<.01", ">.99", "0"]
        assert said.count("1") == 2 + 2


def test_shades_of_a_matrix_are_sixths() -> None:
    sixths = np.array([[0, 0.16, 0.17], [0.34, 0, 0.5], [0.67, 0.84, 0]])
    wide, _ = pictures(matrix(list("abc"), sixths, [], "x"))
    shades = [e.get("fill") for e in wide.iter(f"{_SVG}path")]
    assert shades == [f"var(--shade-{k})" for k in (0, 1, 2, 3, 4, 5)]


#: Actors, the side of a cell, and whether it holds a number.
CELLS = [(4, 40, True), (21, 558 / 21, True), (22, 558 / 22, False)]


@pytest.mark.parametrize(("actors", "side", "written"), CELLS)
def test_wide_cells_of_a_matrix_hold_numbers(actors: int, side: float, written: bool) -> None:
    """Of 760 pixels 200 are for names and 2 for the edge; a cell is at most 40, and needs more than 26."""
    names = [f"Actor {i}" for i in range(actors)]
    wide, narrow = pictures(matrix(names, np.full((actors, actors), 0.25), [3], "x"))
    assert ([e.text for e in wide.iter(f"{_SVG}text")].count(".25") > 0) is written
    assert ".25" not in words(narrow) or actors == 4
    bloc = f"{round(200 + 3 * side - 0.5, 2):g}"
    assert len([e for e in wide.iter(f"{_SVG}line") if e.get("x1") == e.get("x2") == bloc]) == 1
    assert height(wide) == pytest.approx(20 + side * actors + 4, abs=0.01)


def test_the_marks_of_a_matrix(is_said: IsSaid) -> None:
    names = [
        "Aland",
        "Bland",
        "A kingdom with quite a long name",
        "Dland",
    ]
    is_said("matrix", marks_of(matrix(names, TOGETHER, [2], "Who ends with whom.")))


def test_the_marks_of_a_network(is_said: IsSaid) -> None:
    propensity = np.zeros((14, 14))
    for i, j, value in ((0, 4, 0.5), (4, 9, -0.75), (9, 10, 1.0), (10, 13, -0.5)):
        propensity[i, j] = propensity[j, i] = value
    is_said("network", marks_of(network(PARTIES, propensity, "Five blocs.")))


AXIS = np.array([-0.5, 0.0, 0.5, 1.0])
PHASE = np.array([[0, 0, 1, 1], [0, 0, 1, 2], [0, 3, 1, 2], [3, 3, 3, 2]])


def test_a_diagram_has_a_box_for_every_run_of_one_phase() -> None:
    """The wide one is 420 across from 150, and its bottom at 444: a step is 105, and x runs first."""
    wide, _ = pictures(diagram(("one", "other"), AXIS, AXIS, PHASE, (0.0, 0.5), "x"))
    boxes = []
    for e in wide.iter(f"{_SVG}path"):
        (x, y), _, (x2, y2), _ = ([float(v) for v in p.split(",")] for p in e.get("d")[1:].split("L"))
        steps = (x - 150) / 105, (x2 - 0.4 - x) / 105, (444.4 - y2) / 105
        boxes.append((e.get("fill")[-2], *(round(s, 6) for s in steps)))
        assert y2 - 0.4 - y == pytest.approx(105)
    # the phase, the column it begins in, how many, and the row from below
    assert boxes == [
        ("a", 0, 3, 0), ("d", 3, 1, 0),
        ("a", 0, 2, 1), ("d", 2, 2, 1),
        ("b", 0, 3, 2), ("d", 3, 1, 2),
        ("b", 0, 1, 3), ("c", 1, 3, 3),
    ]  # fmt: skip


def test_ticks_of_a_diagram_lie_in_the_middle_of_their_steps() -> None:
    wide, narrow = pictures(diagram(("one", "other"), AXIS, AXIS, PHASE, (0.0, 0.5), "x"))
    texts = [(e.text, float(e.get("x")), float(e.get("y")) - 3.3) for e in wide.iter(f"{_SVG}text")]
    below = [(t, x) for t, x, y in texts if y == pytest.approx(444 + 13)]
    beside = [(t, y) for t, x, y in texts if x == 142]
    assert below == [("-0.5", 202.5), ("0", 307.5), ("0.5", 412.5), ("1", 517.5)]
    assert [t for t, _ in beside] == [t for t, _ in below]
    assert [y for _, y in beside] == pytest.approx([391.5, 286.5, 181.5, 76.5])
    assert dots(wide)["ink"] == [(307.5, 181.5, 6.18)]
    assert words(wide)["today"] == (318.5, None)
    # 306 across from 40
    assert dots(narrow)["ink"] == [(40 + 306 * 0.375, 24 + 306 * 0.375, 6.18)]


@pytest.mark.parametrize(
    ("present", "shown"),
    [
        ((-0.5, 1.0), True),
        ((1.0, -0.5), True),
        ((-0.51, 0.0), False),
        ((0.0, 1.01), False),
        ((1.01, 0.0), False),
    ],
)
def test_today_is_marked_if_it_is_on_the_diagram(present: tuple[float, float], shown: bool) -> None:
    wide, _ = pictures(diagram(("one", "other"), AXIS, AXIS, PHASE, present, "x"))
    assert ("today" in words(wide)) is shown
    assert ("ink" in dots(wide)) is shown


def test_the_marks_of_a_diagram(is_said: IsSaid) -> None:
    is_said("diagram", marks_of(diagram(("one", "other"), AXIS, AXIS, PHASE, (0.0, 0.5), "Phases.")))


LONG = ("A long name of an actor at the top", "Left " * 9, "Right " * 9)
#: Sides of every kind, and names that are cut.
CORNERS = [
    Corner(("A", "B", "C"), (0.5, -0.25, 0.0), "first"),
    Corner(("D", "E", "F"), (2.0, -2.0, 1.0), "second"),
    *(Corner(LONG, (1, 1, 1), f"kind {k}") for k in "abc"),
]


def test_sides_of_a_triangle_lie_across_from_their_corners() -> None:
    """Corners at (95, 38), (49, 108) and (141, 108); a side of 1 or more is 5 pixels wide."""
    wide, narrow = pictures(triangles(CORNERS, "x"))
    lines = [
        (
            *(float(e.get(k)) for k in ("x1", "y1", "x2", "y2")),
            e.get("stroke")[6:-1],
            float(e.get("stroke-width", 1)),
            e.get("stroke-dasharray"),
        )
        for e in wide.iter(f"{_SVG}line")
    ]
    assert lines[:3] == [
        (49, 108, 141, 108, "friend", 3, None),
        (95, 38, 141, 108, "foe", 2, "5,3"),
        (95, 38, 49, 108, "rule", 1, "2,3"),
    ]
    assert [line[4:6] for line in lines[3:6]] == [("friend", 5), ("foe", 5), ("friend", 5)]
    # four abreast, then a row 158 pixels lower; two abreast in the narrow one
    tops = [d[:2] for d in dots(wide)["actor"][::3]]
    assert tops == [(95, 38), (285, 38), (475, 38), (665, 38), (95, 196)]
    assert height(wide) == 2 * 158
    assert [d[:2] for d in dots(narrow)["actor"][::3]] == [
        (90, 38),
        (270, 38),
        (90, 196),
        (270, 196),
        (90, 354),
    ]
    assert height(narrow) == 3 * 158


def test_the_marks_of_triangles(is_said: IsSaid) -> None:
    is_said("triangles", marks_of(triangles(CORNERS, "Five triangles.")))
