"""What the graph gives, as labelled arrays next to the settlements."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from detente.models.arrays import Floats
from detente.models.burden.fiscal import FiscalPath
from detente.results.conflict import NOBODY

if TYPE_CHECKING:
    from detente.forecasts.graph import Outputs
    from detente.forecasts.nodes.burden import BudgetOutput
    from detente.forecasts.nodes.conflict import ConflictOutput
    from detente.forecasts.nodes.guarantee import GuaranteeOutput
    from detente.forecasts.nodes.moment import Moment
    from detente.forecasts.nodes.ratification import RatificationOutput

#: Of issues that are not put to anybody.
_NEITHER = {"ratification.keeps": False, "ratification.overlap_alone": False}


def label_outputs(moment: Moment, outputs: Mapping[str, Outputs]) -> xr.Dataset | None:
    """Label what the nodes give beyond settlements; None if they give nothing.

    Dimensions other than draw: ``month``, ``lacking`` (a patron, or nobody), ``patron`` and ``after``
    (months), ``consenting`` (an actor), ``coalition`` (actors joined by +), ``issue``, ``end``, ``state``,
    ``target`` (per cent of GDP), ``ally``, ``flow`` (an entry of trade).
    """
    datasets: list[xr.Dataset] = []
    if conflict := outputs["conflict"].get("conflict"):
        datasets.append(_label_conflict(conflict))
    if ratification := outputs["ratification"].get("ratification"):
        datasets.append(_label_ratification(moment, ratification))
    if guarantee := outputs["guarantee"].get("guarantee"):
        datasets.append(_label_guarantee(guarantee))
    if bills := outputs["budgets"].get("bills"):
        datasets.append(_label_budgets(bills))
    if shares := outputs["sharing"].get("contributions"):
        assert moment.drawn.scenario.alliance is not None  # noqa: S101  where there are contributions
        per_ally = {"spending": shares.spending, "burden": shares.burden, "alone": shares.alone}
        data = {f"sharing.{k}": (("draw", "ally"), v) for k, v in per_ally.items()}
        data["sharing.exploitation"] = (("draw",), shares.exploitation)  # type: ignore[assignment]
        datasets.append(xr.Dataset(data, coords={"ally": list(moment.drawn.scenario.alliance.allies)}))
    if costs := outputs["trade"].get("tariffs"):
        keys = ("exposure", "exports_lost", "exporter", "buyers", "revenue", "importer")
        data = {f"trade.{k}": _stack_flows([getattr(c, k) for c in costs.values()], "flow") for k in keys}
        data["trade.rate"] = _stack_flows(list(outputs["trade"]["rates"].values()), "flow")
        datasets.append(xr.Dataset(data, coords={"flow": list(costs)}))
    return xr.merge(datasets, join="exact", compat="identical") if datasets else None


def stack_bills(bills: Sequence[BudgetOutput], of: Callable[[FiscalPath], Floats]) -> Floats:
    """One number of every path, (state, target, draw)."""
    states, targets = dict.fromkeys(b.state for b in bills), dict.fromkeys(b.target for b in bills)
    rows = np.stack([of(b.path) for b in bills])
    return rows.reshape(len(states), len(targets), -1)


def _stack_flows(arrays: Sequence[Floats], name: str) -> tuple[tuple[str, str], Floats]:
    return (name, "draw"), np.stack(arrays)


def _label_conflict(conflict: ConflictOutput) -> xr.Dataset:
    out = conflict.outcome
    along, lacking = ("draw", "month"), ("draw", "lacking")
    kept = 1 + len(conflict.patrons)
    data = xr.Dataset(
        {
            "conflict.line": (along, out.line[:, 0]),
            "conflict.force_a": (along, out.force_a[:, 0]),
            "conflict.force_b": (along, out.force_b[:, 0]),
            "conflict.end": (lacking, out.line[:, :kept, -1]),
            "conflict.collapse_a": (lacking, out.collapse_a[:, :kept]),
            "conflict.collapse_b": (lacking, out.collapse_b[:, :kept]),
            "conflict.least": (("draw",), conflict.range.least_point),
            "conflict.most": (("draw",), conflict.range.most_point),
        },
        coords={"month": out.time, "lacking": [NOBODY, *conflict.patrons]},
    )
    if conflict.stopped:
        patrons, after = (list(dict.fromkeys(key[i] for key in conflict.stopped)) for i in (0, 1))
        for i, name in enumerate(("conflict.stopped_end", "conflict.stopped_collapse")):
            rows = np.array([[conflict.stopped[p, m][i] for m in after] for p in patrons])  # type: ignore[index]
            data[name] = (("patron", "after", "draw"), rows)
        data = data.assign_coords(patron=patrons, after=after)
    return data


def _label_ratification(moment: Moment, ratification: RatificationOutput) -> xr.Dataset:
    result, actors = ratification.result, ratification.actors
    per_actor = ("draw", "consenting")
    data: dict[str, Any] = {
        "ratification.overlap": (("draw",), result.overlap),
        "ratification.alone": (("draw", "consenting", "issue", "end"), result.alone),
        "ratification.overlap_alone": (("draw", "issue"), result.overlap_alone),
        "ratification.package": (("draw", "issue"), result.package),
    }
    if ratification.put is not None:
        data |= {
            "ratification.put": (("draw",), ratification.put),
            "ratification.ratifies": (per_actor, result.ratifies),
            "ratification.margin": (per_actor, result.margin),
            "ratification.shortfall": (per_actor, result.shortfall),
            "ratification.concession": (("draw", "consenting", "issue"), result.concession),
            "ratification.keeps": (("draw", "consenting", "issue"), result.keeps),
            "ratification.joint": (("draw", "issue"), result.joint),
        }
    if ratification.least_gain is not None:
        data["ratification.least_gain"] = (("draw",), ratification.least_gain)
    if ratification.in_range is not None:
        data["ratification.in_range"] = (("draw",), ratification.in_range)
    sets = [c for size in range(1, len(actors) + 1) for c in combinations(range(len(actors)), size)]
    masks = [sum(1 << i for i in c) for c in sets]
    data["ratification.blocking"] = (("draw", "coalition"), result.blocking[:, masks])
    coords = {
        "consenting": list(actors),
        "issue": list(ratification.issues),
        "end": ["low", "high"],
        "coalition": ["+".join(actors[i] for i in c) for c in sets],
    }
    return xr.Dataset(data, coords=coords).reindex(issue=list(moment.issues), fill_value=_NEITHER)


def _label_guarantee(guarantee: GuaranteeOutput) -> xr.Dataset:
    pledge = guarantee.pledge
    arrays = {
        "strength": guarantee.strength,
        "fights": pledge.fights,
        "belief": pledge.belief,
        "deterred": pledge.deterred,
        "removed": guarantee.removed,
        "forced": guarantee.forced,
        "needed": guarantee.needed,
        "lasts": guarantee.lasts,
    }
    return xr.Dataset({f"guarantee.{k}": (("draw",), v) for k, v in arrays.items()})


def _label_budgets(bills: Sequence[BudgetOutput]) -> xr.Dataset:
    """Of the year in which the defence share is reached."""
    of: dict[str, Callable[[FiscalPath], Any]] = {
        "extra": lambda p: p.extra[:, -1],
        "money": lambda p: p.money[:, -1],  # type: ignore[index]
        "cuts": lambda p: p.cuts[:, -1],
        "taxes": lambda p: p.taxes[:, -1],
        "borrowing": lambda p: p.borrowing[:, -1],
        "social": lambda p: p.social_share[:, -1],
        "debt": lambda p: p.debt[:, -1],
        "debt_without": lambda p: p.debt_without[:, -1],
    }
    return xr.Dataset(
        {f"burden.{k}": (("state", "target", "draw"), stack_bills(bills, f)) for k, f in of.items()},
        coords={
            "state": list(dict.fromkeys(b.state for b in bills)),
            "target": list(dict.fromkeys(b.target for b in bills)),
        },
    )
