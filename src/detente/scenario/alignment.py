"""Who leans to whose side, as a scenario states it: ingredients and their weights, sides, what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import Field
from pydantic_core import InitErrorDetails

from detente.scenario.field_types import (
    ActorId,
    Day,
    EachOnce,
    EvidenceId,
    Id,
    IssueId,
    LongText,
    Number,
    Text,
    Whole,
    parse_id,
)
from detente.scenario.identifiers import ends_of, entries, get, ids, unread
from detente.scenario.paths import section_of, split_path
from detente.scenario.problems import Loc, fault
from detente.scenario.sections import INFINITE, AnyNumber, Part, Share, Span

#: The kinds of tie from one actor to another, each with its least and greatest value. Those between two
#: actors, the same both ways, are propensities and the ingredients of the alignment.
TIES: Mapping[str, tuple[float, float]] = {"influence": (0.0, 1.0)}

#: The kind of tie that states a propensity outright.
PROPENSITY = "propensity"

LEANING = Span("leaning", "values within -1 to 1", "write -1 for foes, 1 for friends", -1, 1)


def tie_span(kind: str) -> Span:
    """Return the span of the value of ties of a kind."""
    if kind == PROPENSITY:
        return LEANING
    low, high = TIES.get(kind, (-INFINITE, INFINITE))
    return Span("tie", f"values within {low:g} to {high:g}", f"that is the range of {kind}", low, high)


def is_of_alignment(path: str) -> bool:
    """Return whether the quantity at a path serves alignments alone."""
    section = section_of(path)
    return section == "alignment" or (section == "ties" and split_path(path)[1] not in TIES)


_EVER = "0001-01-01"
_TIE_KEYS = {"kind", "from", "from_", "to", "value", "since", "until", "note"}


class Ingredient(Part):
    """One thing that propensities are made of, as ties of that kind."""

    label: Text | None = Field(None, description="A short name for tables.")
    weight: AnyNumber = Field(description="What one unit of it adds to the propensity.")
    otherwise: AnyNumber | None = Field(
        None, description="Its value for pairs without a tie of this kind; 0 by default."
    )
    note: LongText | None = Field(None, description="Anything a reader should know about the ingredient.")


class Alignment(Part):
    """How propensities come about, and which blocs may form."""

    ingredients: dict[Id, Ingredient] = Field(
        {}, description="By id, which is the kind of the ties; a propensity is their weighted sum."
    )
    blocs: Annotated[Whole, Field(ge=2, le=6)] = Field(2, description="How many blocs may form at most.")
    watch: Annotated[
        tuple[Annotated[tuple[ActorId, ...], Field(min_length=2, max_length=2)], ...],
        Field(description="Pairs of actors whose propensities are watched: the first two span a diagram."),
    ] = ()
    susceptibility: Share | None = Field(
        None,
        description="How far actors follow those to whose side they lean, 0 to 1; by default not at all.",
    )
    fixed: dict[ActorId, Id] = Field({}, description="The side on which an actor stays: actor: side.")
    note: LongText | None = Field(None, description="Anything a reader should know about the alignment.")


class Known(Part):
    """What came of it: sides taken, settlements reached."""

    date: Day = Field(description="The day by which it had come about.")
    sides: Annotated[
        tuple[Annotated[tuple[ActorId, ...], Field(min_length=1)], ...],
        Field(description="The sides, each a list of actors; whoever took none is left out."),
    ] = ()
    settlements: dict[IssueId, Annotated[Number, Field(ge=0, le=100)]] = Field(
        {}, description="The settlement of issues, on their scale: issue: point."
    )
    because: Annotated[
        tuple[EvidenceId, ...], EachOnce, Field(description="Passages and figures that report it.")
    ] = ()
    note: LongText | None = Field(None, description="Anything a reader should know about the outcome.")


def check_alignment(data: Mapping[str, Any]) -> Iterator[InitErrorDetails]:
    """Everything wrong with ties of alignment, the alignment and the outcomes, but for missing ids."""
    alignment = unread(get(data, "alignment"), Alignment.model_fields)
    named = ids(alignment, "ingredients")
    for name in named or ():
        if name in TIES or name == PROPENSITY:
            what, remedy = "this is a kind of tie already", "choose another name"
            yield fault(what, got=name, remedy=remedy, loc=("alignment", "ingredients", name, "[key]"))
    watched: list[set[str | None]] = []
    for i, pair in enumerate(entries(get(alignment, "watch"))):
        ends = [parse_id(end) for end in entries(pair)]
        for j, end in enumerate(ends):
            loc: Loc = ("alignment", "watch", i, j)
            if end is not None and end in ends[:j]:
                yield fault("a pair needs two actors", got=end, remedy="name another", loc=loc)
        if None not in ends and set(ends) in watched:
            yield fault("this pair is watched already", remedy="keep one", loc=("alignment", "watch", i))
        watched.append(set(ends))
    yield from _sides(get(alignment, "fixed"), get(alignment, "blocs"))
    known = None if named is None else {PROPENSITY: None} | named
    seen: dict[tuple[str, ...], list[tuple[str, str, int]]] = {}
    for i, tie in enumerate(entries(get(data, "ties"))):
        kind = parse_id(get(tie, "kind"))
        if kind is None:
            continue
        if kind in TIES:
            yield from _undated(tie, i)
        elif known is not None and kind not in known:
            yield fault("unknown kind of tie", got=kind, known=[*TIES, *known], loc=("ties", i, "kind"))
        else:
            yield from _pair(tie, kind, i, seen)
    yield from _outcomes(data)


def _sides(fixed: Any, blocs: Any) -> Iterator[InitErrorDetails]:
    named = map(parse_id, fixed.values()) if isinstance(fixed, Mapping) else ()
    sides = {name for name in named if name is not None}
    most = blocs if isinstance(blocs, int) else 2
    if len(sides) > most:
        remedy = f"name at most {most} sides, or raise blocs"
        yield fault(
            "there are more sides than blocs", got=sorted(sides), remedy=remedy, loc=("alignment", "fixed")
        )


def _undated(tie: Any, i: int) -> Iterator[InitErrorDetails]:
    for key in ("since", "until"):
        if get(tie, key) is not None:
            remedy = "leave it out: only ties of alignment begin and end"
            yield fault("this kind of tie has no dates", remedy=remedy, loc=("ties", i, key, "[key]"))


def _pair(
    tie: Any, kind: str, i: int, seen: dict[tuple[str, ...], list[tuple[str, str, int]]]
) -> Iterator[InitErrorDetails]:
    one, other = ends_of(tie)
    for key, name in (("from", one), ("to", other)):
        if name is not None and "/" in name:
            remedy = f"name {name.split('/')[0]}: a member leans with the actor it belongs to"
            yield fault("a member takes no side of its own", got=name, remedy=remedy, loc=("ties", i, key))
    days = [_day(get(tie, key)) for key in ("since", "until")]
    if None in days or not set(tie if isinstance(tie, Mapping) else ()) <= _TIE_KEYS:
        return
    since, until = map(str, days)
    if since and until and until <= since:
        what, remedy = "the tie ends before it begins", "write a later day"
        yield fault(what, got=until, remedy=remedy, loc=("ties", i, "until"))
        return
    if one is None or other is None or one == other:
        return
    before = seen.setdefault((kind, *sorted((one, other))), [])
    for k, (begun, ended, at) in enumerate(before):
        if (not ended or (since or _EVER) < ended) and (not until or (begun or _EVER) < until):
            some = ", for some of the time" if begun or since else ""
            remedy = f"keep this one or ties.{at}"
            yield fault(f"this pair has such a tie already{some}", remedy=remedy, loc=("ties", i))
            # a tie without its end clashes with all that follow, and need be named only once
            before[k] = since, until, i
            return
    before.append((since, until, i))


def _day(value: Any) -> str | None:
    """A day as it sorts, empty where there is none; None where it is no day."""
    if value is None or isinstance(value, date):
        return str(value or "")
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        return None


def _outcomes(data: Mapping[str, Any]) -> Iterator[InitErrorDetails]:
    for i, known in enumerate(entries(get(data, "outcomes"))):
        met = set[str]()
        for j, side in enumerate(entries(get(known, "sides"))):
            for k, name in enumerate(map(parse_id, entries(side))):
                loc: Loc = ("outcomes", i, "sides", j, k)
                if name is not None and name in met:
                    yield fault("this actor has a side already", got=name, remedy="keep one", loc=loc)
                met |= {name} if name is not None else set()
