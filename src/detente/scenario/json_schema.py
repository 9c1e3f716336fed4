"""The scenario format as JSON Schema (draft 2020-12), so that editors complete and check the YAML.

It describes the YAML forms, the short ones of quantities included. What it cannot say (ids that must
exist, low <= best <= high) ``load`` checks.
"""

from __future__ import annotations

from typing import Any

from detente.scenario.alignment import PROPENSITY, TIES, tie_span
from detente.scenario.distributions import NAMED
from detente.scenario.field_types import ID_PATTERN, ID_SCHEMA, LARGEST, NUMERIC_PATTERN
from detente.scenario.scenario import Scenario
from detente.scenario.sections import SPAN_KEY, Span
from detente.scenario.walk import Hint, list_fields, list_parts, list_spans

# a scenario settles something, or ties somebody
_SOMETHING = (("issues", "minProperties"), ("ties", "minItems"))


def json_schema() -> dict[str, Any]:
    """Return the schema of a scenario file.

    Returns
    -------
    dict
        JSON Schema, draft 2020-12; a new dictionary each time.
    """
    schema = Scenario.model_json_schema(mode="validation")
    generated = schema.pop("$defs")
    parts = {kind.__name__: generated[kind.__name__] for kind in list_parts(Scenario) if kind is not Scenario}
    for kind in list_parts(Scenario):
        node = schema if kind is Scenario else parts[kind.__name__]
        for field in list_fields(kind):
            if _is_by_id(field.hint):
                node["properties"][field.key]["propertyNames"] = {"pattern": ID_PATTERN}
    for node in (schema, *parts.values()):
        node["description"] = node["description"].replace("``", "`")
        for key, value in node["properties"].items():
            titled = _optional(value) | {"title": key.replace("_", " ").capitalize()}
            node["properties"][key] = _with_spans(titled)
    for span in list_spans(Scenario):
        parts[span.name] = _quantity(_number(span), span.words)
    parts["Tie"]["allOf"] = [
        {
            "if": {"properties": {"kind": _described("kind", {"const": kind}, f"A tie of {kind}.")}},
            "then": {
                "properties": {
                    "value": _described("value", _quantity(_number(tie_span(kind)), kind), f"Its {kind}.")
                }
            },
        }
        for kind in (*TIES, PROPENSITY)
    ]
    # ingredients name kinds of tie of their own; without any there are only the kinds known here
    known = _described("kind", {"enum": [*TIES, PROPENSITY]}, "What sort of tie it is.")
    schema["if"] = {"not": {"required": ["alignment"]}}
    ties = _described("ties", {"items": {"properties": {"kind": known}}}, "Of the kinds that always exist.")
    schema["then"] = {"properties": {"ties": ties}}
    schema["anyOf"] = [
        {"properties": {key: _described(key, {bound: 1}, f"At least one of the {key}.")}, "required": [key]}
        for key, bound in _SOMETHING
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "Détente scenario",
        "$defs": parts,
    }


def _is_by_id(hint: Hint) -> bool:
    """Whether a hint is that of a mapping by id."""
    marks = hint.keys.marks if hint.keys else ()
    return any(getattr(mark, "json_schema", None) == ID_SCHEMA for mark in marks)


def _with_spans(node: Any) -> Any:
    """The node, in which every quantity is that of its span."""
    if isinstance(node, list):
        return [_with_spans(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    rest = {key: _with_spans(value) for key, value in node.items() if key != SPAN_KEY}
    return {"$ref": f"#/$defs/{node[SPAN_KEY]}", **rest} if SPAN_KEY in node else rest


def _number(span: Span) -> dict[str, Any]:
    """The numbers within a span."""
    ends = {
        "exclusiveMinimum" if span.open_low else "minimum": max(span.low, -LARGEST),
        "exclusiveMaximum" if span.open_high else "maximum": min(span.high, LARGEST),
    }
    return {"type": "number", **ends}


def _described(key: str, node: dict[str, Any], description: str) -> dict[str, Any]:
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
            "description": "[low, high], all values equally likely; or [low, best, high], PERT.",
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
            "propertyNames": {"pattern": NUMERIC_PATTERN},
            "additionalProperties": share,
        }
    return {
        "type": "object",
        "description": (kind.__doc__ or "").split("\n")[0].replace("``", "`"),
        "properties": properties,
        "required": ["dist", *own["required"]],
        "additionalProperties": False,
    }
