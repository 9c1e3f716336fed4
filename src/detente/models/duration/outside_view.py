"""The outside view: how often cases that had lasted as long ended by a date, over classes and families."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from detente.errors import UnknownNameError
from detente.models.arrays import Floats
from detente.models.duration.constant_hazard import ConstantHazard
from detente.models.duration.ending import KINDS, Ending, EndKind
from detente.models.duration.log_normal import LogNormal
from detente.models.duration.piecewise_exponential import PiecewiseExponential
from detente.models.duration.reference_classes import CLASSES, FAMILIES, QUESTIONS, SOURCES, Question
from detente.models.duration.spells import DurationModel, probability_of_end
from detente.models.duration.weibull import Weibull
from detente.models.limits import within
from detente.models.registry import nearest

#: Central part of the resampled values that an interval holds.
LEVEL = 0.95
#: Ages at which ends within a horizon are counted, so that their kinds can differ by age.
_CELLS = 64
_BUILD: Mapping[str, type] = {
    "constant-hazard": ConstantHazard,
    "weibull": Weibull,
    "log-normal": LogNormal,
}


class UnknownClassError(UnknownNameError):
    """No question of that name; the message names the nearest."""


@dataclass(frozen=True)
class EndsBy:
    """A probability over classes and families.

    Attributes
    ----------
    low, pooled, high : float
        The least of all classes and families, the pooled value, the greatest; in [0, 1].
    sampling : tuple of float
        The central 95 % of the pooled value when whole conflicts are resampled.
    """

    low: float
    pooled: float
    high: float
    sampling: tuple[float, float]


@dataclass(frozen=True)
class Member:
    """One reference class of an answer.

    Attributes
    ----------
    slug, label, source, citation, end : str
        What was counted, where it comes from, and what its end means.
    cases, ends, endings : int
        All cases, those that ended, and those of which it is known how.
    median_days, longest_days : float
        Of all cases (Kaplan-Meier) and the longest observed.
    tabulated_days : float
        The greatest tabulated age that is not above the age asked about.
    lasted_as_long : int
        Cases under observation beyond that age.
    by_family : mapping of str to float
        The probability of an end by each duration model.
    """

    slug: str
    label: str
    source: str
    citation: str
    end: str
    cases: int
    ends: int
    endings: int
    median_days: float
    longest_days: float
    tabulated_days: float
    lasted_as_long: int
    by_family: Mapping[str, float]


@dataclass(frozen=True)
class OutOfSample:
    """How forecasts of one class did on conflicts they were not fitted on; intervals hold 95 %.

    Attributes
    ----------
    question, member, scheme : str
        What was asked, of which class, at which dates.
    conflicts : int
        Conflicts that the forecasts are of.
    share : float
        How many of them ended within the horizon.
    brier : float
        Mean squared error of the probability.
    over_constant, over_base : tuple of float
        Brier skill over a constant hazard and over the base rate by horizon: value, low, high.
    bias, slope : tuple of float
        Mean forecast less share, and the slope of calibration: value, low, high.
    kind_skill : tuple of float
        Brier skill of how it ends, over fixed shares: value, low, high.
    kind_by_shares : bool
        Whether fixed shares are what is forecast, since nothing beat them.
    """

    question: str
    member: str
    scheme: str
    conflicts: int
    share: float
    brier: float
    over_constant: tuple[float, float, float]
    over_base: tuple[float, float, float]
    bias: tuple[float, float, float]
    slope: tuple[float, float, float]
    kind_skill: tuple[float, float, float]
    kind_by_shares: bool


@dataclass(frozen=True)
class BaseRate:
    """How often cases of a kind ended within a horizon, given how long they had lasted.

    Attributes
    ----------
    reference_class, label : str
        The question, by name and in words.
    lasted_days, horizon_days : float
        Days lasted so far and days ahead.
    ends : EndsBy
        The probability of an end within the horizon, of whatever kind.
    by_kind : mapping of str to EndsBy
        The same by ``agreement``, ``victory`` and ``other``; pooled values add up to that of ``ends``.
    members : tuple of Member
        The classes it was computed from.
    scores : tuple of OutOfSample
        How this forecast did on conflicts it was not fitted on; see the page on base rates.
    """

    reference_class: str
    label: str
    lasted_days: float
    horizon_days: float
    ends: EndsBy
    by_kind: Mapping[EndKind, EndsBy]
    members: tuple[Member, ...]
    scores: tuple[OutOfSample, ...]


@cache
def fitted() -> dict[str, Any]:
    """The numbers that ``python -m detente.backtest.durations`` wrote."""
    text = files("detente.models.duration").joinpath("fitted.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def question(name: str) -> Question:
    """The question of that name; raises UnknownClassError with the nearest."""
    if name not in QUESTIONS:
        raise UnknownClassError(f"no reference class {name!r}{nearest(name, QUESTIONS)}")
    return QUESTIONS[name]


def build_model(family: str, numbers: Sequence[Any], cuts: Sequence[float] = ()) -> DurationModel:
    """A fitted model from its numbers, in the order of its fields, as ``fitted.json`` holds them."""
    if family == "piecewise-exponential":
        return PiecewiseExponential(tuple(cuts), tuple(numbers))
    model: DurationModel = _BUILD[family](*numbers)
    return model


def pool_weights(members: tuple[str, ...]) -> Floats:
    """Weights (members,) that sum to 1: every source counts the same, and every class of a source."""
    sources = [CLASSES[m].source for m in members]
    return np.array([1.0 / (len(set(sources)) * sources.count(s)) for s in sources])


def baserate(
    reference_class: str,
    lasted_days: float,
    horizon_days: float,
    *,
    as_of: datetime.date | None = None,
) -> BaseRate:
    """How likely it is that something of a class ends within a horizon, given how long it has lasted.

    Parameters
    ----------
    reference_class : str
        A name from ``detente baserate``, as ``inter-state-war``.
    lasted_days : float
        Days since it began, at least 0.
    horizon_days : float
        Days ahead, at least 0.
    as_of : datetime.date, optional
        The day of the forecast. It decides nothing but the era in which it ends, and so how; by default the
        present one.

    Returns
    -------
    BaseRate
        A band over classes and families with its pooled value, whole and by kind of ending.

    Raises
    ------
    UnknownClassError
        If there is no class of that name.
    ValueError
        If a number of days is negative or not finite.

    Examples
    --------
    >>> rate = baserate("inter-state-war", lasted_days=1270, horizon_days=136)
    >>> rate.ends.low < rate.ends.pooled < rate.ends.high
    True
    """
    asked = question(reference_class)
    within(0, np.inf, lasted_days=lasted_days, horizon_days=horizon_days)
    year = 9999 if as_of is None else as_of.year
    numbers = fitted()
    grids = [_by_kind(m, asked, numbers, lasted_days, horizon_days, year) for m in asked.members]
    weights = pool_weights(asked.members)
    # (members, families, kinds), and the same for every resampling
    best = np.stack([g[0] for g in grids])
    drawn = np.stack([g[1] for g in grids], axis=1)

    def over(part: list[int]) -> EndsBy:
        each = best[..., part].sum(axis=-1)
        again = np.einsum("rmf,m->r", drawn[..., part].sum(axis=-1), weights) / len(FAMILIES)
        tail = (1 - LEVEL) / 2
        low, high = np.quantile(again, [tail, 1 - tail])
        pooled = float(weights @ each.mean(axis=1))
        return EndsBy(float(each.min()), pooled, float(each.max()), (float(low), float(high)))

    whole = best.sum(axis=-1)
    return BaseRate(
        reference_class,
        asked.label,
        float(lasted_days),
        float(horizon_days),
        over([0, 1, 2]),
        {kind: over([k]) for k, kind in enumerate(KINDS)},
        tuple(
            _member(m, numbers, lasted_days, dict(zip(FAMILIES, map(float, row), strict=True)))
            for m, row in zip(asked.members, whole, strict=True)
        ),
        tuple(_scored(s) for s in numbers["scores"] if s["question"] == reference_class),
    )


def _scored(entry: Mapping[str, Any]) -> OutOfSample:
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
    return OutOfSample(**values)


def end_by_kind(
    model: DurationModel, ending: Ending, values: Mapping[str, float], lasted: float, horizon: float
) -> Floats:
    """The probability of each kind of end within a horizon.

    Parameters
    ----------
    model : DurationModel
        When it ends.
    ending : Ending
        How, given an end; ``log_age`` is set here.
    values : mapping of str to float
        The other columns of ``ending``.
    lasted, horizon : float
        Days lasted and days ahead, at least 0.

    Returns
    -------
    ndarray (3,)
        In the order of ``KINDS``; they add up to ``probability_of_end``.
    """
    ages = _ages(lasted, horizon)
    return _ends_in_cells(model, ages) @ _shares(ending, values, ages)


def _ages(lasted: float, horizon: float) -> Floats:
    first = max(lasted, 0.5)
    ages = np.geomspace(first, max(lasted + horizon, first), _CELLS + 1)
    ages[0], ages[-1] = lasted, lasted + horizon
    return np.maximum.accumulate(np.minimum(ages, ages[-1]))


def _ends_in_cells(model: DurationModel, ages: Floats) -> Floats:
    past = probability_of_end(model, ages[0], ages - ages[0])
    return np.diff(past)


def _shares(ending: Ending, values: Mapping[str, float], ages: Floats) -> Floats:
    middle = np.maximum((ages[1:] + ages[:-1]) / 2, 1.0)
    shares = ending.shares({**values, "log_age": np.log(middle)})
    return np.broadcast_to(shares, (len(middle), len(KINDS)))  # where age says nothing there is one row


def _by_kind(
    member: str, asked: Question, numbers: dict[str, Any], lasted: float, horizon: float, year: int
) -> tuple[Floats, Floats]:
    """P of each kind by family (F, 3), and for each resampling (R, F, 3)."""
    entry = numbers["classes"][member]
    source = CLASSES[member].source
    how = numbers["endings"][source]
    values = entry["values"] | asked.known | {"present_era": float(year >= SOURCES[source].era)}
    ages = _ages(lasted, horizon)

    cuts = entry["cuts"]

    def spread(fit: Sequence[Sequence[float]], coefficients: Sequence[Sequence[float]]) -> Floats:
        shares = _shares(build_ending(how["columns"], coefficients), values, ages)
        each = (build_model(f, numbers, cuts) for f, numbers in zip(FAMILIES, fit, strict=True))
        return np.stack([_ends_in_cells(model, ages) @ shares for model in each])

    fits = zip(*(entry["replicates"][f] for f in FAMILIES), strict=True)
    again = [spread(fit, c) for fit, c in zip(fits, how["replicates"], strict=True)]
    return spread([entry["fits"][f] for f in FAMILIES], how["coefficients"]), np.stack(again)


def build_ending(columns: Sequence[str], coefficients: Sequence[Sequence[float]]) -> Ending:
    """The shares of kinds from coefficients in the order of ``KINDS``."""
    return Ending(tuple(columns), {k: tuple(c) for k, c in zip(KINDS[:-1], coefficients, strict=True)})


def _member(slug: str, numbers: dict[str, Any], lasted: float, by_family: dict[str, float]) -> Member:
    entry, known = numbers["classes"][slug], CLASSES[slug]
    source = SOURCES[known.source]
    table = entry["table"]
    at = int(np.searchsorted(table["days"], lasted, side="right")) - 1
    return Member(
        slug,
        known.label,
        source.title,
        source.citation,
        source.end,
        entry["cases"],
        entry["ends"],
        sum(entry["how"]),
        entry["median_days"],
        entry["longest_days"],
        float(table["days"][at]),
        int(table["under_observation"][at]),
        by_family,
    )
