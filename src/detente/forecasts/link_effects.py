"""What each link changes: the forecast with it, and with it alone switched off, on the same draws."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.forecasts.graph import LINKS, NAMES, Outputs, nodes_below, run_graph
from detente.forecasts.nodes import settlement
from detente.models import Bargain, Outcome
from detente.results.link_effects import (
    LinkEffect,
    LinkStatus,
    MedianShift,
    Passage,
    ShareChange,
    SocialChange,
)

if TYPE_CHECKING:
    from detente.forecasts.nodes.moment import Moment
    from detente.scenario import Scenario


def describe_links(scenario: Scenario, on: Collection[str]) -> tuple[LinkStatus, ...]:
    """Describe every link: its name, whether it is on, and what it passes from where to where."""
    return tuple(
        LinkStatus(
            name,
            name in on,
            getattr(scenario.links, name, None),
            tuple(
                Passage(link.source, link.target, link.passes, link.words)
                for link in LINKS
                if link.name == name
            ),
        )
        for name in NAMES
    )


def measure_link_effects(
    moment: Moment, on: Collection[str], outputs: Mapping[str, Outputs]
) -> tuple[LinkEffect, ...]:
    """Compare, for every link that is on, the forecast with all links and without this one.

    ``outputs`` hold the outcomes of all models that ``settlement.follow_models`` lists.
    """
    followed = settlement.follow_models(moment, on)

    def settle(bargain: Bargain) -> Mapping[str, Outcome]:
        if bargain.influence is None:  # nobody follows anybody
            d, n, _ = bargain.shape
            bargain = replace(bargain, influence=np.zeros((d, n, n)))
        return settlement.solve_models(followed, bargain)

    moment = replace(moment, settle=settle, details=False)
    effects = []
    for name in on:
        kept = {node: given for node, given in outputs.items() if node not in nodes_below(name)}
        other = run_graph(moment, [link for link in on if link != name], kept)
        effects.append(_compare_runs(name, [each.label for each in followed], moment, outputs, other))
    return tuple(effects)


def _compare_runs(
    link: str,
    labels: Collection[str],
    moment: Moment,
    whole: Mapping[str, Outputs],
    other: Mapping[str, Outputs],
) -> LinkEffect:
    settlements = []
    for label in labels:
        x, y = (o["settlement"]["outcomes"][label].settlement for o in (whole, other))
        for k, issue in enumerate(moment.issues):
            both = ~np.isnan(x[:, k]) & ~np.isnan(y[:, k])
            shift = _median(x[both, k] - y[both, k])
            settlements.append(MedianShift(label, issue, _median(x[:, k]), _median(y[:, k]), shift))
    a, b = _shares(whole), _shares(other)
    shares = [ShareChange(key, a.get(key), b.get(key)) for key in dict.fromkeys([*a, *b])]
    social = [
        SocialChange(
            bill.state,
            bill.target,
            _median(bill.path.social_share[:, -1]),
            _median(off.path.social_share[:, -1]),
        )
        for bill, off in zip(
            whole["budgets"].get("bills", ()), other["budgets"].get("bills", ()), strict=True
        )
    ]
    return LinkEffect(link, tuple(settlements), tuple(shares), tuple(social))


def _shares(outputs: Mapping[str, Outputs]) -> dict[str, float]:
    """Shares of draws, by what happens in them."""
    shares: dict[str, float] = {}
    if ratification := outputs["ratification"].get("ratification"):
        shares["overlap"] = ratification.result.p_overlap
        if ratification.put is not None:
            shares["ratified"] = float(np.nanmean(ratification.ratified))
        if ratification.in_range is not None:
            shares["in_range"] = float(np.nanmean(ratification.in_range))
    if guarantee := outputs["guarantee"].get("guarantee"):
        shares |= {
            "fights": guarantee.pledge.credibility,
            "deterred": guarantee.pledge.p_deterred,
            "forced": float(guarantee.forced.mean()),
            "lasts": float(guarantee.lasts.mean()),
        }
    return shares


def _median(x: np.ndarray[Any, np.dtype[np.float64]]) -> float | None:
    known = x[~np.isnan(x)]
    return float(np.median(known)) if known.size else None
