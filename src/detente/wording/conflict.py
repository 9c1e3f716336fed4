"""Where fighting on leads, what patrons change, and what guarantees add."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from detente.results.conflict import NOBODY
from detente.results.guarantee import count_guarantee_bases
from detente.scenario.display_names import actor_names, full_actor_names
from detente.shares import FEWEST, format_of_draws, format_share
from detente.wording.answer import Answer
from detente.wording.phrases import (
    count_noun,
    describe_basis,
    format_interval,
    in_months,
    issue_label,
    join_names,
)

if TYPE_CHECKING:
    from detente.forecasts.result import Forecast
    from detente.results.conflict import BargainingRange, Conflict
    from detente.results.guarantee import Guarantee, PledgeShares


def answer_conflict(forecast: Forecast, conflict: Conflict) -> Iterator[Answer]:
    """Where fighting on leads, what patrons change, and what guarantees add."""
    issue, months, named = conflict.issue, conflict.months, actor_names(forecast.scenario)
    a, b = (join_names([named[x] for x in side]) for side in (conflict.a, conflict.b))
    end = conflict.line[-1]
    first = conflict.courses[0]
    text: tuple[str, ...] = (
        f"After {count_noun(months, 'month')} of fighting the line is at {format_interval(end)} on the "
        f"scale of {issue_label(forecast, issue)}; it is now at {format_interval(conflict.line[0])}.",
        f"In that time forces become too weak to hold the line: {a} in "
        f"{format_of_draws(first.collapse_a, forecast.draws)}, "
        f"{b} in {format_of_draws(first.collapse_b, forecast.draws)}.",
        _describe_range(conflict.range, forecast.draws),
    )
    rows = tuple(
        (
            f"without {c.label}" if c.lacking != NOBODY else "as stated",
            format_interval(c.end),
            format_share(c.collapse_a, forecast.draws),
            format_share(c.collapse_b, forecast.draws),
        )
        for c in conflict.courses
    )
    columns = (
        "support",
        f"line after {count_noun(months, 'month')}",
        f"{a} collapses",
        f"{b} collapses",
    )
    yield Answer(
        "conflict",
        "Where would continued fighting lead?",
        text,
        columns,
        rows,
        describe_basis(conflict.basis),
    )
    if conflict.stops:
        sides = {"a": a, "b": b}
        rows = tuple(
            (
                s.label,
                in_months(forecast, s.after_months),
                format_interval(s.end),
                f"{sides[s.side]}: {format_share(s.collapse, forecast.draws)}",
            )
            for s in conflict.stops
        )
        line = f"line after {count_noun(months, 'month')}"
        columns = ("support", "stops", line, "collapse of the side supplied")
        question = "What happens when a patron's support stops?"
        text = tuple(_describe_stops(conflict, sides, forecast.draws))
        yield Answer("conflict", question, text, columns, rows, describe_basis(conflict.basis))
    if conflict.guarantee:
        yield _answer_guarantee(forecast, conflict.guarantee)


def _describe_range(span: BargainingRange, draws: int) -> str:
    """What both sides prefer to fighting on, and in what share of draws nothing suits both."""
    if span.empty >= 0.5:  # the ends of a range that mostly is none would cross
        return (
            f"Both sides prefer some settlement to fighting on in {format_of_draws(1 - span.empty, draws)}."
        )
    where = (
        f"Both sides prefer settlements from {format_interval(span.least)} "
        f"to {format_interval(span.most)} to fighting on"
    )
    never = f"; in {format_of_draws(span.empty, draws)} no settlement suits both" if span.empty else ""
    return f"{where}{never}."


def _describe_stops(conflict: Conflict, sides: Mapping[str, str], draws: int) -> Iterator[str]:
    """What changes where a patron stops at once."""
    first = conflict.courses[0]
    for s in conflict.stops:
        if s.after_months == 0:
            side = sides[s.side]
            otherwise = format_of_draws(first.collapse_a if s.side == "a" else first.collapse_b, draws)
            then = format_of_draws(s.collapse, draws)
            ends, before = format_interval(s.end), format_interval(first.end)
            if (ends, then) == (before, otherwise):
                yield f"If {s.label} stops at once, nothing shown here changes."
                continue
            line = f"still ends at {ends}" if ends == before else f"ends at {ends} instead of {before}"
            falls = (
                f"still collapses in {then}"
                if then == otherwise
                else f"collapses in {then} instead of {otherwise}"
            )
            yield f"If {s.label} stops at once, the line {line}, and {side} {falls}."


def _answer_guarantee(forecast: Forecast, guarantee: Guarantee) -> Answer:
    stated = forecast.scenario.conflict
    assert stated is not None and stated.guarantee is not None  # noqa: S101  where there is a pledge
    named = full_actor_names(forecast.scenario)
    names = join_names([named[g] for g in stated.guarantee.by] or ["the guarantor"])
    without = guarantee.without
    pledged = "guarantee" in forecast.manifest["links_on"]
    given = (
        f"With the pledge at {format_interval(guarantee.strength, 100)} of 100"
        if pledged
        else "Without a pledge"
    )
    text = [
        f"{given}, {names} would fight if it were tested in "
        f"{format_of_draws(guarantee.fights, forecast.draws)}"
        # a belief is itself a share of draws
        + (
            f"; the other side puts the likelihood at {format_interval(guarantee.belief, 100)} %."
            if forecast.draws >= FEWEST
            else "."
        ),
        f"An agreement would last in {format_of_draws(guarantee.lasts, forecast.draws)}: it is neither "
        "refused for fear of the shift in power nor broken.",
    ]
    if without:
        text.append(f"Without a pledge it would last in {format_of_draws(without.lasts, forecast.draws)}.")
    columns: tuple[str, ...] = ("share of draws in which", "with the pledge as settled")
    if without:
        columns = (*columns, "without a pledge (link off)")
    elif not pledged:
        columns = ("share of draws in which", "without a pledge")
    shown = [_list_shares(shares) for shares in (guarantee, without) if shares]
    rows = tuple(
        (what, *(format_share(shares[what], forecast.draws) for shares in shown)) for what in shown[0]
    )
    basis = describe_basis(count_guarantee_bases(forecast.scenario))
    return Answer("conflict", "What do guarantees add?", tuple(text), columns, rows, basis)


def _list_shares(shares: PledgeShares) -> dict[str, float]:
    return {
        "the guarantor fights": shares.fights,
        "renewed war is deterred": shares.deterred,
        "the shift in power makes one side fight on now": shares.forced,
        "an agreement would last": shares.lasts,
    }
