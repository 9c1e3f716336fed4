"""Run models over draws."""

from __future__ import annotations

import hashlib
import os
import platform
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from detente.draw_counts import DRAWS
from detente.draws import Draws, draw
from detente.errors import DataError, UnknownNameError, UnusableDataError
from detente.forecasts.alignment.summary import align_scenario
from detente.forecasts.arrays import label_outputs
from detente.forecasts.checkpoints import Parts
from detente.forecasts.graph import Outputs, active_links, inputs_of, run_graph
from detente.forecasts.link_effects import describe_links, measure_link_effects
from detente.forecasts.manifest import FORMAT
from detente.forecasts.memory import check_memory
from detente.forecasts.named_models import check_models
from detente.forecasts.nodes import settlement
from detente.forecasts.nodes.moment import Moment
from detente.forecasts.result import Forecast
from detente.forecasts.rounds import first_round, run_rounds
from detente.models import (
    Bargain,
    Configured,
    Outcome,
    UnknownModelError,
    configure,
    list_missing_needs,
    run_model,
)
from detente.models import models as registered
from detente.models.arrays import check_issue
from detente.models.registry import nearest
from detente.models.run import restrict_bargain
from detente.records import to_plain
from detente.scenario import Problem, ScenarioError
from detente.scenario.paths import issue_path

if TYPE_CHECKING:
    from detente.scenario import Scenario

#: Draws solved at a time; fixed, so that results cannot depend on the number of threads.
CHUNK = 512

#: Called with (model or other part, chunks done, chunks in all) after every chunk.
Progress = Callable[[str, int, int], None]


def forecast(
    scenario: Scenario,
    models: Iterable[str] | None = None,
    *,
    issues: Sequence[str] | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    threads: int | None = None,
    progress: Progress | None = None,
    parts: str | Path | None = None,
    without: Collection[str] = (),
    alignment: bool = True,
) -> Forecast:
    """Forecast the settlement of a scenario's issues.

    ``models`` are specifications such as ``"nash"`` or ``"challenge:scholz-code,rounds=20"``; without
    them every model that the scenario supports is run. The baselines always run as well. ``issues``
    chooses those that are shown: all are forecast, since they are settled together, so that no number depends
    on which are asked for. Nor does any on ``models``: the model whose settlement the links pass on runs
    whether or not it is among them. ``threads`` defaults to the available processors and never changes a
    number.
    ``parts`` names a folder in which each finished model is kept until the whole is done, so that an
    interrupted run goes on where it stopped. ``without`` names links between parts of the scenario (see
    ``detente.forecasts.graph``) to switch off. ``alignment`` says whether to find out who sides with whom,
    if the scenario has ties; without it the report has no such section.

    A draw in which nobody has weight on an issue has no outcome on it. Raises UnknownModelError,
    UnknownIssueError or UnknownLinkError for what does not exist, ScenarioError if nobody has weight on an
    issue in any draw, ValueError for other numbers that no model can use, and TooLargeError if the draws
    need more memory than there is.
    """
    return carry_out_plan(
        plan_forecast(
            scenario, models, issues=issues, draws=draws, seed=seed, without=without, progress=progress
        ),
        threads=threads,
        progress=progress,
        parts=parts,
        alignment=alignment,
    )


@dataclass(frozen=True)
class Plan:
    """A forecast that is ready to be computed: the draws, the models that can use them, its manifest."""

    scenario: Scenario
    moment: Moment
    on: tuple[str, ...]
    before: Mapping[str, Outputs]
    bargain: Bargain
    chosen: tuple[Configured, ...]
    manifest: dict[str, Any]
    started: float

    @property
    def key(self) -> str:
        """What tells runs apart: equal keys, equal numbers."""
        return str(self.manifest["key"])


def plan_forecast(
    scenario: Scenario,
    models: Iterable[str] | None = None,
    *,
    issues: Sequence[str] | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    without: Collection[str] = (),
    progress: Progress | None = None,
) -> Plan:
    """Draw what a forecast needs, and say what it will be; parameters and errors as for ``forecast``."""
    started = time.perf_counter()
    check_models(scenario, scenario.file)
    asked = choose_models(models)
    shown = _issues(scenario, issues)
    check_memory(scenario, draws)
    tell = progress or (lambda *_: None)
    drawn = draw(scenario, draws, seed, lambda done, of: tell("drawing", done, of))
    on = active_links(scenario, without)
    moment = first_round(drawn, drawn.issues)
    before = run_graph(moment, on, until="settlement")
    bargain = settlement.make_bargain(moment, inputs_of("settlement", on, before))
    _check(bargain, scenario)
    lacking = {c.label: list_missing_needs(c.model, bargain) for c in asked if not c.model.traits.baseline}
    chosen = tuple(c for c in asked if not lacking.get(c.label))
    manifest = _manifest(scenario, drawn, shown, chosen, on)
    manifest["left_out"] = {label: list(why) for label, why in lacking.items() if why}
    return Plan(scenario, moment, on, before, bargain, chosen, manifest, started)


def carry_out_plan(
    plan: Plan,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    parts: str | Path | None = None,
    alignment: bool = True,
) -> Forecast:
    """Compute a forecast that was planned; parameters as for ``forecast``."""
    scenario, moment, on, before, bargain = plan.scenario, plan.moment, plan.on, plan.before, plan.bargain
    manifest = dict(plan.manifest)
    threads = threads or os.cpu_count() or 1
    store = Parts(Path(parts), plan.key) if parts is not None else None
    shown = {each.label for each in plan.chosen}
    with ThreadPoolExecutor(threads) as pool:

        def solve(each: Configured, bargain: Bargain) -> Outcome:
            if each.label not in shown:
                return _solve(each, bargain, pool, None)
            outcome = store.get(each.label) if store else None
            if outcome is None:
                outcome = _solve(each, bargain, pool, progress)
                if store:
                    store.put(each.label, outcome)
            return outcome

        needed = (*plan.chosen, *settlement.follow_models(moment, on))
        outcomes = settlement.solve_models(needed, bargain, solve)
    outputs = run_graph(
        moment, on, {**before, "settlement": settlement.collect_settlements(moment, outcomes)}
    )
    data = _label(moment.drawn, bargain, {label: outcomes[label] for label in outcomes if label in shown})
    tell = progress or (lambda *_: None)
    tell("the other parts", 0, 1)
    system = label_outputs(moment, outputs)
    if system:
        data = data.merge(system)
    if system or on:
        manifest["links"] = [to_plain(link) for link in describe_links(scenario, on)]
        manifest["ablation"] = [to_plain(effect) for effect in measure_link_effects(moment, on, outputs)]
    if scenario.steps is not None:
        tell("the rounds", 0, 1)
        data = data.merge(run_rounds(moment, on, outputs))
    aligned = None
    if alignment:
        aligned = align_scenario(scenario, draws=moment.drawn.n, seed=moment.drawn.seed, progress=tell)
    manifest["seconds"] = round(time.perf_counter() - plan.started, 3)
    manifest["threads"] = threads
    return Forecast(data, scenario, manifest, aligned)


def choose_models(specs: Iterable[str] | None) -> tuple[Configured, ...]:
    """The models asked for (all settlement models without), with the baselines, each once."""
    every = registered("settlement")
    asked = list(every) if specs is None else list(specs)
    found = {c.label: c for c in map(configure, asked)}
    for c in found.values():
        if c.model.family != "settlement":
            raise UnknownModelError(f"{c.model.slug} is a model of {c.model.family}, not of settlement")
    for slug, m in every.items():
        if m.traits.baseline:
            found.setdefault(slug, configure(slug))
    return tuple(sorted(found.values(), key=lambda c: (c.model.traits.baseline, c.label)))


class UnknownIssueError(UnknownNameError):
    """No issue of that name; the message names the nearest."""


class NoIssuesError(DataError, ValueError):
    """A scenario of ties alone: there is nothing to be settled."""


def _issues(scenario: Scenario, issues: Sequence[str] | None) -> tuple[str, ...]:
    if not scenario.issues:
        raise NoIssuesError(
            "the scenario has no issues to settle; see who sides with whom: detente align CASE"
        )
    for name in issues or ():
        if name not in scenario.issues:
            raise UnknownIssueError(f"the scenario has no issue {name!r}{nearest(name, scenario.issues)}")
    return tuple(i for i in scenario.issues if issues is None or i in issues)


def _check(bargain: Bargain, scenario: Scenario) -> None:
    for k, name in enumerate(scenario.issues):
        try:
            check_issue(bargain.one(k))
        except UnusableDataError as why:
            raise UnusableDataError(f"issue {name}: {why}") from None
    weighed: Any = bargain.weighed.any(axis=0)
    empty = [name for name, here in zip(scenario.issues, weighed, strict=True) if not here]
    if empty:
        raise ScenarioError(no_weight_problem(scenario, name) for name in empty)


def no_weight_problem(scenario: Scenario, issue: str, when: str = "in any draw") -> Problem:
    """The problem that nobody has weight on an issue, with its place in the file."""
    path = issue_path(issue)
    line, column = scenario.where(path) or (1, 1)
    what = f"nobody has weight (capability times salience) on issue {issue} {when}"
    remedy = "give at least one actor both, or leave the issue out"
    return Problem(scenario.file, line, column, path, what, "", remedy)


def _solve(
    each: Configured, bargain: Bargain, pool: ThreadPoolExecutor, progress: Progress | None
) -> Outcome:
    d = bargain.shape[0]
    if d > 1 and restrict_bargain(each, bargain).certain:
        once = _solve(each, bargain.draws(slice(0, 1)), pool, progress)
        return Outcome(
            np.repeat(once.settlement, d, axis=0),
            {name: np.repeat(array, d, axis=0) for name, array in once.detail.items()},
        )
    slices = [slice(a, min(a + CHUNK, d)) for a in range(0, d, CHUNK)]
    tell = progress or (lambda *_: None)
    tell(each.label, 0, len(slices))
    results: list[Outcome] = []
    for done, result in enumerate(pool.map(lambda s: _solve_block(each, bargain.draws(s)), slices), 1):
        results.append(result)
        tell(each.label, done, len(slices))
    names = results[0].detail.keys()
    return Outcome(
        np.concatenate([r.settlement for r in results]),
        {name: np.concatenate([r.detail[name] for r in results]) for name in names},
    )


def _solve_block(each: Configured, bargain: Bargain) -> Outcome:
    """A model's outcome on some draws; of its detail what is one number by draw and issue, which is kept."""
    outcome = run_model(each, bargain)
    return Outcome(outcome.settlement, {k: a for k, a in outcome.detail.items() if a.ndim == 2})


def _label(drawn: Draws, bargain: Bargain, outcomes: Mapping[str, Outcome]) -> xr.Dataset:
    names = list(outcomes)
    # what the models saw: links may have changed what was drawn
    data = xr.Dataset(
        {
            "capability": (("draw", "actor"), drawn.capability),
            "position": (("draw", "actor", "issue"), bargain.position),
            "salience": (("draw", "actor", "issue"), bargain.salience),
            "reversion": (("draw", "issue"), bargain.reversion),
        },
        coords={"actor": list(drawn.actors), "issue": list(drawn.issues), "model": names},
        attrs={"seed": drawn.seed},
    )
    data["outcome"] = (
        ("model", "issue", "draw"),
        np.stack([outcomes[n].settlement.T for n in names]),
    )
    shape = (bargain.shape[0], len(drawn.issues))
    for name in names:
        for detail, array in outcomes[name].detail.items():
            if array.shape == shape:
                data[f"{name}.{detail}"] = (("draw", "issue"), array)
    return data


def _manifest(
    scenario: Scenario,
    drawn: Draws,
    issues: tuple[str, ...],
    chosen: tuple[Configured, ...],
    on: tuple[str, ...],
) -> dict[str, Any]:
    from detente.scenario import dumps

    packages = ("detente", "numpy", "scipy", "numba", "xarray")
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "title": scenario.title,
        "as_of": scenario.as_of.isoformat(),
        "scenario_sha256": hashlib.sha256(dumps(scenario).encode()).hexdigest(),
        "seed": drawn.seed,
        "draws": drawn.n,
        "issues": list(issues),
        "links_on": list(on),
        "models": [
            {
                "label": c.label,
                "model": c.model.slug,
                "name": c.model.name,
                "baseline": c.model.traits.baseline,
                "predictive": c.model.traits.predictive,
                "parameters": asdict(c.params),
                "references": list(c.model.references),
            }
            for c in chosen
        ],
        "versions": {p: version(p) for p in packages} | {"python": platform.python_version()},
    }
    words = repr(sorted((k, repr(v)) for k, v in manifest.items()))
    manifest["key"] = hashlib.sha256(words.encode()).hexdigest()[:12]
    return manifest
