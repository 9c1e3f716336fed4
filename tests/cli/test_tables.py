"""Tables as a user meets them: notes on standard error, one line for a file of another kind."""

import json

import pytest

SCENARIO = "detente: 1\ntitle: T\nas_of: 2025-01-01\n"
EDGES = "source,target,sign\na,b,1\nb,c,1\n"
PLAIN = "issue,actor,position,salience,capability,outcome\nq,Österreich,0,50,1,60\nq,B,100,50,1,\n"


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (["frustration", "s.yaml"], "expected a table, got a scenario, see `detente show s.yaml`, or"),
        (["power", "s.yaml", "--quota", "1"], "expected a table, got a scenario"),
        (["align", "s.yaml", "e.csv"], "expected a table, got a scenario"),
        (["backtest", "s.yaml"], "expected a table, got a scenario"),
        (["calibrate", "s.yaml", "--out", "x.json"], "expected a table, got a scenario"),
        (["check", "e.csv"], "expected a scenario, got a table, see `detente frustration e.csv`"),
        (["run", "e.csv"], "expected a scenario, got a table, see `detente frustration e.csv`"),
        (["power", "e.csv", "--quota", "1"], "this is a table for `detente frustration`"),
        (["align", "e.csv"], "this is a table for `detente frustration`"),
    ],
)
def test_a_file_of_another_kind_is_one_line_with_the_remedy(tmp_path, detente, words, remedy):
    (tmp_path / "s.yaml").write_text(SCENARIO)
    (tmp_path / "e.csv").write_text(EDGES)
    done = detente(*words)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert remedy in done.stderr


def test_notes_go_to_standard_error_and_leave_json_alone(tmp_path, detente):
    (tmp_path / "p.csv").write_bytes(PLAIN.replace("outcome\n", "outcome,remark\n").encode("cp1252"))
    done = detente("backtest", "p.csv", "--model", "mean")
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "p.csv: this file is not UTF-8 and was read as Windows-1252, which is an assumption "
        "('Österreich' in line 2); save the file as UTF-8 if that is wrong",
        "p.csv: ignored: column remark",
    ]
    done = detente("backtest", "p.csv", "--model", "mean", "--json")
    assert json.loads(done.stdout)["issues"] == ["q"]
    assert len(done.stderr.splitlines()) == 2


def test_names_on_the_command_line_are_compared_as_those_in_tables(tmp_path, detente):
    (tmp_path / "p.csv").write_text("player,états\nTürkiye,1\nb,1\n")
    done = detente("power", "p.csv", "--quota", "e\u0301tats=1", "--veto", "Tu\u0308rkiye")
    assert done.returncode == 0, done.stderr
    assert "never without Türkiye" in done.stdout


def test_nothing_in_a_table_acts_on_a_terminal(tmp_path, detente):
    (tmp_path / "e.csv").write_text(EDGES.replace("b,1", "b\x1b]0;x\x07,1"))
    done = detente("frustration", "e.csv")
    assert done.returncode == 1
    assert "e.csv:2:4: this character is not allowed in a table, got U+001B ESCAPE, remove it" in done.stderr
    (tmp_path / "e.csv").write_text(EDGES.replace("a,b", "[/x],[bold]b"))
    done = detente("frustration", "e.csv")
    assert done.returncode == 0
    assert "[/x]" in done.stdout


def test_issues_that_stand_alone_are_what_exchange_cannot_use(tmp_path, detente):
    (tmp_path / "p.csv").write_text(PLAIN + PLAIN.split("\n", 1)[1].replace("q,", "r,"))
    done = detente("backtest", "p.csv", "--model", "exchange")
    said = " ".join(done.stdout.split())
    assert (
        "exchange makes no forecast: there is one issue for each proposal, so there is nothing to exchange"
        in said
    )


def test_a_table_without_a_decided_issue_says_what_is_lacking(tmp_path, detente):
    (tmp_path / "p.csv").write_text(PLAIN.replace("60", ""))
    done = detente("backtest", "p.csv")
    assert done.returncode == 1
    assert done.stderr == (
        "p.csv:1:1: no issue in this file has both an outcome and an actor with weight, "
        "p.csv:2:1: issue q has no outcome; left out\n"
    )
