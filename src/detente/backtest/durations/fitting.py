"""The numbers that ship: fits, counts, survival tables, and the same fits on resampled conflicts."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from detente.backtest.durations.reading import Cases
from detente.models.arrays import Bools, Floats
from detente.models.duration.constant_hazard import fit_constant_hazard
from detente.models.duration.ending import KINDS, Ending, fit_ending
from detente.models.duration.kaplan_meier import fit_kaplan_meier
from detente.models.duration.log_normal import fit_log_normal
from detente.models.duration.piecewise_exponential import (
    Pieces,
    PiecewiseExponential,
    fit_piecewise_exponential,
)
from detente.models.duration.reference_classes import CLASSES, FAMILIES
from detente.models.duration.spells import DurationModel, Spells
from detente.models.duration.weibull import fit_weibull

REPLICATES = 200
#: The class of each source whose ends say how things end.
BROADEST = {"cow": "cow-wars", "ucdp": "ucdp-all", "gml": "gml-all", "ties": "ties-to-2005"}
#: Sources of which only the shares of each kind of end are used: age and era gained nothing out of sample.
BY_SHARES = ("cow", "ties")
#: Ages of the survival tables, in days.
AGES = (
    *(0, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 61, 91, 122, 152, 182, 243, 304, 365, 456, 548, 639, 730, 913),
    *(1096, 1278, 1461, 1826, 2192, 2557, 2922, 3652, 5479, 7305),
)
_FIT: Mapping[str, Callable[..., Any]] = {
    "constant-hazard": fit_constant_hazard,
    "weibull": fit_weibull,
    "log-normal": fit_log_normal,
    "piecewise-exponential": fit_piecewise_exponential,
}


def fit_family(family: str, spells: Spells, cuts: Sequence[float] | None = None) -> DurationModel:
    """One duration model by slug; the cuts of a piecewise exponential can be fixed."""
    if cuts is not None and family == "piecewise-exponential":
        fixed: DurationModel = fit_piecewise_exponential(spells, Pieces(tuple(cuts), 0))
        return fixed
    found: DurationModel = _FIT[family](spells)
    return found


def fit_ending_of(cases: Cases, weight: Floats, by_shares: bool = False) -> Ending:
    """How cases end, by their age at the end and what else is known of them, or by shares alone."""
    used = (cases.kind >= 0) & (weight > 0)
    columns = {} if by_shares else {"log_age": np.log(cases.days), **cases.columns}
    found: Ending = fit_ending({k: v[used] for k, v in columns.items()}, cases.kind[used], weight[used])
    return found


def key_numbers(keys: Iterable[str]) -> dict[str, int]:
    """A number for each different key, in their order."""
    return {key: i for i, key in enumerate(sorted(set(keys)))}


def fingerprint(key: str) -> str:
    """Eight hexadecimal digits that stand for a case's key."""
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def fit_all(classes: Mapping[str, Cases], seed: int, replicates: int = REPLICATES) -> dict[str, Any]:
    """Fits, counts and survival tables of every class, and of every source how its cases end.

    Parameters
    ----------
    classes : mapping of str to Cases
        Reference classes by slug.
    seed : int
        Decides which conflicts each replicate holds, and how often.
    replicates : int
        Resamplings of whole conflicts.

    Returns
    -------
    dict
        ``classes`` and ``endings``, as JSON can hold them.
    """
    found: dict[str, Any] = {"classes": {}, "endings": {}}
    for place, source in enumerate(BROADEST):
        here = {slug: cases for slug, cases in classes.items() if CLASSES[slug].source == source}
        if not here:
            continue
        numbers = key_numbers(k for cases in here.values() for k in cases.key)
        rng = np.random.default_rng(np.random.SeedSequence([seed, place]))
        n = len(numbers)
        times = rng.multinomial(n, np.full(n, 1 / n), size=replicates).astype(np.float64)
        for slug, cases in here.items():
            again = times[:, [numbers[k] for k in cases.key]]
            found["classes"][slug] = _fit_class(cases, again)
            if slug == BROADEST[source]:
                found["endings"][source] = _fit_endings(cases, again, source in BY_SHARES)
    return found


def _fit_class(cases: Cases, again: Floats) -> dict[str, Any]:
    spells = cases.spells()
    fits = {f: fit_family(f, spells) for f in _FIT}
    piecewise = fit_piecewise_exponential(spells)
    curve = fit_kaplan_meier(spells)
    last = cases.start + cases.days.astype(np.int64) - 1
    return {
        "cases": len(cases),
        "conflicts": len(set(cases.key)),
        "ends": int(cases.ended.sum()),
        "how": [int((cases.kind == k).sum()) for k in range(len(KINDS))],
        "first_year": datetime.date.fromordinal(int(cases.start.min())).year,
        "last_year": datetime.date.fromordinal(int(last.max())).year,
        "median_days": curve.quantile(0.5),
        "longest_days": float(cases.days.max()),
        "table": {
            "days": list(AGES),
            "under_observation": [int((cases.days > age).sum()) for age in AGES],
            "survival": round_all(curve.survival(AGES).tolist()),
        },
        "values": {k: round_number(float(v.mean())) for k, v in cases.columns.items()},
        "cuts": list(piecewise.cuts),
        "fits": {f: numbers_of(m, 6) for f, m in fits.items()},
        "replicates": {
            f: [numbers_of(fit_family(f, cases.spells(w), piecewise.cuts), 3) for w in again]
            for f in FAMILIES
        },
    }


def _fit_endings(cases: Cases, again: Floats, by_shares: bool) -> dict[str, Any]:
    whole = fit_ending_of(cases, np.ones(len(cases)), by_shares)
    return {
        "columns": list(whole.columns),
        "counts": [int((cases.kind == k).sum()) for k in range(len(KINDS))],
        "coefficients": coefficients_of(whole, 6),
        "replicates": [coefficients_of(fit_ending_of(cases, w, by_shares), 3) for w in again],
    }


def numbers_of(model: DurationModel, digits: int) -> list[float]:
    """A fitted model's numbers in the order of its fields, without cuts."""
    if isinstance(model, PiecewiseExponential):
        return round_all(model.rates, digits)
    return round_all(dataclasses.astuple(model), digits)  # type: ignore[call-overload]


def coefficients_of(ending: Ending, digits: int) -> list[list[float]]:
    """Coefficients of each kind but the last."""
    return [round_all(ending.coefficients[k], digits) for k in KINDS[:-1]]


def round_all(values: Iterable[float], digits: int = 6) -> list[float]:
    """Numbers to so many significant digits."""
    return [round_number(float(v), digits) for v in values]


def round_number(value: float, digits: int = 6) -> float:
    """A number to so many significant digits."""
    return value if value == 0 or not math.isfinite(value) else float(f"{value:.{digits}g}")


def unseen(cases: Cases, fitted_on: str) -> Bools:
    """Which cases are of conflicts that the shipped numbers were not fitted on."""
    known = set(fitted_on.split())
    return np.array([fingerprint(k) not in known for k in cases.key], dtype=np.bool_)
