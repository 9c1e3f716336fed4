"""Who leans to whose side at a date: a scenario's ties as sizes and propensities, each with its parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.draw_counts import ALIGNMENT_DRAWS
from detente.draws import Draws, central, draw
from detente.errors import DataError, UnknownNameError
from detente.models.alignment.arrays import Field, Floats
from detente.models.registry import nearest
from detente.results.alignment import LeftOut
from detente.scenario.alignment import PROPENSITY, TIES, Alignment
from detente.scenario.display_names import actor_names, ingredient_names
from detente.scenario.paths import actor_path, ingredient_path, is_within

if TYPE_CHECKING:
    from detente.scenario import Known, Scenario, Tie

#: What is taken for a rounding error when a sum is compared with -1 and 1.
_SLACK = 1e-12


class NoTiesError(DataError, ValueError):
    """A scenario in which nobody is tied to anybody by a tie of alignment."""


class UnknownIngredientError(UnknownNameError):
    """No ingredient of that name; the message names the nearest."""


@dataclass(frozen=True)
class Situation:
    """N actors, their sizes and propensities over draws, and at the best values what these are made of.

    ``over`` has D draws, ``best`` one. ``parts`` has for each ingredient what it adds to every propensity
    at the best values, (N, N), before a sum beyond -1..1 is cut off, as ``clipped`` of the pairs are.
    ``sides`` names the blocs in which actors are held, in the order of their numbers. ``left_out`` are the
    actors that take no part, ``undated`` says what is assumed of a day outside the dates of the ties.
    """

    title: str
    actors: tuple[str, ...]
    labels: tuple[str, ...]
    over: Field
    best: Field
    parts: Mapping[str, Floats]
    part_labels: Mapping[str, str]
    blocs: int = 2
    sides: tuple[str, ...] = ()
    clipped: int = 0
    date: date | None = None
    known: Known | None = None
    watch: tuple[tuple[str, str], ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    undated: str = ""
    because: Mapping[tuple[str, int, int], tuple[str, ...]] = field(default_factory=dict)

    @property
    def unmoved(self) -> tuple[str, ...]:
        """The actors that lean to nobody, in no draw: any side suits them as well."""
        leans = (self.over.propensity != 0).any(axis=(0, 2)) | (self.best.held >= 0)
        return tuple(a for a, moved in zip(self.actors, leans, strict=True) if not moved)

    @property
    def certain(self) -> bool:
        """Whether every draw has the sizes and propensities of the best values."""
        over, best = self.over, self.best
        return bool(np.all(over.size == best.size) and np.all(over.propensity == best.propensity))

    @property
    def actual(self) -> NDArray[np.int8] | None:
        """(N,) the side that each actor is known to have taken, -1 for none; None where nothing is known."""
        if self.known is None or not self.known.sides:
            return None
        taken = {name: i for i, side in enumerate(self.known.sides) for name in side}
        return np.array([taken.get(a, -1) for a in self.actors], np.int8)


def has_ties(scenario: Scenario) -> bool:
    """Whether a scenario states any tie of alignment."""
    return any(t.kind not in TIES for t in scenario.ties)


def is_anybody_tied(scenario: Scenario) -> bool:
    """Whether at least two actors are tied by ties of alignment on the scenario's day."""
    stated = scenario.alignment or Alignment()
    ties, actors = _tied(_in_force(scenario, scenario.as_of), stated, tuple(stated.ingredients))
    return bool(ties) and len(actors) > 1


def build_situation(
    scenario: Scenario,
    *,
    draws: int = ALIGNMENT_DRAWS,
    seed: int = 0,
    at: date | None = None,
    ingredients: Iterable[str] | None = None,
    blocs: int | None = None,
) -> Situation:
    """The situation of a scenario on the day ``at``, by default its own.

    A pair's propensity is what a tie of that kind says, else the sum over ``ingredients`` (all of them by
    default) of weight times value, cut off at -1 and 1. Who has no tie on that day, and is held on no side,
    takes no part. An actor's size is its ``size``, else its capability. Events up to that day are in force.

    Raises NoTiesError where fewer than two actors are tied, UnknownIngredientError for a name that no
    ingredient has.
    """
    day = at or scenario.as_of
    in_force = _on(scenario, day)
    stated = in_force.alignment or Alignment()
    chosen = _chosen(stated, ingredients)
    ties, actors = _tied(in_force, stated, chosen)
    if not ties or len(actors) < 2:
        outside = _undated(scenario, day).partition(":")[0] if has_ties(scenario) else ""
        raise NoTiesError(
            f"nobody is tied to anybody on {day}: state `ties` of propensity or of ingredients"
            + (f". {outside}" if outside else "")
        )
    sides = tuple(dict.fromkeys(stated.fixed[a] for a in actors if a in stated.fixed))
    held = np.array([sides.index(stated.fixed[a]) if a in stated.fixed else -1 for a in actors])

    def fields(drawn: Draws) -> tuple[Field, dict[str, Floats], int]:
        parts, given = _parts(stated, ties, chosen, actors, drawn)
        total = sum(parts.values(), np.zeros_like(given))
        cut = np.clip(total, -1.0, 1.0)
        clipped = int(np.triu(np.abs(total[0]) > 1.0 + _SLACK, 1).sum())
        return Field.of(_sizes(in_force, actors, drawn), cut, held), parts, clipped

    names = actor_names(in_force)
    best, parts, clipped = fields(central(in_force))
    over, _, _ = fields(draw(in_force, draws=draws, seed=seed))
    # an outcome without settlements that names no sides says that there were none
    known = [k for k in scenario.outcomes if k.sides or not k.settlements]
    return Situation(
        title=scenario.title,
        actors=actors,
        labels=tuple(names[a] for a in actors),
        over=over,
        best=best,
        parts={k: v[0] for k, v in parts.items()},
        part_labels={k: ingredient_names(in_force).get(k, k) for k in parts},
        blocs=max(blocs or stated.blocs, len(sides)),
        sides=sides,
        clipped=clipped,
        date=day,
        watch=tuple((a, b) for a, b in stated.watch if a in actors and b in actors),
        left_out=tuple(
            LeftOut(a, names[a], _why_left_out(scenario, a, day, chosen))
            for a in in_force.actors
            if a not in actors
        ),
        undated=_undated(scenario, day),
        # what had come about by then, else the first that came of it
        known=max((k for k in known if k.date <= day), key=lambda k: k.date, default=None)
        or min(known, key=lambda k: k.date, default=None),
        because={
            (t.kind, *sorted((actors.index(t.from_), actors.index(t.to)))): t.value.because  # type: ignore[misc]
            for t in ties
        },
    )


def _why_left_out(scenario: Scenario, actor: str, day: date, chosen: Iterable[str]) -> str:
    """Why an actor takes no part in the alignment of a day."""
    of_alignment = [t for t in scenario.ties if t.kind not in TIES and actor in (t.from_, t.to)]
    if not of_alignment:
        return "no tie of alignment"
    if not any(t.kind == PROPENSITY or t.kind in chosen for t in of_alignment):
        return "no tie of the ingredients chosen"
    return f"no tie in force on {day}"


def _undated(scenario: Scenario, day: date) -> str:
    """What is assumed of a day before or after everything that the scenario dates."""
    dated = [d for t in scenario.ties if t.kind not in TIES for d in (t.since, t.until) if d]
    bearing = ("alignment", *(t.path for t in scenario.ties if t.kind not in TIES))
    sizes = tuple(actor_path(a, key) for a in scenario.actors for key in ("size", "capability"))
    dated += [e.date for e in scenario.events if is_within(e.set, bearing) or e.set in sizes]
    if day > (last := max([scenario.as_of, *dated])):
        what = "last change of a tie is dated" if last in dated else "case is as of"
        return f"The {what} {last}: what follows is held as at that date, not forecast."
    if day < (first := min([scenario.as_of, *dated])):
        what = "first change of a tie is dated" if first in dated else "case is as of"
        return f"The {what} {first}: ties without a date are taken to have held on {day} too."
    return ""


def leanings(drawn: Draws, day: date) -> tuple[tuple[str, ...], Floats, Floats]:
    """The actors tied on a day, their sizes (D, N) and propensities (D, N, N), on draws as they stand."""
    stated = drawn.scenario.alignment or Alignment()
    ties, actors = _tied(_in_force(drawn.scenario, day), stated, tuple(stated.ingredients))
    parts, given = _parts(stated, ties, tuple(stated.ingredients), actors, drawn)
    total = sum(parts.values(), np.zeros_like(given))
    return actors, _sizes(drawn.scenario, actors, drawn), np.clip(total, -1.0, 1.0)


def build_table_situation(
    title: str, names: tuple[str, ...], size: Floats, propensity: Floats, blocs: int
) -> Situation:
    """Return the situation of a plain table: sizes (N,) and propensities (N, N) that are certain."""
    one = Field.of(size, propensity)
    return Situation(
        title, names, names, one, one, {PROPENSITY: one.propensity[0]}, {PROPENSITY: PROPENSITY}, blocs
    )


def _chosen(stated: Alignment, ingredients: Iterable[str] | None) -> tuple[str, ...]:
    for name in ingredients or ():
        if name not in stated.ingredients:
            hint = nearest(name, stated.ingredients)
            raise UnknownIngredientError(f"the scenario has no ingredient {name!r}{hint}")
    return tuple(i for i in stated.ingredients if ingredients is None or i in set(ingredients))


def _tied(in_force: Scenario, stated: Alignment, chosen: Iterable[str]) -> tuple[list[Tie], tuple[str, ...]]:
    """The ties of alignment, and the actors that they or a side hold, in the scenario's order."""
    ties = [t for t in in_force.ties if t.kind == PROPENSITY or t.kind in chosen]
    tied = {end for t in ties for end in (t.from_, t.to)} | set(stated.fixed)
    return ties, tuple(a for a in in_force.actors if a in tied)


def _parts(
    stated: Alignment,
    ties: list[Tie],
    chosen: tuple[str, ...],
    actors: tuple[str, ...],
    drawn: Draws,
) -> tuple[dict[str, Floats], Floats]:
    """What every ingredient adds to the propensities, (D, N, N), and which pairs have one outright."""
    shape = (drawn.n, len(actors), len(actors))
    place = {a: i for i, a in enumerate(actors)}
    given = np.zeros(shape)
    by_kind: dict[str, Floats] = {}
    for kind in chosen:
        ingredient = stated.ingredients[kind]
        value = np.zeros(shape)
        if ingredient.otherwise is not None:
            value += drawn.values[ingredient_path(kind, "otherwise")][:, None, None]
        by_kind[kind] = value
    plain = np.zeros(shape)
    for tie in ties:
        i, j = place[tie.from_], place[tie.to]
        into = plain if tie.kind == PROPENSITY else by_kind[tie.kind]
        into[:, i, j] = into[:, j, i] = drawn.values[tie.path]
        if tie.kind == PROPENSITY:
            given[:, i, j] = given[:, j, i] = 1.0
    apart = ~np.eye(len(actors), dtype=bool)
    for kind, value in by_kind.items():
        weight = drawn.values[ingredient_path(kind, "weight")][:, None, None]
        by_kind[kind] = np.where(apart & (given == 0), weight * value, 0.0)
    if given.any():
        by_kind[PROPENSITY] = plain
    return by_kind, given


def _sizes(in_force: Scenario, actors: Iterable[str], drawn: Draws) -> Floats:
    paths = [actor_path(a, "capability" if in_force.actors[a].size is None else "size") for a in actors]
    return np.reshape([drawn.values[p] for p in paths], (len(paths), drawn.n)).T


def _in_force(scenario: Scenario, day: date) -> Scenario:
    """The scenario with the ties of a day."""
    ties = tuple(
        t for t in scenario.ties if (not t.since or t.since <= day) and (not t.until or day < t.until)
    )
    return scenario.model_copy(update={"ties": ties})


def _on(scenario: Scenario, day: date) -> Scenario:
    """The scenario with the ties of a day, and the numbers that events have set by then."""
    in_force = _in_force(scenario, day)
    past = {e.set: e.value for e in scenario.events if e.date <= day}
    if not past:
        return in_force
    actors, alignment = dict(scenario.actors), scenario.alignment
    for name, actor in actors.items():
        changes = {k: past[p] for k in ("size", "capability") if (p := actor_path(name, k)) in past}
        actors[name] = actor.model_copy(update=changes)
    if alignment is not None:
        ingredients = {
            name: one.model_copy(
                update={
                    k: past[p] for k in ("weight", "otherwise") if (p := ingredient_path(name, k)) in past
                }
            )
            for name, one in alignment.ingredients.items()
        }
        alignment = alignment.model_copy(update={"ingredients": ingredients})
    ties = tuple(t.model_copy(update={"value": past[t.path]}) if t.path in past else t for t in in_force.ties)
    return scenario.model_copy(update={"ties": ties, "actors": actors, "alignment": alignment})
