"""The plain layout for other data."""

from pathlib import Path

import numpy as np
import pytest

from detente.backtest.plain import read_decided, read_plain
from detente.scenario import ScenarioError

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
    with pytest.raises(ScenarioError, match=r"p\.csv:2:13: consent: expected a number, got 'yes'"):
        read_plain(path)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("a,,X,ten,40,8,5,,,", r"p\.csv:2:6: position: expected a number, got 'ten', write a plain number"),
        ("a,,X,1_0,40,8,5,,,", r"p\.csv:2:6: position: expected a number, got '1_0'"),
        ("a,,X,120,40,8,5,,,", r"p\.csv:2:6: position: expected a number from 0 to 100, got '120'"),
        ("a,,X,20,-4,8,5,,,", r"p\.csv:2:9: salience: expected a number of 0 or more, got '-4'"),
        ("a,,X,20,40,,5,,,", r"p\.csv:2:12: capability: expected a number of 0 or more, got nothing"),
        (
            "a,,X,20,40,8,5,,,\na,,X,30,40,8,,,,",
            r"p\.csv:3:4: actor: this actor is already listed on issue 'a'",
        ),
        ("a,,X,20,40,8,5,,,\na,,Y,30,40,8,6,,,", r"3:14: outcome: line 2 of this issue has '5', got '6'"),
        ("a,,X,20,40,8,500,,,", r"p\.csv:2:14: outcome: expected a number from 0 to 100"),
        ("a,,X,20,40,8,5,,9,3", r"p\.csv:2:19: high: expected a scale that ends above 9"),
        (",,X,20,40,8,5,,,", r"p\.csv:2:1: issue: expected a name"),
        (
            "a,,X,20,40,1e300,5,,,",
            r"p\.csv:2:12: capability: expected a number, got '1e300', write a number of",
        ),
    ],
)
def test_errors_name_file_line_and_column(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "p.csv"
    path.write_text(GOOD.splitlines()[0] + "\n" + line + "\n")
    with pytest.raises(ScenarioError, match=message):
        read_plain(path)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("issue,actor,position\n")
    with pytest.raises(ScenarioError, match=r"p\.csv:1:1: there is no column 'salience' in the head"):
        read_plain(path)


def test_the_header_decides_the_layout(tmp_path: Path) -> None:
    path = tmp_path / "d.tsv"
    path.write_text("isnr\tprnr\tpcom\tscom\trp\tout\nx\td00001\t5\t50\t0\t10\n")
    (issue,) = read_decided(path)
    assert issue.actors == ("com",)


def test_what_belongs_to_the_issue_may_stand_on_any_line(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    head, *lines = GOOD.splitlines()
    path.write_text(GOOD)
    expected = {i.id: (set(i.actors), i.outcome, i.reversion, i.low, i.high) for i in read_decided(path)}
    path.write_text("\n".join([head, *reversed(lines)]))
    assert {
        i.id: (set(i.actors), i.outcome, i.reversion, i.low, i.high) for i in read_decided(path)
    } == expected
    path.write_text(GOOD.replace("emission,,NL,7,80,8,,,,", "emission,,NL,7,80,8,8.8330,,,15.0"))
    assert read_decided(path).issues[0].outcome == 8.833


def test_semicolons_and_decimal_commas(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text(GOOD)
    plain = read_decided(path)
    path.write_text(GOOD.replace(",", ";").replace("8.833", "8,833").replace(";4;", ";4,0;"))
    found = read_decided(path)
    assert [i.outcome for i in found] == [8.833, 5]
    assert [i.actors for i in found] == [i.actors for i in plain]


def test_a_doubtful_encoding_gives_one_note_or_one_refusal(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path, words = tmp_path / "p.csv", "'£ód¼' in Windows-1252, 'Łódź' in ISO 8859-2"
    path.write_bytes(GOOD.replace("NL", "Łódź").encode("iso8859-2"))
    with pytest.raises(
        ScenarioError, match=rf"^{path}:\d+:\d+: this file is not UTF-8, and its encoding is unclear: {words}"
    ):
        read_decided(path)
    assert caplog.messages == []
    deu = "isnr,prnr,prname,pcom,scom,rp,out\nx,d00001,Łódź,5,50,0,10\n"
    path.write_bytes(deu.encode("iso8859-2"))
    assert len(read_decided(path)) == 1
    (said,) = caplog.messages
    assert said.endswith(f"its encoding is unclear: {words}; no name that is read depends on it")
