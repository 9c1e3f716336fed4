"""Plain tables of actors, ties, edges and players: read in every usual form, refused with the place."""

from fractions import Fraction

import numpy as np
import pytest

from detente.formats.networks import read_body, read_edges, read_landscape
from detente.scenario import ScenarioError


@pytest.fixture
def write(tmp_path):
    def made(name, text, encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return made


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_actors_and_ties_in_any_order(write, newline, delimiter, encoding):
    actors = newline.join(["name,size", '"AT&T, Inc",28.5', "Sun,1e1", "", "Öl,0"]).replace(",", delimiter)
    actors = actors.replace(f'"AT&T{delimiter} Inc"', '"AT&T, Inc"')
    ties = newline.join(["a,b,note,propensity", '"AT&T, Inc",Sun,x,-1', "Sun,Öl,,.25"]).replace(
        ",", delimiter
    )
    ties = ties.replace(f'"AT&T{delimiter} Inc"', '"AT&T, Inc"')
    one, other = write("a.csv", actors, encoding), write("t.csv", ties, encoding)
    for files in ([one, other], [other, one]):
        found = read_landscape(files)
        assert found.names == ("AT&T, Inc", "Sun", "Öl")
        assert found.size.tolist() == [28.5, 10, 0]
        assert found.propensity.tolist() == [[0, -1, 0], [-1, 0, 0.25], [0, 0.25, 0]]


def test_a_matrix_and_a_list_say_the_same(write):
    matrix = write("m.csv", ",a,b,c\na,9,0.5,-1\nb,0.5,,0\nc,-1,0,0\n")
    listed = write("l.csv", "a,b,propensity\na,b,0.5\nb,c,0\nc,a,-1\n")
    one, other = read_landscape([matrix]), read_landscape([listed])
    assert one.names == other.names
    assert np.array_equal(one.propensity, other.propensity)
    assert one.size.tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1:1: the file is empty"),
        ("a,b,propensity\nx,y,high\n", "2:5: expected a propensity, got 'high'"),
        ("a,b,propensity\nx,y,nan\n", "2:5: expected a propensity, got 'nan'"),
        ("a,b,propensity\nx,y,1e999\n", "2:5: expected a propensity"),
        ("a,b,propensity\nx,x,1\n", "2:3: a tie joins two actors"),
        ("a,b,propensity\nx,,1\n", "2:3: expected a name"),
        (
            "a,b,propensity\nx,y,1\n\nx,y,1\n",
            "4:1: this pair is given twice, got x, y, keep this one or the one in line 2",
        ),
        (
            "a,b,propensity\nx,y,1\n\ny,x,-1\n",
            "4:5: this pair has a different propensity the other way round, got '-1', make it 1 as in line 2",
        ),
        ("a,b,propensity\nx,y\n", "2:1: expected 3 cells as in the head, got 2"),
        (
            'a,b,propensity\n"x,y,1\n',
            "2:1: these quotes are not closed, or something follows them in the cell",
        ),
        ("a,c,propensity\nx,y,1\n", "1:1: there is no column 'b' in the head"),
        (
            ",x,y\nx,0,1\ny,2,0\n",
            "3:3: propensities must be the same both ways, got '2', make it 1 as in line 2",
        ),
        (
            ",x,y\nx,0,1\nz,1,0\n",
            "3:1: this row of the matrix has no column with its name, got 'z', add one, or rename it",
        ),
        (
            ",x,y\nx,0,1\n",
            "1:4: this column of the matrix has no row with its name, got 'y', add one, or rename it",
        ),
        (
            ",x,y\nx,0,1\ny,1,0\nx,0,1\n",
            "4:1: this name is given twice, got 'x', keep this one or the one in line 2",
        ),
        (",x,y\nu,0,1\nv,1,0\n", "1:1: expected a,b,propensity, name,size or a square matrix"),
        (",x,x\nx,0,1\nx,1,0\n", "1:4: this column is given twice, got 'x'"),
        ("name,size\nx,1\n", "1:1: there are no propensities"),
        ("name,size\nx,-1\n", "2:3: expected a size of at least 0"),
        (
            "name,size\nx,1\nx,2\n",
            "3:1: this name is given twice, got 'x', keep this one or the one in line 2",
        ),
    ],
)
def test_what_is_wrong_is_told_at_its_cell(write, text, said):
    path = write("f.csv", text)
    with pytest.raises(ScenarioError) as caught:
        read_landscape([path])
    assert f"{path}:{said}" in str(caught.value)


def test_all_problems_come_at_once(write):
    path = write("f.csv", "a,b,propensity\nx,y,high\nz,z,1\n")
    with pytest.raises(ScenarioError) as caught:
        read_landscape([path])
    assert [(p.line, p.column) for p in caught.value.problems] == [(2, 5), (3, 3)]


def test_an_actor_without_a_size(write):
    actors, ties = write("a.csv", "name,size\nSun,1\nDEC,2\n"), write("t.csv", "a,b,propensity\nSun,DCE,1\n")
    with pytest.raises(ScenarioError, match="no size, got 'DCE', did you mean 'DEC'"):
        read_landscape([actors, ties])


def test_a_body_without_any_weight_is_refused_at_its_column(write):
    path = write("p.csv", "player,states,people\nA,1,0\nB,1,0.0\n")
    with pytest.raises(ScenarioError) as why:
        read_body(path)
    assert (
        str(why.value) == f"{path}:1:15: every weight in this column is 0, got 'people', give a player more"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "A,B,1\nB,C,-1\n",
            "1:1: there is no column 'source' in the head, got A, B, 1, line 1 must name the columns: ",
        ),
        (
            "1,2,1\n2,3,-1\n",
            "1:1: there is no column 'source' in the head, got 1, 2, 1, line 1 must name the columns: ",
        ),
        (
            "Sourse,target,sign\n",
            "1:1: there is no column 'source' in the head, got Sourse, target, sign, write it for 'Sourse'",
        ),
        (
            ",x,y\nx,0,1\ny,1,0\n",
            "1:1: there is no column 'source' in the head, got , x, y, this is a table for `detente align`",
        ),
        (
            "x,y\nx,0,1\ny,1,0\n",
            "1:1: there is no column 'source' in the head, got , x, y, this is a table for `detente align`",
        ),
        *(
            (
                f"source,target,sign\nA,B,{sign}\n",
                f"2:5: expected a sign, 1 or -1, got {got}, write 1 for friendly, -1 for hostile",
            )
            for sign, got in (
                ("ally", "'ally'"),
                ("nan", "'nan'"),
                ("", "nothing"),
                ("0", "'0'"),
                ("1_0", "'1_0'"),
            )
        ),
    ],
)
def test_edges_that_are_none_say_what_to_write(write, text, said):
    path = write("e.csv", text)
    with pytest.raises(ScenarioError) as caught:
        read_edges(path)
    assert str(caught.value).startswith(f"{path}:{said}")


def test_edges_with_and_without_networks(write):
    plain = read_edges(write("e.csv", "source,target,sign\na,b,+\nb,c,-1\n"))
    assert plain[""].names == ("a", "b", "c")
    assert plain[""].sign.tolist() == [1, -1]
    several = read_edges(write("n.csv", "network,source,target,sign\n1,a,b,1\n2,a,c,-\n1,b,c,-1\n"))
    assert {k: len(v.sign) for k, v in several.items()} == {"1": 2, "2": 1}
    for text, said in (
        ("a,b,0.5", "2:5: expected a sign"),
        ("a,b,0", "2:5: expected a sign"),
        ("a,b,x", "2:5"),
    ):
        with pytest.raises(ScenarioError, match=said):
            read_edges(write("bad.csv", f"source,target,sign\n{text}\n"))


def test_bodies_of_one_and_several_rules(write):
    one = read_body(write("p.csv", "player,weight,note\na,4,x\nb,2.5,y\n"))
    assert (one.players, one.rules, one.weight) == (("a", "b"), ("weight",), ((4, 2.5),))
    two = read_body(write("q.csv", "player,states,population\na,1,80\nb,1,60\n"))
    assert (two.rules, two.weight) == (("states", "population"), ((1, 1), (80, 60)))
    exact = read_body(write("r.csv", "player,weight\na,12345678901234567891\nb,1/3\nc,0.55\n"))
    assert exact.weight == ((12345678901234567891, Fraction(1, 3), Fraction(11, 20)),)
    commas = read_body(write("s.csv", "player;weight\na;1,5\nb;2,25\n"))
    assert commas.weight == ((1.5, 2.25),)
    for text, said in (("a,-1", "2:3: expected a weight"), ("a,1\na,2", "3:1: this name"), ("a,x", "2:3")):
        with pytest.raises(ScenarioError, match=said):
            read_body(write("bad.csv", f"player,weight\n{text}\n"))


@pytest.mark.parametrize(
    "spelling",
    ["Tu\u0308rkiye", "\ufeffTürkiye", "Türkiye\u200b", " Türkiye\u00a0", "Tür\u00adkiye", "Türkiye\u200e"],
)
def test_one_name_in_two_spellings_is_one_actor(write, spelling):
    ties = f"a,b,propensity\n{spelling},Greece,-0.8\nTürkiye,Cyprus,-0.5\nGreece,Cyprus,0.9\n"
    assert read_landscape([write("t.csv", ties)]).names == ("Türkiye", "Greece", "Cyprus")
    sizes = write("s.csv", "name,size\nTürkiye,4\nGreece,3\nCyprus,1\n")
    assert read_landscape([sizes, write("t.csv", ties)]).size.tolist() == [4, 3, 1]
    edges = f"source,target,sign\n{spelling},b,1\nTürkiye,c,-1\n"
    assert read_edges(write("e.csv", edges))[""].names == ("Türkiye", "b", "c")
    with pytest.raises(
        ScenarioError, match=r":3:[12]: this name is given twice, got 'Türkiye', keep this one or"
    ):
        read_body(write("p.csv", f"player,weight\nTürkiye,4\n{spelling},1\n"))


def test_a_pair_may_stand_both_ways_with_one_value(write):
    once = read_landscape([write("l.csv", "a,b,propensity\na,b,0.5\nb,c,-1\n")])
    both = read_landscape([write("b.csv", "a,b,propensity\na,b,0.5\nb,a,.50\nb,c,-1\nc,b,-1\n")])
    assert both.names == once.names
    assert np.array_equal(both.propensity, once.propensity)


def test_a_network_listed_both_ways_is_counted_once(write, caplog):
    text = "source,target,sign\na,b,1\nb,c,-1\nc,b,-1\nb,a,1\n"
    both = read_edges(write("e.csv", text))[""]
    assert (both.names, both.a.tolist(), both.b.tolist(), both.sign.tolist()) == (
        ("a", "b", "c"),
        [0, 1],
        [1, 2],
        [1, -1],
    )
    assert caplog.messages[0].endswith("e.csv: every tie is listed both ways and is counted once")
    # as soon as one tie stands one way only, the others are ties of their own
    assert len(read_edges(write("f.csv", text + "a,c,1\n"))[""].sign) == 5
    assert len(read_edges(write("g.csv", "source,target,sign\na,b,1\nb,a,-1\n"))[""].sign) == 2
    doubled = "source,target,sign\na,b,1\na,b,1\nb,a,1\nb,a,1\n"
    assert len(read_edges(write("h.csv", doubled))[""].sign) == 2


@pytest.mark.parametrize(
    "text",
    [
        ",a,b,c\nc,-1,0,0\na,9,0.5,-1\nb,0.5,,0\n",
        "a\tb\tc\na\tNA\t0.5\t-1\nb\t0.5\tNA\t0\nc\t-1\t0\tNA\n",
        '"";"a";"b";"c"\n"a";0;0,5;-1\n"b";0,5;0;0\n"c";-1;0;0\n',
        ",a,b,c\na,,,\nb,0.5,,\nc,-1,0,\n",
        ",a,b,c\na,,0.5,-1\nb,,,0\nc,,,\n",
    ],
    ids=["rows in another order", "as R writes it", "decimal commas", "lower triangle", "upper triangle"],
)
def test_a_matrix_in_every_usual_form(write, text):
    found = read_landscape([write("m.csv", text)])
    assert found.names == ("a", "b", "c")
    assert found.propensity.tolist() == [[0, 0.5, -1], [0.5, 0, 0], [-1, 0, 0]]


@pytest.mark.parametrize(
    ("read", "text", "said"),
    [
        (
            read_edges,
            "a,b,propensity\nx,y,1\n",
            "no column 'source' in the head, got a, b, propensity, this is a",
        ),
        (read_edges, "player,weight\nx,1\n", "this is a table for `detente power`"),
        (read_body, "source,target,sign\nx,y,1\n", "this is a table for `detente frustration`"),
        (read_body, "isnr,prnr,out\n1,2,3\n", "this is a table for `detente backtest`"),
        (
            read_edges,
            "source,goal,sign\nx,y,1\n",
            "no column 'target' in the head, got source, goal, sign, line 1 must name the columns: source,",
        ),
    ],
)
def test_a_table_for_another_command_is_called_that(write, read, text, said):
    with pytest.raises(ScenarioError) as why:
        read(write("t.csv", text))
    assert said in str(why.value)


def test_columns_that_are_not_read_are_named(write, caplog):
    read_landscape([write("t.csv", "id,a,b,propensity,war\n1,x,y,1,0\n")])
    read_edges(write("e.csv", "source,target,sign,begin\nx,y,1,1872\n"))
    read_body(write("b.csv", "player,weight,note\nx,1,y\n"))
    read_body(write("c.csv", "player,states,people\nx,1,2\n"))
    assert [m.split(": ", 1)[1] for m in caplog.messages] == [
        "ignored: columns id, war",
        "ignored: column begin",
        "ignored: column note",
    ]
