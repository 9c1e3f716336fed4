"""Forecasts of ends at dates drawn without looking at how long a case lasted, and their scores."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.backtest.durations.fitting import fit_ending_of, fit_family, key_numbers
from detente.backtest.durations.reading import Cases
from detente.backtest.scores import resampled_means
from detente.models.arrays import Bools, Floats
from detente.models.duration.ending import KINDS, Ending
from detente.models.duration.kaplan_meier import fit_kaplan_meier
from detente.models.duration.outside_view import pool_weights
from detente.models.duration.reference_classes import FAMILIES, QUESTIONS
from detente.models.duration.spells import DurationModel, probability_of_end

Scheme = Literal["every quarter", "log-uniform"]
#: Days ahead.
HORIZONS = (91, 182, 365, 730)
FOLDS = 10
#: Sets of random dates, so that no figure hangs on one of them.
SETS = 5
#: Log-uniform ages of one set, from a day to ten years, the same for every case.
AGES_OF_A_SET = 16
LEVEL = (0.025, 0.975)
CONSTANT, BASE, KAPLAN_MEIER, POOLED, PRINTED = (
    *("constant hazard", "base rate by horizon", "kaplan-meier", "pooled", "as printed"),
)


@dataclass(frozen=True)
class Rows:
    """Forecasts to make, each (R,): a case's index, days lasted, days ahead, and whether it had ended."""

    case: NDArray[np.intp]
    lasted: Floats
    horizon: Floats
    ended: Floats


@dataclass(frozen=True)
class Score:
    """One forecast's scores on one class; intervals are central 95 % over whole conflicts.

    Attributes
    ----------
    question, member, scheme, forecast : str
        What was asked, of which cases, at which dates, by what.
    rows, conflicts : int
        Forecasts, and conflicts they are of.
    share : float
        How many ended within the horizon.
    brier : float
        Mean squared error of the probability.
    over_constant, over_base : tuple of float
        Brier skill over constant hazard and over the base rate by horizon: value, low, high.
    bias : tuple of float
        Mean forecast less share: value, low, high.
    slope : tuple of float
        Of a logistic regression of the outcome on the forecast's logit: value, low, high.
    table : tuple of tuple
        By tenth of the forecasts: rows, mean forecast, share that ended, low, high; only for pooled ones.
    """

    question: str
    member: str
    scheme: str
    forecast: str
    rows: int
    conflicts: int
    share: float
    brier: float
    over_constant: tuple[float, float, float]
    over_base: tuple[float, float, float]
    bias: tuple[float, float, float]
    slope: tuple[float, float, float]
    table: tuple[tuple[float, ...], ...]


def draw_rows(cases: Cases, scheme: Scheme, seed: int, sets: int = SETS) -> Rows:
    """Dates at which each case was still going on, with every horizon whose outcome is known.

    Parameters
    ----------
    cases : Cases
        The cases of one class.
    scheme : str
        ``every quarter``: a random day in each 91 days of each case; ``log-uniform``: ages drawn once,
        the same for every case. Neither looks at how long a case lasted.
    seed : int
        Decides the dates.
    sets : int
        Independent sets of dates.

    Returns
    -------
    Rows
        Only dates whose horizon closes while the source still recorded ends.
    """
    rng = np.random.default_rng(np.random.SeedSequence(seed))
    index, ages = [], []
    for _ in range(sets):
        shared = np.floor(np.exp(rng.uniform(0.0, np.log(3650.0), AGES_OF_A_SET)))
        for i, days in enumerate(cases.days):
            if scheme == "every quarter":
                quarters = 91.0 * np.arange(int(days // 91) + 1)
                at = quarters + rng.integers(1, 92, len(quarters))
            else:
                at = shared
            at = at[at < days]
            index.append(np.full(len(at), i))
            ages.append(at)
    case = np.repeat(np.concatenate(index), len(HORIZONS)).astype(np.intp)
    lasted = np.repeat(np.concatenate(ages), len(HORIZONS))
    horizon = np.tile(np.array(HORIZONS, dtype=np.float64), len(lasted) // len(HORIZONS))
    # the calendar, not the outcome, decides what is scored
    known = cases.start[case] + lasted + horizon - 1 <= cases.last
    ended = cases.ended[case] & (cases.days[case] <= lasted + horizon)
    return Rows(case[known], lasted[known], horizon[known], ended[known].astype(np.float64))


def fold_of(key: str, seed: int) -> int:
    """The fold of a conflict, the same in every file."""
    return int(hashlib.sha256(f"{seed}:{key}".encode()).hexdigest(), 16) % FOLDS


def predict(
    question: str, member: str, models: Mapping[str, Mapping[str, DurationModel]], rows: Rows, chosen: Bools
) -> dict[str, Floats]:
    """Each forecast for the chosen rows, from the models of every class of the question."""
    lasted, horizon = rows.lasted[chosen], rows.horizon[chosen]
    own = {f: probability_of_end(m, lasted, horizon) for f, m in models[member].items()}
    out = {CONSTANT: own.pop("constant-hazard")} | own
    out[POOLED] = np.mean([own[f] for f in FAMILIES], axis=0)
    members = QUESTIONS[question].members
    if len(members) > 1 and all(m in models for m in members):
        each = [
            np.mean([probability_of_end(models[m][f], lasted, horizon) for f in FAMILIES], axis=0)
            for m in members
        ]
        out[PRINTED] = pool_weights(members) @ np.stack(each)
    return out


def cross_validate(
    question: str, member: str, classes: Mapping[str, Cases], rows: Rows, seed: int
) -> dict[str, Floats]:
    """Every forecast of each row (R,), fitted on the other folds of conflicts."""
    here_are = [slug for slug in QUESTIONS[question].members if slug in classes]
    folds = {slug: _folds(classes[slug], seed) for slug in here_are}
    fold = folds[member][rows.case]
    out: dict[str, Floats] = {}
    for left_out in range(FOLDS):
        here = fold == left_out
        if not here.any():
            continue
        models: dict[str, dict[str, DurationModel]] = {}
        for slug, of in folds.items():
            spells = classes[slug].spells((of != left_out).astype(np.float64))
            models[slug] = {f: fit_family(f, spells) for f in ("constant-hazard", *FAMILIES)}
            if slug == member:
                models[slug][KAPLAN_MEIER] = fit_kaplan_meier(spells)
        found = predict(question, member, models, rows, here)
        found[BASE] = base_rates(rows, ~here)[_horizons(rows)[here]]
        for label, values in found.items():
            out.setdefault(label, np.zeros(len(fold)))[here] = values
    return out


def base_rates(rows: Rows, chosen: Bools) -> Floats:
    """The share that ended within each horizon (H,), whatever the age."""
    at = _horizons(rows)[chosen]
    counts = np.bincount(at, minlength=len(HORIZONS))
    result: Floats = np.bincount(at, rows.ended[chosen], len(HORIZONS)) / np.maximum(counts, 1)
    return result


def _horizons(rows: Rows) -> NDArray[np.intp]:
    return np.searchsorted(HORIZONS, rows.horizon)


def _folds(cases: Cases, seed: int) -> NDArray[np.int64]:
    return np.array([fold_of(k, seed) for k in cases.key], dtype=np.int64)


def groups_of(keys: Sequence[str]) -> NDArray[np.intp]:
    """A number from 0 for each row's conflict."""
    numbers = key_numbers(keys)
    return np.array([numbers[k] for k in keys], dtype=np.intp)


def score_rows(
    question: str,
    member: str,
    scheme: Scheme,
    forecasts: Mapping[str, Floats],
    rows: Rows,
    cases: Cases,
    seed: int,
) -> list[Score]:
    """Scores of every forecast on the same rows."""
    groups = groups_of([cases.key[i] for i in rows.case])
    y = rows.ended
    labels = list(forecasts)
    errors = np.column_stack([forecasts[label] - y for label in labels])
    losses = errors**2
    # one resampling for all columns, so that every difference is paired
    again = resampled_means(np.column_stack([losses, errors]), groups, seed=seed)
    lost, missed = again[:, : len(labels)], again[:, len(labels) :]

    def over(label: str, i: int) -> tuple[float, float, float]:
        j = labels.index(label)
        value = _gain(losses[:, i].mean(), losses[:, j].mean())
        return _with_interval(float(value), _gain(lost[:, i], lost[:, j]))

    return [
        Score(
            question,
            member,
            scheme,
            label,
            len(y),
            int(groups.max()) + 1,
            float(y.mean()),
            float(losses[:, i].mean()),
            over(CONSTANT, i),
            over(BASE, i),
            _with_interval(errors[:, i].mean(), missed[:, i]),
            slope(forecasts[label], y, groups),
            calibration_table(forecasts[label], y, groups, seed) if label in {POOLED, PRINTED} else (),
        )
        for i, label in enumerate(labels)
    ]


def _with_interval(value: float, again: Floats) -> tuple[float, float, float]:
    low, high = np.quantile(again, LEVEL)
    return float(value), float(low), float(high)


def skill(loss: Floats, reference: Floats, groups: NDArray[np.intp], seed: int) -> tuple[float, float, float]:
    """1 - mean loss / mean reference, with its interval over conflicts."""
    again = resampled_means(np.column_stack([loss, reference]), groups, seed=seed)
    return _with_interval(float(_gain(loss.mean(), reference.mean())), _gain(again[:, 0], again[:, 1]))


def _gain(loss: ArrayLike, reference: ArrayLike) -> Floats:
    """1 - loss / reference; 0 over a reference without a loss, which nothing can beat."""
    a, b = np.asarray(loss, dtype=np.float64), np.asarray(reference, dtype=np.float64)
    return 1 - np.divide(a, b, out=np.ones_like(a), where=b > 0)


def mean_with_interval(values: Floats, groups: NDArray[np.intp], seed: int) -> tuple[float, float, float]:
    """The mean, with its interval over conflicts."""
    return _with_interval(values.mean(), resampled_means(values, groups, seed=seed))


def slope(p: Floats, y: Floats, groups: NDArray[np.intp]) -> tuple[float, float, float]:
    """The calibration slope (Cox 1958), with an interval from errors clustered by conflict."""
    logit = to_logit(p)
    x = np.column_stack([np.ones(len(y)), logit])
    b = fit_logit(x, y, np.zeros(len(y)), 0.0)
    q = 1 / (1 + np.exp(-(x @ b)))
    bread = np.linalg.pinv((x * (q * (1 - q))[:, None]).T @ x)
    sums = np.zeros((int(groups.max()) + 1, 2))
    np.add.at(sums, groups, x * (y - q)[:, None])
    error = float(np.sqrt((bread @ (sums.T @ sums) @ bread)[1, 1]))
    return float(b[1]), float(b[1] - 1.96 * error), float(b[1] + 1.96 * error)


def to_logit(p: Floats) -> Floats:
    """Log-odds, log p / (1 - p), with p held off 0 and 1."""
    held = np.clip(p, 1e-3, 1 - 1e-3)
    result: Floats = np.log(held / (1 - held))
    return result


def fit_logit(x: Floats, y: Floats, offset: Floats, penalty: float) -> Floats:
    """Coefficients (K,) of a logistic regression by Newton's method; the first column is not penalised."""
    b = np.zeros(x.shape[1])
    ridge = penalty * np.eye(x.shape[1])
    ridge[0, 0] = 0.0
    for _ in range(30):
        q = 1 / (1 + np.exp(-(offset + x @ b)))
        pull = x.T @ (y - q) - ridge @ b
        step = np.linalg.lstsq((x * (q * (1 - q))[:, None]).T @ x + ridge, pull, rcond=None)[0]
        b = b + step
        if np.abs(step).max() < 1e-9:
            break
    return b


def calibration_table(
    p: Floats, y: Floats, groups: NDArray[np.intp], seed: int
) -> tuple[tuple[float, ...], ...]:
    """Tenths of the forecasts in rising order: rows, mean forecast, share that ended, low, high."""
    edges = np.unique(np.quantile(p, np.linspace(0, 1, 11)))
    at = np.searchsorted(edges[1:-1], p, side="right")
    cells = np.eye(len(edges) - 1 or 1)[at]
    again = resampled_means(np.column_stack([cells, cells * y[:, None]]), groups, seed=seed)
    out = []
    for c in np.flatnonzero(cells.sum(axis=0)):
        here = at == c
        inside, ended = again[:, c], again[:, cells.shape[1] + c]
        low, high = np.quantile(ended[inside > 0] / inside[inside > 0], LEVEL)
        out.append(tuple(map(float, (here.sum(), p[here].mean(), y[here].mean(), low, high))))
    return tuple(out)


@dataclass(frozen=True)
class KindScores:
    """How well the kind of an end was forecast for one source; intervals as in ``Score``.

    Attributes
    ----------
    endings, conflicts : int
        Ends, and conflicts they are of.
    brier : float
        Mean squared error, summed over kinds.
    skill : tuple of float
        Brier skill over the shares of each kind: value, low, high.
    bias : mapping of str to tuple of float
        By kind, mean forecast less share: value, low, high.
    """

    endings: int
    conflicts: int
    brier: float
    skill: tuple[float, float, float]
    bias: Mapping[str, tuple[float, float, float]]


def score_kinds(cases: Cases, seed: int, shipped: Mapping[str, Any] | None = None) -> KindScores:
    """How ends end: a multinomial logit of what was known against the shares of each kind.

    Parameters
    ----------
    cases : Cases
        A source's broadest class.
    seed : int
        Decides folds and resamplings.
    shipped : mapping, optional
        A source's ``endings`` of the shipped numbers, to be scored; by default both are refitted on the
        other folds.

    Returns
    -------
    KindScores
    """
    known = cases.where(cases.kind >= 0)
    y = np.eye(len(KINDS))[known.kind]
    values = {"log_age": np.log(known.days), **known.columns}
    p, shares = np.zeros_like(y), np.zeros_like(y)
    if shipped is not None:
        whole = Ending(
            tuple(shipped["columns"]), dict(zip(KINDS[:-1], map(tuple, shipped["coefficients"]), strict=True))
        )
        p[:] = whole.shares(values)
        shares[:] = np.array(shipped["counts"]) / sum(shipped["counts"])
    else:
        fold = _folds(known, seed)
        for left_out in range(FOLDS):
            here = fold == left_out
            model = fit_ending_of(known, (~here).astype(np.float64))
            p[here] = model.shares({k: v[here] for k, v in values.items()})
            shares[here] = y[~here].mean(axis=0)
    groups = groups_of(known.key)
    loss, reference = ((p - y) ** 2).sum(axis=1), ((shares - y) ** 2).sum(axis=1)
    return KindScores(
        len(y),
        int(groups.max()) + 1,
        float(loss.mean()),
        skill(loss, reference, groups, seed),
        {k: mean_with_interval(p[:, i] - y[:, i], groups, seed) for i, k in enumerate(KINDS)},
    )
