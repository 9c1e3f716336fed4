"""Whether those whose consent is needed prefer a package to no agreement, and who stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.forecasts.nodes.domestic import inner_share
from detente.models.arrays import Bools, Floats
from detente.models.domestic.ratification import Ratification, RatificationParams, Ratifiers
from detente.models.domestic.ratification import ratify_agreement as ratify
from detente.scenario.paths import actor_path, stance_path
from detente.scenario.ratifiers import MAJORITY, ratifiers_of

if TYPE_CHECKING:
    from detente.forecasts.nodes.moment import Moment
    from detente.scenario import Scenario


@dataclass(frozen=True)
class RatificationOutput:
    """Who must consent to a package on which issues, and what they make of it.

    ``members`` are the paths of each actor's ratifiers. ``put`` (D,) tells in which draws a settlement was
    put to them, in the others only the reversion point; None where there is none in any. ``in_range`` (D,)
    is 1 where the settlement lies within what both sides prefer to fighting on, 0 where it does not and NaN
    where there is none, None without fighting or settlement. ``least_gain`` (D,) is what the actor
    that gains least gains at the package found, in its pivot's utility, NaN where there is none; None
    where it was not asked for.
    """

    actors: tuple[str, ...]
    members: tuple[tuple[str, ...], ...]
    issues: tuple[str, ...]
    put: Bools | None
    result: Ratification
    in_range: Floats | None
    least_gain: Floats | None

    @property
    def ratified(self) -> Floats:
        """(D,) 1 where all ratify the settlement, 0 where somebody does not, NaN where none is put."""
        none = np.zeros(len(self.result.overlap), dtype=bool)
        return np.where(none if self.put is None else self.put, self.result.ratifies.all(axis=1), np.nan)


def needs_ratification(scenario: Scenario) -> bool:
    """Whether the consent of at least one actor is needed on an issue with a reversion point."""
    return any(scenario.issues[i].reversion for actor in scenario.actors.values() for i in actor.consent)


def judge_package(moment: Moment, received: Mapping[str, Any]) -> Mapping[str, Any]:
    """``ratification``, nothing where nobody's consent is needed or no issue has a reversion point.

    Whoever must consent to some issue judges the whole package, by all issues with a reversion point.
    """
    scenario = moment.drawn.scenario
    reversion = moment.drawn.reversion.copy()
    fighters: tuple[str, ...] = ()
    if "consent" in received:
        fighters = received["consent"][1]
    if "reversion" in received:
        issue, line = received["reversion"]
        reversion[:, moment.column(issue)] = line
    issues = tuple(sorted(i for i in moment.issues if not np.isnan(reversion[:, moment.column(i)]).any()))
    needed = {i for actor in scenario.actors.values() for i in actor.consent}
    # by name, so that the order of the file changes no number
    actors = tuple(
        name
        for name, actor in sorted(scenario.actors.items())
        if name in fighters or any(i in issues for i in actor.consent)
    )
    if not issues or not actors or not (needed or fighters):
        return {}
    places = [moment.column(i) for i in issues]
    settlement = received.get("settlement", {})
    proposal, put = reversion[:, places], None
    if all(i in settlement for i in issues):
        agreed = np.column_stack([settlement[i] for i in issues])
        whole = np.asarray(~np.isnan(agreed).any(axis=1))
        put = whole if whole.any() else None
        proposal = np.where(whole[:, None], agreed, proposal)
    members = tuple(tuple(ratifiers_of(scenario, name)) for name in actors)
    asked = _ratifiers(moment, actors, members, issues, reversion[:, places], proposal)
    result = ratify(asked, RatificationParams(moves=moment.details))
    least_gain = None
    if moment.details:
        package = np.where(np.isnan(result.package), asked.reversion, result.package)
        there = ratify(replace(asked, agreement=package), RatificationParams(moves=False))
        least_gain = np.where(result.overlap, there.margin.min(axis=1), np.nan)
    in_range = None
    if put is not None and "range" in received and received["range"][0] in settlement:
        issue, span = received["range"]
        at = settlement[issue]
        inside = (at >= span.least_point) & (at <= span.most_point)
        in_range = np.where(put & ~np.isnan(at), inside, np.nan)
    return {"ratification": RatificationOutput(actors, members, issues, put, result, in_range, least_gain)}


def _ratifiers(
    moment: Moment,
    actors: tuple[str, ...],
    members: tuple[tuple[str, ...], ...],
    issues: tuple[str, ...],
    reversion: Floats,
    proposal: Floats,
) -> Ratifiers:
    n, size, draws = len(actors), max(map(len, members)), moment.drawn.n
    position = np.full((draws, n, size, len(issues)), np.nan)
    salience = np.zeros_like(position)
    capability = np.zeros((draws, n, size))
    threshold = np.full((draws, n), MAJORITY)
    for i, name in enumerate(actors):
        if moment.drawn.scenario.actors[name].threshold is not None:
            threshold[:, i] = moment.value(actor_path(name, "threshold"))
        led = name in members[i] and len(members[i]) > 1
        left = 1.0 - moment.value(actor_path(name, "autonomy")) if led else 1.0
        for m, path in enumerate(members[i]):
            share = inner_share(moment, path)
            capability[:, i, m] = 1.0 - left if led and path == name else left * share
        for k, issue in enumerate(issues):
            taking = [p for p in members[i] if stance_path(p, issue, "position") in moment.drawn.values]
            for m, path in enumerate(members[i]):
                # where no member takes a stance, the actor's own counts for each
                own = path if taking else name
                if stance_path(own, issue, "position") in moment.drawn.values:
                    position[:, i, m, k] = moment.value(stance_path(own, issue, "position"))
                    salience[:, i, m, k] = moment.value(stance_path(own, issue, "salience"))
    scale = moment.drawn.scale[[moment.column(i) for i in issues]]
    return Ratifiers(position, salience, capability, threshold, reversion, proposal, scale)
