"""What a scenario may hold: the models behind the YAML file.

Every model is frozen and refuses unknown keys. ``Scenario`` reports all problems at once, references
included.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    model_validator,
)

from detente.scenario.alignment import LEANING, PROPENSITY, TIES, Alignment, Known
from detente.scenario.burden import Alliance, Budgets, Trade
from detente.scenario.conflict import Conflict
from detente.scenario.consistency import check_whole
from detente.scenario.field_types import (
    LARGEST,
    ActorPath,
    Around,
    Day,
    DistinctKeys,
    EachOnce,
    Id,
    LongText,
    Number,
    NumericKey,
    PartialDay,
    Sha256,
    SourcePath,
    Text,
    Whole,
    Words,
)
from detente.scenario.identifiers import unread
from detente.scenario.problems import ENOUGH, Loc, fault, faults_of, refuse
from detente.scenario.quantity import Quantity
from detente.scenario.references import check_references
from detente.scenario.sections import (
    CAPABILITY,
    AnyNumber,
    NotNegative,
    Part,
    Percent,
    Share,
    SomeShare,
    walk,
)
from detente.scenario.timeline import Event, Links, Steps

ActorKind = Literal["state", "faction", "bloc", "organisation", "firm", "public", "person", "party"]
RuleKind = Literal["majority", "qualified", "unanimity"]
Basis = Literal["passage", "figure", "assumption"]

#: The keys of a scenario beside actors, issues and stances that hold quantities.
BESIDE = ("alignment", "conflict", "budgets", "alliance", "trade", "steps", "events")

#: Members within members, at most.
DEEPEST = 16


def _sorted_scale(scale: dict[float, str]) -> dict[float, str]:
    if len(scale) < 2:
        remedy = "add for example {0: ..., 100: ...}"
        raise refuse([fault("expected at least two labelled points", got=scale, remedy=remedy)])
    return dict(sorted(scale.items()))


Capability = Annotated[Quantity, AfterValidator(CAPABILITY.check), CAPABILITY]
Point = Annotated[NumericKey, Field(ge=0, le=100)]
Scale = Annotated[dict[Point, Text], AfterValidator(_sorted_scale), DistinctKeys]


class Source(Part):
    """A text, and where to find it."""

    title: Text = Field(description="The text's title.")
    publisher: Text | None = Field(None, description="Who published it.")
    author: Text | None = Field(None, description="Who wrote it.")
    date: PartialDay | None = Field(None, description="When: YYYY-MM-DD, YYYY-MM or YYYY.")
    file: SourcePath | None = Field(None, description="The text's file, inside the folder of sources.")
    sha256: Sha256 | None = Field(None, description="The SHA-256 of that file, 64 hexadecimal digits.")
    note: LongText | None = Field(None, description="Anything a reader should know about the source.")


class Passage(Part):
    """An exact span of a source: a text quote and a text position (W3C Web Annotation, 2017)."""

    source: Id = Field(description="The id of the source quoted.")
    exact: Words = Field(description="The words, exactly as they stand in the source.")
    start: Annotated[Whole, Field(ge=0)] | None = Field(
        None, description="Where they begin: characters (Unicode code points) before them."
    )
    prefix: Around | None = Field(None, description="The words just before, to tell apart equal passages.")
    suffix: Around | None = Field(None, description="The words just after, to tell apart equal passages.")
    speaker: Text | None = Field(None, description="Whose words or claim it is, if not the author's.")
    note: LongText | None = Field(None, description="Anything a reader should know about the passage.")


class Figure(Part):
    """A published number."""

    value: Number = Field(description="The number.")
    unit: Text = Field(description="Its unit, for example USD bn.")
    year: Annotated[Whole, Field(ge=1, le=9999)] = Field(description="The year it is about.")
    dataset: Text = Field(description="The data set it is taken from.")
    series: Text | None = Field(None, description="The series within the data set.")
    note: LongText | None = Field(None, description="Anything a reader should know about the figure.")


class Rule(Part):
    """How an issue is put to the vote, and who proposes."""

    kind: RuleKind = Field(description="A simple majority, a qualified majority, or unanimity.")
    quota: Annotated[Number, Field(gt=0.5, le=1)] | None = Field(
        None, description="The share of votes that a qualified majority needs, above 0.5 and up to 1."
    )
    setter: Id | None = Field(None, description="The actor who proposes, an id.")

    @model_validator(mode="after")
    def _quota_where_it_belongs(self) -> Self:
        if self.kind == "qualified" and self.quota is None:
            raise refuse([fault("a qualified majority needs a quota", remedy="add for example quota: 0.65")])
        if self.kind != "qualified" and self.quota is not None:
            what, remedy = "only a qualified majority has a quota", "write kind: qualified, or remove it"
            raise refuse([fault(what, got=self.quota, remedy=remedy, loc=("quota",))])
        return self


class Issue(Part):
    """A question whose answers lie on a scale from 0 to 100."""

    label: Text | None = Field(None, description="A short name for charts.")
    question: LongText = Field(description="What is to be settled.")
    scale: Scale = Field(description="Labelled points of the scale, at least two: number: what it means.")
    reversion: Percent | None = Field(None, description="What holds if nothing is agreed, 0 to 100.")
    rule: Rule | None = Field(None, description="How it is put to the vote, where it is.")
    note: LongText | None = Field(None, description="Anything a reader should know about the issue.")


class Actor(Part):
    """Whoever takes part; ``members`` are the factions that make its position."""

    label: Text = Field(description="The actor's name.")
    kind: ActorKind = Field(description="What sort of actor it is.")
    capability: Capability = Field(
        description="The influence it could bring to bear: any positive unit, one unit throughout."
    )
    size: NotNegative | None = Field(
        None, description="Its weight in alignments, in any unit; its capability without it."
    )
    members: dict[Id, Actor] = Field({}, description="The factions inside it, by id.")
    consent: Annotated[tuple[Id, ...], EachOnce, Field(description="Issues that need its agreement.")] = ()
    autonomy: Share | None = Field(
        None, description="How far its own stance, the leader's, prevails over its members': 0 to 1."
    )
    inner: Text | None = Field(
        None, description="The model by which its members settle its position; mean without it."
    )
    threshold: SomeShare | None = Field(
        None, description="The share of its members' capability that ratification takes; 0.5 without it."
    )
    votes: Annotated[Number, Field(ge=0)] | None = Field(
        None, description="Its votes where issues are put to the vote; not for members."
    )
    note: LongText | None = Field(None, description="Anything a reader should know about the actor.")


class Stance(Part):
    """What one actor wants on one issue, and how much it cares."""

    actor: ActorPath = Field(description="The actor's id; a member as actor/member.")
    issue: Id = Field(description="The issue's id.")
    position: Percent = Field(description="The outcome it wants, on the issue's scale, 0 to 100.")
    salience: Percent = Field(description="How much it cares, 0 (not at all) to 100 (above all else).")
    note: LongText | None = Field(None, description="Anything a reader should know about the stance.")


class Tie(Part):
    """How one actor stands to another; ``from_`` is ``from`` in a file."""

    model_config = ConfigDict(populate_by_name=True)

    kind: Id = Field(
        description="What sort of tie it is: influence, propensity, or an ingredient of the alignment."
    )
    from_: ActorPath = Field(
        alias="from", description="The actor it goes out from; a member as actor/member."
    )
    to: ActorPath = Field(description="The actor it goes to.")
    value: AnyNumber = Field(description="How strong it is, within the bounds of its kind.")
    since: Day | None = Field(None, description="Its first day; without it, it was always there.")
    until: Day | None = Field(None, description="The day on which it ends; without it, it goes on.")
    note: LongText | None = Field(None, description="Anything a reader should know about the tie.")

    @model_validator(mode="after")
    def _within_its_kind(self) -> Self:
        low, high = TIES.get(self.kind, (-LARGEST, LARGEST))
        if self.kind == PROPENSITY:
            low, high = LEANING.low, LEANING.high
        if self.value.low < low or self.value.high > high:
            what, remedy = f"expected values within {low:g} to {high:g}", f"that is the range of {self.kind}"
            got = self.value.low if self.value.is_constant else [self.value.low, self.value.high]
            raise refuse([fault(what, got=got, remedy=remedy, loc=("value",))])
        return self

    @property
    def path(self) -> str:
        """What its value goes by among the scenario's quantities."""
        dated = f".{self.since.isoformat()}" if self.since else ""
        return f"ties.{self.kind}.{self.from_}.{self.to}{dated}"


class Scenario(Part):
    """All that is claimed about a situation at one date."""

    detente: Literal[1] = Field(description="The version of this format: 1.")
    title: Text = Field(description="What the scenario is about.")
    as_of: Day = Field(description="The date at which all of it is claimed, YYYY-MM-DD.")
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
        tuple[Known, ...], Field(description="What came of it, where that is known: sides, settlements.")
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
        faults = list(islice(check_references(unread(data, cls.model_fields)), ENOUGH))
        try:
            made = handler(data)
        except ValidationError as why:
            faults = faults_of(why) + faults
        if faults or (faults := list(islice(check_whole(made), ENOUGH))):
            raise refuse(faults)
        return made

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Scenario):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in Scenario.model_fields)

    __hash__ = None  # type: ignore[assignment]

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy without what was looked up before; prefer ``replace``, which validates."""
        made = super().model_copy(update=update, deep=deep)
        for name in ("_flat", "_quantities", "_stances"):
            made.__dict__.pop(name, None)
        if update:
            made._places = made._text = None
        return made

    def replace(self, **parts: Any) -> Scenario:
        """The same scenario with some of its parts replaced, validated; raises ValidationError."""
        return Scenario(**{**{k: getattr(self, k) for k in self.model_fields_set}, **parts})

    def flat_actors(self) -> dict[str, Actor]:
        """Every actor and member by path (``us``, ``us/america-first``), depth first."""
        return dict(self._flat)

    def stance(self, actor: str, issue: str) -> Stance | None:
        """The stance of that actor (``us`` or ``us/america-first``) on that issue, if it takes one."""
        return self._stances.get((actor, issue))

    def quantities(self) -> dict[str, Quantity]:
        """Every quantity by path: actors depth first, then reversions, then stances, then ties.

        Paths read ``actors.us.members.america-first.capability``, ``issues.territory.reversion``,
        ``stances.us/america-first.territory.position`` and ``...salience``, ``ties.influence.us.uk``;
        a tie that begins at a date has that after it.
        """
        return dict(self._quantities)

    def basis(self, quantity: Quantity | str) -> Basis:
        """What a quantity (or the one at that path) rests on: a passage before a figure before nothing."""
        found = self._quantities[quantity] if isinstance(quantity, str) else quantity
        if any(i in self.passages for i in found.because):
            return "passage"
        return "figure" if any(i in self.figures for i in found.because) else "assumption"

    @property
    def text(self) -> str | None:
        """The YAML text it was read from; None for a scenario made in Python."""
        return self._text

    @property
    def file(self) -> str:
        """What messages call the file it was read from."""
        return self._file

    def where(self, path: str | Loc, *, of_key: bool = False) -> tuple[int, int] | None:
        """Line and column (1-based) of the value at a path of the file it was read from, or of its key.

        None where the path leads nowhere, or the scenario was read from no file.
        Takes the file's own paths (``stances.0.position``) and those of ``quantities()``.
        """
        return None if self._places is None else self._places.where(path, of_key=of_key)

    @cached_property
    def _flat(self) -> dict[str, Actor]:
        return dict(_walk(self.actors, ""))

    @cached_property
    def _stances(self) -> dict[tuple[str, str], Stance]:
        return {(s.actor, s.issue): s for s in self.stances}

    @cached_property
    def _quantities(self) -> dict[str, Quantity]:
        found = {
            f"actors.{p.replace('/', '.members.')}.capability": a.capability for p, a in self._flat.items()
        }
        for p, a in self._flat.items():
            here = {"size": a.size, "autonomy": a.autonomy, "threshold": a.threshold}
            found |= {f"actors.{p.replace('/', '.members.')}.{k}": q for k, q in here.items() if q}
        found |= {f"issues.{k}.reversion": i.reversion for k, i in self.issues.items() if i.reversion}
        for s in self.stances:
            found[f"stances.{s.actor}.{s.issue}.position"] = s.position
            found[f"stances.{s.actor}.{s.issue}.salience"] = s.salience
        found |= {t.path: t.value for t in self.ties}
        for key in BESIDE:
            found |= {path: quantity for path, quantity, _ in walk(getattr(self, key), key)}
        return found


def _walk(actors: Mapping[str, Actor], above: str) -> Iterator[tuple[str, Actor]]:
    for name, actor in actors.items():
        yield above + name, actor
        yield from _walk(actor.members, f"{above}{name}/")


def _too_deep(actors: Any, loc: Loc, level: int) -> Loc | None:
    if not isinstance(actors, Mapping) or not actors:
        return None
    if level > DEEPEST:
        return loc
    for name, actor in actors.items():
        members = actor.get("members") if isinstance(actor, Mapping) else getattr(actor, "members", None)
        if found := _too_deep(members, (*loc, str(name), "members"), level + 1):
            return found
    return None
