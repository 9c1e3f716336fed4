"""Who leans to whose side, as a scenario states it: ingredients and their weights, sides, what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field
from pydantic_core import InitErrorDetails

from detente.scenario.fields import Day, Id, Number, Text, Whole
from detente.scenario.part import AnyNumber, Part, Share, Span
from detente.scenario.problems import Loc, fault

#: The kinds of tie from one actor to another, each with its least and greatest value. Those between two
#: actors, the same both ways, are propensities and the ingredients of the alignment.
TIES: Mapping[str, tuple[float, float]] = {"influence": (0.0, 1.0)}

#: The kind of tie that states a propensity outright.
PROPENSITY = "propensity"

LEANING = Span("leaning", "values within -1 to 1", "write -1 for foes, 1 for friends", -1, 1)

_EVER = "0001-01-01"


class Ingredient(Part):
    """One thing that propensities are made of, as ties of that kind."""

    label: Text | None = Field(None, description="A short name for tables.")
    weight: AnyNumber = Field(description="What one unit of it adds to the propensity.")
    otherwise: AnyNumber | None = Field(
        None, description="Its value for pairs without a tie of this kind; 0 without it."
    )
    note: Text | None = Field(None, description="Anything a reader should know about the ingredient.")


class Alignment(Part):
    """How propensities come about, and which blocs may form."""

    ingredients: dict[Id, Ingredient] = Field(
        {}, description="By id, which is the kind of the ties; a propensity is their weighted sum."
    )
    blocs: Annotated[Whole, Field(ge=2, le=6)] = Field(2, description="How many blocs may form at most.")
    watch: Annotated[
        tuple[Annotated[tuple[Id, ...], Field(min_length=2, max_length=2)], ...],
        Field(description="Pairs of actors whose propensities are watched: the first two span a diagram."),
    ] = ()
    susceptibility: Share | None = Field(
        None,
        description="How far actors follow those to whose side they lean, 0 to 1; not at all without it.",
    )
    fixed: dict[Id, Id] = Field({}, description="The side on which an actor stays: actor: side.")
    note: Text | None = Field(None, description="Anything a reader should know about the alignment.")


class Known(Part):
    """What came of it: sides taken, settlements reached."""

    date: Day = Field(description="The day by which it had come about.")
    sides: Annotated[
        tuple[Annotated[tuple[Id, ...], Field(min_length=1)], ...],
        Field(description="The sides, each a list of actors; whoever took none is left out."),
    ] = ()
    settlements: dict[Id, Annotated[Number, Field(ge=0, le=100)]] = Field(
        {}, description="The settlement of issues, on their scale: issue: point."
    )
    because: Annotated[tuple[Id, ...], Field(description="Passages and figures that tell of it.")] = ()
    note: Text | None = Field(None, description="Anything a reader should know about the outcome.")


def check_alignment(data: Mapping[str, Any]) -> Iterator[InitErrorDetails]:
    """What is wrong with the names in a scenario's ties of alignment, its alignment and its outcomes."""
    alignment, actors = _get(data, "alignment"), _keys(_get(data, "actors"))
    named = _keys(_get(alignment, "ingredients"))
    for name in named:
        if name in TIES or name == PROPENSITY:
            what, remedy = "this is a kind of tie already", "choose another name"
            yield fault(what, got=name, remedy=remedy, loc=("alignment", "ingredients", name, "[key]"))
    for name in _keys(_get(alignment, "fixed")):
        if name not in actors:
            loc: Loc = ("alignment", "fixed", name, "[key]")
            yield fault("no actor of this id", got=name, known=actors, loc=loc)
    for i, pair in enumerate(_list(_get(alignment, "watch"))):
        for j, name in enumerate(_list(pair)):
            if isinstance(name, str) and name not in actors:
                loc = ("alignment", "watch", i, j)
                yield fault("no actor of this id", got=name, known=actors, loc=loc)
            elif name in _list(pair)[:j]:
                what, remedy = "a pair is of two actors", "name another"
                yield fault(what, got=name, remedy=remedy, loc=("alignment", "watch", i, j))
    yield from _sides(_get(alignment, "fixed"), _get(alignment, "blocs"))
    known = {PROPENSITY: None} | named
    seen: dict[tuple[str, ...], list[tuple[str, str, int]]] = {}
    for i, tie in enumerate(_list(_get(data, "ties"))):
        kind = _get(tie, "kind")
        if kind in TIES or not isinstance(kind, str):
            yield from _undated(tie, i)
            continue
        if kind not in known:
            yield fault("unknown kind of tie", got=kind, known=[*TIES, *known], loc=("ties", i, "kind"))
            continue
        yield from _pair(tie, i, seen)
    yield from _outcomes(data, actors)


def _sides(fixed: Any, blocs: Any) -> Iterator[InitErrorDetails]:
    sides = {v for v in fixed.values() if isinstance(v, str)} if isinstance(fixed, Mapping) else set()
    most = blocs if isinstance(blocs, int) else 2
    if len(sides) > most:
        remedy = f"name at most {most} sides, or raise blocs"
        yield fault(
            "there are more sides than blocs", got=sorted(sides), remedy=remedy, loc=("alignment", "fixed")
        )


def _undated(tie: Any, i: int) -> Iterator[InitErrorDetails]:
    for key in ("since", "until"):
        if _get(tie, key) is not None:
            remedy = "leave it out: only ties of alignment begin and end"
            yield fault("this kind of tie has no dates", remedy=remedy, loc=("ties", i, key, "[key]"))


def _pair(
    tie: Any, i: int, seen: dict[tuple[str, ...], list[tuple[str, str, int]]]
) -> Iterator[InitErrorDetails]:
    ends = [_get(tie, "from") or _get(tie, "from_"), _get(tie, "to")]
    for key, name in zip(("from", "to"), ends, strict=True):
        if isinstance(name, str) and "/" in name:
            remedy = f"name {name.split('/')[0]}: a member leans with the actor it belongs to"
            yield fault("a member takes no side of its own", got=name, remedy=remedy, loc=("ties", i, key))
    since, until = (str(_get(tie, k) or "") for k in ("since", "until"))
    if since and until and until <= since:
        what, remedy = "the tie ends before it begins", "write a later day"
        yield fault(what, got=until, remedy=remedy, loc=("ties", i, "until"))
    if not all(isinstance(name, str) for name in ends) or ends[0] == ends[1]:
        return
    before = seen.setdefault((_get(tie, "kind"), *sorted(ends)), [])
    for begun, ended, at in before:
        if (not ended or (since or _EVER) < ended) and (not until or (begun or _EVER) < until):
            what = (
                "this pair has such a tie already, for some of the time"
                if begun or since
                else ("this pair has such a tie already")
            )
            yield fault(what, remedy=f"keep this one or ties.{at}", loc=("ties", i))
            break
    before.append((since, until, i))


def _outcomes(data: Mapping[str, Any], actors: dict[str, None]) -> Iterator[InitErrorDetails]:
    issues = _keys(_get(data, "issues"))
    for i, known in enumerate(_list(_get(data, "outcomes"))):
        met: dict[str, None] = {}
        for j, side in enumerate(_list(_get(known, "sides"))):
            for k, name in enumerate(_list(side)):
                loc: Loc = ("outcomes", i, "sides", j, k)
                if isinstance(name, str) and name not in actors:
                    yield fault("no actor of this id", got=name, known=actors, loc=loc)
                elif name in met:
                    yield fault("this actor has a side already", got=name, remedy="keep one", loc=loc)
                met[name] = None
        for name in _keys(_get(known, "settlements")):
            if name not in issues:
                loc = ("outcomes", i, "settlements", name, "[key]")
                yield fault("no issue of this id", got=name, known=issues, loc=loc)


def _get(node: Any, key: str) -> Any:
    return node.get(key) if isinstance(node, Mapping) else getattr(node, key, None)


def _list(node: Any) -> list[Any]:
    return list(node) if isinstance(node, list | tuple) else []


def _keys(node: Any) -> dict[str, None]:
    return {str(k): None for k in node} if isinstance(node, Mapping) else {}
