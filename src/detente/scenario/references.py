"""Whether the ids that parts of a scenario name exist; works on data not yet valid and on models alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_core import InitErrorDetails

from detente.scenario.aligning import TIES, check_alignment
from detente.scenario.problems import Loc, fault


def check_references(data: Mapping[str, Any]) -> Iterator[InitErrorDetails]:
    """Every reference to a missing id, every id or stance given twice, every issue without a stance."""
    sources, passages, figures, issues = (_ids(data, k) for k in ("sources", "passages", "figures", "issues"))
    for name in figures:
        if name in passages:
            what, remedy = "this id names a passage already", "rename one of them"
            yield fault(what, got=name, remedy=remedy, loc=("figures", name))
    for name, passage in _entries(data, "passages"):
        yield from _exists("source", _get(passage, "source"), sources, ("passages", name, "source"))
    backing = passages | figures
    for name, issue in _entries(data, "issues"):
        yield from _because(_get(issue, "reversion"), backing, ("issues", name, "reversion"))
        yield from _setter(data, name, _get(_get(issue, "rule"), "setter"))
    flat: dict[str, None] = {}
    for path, loc, actor in _actors(_get(data, "actors"), ("actors",), ""):
        flat[path] = None
        for key in ("capability", "size", "autonomy", "threshold"):
            yield from _because(_get(actor, key), backing, (*loc, key))
        if "/" in path and _get(actor, "votes") is not None:
            what, remedy = "a member has no votes of its own", "give them to the actor it belongs to"
            yield fault(what, got=_get(actor, "votes"), remedy=remedy, loc=(*loc, "votes"))
        for i, issue in enumerate(_list(_get(actor, "consent"))):
            yield from _exists("issue", issue, issues, (*loc, "consent", i))
    yield from _stances(data, flat, issues, backing)
    yield from _ties(data, flat, backing)
    yield from check_alignment(data)
    if not issues and not _list(_get(data, "ties")):
        remedy = "add an issue, or ties between the actors"
        yield fault("there is nothing to be settled and nobody tied", remedy=remedy, loc=("issues",))
    yield from _beside(data, flat, issues, backing)


def _setter(data: Mapping[str, Any], issue: str, setter: Any) -> Iterator[InitErrorDetails]:
    loc, actors = ("issues", issue, "rule", "setter"), _ids(data, "actors")
    yield from _exists("actor", setter, actors, loc)
    if not isinstance(setter, str) or setter not in actors:
        return
    for stance in _list(_get(data, "stances")):
        if _get(stance, "issue") == issue and str(_get(stance, "actor")).split("/")[0] == setter:
            return
    yield fault(
        "the setter takes no stance on this issue", got=setter, remedy="add one, or name another", loc=loc
    )


def _ties(
    data: Mapping[str, Any], flat: dict[str, None], backing: dict[str, None]
) -> Iterator[InitErrorDetails]:
    seen: dict[tuple[str, ...], int] = {}
    for i, tie in enumerate(_list(_get(data, "ties"))):
        ends = _get(tie, "from") or _get(tie, "from_"), _get(tie, "to")
        yield from _exists("actor", ends[0], flat, ("ties", i, "from"))
        yield from _exists("actor", ends[1], flat, ("ties", i, "to"))
        yield from _because(_get(tie, "value"), backing, ("ties", i, "value"))
        named = _get(tie, "kind"), *ends
        if not all(isinstance(part, str) for part in named):
            continue
        if ends[0] == ends[1]:
            remedy = "name two actors"
            yield fault(
                "a tie goes from one actor to another", got=ends[1], remedy=remedy, loc=("ties", i, "to")
            )
        if named in seen and named[0] in TIES:
            what, remedy = "this tie is given already", f"keep this one or ties.{seen[named]}"
            yield fault(what, remedy=remedy, loc=("ties", i))
        seen.setdefault(named, i)


def _stances(
    data: Mapping[str, Any], flat: dict[str, None], issues: dict[str, None], backing: dict[str, None]
) -> Iterator[InitErrorDetails]:
    seen: dict[tuple[str, str], int] = {}
    for i, stance in enumerate(_list(_get(data, "stances"))):
        actor, issue = _get(stance, "actor"), _get(stance, "issue")
        yield from _exists("actor", actor, flat, ("stances", i, "actor"))
        yield from _exists("issue", issue, issues, ("stances", i, "issue"))
        for key in ("position", "salience"):
            yield from _because(_get(stance, key), backing, ("stances", i, key))
        if not isinstance(actor, str) or not isinstance(issue, str):
            continue
        if (actor, issue) in seen:
            what = f"{actor} has a stance on {issue} already"
            yield fault(what, remedy=f"keep this one or stances.{seen[actor, issue]}", loc=("stances", i))
        seen.setdefault((actor, issue), i)
    taken = {issue for _, issue in seen}
    for name in issues:
        if name not in taken:
            what, remedy = "no actor takes a stance on this issue", "add one, or leave the issue out"
            yield fault(what, remedy=remedy, loc=("issues", name))


def _beside(
    data: Mapping[str, Any], flat: dict[str, None], issues: dict[str, None], backing: dict[str, None]
) -> Iterator[InitErrorDetails]:
    """The references of fighting, money, steps and events."""
    for key in ("alignment", "conflict", "budgets", "alliance", "trade", "steps", "events", "outcomes"):
        yield from _backed(_get(data, key), backing, (key,))
    states = _ids(data, "actors")
    for loc, kind in _NAMED:
        known, what = {"issue": (issues, "issue"), "state": (states, "actor"), "actor": (flat, "actor")}[kind]
        for place, name in _at(data, loc, ()):
            yield from _exists(what, name, known, place)
    for key, below in (("budgets", "states"), ("alliance", "allies")):
        for name, _ in _entries({"": _get(_get(data, key), below)}, ""):
            yield from _exists("actor", name, states, (key, below, name, "[key]"))


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
        yield from _at(_get(node, keys[0]), keys[1:], (*loc, keys[0]))
    elif isinstance(node, Mapping):
        for name, value in node.items():
            yield from _at(value, keys[1:], (*loc, str(name)))
    else:
        for i, value in enumerate(_list(node)):
            yield from _at(value, keys[1:], (*loc, i))


def _backed(node: Any, backing: dict[str, None], loc: Loc) -> Iterator[InitErrorDetails]:
    """Every ``because`` below a node."""
    yield from _because(node, backing, loc)
    if isinstance(node, Mapping):
        for name, value in node.items():
            yield from _backed(value, backing, (*loc, str(name)))
    elif isinstance(node, BaseModel):
        for name in type(node).model_fields:
            yield from _backed(getattr(node, name), backing, (*loc, name))
    else:
        for i, value in enumerate(_list(node)):
            yield from _backed(value, backing, (*loc, i))


def _because(quantity: Any, backing: dict[str, None], loc: Loc) -> Iterator[InitErrorDetails]:
    for i, name in enumerate(_list(_get(quantity, "because"))):
        yield from _exists("passage or figure", name, backing, (*loc, "because", i))


def _exists(what: str, name: Any, known: dict[str, None], loc: Loc) -> Iterator[InitErrorDetails]:
    if isinstance(name, str) and name not in known:
        yield fault(f"no {what} of this id", got=name, known=known, loc=loc)


def _actors(actors: Any, loc: Loc, above: str) -> Iterator[tuple[str, Loc, Any]]:
    for name, actor in actors.items() if isinstance(actors, Mapping) else ():
        yield f"{above}{name}", (*loc, str(name)), actor
        yield from _actors(_get(actor, "members"), (*loc, str(name), "members"), f"{above}{name}/")


def _get(node: Any, key: str) -> Any:
    return node.get(key) if isinstance(node, Mapping) else getattr(node, key, None)


def _list(node: Any) -> list[Any]:
    return list(node) if isinstance(node, list | tuple) else []


def _entries(data: Mapping[str, Any], key: str) -> list[tuple[str, Any]]:
    found = _get(data, key)
    return [(str(k), v) for k, v in found.items()] if isinstance(found, Mapping) else []


def _ids(data: Mapping[str, Any], key: str) -> dict[str, None]:
    return {k: None for k, _ in _entries(data, key)}
