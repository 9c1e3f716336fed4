"""Every path of a quantity is what the functions of ``paths`` spell."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from detente.scenario import Scenario, loads, paths

SYSTEM = (Path(__file__).parent / "system.yaml").read_text("utf-8")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    dated = "  - {kind: treaty, from: west, to: friend, value: 1, since: 2025-04-01}\n"
    return loads(SYSTEM.replace("ties:\n", f"ties:\n{dated}"))


def spelled(s: Scenario) -> set[str]:
    """The paths of what the scenario states, by its parts."""
    war, pledge = s.conflict, s.conflict.guarantee if s.conflict else None
    assert war
    assert pledge
    assert s.budgets
    assert s.alliance
    assert s.alignment
    every = {paths.actor_path(a, "capability") for a in s.flat_actors()}
    every |= {paths.actor_path("east", key) for key in ("autonomy", "threshold")}
    every |= {paths.issue_path(i, "reversion") for i in s.issues}
    every |= {paths.stance_path(x.actor, x.issue, k) for x in s.stances for k in ("position", "salience")}
    every |= {paths.tie_path(t.kind, t.from_, t.to, t.since) for t in s.ties}
    every |= {paths.side_path(x, k) for x in "ab" for k in ("force", "kill", "collapse", "cost")}
    every |= {paths.side_path("a", "optimism")}
    every |= {paths.front_path(k) for k in ("line", "mobility", "hold", "top")}
    every |= {paths.patron_path(p, "flow") for p in war.patrons}
    every |= {
        paths.guarantee_path(k) for k in type(pledge).model_fields if hasattr(getattr(pledge, k), "dist")
    }
    budget = s.budgets.states["west"]
    every |= {paths.budget_path("west", k) for k in type(budget).model_fields if k != "note"}
    every |= {paths.ally_path(a, k) for a in s.alliance.allies for k in ("income", "taste", "private")}
    flows = ("before", "after", "exports", "imports", "pass_through", "elasticity")
    every |= {paths.trade_path("steel", k) for k in flows}
    every |= {paths.ingredient_path("treaty", "weight")}
    every |= {paths.event_path(i) for i in range(len(s.events))}
    return every | {paths.OTHERS, paths.SUSCEPTIBILITY, paths.CONCESSION}


def test_the_functions_spell_every_path(scenario: Scenario) -> None:
    assert spelled(scenario) == set(scenario.quantities())


def test_every_path_leads_to_its_place_in_the_file(scenario: Scenario) -> None:
    assert all(scenario.where(path) for path in scenario.quantities())
    assert scenario.where("ties.treaty.west.friend.2025-04-01") == scenario.where("ties.0.value")
    assert scenario.where("ties.treaty.west.friend") == scenario.where("ties.1.value")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (paths.actor_path("us"), "actors.us"),
        (paths.actor_path("us/first/few", "size"), "actors.us.members.first.members.few.size"),
        (paths.stance_path("us/first", "land", "position"), "stances.us/first.land.position"),
        (paths.tie_path("influence", "us", "uk"), "ties.influence.us.uk"),
        (paths.tie_path("treaty", "us", "uk", date(1949, 4, 4), "x"), "ties.treaty.us.uk.1949-04-04.x"),
        (paths.guarantee_path(), paths.GUARANTEE),
        (paths.event_path(0), "events.0.value"),
    ],
)
def test_a_path_as_a_file_s_reader_writes_it(path: str, expected: str) -> None:
    assert path == expected


@pytest.mark.parametrize("actor", ["us", "us/first", "members", "members/members", "us/members/few"])
def test_the_actor_of_a_path(actor: str) -> None:
    assert paths.actor_of(paths.actor_path(actor)) == actor
    assert paths.actor_of(paths.actor_path(actor, "capability")) == actor


@pytest.mark.parametrize(
    ("path", "above", "expected"),
    [
        ("actors.us.capability", "actors.us", True),
        ("actors.us", "actors.us", True),
        ("actors.usa.capability", "actors.us", False),
        ("stances.us/first.land.position", "stances.us", True),
        ("conflict.guarantee.gain", "conflict.guarantee", True),
        ("conflict.guarantees", "conflict.guarantee", False),
    ],
)
def test_what_is_within_a_path(path: str, above: str, expected: bool) -> None:
    assert paths.is_within(path, [above]) is expected
