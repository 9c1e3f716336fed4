"""A median and a central interval, which knows how many of the draws it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, get_args

import numpy as np
from pydantic import Field

#: Per cent of the draws that a reported central interval of a settlement holds, from the narrowest.
Level = Literal[50, 80, 95]
LEVELS: Final[tuple[Level, ...]] = get_args(Level)

#: Which of them intervals hold by default: in answers, in the bars and fans of the report, and in sentences.
LEVEL: Final = 80


@dataclass(frozen=True)
class Interval:
    """A median and the ends of the central interval that holds ``level`` per cent of the draws."""

    median: float
    low: float
    high: float
    level: Annotated[int, Field(exclude=True)] = LEVEL


def unit(name: str) -> Any:
    """Return the unit of a record's field, for ``Annotated``; it goes into the JSON Schema and tables."""
    return Field(json_schema_extra={"unit": name})


#: Units of a record's numbers.
POINTS = unit("points of the issue's scale")
SHARE_OF_DRAWS = unit("share of draws")
FRACTION = unit("fraction")
GDP_FRACTION = unit("fraction of GDP")
UTILITY = unit("fraction of the utility of the member that decides")


def interval_quantiles(level: int = LEVEL) -> tuple[float, float]:
    """Return the quantiles between which the central ``level`` per cent of the draws lie."""
    return (100 - level) / 200, (100 + level) / 200


def summarise_interval(values: Any, level: int = LEVEL) -> Interval | None:
    """Return the median and the central interval of the finite values.

    Parameters
    ----------
    values : array_like
        Draws, of any shape and unit; those that are not finite are left out.
    level : int
        Per cent of the draws that the interval holds, from 0 to 100.

    Returns
    -------
    Interval or None
        None if no value is finite.
    """
    x = np.asarray(values, dtype=np.float64)
    x = x[np.isfinite(x)]
    if x.size == 0:
        return None
    low, high = np.quantile(x, interval_quantiles(level))
    return Interval(float(np.median(x)), float(low), float(high), level)
