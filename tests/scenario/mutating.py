"""Scenarios with one thing changed: whatever a slip, a tool or ill will could put into a file."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from detente import catalog
from detente.scenario.yaml.parse import parse_yaml
from detente.scenario.yaml.write import flow

_MORE = """
outcomes:
  - {date: 2025-06-30, sides: [[east, west], [friend]], settlements: {river: 40}, because: [aid]}
"""

VALUES: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    -1,
    3,
    101,
    0.5,
    1e308,
    5e-324,
    -0.0,
    10**18,
    10**30,
    float("nan"),
    float("inf"),
    "",
    " ",
    "x",
    "no",
    "null",
    "2025-02-30",
    "2025-08-17",
    "0",
    "1_0",
    "0x1F",
    "1:30",
    "１２",
    "[/x]",
    "[bold]",
    "\x1b[2J",
    "\0",
    "\u202e",
    "\u00a0",
    "\u200b",
    "é",
    "e\u0301",
    "a/b",
    "/",
    "a.b",
    "<<",
    "*a",
    "&a",
    "!!str",
    "1 month",
    "😀",
    "a\nb",
    [],
    [1],
    [1, 2],
    [3, 2, 1],
    [1, 2, 3, 4],
    [[1]],
    [None],
    ["x", "x"],
    [{}],
    {},
    {"a": 1},
    {"value": 3},
    {"value": {"value": 3}},
    {"value": [1, 2], "because": ["x"]},
    {"dist": "beta"},
    {"dist": ["pert"]},
    {"dist": {"low": 1}},
    {"dist": "categorical", "values": {"0": 0.5, "0.0": 0.5}},
    {"low": 1, "high": 2},
    [[[[[[[[[[1]]]]]]]]]],
    "x" * 5000,
]


def bases() -> dict[str, Any]:
    """The data of every bundled case, and of a scenario that has every section."""
    files = {slug: catalog.path(slug).read_text(encoding="utf-8") for slug in catalog.slugs()}
    files["rich"] = (Path(__file__).parent / "system.yaml").read_text(encoding="utf-8") + _MORE
    return {name: parse_yaml(text, name).value for name, text in files.items()}


def nodes(tree: Any, loc: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The place of every value below the top."""
    below = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in below:
        yield (*loc, key)
        yield from nodes(value, (*loc, key))


def mutate(tree: Any, random: Random) -> str:
    """The YAML text of the tree with one to three of its values changed."""
    made = copy.deepcopy(tree)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        _change(made, random.choice(list(nodes(made))), random)
    return _text(made)


def _change(tree: Any, loc: tuple[str | int, ...], random: Random) -> None:
    parent = tree
    for part in loc[:-1]:
        parent = parent[part]
    last, value = loc[-1], parent[loc[-1]]
    how = random.choice(
        ("replace", "replace", "replace", "delete", "double", "swap", "rename", "wrap", "type")
    )
    if how == "delete":
        del parent[last]
    elif how == "double" and isinstance(parent, list):
        parent.insert(last, copy.deepcopy(value))
    elif how == "swap":
        other = random.choice(list(parent) if isinstance(parent, dict) else range(len(parent)))
        parent[last], parent[other] = parent[other], parent[last]
    elif how == "rename" and isinstance(parent, dict):
        name = random.choice([str(v) for v in VALUES if not isinstance(v, dict | list)] + list(parent))
        parent[name] = parent.pop(last)
    elif how == "wrap":
        parent[last] = random.choice(([value], [value, value], {"x": value}, {"value": value}))
    elif how == "type":
        parent[last] = random.choice((str(value)[:200], [str(value)[:200]], len(str(value)), bool(value)))
    else:
        parent[last] = random.choice(VALUES)


def _text(tree: dict[str, Any]) -> str:
    """One top key a line, so that a place in it says something."""
    return "".join(f"{flow(str(key))}: {flow(value)}\n" for key, value in tree.items())
