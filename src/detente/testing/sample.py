"""A small forecast made by hand, on whose round numbers every sentence and table can be checked."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from detente.forecasts import Forecast
from detente.records import to_plain
from detente.scenario import Scenario, loads

#: Two towns dispute a river: every part of a scenario, with numbers that are easy to follow.
SCENARIO = """
detente: 1
title: Two towns and a river
as_of: 2025-01-31
question: How do they share the river?
sources: {letter: {title: An open letter, publisher: The Mayor, date: 2025-01-11, file: letter.txt}}
passages: {aid: {source: letter, exact: help goes on, speaker: the mayor}}
figures: {income: {value: 2000, unit: crowns, year: 2024, dataset: A yearbook, series: West}}
issues:
  line: {label: The line, question: Where does it run?, scale: {0: west bank, 50: mid-river, 100: east bank}}
  pledge: {label: The pledge, question: How binding is it?, scale: {0: none, 100: full}, reversion: 10}
  toll:
    {label: The toll, question: How high?, scale: {0: none, 30: low, 70: high, 100: full}, reversion: 30}
actors:
  east:
    label: East
    kind: state
    capability: 8
    autonomy: 0.5
    consent: [line, pledge]
    members:
      army: {label: Army, kind: faction, capability: [1, 3]}
      town: {label: Townsfolk, kind: faction, capability: 2}
  west: {label: West, kind: state, capability: {value: [4, 6], because: [income]}, consent: [line, pledge]}
  friend: {label: The Friend, kind: state, capability: 9, consent: [pledge, toll]}
stances:
  - {actor: east, issue: line, position: 90, salience: 80}
  - {actor: east/army, issue: line, position: [80, 100], salience: 90}
  - {actor: east/town, issue: line, position: [40, 70], salience: 50}
  - {actor: west, issue: line, position: {value: [10, 30], because: [aid]}, salience: 90}
  - {actor: east/army, issue: pledge, position: [0, 30], salience: 60}
  - {actor: west, issue: pledge, position: [80, 100], salience: 80}
  - {actor: friend, issue: pledge, position: [30, 60], salience: 40}
  - {actor: west, issue: toll, position: 10, salience: 50}
  - {actor: friend, issue: toll, position: [40, 80], salience: 70}
conflict:
  issue: line
  months: 6
  a: {actors: [east], force: 100, kill: 0.03, collapse: 0.5, cost: [0.05, 0.2], optimism: 0}
  b: {actors: [west], force: 70, kill: 0.03, collapse: 0.5, cost: [0.05, 0.3]}
  front: {line: 45, mobility: 2, hold: 1.2, top: 5}
  patrons:
    draft: {label: Draft of East, actor: east, side: a, flow: [1, 3]}
    help: {actor: friend, side: b, flow: {value: [2, 5], because: [aid]}}
  guarantee:
    {issue: pledge, by: [friend], challenger: a, p_now: 0.5, p_alone: 0.7, removes: 0.5, interest: 3,
     audience: 2, sunk: 0, fighting: 2, gain: 1, cost_alone: 0.3, cost_with: 0.2, discount: 0.9}
budgets:
  targets: [3, 5]
  by: 2030
  financing: toll
  states:
    west: {gdp: {value: 2000, because: [income]}, debt: 60, interest: 3, growth: 3, deficit: 1, defence: 2,
           social: 20, cuts: 50, borrowing: 50}
alliance:
  allies:
    west: {income: 2000, taste: 0.02, private: 0.4}
    friend: {income: 9000, taste: 0.03, private: 0.4}
  others: 5
trade:
  steel: {label: Steel, exporter: west, importer: friend, before: 2, after: 10, exports: 3, imports: 1,
          pass_through: 0.8, elasticity: 2, issue: toll, rates: [2, 30]}
links: {settlement: nash, conflict: true}
steps: {every: 1 month, count: 2, concession: 0.1}
events: [{date: 2025-02-28, set: conflict.patrons.help.flow, value: 0, note: Help ends.}]
"""

_ISSUES = ["line", "pledge", "toll"]
_ACTORS = ["east", "west", "friend"]
_DATES = ["2025-01-31", "2025-02-28", "2025-03-31"]


def sample_scenario() -> Scenario:
    """The scenario of the hand-made forecast."""
    return loads(SCENARIO)


def sample_forecast(times: int = 1) -> Forecast:
    """A forecast of ten draws made by hand; no model has seen it.

    Most rows run 0, 10, ... 90 or a multiple of that, so that the median is 45, the central intervals are
    22.5 to 67.5 (50 %), 9 to 81 (80 %) and 2.25 to 87.75 (95 %), and shares are tenths.

    Parameters
    ----------
    times : int
        How often the ten draws are repeated; medians and 80 % intervals stay the same.
    """
    data = _data()
    data = xr.concat([data] * times, dim="draw", data_vars="minimal") if times > 1 else data
    return Forecast(data, sample_scenario(), _manifest(10 * times))


def _upto(tenths: int) -> Any:
    """Ten flags, so many of them true."""
    return np.arange(10) < tenths


def _data() -> xr.Dataset:
    run = np.arange(10) * 10.0
    one = np.ones(10)
    outcome = {
        "blend": [run, 100 - run, 10 + 5 * np.arange(10)],
        "nash": [50 * one, 20 + run / 5, np.where(_upto(3), np.nan, 30.0)],
        "mean": [40 + run / 5, 30 + run / 5, 50 + run / 5],
        "reversion": [45 * one, 10 * one, 30 * one],
    }
    spread = {
        "east": [(80, 90), (15, 60), (np.nan, 0)],
        "west": [(20, 90), (90, 80), (10, 50)],
        "friend": [(np.nan, 0), (45, 40), (60, 70)],
    }
    per_issue = np.array([spread[a] for a in _ACTORS], dtype=float)
    data: dict[str, Any] = {
        "capability": (("draw", "actor"), np.outer(one, [8.0, 5.0, 9.0])),
        "position": (
            ("draw", "actor", "issue"),
            one[:, None, None] * per_issue[:, :, 0] + run[:, None, None] / 100,
        ),
        "salience": (("draw", "actor", "issue"), one[:, None, None] * per_issue[:, :, 1]),
        "reversion": (("draw", "issue"), np.outer(one, [45.0, 10.0, 30.0])),
        "outcome": (("model", "issue", "draw"), np.array(list(outcome.values()))),
        **_conflict(run, one),
        **_ratification(run, one),
        **_guarantee(run),
        **_burden(run, one),
        **_rounds(run, one),
    }
    return xr.Dataset(
        data,
        coords={
            "actor": _ACTORS,
            "issue": _ISSUES,
            "model": list(outcome),
            "month": [0.0, 3.0, 6.0],
            "lacking": ["nobody", "draft", "help"],
            "patron": ["help"],
            "after": [0.0, 3.0],
            "consenting": _ACTORS,
            "end": ["low", "high"],
            "coalition": [
                "east",
                "west",
                "friend",
                "east+west",
                "east+friend",
                "west+friend",
                "east+west+friend",
            ],
            "state": ["west"],
            "target": [3.0, 5.0],
            "ally": ["west", "friend"],
            "flow": ["steel"],
            "step": _DATES,
        },
        attrs={"seed": 3},
    )


def _conflict(run: Any, one: Any) -> dict[str, Any]:
    never = np.inf
    return {
        "conflict.line": (("draw", "month"), np.stack([45 * one, 45 + run / 10, 45 + run / 5], axis=1)),
        "conflict.force_a": (("draw", "month"), np.outer(one, [100.0, 95.0, 90.0])),
        "conflict.force_b": (("draw", "month"), np.outer(one, [70.0, 60.0, 50.0])),
        "conflict.end": (("draw", "lacking"), np.stack([45 + run / 5, 45 - run / 5, 50 + run / 5], axis=1)),
        "conflict.collapse_a": (
            ("draw", "lacking"),
            np.stack([never * one, np.where(_upto(4), 5.0, never), never * one], axis=1),
        ),
        "conflict.collapse_b": (
            ("draw", "lacking"),
            np.stack([np.where(_upto(n), 5.0, 7.0) for n in (2, 1, 6)], axis=1),
        ),
        "conflict.least": (("draw",), 40 + run / 5),
        "conflict.most": (("draw",), 60 - run / 5),
        "conflict.stopped_end": (("patron", "after", "draw"), np.array([[50 + run / 5, 47 + run / 5]])),
        "conflict.stopped_collapse": (
            ("patron", "after", "draw"),
            np.array([[np.where(_upto(6), 5.0, 7.0), np.where(_upto(3), 5.0, 7.0)]]),
        ),
    }


def _ratification(run: Any, one: Any) -> dict[str, Any]:
    nothing = np.nan * one
    ratifies = np.stack([_upto(8), _upto(5), _upto(10)], axis=1)
    concession = np.full((10, 3, 3), np.nan)
    concession[:, 0, 0] = 5.0
    concession[:, 1, 0] = -10.0 - run / 10
    concession[7:, 1, 1] = 20.0
    keeps = np.zeros((10, 3, 3), dtype=bool)
    keeps[:9, 0, 0] = True
    keeps[7:, 1, 1] = True
    alone = np.full((10, 3, 3, 2), np.nan)
    alone[:, 0, 0] = [45.0, 100.0]
    alone[:, 1, 0] = [0.0, 45.0]
    alone[:, 1, 1] = [10.0, 100.0]
    alone[:, 2, 2] = np.stack([30 * one, 50 + run / 10], axis=1)
    blocking = np.stack([_upto(n) for n in (0, 0, 0, 4, 0, 1, 6)], axis=1)
    joint = np.stack([np.where(_upto(5), np.nan, -run / 10), nothing, nothing], axis=1)
    return {
        "ratification.overlap": (("draw",), _upto(6)),
        "ratification.alone": (("draw", "consenting", "issue", "end"), alone),
        "ratification.overlap_alone": (("draw", "issue"), np.stack([_upto(1), _upto(3), _upto(10)], axis=1)),
        "ratification.package": (("draw", "issue"), np.stack([45 + run / 5, 20 * one, 40 * one], axis=1)),
        "ratification.put": (("draw",), _upto(10)),
        "ratification.ratifies": (("draw", "consenting"), ratifies),
        "ratification.margin": (("draw", "consenting"), np.where(ratifies, 0.1, -0.1)),
        "ratification.shortfall": (("draw", "consenting"), np.where(ratifies, 0.0, 0.25)),
        "ratification.concession": (("draw", "consenting", "issue"), concession),
        "ratification.keeps": (("draw", "consenting", "issue"), keeps),
        "ratification.joint": (("draw", "issue"), joint),
        "ratification.least_gain": (("draw",), run / 1000),
        "ratification.in_range": (("draw",), _upto(7)),
        "ratification.blocking": (("draw", "coalition"), blocking),
    }


def _guarantee(run: Any) -> dict[str, Any]:
    rows = {
        "strength": run / 100,
        "fights": _upto(2),
        "belief": (30 + run / 5) / 100,
        "deterred": _upto(6),
        "removed": run / 100,
        "forced": _upto(1),
        "needed": np.where(_upto(9), 0.5, np.nan),
        "lasts": _upto(5),
    }
    return {f"guarantee.{k}": (("draw",), v) for k, v in rows.items()}


def _burden(run: Any, one: Any) -> dict[str, Any]:
    bill = {"extra": 0.01, "money": 20.0, "cuts": 0.004, "taxes": 0.003, "borrowing": 0.003, "social": 0.02}
    per_target = {k: [v * (1 + run / 100), 3 * v * (1 + run / 100)] for k, v in bill.items()}
    per_target |= {"debt": [0.6 + run / 500, 0.7 + run / 500], "debt_without": [0.6 * one, 0.6 * one]}
    budgets = {f"burden.{k}": (("state", "target", "draw"), np.array([v])) for k, v in per_target.items()}
    sharing = {
        "sharing.spending": np.stack([20 + run / 5, 90 + run], axis=1),
        "sharing.burden": np.stack([0.01 * one, 0.01 + run / 5e3], axis=1),
        "sharing.alone": np.stack([40 * one, 90 + run], axis=1),
    }
    costs = {
        "rate": 0.1 + run / 1000,
        "exposure": 0.03 * one,
        "exports_lost": 0.1 * one,
        "exporter": 0.001 + run / 5e4,
        "buyers": 0.002 * one,
        "revenue": 0.001 * one,
        "importer": -0.001 - run / 5e4,
    }
    return {
        **budgets,
        **{k: (("draw", "ally"), v) for k, v in sharing.items()},
        "sharing.exploitation": (("draw",), run / 100),
        **{f"trade.{k}": (("flow", "draw"), v[None]) for k, v in costs.items()},
    }


def _rounds(run: Any, one: Any) -> dict[str, Any]:
    settled = np.array([[50 * one, 20 + run / 5, (30 - 5 * k) * one] for k in range(3)])
    reversion = np.array([[45 * one + k, 10 * one, 30 * one] for k in range(3)])
    per_issue = ("step", "issue", "draw")
    return {
        "round.settlement": (per_issue, settled),
        "round.reversion": (per_issue, reversion),
        "round.line": (("step", "draw"), np.array([45 * one, 45 + run / 5, 45 + 2 * run / 5])),
        "round.force_a": (("step", "draw"), np.array([100 * one, 98 * one, 96 * one])),
        "round.force_b": (("step", "draw"), np.array([70 * one, 66 * one, 62 * one])),
        "round.overlap": (("step", "draw"), np.array([_upto(6), _upto(5), _upto(4)])),
        "round.ratified": (("step", "draw"), np.array([_upto(5), _upto(6), _upto(7)])),
        "round.lasts": (("step", "draw"), np.array([_upto(5), _upto(5), _upto(3)])),
        "round.social": (("step", "state", "target", "draw"), np.full((3, 1, 2, 10), 0.02)),
    }


def _manifest(draws: int) -> dict[str, Any]:
    from detente.forecasts.link_effects import describe_links

    scenario = sample_scenario()
    on = ("domestic", "conflict", "guarantee", "package", "burden")
    labels = {
        "blend": "Calibrated blend",
        "nash": "Nash bargaining",
        "mean": "Weighted mean",
        "reversion": "No agreement",
    }
    models = [
        {
            "label": label,
            "model": label,
            "name": name,
            "baseline": label in {"mean", "reversion"},
            "predictive": label == "blend",
            "parameters": {},
            "references": ["A. N. Author (1999). A title. A journal."],
        }
        for label, name in labels.items()
    ]
    effects = {
        "settlements": [
            {"model": "nash", "issue": "line", "with": 50.0, "without": 40.0, "shift": 10.0},
            {"model": "nash", "issue": "toll", "with": 30.0, "without": None, "shift": None},
        ],
        "shares": [
            {"of": "ratified", "with": 0.5, "without": 0.7},
            {"of": "in_range", "with": 0.7, "without": None},
        ],
        "social": [{"state": "west", "target": 3.0, "with": 0.02, "without": 0.01}],
    }
    changed = {"fights": (0.2, 0.1), "deterred": (0.6, 0.4), "forced": (0.1, 0.1), "lasts": (0.5, 0.3)}
    shares = [{"of": key, "with": a, "without": b} for key, (a, b) in changed.items()]
    pledge = {"settlements": [], "shares": shares, "social": []}
    nothing: dict[str, Any] = {"settlements": [], "shares": [], "social": []}
    return {
        "format": 2,
        "title": scenario.title,
        "as_of": "2025-01-31",
        "scenario_sha256": "0" * 64,
        "seed": 3,
        "draws": draws,
        "issues": list(_ISSUES),
        "links_on": list(on),
        "models": models,
        "versions": {"detente": "0.1.0"},
        "key": "0123456789ab",
        "left_out": {"setter": ["no issue names a setter"]},
        "links": [to_plain(link) for link in describe_links(scenario, on)],
        "ablation": [
            {"link": "conflict", **effects},
            {"link": "guarantee", **pledge},
            {"link": "burden", **nothing},
        ],
        "seconds": 1.5,
        "threads": 2,
    }
