"""`detente explain`: trades told word for word on an example worked by hand, and who has a history."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from detente.cli.app import app
from detente.models import models

# Weights are capability times salience, so the outcomes stand at 75 on the toll and 25 on the gate. The shore
# cares three times as much for the toll, the fleet for the gate. All that the fleet can give moves the toll
# from 75 to 100, and all that the shore can give moves the gate from 25 to 0: each gains 75 % of 25 points on
# one issue and loses 25 % of 25 points on the other.
TRADE = """
detente: 1
title: A trade
as_of: 2025-01-01
issues:
  toll: {label: The toll, question: How high?, scale: {0: none, 100: all}}
  gate: {label: The gate, question: How wide?, scale: {0: shut, 100: open}}
actors:
  shore: {label: Shore, kind: state, capability: 1}
  fleet: {label: Fleet, kind: firm, capability: 1}
stances:
  - {actor: shore, issue: toll, position: 100, salience: 75}
  - {actor: shore, issue: gate, position: 100, salience: 25}
  - {actor: fleet, issue: toll, position: 0, salience: 25}
  - {actor: fleet, issue: gate, position: 0, salience: 75}
"""

WHY = "gains 18.75 (75 % of 25.0 points on the other issue), loses 6.25 (25 % of 25.0 on this one); rate 1.00"


@pytest.fixture
def explained(tmp_path):
    """What explain says of the trade, in one line, with more words."""

    def said(*words, text=TRADE):
        (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
        called = ["explain", str(tmp_path / "case.yaml"), "--model", "exchange", *words]
        done = CliRunner(env={"COLUMNS": "400"}).invoke(app, called)
        return done.exception or [" ".join(line.split()) for line in done.stdout.splitlines()]

    return said


def test_a_trade_is_told_with_both_sides(explained):
    lines = explained()
    assert lines[0] == "A trade: Exchange of voting positions, every number at its best value"
    assert lines[2] == "The toll, The gate: 1 trade, after which no pair gains from another"
    assert lines[3] == "turn who offered why"
    assert lines[5:] == [
        f"1 Shore: exchange with Fleet The gate 100.0 → 0.0 {WHY}",
        f"1 Fleet: exchange with Shore The toll 0.0 → 100.0 {WHY}",
    ]


def test_a_trade_as_a_document(tmp_path, output):
    (tmp_path / "case.yaml").write_text(TRADE, encoding="utf-8")
    document = output("explain", "case.yaml", "--model", "exchange")
    assert document == {
        "detente": "explain",
        "version": 1,
        "model": "exchange",
        "actors": ["shore", "fleet"],
        "issues": ["toll", "gate"],
        "plays": [
            {
                "issues": ["toll", "gate"],
                "ending": "1 trade, after which no pair gains from another",
                "present": ["shore", "fleet"],
                "without_stance": [],
                "turns": [
                    [
                        {
                            "actor": "shore",
                            "with": "fleet",
                            "kind": "exchange",
                            "from": [100.0, 100.0],
                            "to": [100.0, 0.0],
                            "accepted": True,
                            "why": WHY,
                        },
                        {
                            "actor": "fleet",
                            "with": "shore",
                            "kind": "exchange",
                            "from": [0.0, 0.0],
                            "to": [100.0, 0.0],
                            "accepted": True,
                            "why": WHY,
                        },
                    ]
                ],
                "positions": [[[100.0, 100.0], [100.0, 0.0]], [[0.0, 100.0], [0.0, 0.0]]],
            }
        ],
    }


def test_the_other_half_of_a_trade_is_not_shown_on_one_issue(explained):
    lines = explained("--issue", "gate", "--actor", "shore")
    assert lines[5:] == [
        f"1 Shore: exchange with Fleet 100.0 → 0.0 {WHY}",
        f"1 Fleet: exchange with Shore 0.0 → 0.0 {WHY}",
    ]


def test_nobody_trades_where_all_care_alike(explained):
    alike = TRADE.replace("salience: 25", "salience: 75")
    assert explained(text=alike)[2] == "The toll, The gate: no pair gains by a trade"


def test_one_issue_leaves_no_trade_to_explain(explained):
    lines = TRADE.splitlines()
    alone = "\n".join(line for line in lines if "gate" not in line)
    assert str(explained(text=alone)) == (
        "exchange cannot explain this scenario: there is only one issue, so there is nothing to exchange"
    )


def test_who_takes_no_stance_trades_nothing(explained):
    lines = explained(text=TRADE.replace("  - {actor: fleet, issue: gate, position: 0, salience: 75}\n", ""))
    assert (
        "Without a stance: Fleet on The gate. They trade nothing there; their positions are not shown."
        in lines
    )


def test_the_models_with_a_history_are_those_that_say_so(explained):
    assert [slug for slug, m in models().items() if m.history] == ["challenge", "exchange", "spatial"]
    assert (
        str(explained("--model", "nash"))
        == "nash has no turns to explain; challenge, exchange and spatial have"
    )
