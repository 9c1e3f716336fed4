"""What only a whole scenario can be wrong in: parts that need each other, and what events may set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails

from detente.scenario.paths import CONFLICT, GUARANTEE, SUSCEPTIBILITY, actor_keys, section_of, split_path
from detente.scenario.problems import Loc, fault, faults_of

if TYPE_CHECKING:
    from detente.scenario.scenario import Scenario
    from detente.scenario.sections import Span

#: The sections that events cannot set numbers of: those of time itself.
_UNSETTABLE = ("steps", "events")

#: What each link cannot do without: any one of these paths.
NEEDED: Mapping[str, tuple[str, ...]] = {
    "alignment": (SUSCEPTIBILITY,),
    "conflict": (CONFLICT,),
    "guarantee": (GUARANTEE,),
    "burden": ("budgets", "trade"),
}


def check_whole(scenario: Scenario) -> Iterator[InitErrorDetails]:
    """Everything wrong between the parts of a scenario whose parts are right by themselves."""
    for path, actor in scenario.flat_actors().items():
        loc: Loc = actor_keys(path)
        for key in ("autonomy", "inner", "threshold"):
            if getattr(actor, key) is not None and not actor.members:
                what = "only an actor with members has this"
                yield fault(what, remedy="add members, or leave it out", loc=(*loc, key, "[key]"))
    yield from _conflict(scenario)
    if scenario.budgets is not None and scenario.budgets.by <= scenario.as_of.year:
        what, remedy = "expected a later year", f"write a year after {scenario.as_of.year}"
        yield fault(what, got=scenario.budgets.by, remedy=remedy, loc=("budgets", "by"))
    stated = scenario.budgets.targets if scenario.budgets else ()
    for i, share in enumerate(stated):
        if share in stated[:i]:
            what = "this share is already a target"
            yield fault(what, got=share, remedy="keep one", loc=("budgets", "targets", i))
    for name, state in scenario.budgets.states.items() if scenario.budgets else ():
        if state.cuts.high > 0 and state.social.low <= 0:
            what, remedy = "there is no social spending to cut", "write more than 0, or cuts of 0"
            yield fault(what, got=state.social.low, remedy=remedy, loc=("budgets", "states", name, "social"))
    for name, trade in scenario.trade.items():
        if (trade.issue is None) != (trade.rates is None):
            what = "issue and rates go together"
            yield fault(what, remedy="state both, or neither", loc=("trade", name))
    for link, keys in NEEDED.items():
        if scenario.links and getattr(scenario.links, link) and not any(_has(scenario, k) for k in keys):
            what = f"this link needs `{'` or `'.join(keys)}`"
            yield fault(what, remedy="state it, or leave the link out", loc=("links", link))
    yield from _time(scenario)


def _has(part: Any, path: str) -> bool:
    for key in split_path(path):
        part = getattr(part, key, None)
    return bool(part)


def _conflict(scenario: Scenario) -> Iterator[InitErrorDetails]:
    war = scenario.conflict
    if war is None:
        return
    for i, actor in enumerate(war.b.actors):
        if actor in war.a.actors:
            what, remedy = "this actor is on both sides", "leave it on one"
            yield fault(what, got=actor, remedy=remedy, loc=("conflict", "b", "actors", i))
    for name, patron in war.patrons.items():
        if patron.since and patron.until and patron.until <= patron.since:
            what, remedy = "the flow stops before it starts", "write a later day"
            yield fault(
                what, got=str(patron.until), remedy=remedy, loc=("conflict", "patrons", name, "until")
            )


def _time(scenario: Scenario) -> Iterator[InitErrorDetails]:
    if scenario.steps is None:
        if scenario.events:
            what, remedy = (
                "there are no rounds for events to fall into",
                "add `steps: {every: 1 month, count: 12}`",
            )
            yield fault(what, remedy=remedy, loc=("events",))
        return
    try:
        last = scenario.steps.dates(scenario.as_of)[-1]
    except (ValueError, OverflowError):
        yield fault("the last round is after the year 9999", remedy="use fewer", loc=("steps", "count"))
        return
    spans = targets(scenario)
    for i, event in enumerate(scenario.events):
        if not scenario.as_of < event.date <= last:
            what, remedy = "this day is outside the rounds", f"write one after {scenario.as_of}, up to {last}"
            yield fault(what, got=str(event.date), remedy=remedy, loc=("events", i, "date"))
        if event.set not in spans:
            yield fault("no number at this path", got=event.set, known=spans, loc=("events", i, "set"))
            continue
        try:
            spans[event.set].check(event.value)
        except ValidationError as why:
            yield from faults_of(why, ("events", i, "value"))


def targets(scenario: Scenario) -> dict[str, Span]:
    """Return the paths that an event may set, with what values they take."""
    return {path: span for path, span in scenario.spans().items() if section_of(path) not in _UNSETTABLE}
