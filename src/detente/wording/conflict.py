"""Where fighting on leads, what patrons change, and what guarantees add."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from detente.results import telling
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


def answer_conflict(made: Forecast, told: Mapping[str, Any]) -> Iterator[Answer]:
    """Where fighting on leads, what patrons change, and what guarantees add."""
    issue, months, named = told["issue"], told["months"], actor_names(made.scenario)
    a, b = (join_names([named[x] for x in told[side]]) for side in "ab")
    end = told["line"][-1]
    first = told["courses"][0]
    gap = told["range"]
    text = (
        f"After {count_noun(months, 'month')} of fighting the line stands at {format_interval(end)} on the "
        f"scale of {issue_label(made, issue)}, now {format_interval(told['line'][0])}.",
        f"Forces fall below what they can hold with in that time: {a} in "
        f"{format_of_draws(first['collapse_a'], made.draws)}, "
        f"{b} in {format_of_draws(first['collapse_b'], made.draws)}.",
        _bargains(gap, made.draws),
    )
    rows = tuple(
        (
            f"without {c['label']}" if c["lacking"] != "nobody" else "as stated",
            format_interval(c["end"]),
            format_share(c["collapse_a"], made.draws),
            format_share(c["collapse_b"], made.draws),
        )
        for c in told["courses"]
    )
    columns = (
        "support",
        f"line after {count_noun(months, 'month')}",
        f"{a} collapses",
        f"{b} collapses",
    )
    yield Answer(
        "conflict", "Where does fighting on lead?", text, columns, rows, describe_basis(told["basis"])
    )
    if told["stops"]:
        sides = {"a": a, "b": b}
        rows = tuple(
            (
                s["label"],
                in_months(made, s["after_months"]),
                format_interval(s["end"]),
                f"{sides[s['side']]}: {format_share(s['collapse'], made.draws)}",
            )
            for s in told["stops"]
        )
        line = f"line after {count_noun(months, 'month')}"
        columns = ("support of", "stops on", line, "collapse of the side supplied")
        question = "What happens when a patron's support stops?"
        rests = describe_basis(told["basis"])
        yield Answer("conflict", question, tuple(_stopped(told, sides, made.draws)), columns, rows, rests)
    if told["guarantee"]:
        yield _guarantee(made, told["guarantee"])


def _bargains(gap: Mapping[str, Any], draws: int) -> str:
    """What both sides prefer to fighting on, and in what share of draws there is nothing of the kind."""
    if gap["empty"] >= 0.5:  # the ends of a range that mostly is none would cross
        return (
            f"Both sides prefer some settlement to fighting on in {format_of_draws(1 - gap['empty'], draws)}."
        )
    where = (
        f"Both sides prefer a settlement from {format_interval(gap['least'])} "
        f"to {format_interval(gap['most'])} to fighting on"
    )
    return (
        f"{where}; there is none in {format_of_draws(gap['empty'], draws)}." if gap["empty"] else f"{where}."
    )


def _stopped(told: Mapping[str, Any], sides: Mapping[str, str], draws: int) -> Iterator[str]:
    """What changes where a patron stops at once."""
    first = told["courses"][0]
    for s in told["stops"]:
        if s["after_months"] == 0:
            now, side = format_of_draws(first[f"collapse_{s['side']}"], draws), sides[s["side"]]
            then = format_of_draws(s["collapse"], draws)
            ends, before = format_interval(s["end"]), format_interval(first["end"])
            if (ends, then) == (before, now):
                yield f"{s['label']} stopped at once: nothing that is shown here changes."
                continue
            line = f"at {ends}, as it does otherwise" if ends == before else f"at {ends} instead of {before}"
            falls = f"{then}, as it does otherwise" if then == now else f"{then}, not in {now}"
            yield f"{s['label']} stopped at once: the line ends {line}, and {side} collapses in {falls}."


def _guarantee(made: Forecast, told: Mapping[str, Any]) -> Answer:
    stated = made.scenario.conflict
    assert stated is not None and stated.guarantee is not None  # noqa: S101  where there is a pledge
    named = full_actor_names(made.scenario)
    names = join_names([named[g] for g in stated.guarantee.by] or ["the guarantor"])
    without = told["without"]
    pledged = "guarantee" in made.manifest["links_on"]
    given = (
        f"With the pledge at {format_interval(told['strength'], 100)} of 100"
        if pledged
        else "Without a pledge"
    )
    text = [
        f"{given}, {names} would fight if it is tested in {format_of_draws(told['fights'], made.draws)}"
        # a belief is itself a share of draws
        + (
            f"; the other side believes it at {format_interval(told['belief'], 100)} %."
            if made.draws >= FEWEST
            else "."
        ),
        "An agreement would last, neither refused for fear of the shift of power nor broken, in "
        f"{format_of_draws(told['lasts'], made.draws)}.",
    ]
    if without:
        text.append(
            f"With no pledge at all it would last in {format_of_draws(without['lasts'], made.draws)}."
        )
    words = {
        "fights": "the guarantor fights",
        "deterred": "renewed war is deterred",
        "forced": "the shift of power makes one side fight on now",
        "lasts": "an agreement would last",
    }
    columns: tuple[str, ...] = ("share of draws in which", "with the pledge as settled")
    if without:
        columns = (*columns, "with the link off: no pledge")
    elif not pledged:
        columns = ("share of draws in which", "without a pledge")
    rows = tuple(
        (
            said,
            format_share(told[key], made.draws),
            *([format_share(without[key], made.draws)] if without else []),
        )
        for key, said in words.items()
    )
    basis = describe_basis(telling.basis(made.scenario, ["conflict.guarantee"]))
    return Answer("conflict", "What do guarantees add?", tuple(text), columns, rows, basis)
