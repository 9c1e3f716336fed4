"""The models that a scenario names: whether there are such, and whether they can do what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.models import UnknownModelError, configure
from detente.models.needs import REVERSION
from detente.scenario import Problem, ScenarioError
from detente.scenario.paths import actor_path

if TYPE_CHECKING:
    from detente.scenario import Scenario


def check_models(scenario: Scenario, name: str = "<scenario>") -> None:
    """Raise ScenarioError, with the place in the file, for models that cannot serve where they are named.

    ``inner`` settles one issue among members, and so takes a settlement model that sees one issue and
    needs no more than stances; ``links.settlement`` takes any settlement model.
    """
    found = list(_problems(scenario, name))
    if found:
        raise ScenarioError(found)


def _problems(scenario: Scenario, name: str) -> Iterator[Problem]:
    named = [
        (actor_path(path, "inner"), actor.inner, path)
        for path, actor in scenario.flat_actors().items()
        if actor.inner is not None
    ]
    if scenario.links is not None:
        named.append(("links.settlement", scenario.links.settlement, ""))
    for path, spec, owner in named:
        if wrong := _wrong(scenario, spec, owner):
            line, column = scenario.where(path) or (1, 1)
            yield Problem(name, line, column, path, wrong[0], repr(spec), wrong[1])


def _wrong(scenario: Scenario, spec: str, owner: str) -> tuple[str, str] | None:
    """What is wrong with naming that model, for the members of ``owner`` or for all, and what to do."""
    try:
        chosen = configure(spec).model
    except UnknownModelError as why:
        return str(why), "detente models lists them"
    if chosen.family != "settlement":
        return f"this is a model of {chosen.family}, not of settlement", "name mean, median or nash"
    if not owner:
        return None
    if chosen.traits.issues == "several" or chosen.traits.needs - {REVERSION}:
        return "members cannot settle by this model", "name one that needs stances alone: mean, median"
    if chosen.traits.reversion:
        taken = {s.issue for s in scenario.stances if s.actor.startswith(f"{owner}/")}
        lacking = [i for i in taken if scenario.issues[i].reversion is None]
        if lacking:
            return f"this model needs a reversion point, and {sorted(lacking)[0]} states none", "state one"
    return None
