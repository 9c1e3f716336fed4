"""What is printed is set for readers: true minus signs, and no line that parts a number from its unit."""

import io

import pytest

from detente.cli.console import say
from detente.cli.terminal_table import plain_table, sheet


@pytest.mark.parametrize("width", range(17, 40))
def test_no_line_parts_a_number_from_its_unit(width, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", str(width))
    say("moved by -18 [-32, -6] points (63 %, 58 %) after 12 months in 4 % of draws")
    lines = capsys.readouterr().out.split("\n")
    assert not [line for line in lines if line.lstrip().startswith(("%", "points", "months", "−6]"))]
    said = " ".join(" ".join(lines).split())
    assert said == "moved by −18 [−32, −6] points (63 %, 58 %) after 12 months in 4 % of draws"


def test_cells_of_tables_are_set_too(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "60")
    table = plain_table("move")
    table.add_row("by -18, in 50 %")
    say(table, sheet(("actor", "moves"), [("us", "-8 (80 %, 80 %); +6 (76 %, 76 %); -7 (51 %, 51 %)")]))
    printed = capsys.readouterr().out
    assert "by −18, in 50 %" in printed
    assert "−8 (80 %, 80 %)" in printed
    assert "-" not in printed
    assert not [line for line in printed.split("\n") if line.strip().startswith("%")]


def test_markup_and_what_is_typed_stay(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "200")
    say("[bold]2025-08-17[/bold] detente run x --model blend:deu3,near=-0.4 --out runs/-1")
    assert capsys.readouterr().out == (
        "2025-08-17 detente run x --model blend:deu3,near=-0.4 --out runs/-1\n"
    )


def test_a_number_keeps_its_sign_where_the_stream_has_no_minus(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), "ascii", "replace")
    monkeypatch.setattr("sys.stdout", stream)
    say("by -18 points")
    stream.flush()
    assert stream.buffer.getvalue() == b"by -18 points\n"
