"""The questions that a forecast answers beside its settlements, in words and figures.

The wording is the scenario's own (labels of actors, issues and patrons) in fixed sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.forecasts import telling
from detente.forecasts.display_names import actor_names, full_actor_names
from detente.forecasts.phrases import (
    counted,
    in_months,
    label,
    listed,
    middle,
    resting,
    span,
)
from detente.shares import FEWEST, of_draws, share

if TYPE_CHECKING:
    from detente.forecasts.result import Forecast


@dataclass(frozen=True)
class Answer:
    """A question, what the forecast says in sentences, a table, and what it rests on.

    ``part`` is winset, conflict, burden, rounds or links.
    """

    part: str
    question: str
    text: tuple[str, ...]
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    basis: str = ""


def answers(made: Forecast) -> tuple[Answer, ...]:
    """Every question that the forecast has an answer to, in a fixed order."""
    told = made.told
    found: list[Answer] = []
    if "winset" in told:
        found += [_package(made, told["winset"]), _blockers(made, told["winset"])]
    if "conflict" in told:
        found += _conflict(made, told["conflict"])
    if "burden" in told:
        found += _burden(made, told["burden"])
    if "rounds" in told:
        found += _rounds(made, told["rounds"])
    if rows := made.manifest.get("ablation"):
        found.append(_links(made, rows))
    return tuple(found)


def _package(made: Forecast, told: Mapping[str, Any]) -> Answer:
    names = listed([a["label"] for a in told["actors"]])
    fighting = "conflict" in made.manifest["links_on"]
    instead = "fighting on" if fighting else "no agreement"
    text = [
        f"In {of_draws(told['overlap'], made.draws)} some package is better than {instead} for enough of "
        "each one's members."
    ]
    if len(told["alone"]) > 1:
        single = "; ".join(
            f"{label(made, a['issue'])} {share(a['share'], made.draws)}" for a in told["alone"]
        )
        text.append(
            f"On one issue by itself: {single}. The more issues there are to trade, the likelier a package "
            "is, however little it gives."
        )
    if told["least_gain"]:
        text.append(
            "At the package below, the one that gains least gains "
            f"{span(told['least_gain'], 100, 1)} hundredths of the utility of the member that decides."
        )
    if fighting:
        text.append(
            "Fighting on stands here for the line of contact that it leads to, and for no agreement on the "
            "rest; what the fighting itself costs is counted in the range of both sides alone."
        )
    if told["ratified"] is not None:
        text.append(
            f"All ratify the settlement of {told['settlement']} in {of_draws(told['ratified'], told['put'])}."
        )
        if told["put"] < made.draws:
            text.append(
                f"In {made.draws - told['put']:,} of {made.draws:,} draws there is no settlement, since "
                "nobody has weight on an issue; they are left out."
            )
    if told["in_range"] is not None:
        text.append(
            "It lies where both fighting sides prefer it to fighting on in "
            f"{of_draws(told['in_range'], told['put'])}."
        )
    rows = tuple((label(made, p["issue"]), span(p["at"]), span(p["reversion"])) for p in told["package"])
    columns = ("one such package", "at", f"with {instead}")
    prefer = {1: "prefers", 2: "both prefer"}.get(len(told["actors"]), "all prefer")
    question = f"Is there a package that {names} {prefer} to {instead}?"
    return Answer("winset", question, tuple(text), columns, rows, resting(told["basis"]))


def _blockers(made: Forecast, told: Mapping[str, Any]) -> Answer:
    text, named = [], actor_names(made.scenario)
    if told["ratified"] is not None:
        out = sorted((a for a in told["actors"] if a["ratifies"] < 1), key=lambda a: a["ratifies"])
        refusing = "; ".join(f"{a['label']} in {of_draws(1 - a['ratifies'], told['put'])}" for a in out)
        text.append(f"The settlement of {told['settlement']} is refused by {refusing or 'nobody'}.")
    blocking = [
        f"{listed([named[a] for a in b['actors']])}: {share(b['share'], made.draws)}"
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
            f"{label(made, best['issue'])}: in {share(best['share'], best['of'])} of those draws, by "
            f"{span(best['move'])}."
        )
    if any(a["payment"] for a in told["actors"]):
        text.append(
            "A side payment is what the member that decides loses, in hundredths of its utility: 100 is "
            "every issue settled a whole scale away from it."
        )
    rows = tuple(
        (
            a["label"],
            "" if a["ratifies"] is None else share(a["ratifies"], told["put"]),
            "; ".join(
                f"{label(made, c['issue'])} {c['move']['median']:+.0f} "
                f"({share(c['share'], c['of'])}, {share(c['keeps'], c['of'])})"
                for c in a["concessions"][:3]
            ),
            span(a["payment"], 100, 1),
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
    return Answer("winset", question, tuple(text), columns, rows, resting(told["basis"]))


def _conflict(made: Forecast, told: Mapping[str, Any]) -> Iterator[Answer]:
    issue, months, named = told["issue"], told["months"], actor_names(made.scenario)
    a, b = (listed([named[x] for x in told[side]]) for side in "ab")
    end = told["line"][-1]
    first = told["courses"][0]
    gap = told["range"]
    text = (
        f"After {counted(months, 'month')} of fighting the line stands at {span(end)} on the scale of "
        f"{label(made, issue)}, now {span(told['line'][0])}.",
        f"Forces fall below what they can hold with in that time: {a} in "
        f"{of_draws(first['collapse_a'], made.draws)}, {b} in {of_draws(first['collapse_b'], made.draws)}.",
        _bargains(gap, made.draws),
    )
    rows = tuple(
        (
            f"without {c['label']}" if c["lacking"] != "nobody" else "as stated",
            span(c["end"]),
            share(c["collapse_a"], made.draws),
            share(c["collapse_b"], made.draws),
        )
        for c in told["courses"]
    )
    columns = (
        "support",
        f"line after {counted(months, 'month')}",
        f"{a} collapses",
        f"{b} collapses",
    )
    yield Answer("conflict", "Where does fighting on lead?", text, columns, rows, resting(told["basis"]))
    if told["stops"]:
        sides = {"a": a, "b": b}
        rows = tuple(
            (
                s["label"],
                in_months(made, s["after_months"]),
                span(s["end"]),
                f"{sides[s['side']]}: {share(s['collapse'], made.draws)}",
            )
            for s in told["stops"]
        )
        line = f"line after {counted(months, 'month')}"
        columns = ("support of", "stops on", line, "collapse of the side supplied")
        question = "What happens when a patron's support stops?"
        rests = resting(told["basis"])
        yield Answer("conflict", question, tuple(_stopped(told, sides, made.draws)), columns, rows, rests)
    if told["guarantee"]:
        yield _guarantee(made, told["guarantee"])


def _bargains(gap: Mapping[str, Any], draws: int) -> str:
    """What both sides prefer to fighting on, and in what share of draws there is nothing of the kind."""
    if gap["empty"] >= 0.5:  # the ends of a range that mostly is none would cross
        return f"Both sides prefer some settlement to fighting on in {of_draws(1 - gap['empty'], draws)}."
    where = f"Both sides prefer a settlement from {span(gap['least'])} to {span(gap['most'])} to fighting on"
    return f"{where}; there is none in {of_draws(gap['empty'], draws)}." if gap["empty"] else f"{where}."


def _stopped(told: Mapping[str, Any], sides: Mapping[str, str], draws: int) -> Iterator[str]:
    """What changes where a patron stops at once."""
    first = told["courses"][0]
    for s in told["stops"]:
        if s["after_months"] == 0:
            now, side = of_draws(first[f"collapse_{s['side']}"], draws), sides[s["side"]]
            then = of_draws(s["collapse"], draws)
            ends, before = span(s["end"]), span(first["end"])
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
    names = listed([named[g] for g in stated.guarantee.by] or ["the guarantor"])
    without = told["without"]
    pledged = "guarantee" in made.manifest["links_on"]
    given = f"With the pledge at {span(told['strength'], 100)} of 100" if pledged else "Without a pledge"
    text = [
        f"{given}, {names} would fight if it is tested in {of_draws(told['fights'], made.draws)}"
        # a belief is itself a share of draws
        + (
            f"; the other side believes it at {span(told['belief'], 100)} %." if made.draws >= FEWEST else "."
        ),
        "An agreement would last, neither refused for fear of the shift of power nor broken, in "
        f"{of_draws(told['lasts'], made.draws)}.",
    ]
    if without:
        text.append(f"With no pledge at all it would last in {of_draws(without['lasts'], made.draws)}.")
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
        (said, share(told[key], made.draws), *([share(without[key], made.draws)] if without else []))
        for key, said in words.items()
    )
    basis = resting(telling.basis(made.scenario, ["conflict.guarantee"]))
    return Answer("conflict", "What do guarantees add?", tuple(text), columns, rows, basis)


def _burden(made: Forecast, told: Mapping[str, Any]) -> Iterator[Answer]:
    if "bills" in told:
        rows = tuple(
            (
                b["label"],
                f"{b['target']:g} %",
                span(b["money"]),
                span(b["extra"], 100, 2),
                span(b["cuts"], 100, 2),
                span(b["social"], 100, 1),
                f"{span(b['debt'], 100)}, without {middle(b['debt_without'], 100)}",
            )
            for b in told["bills"]
        )
        columns = (
            "state",
            "share of GDP",
            "more a year, in the unit of GDP",
            "% of GDP",
            "cut from social spending, % of GDP",
            "% of social spending",
            "debt, % of GDP, and without the rise",
        )
        targets = listed([f"{t:g} %" for t in dict.fromkeys(b["target"] for b in told["bills"])])
        question = (
            f"What do {targets} of GDP for defence cost each state, and at what share of social spending?"
        )
        said = [
            f"In {told['by']}, the year in which the share is reached, against today's defence share, in "
            "that year's prices."
        ]
        if "burden" in made.manifest["links_on"]:
            said.append(
                f"What cuts pay is the settlement of {telling.carrier(made.scenario)}, the same for every "
                "state; its intervals leave out that models err."
            )
        yield Answer("burden", question, tuple(said), columns, rows, resting(told["basis"]))
    if "sharing" in told:
        yield _sharing(told)
    if "trade" in told:
        costs = tuple(
            (
                t["label"],
                span(t["rate"], 100, 1),
                span(t["exporter"], 100, 2),
                span(t["importer"], 100, 2),
            )
            for t in told["trade"]
        )
        sides = ("tariff", "rate, %", "exporter loses, % of its GDP", "importer loses, % of its GDP")
        rests = resting(told["trade_basis"])
        yield Answer("burden", "What do tariffs cost each side?", (), sides, costs, rests)


def _sharing(told: Mapping[str, Any]) -> Answer:
    """Who would carry the alliance; what no draw changes is said to be so and left out of the table."""
    question = "Who would carry the alliance if each answered the others?"
    rests = resting(told["sharing_basis"])
    spenders = [s for s in told["sharing"] if s["spending"]["high"] > 0]
    if len(spenders) == 1:
        text: tuple[str, ...] = (
            f"No answer: in this model {spenders[0]['label']} spends what it would spend alone, and each "
            "other ally nothing in at least nine draws of ten. That is a corner of the model, which the "
            "numbers stated do not leave. The shares and the rank correlation of income and burden follow "
            "from it alone and are left out.",
        )
        return Answer("burden", question, text, basis=rests)
    rows = tuple(
        (s["label"], span(s["burden"], 100, 2), span(s["spending"]), span(s["alone"]))
        for s in told["sharing"]
    )
    heads = ("ally", "% of income", "in the unit of income", "if it stood alone")
    linked = told["exploitation"]
    text = ()
    if linked is not None and linked["low"] < linked["high"]:
        text += (f"Rank correlation of income and burden: {span(linked, 1, 2)}.",)
    else:
        text += ("The rank correlation of income and burden hardly differs between draws and is left out.",)
    if len(spenders) < len(told["sharing"]):
        text += ("An ally that spends nothing leaves it to those that gain more (a corner of the model).",)
    return Answer("burden", question, text, heads, rows, rests)


def _rounds(made: Forecast, told: Sequence[Mapping[str, Any]]) -> Iterator[Answer]:
    paths = made.scenario.quantities()
    # what the forecast rests on and what moves it
    rests = resting(telling.basis(made.scenario, {p.partition(".")[0] for p in paths}))
    text: tuple[str, ...] = ("Each date's settlement is computed as if there had been none before it.",)
    spans = {i: [span(r["settlement"][i]) for r in told] for i in made.issues}
    moving = [i for i, shown in spans.items() if len(set(shown)) > 1]
    if still := [f"{label(made, i)} {shown[0]}" for i, shown in spans.items() if len(set(shown)) == 1]:
        text += (f"The same in every round: {'; '.join(still)}.",)
    columns: tuple[str, ...] = ("date", *(label(made, i) for i in moving)) if moving else ()
    rows = tuple((r["date"], *(spans[i][n] for i in moving)) for n, r in enumerate(told)) if moving else ()
    yield Answer("rounds", "How does the settlement change from round to round?", text, columns, rows, rests)
    words = {"overlap": "a package suits all", "ratified": "settlement ratified", "lasts": "would last"}
    keys = [k for k in words if told[0][k] is not None]
    line = told[0]["line"] is not None
    if not keys and not line and not any(r["events"] for r in told):
        return
    cells = {"line of contact": [span(r["line"]) for r in told]} if line else {}
    cells |= {
        words[k]: [share(r[k], r["put"] if k == "ratified" else made.draws) for r in told] for k in keys
    }
    cells["events"] = ["; ".join(r["events"]) for r in told]
    moving = [name for name, shown in cells.items() if len(set(shown)) > 1]
    columns = ("date", *moving) if moving else ()
    rows = (
        tuple((r["date"], *(cells[name][n] for name in moving)) for n, r in enumerate(told)) if moving else ()
    )
    moved: tuple[str, ...] = ()
    steps = made.scenario.steps
    if steps is not None and steps.concession is not None and "ratified" in keys:
        moved = (
            "Positions move towards each round's settlement, those of the members who ratify too: where more "
            "ratify later, that rule makes them.",
        )
    if still := [f"{name}: {shown[0]}" for name, shown in cells.items() if len(set(shown)) == 1 and shown[0]]:
        moved += (f"The same in every round: {'; '.join(still)}.",)
    yield Answer(
        "rounds", "What becomes of the fighting and of agreement meanwhile?", moved, columns, rows, rests
    )


def _links(made: Forecast, told: Sequence[Mapping[str, Any]]) -> Answer:
    rows: list[tuple[str, ...]] = []
    for row in told:
        changed = [cells for cells in _changes(made, row) if cells[1] != cells[2]]
        rows += [(row["link"], *cells) for cells in changed or [("nothing", "", "")]]
    text = ("Each link switched off alone, on the same draws; what does not change is left out.",)
    columns = ("link", "what it changes", "without it", "with it")
    return Answer("links", "What does each link between the parts change?", text, columns, tuple(rows))


def _changes(made: Forecast, row: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What the link bears on, without it and with it, as shown."""
    named = actor_names(made.scenario)
    for cell in row["settlements"]:
        if cell["shift"] is not None:
            what = f"{label(made, cell['issue'])}, {cell['model']}: median"
            yield what, f"{cell['without']:.1f}", f"{cell['with']:.1f}"
    for cell in row["shares"]:
        of = made.draws
        if cell["of"] in {"ratified", "in_range"}:
            of = made.told["winset"]["put"] or of
        x, y = ("not known" if p is None else share(p, of) for p in (cell["without"], cell["with"]))
        yield SHARES[cell["of"]], x, y
    for cell in row["social"]:
        if cell["without"] is not None and cell["with"] is not None:
            what = f"{named[cell['state']]}, {cell['target']:g} %: cuts of social spending"
            yield what, f"{100 * cell['without']:.1f} %", f"{100 * cell['with']:.1f} %"


#: What the shares of draws in an ablation are of.
SHARES = {
    "overlap": "a package suits all whose consent is needed",
    "ratified": "the settlement is ratified",
    "in_range": "both sides prefer the settlement to fighting on",
    "fights": "the guarantor fights",
    "deterred": "renewed war is deterred",
    "forced": "the shift of power makes one side fight on now",
    "lasts": "an agreement would last",
}
