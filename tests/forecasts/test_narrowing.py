"""Choosing models and issues chooses what is shown, and never changes a number."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from detente.forecasts import forecast, open_run, save_run
from detente.scenario import load
from detente.wording.answers import list_answers

SYSTEM = Path(__file__).parents[1] / "scenario" / "system.yaml"
DRAWS = 128


@pytest.fixture(scope="module")
def whole():
    return forecast(load(SYSTEM), draws=DRAWS, seed=4)


def _answers(run):
    """All that is said beyond the issues shown."""
    return run.ratification, run.conflict, run.burden, run.rounds


@pytest.mark.parametrize(
    ("models", "issues"),
    [(["median"], None), (None, ["duty"]), (["blend"], ["pledge"]), ([], ["river", "cuts"])],
)
def test_the_politics_are_those_of_the_whole(whole, models, issues):
    part = forecast(load(SYSTEM), models, issues=issues, draws=DRAWS, seed=4)
    assert part.issues == tuple(i for i in whole.issues if issues is None or i in issues)
    for label in part.models:
        for issue in part.issues:
            np.testing.assert_array_equal(part.outcome(label, issue), whole.outcome(label, issue))
    assert _answers(part) == _answers(whole)
    assert part.manifest["links_on"] == whole.manifest["links_on"]
    assert part.manifest["ablation"] == whole.manifest["ablation"]
    for name in whole.data:
        if "." in name and name.partition(".")[0] not in whole.models:
            np.testing.assert_array_equal(part.data[name], whole.data[name])
    shown = {s.issue: s.models for s in whole.summary()}
    for issue in part.summary():
        assert {repr(m) for m in issue.models} <= {repr(m) for m in shown[issue.issue]}


def test_what_is_left_out_is_said(whole):
    part = forecast(load(SYSTEM), ["median"], issues=["duty", "cuts"], draws=DRAWS, seed=4)
    assert part.omitted == (
        "Not shown: river, pledge. All issues are forecast, and the rest of the answers rest on all of them."
    )
    assert whole.omitted == ""
    assert [i["issue"] for i in part.to_dict()["issues"]] == ["cuts", "duty"]
    (package,) = [a for a in list_answers(part) if a.columns[:1] == ("one such package",)]
    assert [row[0] for row in package.rows] == ["river", "pledge", "cuts", "duty"]


def test_a_run_of_some_issues_is_read_again(tmp_path, whole):
    part = forecast(load(SYSTEM), ["median"], issues=["duty"], draws=DRAWS, seed=4)
    save_run(part, tmp_path / "run")
    again = open_run(tmp_path / "run")
    assert again.issues == ("duty",)
    assert repr(again.summary()) == repr(part.summary())
    assert _answers(again) == _answers(whole)
