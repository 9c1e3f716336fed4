import contextlib
from graphlib import CycleError, TopologicalSorter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.report.charts.labels import clean, few, fit, flags, width, wrap

points = st.lists(
    st.tuples(st.floats(196, 746, allow_nan=False), st.text("abcdefghij ", min_size=1, max_size=60)),
    min_size=1,
    max_size=12,
    unique_by=lambda p: p[0],
)


@given(points)
def test_flags_never_overlap_and_poles_go_round_them(some):
    hung = flags(some, 11, 196, 760)
    assert [f.x for f in hung] == sorted(x for x, _ in some)
    spans = []
    for f in hung:
        w = width(f.text, 11) + 8
        spans.append((f.x - w, f.x) if f.leftward else (f.x, f.x + w))
    for (f, (a, b)), (g, (c, d)) in combinations(zip(hung, spans, strict=True), 2):
        assert f.level != g.level or b <= c or d <= a
    below = {f: [g for g in hung if a < g.x < b] for f, (a, b) in zip(hung, spans, strict=True)}
    # poles that stand in each other's way in a ring cannot all be spared
    with contextlib.suppress(CycleError):
        TopologicalSorter(below).prepare()
        assert all(f.level > g.level for f, others in below.items() for g in others)


@given(st.text(max_size=80), st.floats(20, 200))
def test_a_fitted_text_fits(text, room):
    assert width(fit(text, 11, room), 11) <= room
    assert all(width(line, 11) <= room for line in wrap(text, 11, room))


def test_wrapping_keeps_every_word_where_there_is_room():
    assert wrap("Rearmament and social spending", 11, 120) == ["Rearmament and", "social spending"]
    assert wrap("Toll", 11, 120) == ["Toll"]


@pytest.mark.parametrize("bad", ["\x00", "\n", "\u202e", "\ud800", "\x1b", "\u2028", "\uffff"])
def test_characters_that_xml_or_the_reading_direction_stumble_over_go(bad):
    assert bad not in clean(f"a{bad}b")
    assert clean(f"  a{bad} b ") == "a b"


def test_of_many_labelled_points_some_are_shown_evenly_and_both_ends():
    scale = {at / 10: f"point {at}" for at in range(1001)}
    kept = few(scale, 5)
    assert list(kept) == [0.0, 25.0, 50.0, 75.0, 100.0]
    assert kept[25.0] == "point 250"
    assert few(kept, 5) == kept


def test_hanging_a_thousand_flags_asks_for_few_comparisons(monkeypatch):
    asked = 0

    class Counted(float):
        def __lt__(self, other):
            nonlocal asked
            asked += 1
            return float(self) < float(other)

    hung = flags([(Counted(x), "a label") for x in range(200, 700)], 11, 196, 760)
    assert len(hung) == 500
    # every two flags a few times, not every three
    assert asked < 20 * 500**2
