"""Who accepts the settlement, and what would bring the others in."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    from detente.results.ratification import Ratification


def answer_package(forecast: Forecast, ratification: Ratification) -> Answer:
    """Whether a package suits all whose consent is needed."""
    draws, put = forecast.draws, ratification.put
    names = join_names([a.label for a in ratification.actors])
    fighting = "conflict" in forecast.manifest["links_on"]
    instead = "fighting on" if fighting else "no agreement"
    text = [
        f"In {format_of_draws(ratification.overlap, draws)} some package is better than {instead} for enough "
        "of each one's members."
    ]
    if len(ratification.alone) > 1:
        single = "; ".join(
            f"{issue_label(forecast, a.issue)} {format_share(a.share, draws)}" for a in ratification.alone
        )
        text.append(
            f"On one issue by itself: {single}. The more issues there are to trade, the likelier a package "
            "is, however little it gives."
        )
    if ratification.least_gain:
        text.append(
            "At the package below, the one that gains least gains "
            f"{format_interval(ratification.least_gain, 100, 1)} hundredths of the utility of the "
            "member that decides."
        )
    if fighting:
        text.append(
            "Fighting on stands here for the line of contact that it leads to, and for no agreement on the "
            "rest; what the fighting itself costs is counted in the range of both sides alone."
        )
    if ratification.ratified is not None:
        text.append(
            f"All ratify the settlement of {ratification.settlement} "
            f"in {format_of_draws(ratification.ratified, put)}."
        )
        if put < draws:
            text.append(
                f"In {draws - put:,} of {draws:,} draws there is no settlement, since "
                "nobody has weight on an issue; they are left out."
            )
    if ratification.in_range is not None:
        text.append(
            "It lies where both fighting sides prefer it to fighting on in "
            f"{format_of_draws(ratification.in_range, put)}."
        )
    rows = tuple(
        (issue_label(forecast, p.issue), format_interval(p.at), format_interval(p.reversion))
        for p in ratification.package
    )
    columns = ("one such package", "at", f"with {instead}")
    prefer = {1: "prefers", 2: "both prefer"}.get(len(ratification.actors), "all prefer")
    question = f"Is there a package that {names} {prefer} to {instead}?"
    return Answer("winset", question, tuple(text), columns, rows, describe_basis(ratification.basis))


def answer_blockers(forecast: Forecast, ratification: Ratification) -> Answer:
    """Who refuses the settlement, and what would bring each in."""
    text, named = [], actor_names(forecast.scenario)
    if ratification.ratified is not None:
        shares = [(a.ratifies, a.label) for a in ratification.actors if a.ratifies is not None]
        shares = sorted((row for row in shares if row[0] < 1), key=lambda row: row[0])
        out = [f"{label} in {format_of_draws(1 - share, ratification.put)}" for share, label in shares]
        text.append(
            f"The settlement of {ratification.settlement} is refused by {'; '.join(out) or 'nobody'}."
        )
    blocking = [
        f"{join_names([named[a] for a in b.actors])}: {format_share(b.share, forecast.draws)}"
        for b in ratification.blocking[:5]
    ]
    text += [
        "Without common ground among themselves, as shares of draws: " + "; ".join(blocking) + "."
        if blocking
        else "There is no set of actors without common ground among themselves."
    ]
    if ratification.joint:
        best = ratification.joint[0]
        text.append(
            "Where somebody does not ratify, a single move that suits all is most often found on "
            f"{issue_label(forecast, best.issue)}: in {format_share(best.share, best.refused)} of those "
            f"draws, by {format_interval(best.move)}."
        )
    if any(a.payment for a in ratification.actors):
        text.append(
            "A side payment is what the member that decides loses, in hundredths of its utility: 100 is "
            "every issue settled a whole scale away from it."
        )
    rows = tuple(
        (
            a.label,
            "" if a.ratifies is None else format_share(a.ratifies, ratification.put),
            "; ".join(
                f"{issue_label(forecast, c.issue)} {c.move.median:+.0f} "
                f"({format_share(c.share, c.refused)}, {format_share(c.keeps, c.refused)})"
                for c in a.concessions[:3]
            ),
            format_interval(a.payment, 100, 1),
        )
        for a in ratification.actors
    )
    columns = (
        "actor",
        "ratifies",
        "smallest move on one issue that brings it in (share of draws with one; with one that loses nobody)",
        "or a side payment of",
    )
    question = "Who blocks the settlement, and what would bring it in?"
    return Answer("winset", question, tuple(text), columns, rows, describe_basis(ratification.basis))
