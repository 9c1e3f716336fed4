"""What `run` says of likelihood: counts of few draws, points of the scale, words and whose they are."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from detente.cli import tables
from detente.cli.app import app
from detente.cli.json_schemas import schema
from detente.testing.sample import sample_forecast
from detente.wording.answers import list_answers

SYSTEM = str(Path(__file__).parents[1] / "scenario" / "system.yaml")
AT_REST = """
detente: 1
title: Nobody can move it
as_of: 2025-01-01
issues:
  border: {question: Where?, scale: {0: the east gets all, 50: as it runs today, 100: the west gets all},
           reversion: 50}
actors:
  east: {label: East, kind: state, capability: [1, 2]}
  west: {label: West, kind: state, capability: [1, 2]}
stances:
  - {actor: east, issue: border, position: 0, salience: 50}
  - {actor: west, issue: border, position: 100, salience: 50}
"""


def run(tmp_path: Path, text: str, *words: str) -> str:
    """What the command prints, on one line."""
    file = tmp_path / "case.yaml"
    file.write_text(text, encoding="utf-8")
    runner = CliRunner(env={"COLUMNS": "200"})
    called = ["run", str(file), "--out", str(tmp_path / "run"), "--replace", *words]
    done = runner.invoke(app, called, catch_exceptions=False)
    assert done.exit_code == 0
    return " ".join(done.stdout.split())


def cells(made, issue: int) -> dict[str, dict[str, str]]:
    sheets = [p for p in tables.forecast(made) if hasattr(p, "rows")]
    return {row[0]: dict(zip(sheets[issue].columns, row, strict=True)) for row in sheets[issue].rows}


def test_of_ten_draws_the_table_has_counts_and_no_interval():
    made = cells(sample_forecast(), 0)
    assert made["blend"] == {
        "model": "blend",
        "median": "45.0",
        "all 10 draws": "0–90",
        "0 ·············· 100": made["blend"]["0 ·············· 100"],
        "at 0": "1 of 10",
        "0–50": "4 of 10",
        "at 50": "1 of 10",
        "50–100": "4 of 10",
    }
    assert made["nash"]["all 10 draws"] == "–"
    assert made["nash"]["at 50"] == "10 of 10"
    # of the draws in which the model has an outcome
    assert cells(sample_forecast(), 2)["nash"]["at 30"] == "7 of 7"


def test_where_nothing_is_uncertain_an_outcome_is_a_place_and_no_chance():
    certain = sample_forecast()
    certain.data["position"][:] = certain.data["position"][0]
    made = cells(certain, 0)
    assert [made["nash"][c] for c in ("at 0", "0–50", "at 50", "50–100")] == ["", "", "●", ""]


def test_of_a_hundred_draws_the_table_has_intervals_and_per_cents():
    made = cells(sample_forecast(10), 0)
    assert [made["blend"][level] for level in ("50 %", "80 %", "95 %")] == ["20–70", "9–81", "0–90"]
    assert [made["blend"][c] for c in ("at 0", "0–50", "at 50", "50–100")] == ["10 %", "40 %", "10 %", "40 %"]


@pytest.mark.parametrize(("times", "per_cents"), [(1, False), (10, True)])
def test_the_answers_of_few_draws_are_counts(times, per_cents):
    made = sample_forecast(times)
    said = [w for a in list_answers(made) for w in (*a.text, *(c for r in a.rows for c in r))]
    # money is in per cent whatever the draws: of social spending, of gross domestic product
    shares = [s for s in said if "%" in s and not re.search(r"% of|\d %$|debt|cuts|tariff", s)]
    assert ("6 of 10 draws" in " ".join(said)) is not per_cents
    assert any("% of draws" in s for s in said) is per_cents
    if not per_cents:
        assert shares == []
    assert not any(
        term in s for s in said for term in ("likely", "almost certain", "no chance", "even chance")
    )


def test_the_sentences_of_a_package():
    package, blockers = list_answers(sample_forecast(10))[:2]
    assert package.text[0] == (
        "In 60 % of draws some package is better than fighting on for enough members of each."
    )
    assert "All ratify the settlement forecast by nash in 50 % of draws." in package.text
    assert "Both warring sides prefer it to fighting on in 70 % of draws." in package.text
    assert blockers.text[0] == (
        "The settlement of nash is refused by West in 50 % of draws; East in 20 % of draws."
    )
    package, blockers = list_answers(sample_forecast())[:2]
    assert "All ratify the settlement forecast by nash in 5 of 10 draws." in package.text
    assert [row[1] for row in blockers.rows] == ["8 of 10", "5 of 10", "10 of 10"]


def test_a_mass_on_a_labelled_point_is_the_points(tmp_path):
    mirrored = AT_REST.replace("0: the east", "0: the WEST").replace("100: the west", "100: the east")
    mirrored = mirrored.replace("0: the WEST", "0: the west").replace("position: 100", "position: 0.0", 1)
    mirrored = mirrored.replace("border, position: 0,", "border, position: 100,", 1)
    for text in (AT_REST, mirrored):
        said = run(tmp_path, text, "--model", "nash", "--draws", "128")
        assert "nash: at 50, as it runs today: 100 %." in said
        (issue,) = json.loads(run(tmp_path, text, "--model", "nash", "--draws", "128", "--json"))["issues"]
        nash = next(m for m in issue["models"] if m["model"] == "nash")
        assert nash["points"] == [0, 1, 0]
        assert nash["stretches"] == [0, 0]
        assert nash["single"] is True
        assert [p["label"] for p in issue["points"]][1] == "as it runs today"
    assert "nash: at 50, as it runs today: 64 of 64." in run(
        tmp_path, AT_REST, "--model", "nash", "--draws", "64"
    )


def test_two_labels_get_no_verdict(tmp_path):
    text = AT_REST.replace("50: as it runs today, ", "")
    said = run(tmp_path, text, "--model", "blend", "--draws", "128")
    assert "Likelihood not put into words: the scale has only two labels. Confidence: " in said
    assert "almost certain" not in said


def test_words_are_never_another_models(tmp_path):
    for models in (["mean"], ["spatial"], ["nash", "challenge"]):
        said = run(tmp_path, AT_REST, *(w for m in models for w in ("--model", m)), "--draws", "128")
        assert "In words" not in said
        assert "Likelihood not put into words: none of the models run is a predictive distribution" in said


def test_narrowing_keeps_the_politics(tmp_path):
    text = Path(SYSTEM).read_text(encoding="utf-8")
    whole = json.loads(run(tmp_path, text, "--draws", "64", "--json"))
    jsonschema.validate(whole, schema("forecast"))
    narrow = ("--model", "median", "--issue", "duty", "--draws", "64")
    part = json.loads(run(tmp_path, text, *narrow, "--json"))
    for key in ("winset", "conflict", "burden", "rounds"):
        assert part[key] == whole[key]
    assert [i["issue"] for i in part["issues"]] == ["duty"]
    assert {m["model"] for m in part["issues"][0]["models"]} == {
        *("mean", "median", "midpoint", "reversion", "unweighted-mean")
    }
    said = run(tmp_path, text, *narrow)
    assert "Not shown: river, pledge, cuts. All issues are forecast" in said


def test_shares_say_what_they_are(tmp_path):
    said = run(tmp_path, Path(SYSTEM).read_text(encoding="utf-8"), "--draws", "128")
    assert (
        "Brackets hold 80 % intervals. "
        "Shares of draws show what uncertain inputs do to these models, not how often such forecasts come "
        "true."
    ) in said
    said = run(tmp_path, Path(SYSTEM).read_text(encoding="utf-8"), "--draws", "7")
    assert "Brackets hold 80 % intervals; 7 draws are too few to rely on them." in said


@pytest.mark.parametrize(
    ("number", "words", "wanted", "never"),
    [
        (
            "01",
            ("exact.yaml", "--model", "blend", "--seed", "0"),
            "50 to 80: unlikely (35 %)",
            "almost certain",
        ),
        (
            "01",
            ("exact.yaml", "--model", "blend", "--seed", "1"),
            "20 to 50: unlikely (35 %)",
            "almost certain",
        ),
        (
            "01",
            ("emission_ktab.csv", "--model", "blend"),
            "Nothing in this scenario is uncertain",
            "almost certain",
        ),
        ("10", ("status-quo.yaml", "--model", "nash"), "nash: at 50, as it runs today: 100 %.", "likely"),
        ("10", ("mirrored.yaml", "--model", "nash"), "nash: at 50, as it runs today: 100 %.", "likely"),
        (
            "18",
            ("case.yaml", "--model", "spatial"),
            "Likelihood not put into words: none of the models",
            "In words",
        ),
        (
            "19",
            ("case.yaml", "--model", "mean", "--draws", "64"),
            "In 16 of 64 draws nobody has weight",
            "In words",
        ),
    ],
)
def test_the_cases(shared, tmp_path, number, words, wanted, never):
    (folder,) = (shared / "cases").glob(f"{number}-*")
    called = ["run", str(folder / words[0]), *words[1:], "--out", str(tmp_path / "run"), "--replace"]
    done = CliRunner(env={"COLUMNS": "200"}).invoke(app, called, catch_exceptions=False)
    assert done.exit_code == 0
    said = " ".join(done.stdout.split())
    assert wanted in said
    assert never not in said.replace("Likelihood not put into words", "")


def test_explain_plays_every_issue_whichever_is_shown():
    def explain(*words: str):
        done = CliRunner().invoke(app, ["explain", SYSTEM, *words, "--json"], catch_exceptions=False)
        return json.loads(done.stdout)["plays"][0]

    whole, part = explain("--model", "spatial"), explain("--model", "spatial", "--issue", "pledge")
    at = whole["issues"].index("pledge")
    assert part["issues"] == ["pledge"]
    assert [p for (p,) in part["positions"]] == [p[at] for p in whole["positions"]]
    assert [[e["to"] for e in turn] for turn in part["turns"]] == [
        [[e["to"][at]] for e in turn] for turn in whole["turns"]
    ]


def test_there_is_nothing_to_explain_where_nobody_has_weight(tmp_path):
    file = tmp_path / "case.yaml"
    file.write_text(
        AT_REST.replace("salience: 50", "salience: {dist: categorical, values: {0: 0.6, 50: 0.4}}")
    )
    done = CliRunner().invoke(app, ["explain", str(file), "--model", "challenge"])
    assert f"{file}:6:" in str(done.exception)
    assert "nobody has weight (capability times salience) on issue border at the best values" in str(
        done.exception
    )


TIES = """
detente: 1
title: Three
as_of: 2025-01-01
actors:
  a: {label: A, kind: state, capability: 3}
  b: {label: B, kind: state, capability: 2}
  c: {label: C, kind: state, capability: 1}
ties:
  - {kind: propensity, from: a, to: b, value: 0.5}
  - {kind: propensity, from: a, to: c, value: -0.5}
  - {kind: propensity, from: b, to: c, value: -0.25}
"""


def test_alignments_of_few_draws_and_of_exact_ties(tmp_path):
    file = tmp_path / "ties.yaml"

    def align(text: str, draws: str) -> str:
        file.write_text(text, encoding="utf-8")
        called = ["align", str(file), "--draws", draws, "--out", str(tmp_path / "page.html")]
        done = CliRunner(env={"COLUMNS": "150"}).invoke(app, called, catch_exceptions=False)
        return " ".join(done.stdout.split())

    said = align(TIES, "512")
    assert "Nothing about the ties is uncertain: the alignment is the same in every draw." in said
    assert "A and B +0.50 yes" in said
    assert "A and C −0.50 no" in said
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Nothing about the ties is uncertain: the alignment is the same in every draw." in page
    assert "100 %" not in re.sub(r"<style.*?</style>|<svg.*?</svg>", "", page, flags=re.S)
    loose = TIES.replace("to: b, value: 0.5", "to: b, value: [-1, 0.5]")
    said = align(loose, "7")
    assert "over 7 draws, the minimum is" in said
    assert re.search(r"A and B −0\.25 \d of 7 ", said)
    assert re.search(r"A, B \| C \d of 7 ", said)
    said = align(loose, "512")
    assert re.search(r"A, B \| C \d\d % ", said)
