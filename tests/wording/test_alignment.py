"""Alignments and what would turn them in words, on a record with round numbers."""

from dataclasses import replace

import pytest

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
    SideDistance,
    StableAlignment,
    TippingPoint,
    TriangleSummary,
    TurningResult,
)
from detente.wording import alignment as wording

EAST_WEST = (("a", "b"), ("c",))
APART = (("a",), ("b", "c"))
TRIANGLE = TriangleSummary(
    actors=("a", "b", "c"),
    kind="stable marriage",
    kinds={"stable marriage": 0.75, "romantic triangle": 0.25},
    places={"a": "partner", "b": "partner", "c": "outcast"},
    values={"a": 0.5, "b": 0.5, "c": -1.0},
    nearness=0.125,
    distances=(
        SideDistance("b", "c", 0.25),
        SideDistance("a", "c", 0.5),
        SideDistance("a", "b", 0.125),
    ),
)
RESULT = AlignmentResult(
    title="Three",
    date="2025-01-01",
    actors=(
        AlignedActor("a", "Avalon", 4.0, None),
        AlignedActor("b", "Burgundy", 2.0, None),
        AlignedActor("c", "Cockaigne", 1.0, None),
    ),
    ingredients={"treaty": "Treaties", "quarrel": "Quarrels"},
    propensities=(
        PairPropensity("a", "b", 0.25, 0.0, 0.5, {"treaty": 0.5, "quarrel": -0.25}),
        PairPropensity("a", "c", -0.75, -1.0, -0.5, {"quarrel": -0.75}),
        PairPropensity("b", "c", 0.0, 0.0, 0.0, {}),
    ),
    left_out=(
        LeftOut("d", "Dorado", "no tie of alignment"),
        LeftOut("e", "Erewhon", "no tie in force on 2025-01-01"),
        LeftOut("f", "Flatland", "no tie of alignment"),
    ),
    undated=None,
    unmoved=(),
    likeliest=LikeliestAlignment(EAST_WEST, 0.75, at_best_values=True),
    clipped=0,
    blocs=2,
    draws=200,
    seed=0,
    minimum=LeastEnergy(-1.5, -1.5, proved=True, tied=1, method="enumeration"),
    minima=(
        StableAlignment(EAST_WEST, -1.5, 3, {"a": 0.0, "b": 0.0, "c": 0.0}, wrong=1),
        StableAlignment(APART, -0.5, 1, {"a": 0.0, "b": 0.0, "c": 0.0}, wrong=0),
    ),
    minima_found=2,
    exhaustive=True,
    configurations=4,
    basins_counted=4,
    together=((1.0, 0.75, 0.0), (0.75, 1.0, 0.25), (0.0, 0.25, 1.0)),
    probabilities=(LikelyAlignment(EAST_WEST, 0.75), LikelyAlignment(APART, 0.25)),
    probabilities_found=2,
    triangles=(TRIANGLE,),
    triangles_found=1,
    known=KnownSides("2026-05-01", (("a",), ("b", "c", "d")), None),
    certain=False,
    equally_likely=1,
    misplaced=(1, 1),
    at_best=LikelyAlignment(EAST_WEST, 0.75),
    bloc_numbers=(0, 0, 1),
    triangle_draws=200,
    closed_triangles=(TRIANGLE,),
)
CERTAIN = replace(RESULT, certain=True, draws=1, triangle_draws=1)


def tip(lever, by, sides=APART, usual=True):
    return TippingPoint((lever,), by, usual, True, sides)


TURNING = TurningResult(
    title="Three",
    date=None,
    left_out=(),
    undated="The case is as of 2025-01-01: what follows is held as at that date, not forecast.",
    now=EAST_WEST,
    tied=1,
    tips=(
        tip(LeverMove("propensity", ("a", "b"), 0.25, -0.5, -0.25), 0.5),
        tip(LeverMove("size", ("c",), 1.0, 2.0, 3.0), 2.0),
        tip(LeverMove("propensity", ("b", "c"), 0.0, 1.5, 1.5), 1.5, usual=False),
        tip(LeverMove("size", ("a",), 4.0, None, None), None, EAST_WEST, usual=False),
    ),
    diagram=None,
    labels={"a": "Avalon", "b": "Burgundy", "c": "Cockaigne"},
    blocs=3,
    unmoved=("b", "c"),
)


def test_sides_are_named_by_label_and_others_by_identifier():
    assert wording.format_sides(RESULT.labels, EAST_WEST) == "Avalon, Burgundy  |  Cockaigne"
    assert wording.name_sides(RESULT.labels, (("d", "a"),)) == [["d", "Avalon"]]


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        (
            RESULT,
            "The likeliest alignment: it has the least energy in 75 % of draws, at the best values too.",
        ),
        (
            replace(RESULT, minimum=replace(RESULT.minimum, tied=3)),
            "The likeliest alignment: it has the least energy in 75 % of draws, at the best values too, "
            "like 2 more.",
        ),
        (
            replace(RESULT, likeliest=LikeliestAlignment(APART, 0.5, at_best_values=False), equally_likely=2),
            "One of 2 equally likely alignments: it has the least energy in 50 % of draws, but not at the "
            "best "
            "values.",
        ),
        (
            CERTAIN,
            "It has the least energy of all. Nothing about the ties is uncertain: the alignment is the same "
            "in every draw.",
        ),
        (
            replace(CERTAIN, equally_likely=2),
            "One of 2 alignments that share the least energy, with nothing to choose between them. Nothing "
            "about "
            "the ties is uncertain: the alignment is the same in every draw.",
        ),
    ],
)
def test_how_the_likeliest_stands(result, sentence):
    assert wording.describe_standing(result) == sentence


def test_what_is_best_at_the_best_values_is_said_only_of_another():
    assert wording.describe_at_best(RESULT) == ""
    other = replace(
        RESULT,
        likeliest=LikeliestAlignment(APART, 0.75, at_best_values=False),
        at_best=LikelyAlignment(EAST_WEST, 0.25),
    )
    assert wording.describe_at_best(other) == (
        "At the best values: Avalon, Burgundy  |  Cockaigne (least energy in 25 % of draws)"
    )


@pytest.mark.parametrize(
    ("misplaced", "level", "sentence"),
    [
        ((1, 1), 1, "The likeliest has 1 actor on the wrong side."),
        ((0, 0), 1, "The likeliest has 0 actors on the wrong side."),
        ((1, 3), 2, "The 2 likeliest have 1 to 3 actors on the wrong side."),
        (None, 1, ""),
    ],
)
def test_how_many_are_on_the_wrong_side(misplaced, level, sentence):
    result = replace(RESULT, misplaced=misplaced, equally_likely=level)
    assert wording.describe_misplaced(result) == sentence


def test_what_is_known_is_compared():
    assert wording.describe_known(RESULT) == (
        "Known by 2026-05-01: Avalon  |  Burgundy, Cockaigne, d. The likeliest has 1 actor on the wrong side."
    )
    assert wording.describe_known(replace(RESULT, known=KnownSides("2026-05-01", (), None))) == ""
    assert wording.describe_known(replace(RESULT, known=None)) == ""


def test_how_many_are_stable_and_whether_the_least_is_proved():
    assert wording.describe_stable(RESULT) == "2 stable alignments; 1 with the least energy (proved)"
    one = replace(RESULT, minima_found=1)
    assert wording.describe_stable(one) == "1 stable alignment; 1 with the least energy (proved)"
    many = replace(RESULT, minima_found=12_345)
    assert wording.describe_stable(many).startswith("12,345 stable alignments; ")
    open_ended = replace(
        RESULT, exhaustive=False, minimum=replace(RESULT.minimum, proved=False, bound=-1.75, tied=2)
    )
    assert wording.describe_stable(open_ended) == (
        "at least 2 found; 2 with the least energy (not proved; none lies below -1.75)"
    )


def test_who_takes_part_and_who_does_not():
    assert wording.describe_scope(RESULT) == [
        "3 actors, at most 2 blocs",
        "Left out, no tie of alignment: Dorado and Flatland",
        "Left out, no tie in force on 2025-01-01: Erewhon",
    ]
    assert wording.describe_scope(TURNING) == [
        "The case is as of 2025-01-01: what follows is held as at that date, not forecast.",
        "3 actors, at most 3 blocs",
        "Burgundy and Cockaigne: every propensity is 0, so the side shown is arbitrary",
    ]


@pytest.mark.parametrize(
    ("clipped", "sentence"),
    [
        (0, ""),
        (1, "1 propensity beyond -1 or 1, cut off at that limit"),
        (2, "2 propensities beyond -1 or 1, cut off at that limit"),
    ],
)
def test_propensities_that_are_cut_off(clipped, sentence):
    assert wording.describe_clipped(replace(RESULT, clipped=clipped)) == sentence


def test_likelihoods():
    assert [wording.format_likelihood(RESULT, x) for x in RESULT.probabilities] == ["75 %", "25 %"]
    assert wording.format_likelihood(CERTAIN, RESULT.probabilities[0]) == "tied"
    alone = replace(CERTAIN, probabilities_found=1)
    assert wording.format_likelihood(alone, RESULT.probabilities[0]) == "certain"
    assert [wording.format_together(CERTAIN, p) for p in (1.0, 0.0, 0.5)] == ["yes", "no", "tied"]
    assert [wording.format_together(RESULT, p) for p in (1.0, 0.0, 0.5)] == ["100 %", "0 %", "50 %"]


def test_the_table_of_stable_alignments():
    assert wording.list_stable(RESULT) == wording.Listing(
        ("stable alignments", "energy", "basin", "wrong"),
        (
            ("Avalon, Burgundy  |  Cockaigne", "-1.5", "75.0 %", "1"),
            ("Avalon  |  Burgundy, Cockaigne", "-0.5", "25.0 %", "0"),
        ),
        0,
    )
    unknown = wording.list_stable(replace(RESULT, misplaced=None))
    assert unknown.columns == ("stable alignments", "energy", "basin")
    assert unknown.rows[0] == ("Avalon, Burgundy  |  Cockaigne", "-1.5", "75.0 %")


def test_the_table_of_likely_alignments():
    assert wording.list_likely(RESULT) == wording.Listing(
        ("over 200 draws, the minimum is", "share of draws"),
        (("Avalon, Burgundy  |  Cockaigne", "75 %"), ("Avalon  |  Burgundy, Cockaigne", "25 %")),
        0,
    )
    assert wording.list_likely(replace(RESULT, probabilities_found=5)).hidden == 3
    assert wording.list_likely(CERTAIN) is None
    assert wording.list_likely(replace(RESULT, draws=1)) is None


def test_the_table_of_pairs_has_the_strongest_first():
    listing = wording.list_pairs(RESULT)
    assert listing.columns == ("pair", "propensity", "same side", "made of")
    assert listing.rows == (
        ("Avalon and Cockaigne", "-0.75", "0 %", "Quarrels -0.75"),
        ("Avalon and Burgundy", "+0.25", "75 %", "Treaties +0.50; Quarrels -0.25"),
        ("Burgundy and Cockaigne", "+0.00", "25 %", ""),
    )
    alone = wording.list_pairs(replace(RESULT, ingredients={"treaty": "Treaties"}, propensities=()))
    assert alone.columns == ("pair", "propensity", "same side")
    many = replace(RESULT, propensities=RESULT.propensities * 10)
    assert (len(wording.list_pairs(many).rows), wording.list_pairs(many).hidden) == (24, 6)
    assert wording.describe_hidden(wording.list_pairs(many)) == "and 6 more; see --json"
    assert wording.describe_hidden(listing) == ""


def test_the_table_of_triangles():
    assert wording.list_triangles(RESULT) == wording.Listing(
        ("triangles, closest to changing first", "kind", "share of draws", "distance"),
        (("Avalon, Burgundy, Cockaigne", "stable marriage", "75 %", "0.125"),),
        0,
    )
    assert wording.list_triangles(CERTAIN).rows[0][2] == "–"
    assert wording.list_triangles(replace(RESULT, triangles=(), triangles_found=0)) is None
    many = replace(RESULT, triangles=(TRIANGLE,) * 20, triangles_found=30)
    assert (len(wording.list_triangles(many).rows), wording.list_triangles(many).hidden) == (12, 18)


def test_what_would_turn_it():
    assert wording.describe_now(TURNING) == ["At the best values: Avalon, Burgundy  |  Cockaigne"]
    assert wording.describe_now(replace(TURNING, tied=2))[1] == (
        "2 alignments share the least energy now, so any change turns it"
    )
    assert wording.list_tips(TURNING) == wording.Listing(
        ("lever", "now", "turns at", "move", "then"),
        (
            ("Avalon and Burgundy", "0.25", "-0.25", "-0.5", "Avalon  |  Burgundy, Cockaigne"),
            ("size of Cockaigne", "1", "3", "+2", "Avalon  |  Burgundy, Cockaigne"),
            ("Burgundy and Cockaigne", "0", "1.5 *", "+1.5", "Avalon  |  Burgundy, Cockaigne"),
        ),
        0,
    )
    assert wording.describe_tips(TURNING) == [
        "1 change nothing, however far they move",
        "* beyond the limits of a propensity, which are -1 and 1",
        "Changes in size are given as a fraction of the size.",
    ]
    plain = replace(TURNING, tips=TURNING.tips[:2])
    assert wording.describe_tips(plain) == ["Changes in size are given as a fraction of the size."]


def test_two_levers_at_once_and_what_rounding_leaves_of_nought():
    both = TippingPoint(
        (
            LeverMove("propensity", ("a", "b"), 1e-17, -0.12345, -0.12345),
            LeverMove("size", ("c",), 1.0, 0.12345, 1.12345),
        ),
        0.12345,
        True,
        True,
        APART,
    )
    assert wording.list_tips(replace(TURNING, tips=(both,) * 30)).rows[0] == (
        "Avalon and Burgundy; size of Cockaigne",
        "0; 1",
        "-0.123; 1.12",
        "-0.123; +0.123",
        "Avalon  |  Burgundy, Cockaigne",
    )
    assert wording.list_tips(replace(TURNING, tips=(both,) * 30)).hidden == 6


def test_one_more_alignment_with_the_least_energy_is_counted():
    two = replace(RESULT, minimum=replace(RESULT.minimum, tied=2))
    assert wording.describe_standing(two).endswith("at the best values too, like 1 more.")


def test_one_actor_is_not_in_the_plural():
    assert wording.describe_scope(replace(TURNING, labels={"a": "Avalon"}, unmoved=()))[1].startswith(
        "1 actor,"
    )
    two = replace(TURNING, labels={"a": "Avalon", "b": "Burgundy"}, unmoved=())
    assert wording.describe_scope(two)[1].startswith("2 actors,")


@pytest.mark.parametrize(("counted", "reached"), [(0, "100.0 %"), (1, "100.0 %"), (2, "50.0 %")])
def test_a_basin_is_a_share_of_those_counted(counted, reached):
    one = replace(RESULT, minima=(replace(RESULT.minima[0], basin=1),), basins_counted=counted)
    assert wording.list_stable(one).rows[0][2] == reached
