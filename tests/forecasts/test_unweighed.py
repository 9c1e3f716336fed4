"""Draws in which nobody has weight on an issue: left out, counted, and survived by every part."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from detente.cli.tables import forecast as tables
from detente.forecasts import forecast
from detente.report.page import report_html
from detente.scenario import load, loads
from detente.wording.answers import list_answers

QUARTER = """
detente: 1
title: T
as_of: 2025-01-01
issues:
  x: {question: q?, scale: {0: a, 100: b}}
  y: {question: r?, scale: {0: a, 100: b}, reversion: 20}
actors:
  a: {label: A, kind: state, capability: 1}
  b: {label: B, kind: state, capability: 1}
stances:
  - {actor: a, issue: x, position: 0, salience: {dist: categorical, values: {0: 0.5, 50: 0.5}}}
  - {actor: b, issue: x, position: 100, salience: {dist: categorical, values: {0: 0.5, 50: 0.5}}}
  - {actor: a, issue: y, position: 0, salience: 50}
  - {actor: b, issue: y, position: [60, 90], salience: 30}
"""
SYSTEM = Path(__file__).parents[1] / "scenario" / "system.yaml"


def test_a_quarter_of_draws_without_weight():
    made = forecast(loads(QUARTER), draws=64)
    bare = (made.data["salience"].sel(issue="x") == 0).all("actor").values
    assert bare.sum() == 16
    for label in made.models:
        outcome = made.outcome(label, "x")
        if not np.isnan(outcome).all():
            np.testing.assert_array_equal(np.isnan(outcome), bare)
        assert np.isnan(made.outcome(label, "y")).sum() in {0, 64}
    x, y = made.summary()
    assert (x.unweighed, y.unweighed) == (16, 0)
    mean = next(m for m in x.models if m.model == "mean")
    assert mean.defined == 0.75
    assert mean.points == (1 / 3, 1 / 3)
    said = [part for part in tables(made) if isinstance(part, str)]
    left_out = "In 16 of 64 draws nobody has weight on this issue; these are left out."
    assert left_out in said
    assert left_out in report_html(made).replace("\u00a0", " ")


def test_more_draws_than_are_solved_at_once():
    """A part of the draws may be without weight altogether."""
    made = forecast(loads(QUARTER), ["mean", "exchange", "spatial", "influence"], draws=1024)
    bare = (made.data["salience"].sel(issue="x") == 0).all("actor").values
    np.testing.assert_array_equal(np.isnan(made.outcome("exchange", "x")), bare)
    np.testing.assert_array_equal(np.isnan(made.outcome("spatial", "x")), bare)


@pytest.mark.parametrize("carrier", ["mean", "blend", "package", "exchange", "spatial"])
def test_every_part_of_a_scenario_copes(carrier):
    text = SYSTEM.read_text(encoding="utf-8")
    never = "{dist: categorical, values: {0: 0.5, 50: 0.5}}"
    for old in ("position: [0, 30], salience: 60", "position: [20, 60], salience: 20"):
        assert old in text
        text = text.replace(old, f"{old.split(', salience')[0]}, salience: {never}")
    for old in ("position: [80, 100], salience: 80", "position: [30, 60], salience: 40"):
        assert old in text
        text = text.replace(old, f"{old.split(', salience')[0]}, salience: {never}")
    for old in ("position: [0, 40], salience: 50", "position: [30, 70], salience: 50"):
        text = text.replace(old, f"{old.split(', salience')[0]}, salience: {never}")
    assert "links:" in text
    text = text.replace(f"settlement: {load(SYSTEM).links.settlement}", f"settlement: {carrier}")
    made = forecast(loads(text), ["mean", carrier], draws=128, seed=2)
    pledge, cuts = (made.summary()[made.issues.index(i)] for i in ("pledge", "cuts"))
    assert 0 < pledge.unweighed < 64
    assert 0 < cuts.unweighed < 64
    put = made.data["ratification.put"].values
    settled = ~np.isnan(
        made.data["round.settlement"][0].sel(issue=["river", "pledge", "cuts", "duty"]).values
    )
    np.testing.assert_array_equal(put, settled.all(axis=0))
    ratification = made.ratification
    assert ratification.put == put.sum() < 128
    ratifies = made.data["ratification.ratifies"].values.all(axis=1)
    assert ratification.ratified == pytest.approx(ratifies[put].mean())
    # without a settlement the pledge is none, and the bill is as stated
    gone = np.isnan(made.data["round.settlement"][0].sel(issue="pledge").values)
    assert (made.data["guarantee.strength"].values[gone] == 0).all()
    assert np.isfinite(made.data["burden.cuts"]).all()
    assert np.isfinite(made.data["round.line"]).all()
    said = " ".join(s for a in list_answers(made) for s in a.text)
    assert (
        f"In {128 - put.sum()} of 128 draws there is no settlement, since nobody has weight on an issue"
        in said
    )
    assert "nan" not in said
    report_html(made)


def test_members_of_whom_nobody_cares_in_some_draws():
    text = QUARTER.replace(
        "  a: {label: A, kind: state, capability: 1}",
        "  a: {label: A, kind: state, capability: 1, inner: median, members: {p: {label: P, kind: faction, "
        "capability: 1}, q: {label: Q, kind: faction, capability: 1}}}",
    ).replace("{actor: a, issue: x,", "{actor: a/p, issue: x,")
    made = forecast(loads(text), ["mean", "challenge"], draws=64)
    outcome = made.outcome("mean", "x")
    assert np.isnan(outcome).sum() == 16
    assert set(np.unique(outcome[~np.isnan(outcome)])) <= {0, 50, 100, 100 * 1 / 1.5, 100 / 3}
