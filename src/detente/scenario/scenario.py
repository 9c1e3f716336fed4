"""All that a scenario may hold: the model behind the YAML file.

Every part is frozen and refuses unknown keys. ``Scenario`` reports all problems at once, references
included.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PrivateAttr, ValidationError, model_validator

from detente.scenario.actors import Actor, Stance, Tie
from detente.scenario.alignment import Alignment, Known
from detente.scenario.burden import Alliance, Budgets, Trade
from detente.scenario.conflict import Conflict
from detente.scenario.consistency import check_whole
from detente.scenario.field_types import Day, Id, LongText, Text
from detente.scenario.identifiers import unread
from detente.scenario.issues import Issue
from detente.scenario.paths import section_of, split_path
from detente.scenario.problems import ENOUGH, Loc, fault, faults_of, refuse
from detente.scenario.quantity import Quantity
from detente.scenario.references import check_references
from detente.scenario.sections import Part, Span
from detente.scenario.sources import Figure, Passage, Source
from detente.scenario.timeline import Event, Links, Steps
from detente.scenario.walk import walk_quantities

Basis = Literal["passage", "figure", "assumption"]

#: Members within members, at most.
DEEPEST = 16

#: The sections whose quantities come first, in this order.
_FIRST = ("actors", "issues")


class Scenario(Part):
    """All that is claimed about a situation at one date."""

    detente: Literal[1] = Field(description="The version of this format: 1.")
    title: Text = Field(description="What the scenario is about.")
    as_of: Day = Field(description="The date to which all of it refers, YYYY-MM-DD.")
    question: LongText | None = Field(None, description="The question the scenario is to answer.")
    notes: LongText | None = Field(None, description="Anything a reader should know about the scenario.")
    sources: dict[Id, Source] = Field({}, description="The texts quoted, by id.")
    passages: dict[Id, Passage] = Field({}, description="The spans quoted, by id.")
    figures: dict[Id, Figure] = Field({}, description="Published numbers, by id.")
    issues: dict[Id, Issue] = Field(
        {}, description="What is to be settled, by id; at least one, unless there are ties."
    )
    actors: Annotated[dict[Id, Actor], Field(min_length=1)] = Field(
        description="Who takes part, by id; at least one."
    )
    stances: tuple[Stance, ...] = Field((), description="Who wants what; at least one stance on every issue.")
    ties: tuple[Tie, ...] = Field((), description="How actors stand to each other.")
    alignment: Alignment | None = Field(None, description="Who leans to whose side, and why.")
    conflict: Conflict | None = Field(None, description="Fighting on: what holds without agreement.")
    budgets: Budgets | None = Field(None, description="Public finances, and defence shares to reach.")
    alliance: Alliance | None = Field(None, description="Allies that share a burden.")
    trade: dict[Id, Trade] = Field({}, description="Tariffs as instruments, by id.")
    links: Links | None = Field(None, description="Which parts act on each other.")
    steps: Steps | None = Field(None, description="Several rounds, at dates.")
    events: Annotated[
        tuple[Event, ...], Field(description="Numbers that change at dates, in the order of the list.")
    ] = ()
    outcomes: Annotated[
        tuple[Known, ...], Field(description="What came of it, if that is known: sides, settlements.")
    ] = ()

    _places: Any = PrivateAttr(None)
    _text: str | None = PrivateAttr(None)
    _file: str = PrivateAttr("<scenario>")

    @model_validator(mode="wrap")
    @classmethod
    def _check(cls, data: Any, handler: Any) -> Any:
        if isinstance(data, cls) or not isinstance(data, Mapping):
            return handler(data)
        if deep := _too_deep(data.get("actors"), ("actors",), 1):
            remedy = f"keep members to {DEEPEST} levels"
            raise refuse([fault("members are nested too deeply", remedy=remedy, loc=deep)])
        faults = list(islice(check_references(unread(data, cls.model_fields), cls), ENOUGH))
        try:
            scenario = handler(data)
        except ValidationError as why:
            faults = faults_of(why) + faults
        if faults or (faults := list(islice(check_whole(scenario), ENOUGH))):
            raise refuse(faults)
        return scenario

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Scenario):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in Scenario.model_fields)

    __hash__ = None  # type: ignore[assignment]

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy without what was looked up before; prefer ``replace``, which validates."""
        copy = super().model_copy(update=update, deep=deep)
        for name, value in vars(Scenario).items():
            if isinstance(value, cached_property):
                copy.__dict__.pop(name, None)
        if update:
            copy._places = copy._text = None
        return copy

    def replace(self, **parts: Any) -> Scenario:
        """Return the same scenario with some of its parts replaced, validated.

        Parameters
        ----------
        **parts
            The new value of each section that changes.

        Raises
        ------
        ValidationError
            If the whole is no longer a valid scenario.
        """
        return Scenario(**{**{k: getattr(self, k) for k in self.model_fields_set}, **parts})

    def flat_actors(self) -> dict[str, Actor]:
        """Return every actor and member by path (``us``, ``us/america-first``), depth first."""
        return dict(self._flat)

    def stance(self, actor: str, issue: str) -> Stance | None:
        """Return the stance of an actor on an issue, None if it takes none.

        Parameters
        ----------
        actor
            An actor, ``us``, or a member, ``us/america-first``.
        issue
            The issue's id.
        """
        return self._stances.get((actor, issue))

    def quantities(self) -> dict[str, Quantity]:
        """Return every quantity by path: actors depth first, then issues, then stances, then the rest.

        Paths read ``actors.us.members.america-first.capability``, ``issues.territory.reversion``,
        ``stances.us/america-first.territory.position`` and ``...salience``, ``ties.influence.us.uk``;
        a tie that begins at a date has that after it. ``detente.scenario.paths`` spells them.
        """
        return {path: quantity for path, (quantity, _) in self._numbers.items()}

    def spans(self) -> dict[str, Span]:
        """Return the values that every quantity of ``quantities`` may take, by path."""
        return {path: span for path, (_, span) in self._numbers.items()}

    def basis(self, quantity: Quantity | str) -> Basis:
        """Return what a quantity rests on: a passage before a figure before nothing.

        Parameters
        ----------
        quantity
            The quantity, or its path.

        Raises
        ------
        KeyError
            If there is no quantity at that path.
        """
        because = (self._numbers[quantity][0] if isinstance(quantity, str) else quantity).because
        if any(i in self.passages for i in because):
            return "passage"
        return "figure" if any(i in self.figures for i in because) else "assumption"

    @property
    def text(self) -> str | None:
        """The YAML text it was read from; None for a scenario made in Python."""
        return self._text

    @property
    def file(self) -> str:
        """What messages call the file it was read from."""
        return self._file

    def where(self, path: str | Loc, *, of_key: bool = False) -> tuple[int, int] | None:
        """Return line and column, from 1, of the value at a path of the file it was read from.

        Parameters
        ----------
        path
            The file's own path (``stances.0.position``), or one of ``quantities()``.
        of_key
            Whether the place of the key is meant.

        Returns
        -------
        tuple of int, or None
            None if the path leads nowhere, or the scenario was read from no file.
        """
        return None if self._places is None else self._places.where(path, of_key=of_key)

    @cached_property
    def _flat(self) -> dict[str, Actor]:
        return dict(_flatten(self.actors, ""))

    @cached_property
    def _stances(self) -> dict[tuple[str, str], Stance]:
        return {(s.actor, s.issue): s for s in self.stances}

    @cached_property
    def _numbers(self) -> dict[str, tuple[Quantity, Span]]:
        numbers = ((path, (quantity, span)) for path, quantity, span in walk_quantities(self))
        return dict(sorted(numbers, key=lambda number: _rank(number[0])))


def _rank(path: str) -> tuple[int, bool]:
    """What a quantity's place among all of them is judged by; every actor's capability comes first."""
    section = section_of(path)
    place = _FIRST.index(section) if section in _FIRST else len(_FIRST)
    return place, section == "actors" and split_path(path)[-1] != "capability"


def _flatten(actors: Mapping[str, Actor], above: str) -> Iterator[tuple[str, Actor]]:
    for name, actor in actors.items():
        yield above + name, actor
        yield from _flatten(actor.members, f"{above}{name}/")


def _too_deep(actors: Any, loc: Loc, level: int) -> Loc | None:
    """The keys that lead to members nested too deeply, None without any."""
    if not isinstance(actors, Mapping) or not actors:
        return None
    if level > DEEPEST:
        return loc
    for name, actor in actors.items():
        members = actor.get("members") if isinstance(actor, Mapping) else getattr(actor, "members", None)
        if deep := _too_deep(members, (*loc, str(name), "members"), level + 1):
            return deep
    return None
