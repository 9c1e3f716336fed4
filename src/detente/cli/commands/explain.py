"""`detente explain`: who challenged whom, what was offered, what was accepted, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.markup import escape

from detente import catalog
from detente.cli.console import print_json, say
from detente.cli.tables import count_noun
from detente.cli.terminal_table import plain_table
from detente.draws import central
from detente.forecasts.nodes.settlement import to_bargain
from detente.forecasts.run import UnknownIssueError, no_weight_problem
from detente.models import Bargain, UnknownModelError, configure
from detente.models.registry import nearest
from detente.scenario import ScenarioError
from detente.scenario.display_names import full_actor_names, issue_names
from detente.shares import percent
from detente.wording.phrases import join_names

if TYPE_CHECKING:
    from detente.models import Configured
    from detente.models.arrays import Bools, Floats

#: The models that keep how an outcome came about.
EXPLAINED = ("challenge", "spatial")


def explain(case: str, spec: str, issues: Sequence[str] | None, actor: str | None, *, json: bool) -> None:
    """Play a case once, every number at its best value, and tell each turn."""
    chosen = configure(spec)
    if chosen.model.slug not in EXPLAINED:
        raise UnknownModelError(
            f"{chosen.model.slug} has no turns to explain; {' and '.join(EXPLAINED)} have"
        )
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
    weighed: Any = bargain.weighed[0]
    if bare := [name for name, here in zip(played, weighed, strict=True) if name in kept and not here]:
        raise ScenarioError(no_weight_problem(scenario, name, "at the best values") for name in bare)
    names, called = full_actor_names(scenario), issue_names(scenario)
    if actor is not None and np.isnan(to_bargain(drawn, kept).position[0, drawn.actors.index(actor)]).all():
        on = join_names([called[i] for i in kept])
        raise UnknownIssueError(f"{names[actor]} takes no stance on {on}: there is nothing to explain")
    told = [_shown(play, kept) for play in _TELLERS[chosen.model.slug](chosen, bargain, drawn.actors, played)]
    if json:
        head = {"detente": "explain", "version": 1, "model": chosen.label}
        print_json(head | {"actors": list(drawn.actors), "issues": list(kept), "plays": told})
        return
    say(f"[bold]{escape(scenario.title)}[/bold]: {escape(chosen.model.name)}, every number at its best value")
    for play in told:
        heads = [called[i] for i in play["issues"]]
        say("", f"[bold]{escape(', '.join(heads))}[/bold]: {play['ending']}")
        if len(heads) > 1:
            say("Only issues on which an offer moves somebody by a point or more are named.")
        if play["without_stance"]:
            say(
                "Without a stance: "
                + escape(
                    "; ".join(
                        f"{names[a]} on {join_names([called[i] for i in on])}" for a, on in _lacking(play)
                    )
                )
                + ". The model puts them at the weighted mean of the others there, at a salience of 0; no "
                "position of theirs is shown."
            )
        table = plain_table("turn", "who", "offered", "why")
        for turn, events in enumerate(play["turns"], 1):
            for e in events:
                if actor in {None, e["actor"], e["with"]}:
                    style = "" if e["accepted"] else "dim"
                    offer = _offer(heads, e["from"], e["to"])
                    verb, _, rest = e["kind"].partition(", ")
                    one, other = names[e["actor"]], names[e["with"]]
                    who = f"{one} {verb} {other}, {rest}" if rest else f"{one}: {verb} with {other}"
                    table.add_row(str(turn), escape(who), escape(offer), e["why"], style=style)
        say(table)
        if any("adopted" in e["why"] for events in play["turns"] for e in events):
            say(
                "Adopted at, no change, next: the standing, among all that was put to the actor, of what it "
                "took, of staying where it was, and of the best of the rest."
            )


def _shown(play: dict[str, Any], issues: Sequence[str]) -> dict[str, Any]:
    """A play with what happens on some of its issues only, among those who take a stance there."""
    at = [k for k, name in enumerate(play["issues"]) if name in issues]

    def of(values: Sequence[Any]) -> list[Any]:
        return [values[k] for k in at]

    lacking = {e["actor"]: [i for i in e["issues"] if i in issues] for e in play["without_stance"]}
    present = [a for a in play["present"] if len(lacking.get(a, ())) < len(at)]
    turns = [
        [e | {"from": of(e["from"]), "to": of(e["to"])} for e in events if e["actor"] in present]
        for events in play["turns"]
    ]
    paths = zip(play["present"], play["positions"], strict=True)
    return play | {
        "issues": of(play["issues"]),
        "turns": turns,
        "positions": [of(path) for a, path in paths if a in present],
        "present": present,
        "without_stance": [
            {"actor": a, "issues": there} for a, there in lacking.items() if there and a in present
        ],
    }


def trajectory(chosen: Configured, bargain: Bargain) -> dict[str, Any]:
    """Positions by actor, dimension and turn of the spatial model on the first draw."""
    from detente.models.settlement.spatial_history import history

    played = history(bargain, chosen.params)
    return {
        "positions": _positions(played.position, bargain),
        "settled": played.settled,
        "turns": len(played.turns),
    }


def _challenge(
    chosen: Configured, bargain: Bargain, actors: Sequence[str], issues: Sequence[str]
) -> list[dict[str, Any]]:
    from detente.models.settlement.challenge import OFFERS, history

    plays = []
    for k, issue in enumerate(issues):
        names = [a for a, here in zip(actors, bargain.present(k), strict=True) if here]
        played = history(bargain.one(k), chosen.params)
        turns: list[list[dict[str, Any]]] = []
        for t in range(len(played.kind)):
            moves = []
            for i in np.flatnonzero(played.kind[t]):
                moves.append(
                    {
                        "actor": names[i],
                        "with": names[played.by[t, i]],
                        "kind": OFFERS[played.kind[t, i]],
                        "from": [float(played.position[t, i])],
                        "to": [float(played.position[t + 1, i])],
                        "accepted": True,
                        "why": f"expects {played.mine[t, i]:+.2f} of challenging it, "
                        f"it expects {played.theirs[t, i]:+.2f}; risk exponent {played.risk[t, i]:.2f}",
                    }
                )
            turns.append(moves)
        ending = f"median {played.median[0]:.1f} at first, {played.median[-1]:.1f} after {len(turns)} rounds"
        plays.append(
            {
                "issues": [issue],
                "ending": ending,
                "turns": turns,
                "positions": [[played.position[:, i].tolist()] for i in range(len(names))],
                "present": names,
                "without_stance": [],
            }
        )
    return plays


def _spatial(
    chosen: Configured, bargain: Bargain, actors: Sequence[str], issues: Sequence[str]
) -> list[dict[str, Any]]:
    from detente.models.settlement.spatial_history import history

    played = history(bargain, chosen.params)
    stance = ~np.isnan(bargain.position[0])
    turns = [list(_bargains(turn, played.position[t], actors, stance)) for t, turn in enumerate(played.turns)]
    ending = f"{count_noun(len(turns), 'turn')}, " + (
        "moves died down" if played.settled else "moves went on"
    )
    here = [int(i) for i in np.flatnonzero(stance.any(axis=1))]
    positions = _positions(played.position, bargain)
    return [
        {
            "issues": list(issues),
            "ending": ending,
            "turns": turns,
            "positions": [positions[i] for i in here],
            "present": [actors[i] for i in here],
            "without_stance": [
                {
                    "actor": actors[i],
                    "issues": [issue for issue, held in zip(issues, stance[i], strict=True) if not held],
                }
                for i in here
                if not stance[i].all()
            ],
        }
    ]


def _positions(position: Floats, bargain: Bargain) -> list[list[list[float | None]]]:
    """Positions (T, N, K) by actor, issue and turn, None where an actor takes no stance."""
    stance = ~np.isnan(bargain.position[0])
    return [
        [row.tolist() if held else [None] * len(row) for row, held in zip(rows, holds, strict=True)]
        for rows, holds in zip(np.moveaxis(position, 0, 2), stance, strict=True)
    ]


def _lacking(play: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(entry["actor"], entry["issues"]) for entry in play["without_stance"]]


def _bargains(turn: Any, before: Any, actors: Sequence[str], stance: Bools) -> Iterator[dict[str, Any]]:
    for b, (i, j) in enumerate(zip(turn.initiator, turn.receiver, strict=True)):
        for side, (me, other) in enumerate(((i, j), (j, i))):
            accepted = bool(turn.adopted[b, side])
            stay, took, next_best = turn.odds[me]
            why = (
                f"expects {turn.gain[b]:+.3f}, prevails with {percent(turn.chance[b])}"
                if side == 0
                else f"is challenged; the other prevails with {percent(turn.chance[b])}"
            )
            if accepted and not np.isnan(took):
                rival = "" if np.isnan(next_best) else f", next {percent(next_best)}"
                why += f"; adopted at {percent(took)} (no change {percent(stay)}{rival})"
            yield {
                "actor": actors[me],
                "with": actors[other],
                "kind": ("challenges" if side == 0 else "answers") + (", moves" if accepted else ", stays"),
                "from": _held(before[me], stance[me]),
                "to": _held(turn.offer[b, side], stance[me]),
                "accepted": accepted,
                "why": why,
            }


def _held(values: Floats, stance: Bools) -> list[float | None]:
    return [float(v) if here else None for v, here in zip(values, stance, strict=True)]


def _offer(issues: Sequence[str], start: Sequence[float | None], end: Sequence[float | None]) -> str:
    """From where to where, by issue where there are several."""
    ends = [(i, a, b) for i, a, b in zip(issues, start, end, strict=True) if a is not None and b is not None]
    if len(issues) == 1:
        return "".join(f"{a:.1f} → {b:.1f}" for _, a, b in ends)
    named = [f"{i} {a:.1f} → {b:.1f}" for i, a, b in ends if abs(b - a) >= 1.0]
    return "; ".join(named) or "to stay within a point"


_TELLERS = {"challenge": _challenge, "spatial": _spatial}
