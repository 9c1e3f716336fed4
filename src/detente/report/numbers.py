"""A scenario's numbers as the page shows them: their words, their places, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from detente.report.charts.settlement import Share
from detente.scenario import Categorical, Quantity, Scenario
from detente.scenario.display_names import full_actor_names, issue_names, number_names
from detente.scenario.paths import actor_path, issue_path, section_of, stance_path

Kind = Literal["capability", "reversion", "position", "salience", "part"]

#: What numbers other than capabilities, reversions and stances are called, by the first word of their path.
PARTS = {
    "issues": "Issues",
    "stances": "Stances",
    "actors": "Inside the actors",
    "ties": "Ties",
    "alignment": "Alignment",
    "conflict": "Fighting and guarantees",
    "budgets": "Budgets",
    "alliance": "Alliance",
    "trade": "Trade",
    "steps": "Rounds",
    "events": "Events",
}

#: The distributions that are named with a number; PERT goes without saying.
_NAMED = {"uniform": "uniform", "normal": "truncated normal", "beta": "beta", "categorical": "categorical"}


@dataclass(frozen=True)
class Link:
    """A passage, a figure or an assumption that a number rests on: its words and where it is on the page."""

    kind: Literal["passage", "figure", "assumption"]
    text: str
    anchor: str


@dataclass(frozen=True)
class Number:
    """One quantity: what it is called, its value in words, and what it rests on.

    ``shown`` is false for the numbers of issues that the forecast leaves out.
    """

    path: str
    kind: Kind
    owner: str
    issue: str | None
    issue_label: str
    name: str
    value: str
    dist: str
    basis: Literal["passage", "figure", "assumption"]
    links: tuple[Link, ...]
    note: str | None
    shown: bool

    @property
    def anchor(self) -> str:
        """The number's place on the page; ids hold no colon, so that no two paths share one."""
        return "n." + self.path.replace("/", ":")

    @property
    def about(self) -> str:
        """What the number is of, its owner aside."""
        return {
            "capability": "capability",
            "reversion": "what holds if nothing is agreed",
            "position": f"position on {self.issue_label}",
            "salience": f"salience of {self.issue_label}",
            "part": self.name,
        }[self.kind]


def numbers(scenario: Scenario, issues: Sequence[str]) -> dict[str, Number]:
    """Every quantity by path; ``issues`` are those that the forecast shows."""
    actors = scenario.flat_actors()
    names, issue_labels = full_actor_names(scenario), issue_names(scenario)
    called = number_names(scenario)
    quantities = scenario.quantities()
    found: dict[str, Number] = {}

    def add(path: str, kind: Kind, owner: str, issue: str | None) -> None:
        quantity = quantities.get(path)
        if quantity is None:
            return
        basis = scenario.basis(quantity)
        links = [
            Link("passage", i, f"p.{i}") if i in scenario.passages else Link("figure", i, f"f.{i}")
            for i in quantity.because
        ]
        if basis == "assumption":
            links.append(Link("assumption", "assumed", f"a.{path.replace('/', ':')}"))
        found[path] = Number(
            path=path,
            kind=kind,
            owner=owner,
            issue=issue,
            issue_label=issue_labels[issue] if issue else "",
            name=called[path],
            value=value_words(quantity),
            dist=_NAMED.get(quantity.dist.kind, ""),
            basis=basis,
            links=tuple(links),
            note=quantity.note,
            shown=issue is None or issue in issues,
        )

    for actor in actors:
        add(actor_path(actor, "capability"), "capability", names[actor], None)
    for issue in scenario.issues:
        add(issue_path(issue, "reversion"), "reversion", issue_labels[issue], issue)
    for stance in scenario.stances:
        actor, issue = stance.actor, stance.issue
        add(stance_path(actor, issue, "position"), "position", names[actor], issue)
        add(stance_path(actor, issue, "salience"), "salience", names[actor], issue)
    for path in quantities:
        if path not in found:
            add(path, "part", PARTS.get(section_of(path), section_of(path).capitalize()), None)
    return found


def value_words(quantity: Quantity) -> str:
    """A quantity as ``best (low to high)``, or the values and probabilities of a categorical one."""
    if quantity.is_constant:
        return f"{quantity.best:.4g}"
    if isinstance(quantity.dist, Categorical) and len(quantity.dist.values) <= 5:
        return ", ".join(f"{v:.4g} ({p * 100:.3g} %)" for v, p in sorted(quantity.dist.values.items()))
    return f"{quantity.best:.4g} ({quantity.low:.4g} to {quantity.high:.4g})"


def shares(scenario: Scenario, every: Iterable[Number], issues: Sequence[str]) -> list[Share]:
    """What the shown numbers rest on: all of them, the capabilities, and each issue's."""
    shown = [n for n in every if n.shown]
    rows = [_share("All numbers", shown)]
    rows.append(_share("Capabilities", [n for n in shown if n.kind == "capability"]))
    if beside := [n for n in shown if n.kind == "part"]:
        rows.append(_share("Factions, fighting and money", beside))
    names = issue_names(scenario)
    rows += [_share(names[i], [n for n in shown if n.issue == i]) for i in issues]
    return rows


def numbers_of(every: Iterable[Number], anchor: str) -> list[Number]:
    """The numbers that rest on the passage or figure of that anchor."""
    return [n for n in every if any(link.anchor == anchor for link in n.links)]


def _share(label: str, some: Sequence[Number]) -> Share:
    kinds = [n.basis for n in some]
    return Share(label, kinds.count("passage"), kinds.count("figure"), kinds.count("assumption"))
