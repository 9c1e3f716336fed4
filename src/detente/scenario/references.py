"""Whether the ids that parts of a scenario name exist; works on data not yet valid and on models alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_core import InitErrorDetails

from detente.scenario.alignment import TIES, check_alignment
from detente.scenario.field_types import parse_id
from detente.scenario.identifiers import ends_of, entries, exists, get, ids, items
from detente.scenario.problems import Loc, fault


def check_references(data: Mapping[str, Any]) -> Iterator[InitErrorDetails]:
    """Every reference to a missing id, every id or stance given twice, every issue without a stance."""
    sources, passages, figures, issues = (ids(data, k) for k in ("sources", "passages", "figures", "issues"))
    for name in figures or ():
        if passages and name in passages:
            what, remedy = "this id names a passage already", "rename one of them"
            yield fault(what, got=name, remedy=remedy, loc=("figures", name))
    for name, passage in items(data, "passages"):
        yield from exists("source", get(passage, "source"), sources, ("passages", name, "source"))
    backing = None if passages is None or figures is None else passages | figures
    for name, issue in items(data, "issues"):
        yield from _because(get(issue, "reversion"), backing, ("issues", name, "reversion"))
        yield from _setter(data, name, get(get(issue, "rule"), "setter"))
    flat: dict[str, None] = {}
    for path, loc, actor in _actors(get(data, "actors"), ("actors",), ""):
        flat[path] = None
        for key in ("capability", "size", "autonomy", "threshold"):
            yield from _because(get(actor, key), backing, (*loc, key))
        if "/" in path and get(actor, "votes") is not None:
            what, remedy = "a member has no votes of its own", "give them to the actor it belongs to"
            yield fault(what, got=get(actor, "votes"), remedy=remedy, loc=(*loc, "votes"))
        for i, issue in enumerate(entries(get(actor, "consent"))):
            yield from exists("issue", issue, issues, (*loc, "consent", i))
    # without actors that could be read, nobody can be missing among them
    everyone = flat if flat else None
    yield from _stances(data, everyone, issues, backing)
    yield from _ties(data, everyone, backing)
    yield from check_alignment(data)
    if issues == {} and get(data, "ties") in (None, [], ()):
        remedy = "add an issue, or ties between the actors"
        yield fault("there is nothing to be settled and nobody tied", remedy=remedy, loc=("issues",))
    yield from _beside(data, everyone, issues, backing)


def _setter(data: Mapping[str, Any], issue: str, named: Any) -> Iterator[InitErrorDetails]:
    loc, actors, setter = ("issues", issue, "rule", "setter"), ids(data, "actors"), parse_id(named)
    yield from exists("actor", named, actors, loc)
    if setter is None or actors is None or setter not in actors:
        return
    for stance in entries(get(data, "stances")):
        actor, about = parse_id(get(stance, "actor")), parse_id(get(stance, "issue"))
        # a stance whose actor or issue cannot be read might be the setter's
        if about in (issue, None) and (actor is None or actor.split("/")[0] == setter):
            return
    yield fault(
        "the setter takes no stance on this issue", got=setter, remedy="add one, or name another", loc=loc
    )


def _ties(
    data: Mapping[str, Any], flat: dict[str, None] | None, backing: dict[str, None] | None
) -> Iterator[InitErrorDetails]:
    seen: dict[tuple[str, ...], int] = {}
    for i, tie in enumerate(entries(get(data, "ties"))):
        kind, (start, end) = parse_id(get(tie, "kind")), ends_of(tie)
        yield from exists("actor", start, flat, ("ties", i, "from"))
        yield from exists("actor", end, flat, ("ties", i, "to"))
        yield from _because(get(tie, "value"), backing, ("ties", i, "value"))
        if kind is None or start is None or end is None:
            continue
        if start == end:
            what, remedy = "a tie goes from one actor to another", "name two actors"
            yield fault(what, got=end, remedy=remedy, loc=("ties", i, "to"))
        named = kind, start, end
        if named in seen and kind in TIES:
            what, remedy = "this tie is given already", f"keep this one or ties.{seen[named]}"
            yield fault(what, remedy=remedy, loc=("ties", i))
        seen.setdefault(named, i)


def _stances(
    data: Mapping[str, Any],
    flat: dict[str, None] | None,
    issues: dict[str, None] | None,
    backing: dict[str, None] | None,
) -> Iterator[InitErrorDetails]:
    seen: dict[tuple[str, str], int] = {}
    stances = get(data, "stances")
    taken, unclear = set[str](), "stances" in data and not isinstance(stances, list | tuple)
    for i, stance in enumerate(entries(stances)):
        actor, issue = parse_id(get(stance, "actor")), parse_id(get(stance, "issue"))
        yield from exists("actor", get(stance, "actor"), flat, ("stances", i, "actor"))
        yield from exists("issue", get(stance, "issue"), issues, ("stances", i, "issue"))
        for key in ("position", "salience"):
            yield from _because(get(stance, key), backing, ("stances", i, key))
        if issue is None or issues is None or issue not in issues:
            unclear = True
            continue
        taken.add(issue)
        if actor is None:
            continue
        if (actor, issue) in seen:
            what = f"{actor} has a stance on {issue} already"
            yield fault(what, remedy=f"keep this one or stances.{seen[actor, issue]}", loc=("stances", i))
        seen.setdefault((actor, issue), i)
    # a stance that names no issue of these may have been meant for any of them
    for name in issues or () if not unclear else ():
        if name not in taken:
            what, remedy = "no actor takes a stance on this issue", "add one, or leave the issue out"
            yield fault(what, remedy=remedy, loc=("issues", name))


def _beside(
    data: Mapping[str, Any],
    flat: dict[str, None] | None,
    issues: dict[str, None] | None,
    backing: dict[str, None] | None,
) -> Iterator[InitErrorDetails]:
    """The references of fighting, money, steps and events."""
    for key in ("alignment", "conflict", "budgets", "alliance", "trade", "steps", "events", "outcomes"):
        yield from _backed(get(data, key), backing, (key,))
    states = ids(data, "actors")
    for loc, kind in _NAMED:
        known, what = {"issue": (issues, "issue"), "state": (states, "actor"), "actor": (flat, "actor")}[kind]
        for place, name in _at(data, loc, ()):
            yield from exists(what, name, known, place)
    for key, below in (("budgets", "states"), ("alliance", "allies")):
        for name, _ in items(get(data, key), below):
            yield from exists("actor", name, states, (key, below, name, "[key]"))


# where ids stand beside actors, issues and stances: * is every entry; a state is an actor, no member of one
_NAMED = (
    (("conflict", "issue"), "issue"),
    (("conflict", "a", "actors", "*"), "state"),
    (("conflict", "b", "actors", "*"), "state"),
    (("conflict", "patrons", "*", "actor"), "actor"),
    (("conflict", "guarantee", "issue"), "issue"),
    (("conflict", "guarantee", "by", "*"), "actor"),
    (("budgets", "financing"), "issue"),
    (("trade", "*", "exporter"), "state"),
    (("trade", "*", "importer"), "state"),
    (("trade", "*", "issue"), "issue"),
)


def _at(node: Any, keys: tuple[str, ...], loc: Loc) -> Iterator[tuple[Loc, Any]]:
    if not keys:
        yield loc, node
    elif keys[0] != "*":
        yield from _at(get(node, keys[0]), keys[1:], (*loc, keys[0]))
    elif isinstance(node, Mapping):
        for name, value in node.items():
            yield from _at(value, keys[1:], (*loc, str(name)))
    else:
        for i, value in enumerate(entries(node)):
            yield from _at(value, keys[1:], (*loc, i))


def _backed(node: Any, backing: dict[str, None] | None, loc: Loc) -> Iterator[InitErrorDetails]:
    """Every ``because`` below a node."""
    yield from _because(node, backing, loc)
    if isinstance(node, Mapping):
        for name, value in node.items():
            yield from _backed(value, backing, (*loc, str(name)))
    elif isinstance(node, BaseModel):
        for name in type(node).model_fields:
            yield from _backed(getattr(node, name), backing, (*loc, name))
    else:
        for i, value in enumerate(entries(node)):
            yield from _backed(value, backing, (*loc, i))


def _because(quantity: Any, backing: dict[str, None] | None, loc: Loc) -> Iterator[InitErrorDetails]:
    for i, name in enumerate(entries(get(quantity, "because"))):
        yield from exists("passage or figure", name, backing, (*loc, "because", i))


def _actors(actors: Any, loc: Loc, above: str) -> Iterator[tuple[str, Loc, Any]]:
    for name, actor in items({"": actors}, ""):
        yield f"{above}{name}", (*loc, name), actor
        yield from _actors(get(actor, "members"), (*loc, name, "members"), f"{above}{name}/")
