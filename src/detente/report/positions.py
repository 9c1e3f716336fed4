"""Who wants what on one issue: rows for the chart and its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np

from detente.forecasts import Forecast
from detente.report.charts.settlement import Want
from detente.report.numbers import Number
from detente.scenario import Actor
from detente.scenario.display_names import actor_names
from detente.scenario.paths import actor_path, stance_path


@dataclass(frozen=True)
class Position:
    """One actor's row.

    ``position`` and ``salience`` are the numbers it states, if any; ``derived`` is the position that its
    members make where it states none. ``share`` is its part of the issue's weight, a member's its part
    of its actor's.
    """

    label: str
    depth: int
    position: Number | None
    salience: Number | None
    capability: Number
    derived: str
    share: float
    note: str | None


Row = tuple[Position, Want]


def position_rows(forecast: Forecast, issue: str, every: Mapping[str, Number]) -> list[Row]:
    """Every actor with a stance, by position; members below the actor they belong to.

    Weights are capability times salience: the median over draws, and for members at best values.
    """
    data, scenario = forecast.data.sel(issue=issue), forecast.scenario
    names = actor_names(scenario)

    def block(path: str, actor: Actor, depth: int, weight: float, share: float) -> list[Row]:
        inner = {m: _weight(forecast, f"{path}/{m}", member, issue) for m, member in actor.members.items()}
        stated = {m: w for m, w in inner.items() if w is not None}
        whole = sum(stated.values()) or 1.0
        stance, derived = scenario.stance(path, issue), ""
        # beside a stance of the actor's own, members count for what its autonomy leaves them
        left = 1.0 if stance is None else 1.0 - actor.autonomy.best if actor.autonomy is not None else 0.0
        below = [
            block(f"{path}/{m}", actor.members[m], depth + 1, weight * left * w / whole, left * w / whole)
            for m, w in stated.items()
        ]
        if stance is not None:
            low, best, high = stance.position.low, stance.position.best, stance.position.high
        elif depth == 0:
            drawn = data["position"].sel(actor=path).values
            low, best, high = float(drawn.min()), float(np.median(drawn)), float(drawn.max())
            derived = f"{best:.0f} ({low:.0f} to {high:.0f})"
        else:
            parts = zip(below, stated.values(), strict=True)
            low = best = high = sum(b[0][1].best * w for b, w in parts) / whole
            derived = f"{best:.0f}"
        row = Position(
            label=names[path],
            depth=depth,
            position=every.get(stance_path(path, issue, "position")),
            salience=every.get(stance_path(path, issue, "salience")),
            capability=every[actor_path(path, "capability")],
            derived=derived,
            share=share,
            note=stance.note if stance else None,
        )
        return [(row, Want(names[path], low, best, high, weight, depth)), *_by_position(below)]

    weight = (data["capability"] * data["salience"]).median("draw")
    weights = {str(a): float(weight.sel(actor=a)) for a in data["actor"].values}
    largest, total = max(weights.values()) or 1.0, sum(weights.values()) or 1.0
    present = [a for a in weights if not np.isnan(data["position"].sel(actor=a).values).all()]
    return _by_position(
        [block(a, scenario.actors[a], 0, weights[a] / largest, weights[a] / total) for a in present]
    )


def _by_position(blocks: list[list[Row]]) -> list[Row]:
    ordered = sorted(blocks, key=lambda block: (block[0][1].best, block[0][0].label))
    return list(chain.from_iterable(ordered))


def _weight(forecast: Forecast, path: str, actor: Actor, issue: str) -> float | None:
    """A member's capability times salience at best, its members' together where it states none."""
    stance = forecast.scenario.stance(path, issue)
    if stance is not None:
        return actor.capability.best * stance.salience.best
    inner = [_weight(forecast, f"{path}/{m}", member, issue) for m, member in actor.members.items()]
    stated = [w for w in inner if w is not None]
    return sum(stated) if stated else None
