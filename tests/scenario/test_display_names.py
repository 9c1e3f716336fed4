"""Labels where people read, ids only to tell equal labels apart."""

from pathlib import Path

from detente.scenario import loads
from detente.scenario.display_names import (
    actor_names,
    full_actor_names,
    issue_names,
    number_names,
    patron_names,
    tell_apart,
    typed,
)

TEXT = (Path(__file__).parents[1] / "scenario" / "system.yaml").read_text(encoding="utf-8")


def test_equal_labels_are_told_apart_by_their_ids() -> None:
    assert tell_apart({"x": "Same", "y": "Same", "z": "Other"}) == {
        "x": "Same (x)",
        "y": "Same (y)",
        "z": "Other",
    }
    case = loads(TEXT.replace("label: Friend", "label: West").replace("label: Army", "label: Town"))
    names = actor_names(case)
    assert (names["west"], names["friend"], names["east"]) == ("West (west)", "West (friend)", "East")
    assert names["east/army"] == "Town (east/army)"
    assert full_actor_names(case)["east/town"] == "East, Town (east/town)"
    assert patron_names(case) == {"draft": "Draft of East", "help": "West (friend)"}


def test_issues_are_called_by_label_or_id() -> None:
    case = loads(TEXT.replace("river: {question", "river: {label: The river, question"))
    assert issue_names(case)["river"] == "The river"
    assert issue_names(case)["pledge"] == "pledge"
    assert typed("The river", "river") == "The river (river)"
    assert typed("river", "river") == "river"
    assert typed("West (west)", "west") == "West (west)"


def test_every_number_has_a_name_without_its_path() -> None:
    case = loads(TEXT)
    names = number_names(case)
    assert set(names) == set(case.quantities())
    assert names["stances.east/army.river.position"] == "East, Army, position on river"
    assert names["budgets.states.west.gdp"] == "West, GDP"
    assert names["conflict.a.force"] == "East, force"
    assert names["conflict.patrons.help.flow"] == "Friend, flow"
    assert names["conflict.guarantee.p_now"] == "guarantee, chance now"
    assert names["trade.steel.after"] == "Steel, after"
    assert names["ties.treaty.west.friend"] == "treaty: West and Friend"
    assert names["alignment.ingredients.treaty.weight"] == "treaty, weight"
    assert names["events.0.value"] == "Friend, flow from 2025-03-31"
    assert names["actors.east.members.town.capability"] == "East, Town, capability"
    assert not [n for n in names.values() if "." in n]
