"""The command as a user meets it: whole processes, their output and exit codes."""

import json
import subprocess
import sys

import jsonschema
import numpy as np
import pytest

from detente.cli.json_schemas import NAMES
from detente.forecasts import open_run

CASE = """
detente: 1
title: A small case
as_of: 2025-01-01
sources:
  letter: {title: A letter, file: letter.txt}
passages:
  price: {source: letter, exact: eighty at least, start: 8}
issues:
  toll: {question: "How [b]high[/b]?", scale: {0: none, 100: full}, reversion: [20, 40]}
actors:
  north: {label: North, kind: state, capability: [5, 10, 20]}
  south: {label: South, kind: state, capability: 4}
stances:
  - {actor: north, issue: toll, position: {value: [60, 80, 90], because: [price]}, salience: 50}
  - {actor: south, issue: toll, position: 10, salience: [10, 20, 90]}
"""


@pytest.fixture
def here(tmp_path):
    (tmp_path / "case.yaml").write_text(CASE)
    (tmp_path / "letter.txt").write_text("We want eighty at least.")
    return tmp_path


def test_help_names_every_command(here, detente):
    done = detente("--help")
    assert done.returncode == 0
    for command in ("catalog", "show", "check", "run", "models", "schema", "report"):
        assert command in done.stdout
        assert detente(command, "--help").returncode == 0


def test_catalog_and_models(here, detente, output):
    slugs = [c["slug"] for c in output("catalog")["cases"]]
    assert "alaska-2025" in slugs
    found = output("models")["models"]
    assert {"mean", "nash", "challenge"} <= {m["slug"] for m in found}
    one = output("models", "challenge")["models"]
    assert list(one[0]["variants"])[:2] == ["pairwise", "scholz-code"]
    assert "1994" in detente("models", "challenge").stdout


def test_show(here, detente, output):
    shown = output("show", "case.yaml")
    assert shown["basis"] == {"passage": 1, "figure": 0, "assumption": 6}
    assert shown["quantities"]["stances.north.toll.position"]["because"] == ["price"]
    text = detente("show", "case.yaml").stdout
    assert "How [b]high[/b]?" in text
    assert "80 [60, 90]" in text


def test_run_twice_gives_the_same_numbers(here, output):
    first = output("run", "case.yaml", "--draws", 300, "--seed", 5, "--out", "a", "--threads", 1)
    second = output("run", "case.yaml", "--draws", 300, "--seed", 5, "--out", "b", "--threads", 2)
    assert first["issues"] == second["issues"]
    assert first["manifest"]["key"] == second["manifest"]["key"]
    a, b = open_run(here / "a"), open_run(here / "b")
    assert np.array_equal(a.data["outcome"], b.data["outcome"], equal_nan=True)
    assert not list(here.rglob("parts"))


def test_run_of_chosen_models_as_a_person_sees_it(here, detente, output):
    done = detente(
        "run", "case.yaml", "--model", "challenge:scholz-code,rounds=3", "--draws", 64, "--report", cwd=here
    )
    assert done.returncode == 0, done.stderr
    assert "challenge:scholz-code,rounds=3" in done.stdout
    assert "runs/case/report.html" in done.stdout
    assert (here / "runs/case/report.html").stat().st_size > 1000
    again = output("report", "runs/case", "--out", "page.html")
    assert (here / "page.html").stat().st_size == again["bytes"]


def test_check_verifies_passages(here, detente, output):
    assert output("check", "case.yaml")["counts"]["verified"] == 1
    (here / "letter.txt").write_text("We want ninety at least.")
    found = output("check", "case.yaml", code=1)
    assert [p["status"] for p in found["passages"]] == ["orphaned"]
    assert "price" in detente("check", "case.yaml").stdout


def test_check_moves_a_passage_only_when_asked(here, output):
    (here / "letter.txt").write_text("Once more: we want eighty at least.")
    assert output("check", "case.yaml", code=1)["passages"][0]["status"] == "moved"
    assert (here / "case.yaml").read_text() == CASE
    assert output("check", "case.yaml", "--reanchor")["reanchored"] == ["price"]
    assert (here / "case.yaml").read_text() == CASE.replace("start: 8", "start: 19")


def test_check_without_the_source_at_hand(here, output):
    (here / "letter.txt").unlink()
    assert output("check", "case.yaml")["counts"]["unavailable"] == 1
    (here / "empty").mkdir()
    assert output("check", "case.yaml", "--sources", "empty", code=1)["ok"] is False


def test_a_wrong_scenario_is_exit_code_1_with_every_problem(here, detente, output):
    text = CASE.replace("salience: 50", "salence: 50").replace("position: 10,", "position: 110,")
    (here / "case.yaml").write_text(text)
    done = detente("run", "case.yaml")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    lines = text.split("\n")
    row = next(i for i, line in enumerate(lines, 1) if "salence" in line)
    column = lines[row - 1].index("salence") + 1
    assert f"case.yaml:{row}:{column}: " in done.stderr
    assert "'salience'" in done.stderr
    assert "110" in done.stderr
    problems = output("run", "case.yaml", code=1)["problems"]
    assert {p["line"] for p in problems} >= {row, row + 1}


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["run", "alaska-2052"], "alaska-2025"),
        (["run", "case.yaml", "--model", "nahs"], "'nash'"),
        (["run", "case.yaml", "--model", "challenge:pairwize"], "'pairwise'"),
        (["run", "case.yaml", "--model", "challenge:rounds=x"], "rounds=x"),
        (["run", "case.yaml", "--issue", "tol"], "'toll'"),
        (["run", "case.yaml", "--model", "weibull"], "weibull is a model of duration, not of settlement"),
        (["models", "meen"], "'mean'"),
        (["schema", "forcast"], "'forecast'"),
        (["run", "case.yaml", "--out", "letter.txt"], "letter.txt"),
        (["report", "."], "not a finished run"),
        (["run", "case.yaml", "--draws", "0"], "--draws"),
        (["runn"], "run"),
    ],
)
def test_a_wrong_call_is_exit_code_2_and_says_what_to_do(here, words, hint, detente):
    done = detente(*words)
    assert done.returncode == 2, done.stdout
    assert "Traceback" not in done.stderr
    assert hint in done.stderr


def test_nobody_with_weight_is_the_scenarios_fault(here, detente):
    text = CASE.replace("salience: 50", "salience: 0").replace("salience: [10, 20, 90]", "salience: 0")
    (here / "case.yaml").write_text(text)
    done = detente("run", "case.yaml")
    assert done.returncode == 1
    assert "issue toll" in done.stderr


@pytest.mark.parametrize("name", sorted(NAMES))
def test_schemas_are_schemas(here, name, detente):
    done = detente("schema", name)
    jsonschema.Draft202012Validator.check_schema(json.loads(done.stdout))


def test_a_closed_pipe_is_no_error(here):
    done = subprocess.run(
        f"'{sys.executable}' -m detente schema | head -1",
        shell=True,
        cwd=here,
        capture_output=True,
        check=False,
    )
    assert done.stderr == b""


def test_importing_detente_is_light():
    code = (
        "import sys, detente, detente.cli.app; "
        "heavy = ('numba', 'xarray', 'pandas', 'fastapi', 'nicegui', 'scipy', 'pydantic'); "
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"


def test_public_names_are_sorted_and_there():
    import detente as package

    assert list(package.__all__) == sorted(package.__all__)
    for name in package.__all__:
        assert getattr(package, name) is not None
