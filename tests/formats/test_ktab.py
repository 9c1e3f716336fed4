"""KTAB's CSV files, with all their ways of being written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from detente.catalog import load
from detente.forecasts import forecast
from detente.formats import ktab
from detente.formats.ktab import load_ktab, read_ktab
from detente.scenario import ScenarioError, dumps, loads

GOOD = """\
Gas , "The ""big"" deal, of 2009",2,2,
Actor,Description,Power,Price Position,Price Salience,Term,Sal,
 Kyiv , the buyer, so to speak, 3.5 , 10,80, 30,70,\r
"Moscow, Gazprom",  ,4,90,100,0,0
,,,

"""


def write(folder: Path, text: str) -> Path:
    path = folder / "gas.csv"
    path.write_bytes(text.encode())
    return path


def test_quirks_of_spaces_quotes_and_commas(tmp_path):
    names, power, position, salience = read_ktab(write(tmp_path, GOOD))
    assert names == ("Kyiv", "Moscow, Gazprom")
    np.testing.assert_array_equal(power, [3.5, 4])
    np.testing.assert_array_equal(position, [[10, 30], [90, 0]])
    np.testing.assert_array_equal(salience, [[80, 70], [100, 0]])


def test_as_a_scenario(tmp_path):
    made = load_ktab(write(tmp_path, GOOD), as_of=date(2009, 1, 7))
    assert (made.title, made.notes) == ("Gas", 'The "big" deal, of 2009')
    assert {i: v.label for i, v in made.issues.items()} == {"price": "Price", "term": "Term"}
    assert {i: v.label for i, v in made.actors.items()} == {
        "kyiv": "Kyiv",
        "moscow-gazprom": "Moscow, Gazprom",
    }
    assert made.actors["kyiv"].note == "the buyer, so to speak"
    assert made.actors["kyiv"].capability.best == 3.5
    stance = made.stance("kyiv", "term")
    assert stance is not None
    assert (stance.position.best, stance.salience.best) == (30, 70)
    assert loads(dumps(made)) == made


def test_problems_of_a_run_name_the_file(tmp_path):
    path = write(tmp_path, "T,W,2,1\nA,D,P,Toll,Sal\nNord,,0,0,50\nOst,,0,50,50\n")
    with pytest.raises(ScenarioError) as why:
        forecast(load(path), draws=4)
    assert str(why.value).startswith(
        f"{path}:1:1: issues.toll: nobody has weight (capability times salience)"
    )


def test_a_date_is_taken_from_the_file(tmp_path):
    assert load_ktab(write(tmp_path, GOOD)).as_of.year >= 2024


def test_equal_names_get_ids_of_their_own(tmp_path):
    text = "x,y,3,1\nA,D,P,Pos,Sal\nÖl & Gas,d,1,1,1\nOl-Gas,d,1,1,1\n???,d,1,1,1\n"
    assert list(load_ktab(write(tmp_path, text)).actors) == ["öl-gas", "ol-gas", "unnamed"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_way_of_writing_a_file_gives_the_same(tmp_path, encoding, delimiter, newline):
    text = "x,y,2,1\nActor,About,Power,Toll Position,Sal\nMünchen,a,10.5,0,50\nB,b,5,50,49.5\n"
    path = tmp_path / "x.csv"
    path.write_bytes(text.replace(",", delimiter).replace("\n", newline).encode(encoding))
    names, power, position, salience = read_ktab(path)
    assert names == ("München", "B")
    assert (power.tolist(), position.tolist(), salience.tolist()) == ([10.5, 5], [[0], [50]], [[50], [49.5]])
    made = load(path)
    assert (made.title, made.notes, [i.label for i in made.issues.values()]) == ("x", "y", ["Toll"])


def test_a_name_in_latin_2_is_refused_rather_than_shown_wrong(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes("x,y,1,1\nA,D,P,Pos,Sal\nŁódź,d,1,2,3\n".encode("iso8859-2"))
    with pytest.raises(ScenarioError, match=r"x\.csv:3:1: .*'£ód¼' in Windows-1252, 'Łódź' in ISO 8859-2"):
        load(path)


def test_line_1_may_go_on_and_only_its_third_and_fourth_field_count(tmp_path):
    text = "x,y,2,1,0,7,,,\nA,D,P,Pos,Sal\na,,1,2,3\nb,,4,5,6\n"
    assert read_ktab(write(tmp_path, text)).names == ("a", "b")


def test_decimal_commas_between_semicolons(tmp_path):
    text = "x;y;1;1\nA;D;P;Pos;Sal\na;;10,5;0,25;50\n"
    assert read_ktab(write(tmp_path, text)).power.tolist() == [10.5]


def test_columns_beyond_the_dimensions_are_named(tmp_path, caplog):
    text = "x,y,2,1\nA,D,P,Pos,Sal,Source,Year\na,,1,2,3,book,1999\nb,,1,2,3\n"
    assert read_ktab(write(tmp_path, text)).names == ("a", "b")
    assert caplog.messages == [f"{tmp_path / 'gas.csv'}: ignored: columns Source, Year"]


def test_dimensions_of_one_name_keep_apart(tmp_path):
    text = "x,y,1,2\nA,D,P,Position,Sal,Position,Sal\na,,1,2,3,4,5\n"
    made = load_ktab(write(tmp_path, text))
    assert [i.label for i in made.issues.values()] == ["Position (1)", "Position (2)"]


XML = """\
<?xml version="1.0" encoding="{encoding}"?>
<Scenario>
  <name>Gas</name><desc>The deal</desc><prngSeed>1</prngSeed>
  <ModelParameters><VotingRule>PropCbc</VotingRule></ModelParameters>
  <Dimensions><dName>Price</dName><dName>Term</dName></Dimensions>
  <Actors>
    <Actor><name>Łódź &amp; Co</name><description>buys</description><capability>3.5</capability>
      <Position><dCoord>10</dCoord><dCoord>30</dCoord></Position>
      <Salience><dSal>80</dSal><dSal>70</dSal></Salience></Actor>
    <Actor><name>Moscow</name><description></description><capability>4</capability>
      <Position><dCoord>90</dCoord><dCoord>0</dCoord></Position>
      <Salience><dSal>100</dSal><dSal>0</dSal></Salience></Actor>
  </Actors>
</Scenario>
"""


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "ISO-8859-2", "windows-1250"])
@pytest.mark.parametrize("name", ["gas.xml", "gas.csv", "gas"])
def test_xml_is_read_whatever_the_name_and_the_encoding_that_it_names(tmp_path, caplog, encoding, name):
    path = tmp_path / name
    path.write_bytes(XML.format(encoding=encoding).encode(encoding))
    made = load(path)
    assert (made.title, made.notes) == ("Gas", "The deal")
    assert [a.label for a in made.actors.values()] == ["Łódź & Co", "Moscow"]
    assert [i.label for i in made.issues.values()] == ["Price", "Term"]
    _, power, position, salience = read_ktab(path)
    assert power.tolist() == [3.5, 4]
    assert position.tolist() == [[10, 30], [90, 0]]
    assert salience.tolist() == [[80, 70], [100, 0]]
    assert set(caplog.messages) == {f"{path}: ignored: ModelParameters, which say how KTAB is to run"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<dCoord>30<", "<dCoord><", "8:36: expected a position from 0 to 100, got nothing"),
        ("<dCoord>30<", "<dCoord>101<", "8:36: expected a position from 0 to 100, got '101'"),
        (">3.5<", ">1e300<", "7:69: expected a power of 0 or more, got '1e300', write a number of at most"),
        (
            "<dSal>70</dSal>",
            "",
            "7:12: expected as many numbers in <Salience> as there are dimensions, 2, got 1",
        ),
        (
            "Moscow",
            "Łódź  &amp; Co",
            "10:12: this name is given twice, got 'Łódź & Co', keep this one or the one in",
        ),
        (
            "<Scenario>",
            "<!DOCTYPE x [<!ENTITY a 'b'>]><Scenario>",
            "2:13: a document type is not allowed here",
        ),
        (
            "<Scenario>",
            "<!DOCTYPE html><html>",
            "2:15: expected a KTAB scenario, got a web page, save the file itself, not the page",
        ),
        ("<Scenario>", "<HTML>", "2:1: expected a KTAB scenario, got a web page, save the file itself"),
        ("</Actors>", "", "14:3: this is not well-formed XML, correct it, or save the scenario as CSV"),
        (
            "Gas",
            "G\u202eas",
            "3:3: this character is not allowed in a table, got U+202E RIGHT-TO-LEFT OVERRIDE",
        ),
        ("Actor>", "Player>", "1:1: there are no actors"),
        ("<desc>", "<a>" * 20 + "<desc>", "elements are nested more than 20 deep"),
        ('"UTF-8"', '"x-none"', "1:1: this XML names an unknown encoding, save it as UTF-8"),
    ],
)
def test_what_is_wrong_in_xml_has_its_place(tmp_path, old, new, said):
    path = tmp_path / "gas.xml"
    text = XML.format(encoding="UTF-8")
    assert old in text
    path.write_bytes(text.replace(old, new).encode())
    with pytest.raises(ScenarioError) as why:
        load(path)
    assert said in str(why.value)
    assert str(why.value).startswith(str(path))


def test_a_name_may_be_written_in_two_ways_only_once(tmp_path):
    text = "x,y,2,1\nA,D,P,Pos,Sal\nSaudi Arabia,,1,2,3\nSaudi\u00a0Arabia,,4,5,6\n"
    with pytest.raises(ScenarioError, match=r":4:1: this name is given twice, got 'Saudi Arabia', keep this"):
        load(write(tmp_path, text))


def test_a_bound_of_the_scenarios_own_is_said_in_our_words(tmp_path, monkeypatch):
    monkeypatch.setattr(ktab, "make_ids", lambda names: [f"not an id {i}" for i, _ in enumerate(names)])
    with pytest.raises(ScenarioError, match=r"gas\.csv:1:1: actors\.not an id 0: expected an id"):
        load_ktab(write(tmp_path, GOOD))


@pytest.mark.parametrize(
    ("old", "new", "line", "there", "said"),
    [
        ("3.5 ", "much ", 3, "much", "expected a power of 0 or more, got 'much'"),
        ("100,0,0", "101,0,0", 4, "101", "expected a salience from 0 to 100, got '101'"),
        (" 30,70", " nan,70", 3, "nan", "expected a position from 0 to 100, got 'nan'"),
        (
            '"Moscow, Gazprom",  ,4,90,100,0,0\n',
            "",
            1,
            "2,",
            "the file has 1 actor below, not as many as this, got '2'",
        ),
        ('2009",2,', '2009",3,', 1, "3,", "the file has 2 actors below, not as many as this, got '3'"),
        (",2,2,\nActor", ",2,two,\nActor", 1, "two", "expected a whole number of 1 or more, got 'two'"),
        (" Kyiv ", "  ", 3, "", "an actor needs a name"),
        ("4,90,100,0,0", "4,90,100", 4, "100", "an actor needs a name, a description and 5 numbers"),
        (",Term,Sal,", "", 2, "Price Sal", "the head needs 7 fields"),
        (
            "3.5 ",
            "1e300 ",
            3,
            "1e300",
            "expected a power of 0 or more, got '1e300', write a number of at most",
        ),
        ("3.5 ", "-1 ", 3, "-1", "expected a power of 0 or more, got '-1', change the number"),
        ("3.5 ", "1_0 ", 3, "1_0", "expected a power of 0 or more, got '1_0', write a plain number"),
        (
            '"Moscow, Gazprom"',
            "Kyiv",
            4,
            "Kyiv",
            "this name is given twice, got 'Kyiv', keep this one or the one in",
        ),
        ("100,0,0", "100,0,0,1,2,3", 4, "1,2,3", "expected 7 fields as in the head, got 10"),
        (GOOD, "<Other/>", 1, "<", "expected a KTAB scenario, got <Other>"),
        (GOOD, "\n", 1, "", "a KTAB scenario has three lines or more"),
        (GOOD, "a\nb\nc\n", 1, "a", "the first line needs four fields"),
    ],
)
def test_errors_say_where_and_what(tmp_path, old, new, line, there, said):
    assert old in GOOD
    text = GOOD.replace(old, new)
    column = text.split("\n")[line - 1].index(there) + 1
    with pytest.raises(ScenarioError) as why:
        read_ktab(write(tmp_path, text))
    assert str(why.value).startswith(f"{tmp_path / 'gas.csv'}:{line}:{column}: {said}")
    assert why.value.problems[0].remedy


def test_an_actor_without_power_is_read(tmp_path):
    path = write(tmp_path, GOOD.replace("3.5 ", "0 "))
    assert read_ktab(path).power[0] == 0
    first = next(iter(load_ktab(path).actors.values()))
    assert first.capability.best == 0


def test_every_published_file_reads(shared: Path):
    sizes = {p.name: read_ktab(p).position.shape for p in sorted((shared / "data" / "ktab").glob("*.csv"))}
    assert sizes["SOE-Pol-Comp.csv"] == (13, 2)
    assert sizes["dummyData-a080.csv"] == (80, 1)
    assert sizes["dummyData_3Dim.csv"] == (7, 3)
    assert sizes["emission_ktab.csv"] == (10, 1)
    made = load_ktab(shared / "data" / "ktab" / "SOE-Pol-Comp.csv")
    assert [i.label for i in made.issues.values()] == ["Policy", "Competitive"]
    assert len(made.stances) == 26
