"""The inputs that were met in the wild, each with its right value."""

from pathlib import Path

import pytest

from detente.backtest.plain import read_decided
from detente.catalog import load
from detente.formats.ktab import read_ktab
from detente.formats.networks import read_edges, read_landscape
from detente.scenario import ScenarioError


def case(shared: Path, number: str, name: str) -> Path:
    (found,) = (shared / "cases").glob(f"{number}-*/{name}")
    return found


def test_ktab_takes_its_third_and_fourth_field(shared):
    assert read_ktab(case(shared, "03", "dummyData_6Dim.csv")).position.shape == (27, 6)


@pytest.mark.parametrize("name", ["nfc-nfd.csv", "nbsp.csv"])
def test_one_name_in_two_spellings_is_one_actor(shared, name):
    assert len(read_landscape([case(shared, "05", name)]).names) == 3


def test_a_mark_inside_a_file_makes_no_actor(shared):
    network = read_edges(case(shared, "05", "bom-inside.csv"))[""]
    assert network.names == ("0", "1", "2")


def test_sizes_and_ties_in_two_unicode_forms_belong_together(shared):
    found = read_landscape([case(shared, "05", "sizes.csv"), case(shared, "05", "nfd-ties.csv")])
    assert found.names == ("Türkiye", "Greece", "Cyprus")
    assert found.size.tolist() == [4, 3, 1]


@pytest.mark.parametrize("name", ["semicolon.csv", "cr-only.csv", "utf16.csv"])
def test_every_form_of_ktabs_file_is_read(shared, name):
    path = case(shared, "12", name)
    assert load(path).title == "Toll"
    assert read_ktab(path).position[:, 0].tolist() == [0, 50, 100]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "latin2.csv",
            ":3:1: this file is not UTF-8, and its encoding is unclear: '£ód¼' in Windows-1252",
        ),
        ("ktab.xml", ":1:1: there are no actors, write them in <Actors>"),
        ("twice.csv", ":4:1: this name is given twice, got 'A', keep this one or the one in line 3"),
        ("huge.csv", ":3:4: expected a power of 0 or more, got '1e300', write a number of at most 1e+100"),
    ],
)
def test_what_cannot_be_read_is_refused_in_our_words(shared, name, said):
    path = case(shared, "12", name)
    with pytest.raises(ScenarioError) as why:
        load(path)
    assert str(why.value).startswith(f"{path}{said}")


def test_decided_issues_in_every_form_are_read(shared, caplog):
    (issue,) = read_decided(case(shared, "16", "deu.csv"))
    assert (issue.id, issue.outcome, issue.reversion) == ("t01i1", 50, 0)
    assert issue.position.tolist() == [80, 60, 40, 0, 100]
    (issue,) = read_decided(case(shared, "16", "plain.csv"))
    assert (issue.actors, issue.outcome) == (("A", "B"), 60)
    assert not caplog.messages
    (issue,) = read_decided(case(shared, "16", "cp1252.csv"))
    assert issue.actors == ("Österreich", "B")
    assert "was read as Windows-1252, which is an assumption ('Österreich' in line 2)" in caplog.messages[0]
