"""What a forecast says of win-sets, fighting, guarantees, the bill and the rounds, as plain values.

Every summary of draws is ``{median, low, high}``, the ends of the central 80 % interval; None where there
is nothing to sum up. Shares of draws and fractions of GDP are from 0 to 1; a share that is not of all draws
has next to it of how many.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from detente.scenario.display_names import actor_names, number_names, patron_names, trade_names
from detente.scenario.ratifiers import ratifiers_of
from detente.scenario.scenario import BESIDE

if TYPE_CHECKING:
    from detente.forecasts.result import Forecast
    from detente.scenario import Scenario

#: The course of the fighting that lacks no patron.
NOBODY = "nobody"

#: The ends of the interval told, as quantiles.
ENDS = (0.1, 0.9)


def summed(values: Any) -> dict[str, float] | None:
    """Median and 80 % interval of the finite values, None where there are none."""
    x = np.asarray(values, dtype=np.float64)
    x = x[np.isfinite(x)]
    if x.size == 0:
        return None
    low, high = np.quantile(x, ENDS)
    return {"median": float(np.median(x)), "low": float(low), "high": float(high)}


def basis(scenario: Scenario, above: Iterable[str], but: Iterable[str] = ()) -> dict[str, int]:
    """How many of the quantities at and below these paths, ``but`` for some, rest on which kind of basis."""
    wanted, spared = (tuple(x) for x in (above, but))
    kinds = [
        scenario.basis(q)
        for p, q in scenario.quantities().items()
        if _below(p, wanted) and not _below(p, spared)
    ]
    return {kind: kinds.count(kind) for kind in ("passage", "figure", "assumption")}


def _below(path: str, above: Iterable[str]) -> bool:
    return any(path == a or path.startswith((f"{a}.", f"{a}/")) for a in above)


def told(made: Forecast) -> dict[str, Any]:
    """All of it that the forecast has: ``winset``, ``conflict``, ``burden``, ``rounds``, ``outcomes``."""
    from detente.results.outcomes import outcomes

    every = {
        "winset": winset(made),
        "conflict": conflict(made),
        "burden": burden(made),
        "rounds": rounds(made),
        "outcomes": outcomes(made),
    }
    return {name: value for name, value in every.items() if value}


def winset(made: Forecast) -> dict[str, Any] | None:
    """Whether a package suits all whose consent is needed, and who blocks; None where nobody's is."""
    data, scenario = made.data, made.scenario
    if "winset.overlap" not in data:
        return None
    put = _put(data)
    actors = []
    names = actor_names(scenario)
    for name in (a for a in scenario.actors if a in _names(data, "consenting")):
        row: dict[str, Any] = {"actor": name, "label": names[name]}
        members = [m for m in ratifiers_of(scenario, name) if m != name or scenario.actors[name].members]
        row["members"] = [names[m] for m in members]
        row |= {"ratifies": None, "concessions": [], "payment": None}
        if put is not None:
            row["ratifies"] = _share(data["winset.ratifies"].sel(consenting=name).where(put))
            row["concessions"] = _concessions(made, name, put)
            row["payment"] = _payment(data, name, put)
        row["alone"] = [
            {"issue": i, "low": summed(span.sel(end="low")), "high": summed(span.sel(end="high"))}
            for i in made.scenario.issues
            if (span := data["winset.alone"].sel(consenting=name, issue=i)).notnull().any()
        ]
        actors.append(row)
    blocking = [
        {"actors": name.split("+"), "share": share}
        for name in _names(data, "coalition")
        if (share := _share(data["winset.blocking"].sel(coalition=name))) > 0
    ]
    package = [
        {"issue": i, "at": summed(data["winset.package"].sel(issue=i)), "reversion": _reversion(made, i)}
        for i in made.scenario.issues
        if data["winset.package"].sel(issue=i).notnull().any()
    ]
    return {
        "settlement": carrier(scenario),
        "actors": actors,
        "overlap": _share(data["winset.overlap"]),
        "put": 0 if put is None else int(put.sum()),
        "ratified": None if put is None else _share(data["winset.ratifies"].all("consenting").where(put)),
        "joint": [] if put is None else _joint(made, put),
        "in_range": _share(data["winset.in_range"]) if "winset.in_range" in data else None,
        "blocking": sorted(blocking, key=lambda b: -b["share"]),
        "package": package,
        "alone": [
            {"issue": i, "share": _share(data["winset.overlap_alone"].sel(issue=i))}
            for i in made.scenario.issues
            if data["winset.alone"].sel(issue=i).notnull().any()
        ],
        "least_gain": summed(data["winset.least_gain"]) if "winset.least_gain" in data else None,
        "basis": _winset_basis(made, [a["actor"] for a in actors]),
    }


def conflict(made: Forecast) -> dict[str, Any] | None:
    """Where fighting on leads, with and without each patron, and what a guarantee adds."""
    data, stated = made.data, made.scenario.conflict
    if stated is None or "fighting.line" not in data:
        return None
    months, patrons = float(stated.months), patron_names(made.scenario)
    courses = []
    for name in _names(data, "lacking"):
        here = data.sel(lacking=name)
        courses.append(
            {
                "lacking": name,
                "label": "nobody" if name == NOBODY else patrons[name],
                "end": summed(here["fighting.end"]),
                "collapse_a": _share(here["fighting.collapse_a"] <= months),
                "collapse_b": _share(here["fighting.collapse_b"] <= months),
            }
        )
    least, most = data["fighting.least"], data["fighting.most"]
    return {
        "issue": stated.issue,
        "months": stated.months,
        "a": list(stated.a.actors),
        "b": list(stated.b.actors),
        "line": [{"month": m, **(summed(data["fighting.line"].sel(month=m)) or {})} for m in _months(data)],
        "courses": courses,
        "stops": _stops(made, months),
        "range": {"least": summed(least), "most": summed(most), "empty": _share(least > most)},
        "guarantee": _guarantee(made),
        "basis": basis(made.scenario, ["conflict"], ["conflict.guarantee"]),
    }


def burden(made: Forecast) -> dict[str, Any] | None:
    """What defence shares cost each state and how they are paid, an alliance's shares, and tariffs."""
    data, scenario = made.data, made.scenario
    names, flows = actor_names(scenario), trade_names(scenario)
    found: dict[str, Any] = {}
    if "budget.extra" in data and scenario.budgets is not None:
        keys = ("extra", "money", "cuts", "taxes", "borrowing", "social", "debt", "debt_without")
        found["bills"] = [
            {
                "state": state,
                "label": names[state],
                "target": float(target),
                **{k: summed(data[f"budget.{k}"].sel(state=state, target=target)) for k in keys},
            }
            for state in _names(data, "state")
            for target in data["target"].values
        ]
        found["by"] = scenario.budgets.by
        found["basis"] = basis(scenario, ["budgets"])
    if "sharing.burden" in data:
        found["sharing"] = [
            {
                "ally": name,
                "label": names[name],
                **{k: summed(data[f"sharing.{k}"].sel(ally=name)) for k in ("spending", "burden", "alone")},
            }
            for name in _names(data, "ally")
        ]
        found["sharing_basis"] = basis(scenario, ["alliance"])
        found["exploitation"] = summed(data["sharing.exploitation"])
    if "trade.rate" in data:
        found["trade_basis"] = basis(scenario, ["trade"])
        costs = ("rate", "exposure", "exports_lost", "exporter", "buyers", "revenue", "importer")
        found["trade"] = [
            {
                "flow": name,
                "label": flows[name],
                "exporter_label": names[scenario.trade[name].exporter],
                "importer_label": names[scenario.trade[name].importer],
                **{k: summed(data[f"trade.{k}"].sel(flow=name)) for k in costs},
            }
            for name in _names(data, "flow")
        ]
    return found or None


def rounds(made: Forecast) -> list[dict[str, Any]]:
    """What each round comes to, by date; empty without rounds."""
    data = made.data
    if "step" not in data.dims:
        return []
    rows = []
    named = number_names(made.scenario)
    for day in _names(data, "step"):
        here = data.sel(step=day)
        row: dict[str, Any] = {
            "date": day,
            "settlement": {i: summed(here["round.settlement"].sel(issue=i)) for i in made.scenario.issues},
            "reversion": {i: summed(here["round.reversion"].sel(issue=i)) for i in made.scenario.issues},
            "events": [
                e.note or f"{named[e.set]} changes"
                for e in made.scenario.events
                if _falls(made, e.date.isoformat(), day)
            ],
        }
        row["line"] = summed(here["round.line"]) if "round.line" in here else None
        for key in ("overlap", "ratified", "lasts"):
            row[key] = _share(here[f"round.{key}"]) if f"round.{key}" in here else None
        row["put"] = int(here["round.ratified"].notnull().sum()) if "round.ratified" in here else 0
        rows.append(row)
    return rows


def carrier(scenario: Scenario) -> str:
    """The model whose settlement the links pass on."""
    return scenario.links.settlement if scenario.links else "mean"


def parts(scenario: Scenario) -> dict[str, int]:
    """How many quantities each part beside actors, issues and stances has."""
    paths = [p.split(".")[0] for p in scenario.quantities()]
    return {key: paths.count(key) for key in BESIDE if key in paths}


def _stops(made: Forecast, months: float) -> list[dict[str, Any]]:
    if "fighting.stopped_end" not in made.data:
        return []
    assert made.scenario.conflict is not None  # noqa: S101  where patrons stop
    patrons = patron_names(made.scenario)
    rows = []
    for name in _names(made.data, "patron"):
        for after in made.data["after"].values:
            here = made.data.sel(patron=name, after=after)
            rows.append(
                {
                    "patron": name,
                    "label": patrons[name],
                    "side": made.scenario.conflict.patrons[name].side,
                    "after_months": float(after),
                    "end": summed(here["fighting.stopped_end"]),
                    "collapse": _share(here["fighting.stopped_collapse"] <= months),
                }
            )
    return rows


def _guarantee(made: Forecast) -> dict[str, Any] | None:
    data = made.data
    if "renewal.lasts" not in data:
        return None
    found: dict[str, Any] = {
        k: _share(data[f"renewal.{k}"]) for k in ("fights", "deterred", "forced", "lasts")
    }
    found |= {k: summed(data[f"renewal.{k}"]) for k in ("strength", "belief", "removed", "needed")}
    rows = {row["link"]: row for row in made.manifest.get("ablation", [])}
    found["without"] = None
    if "guarantee" in rows:
        found["without"] = {s["of"]: s["without"] for s in rows["guarantee"]["shares"] if s["of"] in found}
    return found


def _winset_basis(made: Forecast, actors: Iterable[str]) -> dict[str, int]:
    above = [path for a in actors for path in (f"actors.{a}", f"stances.{a}")]
    above += [f"issues.{i}.reversion" for i in made.scenario.issues]
    if "conflict" in made.manifest["links_on"]:
        above.append("conflict")
    return basis(made.scenario, above, ["conflict.guarantee"])


def _put(data: xr.Dataset) -> xr.DataArray | None:
    """In which draws a settlement was put to those who must consent; None where in none."""
    if "winset.ratifies" not in data:
        return None
    # runs kept by earlier versions put one in every draw
    return data.get("winset.put", xr.ones_like(data["winset.overlap"]))


def _concessions(made: Forecast, actor: str, put: xr.DataArray) -> list[dict[str, Any]]:
    """On each issue the move of the settlement that brings the actor in, where it is not in already.

    ``share`` of those draws, ``of`` in number, has such a move, ``keeps`` one that drives nobody else out, by
    which they are in order.
    """
    out = put & ~made.data["winset.ratifies"].sel(consenting=actor)
    rows = []
    for issue in made.scenario.issues:
        here = made.data.sel(consenting=actor, issue=issue)
        moves = here["winset.concession"].where(out)
        if (told := summed(moves)) is not None:
            kept = (moves.notnull() & here["winset.keeps"]).sum()
            share, keeps = (float(n / out.sum()) for n in (moves.notnull().sum(), kept))
            rows.append({"issue": issue, "move": told, "share": share, "keeps": keeps, "of": int(out.sum())})
    return sorted(rows, key=lambda r: (-r["keeps"], abs(r["move"]["median"])))


def _payment(data: xr.Dataset, actor: str, put: xr.DataArray) -> dict[str, float] | None:
    """The side payment to the pivot of an actor that is out, in its utility."""
    here = data.sel(consenting=actor)
    return summed(here["winset.shortfall"].where(put & ~here["winset.ratifies"]))


def _joint(made: Forecast, put: xr.DataArray) -> list[dict[str, Any]]:
    """On each issue the move of the settlement that brings all in, where somebody is out."""
    out = put & ~made.data["winset.ratifies"].all("consenting")
    rows = []
    for issue in made.scenario.issues:
        moves = made.data["winset.joint"].sel(issue=issue).where(out)
        if (told := summed(moves)) is not None:
            share = float(moves.notnull().sum() / out.sum())
            rows.append({"issue": issue, "move": told, "share": share, "of": int(out.sum())})
    return sorted(rows, key=lambda r: -r["share"])


def _reversion(made: Forecast, issue: str) -> dict[str, float] | None:
    return summed(made.data["reversion"].sel(issue=issue))


def _falls(made: Forecast, event: str, day: str) -> bool:
    """Whether an event falls into the round of that day: after the one before, up to it."""
    dates = _names(made.data, "step")
    at = dates.index(day)
    return at > 0 and dates[at - 1] < event <= day


def _names(data: xr.Dataset, dim: str) -> list[str]:
    return [str(v) for v in data[dim].values]


def _months(data: xr.Dataset) -> list[float]:
    return [float(m) for m in data["month"].values]


def _share(flags: xr.DataArray) -> float:
    return float(flags.astype(np.float64).mean())
