"""What is odd in a scenario that is well formed: nothing to refuse, but something to look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from math import floor, log10, prod
from typing import Any

from detente.names import plain_name
from detente.scenario.actors import Actor, Stance
from detente.scenario.distributions import Categorical
from detente.scenario.field_types import Target
from detente.scenario.paths import actor_keys, join_path, section_of, split_path
from detente.scenario.problems import Loc, Problem, quote_value
from detente.scenario.quantity import Quantity
from detente.scenario.scenario import Scenario
from detente.scenario.sources import Figure
from detente.scenario.walk import walk_references

#: A number within this share of a figure is like it: figures are rounded.
_NEAR = 0.05

#: Of numbers that might be on one scale, at most this many are compared: a hostile file can hold very many.
_COMPARED = 200

# figures are published in units, and numbers written in thousands of them, or shares as per cent
_POWERS = (0, 2, 3, 6, 9, 12)


def find_oddities(scenario: Scenario, file: str = "<scenario>") -> tuple[Problem, ...]:
    """Find what a reader should look at.

    These are actors without a stance; passages, figures and sources that nothing rests on; two actors or
    issues of one label; a number unlike the one figure that backs it; an issue on which nobody may have
    weight.

    Parameters
    ----------
    scenario
        A valid scenario.
    file
        What the problems call its file.

    Returns
    -------
    tuple of Problem
        In the order of the file.
    """
    odd = [
        *_idle_actors(scenario),
        *_idle_evidence(scenario),
        *_namesakes(scenario),
        *_unlike_figures(scenario),
        *_weightless(scenario),
    ]
    placed = []
    for loc, *words in odd:
        path = loc if len(loc) > 1 else str(loc[0])
        line, column = scenario.where(path, of_key=loc[-1:] != ("label",) and len(loc) > 1) or (1, 1)
        placed.append(Problem(file, line, column, join_path(*loc), *words))
    return tuple(sorted(placed, key=lambda p: (p.line, p.column)))


_Odd = tuple[Any, ...]


def _idle_actors(scenario: Scenario) -> Iterator[_Odd]:
    heard = {path for s in scenario.stances for path in _upwards(s.actor)}
    elsewhere = {path for name in _named_actors(scenario) for path in _upwards(name)}
    for path in scenario.flat_actors():
        member = "/" in path
        if path in heard or (member and path in elsewhere) or any(p not in heard for p in _upwards(path)[1:]):
            continue
        if scenario.issues:
            what = f"this {'member' if member else 'actor'} takes no stance on any issue"
            yield actor_keys(path), what, "", "add one, or leave it out"
        elif path not in elsewhere and not member:
            yield actor_keys(path), "this actor has no ties", "", "add one, or leave it out"


def _upwards(path: str) -> list[str]:
    """The path of an actor or member, and of those it belongs to."""
    parts = path.split("/")
    return ["/".join(parts[:i]) for i in range(len(parts), 0, -1)]


def _named_actors(scenario: Scenario) -> Iterator[str]:
    """Every actor that takes part in something other than a stance."""
    for loc, name, refers in walk_references(type(scenario), scenario):
        if refers.target in ("actor", "member") and loc[0] not in ("stances", "outcomes"):
            yield name


def _idle_evidence(scenario: Scenario) -> Iterator[_Odd]:
    named = defaultdict[Target, set[str]](set)
    for _, name, refers in walk_references(type(scenario), scenario):
        named[refers.target].add(name)
    remedy = "name it under `because`, or leave it out"
    for key, kind in (("passages", "passage"), ("figures", "figure")):
        for name in getattr(scenario, key):
            if name not in named["evidence"]:
                yield (key, name), f"nothing rests on this {kind}", "", remedy
    for name in scenario.sources:
        if name not in named["source"]:
            yield ("sources", name), "no passage is quoted from this source", "", "quote one, or leave it out"


def _namesakes(scenario: Scenario) -> Iterator[_Odd]:
    groups: list[tuple[str, Iterable[tuple[Loc, str, str]]]] = [
        ("actor", ((actor_keys(p), p, a.label) for p, a in scenario.flat_actors().items())),
        ("issue", ((("issues", k), k, i.label) for k, i in scenario.issues.items() if i.label)),
    ]
    for kind, labelled in groups:
        first: dict[Hashable, str] = {}
        for loc, name, label in labelled:
            # members of different actors may be called alike
            key = name.rpartition("/")[0], plain_name(label).casefold()
            if key in first:
                what = f"this {kind} has the same label as {first[key]}"
                yield (*loc, "label"), what, quote_value(label), "give them different labels"
            first.setdefault(key, name)


def _unlike_figures(scenario: Scenario) -> Iterator[_Odd]:
    """Numbers whose range holds neither their one figure, nor a multiple of it that others share.

    A figure that several numbers rest on and one of them equals stands for its series. Numbers that rest on a
    passage too, on several figures, or whose note says what was made of the figure, are not compared.
    """
    resting = defaultdict[str, list[tuple[str, Quantity]]](list)
    for path, quantity in scenario.quantities().items():
        if len(quantity.because) == 1 and quantity.because[0] in scenario.figures:
            resting[quantity.because[0]].append((path, quantity))
    odd = [
        (path, quantity, scenario.figures[name])
        for name, numbers in resting.items()
        if not any(_holds(q, scenario.figures[name].value) for _, q in numbers)
        for path, quantity in numbers
        if quantity.note is None and not _is_membership(path, quantity)
    ]
    alike = defaultdict[tuple[str, str], list[tuple[Quantity, Figure]]](list)
    for path, quantity, figure in odd:
        alike[_kind(path, figure)].append((quantity, figure))
    for path, quantity, figure in odd:
        others = (each for each in alike[_kind(path, figure)][:_COMPARED] if each[1] is not figure)
        if not any(_share_a_scale((quantity, figure), other) for other in others):
            name, figured = quantity.because[0], f"{figure.value:g} {figure.unit}"
            what = f"this number is unlike {name}, the figure it rests on ({figured})"
            got = quote_value(
                quantity.low if quantity.is_constant else [quantity.low, quantity.best, quantity.high]
            )
            yield (path,), what, got, "correct one of them, or explain the difference in a note"


def _kind(path: str, figure: Figure) -> tuple[str, str]:
    """What numbers and figures of one scale have in common: the key, and the unit."""
    return split_path(path)[-1], figure.unit


def _is_membership(path: str, quantity: Quantity) -> bool:
    """Whether a number only says that a tie holds, or which way, and so cannot be like a figure."""
    return section_of(path) == "ties" and quantity.is_constant and quantity.low in (-1, 0, 1)


def _holds(quantity: Quantity, value: float) -> bool:
    for power in {p * sign for p in _POWERS for sign in (1, -1)}:
        scaled = value * 10.0**power
        room = _NEAR * abs(scaled)
        if quantity.low - room <= scaled <= quantity.high + room:
            return True
    return False


def _share_a_scale(one: tuple[Quantity, Figure], other: tuple[Quantity, Figure]) -> bool:
    """Whether both numbers may be the same multiple of their figures, as shares of one total are."""
    spans = []
    for quantity, figure in (one, other):
        if figure.value == 0:
            return False
        ends = sorted((quantity.low / figure.value, quantity.high / figure.value))
        spans.append((ends[0] - _NEAR * abs(ends[0]), ends[1] + _NEAR * abs(ends[1])))
    return max(spans[0][0], spans[1][0]) <= min(spans[0][1], spans[1][1])


def _weightless(scenario: Scenario) -> Iterator[_Odd]:
    """Issues on which, in some draws, nobody has both salience and capability."""
    flat = scenario.flat_actors()
    chances = dict.fromkeys(scenario.issues, 1.0)
    for stance in scenario.stances:
        chances[stance.issue] *= _weighs_nothing(stance, flat)
    for name, chance in chances.items():
        if chance > 0:
            often = "in every draw" if chance == 1 else f"in about {_percent(chance)} of draws"
            what = f"{often} nobody has weight (capability times salience) on this issue"
            yield ("issues", name), what, "", "give an actor a salience and a capability that are never 0"


def _weighs_nothing(stance: Stance, flat: dict[str, Actor]) -> float:
    """The probability that a stance carries no weight: its salience, or a capability of its actor, is 0."""
    capabilities = [flat[path].capability for path in _upwards(stance.actor)]
    return 1 - prod(1 - _at_nought(q) for q in (stance.salience, *capabilities))


def _at_nought(quantity: Quantity) -> float:
    """The probability that a number is exactly 0."""
    if isinstance(quantity.dist, Categorical):
        return float(quantity.dist.values.get(0.0, 0.0))
    return float(quantity.is_constant and quantity.low == 0)


def _percent(share: float) -> str:
    """A share in per cent, to two digits."""
    digits = max(0, 1 - floor(log10(share * 100))) if share < 0.1 else 0
    return f"{share * 100:.{digits}f} %"
