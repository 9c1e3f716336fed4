"""The distributions that an uncertain number may have.

A distribution is stated by its *support*: ``low`` and ``high`` are the least and greatest values held
possible, not quantiles of some confidence.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import InitErrorDetails

from detente.scenario.field_types import DistinctKeys, Number, NumericKey
from detente.scenario.problems import fault, refuse

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


class BaseDistribution(BaseModel):
    """What every distribution has: ``low``, ``high``, ``best``, and the quantile function."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def ppf(self, u: ArrayLike) -> Floats:
        """Return the value below which a share ``u`` of the probability lies.

        Parameters
        ----------
        u
            Shares from 0 to 1, of any shape.

        Returns
        -------
        numpy.ndarray
            Float64 of the shape of ``u``, within the support.

        Raises
        ------
        ValueError
            If a share is outside 0 to 1.
        """
        import numpy as np

        at = np.asarray(u, dtype=np.float64)
        if not np.all((at >= 0) & (at <= 1)):
            raise ValueError("ppf: u must lie within 0 to 1")
        low, high = self.low, self.high  # type: ignore[attr-defined]
        if low == high:
            return np.full(at.shape, low)
        return np.clip(self._quantile(at), low, high)

    @abstractmethod
    def _quantile(self, u: Floats) -> Floats:
        """The quantile function where the support is more than a point."""

    def _ordered(self, *names: str) -> list[InitErrorDetails]:
        values = [getattr(self, name) for name in names]
        if values == sorted(values):
            return []
        return [fault(f"expected {' <= '.join(names)}", got=values, remedy="order the numbers")]


class _Ranged(BaseDistribution):
    low: Number = Field(description="The least value held possible.")
    high: Number = Field(description="The greatest value held possible.")

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        names = ("low", "best", "high") if isinstance(self, Pert) else ("low", "high")
        if faults := self._ordered(*names):
            raise refuse(faults)
        return self


class Constant(BaseDistribution):
    """A number known exactly.

    Parameters
    ----------
    value
        The number, within -1e100 to 1e100.
    """

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

    def _quantile(self, u: Floats) -> Floats:
        return 0.0 * u + self.value


class Uniform(_Ranged):
    """Every value from ``low`` to ``high`` equally likely; ``best`` is the midpoint.

    Parameters
    ----------
    low, high
        The least and greatest value held possible.
    """

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
    (low + shape best + high)/(shape + 2).

    Parameters
    ----------
    low, best, high
        The least value held possible, the most likely one and the greatest.
    shape
        How much of the weight gathers near ``best``, 0 to 10000; 4 by convention.

    References
    ----------
    Malcolm, D. G., Roseboom, J. H., Clark, C. E. and Fazar, W. (1959). Application of a technique for
    research and development program evaluation. Operations Research 7(5): 646-669.
    """

    kind: Literal["pert"] = "pert"
    best: Number = Field(description="The most likely value.")
    shape: Annotated[Number, Field(ge=0, le=1e4)] = Field(
        4.0, description="How much of the weight gathers near the best value; 4 by convention."
    )

    def _quantile(self, u: Floats) -> Floats:
        width = self.high - self.low
        a = 1 + self.shape * ((self.best - self.low) / width)
        b = 1 + self.shape * ((self.high - self.best) / width)
        return self.low + width * _beta_quantile(a, b, u)


class TruncatedNormal(_Ranged):
    """A normal distribution of ``mean`` and ``sd`` cut off at ``low`` and ``high``; ``best`` is its median.

    Parameters
    ----------
    mean, sd
        The mean, which may lie outside the support, and the standard deviation, above 0, before the cut.
    low, high
        The least and greatest value held possible.
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


# from here out, inverting the logarithm of the tail's area loses digits
_FAR = 30.0


def _between(a: float, b: float, u: Floats) -> Floats:
    """Quantiles of the standard normal between a and b, each taken from the tail it is nearer to."""
    import numpy as np
    from scipy.special import log_ndtr, ndtri_exp

    with np.errstate(divide="ignore"):
        below, above = np.log1p(-u), np.log(u)
        left = np.logaddexp(log_ndtr(a) + below, log_ndtr(b) + above)
        right = np.logaddexp(log_ndtr(-a) + below, log_ndtr(-b) + above)
    z: Floats = np.where(left < right, ndtri_exp(left), -ndtri_exp(right))
    return z


def _far_tail(a: float, width: float, u: Floats) -> Floats:
    """Quantiles of the standard normal between a and a + width, less a, for a large a.

    The tail's area is exp(-x^2/2) m(x), m being Mills's ratio, which hardly varies there: so with
    y = (x^2 - a^2)/2 the equation y = t + log(m(x)/m(a)) is solved by iteration, each gaining 1/a^2.
    """
    import numpy as np
    from scipy.special import erfcx

    def mills(x: Floats | float) -> Floats:
        # beyond this the ratio is 1/x to the last digit, and x differs from a by nothing
        ratio: Floats = np.log(erfcx(np.minimum(x, 1e15) / np.sqrt(2)))
        return ratio

    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        cut = np.exp(-width * (a + width / 2) + mills(a + width) - mills(a))
        t = -np.log1p(u * (cut - 1))
        y = t
        for _ in range(5):
            beyond: Floats = 2 * y / (a + np.hypot(a, np.sqrt(2 * y)))
            y = np.maximum(t + mills(a + beyond) - mills(a), 0)
        return np.where(np.isfinite(beyond), beyond, width)


def _beta_quantile(a: float, b: float, u: Floats) -> Floats:
    import numpy as np
    from scipy.special import betaincinv

    # scipy's inverse gives NaN for some smaller u
    inner: Floats = np.where(u < 1e-100, 0.0, betaincinv(a, b, np.maximum(u, 1e-100)))
    return inner


class Beta(_Ranged):
    """A beta distribution with parameters ``a`` and ``b`` on [low, high]; ``best`` is its median.

    Parameters
    ----------
    a, b
        The two parameters, 0.01 to 10000.
    low, high
        The least and greatest value held possible.
    """

    kind: Literal["beta"] = "beta"
    a: Annotated[Number, Field(ge=0.01, le=1e4)] = Field(description="The first parameter, 0.01 to 10000.")
    b: Annotated[Number, Field(ge=0.01, le=1e4)] = Field(description="The second parameter, 0.01 to 10000.")

    @property
    def best(self) -> float:
        """The median."""
        return float(self.ppf(0.5))

    def _quantile(self, u: Floats) -> Floats:
        return self.low + (self.high - self.low) * _beta_quantile(self.a, self.b, u)


class Categorical(BaseDistribution):
    """A few values, each with its probability; ``best`` is the (lower) median.

    Parameters
    ----------
    values
        Each value and its probability, above 0; the probabilities sum to 1 within 1e-9.
    """

    kind: Literal["categorical"] = "categorical"
    values: Annotated[
        dict[Annotated[NumericKey, Number], Annotated[Number, Field(gt=0, le=1)]],
        Field(min_length=1, description="Each possible value and its probability; they sum to 1."),
        DistinctKeys,
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
        import numpy as np

        values = np.array(sorted(self.values))
        reached = np.cumsum([self.values[v] for v in values])
        # a sum of decimal probabilities such as 0.1 + 0.2 + 0.2 may miss 0.5 in the last digit
        at = np.searchsorted(reached + 1e-12, u, side="left")
        return values[np.minimum(at, values.size - 1)]


Distribution = Annotated[
    Constant | Uniform | Pert | TruncatedNormal | Beta | Categorical, Field(discriminator="kind")
]

#: The distributions that a file names with ``dist``.
NAMED: Mapping[str, type[BaseDistribution]] = {
    "uniform": Uniform,
    "pert": Pert,
    "normal": TruncatedNormal,
    "beta": Beta,
    "categorical": Categorical,
}
