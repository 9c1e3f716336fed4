"""Numbers that may be uncertain, and the passages and figures behind them.

A distribution is stated by its *support*: ``low`` and ``high`` are the least and greatest values held
possible, not quantiles of some confidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from detente.scenario.fields import DistinctKeys, Id, Number, NumericKey, Text
from detente.scenario.problems import fault, faults_of, refuse

Floats = NDArray[np.float64]

FORMS = "expected a number, [low, high], [low, best, high] or a mapping with `value` or `dist`"


class _Distribution(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def ppf(self, u: ArrayLike) -> Floats:
        """The value below which a share ``u`` of the probability lies; any shape, u from 0 to 1.

        Float64 of the shape of ``u``, within the support. Raises ValueError for u outside 0 to 1.
        """
        at = np.asarray(u, dtype=np.float64)
        if not np.all((at >= 0) & (at <= 1)):
            raise ValueError("ppf: u must lie within 0 to 1")
        low, high = self.low, self.high  # type: ignore[attr-defined]
        if low == high:
            return np.full(at.shape, low)
        return np.clip(self._quantile(at), low, high)

    def _quantile(self, u: Floats) -> Floats:
        raise NotImplementedError

    def _ordered(self, *names: str) -> list[InitErrorDetails]:
        values = [getattr(self, name) for name in names]
        if values == sorted(values):
            return []
        return [fault(f"expected {' <= '.join(names)}", got=values, remedy="order the numbers")]


class _Ranged(_Distribution):
    low: Number = Field(description="The least value held possible.")
    high: Number = Field(description="The greatest value held possible.")

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        names = ("low", "best", "high") if isinstance(self, Pert) else ("low", "high")
        if faults := self._ordered(*names):
            raise refuse(faults)
        return self


class Constant(_Distribution):
    """A number known exactly."""

    kind: Literal["constant"] = "constant"
    value: Number

    @property
    def low(self) -> float:
        """The value."""
        return self.value

    @property
    def high(self) -> float:
        """The value."""
        return self.value

    @property
    def best(self) -> float:
        """The value."""
        return self.value


class Uniform(_Ranged):
    """Every value from ``low`` to ``high`` equally likely; ``best`` is the midpoint."""

    kind: Literal["uniform"] = "uniform"

    @property
    def best(self) -> float:
        """The midpoint."""
        return self.low + (self.high - self.low) / 2

    def _quantile(self, u: Floats) -> Floats:
        return self.low + (self.high - self.low) * u


class Pert(_Ranged):
    """A beta distribution on [low, high] with mode ``best`` (Malcolm, Roseboom, Clark and Fazar 1959).

    Its parameters are 1 + shape (best-low)/(high-low) and 1 + shape (high-best)/(high-low); the mean is
    (low + shape best + high)/(shape + 2). A larger ``shape`` gathers more of the weight near ``best``.
    """

    kind: Literal["pert"] = "pert"
    best: Number = Field(description="The most likely value.")
    shape: Annotated[Number, Field(ge=0, le=1e4)] = Field(
        4.0, description="How much of the weight gathers near the best value; 4 by convention."
    )

    def _quantile(self, u: Floats) -> Floats:
        from scipy.special import betaincinv

        width = self.high - self.low
        a = 1 + self.shape * ((self.best - self.low) / width)
        b = 1 + self.shape * ((self.high - self.best) / width)
        inner: Floats = self.low + width * betaincinv(a, b, u)
        return inner


class TruncatedNormal(_Ranged):
    """A normal distribution of ``mean`` and ``sd`` cut off at ``low`` and ``high``; ``best`` is its median.

    ``mean`` and ``sd`` are those before the cut; the mean may lie outside the support.
    """

    kind: Literal["normal"] = "normal"
    mean: Number = Field(description="The mean before the cut.")
    sd: Annotated[Number, Field(gt=0)] = Field(description="The standard deviation before the cut.")

    @property
    def best(self) -> float:
        """The median."""
        return float(self.ppf(0.5))

    def _quantile(self, u: Floats) -> Floats:
        a, b = (self.low - self.mean) / self.sd, (self.high - self.mean) / self.sd
        if a > _FAR:
            return self.low + self.sd * _far_tail(a, (self.high - self.low) / self.sd, u)
        if b < -_FAR:
            return self.high - self.sd * _far_tail(-b, (self.high - self.low) / self.sd, 1 - u)
        return self.mean + self.sd * _between(a, b, u)


# from here out, the logarithm of the tail's area has fewer correct digits than the expansion below
_FAR = 1e4


def _between(a: float, b: float, u: Floats) -> Floats:
    """Quantiles of the standard normal between a and b, each taken from the tail it is nearer to."""
    from scipy.special import log_ndtr, ndtri_exp

    with np.errstate(divide="ignore"):
        below, above = np.log1p(-u), np.log(u)
        left = np.logaddexp(log_ndtr(a) + below, log_ndtr(b) + above)
        right = np.logaddexp(log_ndtr(-a) + below, log_ndtr(-b) + above)
    z: Floats = np.where(left < right, ndtri_exp(left), -ndtri_exp(right))
    return z


def _far_tail(a: float, width: float, u: Floats) -> Floats:
    """Quantiles of the standard normal between a and a + width, less a; relative error about 1/a^2.

    With y = x^2/2 the density of y is exp(-y)/x, and x hardly varies there.
    """
    with np.errstate(divide="ignore"):
        y = -np.log1p(u * np.expm1(-width * (a + width / 2)))
    beyond: Floats = 2 * y / (a + np.hypot(a, np.sqrt(2 * y)))
    return beyond


class Beta(_Ranged):
    """A beta distribution with parameters ``a`` and ``b`` on [low, high]; ``best`` is its median."""

    kind: Literal["beta"] = "beta"
    a: Annotated[Number, Field(ge=0.01, le=1e4)] = Field(description="The first parameter, 0.01 to 10000.")
    b: Annotated[Number, Field(ge=0.01, le=1e4)] = Field(description="The second parameter, 0.01 to 10000.")

    @property
    def best(self) -> float:
        """The median."""
        return float(self.ppf(0.5))

    def _quantile(self, u: Floats) -> Floats:
        from scipy.special import betaincinv

        inner: Floats = self.low + (self.high - self.low) * betaincinv(self.a, self.b, u)
        return inner


class Categorical(_Distribution):
    """A few values, each with its probability; ``best`` is the (lower) median.

    ``values`` maps each value to its probability, more than 0; they sum to 1 within 1e-9.
    """

    kind: Literal["categorical"] = "categorical"
    values: Annotated[
        dict[Annotated[NumericKey, Number], Annotated[Number, Field(gt=0, le=1)]],
        DistinctKeys,
        Field(min_length=1, description="Each possible value and its probability; they sum to 1."),
    ]

    @model_validator(mode="after")
    def _check_sum(self) -> Self:
        total = float(sum(self.values.values()))
        if abs(total - 1) > 1e-9:
            remedy = "change them so that they sum to 1"
            raise refuse([fault("the probabilities do not sum to 1", got=total, remedy=remedy)])
        return self

    @property
    def low(self) -> float:
        """The least value."""
        return min(self.values)

    @property
    def high(self) -> float:
        """The greatest value."""
        return max(self.values)

    @property
    def best(self) -> float:
        """The lower median."""
        return float(self.ppf(0.5))

    def _quantile(self, u: Floats) -> Floats:
        values = np.array(sorted(self.values))
        reached = np.cumsum([self.values[v] for v in values])
        # a sum of decimal probabilities such as 0.1 + 0.2 + 0.2 may miss 0.5 in the last digit
        at = np.searchsorted(reached + 1e-12, u, side="left")
        return values[np.minimum(at, values.size - 1)]


Distribution = Annotated[
    Constant | Uniform | Pert | TruncatedNormal | Beta | Categorical, Field(discriminator="kind")
]

#: The distributions that a file names with ``dist``.
NAMED: Mapping[str, type[_Distribution]] = {
    "uniform": Uniform,
    "pert": Pert,
    "normal": TruncatedNormal,
    "beta": Beta,
    "categorical": Categorical,
}


class Quantity(BaseModel):
    """A number that may be uncertain, and what it rests on.

    ``because`` lists the ids of passages and figures; without any, the number is an assumption. A file may
    write ``60``, ``[40, 70]`` (uniform), ``[40, 50, 70]`` (PERT: low, best, high), a mapping with ``dist``,
    or any of these under ``value`` beside ``because`` and ``note``; the constructor takes the same forms.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    dist: Distribution
    because: Annotated[tuple[Id, ...], Field(description="Passages and figures that back the number.")] = ()
    note: Text | None = Field(None, description="Anything a reader should know about the number.")

    @model_validator(mode="wrap")
    @classmethod
    def _any_form(cls, data: Any, handler: Any) -> Any:
        if isinstance(data, cls):
            return data
        fields, faults = _read(data)
        try:
            made = handler(fields)
        except ValidationError as why:
            faults += faults_of(why)
        if faults:
            raise refuse(faults, "quantity")
        return made

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
        """The quantile function, vectorised; see the distribution's."""
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
        if isinstance(data["dist"], Mapping | _Distribution):
            return dict(data), []
        remedy = f"use one of {', '.join(NAMED)}"
        return {"dist": _NOTHING}, [
            fault("expected a distribution's name", got=data["dist"], remedy=remedy, loc=("dist",))
        ]
    beside = {k: data[k] for k in ("because", "note") if k in data}
    dist, faults = _named({k: v for k, v in data.items() if k not in beside})
    return {**beside, "dist": dist}, faults


# stands in for a distribution that could not be read, so that the rest is checked too
_NOTHING = Constant(value=0.0)


def _value(data: Any) -> tuple[_Distribution, list[InitErrorDetails]]:
    if isinstance(data, _Distribution):
        return data, []
    if isinstance(data, list | tuple) and len(data) in (2, 3):
        names = ("low", "high") if len(data) == 2 else ("low", "best", "high")
        dist, faults = _made(Uniform if len(data) == 2 else Pert, dict(zip(names, data, strict=True)))
        return dist, [
            {**f, "loc": tuple(names.index(str(p)) for p in f.get("loc", ()) if p in names)} for f in faults
        ]
    if isinstance(data, int | float) and not isinstance(data, bool):
        dist, faults = _made(Constant, {"value": data})
        return dist, [{**f, "loc": ()} for f in faults]
    return _NOTHING, [fault(FORMS, got=data, remedy=_hint(data))]


def _named(data: Mapping[str, Any]) -> tuple[_Distribution, list[InitErrorDetails]]:
    name = data["dist"]
    if name not in NAMED:
        return _NOTHING, [fault("unknown distribution", got=name, known=NAMED, loc=("dist",))]
    kind = NAMED[name]
    known = [k for k in kind.model_fields if k != "kind"]
    fields = {k: v for k, v in data.items() if k in known}
    dist, faults = _made(kind, fields)
    return dist, _unknown(data, ("dist", *known)) + faults


def _made(kind: type[_Distribution], fields: dict[str, Any]) -> tuple[_Distribution, list[InitErrorDetails]]:
    try:
        return kind(**fields), []
    except ValidationError as why:
        return _NOTHING, faults_of(why)


def _unknown(data: Mapping[str, Any], known: tuple[str, ...]) -> list[InitErrorDetails]:
    return [fault("unknown key", known=known, loc=(str(k),)) for k in data if k not in known]


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
