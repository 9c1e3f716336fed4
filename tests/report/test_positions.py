"""Who wants what when members have members: rows, positions and shares by hand."""

from __future__ import annotations

import pytest

from detente.forecasts import Forecast, forecast
from detente.report.numbers import numbers
from detente.report.positions import Row, position_rows
from detente.scenario import loads

#: A union of a camp of wings and of a guard, with no stance of its own; the rest has one, and parts.
CASE = """
detente: 1
title: A union
as_of: 2025-01-01
issues:
  line: {question: Where?, scale: {0: west, 100: east}}
  toll: {question: What?, scale: {0: a, 100: b}}
actors:
  union:
    label: The union
    kind: state
    capability: 4
    members:
      camp:
        label: The camp
        kind: faction
        capability: 7
        members:
          left: {label: Left wing, kind: faction, capability: 3}
          right: {label: Right wing, kind: faction, capability: 1}
          mute: {label: Mute wing, kind: faction, capability: 9}
      guard: {label: The guard, kind: faction, capability: 2}
  rest:
    label: The rest
    kind: state
    capability: 2
    autonomy: 0.75
    members:
      part: {label: Part of it, kind: faction, capability: 1}
      port: {label: Port of it, kind: faction, capability: 3}
  other:
    label: Another
    kind: state
    capability: 1
    members: {all: {label: All of it, kind: faction, capability: 5}}
  away: {label: Away, kind: state, capability: 50}
stances:
  - {actor: union/camp/left, issue: line, position: 20, salience: 50}
  - {actor: union/camp/right, issue: line, position: 60, salience: 50}
  - {actor: union/guard, issue: line, position: 90, salience: [60, 100, 100]}
  - {actor: rest, issue: line, position: {value: [5, 10, 25], note: Said twice.}, salience: 80, note: A note.}
  - {actor: rest/part, issue: line, position: 40, salience: 60}
  - {actor: rest/port, issue: line, position: 30, salience: 20}
  - {actor: other, issue: line, position: 80, salience: 20}
  - {actor: other/all, issue: line, position: 70, salience: 20}
  - {actor: away, issue: toll, position: 70, salience: 20}
  - {actor: rest, issue: toll, position: 70, salience: 20}
"""


@pytest.fixture(scope="module")
def run() -> Forecast:
    return forecast(loads(CASE), ["mean"], draws=1)


@pytest.fixture(scope="module")
def rows(run: Forecast) -> dict[str, Row]:
    every = numbers(run.scenario, run.issues)
    return {row.label: (row, want) for row, want in position_rows(run, "line", every)}


def test_rows_go_by_position_and_members_stand_below_their_own(rows: dict[str, Row]) -> None:
    """The camp is 20 and 60 by 3 to 1: 30. The guard weighs 200 against its 200: the union is at 60."""
    assert [(label, row.depth) for label, (row, _) in rows.items()] == [
        ("The rest", 0),
        ("Port of it", 1),
        ("Part of it", 1),
        ("The union", 0),
        ("The camp", 1),
        ("Left wing", 2),
        ("Right wing", 2),
        ("The guard", 1),
        ("Another", 0),
        ("All of it", 1),
    ]


def test_a_member_of_members_is_where_their_weights_put_it(rows: dict[str, Row]) -> None:
    row, want = rows["The camp"]
    assert (want.low, want.best, want.high) == (30.0, 30.0, 30.0)
    assert (row.derived, row.position, row.salience) == ("30", None, None)
    assert row.capability.value == "7"
    assert rows["Left wing"][0].position.value == "20"
    assert rows["Left wing"][0].derived == ""


def test_an_actor_without_a_stance_is_where_the_draws_put_it(run: Forecast, rows: dict[str, Row]) -> None:
    row, want = rows["The union"]
    drawn = run.data["position"].sel(actor="union", issue="line").values
    assert (want.low, want.best, want.high) == (drawn.min(), drawn[0], drawn.max())
    assert row.derived == f"{drawn[0]:.0f} ({drawn[0]:.0f} to {drawn[0]:.0f})"
    assert row.note is None


def test_a_stance_is_as_it_is_stated(rows: dict[str, Row]) -> None:
    row, want = rows["The rest"]
    assert (want.low, want.best, want.high) == (5, 10, 25)
    assert (row.derived, row.note, row.salience.value) == ("", "A note.", "80")


def test_shares_of_members_are_of_their_own(rows: dict[str, Row]) -> None:
    """Camp and guard weigh 150 + 50 and 200; the parts of the rest 60 each, and a quarter is left to them."""
    shares = {label: row.share for label, (row, _) in rows.items()}
    assert shares["The camp"] == pytest.approx(0.5)
    assert shares["The guard"] == pytest.approx(0.5)
    assert shares["Left wing"] == pytest.approx(0.75)
    assert shares["Right wing"] == pytest.approx(0.25)
    assert shares["Part of it"] == shares["Port of it"] == pytest.approx(0.125)
    # what states no autonomy leaves its members nothing beside a stance of its own
    assert shares["All of it"] == 0.0
    assert shares["The union"] + shares["The rest"] + shares["Another"] == pytest.approx(1)


def test_dots_are_as_large_as_weights_next_to_the_largest(run: Forecast, rows: dict[str, Row]) -> None:
    data = run.data.sel(issue="line")
    product = data["capability"] * data["salience"]
    weight = {a: float(product.sel(actor=a)[0]) for a in ("union", "rest", "other")}
    # its own salience of 80 counts for three quarters, and its parts' mean of 30 for one
    assert (weight["rest"], weight["other"]) == (135, 20)
    most = max(weight.values())
    wants = {label: want for label, (_, want) in rows.items()}
    union = weight["union"] / most
    assert wants["The union"].weight == union
    assert wants["The rest"].weight == 135 / most
    assert wants["The camp"].weight == pytest.approx(union / 2)
    assert wants["Left wing"].weight == pytest.approx(union / 2 * 0.75)
    assert wants["Part of it"].weight == pytest.approx(135 / most / 8)
    assert wants["Left wing"].depth == 2
