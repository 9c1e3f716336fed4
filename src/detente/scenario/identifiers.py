"""The ids in a scenario's data, valid or not yet: no type is assumed before the schema has spoken."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_core import InitErrorDetails

from detente.scenario.field_types import parse_id
from detente.scenario.problems import Loc, fault


def get(node: Any, key: str) -> Any:
    """What a mapping or a part of a scenario holds under a key; None where it holds nothing."""
    if isinstance(node, Mapping):
        return node.get(key)
    return getattr(node, key, None) if isinstance(node, BaseModel) else None


def entries(node: Any) -> list[Any]:
    """The entries of a list; none of anything else."""
    return list(node) if isinstance(node, list | tuple) else []


def items(node: Any, key: str) -> list[tuple[str, Any]]:
    """The ids and values of the mapping under a key; none where there is no mapping."""
    value = get(node, key)
    return [(parse_id(k) or str(k), v) for k, v in value.items()] if isinstance(value, Mapping) else []


def ids(node: Any, key: str) -> dict[str, None] | None:
    """The ids that the mapping under a key names; None where what stands there is no mapping.

    Whoever looks an id up in None finds nothing wrong: the schema has already reported what is wrong.
    """
    value = get(node, key)
    absent = value is None and not (isinstance(node, Mapping) and key in node)
    if not isinstance(node, Mapping | BaseModel | None) or not (absent or isinstance(value, Mapping)):
        return None
    return {name: None for name, _ in items(node, key)}


def unread(node: Any, fields: Collection[str]) -> Any:
    """The node; where it has unknown keys, something that is no mapping stands under every key it lacks.

    One of the unknown keys may be the missing one misspelt: what follows from its lack is no other mistake.
    """
    if isinstance(node, Mapping) and not all(key in fields for key in node):
        return {**dict.fromkeys(fields, ""), **node}
    return node


def ends_of(tie: Any) -> tuple[str | None, str | None]:
    """The two actors of a tie."""
    start = get(tie, "from")
    return parse_id(get(tie, "from_") if start is None else start), parse_id(get(tie, "to"))


def exists(what: str, name: Any, known: dict[str, None] | None, loc: Loc) -> Iterator[InitErrorDetails]:
    """A fault where a name is an id, but of nothing that there is."""
    text = parse_id(name)
    if text is not None and known is not None and text not in known:
        yield fault(f"no {what} with this id", got=name, known=known, loc=loc)
