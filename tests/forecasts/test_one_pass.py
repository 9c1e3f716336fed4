"""A forecast solves every settlement model once on a bargain, however many parts ask for it."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields

import numpy as np
import pytest

from detente import load
from detente.draws import draw
from detente.forecasts import forecast, run
from detente.forecasts.nodes import settlement
from detente.forecasts.rounds import first_round
from detente.models import configure, run_model
from detente.scenario import loads
from detente.testing.sample import SCENARIO


def fingerprint(bargain):
    values = (getattr(bargain, f.name) for f in fields(bargain))
    return tuple(v.tobytes() if isinstance(v, np.ndarray) else v for v in values)


@pytest.fixture
def solved(monkeypatch):
    """How often each model was solved on each bargain."""
    count = Counter()

    def counting(model, bargain, *rest):
        label = model if isinstance(model, str) else model.label
        count[label, fingerprint(bargain)] += 1
        return run_model(model, bargain, *rest)

    monkeypatch.setattr(run, "run_model", counting)
    monkeypatch.setattr(settlement, "run_model", counting)
    return count


@pytest.mark.parametrize("specs", [["mean"], ["nash", "package"], None])
@pytest.mark.parametrize("carrier", ["mean", "nash"])
def test_no_model_is_solved_twice_on_one_bargain(solved, specs, carrier):
    run_once = forecast(loads(SCENARIO.replace("settlement: nash", f"settlement: {carrier}")), specs, draws=8)
    assert set(solved.values()) == {1}
    # the bargain of the forecast itself: what is shown, and what links are measured by
    first = next(iter(solved))[1]
    labels = {label for label, bargain in solved if bargain == first}
    assert labels == set(run_once.models) | {carrier, "nash"}


def test_no_model_is_solved_twice_where_actors_follow_each_other(solved):
    run_once = forecast(load("alaska-2025"), ["mean"], draws=4)
    assert "alignment" in run_once.manifest["links_on"]
    assert set(solved.values()) == {1}
    first = next(iter(solved))[1]
    assert {"nash", "influence"} < {label for label, bargain in solved if bargain == first}


def test_models_are_followed_if_links_are_on():
    drawn = draw(loads(SCENARIO), 4, 0)
    state = first_round(drawn, drawn.issues)

    def labels(*on):
        return [each.label for each in settlement.follow_models(state, on)]

    assert labels() == ["nash"]
    assert labels("conflict") == ["nash"]
    assert labels("conflict", "alignment") == ["nash", "influence"]


def test_of_one_label_one_is_solved():
    mean = configure("mean")
    calls = []
    outcomes = settlement.solve_models((mean, mean), None, lambda each, _: calls.append(each.label))
    assert calls == ["mean"] == list(outcomes)
