"""The scenario format as JSON Schema (draft 2020-12), so that editors complete and check the YAML.

It describes the YAML forms, the short ones of quantities included. What it cannot say (ids that must
exist, low <= best <= high) ``load`` checks.
"""

from __future__ import annotations

from typing import Any

from detente.scenario.alignment import LEANING, PROPENSITY, TIES, Alignment, Ingredient, Known
from detente.scenario.burden import Alliance, Ally, Budget, Budgets, Trade
from detente.scenario.conflict import Conflict, FrontLine, Guarantee, Patron, Side
from detente.scenario.distributions import NAMED
from detente.scenario.field_types import ID_PATTERN, ID_SCHEMA, LARGEST
from detente.scenario.scenario import Actor, Figure, Issue, Passage, Rule, Scenario, Source, Stance, Tie
from detente.scenario.sections import Part, Span, spans
from detente.scenario.timeline import PERIOD, Event, Links, Steps

_DAY = r"^\d{4}-\d\d-\d\d$"
_NUMERIC = r"^(?![-+]?0[0-9]+$)[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"

# a scenario settles something, or ties somebody
_SOMETHING = (("issues", "minProperties"), ("ties", "minItems"))

# in the order in which a reader meets them
_PARTS: tuple[type[Part], ...] = (
    Source,
    Passage,
    Figure,
    Rule,
    Issue,
    Actor,
    Stance,
    Tie,
    Alignment,
    Ingredient,
    Known,
    Conflict,
    Side,
    FrontLine,
    Patron,
    Guarantee,
    Budgets,
    Budget,
    Alliance,
    Ally,
    Trade,
    Links,
    Steps,
    Event,
)


def json_schema() -> dict[str, Any]:
    """The schema of a scenario file, a new dictionary each time."""
    made = Scenario.model_json_schema(mode="validation")
    parts = made.pop("$defs")
    parts = {kind.__name__: parts[kind.__name__] for kind in _PARTS}
    used: dict[str, Span] = {}
    for kind in _PARTS:
        for key, span in spans(kind).items():
            used[span.name] = span
            properties = parts[kind.__name__]["properties"]
            said = properties[key]["description"]
            properties[key] = {"$ref": f"#/$defs/{span.name}", "description": said}
    _refine(made["properties"], parts)
    for node in (made, *parts.values()):
        node["description"] = node["description"].replace("``", "`")
        for key, value in node["properties"].items():
            node["properties"][key] = _optional(value) | {"title": key.replace("_", " ").capitalize()}
    for name, span in used.items():
        parts[name] = _quantity(_number(span), span.words)
    # ingredients name kinds of tie of their own; without any there are only the kinds known here
    known = _said("kind", {"enum": [*TIES, PROPENSITY]}, "What sort of tie it is.")
    made["if"] = {"not": {"required": ["alignment"]}}
    ties = _said("ties", {"items": {"properties": {"kind": known}}}, "Of the kinds that always exist.")
    made["then"] = {"properties": {"ties": ties}}
    made["anyOf"] = [
        {"properties": {key: _said(key, {bound: 1}, f"At least one of the {key}.")}, "required": [key]}
        for key, bound in _SOMETHING
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **made,
        "title": "Détente scenario",
        "$defs": parts,
    }


def _number(span: Span) -> dict[str, Any]:
    """The numbers within a span."""
    ends = {
        "exclusiveMinimum" if span.open_low else "minimum": max(span.low, -LARGEST),
        "exclusiveMaximum" if span.open_high else "maximum": min(span.high, LARGEST),
    }
    return {"type": "number", **ends}


def _refine(top: dict[str, Any], parts: dict[str, Any]) -> None:
    """What pydantic cannot tell because our own validators do it."""
    ids = [top[k] for k in ("sources", "passages", "figures", "issues", "actors")]
    below = (("Conflict", "patrons"), ("Budgets", "states"), ("Alliance", "allies"))
    ids += [top["trade"], *(parts[part]["properties"][key] for part, key in below)]
    for holder in (*ids, parts["Actor"]["properties"]["members"]):
        holder["propertyNames"] = {"pattern": ID_PATTERN}
    top["as_of"] |= {"type": "string", "pattern": _DAY}
    top["as_of"].pop("format", None)
    for day in ("since", "until"):
        parts["Patron"]["properties"][day] |= {"anyOf": [{"type": "string", "pattern": _DAY}]}
    parts["Event"]["properties"]["date"] |= {"type": "string", "pattern": _DAY}
    parts["Event"]["properties"]["date"].pop("format", None)
    parts["Steps"]["properties"]["every"]["pattern"] = f"^{PERIOD.pattern}$"
    parts["Source"]["properties"]["date"] |= {
        "anyOf": [
            {"type": "string", "pattern": r"^\d{4}(-\d\d){0,2}$"},
            {"type": "integer", "minimum": 1, "maximum": 9999},
        ]
    }
    parts["Source"]["properties"]["sha256"]["anyOf"][0]["pattern"] = "^[0-9a-fA-F]{64}$"
    parts["Issue"]["properties"]["scale"] |= {"minProperties": 2, "propertyNames": {"pattern": _NUMERIC}}
    _refine_ties(parts)


def _refine_ties(parts: dict[str, Any]) -> None:
    """Kinds of tie and their bounds, and the dates and ids of the alignment."""
    ranges = dict(TIES) | {PROPENSITY: (LEANING.low, LEANING.high)}
    parts["Tie"]["allOf"] = [
        {
            "if": {"properties": {"kind": _said("kind", {"const": kind}, f"A tie of {kind}.")}},
            "then": {"properties": {"value": _said("value", _quantity(number, kind), f"Its {kind}.")}},
        }
        for kind, (low, high) in ranges.items()
        for number in [{"type": "number", "minimum": low, "maximum": high}]
    ]
    for day in ("since", "until"):
        parts["Tie"]["properties"][day] |= {"anyOf": [{"type": "string", "pattern": _DAY}]}
    parts["Known"]["properties"]["date"] |= {"type": "string", "pattern": _DAY}
    parts["Known"]["properties"]["date"].pop("format", None)
    for holder in (
        parts["Alignment"]["properties"]["ingredients"],
        parts["Alignment"]["properties"]["fixed"],
        parts["Known"]["properties"]["settlements"],
    ):
        holder["propertyNames"] = {"pattern": ID_PATTERN}


def _said(key: str, node: dict[str, Any], description: str) -> dict[str, Any]:
    """A node that editors may show, with the words to show."""
    return {"title": key.capitalize(), **node, "description": description}


def _optional(node: dict[str, Any]) -> dict[str, Any]:
    """Without pydantic's null alternative and defaults: a file leaves out what it does not say."""
    kept = {k: v for k, v in node.items() if k not in ("default", "title")}
    choices = [c for c in kept.pop("anyOf", []) if c != {"type": "null"}]
    if len(choices) == 1:
        return {**choices[0], **kept}
    return {**kept, "anyOf": choices} if choices else kept


def _quantity(number: dict[str, Any], span: str) -> dict[str, Any]:
    """Every YAML form of a quantity whose values are ``number``."""
    short = [
        {**number, "description": f"A number, {span}."},
        {
            "type": "array",
            "prefixItems": [number, number, number],
            "items": False,
            "minItems": 2,
            "description": "[low, high], each value as likely; or [low, best, high], PERT.",
        },
    ]
    named = [_named(name, number) for name in NAMED]
    beside = {
        "because": {
            "title": "Because",
            "description": "Passages and figures that back the number; without any it is an assumption.",
            "type": "array",
            "uniqueItems": True,
            "items": ID_SCHEMA,
        },
        "note": {
            "title": "Note",
            "description": "Anything a reader should know about the number.",
            "type": "string",
            "minLength": 1,
        },
    }
    value = {"title": "Value", "description": "The number, in any form.", "anyOf": [*short, *named]}
    whole = {
        "type": "object",
        "description": "The number with what it rests on.",
        "properties": {"value": value, **beside},
        "required": ["value"],
        "additionalProperties": False,
    }
    with_basis = [{**n, "properties": {**n["properties"], **beside}} for n in named]
    return {
        "title": f"Quantity ({span})",
        "description": "A number that may be uncertain: its least and greatest possible values.",
        "anyOf": [*short, whole, *with_basis],
    }


def _named(name: str, number: dict[str, Any]) -> dict[str, Any]:
    """The form ``{dist: name, ...}``."""
    kind = NAMED[name]
    own = kind.model_json_schema()
    properties: dict[str, Any] = {
        "dist": {"const": name, "title": "Dist", "description": f"The {name} distribution."}
    }
    for key, node in own["properties"].items():
        if key != "kind":
            properties[key] = node | ({**number} if key in ("low", "best", "high") else {})
    if "values" in properties:
        share = {"type": "number", "exclusiveMinimum": 0, "maximum": 1}
        properties["values"] |= {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": _NUMERIC},
            "additionalProperties": share,
        }
    return {
        "type": "object",
        "description": (kind.__doc__ or "").split("\n")[0].replace("``", "`"),
        "properties": properties,
        "required": ["dist", *own["required"]],
        "additionalProperties": False,
    }
