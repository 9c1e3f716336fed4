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
