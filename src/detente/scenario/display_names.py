"""What people read for actors, issues and numbers: labels, with ids only to tell equal labels apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from detente.scenario.paths import actor_of, split_path
from detente.scenario.walk import list_groups

if TYPE_CHECKING:
    from detente.scenario import Scenario

#: The keys that are not called by their own words.
_KEYS = {"gdp": "GDP", "p_now": "chance now", "p_alone": "chance alone"}


def tell_apart(labels: Mapping[str, str]) -> dict[str, str]:
    """Labels by id; a label that several ids share is followed by the id in brackets."""
    counts = Counter(labels.values())
    return {i: label if counts[label] == 1 else f"{label} ({i})" for i, label in labels.items()}


def typed(name: str, id_: str) -> str:
    """A name with the id by which commands know it in brackets, unless it shows that already."""
    return name if name == id_ or name.endswith(f"({id_})") else f"{name} ({id_})"


def actor_names(scenario: Scenario) -> dict[str, str]:
    """Every actor's name by path, a member's by itself: ``us/democrats`` is "Democratic Party leadership"."""
    actors = scenario.flat_actors()
    names: dict[str, str] = {}
    for parent in dict.fromkeys(path.rpartition("/")[0] for path in actors):
        names |= tell_apart({p: a.label for p, a in actors.items() if p.rpartition("/")[0] == parent})
    return names


def full_actor_names(scenario: Scenario) -> dict[str, str]:
    """Every actor's name by path, a member's after the names of those it belongs to."""
    full: dict[str, str] = {}
    for path, name in actor_names(scenario).items():
        parent = path.rpartition("/")[0]
        full[path] = f"{full[parent]}, {name}" if parent else name
    return full


def issue_names(scenario: Scenario) -> dict[str, str]:
    """Every issue's name by id: its label, or its id if it has none."""
    return tell_apart({i: about.label or i for i, about in scenario.issues.items()})


def trade_names(scenario: Scenario) -> dict[str, str]:
    """Every tariff's name by id: its label, or who sets it on whose exports."""
    actors = actor_names(scenario)
    return tell_apart(
        {
            i: flow.label or f"{actors[flow.importer]} on exports of {actors[flow.exporter]}"
            for i, flow in scenario.trade.items()
        }
    )


def patron_names(scenario: Scenario) -> dict[str, str]:
    """Every patron's name by id: its label, else its actor's, else its id."""
    if scenario.conflict is None:
        return {}
    actors = full_actor_names(scenario)
    return tell_apart(
        {
            i: patron.label or (actors[patron.actor] if patron.actor else i)
            for i, patron in scenario.conflict.patrons.items()
        }
    )


def ingredient_names(scenario: Scenario) -> dict[str, str]:
    """Every ingredient of propensities by id: its label, or its id if it has none."""
    stated = scenario.alignment.ingredients if scenario.alignment else {}
    return tell_apart({i: one.label or i for i, one in stated.items()})


def number_names(scenario: Scenario) -> dict[str, str]:
    """What every number of ``Scenario.quantities`` is called, by path.

    ``budgets.states.germany.gdp`` is "Germany, GDP", ``ties.alliance.us.uk`` "Both in NATO: United States and
    United Kingdom".
    """
    full, alone = full_actor_names(scenario), actor_names(scenario)
    issues, ingredients = issue_names(scenario), ingredient_names(scenario)
    after = {"ingredients": ingredients, "patrons": patron_names(scenario), "trade": trade_names(scenario)}
    after |= {"states": alone, "allies": alone}
    war = scenario.conflict
    if war is not None:
        sides = {
            letter: " and ".join(full[a] for a in side.actors)
            for letter, side in (("a", war.a), ("b", war.b))
        }
        after["conflict"] = sides

    groups = list_groups(type(scenario))

    def name(path: str) -> str:
        section, *rest = split_path(path)
        if section == "events":
            event = scenario.events[int(rest[0])]
            changed = f"{name(event.set)} from {event.date.isoformat()}"
            return ", ".join([changed, *map(_in_words, rest[1:] if rest[1:] != ["value"] else ())])
        if section == "ties":
            kind, a, b, *more = rest
            joint = "on" if kind == "influence" else "and"
            tie = f"{ingredients.get(kind, kind)}: {full[a]} {joint} {full[b]}"
            return ", ".join([tie, *(f"since {x}" if x[:1].isdecimal() else _in_words(x) for x in more)])
        if section == "stances":
            return f"{full[rest[0]]}, {', '.join(map(_in_words, rest[2:]))} on {issues[rest[1]]}"
        if section == "issues":
            return ", ".join([issues[rest[0]], *map(_in_words, rest[1:])])
        if section == "actors":
            owner = actor_of(path)
            keys = rest[2 * owner.count("/") + 1 :]
            return ", ".join([full[owner], *map(_in_words, keys)])
        named = []
        for above, word in pairwise(["", section, *rest]):
            if word in after.get(above, {}):
                named.append(after[above][word])
            elif word not in groups:
                named.append(_in_words(word))
        return ", ".join(named)

    return {path: name(path) for path in scenario.quantities()}


def _in_words(key: str) -> str:
    return _KEYS.get(key, key.replace("_", " "))
