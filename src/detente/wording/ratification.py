"""Who accepts the settlement, and what would win the others over."""

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
        f"In {format_of_draws(ratification.overlap, draws)} some package is better than {instead} for "
        f"enough members of each."
    ]
    if len(ratification.alone) > 1:
        single = "; ".join(
            f"{issue_label(forecast, a.issue)} {format_share(a.share, draws)}" for a in ratification.alone
        )
        text.append(
            f"On a single issue: {single}. The more issues there are to trade, the likelier such a package "
            f"is, however small the gains."
        )
    if ratification.least_gain:
        text.append(
            "In the package below, the actor that gains least gains "
            f"{format_interval(ratification.least_gain, 100, 1)} hundredths of the utility of its deciding "
            f"member."
        )
    if fighting:
        text.append(
            "Fighting on means the line of contact that it leads to, and no agreement on the other "
            "issues; the cost of the fighting itself counts only in the range that both sides prefer to "
            "fighting on."
        )
    if ratification.ratified is not None:
        text.append(
            f"All ratify the settlement forecast by {ratification.settlement} "
            f"in {format_of_draws(ratification.ratified, put)}."
        )
        if put < draws:
            text.append(
                f"In {draws - put:,} of {draws:,} draws there is no settlement, since nobody has weight on "
                f"an issue; these are left out."
            )
    if ratification.in_range is not None:
        text.append(
            f"Both warring sides prefer it to fighting on in {format_of_draws(ratification.in_range, put)}."
        )
    rows = tuple(
        (issue_label(forecast, p.issue), format_interval(p.at), format_interval(p.reversion))
        for p in ratification.package
    )
    columns = ("one such package", "settled at", f"with {instead}")
    prefer = {1: "prefers", 2: "both prefer"}.get(len(ratification.actors), "all prefer")
    question = f"Is there a package that {names} {prefer} to {instead}?"
    return Answer("winset", question, tuple(text), columns, rows, describe_basis(ratification.basis))


def answer_blockers(forecast: Forecast, ratification: Ratification) -> Answer:
    """Who refuses the settlement, and what would win each over."""
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
        "Groups without common ground, with the share of draws: " + "; ".join(blocking) + "."
        if blocking
        else "Every group of these actors has common ground."
    ]
    if ratification.joint:
        best = ratification.joint[0]
        text.append(
            "When an actor refuses, a single move that suits all is most often possible on "
            f"{issue_label(forecast, best.issue)}: in {format_share(best.share, best.refused)} of those "
            f"draws, by {format_interval(best.move)}."
        )
    if any(a.payment for a in ratification.actors):
        text.append(
            "A side payment is what the deciding member loses, in hundredths of its utility: 100 means "
            "every issue settled 100 points from its position."
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
        "smallest move on one issue that brings it in (share of draws with such a move; with one that loses "
        "nobody else)",
        "or a side payment of",
    )
    question = "Who blocks the settlement, and what would win them over?"
    return Answer("winset", question, tuple(text), columns, rows, describe_basis(ratification.basis))
