import json

import numpy as np
import pytest

from detente.forecasts import RunFolderError, UnknownIssueError, forecast, open_run, save_run
from detente.models import UnknownModelError
from detente.results.settlement import Point, scale_points, scale_stretches, summarise_outcome
from detente.scenario import ScenarioError, loads

CASE = """
detente: 1
title: A small case   # with a comment that the run folder keeps
as_of: 2025-01-01
issues:
  toll: {question: How high?, scale: {0: none, 25: low, 100: full}, reversion: [20, 40]}
  gate: {question: How wide?, scale: {0: shut, 100: open}}
actors:
  north: {label: North, kind: state, capability: [5, 10, 20]}
  south: {label: South, kind: state, capability: 4}
  east: {label: East, kind: state, capability: 6}
stances:
  - {actor: north, issue: toll, position: [60, 80, 90], salience: 50}
  - {actor: south, issue: toll, position: 10, salience: [10, 20, 90]}
  - {actor: east, issue: toll, position: [30, 60], salience: 40}
  - {actor: north, issue: gate, position: 100, salience: 40}
  - {actor: south, issue: gate, position: [0, 30, 50], salience: 5}
"""


@pytest.fixture(scope="module")
def case():
    return loads(CASE)


@pytest.fixture(scope="module")
def made(case):
    return forecast(case, draws=1200, seed=7)


def test_every_model_runs_with_the_baselines_beside(made):
    assert {"mean", "median", "nash", "challenge", "unweighted-mean", "reversion", "midpoint"} <= set(
        made.models
    )
    alone = forecast(made.scenario, ["nash"], draws=16)
    assert set(alone.models) == {"nash", "mean", "median", "unweighted-mean", "reversion", "midpoint"}
    assert alone.models[0] == "nash"


def test_the_mean_is_the_mean_of_the_draws(made):
    data = made.data.sel(issue="toll")
    w = data["capability"] * data["salience"]
    wanted = (w * data["position"]).sum("actor") / w.sum("actor")
    np.testing.assert_allclose(made.outcome("mean", "toll"), wanted.values)


def test_a_model_that_needs_a_reversion_has_no_outcome_without(made):
    assert np.isnan(made.outcome("nash", "gate")).all()
    assert not np.isnan(made.outcome("nash", "toll")).any()


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_never_change_a_number(case, made, threads):
    again = forecast(case, draws=1200, seed=7, threads=threads)
    assert np.array_equal(made.data["outcome"].values, again.data["outcome"].values, equal_nan=True)


def test_one_issue_alone_gives_the_same_numbers(case, made):
    alone = forecast(case, issues=["toll"], draws=1200, seed=7)
    assert alone.issues == ("toll",)
    assert np.array_equal(alone.outcome("challenge", "toll"), made.outcome("challenge", "toll"))


def test_words_that_name_nothing(case):
    with pytest.raises(UnknownIssueError, match="did you mean 'toll'"):
        forecast(case, issues=["tol"], draws=8)
    with pytest.raises(UnknownModelError, match="did you mean 'nash'"):
        forecast(case, ["nahs"], draws=8)
    with pytest.raises(UnknownModelError, match="'rounds'"):
        forecast(case, ["challenge:round=3"], draws=8)


def test_an_issue_on_which_nobody_has_weight(case):
    text = CASE.replace("position: 100, salience: 40", "position: 100, salience: 0")
    text = text.replace("[0, 30, 50], salience: 5", "[0, 30, 50], salience: 0")
    place = (
        r"case\.yaml:7:9: issues\.gate: nobody has weight \(capability times salience\) on issue gate in any "
    )
    with pytest.raises(ScenarioError, match=place + "draw, give at least one actor both"):
        forecast(loads(text, "case.yaml"), draws=8)


def test_the_run_folder_gives_the_forecast_back(made, tmp_path):
    folder = save_run(made, tmp_path / "run")
    assert sorted(p.name for p in folder.iterdir()) == ["forecast.nc", "manifest.json", "scenario.yaml"]
    assert (folder / "scenario.yaml").read_text(encoding="utf-8") == CASE
    again = open_run(folder)
    assert again.data.identical(made.data)
    assert again.to_dict()["issues"] == made.to_dict()["issues"]
    assert again.manifest == json.loads(json.dumps(made.manifest))


def test_the_same_run_again_is_the_same_key_and_bytes_of_numbers(case, made, tmp_path):
    again = forecast(case, draws=1200, seed=7)
    assert again.manifest["key"] == made.manifest["key"]
    assert forecast(case, draws=1200, seed=8).manifest["key"] != made.manifest["key"]
    a = save_run(made, tmp_path / "a") / "forecast.nc"
    b = save_run(again, tmp_path / "b") / "forecast.nc"
    assert a.read_bytes() == b.read_bytes()


def test_a_run_never_overwrites_something_else(made, tmp_path):
    (tmp_path / "letters.txt").write_text("dear")
    with pytest.raises(RunFolderError, match=r"letters\.txt"):
        save_run(made, tmp_path)
    with pytest.raises(RunFolderError, match="is a file"):
        save_run(made, tmp_path / "letters.txt")


def test_folders_that_are_no_run(made, tmp_path):
    with pytest.raises(RunFolderError, match="not a finished run"):
        open_run(tmp_path)
    folder = save_run(made, tmp_path / "run")
    (folder / "forecast.nc").write_bytes(b"\x89HDF half a file")
    with pytest.raises(RunFolderError, match=r"forecast\.nc cannot be read"):
        open_run(folder)
    (folder / "manifest.json").write_text('{"format": 9}')
    with pytest.raises(RunFolderError, match="format 9"):
        open_run(folder)


def test_an_interrupted_run_goes_on(case, made, tmp_path):
    class Stopped(Exception):
        pass

    def stop(model, done, chunks):
        if model == "nash" and done == chunks:
            raise Stopped

    with pytest.raises(Stopped):
        forecast(case, draws=1200, seed=7, parts=tmp_path, progress=stop)
    asked = []
    again = forecast(case, draws=1200, seed=7, parts=tmp_path, progress=lambda m, *_: asked.append(m))
    assert "challenge" not in asked
    assert "nash" in asked
    assert again.data.identical(made.data)


def test_a_damaged_part_is_made_again(case, made, tmp_path):
    forecast(case, draws=1200, seed=7, parts=tmp_path)
    for part in tmp_path.rglob("*.npz"):
        part.write_bytes(part.read_bytes()[:100])
    assert forecast(case, draws=1200, seed=7, parts=tmp_path).data.identical(made.data)


def test_intervals_and_stretches_of_known_numbers():
    marks = scale_points({25: "low", 60: "middle"})
    assert marks == (
        Point(0, "the low end"),
        Point(25, "low"),
        Point(60, "middle"),
        Point(100, "the high end"),
    )
    assert [(s.low, s.high) for s in scale_stretches(marks)] == [(0, 25), (25, 60), (60, 100)]
    numbers = summarise_outcome(np.linspace(0, 100, 10001), marks)
    assert numbers.median == pytest.approx(50)
    assert numbers.intervals[80] == pytest.approx((10, 90))
    assert numbers.stretches == pytest.approx((0.25, 0.35, 0.4), abs=1e-3)
    assert numbers.points == (1 / 10001,) * 4
    assert not numbers.single


def test_what_lies_on_a_point_belongs_to_the_point():
    marks = scale_points({25: "low", 60: "middle"})
    atoms = summarise_outcome(np.array([25.0, 25 + 1e-8, 25 - 1e-8, 24.999, 25.001, 100, 0, np.nan]), marks)
    assert atoms.points == (1 / 7, 3 / 7, 0, 1 / 7)
    assert atoms.stretches == (1 / 7, 1 / 7, 0)
    assert atoms.defined == 7 / 8
    assert summarise_outcome(np.full(5, 60 + 1e-9), marks).points == (0, 0, 1, 0)


@pytest.mark.parametrize("seed", range(5))
def test_the_mirrored_scale_has_the_mirrored_summary(seed):
    rng = np.random.default_rng(seed)
    labelled = sorted({0.0, 100.0, *rng.integers(1, 100, 4).astype(float)})
    x = np.concatenate([rng.choice(labelled, 30), rng.integers(0, 101, 30), rng.uniform(0, 100, 40)])
    one = summarise_outcome(x, scale_points(dict.fromkeys(labelled, "")))
    other = summarise_outcome(100 - x, scale_points(dict.fromkeys((100 - at for at in labelled), "")))
    assert other.points == one.points[::-1]
    assert other.stretches == one.stretches[::-1]
    assert sum(one.points + one.stretches) == pytest.approx(1)


def test_probabilities_of_points_and_stretches_sum_to_one(made):
    for issue in made.summary():
        for m in issue.models:
            if m.defined:
                assert sum(m.points + m.stretches) == pytest.approx(1)


def test_a_notebook_shows_a_table(made):
    page = made._repr_html_()
    assert "How high?" in page
    assert "no outcome" in page
