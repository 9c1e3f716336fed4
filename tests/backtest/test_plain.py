"""The plain layout for other data."""

from pathlib import Path

import numpy as np
import pytest

from detente.backtest.cases import DataError
from detente.backtest.plain import read_decided, read_plain

GOOD = """issue,proposal,actor,position,salience,capability,outcome,reversion,low,high
emission,cars,BE,4,40,8,8.833,10,0,15
emission,,NL,7,80,8,,,,
emission,,DK,,80,8,,,,
other,cars,NL,7,80,8,5,,,
open,cars,NL,7,80,8,,,,
"""


def test_one_line_for_each_actor(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text(GOOD)
    emission, other = read_decided(path)
    assert emission.actors == ("BE", "NL")
    assert (emission.outcome, emission.reversion, emission.low, emission.high) == (8.833, 10, 0, 15)
    assert emission.proposal == other.proposal == "cars"
    assert (other.low, other.high) == (0, 100)
    assert np.isnan(other.reversion)
    assert read_plain(path).notes == ("p.csv:6:1: issue open has no outcome; left out",)


def test_consent_is_optional(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("issue,actor,position,salience,capability,outcome,consent\na,X,1,1,1,5,1\na,Y,2,1,1,,\n")
    (issue,) = read_plain(path)
    assert issue.consent.tolist() == [True, False]
    path.write_text("issue,actor,position,salience,capability,outcome,consent\na,X,1,1,1,5,yes\n")
    with pytest.raises(DataError, match=r"p\.csv:2:7: consent: a number is needed, got 'yes'"):
        read_plain(path)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("a,,X,ten,40,8,5,,,", r"p\.csv:2:4: position: a number is needed, got 'ten'"),
        ("a,,X,120,40,8,5,,,", r"p\.csv:2:4: position: a number from 0 to 100 is needed, got '120'"),
        ("a,,X,20,-4,8,5,,,", r"p\.csv:2:5: salience: a number of 0 or more"),
        ("a,,X,20,40,,5,,,", r"p\.csv:2:6: capability: a number of 0 or more"),
        ("a,,X,20,40,8,5,,,\na,,X,30,40,8,,,,", r"p\.csv:3:3: actor: a name that issue a has not had"),
        ("a,,X,20,40,8,5,,,\na,,Y,30,40,8,6,,,", r"p\.csv:3:7: outcome: issue a has '5' on line 2, got '6'"),
        ("a,,X,20,40,8,500,,,", r"p\.csv:2:7: outcome: a number from 0 to 100"),
        ("a,,X,20,40,8,5,,9,3", r"p\.csv:2:10: high: an end above 9"),
        (",,X,20,40,8,5,,,", r"p\.csv:2:1: issue: a name is needed"),
    ],
)
def test_errors_name_file_line_and_column(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "p.csv"
    path.write_text(GOOD.splitlines()[0] + "\n" + line + "\n")
    with pytest.raises(DataError, match=message):
        read_plain(path)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("issue,actor,position\n")
    with pytest.raises(DataError, match=r"p\.csv:1:1: no column salience, capability, outcome"):
        read_plain(path)


def test_the_header_decides_the_layout(tmp_path: Path) -> None:
    path = tmp_path / "d.tsv"
    path.write_text("isnr\tprnr\tpcom\tscom\trp\tout\nx\td00001\t5\t50\t0\t10\n")
    (issue,) = read_decided(path)
    assert issue.actors == ("com",)
