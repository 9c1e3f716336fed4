"""The settlement family at the command line: KTAB's files, explanations, backtests, calibration."""

import json

import numpy as np
import pytest

KTAB = """small,a test,3,2
actor,description,power,position1,salience1,position2,salience2
North,,100,10,60,80,40
South,,60,90,50,20,50
East,,80,40,30,60,30
"""


@pytest.mark.parametrize("name", ["emission__default", "dummyData_3Dim__vr1"])
def test_ktab_histories_through_the_command(shared, output, name):
    wanted = json.loads((shared / "data" / "ktab" / f"{name}.json").read_text())
    options = {"dummyData_3Dim__vr1": "spatial:vote=binary-proportional"}.get(name, "spatial")
    file = "emission_ktab.csv" if name.startswith("emission") else "dummyData_3Dim.csv"
    found = output("run", shared / "data" / "ktab" / file, "--model", options, "--ktab", "--out", "run")
    (played,) = found["histories"].values()
    assert np.abs(np.array(played["positions"]) - np.array(wanted["positions"])).max() < 0.001
    assert found["manifest"]["models"][0]["parameters"]["ktab"] is True


def test_a_ktab_file_runs_without_the_switch(tmp_path, output):
    (tmp_path / "small.csv").write_text(KTAB)
    found = output("run", "small.csv", "--model", "spatial", "--draws", 8)
    played = found["histories"]["spatial"]
    assert np.array(played["positions"]).shape == (3, 2, played["turns"] + 1)
    assert found["manifest"]["draws"] == 8


def test_a_broken_ktab_file_says_where(tmp_path, detente):
    (tmp_path / "small.csv").write_text(KTAB.replace("60,90,50", "60,ninety,50"))
    done = detente("run", "small.csv")
    assert done.returncode == 1
    assert "small.csv:4:" in done.stderr
    assert "ninety" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("model", ["spatial", "challenge", "challenge:scholz-code"])
def test_explain(output, detente, model):
    told = output("explain", "alaska-2025", "--model", model, "--issue", "territory")
    (play,) = told["plays"]
    events = [e for turn in play["turns"] for e in turn]
    assert events
    # an accepted offer is where the actor stands in the next turn
    for turn, moves in enumerate(play["turns"]):
        for e in moves:
            path = play["positions"][play["present"].index(e["actor"])][0]
            assert path[turn] == pytest.approx(e["from"][0])
            if e["accepted"]:
                assert path[turn + 1] == pytest.approx(e["to"][0])
    done = detente("explain", "alaska-2025", "--model", model, "--issue", "territory", "--actor", "russia")
    assert "Russia" in done.stdout
    assert "russia" not in done.stdout


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--model", "nash"], "challenge, exchange and spatial"),
        (["--actor", "rusia"], "'russia'"),
        (["--issue", "teritory"], "'territory'"),
    ],
)
def test_what_cannot_be_explained(detente, words, hint):
    done = detente("explain", "alaska-2025", *words)
    assert done.returncode == 2
    assert hint in done.stderr


def decided(proposals=24, seed=3):
    """Outcomes near the weighted mean, so that a backtest has something to find."""
    rng = np.random.default_rng(seed)
    lines = ["issue,proposal,actor,position,salience,capability,outcome,reversion"]
    for p in range(proposals):
        for i in range(2):
            x, s, c = rng.uniform(0, 100, 5), rng.uniform(20, 90, 5), rng.uniform(1, 9, 5)
            y = np.clip((x * s * c).sum() / (s * c).sum() + rng.normal(0, 5), 0, 100)
            for a in range(5):
                lines.append(f"i{p}-{i},p{p},a{a},{x[a]:.2f},{s[a]:.2f},{c[a]:.2f},{y:.2f},50")
    return "\n".join(lines) + "\n"


def test_backtest(tmp_path, output):
    (tmp_path / "cases.csv").write_text(decided())
    words = ("backtest", "cases.csv", "--model", "mean", "--model", "midpoint", "--model", "nash")
    found = output(*words, "--out", "pictures")
    mean, middle = found["models"]["mean"]["scores"], found["models"]["midpoint"]["scores"]
    assert mean["mae"] < 6 < middle["mae"]
    assert found["models"]["midpoint"]["verdict"] == "worse"
    assert {p.name for p in (tmp_path / "pictures").iterdir()} == {
        "backtest.json",
        "errors.svg",
        "reliability.svg",
    }
    assert output(*words) == found


def test_a_broken_data_file_is_exit_code_1(tmp_path, detente):
    (tmp_path / "cases.csv").write_text(decided(2).replace("i1-0,p1,a2,", "i1-0,p1,a2,x"))
    done = detente("backtest", "cases.csv")
    assert done.returncode == 1
    assert "cases.csv:" in done.stderr
    assert "Traceback" not in done.stderr
    assert detente("backtest", "nothing.csv").returncode == 2


def test_calibrate_writes_what_the_package_ships(shared, tmp_path, output):
    found = output("calibrate", shared / "data" / "deu3" / "deu3_open.tsv", "--out", "blend.json")
    from detente.models.settlement.blend import fitted

    shipped = {k: pytest.approx(v, abs=1e-3) for k, v in vars(fitted()).items()}
    assert found["coefficients"] == shipped
    assert json.loads((tmp_path / "blend.json").read_text())["coefficients"] == found["coefficients"]


PARTIAL = """
detente: 1
title: Partial
as_of: 2025-01-01
issues:
  toll: {label: The toll, question: How high?, scale: {0: none, 100: all}}
  gate: {label: The gate, question: How wide?, scale: {0: shut, 100: open}}
actors:
  shore: {label: Shore, kind: state, capability: 5}
  fleet: {label: Fleet, kind: firm, capability: 4}
  port: {label: Port, kind: firm, capability: 3}
stances:
  - {actor: shore, issue: toll, position: 80, salience: 50}
  - {actor: fleet, issue: toll, position: 0, salience: 60}
  - {actor: shore, issue: gate, position: 20, salience: 30}
  - {actor: port, issue: gate, position: 90, salience: 70}
"""


def test_explain_gives_nobody_a_position_where_it_takes_no_stance(tmp_path, output, detente):
    (tmp_path / "case.yaml").write_text(PARTIAL, encoding="utf-8")
    (play,) = output("explain", "case.yaml", "--model", "spatial")["plays"]
    assert play["without_stance"] == [
        {"actor": "fleet", "issues": ["gate"]},
        {"actor": "port", "issues": ["toll"]},
    ]
    held = {"shore": [True, True], "fleet": [True, False], "port": [False, True]}
    for actor, rows in zip(play["present"], play["positions"], strict=True):
        assert [all(x is not None for x in row) for row in rows] == held[actor]
        assert [all(x is None for x in row) for row in rows] == [not h for h in held[actor]]
    for event in (e for turn in play["turns"] for e in turn):
        for key in ("from", "to"):
            assert [x is not None for x in event[key]] == held[event["actor"]]
    said = " ".join(detente("explain", "case.yaml", "--model", "spatial").stdout.split())
    assert (
        "Without a stance: Fleet on The gate; Port on The toll. The model puts them at the weighted mean"
        in said
    )
    (alone,) = output("explain", "case.yaml", "--model", "spatial", "--issue", "toll")["plays"]
    assert alone["present"] == ["shore", "fleet"]
    done = detente("explain", "case.yaml", "--model", "spatial", "--issue", "toll", "--actor", "port")
    assert done.returncode == 2
    assert "Port takes no stance on The toll, so there is nothing to explain" in done.stderr
