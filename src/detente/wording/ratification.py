"""Who accepts the settlement, and what would bring the others in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from detente.scenario.display_names import actor_names
from detente.shares import format_of_draws, format_share
from detente.wording.answer import Answer
from detente.wording.phrases import (
    describe_basis,
    format_interval,
    issue_label,
    join_names,
)

if TYPE_CHECKING:
    from detente.forecasts.result import Forecast


def answer_package(made: Forecast, told: Mapping[str, Any]) -> Answer:
    """Whether a package suits all whose consent is needed."""
    names = join_names([a["label"] for a in told["actors"]])
    fighting = "conflict" in made.manifest["links_on"]
    instead = "fighting on" if fighting else "no agreement"
    text = [
        f"In {format_of_draws(told['overlap'], made.draws)} some package is better than {instead} for enough "
        "of each one's members."
    ]
    if len(told["alone"]) > 1:
        single = "; ".join(
            f"{issue_label(made, a['issue'])} {format_share(a['share'], made.draws)}" for a in told["alone"]
        )
        text.append(
            f"On one issue by itself: {single}. The more issues there are to trade, the likelier a package "
            "is, however little it gives."
        )
    if told["least_gain"]:
        text.append(
            "At the package below, the one that gains least gains "
            f"{format_interval(told['least_gain'], 100, 1)} hundredths of the utility of the member that "
            "decides."
        )
    if fighting:
        text.append(
            "Fighting on stands here for the line of contact that it leads to, and for no agreement on the "
            "rest; what the fighting itself costs is counted in the range of both sides alone."
        )
    if told["ratified"] is not None:
        text.append(
            f"All ratify the settlement of {told['settlement']} "
            f"in {format_of_draws(told['ratified'], told['put'])}."
        )
        if told["put"] < made.draws:
            text.append(
                f"In {made.draws - told['put']:,} of {made.draws:,} draws there is no settlement, since "
                "nobody has weight on an issue; they are left out."
            )
    if told["in_range"] is not None:
        text.append(
            "It lies where both fighting sides prefer it to fighting on in "
            f"{format_of_draws(told['in_range'], told['put'])}."
        )
    rows = tuple(
        (issue_label(made, p["issue"]), format_interval(p["at"]), format_interval(p["reversion"]))
        for p in told["package"]
    )
    columns = ("one such package", "at", f"with {instead}")
    prefer = {1: "prefers", 2: "both prefer"}.get(len(told["actors"]), "all prefer")
    question = f"Is there a package that {names} {prefer} to {instead}?"
    return Answer("winset", question, tuple(text), columns, rows, describe_basis(told["basis"]))


def answer_blockers(made: Forecast, told: Mapping[str, Any]) -> Answer:
    """Who refuses the settlement, and what would bring each in."""
    text, named = [], actor_names(made.scenario)
    if told["ratified"] is not None:
        out = sorted((a for a in told["actors"] if a["ratifies"] < 1), key=lambda a: a["ratifies"])
        refusing = "; ".join(
            f"{a['label']} in {format_of_draws(1 - a['ratifies'], told['put'])}" for a in out
        )
        text.append(f"The settlement of {told['settlement']} is refused by {refusing or 'nobody'}.")
    blocking = [
        f"{join_names([named[a] for a in b['actors']])}: {format_share(b['share'], made.draws)}"
        for b in told["blocking"][:5]
    ]
    text += [
        "Without common ground among themselves, as shares of draws: " + "; ".join(blocking) + "."
        if blocking
        else "There is no set of actors without common ground among themselves."
    ]
    if told["joint"]:
        best = told["joint"][0]
        text.append(
            "Where somebody does not ratify, a single move that suits all is most often found on "
            f"{issue_label(made, best['issue'])}: in {format_share(best['share'], best['of'])} of those "
            f"draws, by {format_interval(best['move'])}."
        )
    if any(a["payment"] for a in told["actors"]):
        text.append(
            "A side payment is what the member that decides loses, in hundredths of its utility: 100 is "
            "every issue settled a whole scale away from it."
        )
    rows = tuple(
        (
            a["label"],
            "" if a["ratifies"] is None else format_share(a["ratifies"], told["put"]),
            "; ".join(
                f"{issue_label(made, c['issue'])} {c['move']['median']:+.0f} "
                f"({format_share(c['share'], c['of'])}, {format_share(c['keeps'], c['of'])})"
                for c in a["concessions"][:3]
            ),
            format_interval(a["payment"], 100, 1),
        )
        for a in told["actors"]
    )
    columns = (
        "actor",
        "ratifies",
        "smallest move on one issue that brings it in (share of draws with one; with one that loses nobody)",
        "or a side payment of",
    )
    question = "Who blocks the settlement, and what would bring it in?"
    return Answer("winset", question, tuple(text), columns, rows, describe_basis(told["basis"]))
