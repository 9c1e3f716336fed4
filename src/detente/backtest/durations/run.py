"""Fit, score, and what the package ships of both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from detente.backtest.durations.covariates import Attempt, try_covariates
from detente.backtest.durations.fitting import BROADEST, BY_SHARES, fingerprint, fit_all, round_all, unseen
from detente.backtest.durations.reading import Cases, read_classes
from detente.backtest.durations.scoring import (
    BASE,
    HORIZONS,
    POOLED,
    PRINTED,
    KindScores,
    Rows,
    Scheme,
    Score,
    base_rates,
    cross_validate,
    draw_rows,
    predict,
    score_kinds,
    score_rows,
)
from detente.files.writing import write_whole
from detente.models.arrays import Floats
from detente.models.duration.outside_view import OutOfSample, build_model
from detente.models.duration.reference_classes import CLASSES, QUESTIONS
from detente.models.duration.spells import DurationModel
from detente.scenario import Problem, ScenarioError

FORMAT = 1
#: Conflicts below which a class is not refitted on nine tenths of them.
ENOUGH = 20
FILES = ("wars.csv", "conflict_episodes.csv", "disputes.csv", "sanctions.csv")
SCHEMES: tuple[Scheme, ...] = ("every quarter", "log-uniform")
#: What is scored: the question, and the cases it is put to.
SCORED = (
    ("armed-conflict", "ucdp-all"),
    ("inter-state-war", "cow-wars"),
    ("inter-state-war", "ucdp-inter-state"),
    ("militarised-dispute", "gml-all"),
    ("sanctions", "ties-to-2005"),
)


@dataclass(frozen=True)
class Results:
    """Scores of when and how on one folder.

    Attributes
    ----------
    shipped : bool
        True if the shipped numbers were scored on conflicts they were not fitted on; False if everything was
        refitted on nine tenths of the folder's conflicts and scored on the last.
    scores : tuple of Score
    kinds : mapping of str to KindScores
        By source.
    attempts : tuple of Attempt
        What was added to age, and what it gained; empty for shipped numbers.
    base_rates : mapping of str to list of float
        By class and scheme, the share that ended within each horizon.
    """

    shipped: bool
    scores: tuple[Score, ...]
    kinds: Mapping[str, KindScores]
    attempts: tuple[Attempt, ...]
    base_rates: Mapping[str, list[float]]


def cross_validated(classes: Mapping[str, Cases], seed: int) -> Results:
    """Scores with every number refitted on the other folds of conflicts.

    Raises ScenarioError if no class has enough conflicts.
    """
    classes = {slug: cases for slug, cases in classes.items() if len(set(cases.key)) >= ENOUGH}
    if not classes:
        what = "too few conflicts to refit on nine tenths of them"
        remedy = f"give at least {ENOUGH} of a class"
        raise ScenarioError([Problem("cases", 1, 1, "", what, "", remedy)])
    scores: list[Score] = []
    rates: dict[str, list[float]] = {}
    attempts: list[Attempt] = []
    for question, member, scheme, rows in _drawn(classes, seed):
        forecasts = cross_validate(question, member, classes, rows, seed)
        scores += score_rows(question, member, scheme, forecasts, rows, classes[member], seed)
        everything = np.ones(len(rows.case), dtype=np.bool_)
        rates[f"{member}, {scheme}"] = round_all(base_rates(rows, everything))
        if member == "ucdp-all" and scheme == "every quarter":
            attempts = try_covariates(classes[member], rows, forecasts[POOLED], seed)
    kinds = {source: score_kinds(classes[slug], seed) for source, slug in BROADEST.items() if slug in classes}
    return Results(False, tuple(scores), kinds, tuple(attempts), rates)


def score_shipped(classes: Mapping[str, Cases], shipped: Mapping[str, Any], seed: int) -> Results:
    """Scores of the shipped numbers on conflicts they were not fitted on."""
    new = {slug: cases.where(unseen(cases, shipped["fitted_on"])) for slug, cases in classes.items()}
    new = {slug: cases for slug, cases in new.items() if len(cases)}
    scores: list[Score] = []
    for question, member, scheme, rows in _drawn(new, seed):
        models = {slug: _models(shipped["classes"][slug]) for slug in QUESTIONS[question].members}
        everything = np.ones(len(rows.case), dtype=np.bool_)
        forecasts: dict[str, Floats] = predict(question, member, models, rows, everything)
        rates = np.array(shipped["base_rates"][f"{member}, {scheme}"])
        forecasts[BASE] = rates[np.searchsorted(HORIZONS, rows.horizon)]
        scores += score_rows(question, member, scheme, forecasts, rows, new[member], seed)
    kinds = {
        source: score_kinds(new[slug], seed, shipped["endings"][source])
        for source, slug in BROADEST.items()
        if slug in new and (new[slug].kind >= 0).any()
    }
    return Results(True, tuple(scores), kinds, (), {})


def score_folder(folder: str | Path, shipped: Mapping[str, Any], seed: int = 0) -> Results:
    """Score the shipped numbers on what is new in a folder, or refit where all of it is known.

    Parameters
    ----------
    folder : path
        Tables in the layout of ``reading``.
    shipped : mapping
        The numbers that ship.
    seed : int
        Decides dates, folds and resamplings.

    Returns
    -------
    Results

    Raises
    ------
    ScenarioError
        If the tables cannot be read.
    """
    classes = read_classes(folder)
    if any(unseen(cases, shipped["fitted_on"]).any() for cases in classes.values()):
        return score_shipped(classes, shipped, seed)
    return cross_validated(classes, seed)


def make_shipped(
    folder: str | Path, classes: Mapping[str, Cases], results: Results, seed: int
) -> dict[str, Any]:
    """Everything ``fitted.json`` holds."""
    files = [Path(folder) / name for name in FILES]
    keys = {k for cases in classes.values() for k in cases.key}
    return {
        "format": FORMAT,
        "made_by": "python -m detente.backtest.durations DATA_DIR --out FILE",
        "seed": seed,
        "sha256": {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in files if f.exists()},
        **fit_all(classes, seed),
        "base_rates": dict(results.base_rates),
        "scores": [asdict(_brief(s, results)) for s in results.scores if s.forecast == _headline(s.question)],
        "fitted_on": " ".join(sorted(fingerprint(k) for k in keys)),
    }


def write_shipped(numbers: Mapping[str, Any], file: str | Path) -> None:
    """Write the numbers, a class or source a line."""
    text = json.dumps(numbers, ensure_ascii=False, separators=(",", ":"))
    for part in (*CLASSES, *BROADEST, *(k for k in numbers if k != "format")):
        text = text.replace(f'"{part}":', f'\n"{part}":', 1) if f',"{part}":' in text else text
    write_whole(Path(file), f"{text}\n".encode())


def _headline(question: str) -> str:
    return PRINTED if len(QUESTIONS[question].members) > 1 else POOLED


def _brief(score: Score, results: Results) -> OutOfSample:
    def rounded(values: tuple[float, float, float]) -> tuple[float, float, float]:
        value, low, high = (round(v, 4) for v in values)
        return value, low, high

    source = CLASSES[score.member].source
    return OutOfSample(
        score.question,
        score.member,
        score.scheme,
        score.conflicts,
        round(score.share, 4),
        round(score.brier, 4),
        rounded(score.over_constant),
        rounded(score.over_base),
        rounded(score.bias),
        rounded(score.slope),
        rounded(results.kinds[source].skill),
        source in BY_SHARES,
    )


def _drawn(classes: Mapping[str, Cases], seed: int) -> list[tuple[str, str, Scheme, Rows]]:
    out: list[tuple[str, str, Scheme, Rows]] = []
    for question, member in SCORED:
        for scheme in SCHEMES:
            if member in classes and len((rows := draw_rows(classes[member], scheme, seed)).case):
                out.append((question, member, scheme, rows))
    return out


def _models(entry: Mapping[str, Any]) -> dict[str, DurationModel]:
    return {f: build_model(f, numbers, entry["cuts"]) for f, numbers in entry["fits"].items()}
