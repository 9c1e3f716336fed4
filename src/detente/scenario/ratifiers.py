"""Who ratifies inside an actor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.scenario import Actor, Scenario

#: The share of its members' capability that an actor's ratification needs if the scenario states none: the
#: median member decides (Milner and Rosendorff 1997).
MAJORITY = 0.5


def ratifiers_of(scenario: Scenario, name: str) -> Iterator[str]:
    """Who ratifies inside an actor: its members, and where it has autonomy and a stance itself too."""
    actor = scenario.actors[name]
    if actor.members and actor.autonomy is not None and any(s.actor == name for s in scenario.stances):
        yield name
    yield from _leaves(name, actor)


def _leaves(path: str, actor: Actor) -> Iterator[str]:
    """The members that have no members of their own, or the actor itself."""
    if not actor.members:
        yield path
    for name, member in sorted(actor.members.items()):
        yield from _leaves(f"{path}/{name}", member)
