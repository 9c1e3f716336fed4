"""The paths by which a scenario's quantities go: every path is spelled here, and nowhere else.

A path is the way to a number through the file, its keys joined by dots. Actors within actors are written
``us/democrats`` and go by ``actors.us.members.democrats``; stances and ties go by what they say instead of
their place in the list: ``stances.us/democrats.territory.position``, ``ties.influence.us.uk``. No id holds a
dot, so that a path has one reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

#: The share of the way to a round's settlement that positions move.
CONCESSION = "steps.concession"

#: All of what fighting on would bring.
CONFLICT = "conflict"

#: All of the pledge against a renewed war.
GUARANTEE = "conflict.guarantee"

#: The spending from outside that defends all allies.
OTHERS = "alliance.others"

#: How far actors follow those to whose side they lean.
SUSCEPTIBILITY = "alignment.susceptibility"


@dataclass(frozen=True)
class NamedEntries:
    """What the entries of a list go by: the values of ``keys``, and that of ``since`` if it is stated.

    ``number`` is the key whose quantity goes by the entry's own path.
    """

    keys: tuple[str, ...]
    since: str | None = None
    number: str | None = None


#: The lists of a scenario whose entries go by what they say, by the section's key.
NAMED_ENTRIES: Mapping[str, NamedEntries] = {
    "stances": NamedEntries(("actor", "issue")),
    "ties": NamedEntries(("kind", "from", "to"), "since", "value"),
}


def join_path(*parts: str | int) -> str:
    """Return the path through these keys; empty ones are left out."""
    return ".".join(str(part) for part in parts if part != "")


def split_path(path: str) -> list[str]:
    """Return the keys that a path leads through."""
    return path.split(".")


def section_of(path: str) -> str:
    """Return the section of the scenario that a path begins in."""
    return path.partition(".")[0]


def is_within(path: str, above: Iterable[str]) -> bool:
    """Return whether a path is one of those above, or leads on from one; a member is within its actor."""
    return any(path == one or path.startswith((f"{one}.", f"{one}/")) for one in above)


def actor_path(actor: str, key: str = "") -> str:
    """Return the path of an actor or member, ``us/democrats``, or of one of its keys."""
    return join_path("actors", actor.replace("/", ".members."), key)


def actor_keys(actor: str) -> tuple[str, ...]:
    """Return the keys that lead to an actor or member."""
    return tuple(split_path(actor_path(actor)))


def actor_of(path: str) -> str:
    """Return the actor or member, ``us/democrats``, that a path in the section of actors leads to."""
    keys = split_path(path)[1:]
    depth = 1
    while keys[2 * depth - 1 : 2 * depth] == ["members"]:
        depth += 1
    return "/".join(keys[: 2 * depth : 2])


def issue_path(issue: str, key: str = "") -> str:
    """Return the path of an issue, or of one of its keys."""
    return join_path("issues", issue, key)


def stance_path(actor: str, issue: str, key: str = "") -> str:
    """Return the path of an actor's or member's stance on an issue, or of one of its keys."""
    return join_path("stances", actor, issue, key)


def tie_path(kind: str, start: str, end: str, since: date | None = None, key: str = "") -> str:
    """Return the path of a tie's value, or of another of its keys."""
    return join_path("ties", kind, start, end, since.isoformat() if since else "", key)


def ingredient_path(kind: str, key: str = "") -> str:
    """Return the path of an ingredient of propensities, or of one of its keys."""
    return join_path("alignment.ingredients", kind, key)


def side_path(letter: str, key: str = "") -> str:
    """Return the path of a side of the fighting, a or b, or of one of its keys."""
    return join_path(CONFLICT, letter, key)


def front_path(key: str = "") -> str:
    """Return the path of the line of contact, or of one of its keys."""
    return join_path(CONFLICT, "front", key)


def patron_path(patron: str, key: str = "") -> str:
    """Return the path of a patron, or of one of its keys."""
    return join_path(CONFLICT, "patrons", patron, key)


def guarantee_path(key: str = "") -> str:
    """Return the path of the guarantee, or of one of its keys."""
    return join_path(GUARANTEE, key)


def budget_path(state: str, key: str = "") -> str:
    """Return the path of a state's budget, or of one of its keys."""
    return join_path("budgets.states", state, key)


def ally_path(ally: str, key: str = "") -> str:
    """Return the path of an ally, or of one of its keys."""
    return join_path("alliance.allies", ally, key)


def trade_path(flow: str, key: str = "") -> str:
    """Return the path of a tariff, or of one of its keys."""
    return join_path("trade", flow, key)


def event_path(index: int, key: str = "value") -> str:
    """Return the path of an event's value, or of another of its keys."""
    return join_path("events", index, key)
