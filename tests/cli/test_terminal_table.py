from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from detente.cli.terminal_table import Sheet, sheet

HEADS = ("date", "line of contact", "territory", "events")
ROWS = [("2025-08-17", "45 [44, 46]", "51 [47, 54]", "US support ends or all but ends, and more to tell")]


def shown(it: Sheet, width: int) -> str:
    out = StringIO()
    Console(file=out, width=width, color_system=None).print(it)
    return out.getvalue()


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_short_cells_are_never_broken_and_nothing_is_lost(width):
    text = shown(sheet(HEADS, ROWS), width)
    assert all(len(line) <= width for line in text.splitlines())
    for cell in ROWS[0][:3]:
        assert cell in text
    assert "".join(ROWS[0][3].split()) in "".join("".join(text.split()).split("─"))


def test_every_part_begins_with_the_first_column_and_wide_terminals_get_one():
    assert shown(sheet(HEADS, ROWS), 200).count("2025-08-17") == 1
    assert shown(sheet(HEADS, ROWS), 30).count("2025-08-17") > 1


def test_what_does_not_fit_is_cut_where_it_is_named():
    made = Sheet(("model", *"abcdef"), cut=4)
    made.add("mean", *["0123456789"] * 6)
    first, second = (part.split() for part in shown(made, 65).split("\n\n"))
    assert first[:4] == ["model", "a", "b", "c"]
    assert second[:4] == ["model", "d", "e", "f"]


def test_cells_of_up_to_twenty_letters_are_whole_and_longer_ones_may_break():
    """20 and 20 with a gap of 3 fit side by side on 43 columns; a third goes below, next to the first."""
    one, other = "a" * 20, "b" * 20
    assert f"{one}   {other}" in shown(sheet(("x", "y"), [(one, other)]), 43)
    assert len(shown(sheet(("x", "y", "z"), [("k", one, other)]), 42).split("\n\n")) == 2
    words = "ten letter ten letter"  # 21
    assert words in shown(sheet(("x", "y"), [(one, words)]), 44)
    assert "ten letter ten" in shown(sheet(("x", "y"), [(one, words)]), 43)
    assert words not in shown(sheet(("x", "y"), [(one, words)]), 43)


def test_what_is_left_is_shared_by_what_is_lacking():
    """Of 67 columns 61 are for cells: 4, 20 and 20, and a third and two thirds of the 17 left over."""
    row = ("name", "word " * 7 + "words", "word " * 11 + "words")
    rule = shown(sheet(("a", "b", "c"), [row]), 67).splitlines()[1]
    lines = shown(sheet(("a", "b", "c"), [row]), 67).splitlines()
    assert len(rule) == 4 + 25 + 31 + 6
    assert lines[2].index("word") == 7
    assert lines[2].rstrip().rindex("   ") + 3 == 7 + 25 + 3


def test_what_fits_whole_is_not_cut_and_the_gap_counts():
    made = Sheet(("model", "a", "b"), cut=2)
    made.add("mean", "0123456789", "0123456789")
    assert len(shown(made, 31).split("\n\n")) == 1
    assert len(shown(made, 30).split("\n\n")) == 2


def test_a_row_may_be_dim_and_heads_and_cells_are_plain_text():
    made = Sheet(("[bold]x[/bold]",))
    made.add("[red]", style="dim")
    made.add("other")
    out = StringIO()
    Console(file=out, width=40, force_terminal=True, color_system="standard").print(made)
    lines = out.getvalue().splitlines()
    assert "[bold]x[/bold]" in lines[0]
    assert "\x1b[2m" in lines[2] and "[red]" in lines[2]
    assert "\x1b[2m" not in lines[3]
