"""Every table and sentence the commands print of the hand-made forecast and of small cases, to the letter."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente.cli.app import app
from detente.cli.console import say
from detente.forecasts import Forecast
from detente.testing.sample import SCENARIO, sample_forecast

IsSaid = Callable[[str, str], None]
Command = Callable[..., str]

#: Three states, of which two agree; one propensity is a range that passes 0, so that draws differ.
TIES = """
detente: 1
title: Three states
as_of: 2025-01-01
sources: {letter: {title: A letter, file: letter.txt}}
passages: {friends: {source: letter, exact: we are friends}, gone: {source: letter, exact: we are not}}
actors:
  a: {label: Aland, kind: state, capability: 4}
  b: {label: Bland, kind: state, capability: 2}
  c: {label: Cland, kind: state, capability: {value: 1, because: [gone]}}
ties:
  - {kind: propensity, from: a, to: b, value: {value: [0.25, 0.75], because: [friends]}}
  - {kind: propensity, from: a, to: c, value: -0.5}
  - {kind: propensity, from: b, to: c, value: [-0.5, 0.25]}
"""

#: Two issues that were decided together, and one alone; the weighted means are 40, 50 and 20.
DECIDED = """issue,actor,position,salience,capability,proposal,outcome
one,A,0,60,1,p,30
one,B,100,40,1,p,30
two,A,50,10,1,p,60
two,B,50,20,1,p,60
three,A,0,40,2,q,20
three,B,100,20,1,q,20
"""

#: An issue that three contest: the weights are 6, 3 and 1.
CONTEST = """
detente: 1
title: A contest
as_of: 2025-01-01
issues: {line: {label: The line, question: Where?, scale: {0: west, 50: middle, 100: east}, reversion: 50}}
actors:
  a: {label: Aland, kind: state, capability: 10}
  b: {label: Bland, kind: state, capability: 6}
  c: {label: Cland, kind: state, capability: 5}
stances:
  - {actor: a, issue: line, position: 0, salience: 60}
  - {actor: b, issue: line, position: 100, salience: 50}
  - {actor: c, issue: line, position: 40, salience: 20}
"""


@pytest.fixture
def printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """What a command prints in a folder that holds the small cases, without its times."""
    for name, text in (("ties.yaml", TIES), ("towns.yaml", SCENARIO), ("contest.yaml", CONTEST)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "decided.csv").write_text(DECIDED)
    (tmp_path / "letter.txt").write_text("The mayor says: help goes on. And: we are friends.")
    (tmp_path / "edges.csv").write_text(
        "source,target,sign,network\na,b,1,x\nb,c,1,x\na,c,-1,x\na,b,1,y\na,b,1,y\nb,c,-1,y\na,c,-1,y\n"
    )
    (tmp_path / "votes.csv").write_text("player,votes,people\na,50,10\nb,49,20\nc,1,70\n")
    (tmp_path / "sizes.csv").write_text("name,size\nnorth,2\nsouth,1\nisle,1\n")
    (tmp_path / "pairs.csv").write_text("a,b,propensity\nnorth,south,0.5\nnorth,isle,-0.25\n")
    (tmp_path / "seats.csv").write_text("player,seats\na,50\nb,49\nc,1\n")
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> str:
        done = CliRunner(env={"COLUMNS": "150"}).invoke(app, list(words), catch_exceptions=False)
        text = re.sub(r"\b\d+\.\d+ s\b", "N s", done.stdout)
        return re.sub(r"\d\.\d\d *$", "N", text, flags=re.M) if words[0] == "frustration" else text

    return call


@pytest.fixture
def tables(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[[Forecast], str]:
    """The tables and sentences that `detente run` prints of a forecast."""
    monkeypatch.setenv("COLUMNS", "150")

    def show(forecast: Forecast) -> str:
        from detente.cli import tables

        say(*tables.forecast(forecast))
        return capsys.readouterr().out

    return show


@pytest.mark.parametrize("draws", [10, 200])
def test_a_run(tables: Callable[[Forecast], str], is_said: IsSaid, draws: int) -> None:
    is_said(f"run-{draws}", tables(sample_forecast(draws // 10)))


def test_a_run_of_one_draw(tables: Callable[[Forecast], str], is_said: IsSaid) -> None:
    whole = sample_forecast()
    one = Forecast(whole.data.isel(draw=slice(3, 4)), whole.scenario, whole.manifest | {"draws": 1})
    is_said("run-1", tables(one))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("show", "show towns.yaml"),
        ("show-ties", "show ties.yaml"),
        ("catalog", "catalog"),
        ("models", "models"),
        ("check", "check towns.yaml --sources ."),
        ("check-wrong", "check ties.yaml --sources ."),
        ("check-alone", "check ties.yaml"),
        ("align", "align ties.yaml --draws 64"),
        ("align-certain", "align sizes.csv pairs.csv --blocs 3 --out page.html"),
        ("align-sizeless", "align pairs.csv"),
        ("align-case", "align europe-1936 --draws 16"),
        ("align-undated", "align europe-1936 --at 1900 --ingredient religion"),
        ("tip", "tip ties.yaml"),
        ("tip-ways", "tip ties.yaml --ways 2"),
        ("tip-pairs", "tip ties.yaml --pair a:b --pair a:c"),
        ("frustration", "frustration edges.csv"),
        ("frustration-one", "frustration edges.csv --network x"),
        ("power", "power seats.csv --quota 51"),
        ("power-two", "power votes.csv --quota votes=51 --quota people=50% --veto a --or votes=99"),
        ("explain-challenge", "explain contest.yaml --model challenge:rounds=2"),
        ("power-any", "power votes.csv --quota votes=51 --quota people=2/3 --any"),
        (
            "power-minority",
            "power votes.csv --quota votes=51 --quota people=>50% --blocking-minority votes=2",
        ),
        ("explain-spatial", "explain contest.yaml"),
        ("explain-several", "explain towns.yaml"),
        ("explain-one", "explain towns.yaml --actor friend --issue toll"),
        ("backtest", "backtest decided.csv --model mean --model median --model midpoint"),
        ("classes", "baserate"),
        ("crisis", "baserate crisis"),
        ("baserate", "baserate inter-state-war --lasted 42mo --as-of 2025-08-15 --by 2026-08-15"),
    ],
)
def test_a_command(printed: Command, is_said: IsSaid, name: str, words: str) -> None:
    is_said(name, printed(*words.split()))


@pytest.mark.parametrize("model", ["challenge", "nash"])
def test_a_model(printed: Command, is_said: IsSaid, model: str) -> None:
    """But for its description, which is written in its own file."""
    head, *rest = printed("models", model).splitlines()
    table = next(i for i, line in enumerate(rest) if line.startswith("parameter "))
    is_said(f"model-{model}", "\n".join([head, *rest[table:]]))


@pytest.mark.parametrize(
    ("command", "questions"),
    [
        ("winset", ["package", "blocks"]),
        ("conflict", ["fighting", "patron", "guarantees"]),
        ("burden", ["GDP", "alliance", "tariffs"]),
    ],
)
@pytest.mark.parametrize("draws", ["1", "16"])
def test_the_answers_of_a_part(printed: Command, command: str, questions: list[str], draws: str) -> None:
    """Its own questions in order, each after an empty line, and what brackets and shares are."""
    said = printed(command, "towns.yaml", "--draws", draws, "--seed", "2").splitlines()
    assert said[0] == "Two towns and a river  as of 2025-01-31"
    asked = [line for before, line in pairwise(said) if not before and line.endswith("?")]
    assert [word in line for word, line in zip(questions, asked, strict=True)] == [True] * len(questions)
    few = "1 draw is" if draws == "1" else "16 draws are"
    drawn = "1 draw" if draws == "1" else "16 draws"
    assert " ".join(" ".join(said[-2:]).split()) == (
        f"{drawn}, seed 2. Brackets hold 80 % intervals; {few} too few to rely on them. "
        "Shares of draws show what uncertain inputs do to these models, not how often such forecasts come "
        "true."
    )


def test_what_calibrate_fitted(printed: Command, is_said: IsSaid) -> None:
    """Its tables; the numbers are an optimiser's, to a few digits, and are left out."""
    rows = [
        f"i{n},{a},{x},50,1,{20 + n * n % 17}" for n in range(24) for a, x in (("a", 0), ("b", 50 + 2 * n))
    ]
    Path("many.csv").write_text("issue,actor,position,salience,capability,outcome\n" + "\n".join(rows))
    is_said("calibrate", re.sub(r"[−-]?\d+\.\d+", "N", printed("calibrate", "many.csv", "--out", "x.json")))


def test_the_last_lines_of_a_run(printed: Command) -> None:
    said = printed("run", "contest.yaml", "--model", "mean", "--draws", "1", "--seed", "5", "--out", "here")
    assert said.splitlines()[-3:] == [
        "Run     here (forecast.nc, manifest.json, scenario.yaml)",
        "Report  write it with: detente report here",
        "Took    N s: 1 draw, seed 5",
    ]


def test_a_baserate_by_date_is_of_the_days_between() -> None:
    from detente.cli.commands.baserate import when_asked

    asked = when_asked("42mo", None, "6mo", "2025-01-31", datetime.date(2025, 6, 1))
    assert (asked.lasted_days, asked.horizon_days) == (42 * 365.25 / 12, 6 * 365.25 / 12)
    assert asked.by == datetime.date(2025, 8, 2)  # 182.625 days on, rounded to 183
