"""Whether the ids that parts of a scenario name exist; works on data not yet valid and on models alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_core import InitErrorDetails

from detente.scenario.alignment import TIES, check_alignment
from detente.scenario.field_types import Target, parse_id
from detente.scenario.identifiers import ends_of, entries, exists, get, ids, items
from detente.scenario.problems import Loc, fault
from detente.scenario.walk import walk_references


def check_references(data: Mapping[str, Any], kind: type[BaseModel]) -> Iterator[InitErrorDetails]:
    """Every reference to a missing id, every id or stance given twice, every issue without a stance.

    ``kind`` is the model of the scenario, whose annotations say what refers to what.
    """
    known = _known(data)
    for loc, name, refers in walk_references(kind, data):
        yield from exists(_CALLED.get(refers.target, refers.target), name, known[refers.target], loc)
    passages = ids(data, "passages")
    for name in ids(data, "figures") or ():
        if passages and name in passages:
            what, remedy = "a passage already has this id", "rename one of them"
            yield fault(what, got=name, remedy=remedy, loc=("figures", name))
    for name, issue in items(data, "issues"):
        yield from _setter(data, name, get(get(issue, "rule"), "setter"))
    for path, loc, actor in _actors(get(data, "actors"), ("actors",), ""):
        if "/" in path and get(actor, "votes") is not None:
            what, remedy = "a member has no votes of its own", "give them to the actor it belongs to"
            yield fault(what, got=get(actor, "votes"), remedy=remedy, loc=(*loc, "votes"))
    yield from _stances(data, known["issue"])
    yield from _ties(data)
    yield from check_alignment(data)
    if known["issue"] == {} and get(data, "ties") in (None, [], ()):
        remedy = "add an issue, or ties between the actors"
        yield fault("there are no issues to settle and no ties", remedy=remedy, loc=("issues",))


#: What messages call the targets of references, if not by their own name.
_CALLED: Mapping[Target, str] = {"evidence": "passage or figure", "member": "actor"}


def _known(data: Mapping[str, Any]) -> dict[Target, dict[str, None] | None]:
    """The ids that may be referred to; None if they cannot be read, so that nothing can be missing."""
    passages, figures = ids(data, "passages"), ids(data, "figures")
    everyone = dict.fromkeys(path for path, _, _ in _actors(get(data, "actors"), ("actors",), ""))
    return {
        "source": ids(data, "sources"),
        "evidence": None if passages is None or figures is None else passages | figures,
        "issue": ids(data, "issues"),
        "actor": ids(data, "actors"),
        "member": everyone or None,
    }


def _setter(data: Mapping[str, Any], issue: str, named: Any) -> Iterator[InitErrorDetails]:
    loc, actors, setter = ("issues", issue, "rule", "setter"), ids(data, "actors"), parse_id(named)
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


def _ties(data: Mapping[str, Any]) -> Iterator[InitErrorDetails]:
    seen: dict[tuple[str, ...], int] = {}
    for i, tie in enumerate(entries(get(data, "ties"))):
        kind, (start, end) = parse_id(get(tie, "kind")), ends_of(tie)
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


def _stances(data: Mapping[str, Any], issues: dict[str, None] | None) -> Iterator[InitErrorDetails]:
    seen: dict[tuple[str, str], int] = {}
    stances = get(data, "stances")
    taken, unclear = set[str](), "stances" in data and not isinstance(stances, list | tuple)
    for i, stance in enumerate(entries(stances)):
        actor, issue = parse_id(get(stance, "actor")), parse_id(get(stance, "issue"))
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


def _actors(actors: Any, loc: Loc, above: str) -> Iterator[tuple[str, Loc, Any]]:
    for name, actor in items({"": actors}, ""):
        yield f"{above}{name}", (*loc, name), actor
        yield from _actors(get(actor, "members"), (*loc, name, "members"), f"{above}{name}/")
