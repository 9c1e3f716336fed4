"""Run models over draws."""

from __future__ import annotations

import hashlib
import os
import platform
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from detente.draws import Draws, draw
from detente.forecasts.parts import Parts
from detente.forecasts.result import Forecast
from detente.models import Bargain, Configured, Outcome, Rule, configure, missing, solve
from detente.models import models as registered
from detente.models.arrays import check_issue
from detente.models.registry import nearest

if TYPE_CHECKING:
    from detente.scenario import Scenario

#: Draws solved at a time; fixed, so that results cannot depend on the number of threads.
CHUNK = 512

#: Told (model, chunks done, chunks in all) after every chunk.
Progress = Callable[[str, int, int], None]


def forecast(
    scenario: Scenario,
    models: Iterable[str] | None = None,
    *,
    issues: Sequence[str] | None = None,
    draws: int = 4096,
    seed: int = 0,
    threads: int | None = None,
    progress: Progress | None = None,
    parts: str | Path | None = None,
) -> Forecast:
    """Forecast the settlement of a scenario's issues.

    ``models`` are specifications such as ``"nash"`` or ``"challenge:scholz-code,rounds=20"``; without
    them every model that the scenario supports is run. The baselines always run beside. ``issues``
    keeps some issues only. ``threads`` defaults to the processors at hand and never changes a number.
    ``parts`` names a folder in which each finished model is kept until the whole is done, so that an
    interrupted run goes on where it stopped.

    Raises UnknownModelError or UnknownIssueError for what does not exist, and ValueError where no model
    can use the numbers: nobody has weight on an issue in some draw.
    """
    started = time.perf_counter()
    asked = choose(models)
    kept = _issues(scenario, issues)
    drawn = draw(scenario, draws=draws, seed=seed)
    bargain = to_bargain(drawn, kept)
    _check(bargain, kept)
    threads = threads or os.cpu_count() or 1
    lacking = {c.label: missing(c.model, bargain) for c in asked if not c.model.traits.baseline}
    chosen = tuple(c for c in asked if not lacking.get(c.label))
    manifest = _manifest(scenario, drawn, kept, chosen)
    manifest["left_out"] = {label: list(why) for label, why in lacking.items() if why}
    store = Parts(Path(parts), manifest["key"]) if parts is not None else None
    outcomes: dict[str, Outcome] = {}
    with ThreadPoolExecutor(threads) as pool:
        for each in chosen:
            found = store.get(each.label) if store else None
            if found is None:
                found = _solve(each, bargain, pool, progress)
                if store:
                    store.put(each.label, found)
            outcomes[each.label] = found
    manifest["seconds"] = round(time.perf_counter() - started, 3)
    manifest["threads"] = threads
    return Forecast(_label(drawn, kept, bargain, outcomes), scenario, manifest)


def choose(specs: Iterable[str] | None) -> tuple[Configured, ...]:
    """The models asked for (all settlement models without), with the baselines beside, each once."""
    every = registered("settlement")
    asked = list(every) if specs is None else list(specs)
    found = {c.label: c for c in map(configure, asked)}
    for c in found.values():
        if c.model.family != "settlement":
            raise ValueError(f"{c.model.slug} is a model of {c.model.family}, not of settlement")
    for slug, m in every.items():
        if m.traits.baseline:
            found.setdefault(slug, configure(slug))
    return tuple(sorted(found.values(), key=lambda c: (c.model.traits.baseline, c.label)))


def to_bargain(drawn: Draws, issues: Sequence[str] | None = None) -> Bargain:
    """The arrays of the draws as models see them, for all or some issues.

    Actors without votes have none where some have; ties of influence are those between top-level actors.
    """
    k = [drawn.issues.index(i) for i in (issues or drawn.issues)]
    actors = [drawn.scenario.actors[a] for a in drawn.actors]
    consent = np.array([[drawn.issues[j] in a.consent for j in k] for a in actors], dtype=bool)
    votes = np.array([a.votes or 0.0 for a in actors])
    return Bargain(
        position=drawn.position[:, :, k],
        salience=drawn.salience[:, :, k],
        capability=drawn.capability,
        reversion=drawn.reversion[:, k],
        scale=drawn.scale[k],
        consent=consent.reshape(len(actors), len(k)),
        votes=votes if any(a.votes is not None for a in actors) else None,
        influence=_influence(drawn),
        rules=tuple(_rule(drawn, drawn.issues[j]) for j in k),
        uniform=drawn.uniform[:, k],
    )


def _influence(drawn: Draws) -> np.ndarray[Any, np.dtype[np.float64]] | None:
    place = {actor: i for i, actor in enumerate(drawn.actors)}
    ties = [t for t in drawn.scenario.ties if t.kind == "influence" and {t.from_, t.to} <= place.keys()]
    if not ties:
        return None
    influence = np.zeros((drawn.n, len(place), len(place)))
    for tie in ties:
        influence[:, place[tie.to], place[tie.from_]] = drawn.values[f"ties.influence.{tie.from_}.{tie.to}"]
    return influence


def _rule(drawn: Draws, issue: str) -> Rule | None:
    rule = drawn.scenario.issues[issue].rule
    if rule is None:
        return None
    return Rule(rule.kind, rule.quota, None if rule.setter is None else drawn.actors.index(rule.setter))


class UnknownIssueError(LookupError):
    """No issue of that name; the message names the nearest."""


class NoIssuesError(ValueError):
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


def _check(bargain: Bargain, issues: Sequence[str]) -> None:
    for k, name in enumerate(issues):
        try:
            check_issue(bargain.one(k))
        except ValueError as why:
            raise ValueError(f"issue {name}: {why}") from None


def _solve(
    each: Configured, bargain: Bargain, pool: ThreadPoolExecutor, progress: Progress | None
) -> Outcome:
    d = bargain.shape[0]
    if d > 1 and not each.stochastic and _same(bargain):
        once = _solve(each, bargain.draws(slice(0, 1)), pool, progress)
        return Outcome(
            np.repeat(once.settlement, d, axis=0),
            {name: np.repeat(array, d, axis=0) for name, array in once.detail.items()},
        )
    slices = [slice(a, min(a + CHUNK, d)) for a in range(0, d, CHUNK)]
    tell = progress or (lambda *_: None)
    tell(each.label, 0, len(slices))
    results: list[Outcome] = []
    for done, result in enumerate(pool.map(lambda s: solve(each, bargain.draws(s)), slices), 1):
        results.append(result)
        tell(each.label, done, len(slices))
    names = results[0].detail.keys()
    return Outcome(
        np.concatenate([r.settlement for r in results]),
        {name: np.concatenate([r.detail[name] for r in results]) for name in names},
    )


def _same(bargain: Bargain) -> bool:
    """Whether nothing is uncertain: every draw has the same numbers."""
    arrays = (bargain.position, bargain.salience, bargain.capability, bargain.reversion, bargain.influence)
    return all(
        a is None or np.array_equal(a, np.broadcast_to(a[:1], a.shape), equal_nan=True) for a in arrays
    )


def _label(
    drawn: Draws, issues: tuple[str, ...], bargain: Bargain, outcomes: Mapping[str, Outcome]
) -> xr.Dataset:
    names = list(outcomes)
    data = drawn.to_xarray().sel(issue=list(issues))
    data = data.assign_coords(model=names)
    data["outcome"] = (
        ("model", "issue", "draw"),
        np.stack([outcomes[n].settlement.T for n in names]),
    )
    shape = (bargain.shape[0], len(issues))
    for name in names:
        for detail, array in outcomes[name].detail.items():
            if array.shape == shape:
                data[f"{name}.{detail}"] = (("draw", "issue"), array)
    return data


def _manifest(
    scenario: Scenario, drawn: Draws, issues: tuple[str, ...], chosen: tuple[Configured, ...]
) -> dict[str, Any]:
    from detente.scenario import dumps

    packages = ("detente", "numpy", "scipy", "numba", "xarray")
    manifest: dict[str, Any] = {
        "format": 1,
        "title": scenario.title,
        "as_of": scenario.as_of.isoformat(),
        "scenario_sha256": hashlib.sha256(dumps(scenario).encode()).hexdigest(),
        "seed": drawn.seed,
        "draws": drawn.n,
        "issues": list(issues),
        "models": [
            {
                "label": c.label,
                "model": c.model.slug,
                "name": c.model.name,
                "baseline": c.model.traits.baseline,
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
