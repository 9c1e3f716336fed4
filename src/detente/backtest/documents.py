"""What a backtest and a calibration come to, as records that JSON documents and files are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from detente.records import OMIT, MaybeNaN

Verdict = Literal["better", "not told apart", "worse"]
#: A mean difference and its 95 % interval, whose ends are None where there are too few proposals for one.
Difference = tuple[float, float | None, float | None]


@dataclass(frozen=True)
class ForecastScores:
    """One forecast's scores on decided issues.

    Attributes
    ----------
    issues, proposals : int
        How many it has something to say about.
    scores : mapping of str to float
        By the names that ``Scored.summary`` gives.
    mae_difference_to_mean, crps_difference_to_mean_with_error : tuple
        To the weighted mean, and to a normal error around it: mean and 95 % interval.
    error, crps : tuple of float
        By issue; NaN for an issue on which it says nothing.
    pit : tuple of tuple, optional
        By issue, F just below the outcome and at it; only of a distribution.
    pit_histogram : tuple of float, optional
        Shares by bin; None with too few issues, and empty, so left out, if there is no distribution.
    note : str, optional
        A warning that the numbers were fitted on some of these issues.
    """

    name: str
    kind: Literal["model", "baseline"]
    distribution: bool
    issues: int
    proposals: int
    scores: Mapping[str, float]
    mae_difference_to_mean: Difference
    verdict: Verdict | None
    crps_difference_to_mean_with_error: Difference | None
    error: tuple[MaybeNaN, ...]
    crps: tuple[MaybeNaN, ...]
    pit: Annotated[tuple[tuple[float, float] | None, ...] | None, OMIT] = None
    pit_histogram: Annotated[tuple[float, ...] | None, Field(exclude_if=lambda bins: bins == ())] = ()
    note: Annotated[str | None, OMIT] = None


@dataclass(frozen=True, kw_only=True)
class BacktestSummary:
    """Every forecast's scores; what is listed by issue is in the order of ``issues``.

    It holds no time, so that the same data and seed give the same text.
    """

    format: Literal[1]
    file: str
    issues: tuple[str, ...]
    proposals: int
    outcome: tuple[float, ...]
    seed: int
    sentence: str
    left_out: tuple[str, ...]
    silent: Mapping[str, str]
    models: Mapping[str, ForecastScores]


@dataclass(frozen=True)
class FittedOn:
    """The decided issues that numbers were fitted on."""

    file: str
    data: str
    issues: int
    ridge: float
    proposals: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """The fitted numbers of a model, and how well such a fit predicts.

    Attributes
    ----------
    coefficients : mapping of str to float
        By the parameter's name.
    cross_validation : mapping
        Folds and repeats, and mean scores over them; of a difference the value, low and high.
    """

    format: Literal[1]
    model: str
    coefficients: Mapping[str, float]
    fitted_on: FittedOn
    cross_validation: Mapping[str, int | float | tuple[float, ...]]
