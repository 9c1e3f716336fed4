"""What the graph gives, as labelled arrays beside the settlements."""

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
    from detente.forecasts.nodes.burden import Bill
    from detente.forecasts.nodes.conflict import Fighting
    from detente.forecasts.nodes.guarantee import Renewal
    from detente.forecasts.nodes.ratification import Winsets
    from detente.forecasts.nodes.state import State

#: Of issues that are not put to anybody.
_NEITHER = {"winset.keeps": False, "winset.overlap_alone": False}


def label_outputs(now: State, outputs: Mapping[str, Outputs]) -> xr.Dataset | None:
    """Fighting, win-sets, renewal, budgets, sharing and trade, or None where there is none of them.

    Dimensions beside draw: ``month``, ``lacking`` (a patron, or nobody), ``patron`` and ``after``
    (months), ``consenting`` (an actor), ``coalition`` (actors joined by +), ``issue``, ``end``, ``state``,
    ``target`` (per cent of GDP), ``ally``, ``flow`` (an entry of trade).
    """
    found: list[xr.Dataset] = []
    if made := outputs["fighting"].get("fighting"):
        found.append(_fighting(made))
    if winsets := outputs["ratification"].get("winsets"):
        found.append(_winsets(now, winsets))
    if renewal := outputs["renewal"].get("renewal"):
        found.append(_renewal(renewal))
    if bills := outputs["budgets"].get("bills"):
        found.append(_budgets(bills))
    if shares := outputs["sharing"].get("contributions"):
        assert now.drawn.scenario.alliance is not None  # noqa: S101  where there are contributions
        per_ally = {"spending": shares.spending, "burden": shares.burden, "alone": shares.alone}
        data = {f"sharing.{k}": (("draw", "ally"), v) for k, v in per_ally.items()}
        data["sharing.exploitation"] = (("draw",), shares.exploitation)  # type: ignore[assignment]
        found.append(xr.Dataset(data, coords={"ally": list(now.drawn.scenario.alliance.allies)}))
    if costs := outputs["trade"].get("tariffs"):
        keys = ("exposure", "exports_lost", "exporter", "buyers", "revenue", "importer")
        data = {f"trade.{k}": _stacked([getattr(c, k) for c in costs.values()], "flow") for k in keys}
        data["trade.rate"] = _stacked(list(outputs["trade"]["rates"].values()), "flow")
        found.append(xr.Dataset(data, coords={"flow": list(costs)}))
    return xr.merge(found, join="exact", compat="identical") if found else None


def stack_bills(bills: Sequence[Bill], of: Callable[[FiscalPath], Floats]) -> Floats:
    """One number of every path, (state, target, draw)."""
    states, targets = dict.fromkeys(b.state for b in bills), dict.fromkeys(b.target for b in bills)
    rows = np.stack([of(b.path) for b in bills])
    return rows.reshape(len(states), len(targets), -1)


def _stacked(arrays: Sequence[Floats], name: str) -> tuple[tuple[str, str], Floats]:
    return (name, "draw"), np.stack(arrays)


def _fighting(made: Fighting) -> xr.Dataset:
    out = made.outcome
    along, lacking = ("draw", "month"), ("draw", "lacking")
    kept = 1 + len(made.patrons)
    data = xr.Dataset(
        {
            "fighting.line": (along, out.line[:, 0]),
            "fighting.force_a": (along, out.force_a[:, 0]),
            "fighting.force_b": (along, out.force_b[:, 0]),
            "fighting.end": (lacking, out.line[:, :kept, -1]),
            "fighting.collapse_a": (lacking, out.collapse_a[:, :kept]),
            "fighting.collapse_b": (lacking, out.collapse_b[:, :kept]),
            "fighting.least": (("draw",), made.range.least_point),
            "fighting.most": (("draw",), made.range.most_point),
        },
        coords={"month": out.time, "lacking": [NOBODY, *made.patrons]},
    )
    if made.stopped:
        patrons, after = (list(dict.fromkeys(key[i] for key in made.stopped)) for i in (0, 1))
        for i, name in enumerate(("fighting.stopped_end", "fighting.stopped_collapse")):
            rows = np.array([[made.stopped[p, m][i] for m in after] for p in patrons])  # type: ignore[index]
            data[name] = (("patron", "after", "draw"), rows)
        data = data.assign_coords(patron=patrons, after=after)
    return data


def _winsets(now: State, winsets: Winsets) -> xr.Dataset:
    result, actors = winsets.result, winsets.actors
    per_actor = ("draw", "consenting")
    data: dict[str, Any] = {
        "winset.overlap": (("draw",), result.overlap),
        "winset.alone": (("draw", "consenting", "issue", "end"), result.alone),
        "winset.overlap_alone": (("draw", "issue"), result.overlap_alone),
        "winset.package": (("draw", "issue"), result.package),
    }
    if winsets.put is not None:
        data |= {
            "winset.put": (("draw",), winsets.put),
            "winset.ratifies": (per_actor, result.ratifies),
            "winset.margin": (per_actor, result.margin),
            "winset.shortfall": (per_actor, result.shortfall),
            "winset.concession": (("draw", "consenting", "issue"), result.concession),
            "winset.keeps": (("draw", "consenting", "issue"), result.keeps),
            "winset.joint": (("draw", "issue"), result.joint),
        }
    if winsets.least_gain is not None:
        data["winset.least_gain"] = (("draw",), winsets.least_gain)
    if winsets.in_range is not None:
        data["winset.in_range"] = (("draw",), winsets.in_range)
    sets = [c for size in range(1, len(actors) + 1) for c in combinations(range(len(actors)), size)]
    masks = [sum(1 << i for i in c) for c in sets]
    data["winset.blocking"] = (("draw", "coalition"), result.blocking[:, masks])
    coords = {
        "consenting": list(actors),
        "issue": list(winsets.issues),
        "end": ["low", "high"],
        "coalition": ["+".join(actors[i] for i in c) for c in sets],
    }
    return xr.Dataset(data, coords=coords).reindex(issue=list(now.issues), fill_value=_NEITHER)


def _renewal(renewal: Renewal) -> xr.Dataset:
    pledge = renewal.pledge
    arrays = {
        "strength": renewal.strength,
        "fights": pledge.fights,
        "belief": pledge.belief,
        "deterred": pledge.deterred,
        "removed": renewal.removed,
        "forced": renewal.forced,
        "needed": renewal.needed,
        "lasts": renewal.lasts,
    }
    return xr.Dataset({f"renewal.{k}": (("draw",), v) for k, v in arrays.items()})


def _budgets(bills: Sequence[Bill]) -> xr.Dataset:
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
        {f"budget.{k}": (("state", "target", "draw"), stack_bills(bills, f)) for k, f in of.items()},
        coords={
            "state": list(dict.fromkeys(b.state for b in bills)),
            "target": list(dict.fromkeys(b.target for b in bills)),
        },
    )
