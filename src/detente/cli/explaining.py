"""`detente explain`: who challenged whom, what was offered, what was accepted, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.markup import escape

from detente import catalog
from detente.cli.output import print_json, say
from detente.cli.tables import plain_table
from detente.draws import central
from detente.forecasts.run import UnknownIssueError, weightless
from detente.forecasts.settling import to_bargain
from detente.models import Bargain, UnknownModelError, configure
from detente.models.registry import nearest
from detente.scenario import ScenarioError

if TYPE_CHECKING:
    from detente.models import Configured

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
        raise ScenarioError(weightless(scenario, name, "at the best values") for name in bare)
    told = [_shown(play, kept) for play in _TELLERS[chosen.model.slug](chosen, bargain, drawn.actors, played)]
    if json:
        print_json("explain", model=chosen.label, actors=list(drawn.actors), issues=list(kept), plays=told)
        return
    say(f"[bold]{escape(scenario.title)}[/bold]: {escape(chosen.model.name)}, every number at its best value")
    for play in told:
        say("", f"[bold]{', '.join(play['issues'])}[/bold]: {play['ending']}")
        if len(play["issues"]) > 1:
            say("Only issues on which an offer moves somebody by a point or more are named.")
        table = plain_table("turn", "who", "offered", "why")
        for turn, events in enumerate(play["turns"], 1):
            for e in events:
                if actor in {None, e["actor"], e["with"]}:
                    style = "" if e["accepted"] else "dim"
                    offer = _offer(play["issues"], e["from"], e["to"])
                    verb, _, rest = e["kind"].partition(", ")
                    who = (
                        f"{e['actor']} {verb} {e['with']}, {rest}"
                        if rest
                        else f"{e['actor']}: {verb} with {e['with']}"
                    )
                    table.add_row(str(turn), who, offer, e["why"], style=style)
        say(table)
        if any("adopted" in e["why"] for events in play["turns"] for e in events):
            say(
                "Adopted at, no change, next: the standing, among all that was put to the actor, of what it "
                "took, of staying where it was, and of the best of the rest."
            )


def _shown(play: dict[str, Any], issues: Sequence[str]) -> dict[str, Any]:
    """A play with what happens on some of its issues only."""
    at = [k for k, name in enumerate(play["issues"]) if name in issues]

    def of(values: Sequence[Any]) -> list[Any]:
        return [values[k] for k in at]

    turns = [[e | {"from": of(e["from"]), "to": of(e["to"])} for e in events] for events in play["turns"]]
    positions = [of(path) for path in play["positions"]]
    return play | {"issues": of(play["issues"]), "turns": turns, "positions": positions}


def trajectory(chosen: Configured, bargain: Bargain) -> dict[str, Any]:
    """Positions by actor, dimension and turn of the spatial model on the first draw."""
    from detente.models.settlement.spatial_history import history

    played = history(bargain, chosen.params)
    return {
        "positions": np.moveaxis(played.position, 0, 2).tolist(),
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
            }
        )
    return plays


def _spatial(
    chosen: Configured, bargain: Bargain, actors: Sequence[str], issues: Sequence[str]
) -> list[dict[str, Any]]:
    from detente.models.settlement.spatial_history import history

    played = history(bargain, chosen.params)
    turns = [list(_bargains(turn, played.position[t], actors)) for t, turn in enumerate(played.turns)]
    ending = f"{len(turns)} turns, " + ("moves died down" if played.settled else "moves went on")
    positions = np.moveaxis(played.position, 0, 2).tolist()
    return [
        {
            "issues": list(issues),
            "ending": ending,
            "turns": turns,
            "positions": positions,
            "present": list(actors),
        }
    ]


def _bargains(turn: Any, before: Any, actors: Sequence[str]) -> Iterator[dict[str, Any]]:
    for b, (i, j) in enumerate(zip(turn.initiator, turn.receiver, strict=True)):
        for side, (me, other) in enumerate(((i, j), (j, i))):
            accepted = bool(turn.adopted[b, side])
            stay, took, next_best = turn.odds[me]
            why = (
                f"expects {turn.gain[b]:+.3f}, prevails with {turn.chance[b]:.0%}"
                if side == 0
                else f"is challenged; the other prevails with {turn.chance[b]:.0%}"
            )
            if accepted and not np.isnan(took):
                rival = "" if np.isnan(next_best) else f", next {next_best:.0%}"
                why += f"; adopted at {took:.0%} (no change {stay:.0%}{rival})"
            yield {
                "actor": actors[me],
                "with": actors[other],
                "kind": ("challenges" if side == 0 else "answers") + (", moves" if accepted else ", stays"),
                "from": before[me].tolist(),
                "to": turn.offer[b, side].tolist(),
                "accepted": accepted,
                "why": why,
            }


def _offer(issues: Sequence[str], start: Sequence[float], end: Sequence[float]) -> str:
    """From where to where, by issue where there are several."""
    moves = [f"{a:.1f} → {b:.1f}" for a, b in zip(start, end, strict=True)]
    if len(issues) == 1:
        return moves[0]
    far = [abs(b - a) >= 1.0 for a, b in zip(start, end, strict=True)]
    named = [f"{i} {m}" for i, m, moved in zip(issues, moves, far, strict=True) if moved]
    return "; ".join(named) or "to stay within a point"


_TELLERS = {"challenge": _challenge, "spatial": _spatial}
