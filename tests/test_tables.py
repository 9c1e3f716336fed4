"""One reader of tables: any encoding, delimiter, line end and quoting gives the same cells."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente import tables
from detente.cells import Cell
from detente.scenario import ScenarioError
from detente.tables import Table, read_table

WORDS = st.text(st.sampled_from("aZ09 ,;\t\"'\näЖ中-.#"), min_size=1, max_size=6)
TABLES = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(WORDS, min_size=width, max_size=width), min_size=1, max_size=5)
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tables")


def cells(table):
    return [[c.text for c in row] for row in (table.head, *table.rows)]


def written(rows, delimiter, newline, quotes=True):
    def cell(text):
        bare = not any(c in text for c in f'{delimiter}"\n') and text == text.strip()
        return text if bare and not quotes else '"' + text.replace('"', '""') + '"'

    lines = [delimiter.join(map(cell, row)) for row in rows]
    # a line break within quotes is written as the file writes its own
    return newline.join(line.replace("\n", newline) for line in lines)


@given(
    rows=TABLES,
    delimiter=st.sampled_from(",;\t"),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
    quotes=st.booleans(),
)
def test_every_way_of_writing_a_table_gives_the_same_cells(
    folder, rows, delimiter, newline, encoding, quotes
):
    head = [f"column {i}" for i in range(len(rows[0]))]
    text = written([head, *rows], delimiter, newline, quotes)
    (folder / "t.csv").write_bytes(text.encode(encoding))
    kept = [[" ".join(c.split()) for c in row] for row in rows]
    assert cells(read_table(folder / "t.csv", head, ragged=True)) == [head, *(r for r in kept if any(r))]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_cells_know_their_line_and_column(folder, newline):
    text = 'a,b\n\n"x\ny" , "z"\n  p,q\n'.replace("\n", newline)
    (folder / "t.csv").write_bytes(text.encode())
    table = read_table(folder / "t.csv")
    assert [(c.text, c.line, c.column) for row in table.rows for c in row] == [
        ("x y", 3, 1),
        ("z", 4, 6),
        ("p", 5, 3),
        ("q", 5, 5),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a;b\nx, y, z;1\nu, v, w;2\n", [["a", "b"], ["x, y, z", "1"], ["u, v, w", "2"]]),
        ("a;b\n1,5;2,5\n", [["a", "b"], ["1,5", "2,5"]]),
        ("a\tb\nx;y\tz,w\n", [["a", "b"], ["x;y", "z,w"]]),
        ('"a;b;c;d",e\nx,y\n', [["a;b;c;d", "e"], ["x", "y"]]),
        ("a,b,,,\nx,1,,,\ny,2\n", [["a", "b"], ["x", "1"], ["y", "2"]]),
        ('"name","size"\n"1","x",5\n"2","y",6\n', [["", "name", "size"], ["1", "x", "5"], ["2", "y", "6"]]),
        ("x y\ty\ny\t1\t2\nx y\t3\t4\n", [["", "x y", "y"], ["y", "1", "2"], ["x y", "3", "4"]]),
        ("a,b\nx,1\n\ufeffy,2\n", [["a", "b"], ["x", "1"], ["y", "2"]]),
        ('a,b\n\ufeff"y, z",2\n', [["a", "b"], ["y, z", "2"]]),
        ('\ufeff\ufeff"a, b",c\nx,1\n', [["a, b", "c"], ["x", "1"]]),
        ("sep=;\na;b\nx,y;1\n", [["a", "b"], ["x,y", "1"]]),
        ('"a" "b c"\n"a" 0 0,5\n"b c" 0,5 0\n', [["", "a", "b c"], ["a", "0", "0,5"], ["b c", "0,5", "0"]]),
        ("name\nSaudi Arabia\nEgypt\n", [["name"], ["Saudi Arabia"], ["Egypt"]]),
        ("name\nx\ny\n", [["name"], ["x"], ["y"]]),
    ],
)
def test_the_delimiter_is_the_one_that_gives_sound_rows(folder, text, expected):
    (folder / "t.csv").write_bytes(text.encode())
    assert cells(read_table(folder / "t.csv")) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [("1e-320", None), ("-1e-400", None), ("1e-101", None), ("0e-400", 0), ("1e-100", 1e-100)],
)
def test_numbers_too_small_to_multiply_are_refused(text, value):
    remedy = "" if value is not None else "write 0, or a number of at least 1e-100"
    assert Table("t", (), []).parse(text) == (value, remedy)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\nx,1,2\ny,1\n", "2:1: expected 2 cells as in the head, got 3, remove the extra cells"),
        (
            "a,b\nx,1,note\ny,2,note\n",
            "2:1: expected 2 cells as in the head, got 3, remove the extra cells",
        ),
        ("a,b\nx\n", "2:1: expected 2 cells as in the head, got 1, complete the line"),
        ('a,b\n"x,1\ny,2\n', "2:1: these quotes are not closed, or something follows them in the cell, got"),
        ('a,b\n"x" z,1\n', "2:1: these quotes are not closed, or something follows them in the cell, got"),
        (
            "a,b,a\nx,1,2\n",
            "1:5: this column is given twice, got 'a', rename or remove this one, or the one at",
        ),
        ("a,b\nx,\x1b[2J\n", "2:3: this character is not allowed in a table, got U+001B ESCAPE, remove it"),
        (
            "a,b\nx,\u202ey\n",
            "2:3: this character is not allowed in a table, got U+202E RIGHT-TO-LEFT OVERRIDE",
        ),
        ("a,b\nx,\0\n", "2:3: this character is not allowed in a table, got U+0000 NULL"),
        (" \n\n", "1:1: the file is empty, write a head and rows"),
        (
            "sep=,\na,b\nx,1,2\ny,1\n",
            "3:1: expected 2 cells as in the head, got 3, remove the extra cells",
        ),
        ("<html>", "1:1: expected a table, got XML or HTML, save the table as CSV"),
        ("detente: 1\ntitle: x\n", "1:1: expected a table, got a scenario, see `detente show"),
        ("T,W,3,1\nA,D,P,Pos,Sal\n", "1:1: expected a table, got a KTAB scenario, see `detente show"),
    ],
)
def test_what_is_wrong_has_its_place_and_remedy(folder, text, said):
    (folder / "t.csv").write_bytes(text.encode())
    with pytest.raises(ScenarioError) as why:
        read_table(folder / "t.csv")
    assert str(why.value).startswith(f"{folder / 't.csv'}:{said}")


def test_a_table_of_too_many_cells_is_refused_before_it_is_split(folder, monkeypatch):
    monkeypatch.setattr(tables, "MOST_CELLS", 10)
    (folder / "t.csv").write_text("a,b\n" * 6)
    monkeypatch.setattr(tables, "_shaped", None)
    with pytest.raises(ScenarioError, match="there are more than 10 cells"):
        read_table(folder / "t.csv")


def test_a_file_in_windows_1252_is_read_and_the_user_is_notified(folder, caplog):
    (folder / "t.csv").write_bytes("name,size\nÖsterreich,1\n".encode("cp1252"))
    assert cells(read_table(folder / "t.csv"))[1] == ["Österreich", "1"]
    assert caplog.messages == [
        f"{folder / 't.csv'}: this file is not UTF-8 and was read as Windows-1252, which is an assumption "
        "('Österreich' in line 2); save the file as UTF-8 if that is wrong"
    ]
    caplog.clear()
    (folder / "t.csv").write_bytes("name,size\nŁódź,1\n".encode("iso8859-2"))
    with pytest.raises(ScenarioError, match=r":2:1: this file is not UTF-8, and its encoding is unclear"):
        read_table(folder / "t.csv")
    assert not caplog.messages
    table = read_table(folder / "t.csv", names=False)
    assert table.doubt is not None


def test_columns_that_are_not_read_are_named(folder, caplog):
    (folder / "t.csv").write_text("id,a,,b,note\n1,2,3,4,5\n")
    table = read_table(folder / "t.csv")
    table.column("a")
    table.name_unread(["id"])
    assert caplog.messages == [f"{folder / 't.csv'}: ignored: columns b, note"]


@pytest.mark.parametrize(
    ("rows", "text", "value", "remedy"),
    [
        ([], "12.5", 12.5, ""),
        ([], "-.5e1", -5, ""),
        ([], "0,5", 0.5, ""),
        (["0,5"], "1,234", 1.234, ""),
        ([], "1,234", None, "write 1234 or 1.234, whichever is meant"),
        (["0,5", "1.5"], "1,234", None, "write 1234 or 1.234, whichever is meant"),
        ([], "0,125", 0.125, ""),
        ([], "1_0", None, "write a plain number, such as 12.5"),
        ([], "１２", None, "write a plain number, such as 12.5"),
        ([], "nan", None, "write a plain number, such as 12.5"),
        ([], "inf", None, "write a plain number, such as 12.5"),
        ([], "0x10", None, "write a plain number, such as 12.5"),
        ([], "12 %", None, "write a plain number, such as 12.5"),
        ([], "1.234,5", None, "write a plain number, such as 12.5"),
        ([], "1e300", None, "write a number of at most 1e+100"),
    ],
)
def test_numbers_are_plain_decimals(rows, text, value, remedy):
    table = tables.Table("t.csv", (), [(Cell(r, 2, 1),) for r in rows])
    assert table.parse(text) == (value, remedy)


@given(st.permutations(range(4)), st.permutations(range(5)))
def test_the_order_of_rows_and_columns_changes_no_cell(folder, columns, lines):
    head = ["a", "b", "c", "d"]
    rows = [[f"{c}{i}" for c in head] for i in range(5)]
    order = [[row[i] for i in columns] for row in (head, *(rows[i] for i in lines))]
    (folder / "t.csv").write_text("\n".join(",".join(row) for row in order))
    table = read_table(folder / "t.csv")
    places = [table.column(c) for c in head]
    assert sorted([row[i].text for i in places] for row in table.rows) == rows
    assert replace(table, rows=[]).head == table.head


@given(st.sampled_from(["NFC", "NFD"]), st.sampled_from([" ", "\u00a0", "\u3000", "  "]), st.booleans())
def test_spellings_of_a_name_are_one(folder, form, space, mark):
    name = unicodedata.normalize(form, "Côte d’Ivoire".replace(" ", space)) + "\u200b" * mark
    (folder / "t.csv").write_bytes(f"name,size\n{name},1\n".encode())
    assert cells(read_table(folder / "t.csv"))[1] == ["Côte d’Ivoire", "1"]
