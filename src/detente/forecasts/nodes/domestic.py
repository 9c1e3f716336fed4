"""Positions of actors made of members: leader, factions, and influence from outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.models.arrays import Floats
from detente.models.domestic.position import Household, PositionParams
from detente.models.domestic.position import settle_household as settle_inside
from detente.scenario.paths import actor_path, stance_path, tie_path

if TYPE_CHECKING:
    from detente.forecasts.nodes.moment import Moment
    from detente.scenario import Actor, Scenario


def has_inner_politics(scenario: Scenario, path: str) -> bool:
    """Whether the scenario states how the position of the actor, or of a member of it, is made."""
    actor = scenario.flat_actors()[path]
    if not actor.members:
        return False
    inside = [f"{path}/{member}" for member in actor.members]
    own = actor.autonomy is not None or actor.inner is not None
    return (
        own
        or bool(_lenders(scenario, path))
        or any(has_inner_politics(scenario, member) for member in inside)
    )


def combine_members(moment: Moment, received: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: ARG001
    """``stances``: positions and saliences (D, N, K), drawn, but for actors that state otherwise."""
    position, salience = moment.drawn.position, moment.drawn.salience
    own = {name for name in moment.drawn.actors if has_inner_politics(moment.drawn.scenario, name)}
    if own:
        position, salience = position.copy("K"), salience.copy("K")
    for i, name in enumerate(moment.drawn.actors):
        actor = moment.drawn.scenario.actors[name]
        if name in own:
            for k, issue in enumerate(moment.drawn.issues):
                stance, salience[:, i, k] = _stance(moment, name, actor, issue)
                # without weight inside it has no salience, and stands where its members do on average
                position[:, i, k] = np.where(np.isnan(stance), position[:, i, k], stance)
    return {"stances": (position, salience)}


def _stance(moment: Moment, path: str, actor: Actor, issue: str) -> tuple[Floats, Floats]:
    """Position and salience (D,) of an actor, NaN and 0 where neither it nor its members take a stance."""
    position, salience = (stance_path(path, issue, key) for key in ("position", "salience"))
    none = np.full(moment.drawn.n, np.nan), np.zeros(moment.drawn.n)
    leader = (moment.value(position), moment.value(salience)) if position in moment.drawn.values else none
    if not actor.members:
        return leader
    inside = [_stance(moment, f"{path}/{m}", member, issue) for m, member in actor.members.items()]
    weights = [moment.value(actor_path(f"{path}/{m}", "capability")) for m in actor.members]
    # without autonomy a stance of the actor's own is taken as is
    whole = np.ones(moment.drawn.n)
    autonomy = moment.value(actor_path(path, "autonomy")) if actor.autonomy is not None else whole
    settled = settle_inside(
        Household(
            np.column_stack([x for x, _ in inside]),
            np.column_stack([s for _, s in inside]),
            np.column_stack(weights),
            leader[0],
            leader[1],
            autonomy,
            moment.drawn.reversion[:, moment.column(issue)],
            _lent(moment, path, actor),
        ),
        PositionParams(actor.inner or "mean"),
    )
    return settled.position, settled.salience


def _lenders(scenario: Scenario, path: str) -> list[tuple[str, str]]:
    """The ties of influence from outside an actor to its own members: (who from, which member)."""
    return [
        (tie.from_, tie.to)
        for tie in scenario.ties
        if tie.kind == "influence"
        and tie.to.rpartition("/")[0] == path
        and tie.from_ != path
        and not tie.from_.startswith(f"{path}/")
    ]


def _lent(moment: Moment, path: str, actor: Actor) -> Floats | None:
    """The weight (D, O, M) that outside actors lend to members, in the unit of the members' capability.

    A tie lends that share of the outside actor's capability. The members' capabilities together stand
    for the capability of the actor that they make up, which gives the unit.
    """
    ties = _lenders(moment.drawn.scenario, path)
    if not ties:
        return None
    inside = [f"{path}/{member}" for member in actor.members]
    held, own = (
        np.asarray(sum(moment.value(actor_path(m, "capability")) for m in inside)),
        worth(moment, path),
    )
    unit = np.divide(held, own, out=np.zeros(moment.drawn.n), where=own > 0)
    lent = np.zeros((moment.drawn.n, len(ties), len(inside)))
    for o, (source, member) in enumerate(ties):
        share = moment.value(tie_path("influence", source, member))
        lent[:, o, inside.index(member)] = share * worth(moment, source) * unit
    return lent


def worth(moment: Moment, path: str) -> Floats:
    """Capability (D,) in the unit of those at the table; a member's is its share of its actor's."""
    top = moment.value(actor_path(path.split("/", maxsplit=1)[0], "capability"))
    return top * inner_share(moment, path)


def inner_share(moment: Moment, path: str) -> Floats:
    """A member's share of influence in the actor at the top: the product of its share at every level."""
    share = np.ones(moment.drawn.n)
    every = moment.drawn.scenario.flat_actors()
    while "/" in path:
        above, _, _ = path.rpartition("/")
        members = every[above].members
        whole = np.asarray(sum(moment.value(actor_path(f"{above}/{m}", "capability")) for m in members))
        # where nobody has any, all count alike
        alike = np.full(moment.drawn.n, 1.0 / len(members))
        share = share * np.divide(
            moment.value(actor_path(path, "capability")), whole, out=alike, where=whole > 0
        )
        path = above
    return share
