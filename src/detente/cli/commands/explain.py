"""`detente explain`: who dealt with whom, what was offered, what was accepted, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field
from rich.markup import escape

from detente import catalog
from detente.cli.console import print_json, say
from detente.cli.terminal_table import plain_table
from detente.draws import central
from detente.forecasts.nodes.settlement import to_bargain
from detente.forecasts.run import UnknownIssueError, no_weight_problem
from detente.models import UnknownModelError, configure, list_missing_needs, models
from detente.models.registry import nearest
from detente.records import MaybeNaN
from detente.scenario import ScenarioError
from detente.scenario.display_names import full_actor_names, issue_names
from detente.wording.phrases import join_names

if TYPE_CHECKING:
    from detente.models import Bargain, Configured
    from detente.models.arrays import Floats
    from detente.models.history import Event, History, Play
    from detente.scenario import Scenario


@dataclass(frozen=True)
class ShownEvent:
    """An event by the names of its actors; ``start`` and ``end`` on the issues that are shown."""

    actor: str
    other: Annotated[str, Field(alias="with")]
    kind: str
    start: Annotated[tuple[MaybeNaN, ...], Field(alias="from")]
    end: Annotated[tuple[MaybeNaN, ...], Field(alias="to")]
    accepted: bool
    why: str


@dataclass(frozen=True)
class WithoutStance:
    """The issues, of those shown, on which an actor takes no stance."""

    actor: str
    issues: tuple[str, ...]


@dataclass(frozen=True)
class ShownPlay:
    """A play on the issues shown; ``positions`` by actor present, issue and turn."""

    issues: tuple[str, ...]
    ending: str
    present: tuple[str, ...]
    without_stance: tuple[WithoutStance, ...]
    turns: tuple[tuple[ShownEvent, ...], ...]
    positions: tuple[tuple[tuple[MaybeNaN, ...], ...], ...]


@dataclass(frozen=True)
class Explain:
    """What ``detente explain CASE --json`` prints."""

    detente: Literal["explain"]
    version: Literal[1]
    model: str
    actors: tuple[str, ...]
    issues: tuple[str, ...]
    plays: tuple[ShownPlay, ...]


def explain(case: str, spec: str, issues: Sequence[str] | None, actor: str | None, *, json: bool) -> None:
    """Play a case once, every number at its best value, and report each turn."""
    chosen = configure(spec)
    history = _find_history(chosen)
    scenario = catalog.load(case)
    for name in issues or ():
        if name not in scenario.issues:
            raise UnknownIssueError(f"the scenario has no issue {name!r}{nearest(name, scenario.issues)}")
    drawn = central(scenario)
    kept = tuple(i for i in drawn.issues if not issues or i in issues)
    # a model for several issues plays them all, whichever are shown
    played = drawn.issues if chosen.model.traits.issues == "several" else kept
    if actor is not None and actor not in drawn.actors:
        known = dict.fromkeys(drawn.actors)
        raise UnknownIssueError(f"the scenario has no actor {actor!r}{nearest(actor, known)}")
    bargain = to_bargain(drawn, played)
    if lacking := list_missing_needs(chosen.model, bargain):
        raise UnknownModelError(f"{chosen.model.slug} cannot explain this scenario: {join_names(lacking)}")
    weighed: Any = bargain.weighed[0]
    if bare := [name for name, felt in zip(played, weighed, strict=True) if name in kept and not felt]:
        raise ScenarioError(no_weight_problem(scenario, name, "at the best values") for name in bare)
    if actor is not None and np.isnan(to_bargain(drawn, kept).position[0, drawn.actors.index(actor)]).all():
        called = issue_names(scenario)
        on = join_names([called[i] for i in kept])
        raise UnknownIssueError(
            f"{full_actor_names(scenario)[actor]} takes no stance on {on}, so there is nothing to explain"
        )
    plays = history(bargain, chosen.params)
    shown = tuple(_show_play(play, bargain, drawn.actors, played, kept) for play in plays)
    if json:
        print_json(Explain("explain", 1, chosen.label, drawn.actors, kept, shown))
        return
    say(f"[bold]{escape(scenario.title)}[/bold]: {escape(chosen.model.name)}, every number at its best value")
    for play, record in zip(plays, shown, strict=True):
        _say_play(record, play, scenario, actor)


def trace_positions(chosen: Configured, bargain: Bargain) -> dict[str, Any]:
    """Positions by actor, issue and turn of a model that plays all issues at once, on the first draw."""
    (play,) = _find_history(chosen)(bargain, chosen.params)
    return {
        "positions": [
            [[None if np.isnan(x) else x for x in path] for path in _by_issue(paths, range(len(play.issues)))]
            for paths in np.moveaxis(play.position, 1, 0)
        ],
        "settled": play.settled,
        "turns": len(play.turns),
    }


def _find_history(chosen: Configured) -> History:
    if chosen.model.history is None:
        have = join_names([slug for slug, m in models().items() if m.history is not None])
        raise UnknownModelError(f"{chosen.model.slug} has no turns to explain; {have} have")
    return chosen.model.history


def _show_play(
    play: Play, bargain: Bargain, actors: Sequence[str], played: Sequence[str], kept: Sequence[str]
) -> ShownPlay:
    """A play with what happens on some of its issues only, among those who take a stance there."""
    at = [k for k, issue in enumerate(play.issues) if played[issue] in kept]
    issues = [play.issues[k] for k in at]
    stance = ~np.isnan(bargain.position[0])[:, issues]
    present = [i for i in play.present if stance[i].any()]
    return ShownPlay(
        tuple(played[issue] for issue in issues),
        play.ending,
        tuple(actors[i] for i in present),
        tuple(
            WithoutStance(actors[i], tuple(played[k] for k in issues if np.isnan(bargain.position[0, i, k])))
            for i in present
            if not stance[i].all()
        ),
        tuple(
            tuple(_show_event(event, at, actors) for event in events if event.actor in present)
            for events in play.turns
        ),
        tuple(_by_issue(play.position[:, i], at) for i in present),
    )


def _show_event(event: Event, at: Sequence[int], actors: Sequence[str]) -> ShownEvent:
    return ShownEvent(
        actors[event.actor],
        actors[event.other],
        event.kind,
        tuple(event.start[at].tolist()),
        tuple(event.end[at].tolist()),
        event.accepted,
        event.why,
    )


def _by_issue(path: Floats, at: Sequence[int]) -> tuple[tuple[MaybeNaN, ...], ...]:
    """Positions (T+1, K) of one actor by issue and turn."""
    return tuple(tuple(path[:, k].tolist()) for k in at)


def _say_play(shown: ShownPlay, play: Play, scenario: Scenario, actor: str | None) -> None:
    """Print a play as a table, for all actors or one."""
    names, called = full_actor_names(scenario), issue_names(scenario)
    heads = [called[i] for i in shown.issues]
    say("", f"[bold]{escape(', '.join(heads))}[/bold]: {play.ending}")
    if len(heads) > 1 and play.named_from:
        say("Only issues on which an offer moves an actor by a point or more are shown.")
    if shown.without_stance:
        lacking = "; ".join(
            f"{names[row.actor]} on {join_names([called[i] for i in row.issues])}"
            for row in shown.without_stance
        )
        say("Without a stance: " + escape(lacking) + f". {play.absent}; their positions are not shown.")
    table = plain_table("turn", "who", "offered", "why")
    for turn, events in enumerate(shown.turns, 1):
        for e in events:
            if actor in {None, e.actor, e.other}:
                verb, _, rest = e.kind.partition(", ")
                one, other = names[e.actor], names[e.other]
                who = f"{one} {verb} {other}, {rest}" if rest else f"{one}: {verb} with {other}"
                offer = _offer(heads, e.start, e.end, play.named_from)
                style = "" if e.accepted else "dim"
                table.add_row(str(turn), escape(who), escape(offer), e.why, style=style)
    say(table)
    if any("adopted" in e.why for events in shown.turns for e in events):
        say(
            "Adopted at, no change, next: the probabilities, among all options put to the actor, of the one "
            "it took, of staying where it was, and of the best of the rest."
        )


def _offer(issues: Sequence[str], start: Sequence[float], end: Sequence[float], named_from: float) -> str:
    """From where to where, by issue if there are several."""
    ends = [
        (i, a, b) for i, a, b in zip(issues, start, end, strict=True) if not np.isnan(a) and not np.isnan(b)
    ]
    if len(issues) == 1:
        return "".join(f"{a:.1f} → {b:.1f}" for _, a, b in ends)
    named = [f"{i} {a:.1f} → {b:.1f}" for i, a, b in ends if a != b and abs(b - a) >= named_from]
    return "; ".join(named) or ("to stay within a point" if named_from else "nothing on these issues")
