"""Which part of a scenario feeds which: one declared graph, that every forecast follows.

A node computes on the draws, and on what links pass to it; nothing else reaches it. A link that is off
passes nothing, and the node uses what the scenario states instead, as the models do by themselves.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.errors import UnknownNameError
from detente.forecasts.nodes import alignment, burden, conflict, domestic, guarantee, ratification, settlement

if TYPE_CHECKING:
    from detente.forecasts.nodes.moment import Moment
    from detente.scenario import Scenario

#: What a node gives, by name.
Outputs = Mapping[str, Any]


@dataclass(frozen=True)
class Link:
    """``source`` passes its output ``passes`` to ``target``; several links of one name switch together."""

    name: str
    source: str
    target: str
    passes: str
    words: str


#: In an order in which every source comes before its targets.
NODES: Mapping[str, Any] = {
    "domestic": domestic.combine_members,
    "alignment": alignment.derive_influence,
    "conflict": conflict.project_fighting,
    "settlement": settlement.settle_issues,
    "ratification": ratification.judge_package,
    "guarantee": guarantee.judge_guarantee,
    "budgets": burden.finance_defence,
    "sharing": burden.share_alliance_burden,
    "trade": burden.price_tariffs,
}

LINKS: tuple[Link, ...] = (
    Link("domestic", "domestic", "settlement", "stances", "leader and members make the actor's stance"),
    Link("alignment", "alignment", "settlement", "influence", "actors follow those to whose side they lean"),
    Link("conflict", "conflict", "settlement", "reversion", "the line of contact is the reversion point"),
    Link("conflict", "conflict", "settlement", "consent", "those who fight must consent"),
    Link("conflict", "conflict", "ratification", "reversion", "the line of contact is the reversion point"),
    Link("conflict", "conflict", "ratification", "consent", "those who fight must consent"),
    Link("conflict", "conflict", "ratification", "range", "what both sides prefer to fighting on"),
    Link("guarantee", "settlement", "guarantee", "settlement", "how binding the pledge is"),
    Link("package", "settlement", "ratification", "settlement", "what is put to those who must consent"),
    Link("burden", "settlement", "budgets", "settlement", "what lower social spending pays"),
    Link("burden", "settlement", "trade", "settlement", "the tariff agreed"),
)

#: The names of the links, in the graph's order.
NAMES: tuple[str, ...] = tuple(dict.fromkeys(link.name for link in LINKS))


class UnknownLinkError(UnknownNameError):
    """No link of that name; the message names the nearest."""


def active_links(scenario: Scenario, without: Collection[str] = ()) -> tuple[str, ...]:
    """The names of the links that are on, in the graph's order.

    A link is on if the scenario says so, or has the numbers for it and does not say otherwise. The
    conflict's reversion point gives way to one that the issue states, unless the link is switched on.
    Raises UnknownLinkError for a name in ``without`` that no link has.
    """
    for name in without:
        if name not in NAMES:
            close = difflib.get_close_matches(name, NAMES, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(NAMES)}"
            raise UnknownLinkError(f"no link {name!r}; {hint}")
    war, budgets = scenario.conflict, scenario.budgets
    has = {
        "domestic": any(domestic.has_inner_politics(scenario, actor) for actor in scenario.actors),
        "alignment": alignment.has_susceptibility(scenario),
        "conflict": war is not None and scenario.issues[war.issue].reversion is None,
        "guarantee": war is not None and war.guarantee is not None,
        "burden": (budgets is not None and budgets.financing is not None)
        or any(t.issue is not None for t in scenario.trade.values()),
    }
    # who fights must consent, to the line of contact at least
    said = {name: getattr(scenario.links, name, None) for name in NAMES}
    fights = has["conflict"] if said["conflict"] is None else said["conflict"]
    has["package"] = ratification.needs_ratification(scenario) or (war is not None and bool(fights))
    wanted = [n for n in NAMES if (has[n] if said[n] is None else said[n])]
    return tuple(n for n in wanted if n not in without)


def run_graph(
    moment: Moment, on: Collection[str], known: Mapping[str, Outputs] | None = None, until: str | None = None
) -> dict[str, Outputs]:
    """What every node gives, in the graph's order; nodes in ``known`` are not computed again.

    ``until`` names the node before which to stop.
    """
    outputs: dict[str, Outputs] = {}
    for name, solve in NODES.items():
        if name == until:
            break
        if known is not None and name in known:
            outputs[name] = known[name]
        else:
            outputs[name] = solve(moment, inputs_of(name, on, outputs))
    return outputs


def inputs_of(node: str, on: Collection[str], outputs: Mapping[str, Outputs]) -> dict[str, Any]:
    """What links that are on pass to a node."""
    passed = {
        link.passes: outputs[link.source].get(link.passes)
        for link in LINKS
        if link.target == node and link.name in on
    }
    return {name: value for name, value in passed.items() if value is not None}


def nodes_below(link: str) -> set[str]:
    """The nodes that a link's switch can change."""
    reached = {each.target for each in LINKS if each.name == link}
    while more := {each.target for each in LINKS if each.source in reached} - reached:
        reached |= more
    return reached
