"""Positions of actors made of members: leader, factions, and influence from outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.models.arrays import Floats
from detente.models.domestic.position import Household, PositionParams
from detente.models.domestic.position import solve as settle_inside

if TYPE_CHECKING:
    from detente.forecasts.now import Now
    from detente.scenario import Actor


def stated(actor: Actor) -> bool:
    """Whether the actor, or a member of it, states how its position is made."""
    return bool(actor.members) and (
        actor.autonomy is not None or actor.inner is not None or any(map(stated, actor.members.values()))
    )


def solve(now: Now, received: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: ARG001
    """``stances``: positions and saliences (D, N, K), drawn, but for actors that state otherwise."""
    position, salience = now.drawn.position.copy(), now.drawn.salience.copy()
    for i, name in enumerate(now.drawn.actors):
        actor = now.drawn.scenario.actors[name]
        if stated(actor):
            for k, issue in enumerate(now.drawn.issues):
                position[:, i, k], salience[:, i, k] = _stance(now, name, actor, issue)
    return {"stances": (position, salience)}


def _stance(now: Now, path: str, actor: Actor, issue: str) -> tuple[Floats, Floats]:
    """Position and salience (D,) of an actor, NaN and 0 where neither it nor its members take a stance."""
    own = f"stances.{path}.{issue}"
    none = np.full(now.drawn.n, np.nan), np.zeros(now.drawn.n)
    leader = (now.value(f"{own}.position"), now.value(f"{own}.salience")) if _has(now, own) else none
    if not actor.members:
        return leader
    inside = [_stance(now, f"{path}/{m}", member, issue) for m, member in actor.members.items()]
    weights = [now.value(f"{at(f'{path}/{m}')}.capability") for m in actor.members]
    # without autonomy a stance of the actor's own is taken as is
    whole = np.ones(now.drawn.n)
    autonomy = now.value(f"{at(path)}.autonomy") if actor.autonomy is not None else whole
    made = settle_inside(
        Household(
            np.column_stack([x for x, _ in inside]),
            np.column_stack([s for _, s in inside]),
            np.column_stack(weights),
            leader[0],
            leader[1],
            autonomy,
            now.drawn.reversion[:, now.column(issue)],
        ),
        PositionParams(actor.inner or "mean"),
    )
    return made.position, made.salience


def _has(now: Now, own: str) -> bool:
    return f"{own}.position" in now.drawn.values


def at(path: str) -> str:
    """The path of an actor's quantities."""
    return "actors." + path.replace("/", ".members.")
