"""Scenarios, models and forecasts as tables for a terminal, and as plain values."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from rich import box
from rich.console import RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from detente.cli.terminal_table import Sheet
from detente.scenario.alignment import TIES
from detente.shares import FEWEST, format_share, percent
from detente.typography import setting

if TYPE_CHECKING:
    from detente.forecasts import Forecast, IssueSummary, ModelSummary
    from detente.models import Model
    from detente.scenario import Quantity, Scenario

_BLOCKS = " ▁▂▃▄▅▆▇█"
_CELLS = 20

#: Said beside every table of intervals.
INPUTS_ONLY = (
    "Intervals show what uncertain numbers make of each model; only the blend adds the errors that "
    "forecasts made on decided cases. A dash stands for no interval: one outcome in every draw."
)


def catalog(cases: Mapping[str, Scenario]) -> RenderableType:
    """The bundled cases."""
    from detente.scenario.display_names import issue_names

    table = plain_table("case", "title", "as of", "actors", "issues")
    for slug, s in cases.items():
        issues = ", ".join(issue_names(s).values())
        table.add_row(slug, escape(s.title), s.as_of.isoformat(), str(len(s.actors)), escape(issues))
    return table


def models(found: Mapping[str, Model]) -> RenderableType:
    """The models, a line each."""
    table = plain_table("model", "name", "family", "variants", "source")
    for m in found.values():
        variants = ", ".join(m.variants) if len(m.variants) > 1 else ""
        table.add_row(m.slug, escape(m.name), m.family, variants, escape(cited(m.references[0])))
    return table


def cited(reference: str) -> str:
    """A reference as it is cited in running text: ``Olson and Zeckhauser 1966``."""
    authors, _, rest = reference.partition(" (")
    words = authors.replace(" and ", ", ").split(", ")
    names = [w for w in words if not re.fullmatch(r"(\w\.[ -]?)+", w)]
    if not names or not rest[:4].isdigit():
        return reference
    short = (
        names[0]
        if len(names) == 1
        else f"{names[0]} and {names[1]}"
        if len(names) == 2
        else f"{names[0]} et al."
    )
    return f"{short} {rest[:4]}"


def one_model(m: Model) -> list[RenderableType]:
    """One model in full."""
    parts: list[RenderableType] = [f"[bold]{m.slug}[/bold]  {escape(m.name)}  ({m.family})", ""]
    parts.append(escape(inspect.cleandoc(m.compute.__doc__ or "")))
    names = [f.name for f in dataclasses.fields(m.params)]
    if names:
        table = plain_table("parameter", *m.variants)
        for name in names:
            table.add_row(name, *(setting(getattr(v, name)) for v in m.variants.values()))
        parts += ["", table]
    if m.traits.needs:
        parts += ["", f"needs: {', '.join(m.traits.need_names)}"]
    for law, why in m.traits.breaks.items():
        parts += [f"breaks the law '{law}': {escape(why)}"]
    parts += ["", *(escape(r) for r in m.references)]
    return parts


def model_dict(m: Model) -> dict[str, Any]:
    """One model as plain values."""
    return {
        "slug": m.slug,
        "name": m.name,
        "family": m.family,
        "summary": m.summary,
        "references": list(m.references),
        "baseline": m.traits.baseline,
        "issues": m.traits.issues,
        "needs": list(m.traits.need_names),
        "breaks": dict(m.traits.breaks),
        "variants": {name: dataclasses.asdict(v) for name, v in m.variants.items()},
    }


def show_scenario(s: Scenario) -> list[RenderableType]:
    """A scenario: its issues, who wants what, what the numbers rest on."""
    from detente.forecasts.graph import active_links
    from detente.scenario.display_names import actor_names, full_actor_names, issue_names, typed

    fought = s.conflict.issue if s.conflict is not None and "conflict" in active_links(s) else None
    parts: list[RenderableType] = [f"[bold]{escape(s.title)}[/bold]  as of {s.as_of.isoformat()}"]
    parts += [escape(t.strip()) for t in (s.question, s.notes) if t]
    names, alone = full_actor_names(s), actor_names(s)
    called = issue_names(s)
    for name, issue in s.issues.items():
        parts += ["", f"[bold]{escape(typed(called[name], name))}[/bold]  {escape(issue.question)}"]
        parts += [f"  {at:>5g}  {escape(label)}" for at, label in issue.scale.items()]
        if name == fought:
            stated = f" (stated: {quantity(issue.reversion)})" if issue.reversion else ""
            parts.append(f"  if nothing is agreed: where fighting on leaves it{stated}: detente conflict")
        elif issue.reversion is not None:
            parts.append(f"  if nothing is agreed: {quantity(issue.reversion)}")
        table = plain_table("actor", "position", "", "salience", "rests on")
        stances = [x for x in s.stances if x.issue == name]
        for x in sorted(stances, key=lambda x: x.position.best):
            basis = dict.fromkeys([s.basis(x.position), s.basis(x.salience)])
            table.add_row(
                escape(names[x.actor]),
                quantity(x.position),
                _ruler(x.position),
                quantity(x.salience),
                ", ".join(basis),
            )
        parts.append(Padding(table, (0, 0, 0, 2)))
    table = plain_table("actor", "kind", "capability", "rests on")
    for path, actor in s.flat_actors().items():
        depth = path.count("/")
        label = "  " * depth + escape(typed(alone[path], path))
        table.add_row(label, actor.kind, quantity(actor.capability), s.basis(actor.capability))
    parts += ["", table, ""]
    if leaning := sum(t.kind not in TIES for t in s.ties):
        parts += [f"{leaning} ties of alignment; who sides with whom: detente align CASE", ""]
    parts += [*graph(s), *_known(s), basis_line(s)]
    return parts


def _known(s: Scenario) -> list[RenderableType]:
    """What is known to have come of the issues."""
    from detente.results.outcomes import name_sources
    from detente.scenario.display_names import issue_names

    names = issue_names(s)
    rows = [
        (names[issue], f"{point:g}", k.date.isoformat(), name_sources(s, k), k.note or "")
        for k in sorted(s.outcomes, key=lambda k: k.date)
        for issue, point in k.settlements.items()
    ]
    if not rows:
        return []
    table = plain_table("what happened", "settled at", "by", "source", "note")
    for row in rows:
        table.add_row(*map(escape, row))
    return [table, ""]


def graph(s: Scenario) -> list[RenderableType]:
    """The links between the parts of a scenario, nothing where it has only issues and stances."""
    from detente.forecasts.graph import active_links
    from detente.forecasts.link_effects import describe_links
    from detente.results.basis import count_parts

    on = active_links(s)
    if not on and not count_parts(s).keys() - {"alignment"}:
        return []
    table = plain_table("link", "", "from", "to", "passes")
    for link in describe_links(s, on):
        for i, each in enumerate(link.passes):
            head = (link.name, "on" if link.on else "off") if i == 0 else ("", "")
            style = "" if link.on else "dim"
            table.add_row(*head, each.source, each.target, f"{each.what}: {each.words}", style=style)
    return [table, ""]


def show_dict(s: Scenario) -> dict[str, Any]:
    """A scenario as plain values, every quantity with its support, best value and basis."""
    from detente.forecasts.graph import active_links
    from detente.forecasts.link_effects import describe_links
    from detente.records import to_plain

    return {
        "title": s.title,
        "as_of": s.as_of.isoformat(),
        "issues": {
            name: {
                "question": i.question,
                "scale": [{"at": at, "label": label} for at, label in i.scale.items()],
            }
            for name, i in s.issues.items()
        },
        "actors": {
            path: {"label": a.label, "kind": a.kind, "consent": list(a.consent)}
            for path, a in s.flat_actors().items()
        },
        "quantities": {
            path: {
                "low": q.low,
                "best": q.best,
                "high": q.high,
                "because": list(q.because),
                "basis": s.basis(q),
            }
            for path, q in s.quantities().items()
        },
        "basis": dict(basis_counts(s)),
        "links": [to_plain(link) for link in describe_links(s, active_links(s))],
    }


def basis_counts(s: Scenario) -> Counter[str]:
    """How many quantities rest on passages, figures and assumptions."""
    counts = Counter({"passage": 0, "figure": 0, "assumption": 0})
    counts.update(s.basis(q) for q in s.quantities().values())
    return counts


def basis_line(s: Scenario) -> str:
    """What the numbers rest on, in sentences."""
    from detente.wording.backing import describe_backing

    counts = basis_counts(s)
    total = sum(counts.values())
    shares = {k: f"{v} ({percent(v / total)})" for k, v in counts.items()}
    found = (
        f"{total} numbers: {shares['passage']} rest on quoted passages, {shares['figure']} on published "
        f"figures, {shares['assumption']} on declared assumptions."
    )
    return f"{found} {describe_backing(s)}".rstrip()


def quantity(q: Quantity) -> str:
    """A quantity in a few characters: best [low, high]."""
    return f"{q.best:g}" if q.low == q.high else f"{q.best:g} [{q.low:g}, {q.high:g}]"


def system(made: Forecast) -> list[RenderableType]:
    """What the scenario's other parts come to, and what each link changes."""
    from detente.cli.commands import answers as others

    return others.everything(made)


def forecast(made: Forecast) -> list[RenderableType]:
    """Tables per issue: intervals with a picture of the distribution, point and stretch probabilities."""
    from detente.cli.commands.answers import answered
    from detente.models.settlement.blend import track_record
    from detente.scenario.display_names import typed
    from detente.wording.likelihood import describe_single_outcomes
    from detente.wording.outcomes import answer_outcomes

    parts: list[RenderableType] = [
        f"[bold]{escape(made.scenario.title)}[/bold]  as of {made.scenario.as_of.isoformat()}"
    ]
    if made.certain:
        parts += [
            "",
            "Nothing in this scenario is uncertain: "
            + escape(describe_single_outcomes(made.summary(), "by chance")),
        ]
    for issue in made.summary():
        name = typed(issue.label, issue.issue)
        parts += ["", f"[bold]{escape(name)}[/bold]  {escape(issue.question)}"]
        scale = made.scenario.issues[issue.issue].scale
        parts.append("; ".join(f"{at:g} {escape(label)}" for at, label in scale.items()))
        parts.append(_outcomes(made, issue))
        parts += _remarks(issue)
        if issue.certain and not made.certain:
            settled = escape(describe_single_outcomes([issue], "together with uncertain ones"))
            parts.append(f"Nothing is uncertain on this issue: {settled}")
    parts += system(made)
    if found := answer_outcomes(made):
        parts += ["", *answered(found)]
    if made.omitted:
        parts += ["", made.omitted]
    for label, why in made.manifest["left_out"].items():
        parts.append(f"{escape(label)} is left out: {escape('; '.join(why))}")
    parts += ["", basis_line(made.scenario), INPUTS_ONLY]
    if any(m["model"] == "blend" for m in made.manifest["models"]):
        parts.append(track_record())
    parts.append("")
    return parts


def _outcomes(made: Forecast, issue: IssueSummary) -> Sheet:
    few = issue.draws < FEWEST
    intervals = (
        ("1 draw" if issue.draws == 1 else f"all {issue.draws} draws",) if few else ("50 %", "80 %", "95 %")
    )
    places = [*_places(issue)]
    heads = ("model", "median", *intervals, f"0 {'·' * (_CELLS - 6)} 100")
    table = Sheet((*heads, *(head for head, _ in places)), cut=len(heads))
    for m in issue.models:
        style = "dim" if m.baseline else ""
        if np.isnan(m.median):
            blank = ("–",) * (1 + len(intervals))
            table.add(m.model, *blank, "no outcome", *("" for _ in places), style=style)
            continue
        outcome = made.outcome(m.model, issue.issue)
        spans = [(np.nanmin(outcome), np.nanmax(outcome))] if few else [*m.intervals.values()]
        of = round(m.defined * issue.draws)
        ends = ["–" if m.single else f"{a:.0f}–{b:.0f}" for a, b in spans]
        if of < FEWEST and not few:
            ends = [f"{of} draws", "", ""]  # too few for an interval
        # of one outcome there are no chances, only a place
        said = [
            ("●" if p else "") if m.single and issue.certain else format_share(p, of)
            for p in (shares(m) for _, shares in places)
        ]
        table.add(m.model, f"{m.median:.1f}", *ends, _strip(outcome), *said, style=style)
    return table


def _places(issue: IssueSummary) -> Iterator[tuple[str, Callable[[ModelSummary], float]]]:
    """Stretches, and the points on which some model's outcomes lie, in order: heads and shares."""
    for i, point in enumerate(issue.points):
        if any(m.points[i] > 0 for m in issue.models):
            yield f"at {point.at:g}", lambda m, i=i: m.points[i]  # type: ignore[misc]
        if i < len(issue.stretches):
            s = issue.stretches[i]
            yield f"{s.low:g}–{s.high:g}", lambda m, i=i: m.stretches[i]  # type: ignore[misc]


def _remarks(issue: IssueSummary) -> Iterator[RenderableType]:
    from detente.wording.likelihood import describe_issue, describe_unweighed

    for m in issue.models:
        if m.single and not m.baseline and not issue.certain:
            for point, p in zip(issue.points, m.points, strict=True):
                if p:
                    said = format_share(p, round(m.defined * issue.draws))
                    yield escape(f"{m.model}: at {point.at:g}, {point.label}: {said}.")
    if issue.unweighed:
        yield describe_unweighed(issue)
    if issue.headline:
        yield escape(f"{describe_issue(issue)} Confidence: {issue.confidence}.")
    if not np.isnan(issue.disagreement):
        yield (
            f"The models' medians lie up to {_points(issue.disagreement)} apart; "
            f"the whole of their distributions differs by {_points(issue.distance)} on average."
        )


def _points(x: float) -> str:
    return count_noun(round(x), "point")


def count_noun(number: int, thing: str) -> str:
    """So many of a thing: 1 point, 2 points."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def _strip(x: np.ndarray[Any, np.dtype[np.float64]]) -> str:
    """A distribution over 0..100 as a line of block characters."""
    counts, _ = np.histogram(x[~np.isnan(x)], bins=_CELLS, range=(0, 100))
    heights = np.ceil(counts / counts.max() * (len(_BLOCKS) - 1)).astype(int)
    return "".join(_BLOCKS[h] for h in heights)


def _ruler(q: Quantity, cells: int = 21) -> str:
    """A quantity on 0..100 as a line: its support, and its best value."""
    low, best, high = (round(v / 100 * (cells - 1)) for v in (q.low, q.best, q.high))
    line = ["─" if low <= c <= high else "·" for c in range(cells)]
    line[best] = "●"
    return "".join(line)


def plain_table(*columns: str) -> Table:
    """A table with a rule under its head and nothing else."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for i, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=i == 0 and column == "model")
    return table
