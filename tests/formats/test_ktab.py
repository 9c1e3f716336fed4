"""KTAB's CSV files, with all their ways of being written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

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


def test_a_date_is_taken_from_the_file(tmp_path):
    assert load_ktab(write(tmp_path, GOOD)).as_of.year >= 2024


def test_equal_names_get_ids_of_their_own(tmp_path):
    text = "x,y,3,1\nA,D,P,Pos,Sal\nÖl & Gas,d,1,1,1\nOl-Gas,d,1,1,1\n???,d,1,1,1\n"
    assert list(load_ktab(write(tmp_path, text)).actors) == ["öl-gas", "ol-gas", "unnamed"]


def test_a_byte_order_mark_and_an_old_encoding(tmp_path):
    path = tmp_path / "old.csv"
    path.write_bytes("﻿x,y,1,1\nA,D,P,Pos,Sal\nA,d,1,2,3\n".encode())
    assert load_ktab(path).title == "x"
    path.write_bytes("x,y,1,1\nA,D,P,Pos,Sal\nMünchen,d,1,2,3\n".encode("cp1252"))
    assert read_ktab(path).names == ("München",)


@pytest.mark.parametrize(
    ("old", "new", "line", "there", "said"),
    [
        ("3.5 ", "much ", 3, "much", "expected a power of 0 or more, got 'much'"),
        ("100,0,0", "101,0,0", 4, "101", "expected a salience from 0 to 100, got '101'"),
        (" 30,70", " nan,70", 3, "nan", "expected a position from 0 to 100, got 'nan'"),
        ('2009",2,', '2009",3,', 1, "3,", "the file has 2 actors below, not this many, got '3'"),
        (",2,2,\nActor", ",2,two,\nActor", 1, "two", "expected a whole number of 1 or more, got 'two'"),
        (" Kyiv ", "  ", 3, "", "an actor needs a name"),
        ("4,90,100,0,0", "4,90,100", 4, "100", "an actor needs a name, a description and 5 numbers"),
        (",Term,Sal,", "", 2, "Price Sal", "the head needs 7 fields"),
        (GOOD, "<Other/>", 1, "<", "expected a scenario of KTAB, got <Other>"),
        (GOOD, "\n", 1, "", "a scenario of KTAB has three lines or more"),
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
