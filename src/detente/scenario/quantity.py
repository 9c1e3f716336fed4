"""Numbers that may be uncertain, in every form a file may write them, and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from detente.scenario.distributions import NAMED, BaseDistribution, Constant, Distribution, Pert, Uniform
from detente.scenario.field_types import EachOnce, EvidenceId, LongText
from detente.scenario.problems import fault, faults_of, refuse

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

FORMS = "expected a number, [low, high], [low, best, high] or a mapping with `value` or `dist`"


class Quantity(BaseModel):
    """A number that may be uncertain, and what it rests on.

    A file may write ``60``, ``[40, 70]`` (uniform), ``[40, 50, 70]`` (PERT: low, best, high), a mapping with
    ``dist``, or any of these under ``value`` next to ``because`` and ``note``; the constructor takes the same
    forms.

    Parameters
    ----------
    dist
        The distribution of the number, in the unit of the field that holds it.
    because
        The ids of the passages and figures that back it; without any it is an assumption.
    note
        Anything a reader should know about it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    dist: Distribution
    because: Annotated[
        tuple[EvidenceId, ...], EachOnce, Field(description="Passages and figures that back the number.")
    ] = ()
    note: LongText | None = Field(None, description="Anything a reader should know about the number.")

    @model_validator(mode="wrap")
    @classmethod
    def _any_form(cls, data: Any, handler: Any) -> Any:
        if isinstance(data, cls):
            return data
        fields, faults = _read(data)
        try:
            quantity = handler(fields)
        except ValidationError as why:
            faults += faults_of(why)
        if faults:
            raise refuse(faults, "quantity")
        return quantity

    @property
    def low(self) -> float:
        """The least value held possible."""
        return self.dist.low

    @property
    def high(self) -> float:
        """The greatest value held possible."""
        return self.dist.high

    @property
    def best(self) -> float:
        """The central value: the value, the midpoint, PERT's mode, else the median."""
        return self.dist.best

    @property
    def is_constant(self) -> bool:
        """Whether only one value is possible."""
        return self.low == self.high

    def ppf(self, u: ArrayLike) -> Floats:
        """Return the values below which shares ``u`` of the probability lie; see the distribution's."""
        return self.dist.ppf(u)


def _read(data: Any) -> tuple[dict[str, Any], list[InitErrorDetails]]:
    """The fields of a quantity in any form, and what is wrong with the form, at its place in the file."""
    if not isinstance(data, Mapping):
        dist, faults = _value(data)
        return {"dist": dist}, faults
    if "value" in data:
        known = ("value", "because", "note")
        fields = {k: v for k, v in data.items() if k in known}
        faults = _unknown(data, known)
        inner = fields.pop("value")
        if isinstance(inner, Mapping) and isinstance(inner.get("dist"), str):
            dist, more = _named(inner)
        else:
            dist, more = _value(inner)
        return {**fields, "dist": dist}, faults + [{**f, "loc": ("value", *f.get("loc", ()))} for f in more]
    if "dist" not in data:
        return {"dist": _NOTHING}, [fault(FORMS, got=data, remedy=_hint(data))]
    if not isinstance(data["dist"], str):
        if isinstance(data["dist"], BaseDistribution):
            return dict(data), []
        inner = data["dist"]
        # what model_dump writes
        if isinstance(inner, Mapping) and inner.get("kind") in ("constant", *NAMED):
            kind = NAMED.get(inner["kind"], Constant)
            dist, faults = _build(kind, {k: v for k, v in inner.items() if k != "kind"})
            return {**data, "dist": dist}, [{**f, "loc": ("dist", *f.get("loc", ()))} for f in faults]
        remedy = f"use one of {', '.join(NAMED)}"
        return {"dist": _NOTHING}, [
            fault("expected a distribution's name", got=data["dist"], remedy=remedy, loc=("dist",))
        ]
    beside = {k: data[k] for k in ("because", "note") if k in data}
    dist, faults = _named({k: v for k, v in data.items() if k not in beside})
    return {**beside, "dist": dist}, faults


# stands in for a distribution that could not be read, so that the rest is checked too
_NOTHING = Constant(value=0.0)


def _value(data: Any) -> tuple[BaseDistribution, list[InitErrorDetails]]:
    if isinstance(data, BaseDistribution):
        return data, []
    if isinstance(data, list | tuple) and len(data) in (2, 3):
        names = ("low", "high") if len(data) == 2 else ("low", "best", "high")
        dist, faults = _build(Uniform if len(data) == 2 else Pert, dict(zip(names, data, strict=True)))
        return dist, [
            {**f, "loc": tuple(names.index(str(p)) for p in f.get("loc", ()) if p in names)} for f in faults
        ]
    if isinstance(data, int | float) and not isinstance(data, bool):
        dist, faults = _build(Constant, {"value": data})
        return dist, [{**f, "loc": ()} for f in faults]
    return _NOTHING, [fault(FORMS, got=data, remedy=_hint(data))]


def _named(data: Mapping[str, Any]) -> tuple[BaseDistribution, list[InitErrorDetails]]:
    name = data["dist"]
    if name not in NAMED:
        return _NOTHING, [fault("unknown distribution", got=name, known=NAMED, loc=("dist",))]
    kind = NAMED[name]
    known = [k for k in kind.model_fields if k != "kind"]
    fields = {k: v for k, v in data.items() if k in known}
    dist, faults = _build(kind, fields)
    return dist, _unknown(data, ("dist", *known)) + faults


def _build(
    kind: type[BaseDistribution], fields: dict[str, Any]
) -> tuple[BaseDistribution, list[InitErrorDetails]]:
    try:
        return kind(**fields), []
    except ValidationError as why:
        return _NOTHING, faults_of(why)


def _unknown(data: Mapping[str, Any], known: tuple[str, ...]) -> list[InitErrorDetails]:
    return [fault("unknown key", known=known, loc=(str(k), "[key]")) for k in data if k not in known]


def _hint(data: Any) -> str:
    if isinstance(data, Mapping):
        if {"low", "high"} & set(data):
            return "add `dist: uniform`, or write [low, high]"
        return "write for example {value: [40, 50, 70], because: [ids]}"
    if isinstance(data, str):
        return "write a plain number without quotes or unit"
    if isinstance(data, list | tuple) and len(data) == 1:
        return "leave out the brackets"
    return "write for example [40, 50, 70]"
