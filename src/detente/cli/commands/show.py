"""`detente show`: who wants what in a scenario, and what its numbers rest on."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rich.console import RenderableType
from rich.markup import escape
from rich.padding import Padding

from detente import catalog
from detente.cli.console import print_json, say
from detente.cli.terminal_table import plain_table
from detente.forecasts.graph import active_links
from detente.forecasts.link_effects import describe_links
from detente.results.basis import count_parts
from detente.results.link_effects import LinkStatus
from detente.results.outcomes import name_sources
from detente.scenario import Quantity, Scenario
from detente.scenario.alignment import TIES
from detente.scenario.display_names import actor_names, full_actor_names, issue_names, typed
from detente.wording.backing import count_support, describe_support

Basis = Literal["passage", "figure", "assumption"]


@dataclass(frozen=True)
class ScalePoint:
    """A named point of an issue's scale."""

    at: float
    label: str


@dataclass(frozen=True)
class IssueEntry:
    """An issue: what is asked, and its scale."""

    question: str
    scale: tuple[ScalePoint, ...]


@dataclass(frozen=True)
class ActorEntry:
    """An actor, and the issues on which its consent is needed."""

    label: str
    kind: str
    consent: tuple[str, ...]


@dataclass(frozen=True)
class QuantityEntry:
    """A number of the scenario, and what it rests on."""

    low: float
    best: float
    high: float
    because: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, kw_only=True)
class ShowDocument:
    """What ``detente show CASE --json`` prints."""

    detente: Literal["show"]
    version: Literal[2]
    title: str
    as_of: datetime.date
    issues: Mapping[str, IssueEntry]
    actors: Mapping[str, ActorEntry]
    quantities: Mapping[str, QuantityEntry]
    basis: Mapping[Basis, int]
    links: tuple[LinkStatus, ...]


def show_scenario(case: str, *, json: bool) -> None:
    """Print a scenario."""
    scenario = catalog.load(case)
    if json:
        print_json(document_scenario(scenario))
    else:
        say(*describe_scenario(scenario))


def document_scenario(s: Scenario) -> ShowDocument:
    """Return the document of a scenario, every quantity with its support, best value and basis."""
    return ShowDocument(
        detente="show",
        version=2,
        title=s.title,
        as_of=s.as_of,
        issues={
            name: IssueEntry(i.question, tuple(ScalePoint(at, label) for at, label in i.scale.items()))
            for name, i in s.issues.items()
        },
        actors={path: ActorEntry(a.label, a.kind, a.consent) for path, a in s.flat_actors().items()},
        quantities={
            path: QuantityEntry(q.low, q.best, q.high, q.because, s.basis(q))
            for path, q in s.quantities().items()
        },
        basis=count_support(s),
        links=tuple(describe_links(s, active_links(s))),
    )


def describe_scenario(s: Scenario) -> list[RenderableType]:
    """Return a scenario: its issues, who wants what, what the numbers rest on."""
    fought = s.conflict.issue if s.conflict is not None and "conflict" in active_links(s) else None
    parts: list[RenderableType] = [f"[bold]{escape(s.title)}[/bold]  as of {s.as_of.isoformat()}"]
    parts += [escape(t.strip()) for t in (s.question, s.notes) if t]
    names, alone = full_actor_names(s), actor_names(s)
    called = issue_names(s)
    for name, issue in s.issues.items():
        parts += ["", f"[bold]{escape(typed(called[name], name))}[/bold]  {escape(issue.question)}"]
        parts += [f"  {at:>5g}  {escape(label)}" for at, label in issue.scale.items()]
        if name == fought:
            stated = f" (stated: {format_quantity(issue.reversion)})" if issue.reversion else ""
            parts.append(f"  if nothing is agreed: where fighting on leaves it{stated}: detente conflict")
        elif issue.reversion is not None:
            parts.append(f"  if nothing is agreed: {format_quantity(issue.reversion)}")
        table = plain_table("actor", "position", "", "salience", "rests on")
        stances = [x for x in s.stances if x.issue == name]
        for x in sorted(stances, key=lambda x: x.position.best):
            basis = dict.fromkeys([s.basis(x.position), s.basis(x.salience)])
            table.add_row(
                escape(names[x.actor]),
                format_quantity(x.position),
                _ruler(x.position),
                format_quantity(x.salience),
                ", ".join(basis),
            )
        parts.append(Padding(table, (0, 0, 0, 2)))
    table = plain_table("actor", "kind", "capability", "rests on")
    for path, actor in s.flat_actors().items():
        depth = path.count("/")
        label = "  " * depth + escape(typed(alone[path], path))
        table.add_row(label, actor.kind, format_quantity(actor.capability), s.basis(actor.capability))
    parts += ["", table, ""]
    if leaning := sum(t.kind not in TIES for t in s.ties):
        parts += [f"{leaning} ties of alignment; who sides with whom: detente align CASE", ""]
    parts += [*list_links(s), *_list_known(s), describe_support(s)]
    return parts


def _list_known(s: Scenario) -> list[RenderableType]:
    """Return what is known to have come of the issues."""
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


def list_links(s: Scenario) -> list[RenderableType]:
    """Return the links between the parts of a scenario, nothing if it has only issues and stances."""
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


def format_quantity(q: Quantity) -> str:
    """Return a quantity in a few characters: best [low, high]."""
    return f"{q.best:g}" if q.low == q.high else f"{q.best:g} [{q.low:g}, {q.high:g}]"


def _ruler(q: Quantity, cells: int = 21) -> str:
    """A quantity on 0..100 as a line: its support, and its best value."""
    low, best, high = (round(v / 100 * (cells - 1)) for v in (q.low, q.best, q.high))
    line = ["─" if low <= c <= high else "·" for c in range(cells)]
    line[best] = "●"
    return "".join(line)
