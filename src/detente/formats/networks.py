"""Actors, ties, signed networks and voting bodies from plain tables."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from detente.cells import Cell
from detente.scenario.problems import Problem, ScenarioError, nearest
from detente.tables import Table, index_of, notify, read_table

Floats = NDArray[np.float64]

#: Weights that are kept exactly, however long: 12, 0.55, 1e9, 1/3.
_EXACT = re.compile(r"[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?|[0-9]+/[0-9]*[1-9][0-9]*", re.ASCII)

_DIGITS = 200  # of a weight, at most

_SIGNS = {"+": 1.0, "-": -1.0, "−": -1.0}


@dataclass(frozen=True)
class Landscape:
    """N actors by name, ``size`` (N,) and a symmetric ``propensity`` (N, N) with a zero diagonal."""

    names: tuple[str, ...]
    size: Floats
    propensity: Floats


@dataclass(frozen=True)
class Network:
    """A signed network: the actors' names and, for each tie, its ends ``a`` and ``b`` and its sign, (M,)."""

    label: str
    names: tuple[str, ...]
    a: NDArray[np.int64]
    b: NDArray[np.int64]
    sign: Floats


@dataclass(frozen=True)
class Body:
    """A voting body: N players and their weights under R rules, R rows of N, with the rules' names."""

    players: tuple[str, ...]
    rules: tuple[str, ...]
    weight: tuple[tuple[Fraction, ...], ...]


def read_landscape(paths: Sequence[str | os.PathLike[str]]) -> Landscape:
    """Actors and propensities from one or two tables, in any order.

    Actors are ``name,size``; without them every size is 1. Propensities are ``a,b,propensity``, where pairs
    left out have 0 and a pair may be listed both ways with the same value; or a square matrix with the names
    in
    its head and, in any order, its first column, the same both ways or one triangle. Its diagonal is ignored.
    Raises ScenarioError with everything wrong in them.
    """
    sizes: dict[str, tuple[float, Cell]] | None = None
    pairs: tuple[dict[str, Cell], list[tuple[str, str, float]]] | None = None
    where = os.fspath(paths[0])
    for path in paths:
        table = read_table(path, ("name", "actor", "size", "a", "b", "propensity"))
        where = table.name
        if table.has("size") and not table.has("propensity"):
            if sizes is not None:
                raise _one(table, "a second table of actors", "give one, and one of propensities")
            sizes = _sizes(table)
        else:
            if pairs is not None:
                raise _one(table, "a second table of propensities", "give one, and one of actors")
            pairs = _listed(table) if table.has("propensity") else _matrix(table)
    if pairs is None:
        what, remedy = "there are no propensities", "also name a file with a,b,propensity or a square matrix"
        raise ScenarioError([Problem(where, 1, 1, "", what, "", remedy)])
    seen, listed = pairs
    names = tuple(seen if sizes is None else sizes)
    if not names:
        what, remedy = "there are no actors", "write a pair or a matrix, or also name a file of actors"
        raise ScenarioError([Problem(where, 1, 1, "", what, "", remedy)])
    if sizes is not None:
        missing = [
            Problem(where, c.line, c.column, "", "this actor has no size", repr(n), nearest(n, names))
            for n, c in seen.items()
            if n not in sizes
        ]
        if missing:
            raise ScenarioError(missing)
    at = index_of(names)
    matrix = np.zeros((len(names), len(names)))
    for one, other, value in listed:
        matrix[at[one], at[other]] = matrix[at[other], at[one]] = value
    size = np.ones(len(names)) if sizes is None else np.array([v for v, _ in sizes.values()])
    return Landscape(names, size, matrix)


def read_edges(path: str | os.PathLike[str]) -> dict[str, Network]:
    """The signed networks in a table ``source,target,sign``, by the column ``network`` if there is one.

    A sign is 1 or -1, or + or -. A pair tied more than once counts as often, except in a network of which
    every tie is listed both ways: there the two are one. Raises ScenarioError.
    """
    table = read_table(path, ("network", "source", "target", "sign"))
    source, target, sign = (table.column(c) for c in ("source", "target", "sign"))
    network = table.column("network") if table.has("network") else None
    found: dict[str, list[tuple[str, str, float]]] = {}
    for row in table.rows:
        value = _SIGNS.get(row[sign].text) or table.parse(row[sign].text)[0]
        if value not in (1, -1):
            table.wrong(row[sign], "expected a sign, 1 or -1", "write 1 for friendly, -1 for hostile")
        one, other = row[source], row[target]
        _named(table, one, other)
        label = "" if network is None else row[network].text
        found.setdefault(label, []).append((one.text, other.text, value or 0.0))
    if not table.rows:
        table.wrong(table.head[0], "there are no ties", "write one per line below the head", "")
    table.done()
    table.name_unread()
    return {label: _network(table.name, label, ties) for label, ties in found.items()}


def read_body(path: str | os.PathLike[str]) -> Body:
    """A voting body from a table of ``player`` and one or several columns of weights.

    A column ``weight`` is the only rule where there is one; otherwise every column but the player's is.
    Weights are whole numbers, decimals or fractions of any size. Raises ScenarioError.
    """
    table = read_table(path, ("player", "name", "weight"))
    player = table.column("player", "name")
    if table.has("weight"):
        rules = [table.column("weight")]
    else:
        rules = [i for i, cell in enumerate(table.head) if i != player and cell.text]
        table.used.update(rules)
    if not rules:
        table.wrong(table.head[0], "there is no column of weights", "add one, named weight", "")
    table.done()
    players: dict[str, Cell] = {}
    weights: list[list[Fraction]] = [[] for _ in rules]
    for row in table.rows:
        _once(table, players, row[player])
        for into, column in zip(weights, rules, strict=True):
            into.append(_weight(table, row[column]))
    if not table.rows:
        table.wrong(table.head[0], "there are no players", "write one per line below the head", "")
    table.done()
    for column, given in zip(rules, weights, strict=True):
        if not any(given):
            table.wrong(table.head[column], "every weight in this column is 0", "give a player more")
    table.done()
    table.name_unread()
    return Body(tuple(players), tuple(table.head[r].text for r in rules), tuple(map(tuple, weights)))


def _weight(table: Table, cell: Cell) -> Fraction:
    """A weight, exact; notes a problem and gives 0 where there is none."""
    exact = Fraction(cell.text) if len(cell.text) <= _DIGITS and _EXACT.fullmatch(cell.text) else None
    if exact is not None and "/" in cell.text:
        return exact
    value = table.number(cell)
    if value < 0:
        table.wrong(cell, "expected a weight of at least 0", "write 0 or more")
    if exact is not None and float(exact) == value:  # else the table has decimal commas
        return exact
    return Fraction(str(value)) if value >= 0 else Fraction(0)


def _sizes(table: Table) -> dict[str, tuple[float, Cell]]:
    name, size = table.column("name", "actor"), table.column("size")
    seen: dict[str, Cell] = {}
    found = {}
    for row in table.rows:
        value = table.number(row[size], "a size")
        if value < 0:
            table.wrong(row[size], "expected a size of at least 0", "write 0 or more")
        _once(table, seen, row[name])
        found[row[name].text] = value, row[name]
    if not table.rows:
        table.wrong(table.head[0], "there are no actors", "write one per line below the head", "")
    table.done()
    table.name_unread()
    return found


def _listed(table: Table) -> tuple[dict[str, Cell], list[tuple[str, str, float]]]:
    a, b, propensity = (table.column(c) for c in ("a", "b", "propensity"))
    seen: dict[str, Cell] = {}
    pairs: dict[tuple[str, str], tuple[float, Cell]] = {}
    for row in table.rows:
        one, other = row[a], row[b]
        _named(table, one, other)
        value = table.number(row[propensity], "a propensity")
        pair, turned = (one.text, other.text), (other.text, one.text)
        if pair in pairs:
            remedy = f"keep this one or the one in line {pairs[pair][1].line}"
            table.wrong(one, "this pair is given twice", remedy, ", ".join(pair))
        elif turned in pairs and not np.isnan([value, before := pairs[turned][0]]).any() and value != before:
            remedy = f"make it {before:g} as in line {pairs[turned][1].line}, or average the two"
            table.wrong(row[propensity], "this pair has a different propensity the other way round", remedy)
        pairs.setdefault(pair, (value, one))
        seen.setdefault(one.text, one)
        seen.setdefault(other.text, other)
    table.done()
    table.name_unread()
    return seen, [(*pair, value) for pair, (value, _) in pairs.items()]


def _matrix(table: Table) -> tuple[dict[str, Cell], list[tuple[str, str, float]]]:
    seen: dict[str, Cell] = {}
    for cell in table.head[1:]:
        _once(table, seen, cell)
    names = list(seen)
    rows = {row[0].text: row for row in table.rows}
    if not {*names} & {*rows}:
        what = "expected a,b,propensity, name,size or a square matrix"
        remedy = table.meant_for("propensity") or "a matrix has the same names in its head and first column"
        table.wrong(table.head[0], what, remedy, ", ".join(c.text for c in table.head)[:60])
        table.done()
    _same_names(table)
    found = []
    for i, name in enumerate(names):
        for j, other in enumerate(names[:i]):
            cell, mirrored = rows[name][j + 1], rows[other][i + 1]
            # a triangle says it once
            cell, mirrored = cell if cell.text else mirrored, mirrored if mirrored.text else cell
            value, back = (table.number(c, "a propensity") if c.text else 0.0 for c in (cell, mirrored))
            if value != back and not np.isnan([value, back]).any():
                remedy = f"make it {back:g} as in line {mirrored.line}, or average the two"
                table.wrong(cell, "propensities must be the same both ways", remedy)
            found.append((name, other, value))
    table.done()
    return seen, found


def _same_names(table: Table) -> None:
    """Raise ScenarioError where a matrix's rows are not of the names in its head, each once."""
    seen: dict[str, Cell] = {}
    columns = {c.text for c in table.head[1:]}
    for row in table.rows:
        _once(table, seen, row[0])
        if row[0].text not in columns:
            table.wrong(row[0], "this row of the matrix has no column with its name", "add one, or rename it")
    for cell in table.head[1:]:
        if cell.text not in seen:
            table.wrong(cell, "this column of the matrix has no row with its name", "add one, or rename it")
    table.done()


def _network(file: str, label: str, ties: list[tuple[str, str, float]]) -> Network:
    ways = Counter(ties)
    if all(ways[other, one, sign] == count for (one, other, sign), count in ways.items()):
        # the first of the two, so that names keep their order
        left: Counter[tuple[str, str, float]] = Counter()
        kept = []
        for one, other, sign in ties:
            if left[one, other, sign]:
                left[one, other, sign] -= 1
            else:
                left[other, one, sign] += 1
                kept.append((one, other, sign))
        ties = kept
        notify(
            file, f"{f'network {label}: ' if label else ''}every tie is listed both ways and is counted once"
        )
    names = tuple(dict.fromkeys(n for one, other, _ in ties for n in (one, other)))
    at = index_of(names)
    ends = np.array([(at[one], at[other]) for one, other, _ in ties], dtype=np.int64)
    return Network(label, names, ends[:, 0].copy(), ends[:, 1].copy(), np.array([s for *_, s in ties]))


def _named(table: Table, one: Cell, other: Cell) -> None:
    for cell in (one, other):
        if not cell.text:
            table.wrong(cell, "expected a name", "name an actor", "")
    if one.text and one.text == other.text:
        table.wrong(other, "a tie joins two actors", "name another actor")


def _once(table: Table, seen: dict[str, Cell], cell: Cell) -> None:
    if not cell.text:
        table.wrong(cell, "expected a name", "name an actor", "")
    elif cell.text in seen:
        before = seen[cell.text]
        kept = f"line {before.line}" if before.line != cell.line else f"column {before.column}"
        table.wrong(cell, "this name is given twice", f"keep this one or the one in {kept}")
    seen.setdefault(cell.text, cell)


def _one(table: Table, what: str, remedy: str) -> ScenarioError:
    return ScenarioError([Problem(table.name, 1, 1, "", what, "", remedy)])
