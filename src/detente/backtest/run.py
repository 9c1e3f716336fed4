"""Every model on decided issues, side by side."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from detente.backtest.baselines import (
    folds,
    mean_with_error,
    score_normal,
    score_past,
    score_positions,
    weighted_means,
)
from detente.backtest.calibrate import FOLDS, cross_validated
from detente.backtest.cases import Decided, as_bargain
from detente.backtest.documents import BacktestSummary, Difference, ForecastScores, Verdict
from detente.backtest.scores import (
    FEWEST_PROPOSALS,
    PER_BIN,
    Scored,
    pit_histogram,
    resampled_means,
    score_cdf,
    score_point,
)
from detente.errors import UnusableDataError
from detente.models import Configured, configure, list_missing_needs, models, run_model
from detente.models.arrays import Bools, Floats
from detente.models.needs import SEVERAL_ISSUES
from detente.models.settlement.blend import predictive

INTERVAL = (0.025, 0.975)
_ALONE = (
    "there is one issue for each proposal, so there is nothing to exchange; issues that were decided "
    "together share a value in the column proposal"
)
#: Refitting needs enough proposals for ten folds of several.
ENOUGH = 20


@dataclass(frozen=True)
class Row:
    """One forecast's scores on the issues it has something to say about.

    ``here`` (issues,) are those issues; ``scored`` has a row for each of them. ``against_mean`` is the
    difference of the absolute error of its point, or median, to the weighted mean's on the same issues,
    ``against_error`` that of its CRPS to a normal error around the weighted mean: mean and 95 % interval,
    None where there are too few proposals to fit the error. ``proposals`` counts those that the issues belong
    to; with fewer than ``FEWEST_PROPOSALS`` there is no interval and no verdict.
    ``with_error`` is the CRPS of a point with a normal error of fitted width. ``kind`` tells a model from
    a baseline; ``note`` is set where the numbers were fitted on some of these very issues.
    """

    label: str
    name: str
    kind: Literal["model", "baseline"]
    here: Bools
    proposals: int
    scored: Scored
    against_mean: Difference
    against_error: Difference | None
    with_error: float | None
    note: str = ""

    @property
    def enough(self) -> bool:
        """Whether there are proposals enough for an interval."""
        return self.proposals >= FEWEST_PROPOSALS

    @property
    def verdict(self) -> Verdict | None:
        """Whether its absolute error differs from the weighted mean's; None with too few proposals."""
        _, low, high = self.against_mean
        if low is None or high is None:
            return None
        return "better" if high < 0 else "worse" if low > 0 else "not told apart"

    def summarise(self) -> ForecastScores:
        """Return scores and differences, and errors issue by issue."""
        pit: tuple[tuple[float, float] | None, ...] | None = None
        bins: tuple[float, ...] | None = ()
        if self.scored.distribution:
            below, at = (_spread(self.here, self.scored.pit[:, j]) for j in (0, 1))
            pit = tuple(None if np.isnan(p) else (p, q) for p, q in zip(below, at, strict=True))
            bins = tuple(pit_histogram(self.scored.pit).tolist())
            if not self.enough or self.here.sum() < PER_BIN * len(bins):
                bins = None
        fitted = {} if self.with_error is None else {"crps_with_normal_error": self.with_error}
        return ForecastScores(
            self.name,
            self.kind,
            self.scored.distribution,
            int(self.here.sum()),
            self.proposals,
            self.scored.summary() | fitted,
            self.against_mean,
            self.verdict,
            self.against_error,
            _spread(self.here, self.scored.error),
            _spread(self.here, self.scored.crps),
            pit,
            bins,
            self.note or None,
        )


def _spread(here: Bools, values: Floats) -> tuple[float, ...]:
    """Values (sum of ``here``,) over all issues, NaN on the others."""
    whole = np.full(len(here), np.nan)
    whole[here] = values
    return tuple(whole.tolist())


@dataclass(frozen=True)
class Backtest:
    """All rows by label; ``silent`` says why a model has no row."""

    decided: Decided
    rows: dict[str, Row]
    silent: dict[str, str]
    seed: int
    seconds: float

    def sentence(self) -> str:
        """In words: which models do not beat the weighted mean; without those fitted on these very issues."""
        named = [r for r in self.rows.values() if r.kind == "model" and not r.note and r.here.any()]
        most = max((r.proposals for r in self.rows.values()), default=0)
        if most < FEWEST_PROPOSALS:
            return (
                f"Too few proposals ({most}) for an interval: whether a forecast beats the weighted mean is "
                f"reported only from {FEWEST_PROPOSALS} on."
            )
        groups: dict[Verdict | None, list[str]] = {"better": [], "not told apart": [], "worse": [], None: []}
        for row in named:
            groups[row.verdict].append(row.label if row.enough else f"{row.label} ({row.proposals})")
        few = f"Too few proposals for an interval: {', '.join(groups[None])}." if groups[None] else ""
        named = [r for r in named if r.enough]
        if not named:
            return few or "No model is compared with the weighted mean."
        losing = groups["not told apart"] + groups["worse"]
        words = (
            f"Of {len(named)} forecast{'s' * (len(named) > 1)} on {len(self.decided)} decided issues, "
            f"{', '.join(groups['better']) or 'none'} beat{'s' * (len(groups['better']) < 2)} "
            "the weighted mean on absolute error beyond chance"
        )
        if losing:
            words += f"; these do not: {', '.join(losing)}"
        if groups["worse"]:
            words += f" (worse beyond chance: {', '.join(groups['worse'])})"
        return f"{words}. {few}".strip()

    def summarise(self) -> BacktestSummary:
        """Return everything but the time it took."""
        return BacktestSummary(
            format=1,
            file=self.decided.source,
            issues=tuple(i.id for i in self.decided),
            proposals=len(set(self.decided.proposal)),
            outcome=tuple(self.decided.outcome.tolist()),
            seed=self.seed,
            sentence=self.sentence(),
            left_out=tuple(self.decided.notes),
            silent=self.silent,
            models={label: row.summarise() for label, row in self.rows.items()},
        )


def every() -> list[str]:
    """Every registered settlement model in all its variants."""
    out = []
    for slug, model in models("settlement").items():
        first, *others = model.variants
        out += [slug, *(f"{slug}:{variant}" for variant in others if variant != first)]
    return out


def backtest(decided: Decided, specs: Iterable[str] | None = None, seed: int = 0) -> Backtest:
    """Score models on decided issues, every scale taken as 0 to 100.

    ``specs`` are as ``detente.models.configure`` takes them; without, every settlement model in all its
    variants. A model for several issues sees those of one proposal together. Distributions beside: the
    shipped blend, the blend refitted on other proposals, a normal error around the weighted mean, the
    actors' positions, and past outcomes; what is fitted here is fitted on the other of ten folds of whole
    proposals. Intervals are from 4,000 resamplings of proposals, and there is none below six. ``seed`` draws
    folds and resamplings.

    Raises UnknownModelError for a model that does not exist and UnusableDataError if there is no issue.
    """
    started = time.perf_counter()
    if not len(decided):
        raise UnusableDataError(f"{decided.source} has no decided issue")
    decided = decided.percent()
    maker = _Maker(decided, seed)
    rows: dict[str, Row] = {}
    silent: dict[str, str] = {}
    for chosen in map(configure, every() if specs is None else list(specs)):
        try:
            point, why = forecast_points(chosen, decided)
        except UnusableDataError as refusal:
            point, why = np.full(len(decided), np.nan), str(refusal).removeprefix("draw 0: ")
        if np.isnan(point).all():
            silent[chosen.label] = why
        else:
            kind: Literal["model", "baseline"] = "baseline" if chosen.model.traits.baseline else "model"
            rows[chosen.label] = maker.row(chosen.label, chosen.model.name, kind, point)
    if "blend" in rows:
        rows |= maker.shipped()
    rows |= maker.means()
    rows |= maker.distributions()
    return Backtest(decided, rows, silent, seed, time.perf_counter() - started)


def forecast_points(chosen: Configured, decided: Decided) -> tuple[Floats, str]:
    """A model's settlement of every issue (issues,), NaN where it says nothing, and why it last did not."""
    out = np.full(len(decided), np.nan)
    together = decided.proposal if chosen.model.traits.issues == "several" else np.arange(len(decided))
    why = ""
    for group in np.unique(together):
        rows = np.flatnonzero(together == group)
        bargain = as_bargain(tuple(decided.issues[i] for i in rows))
        if lacking := list_missing_needs(chosen.model, bargain):
            why = _ALONE if lacking[0] == SEVERAL_ISSUES.missing else lacking[0]
        else:
            out[rows] = run_model(chosen, bargain).settlement[0]
    return out, why


class _Maker:
    """What every row needs of the data: outcomes, folds, and the mean's errors."""

    def __init__(self, decided: Decided, seed: int) -> None:
        self.decided, self.seed = decided, seed
        self.outcome, self.proposal = decided.outcome, decided.proposal
        count = min(FOLDS, int(self.proposal.max()) + 1)
        self.fold = folds(self.proposal, count, np.random.SeedSequence(seed))
        self.mean = weighted_means(decided)
        self.error = self._with_error(self.mean, np.ones(len(decided), dtype=np.bool_))

    def _with_error(self, point: Floats, here: Bools) -> Scored | None:
        """The point with a normal error of fitted width, None where there are too few proposals to fit."""
        if len(set(self.proposal[here])) < ENOUGH:
            return None
        y = self.outcome[here]
        return score_normal(point[here], mean_with_error(point[here], y, self.fold[here]), y)

    def row(
        self, label: str, name: str, kind: Literal["model", "baseline"], point: Floats, note: str = ""
    ) -> Row:
        here = ~np.isnan(point)
        fitted = self._with_error(point, here)
        return self._row(label, name, kind, here, score_point(point[here], self.outcome[here]), fitted, note)

    def _row(
        self,
        label: str,
        name: str,
        kind: Literal["model", "baseline"],
        here: Bools,
        scored: Scored,
        fitted: Scored | None = None,
        note: str = "",
    ) -> Row:
        size = np.abs(scored.error) - np.abs(self.mean - self.outcome)[here]
        crps = (fitted or scored).crps
        return Row(
            label,
            name,
            kind,
            here,
            len(np.unique(self.proposal[here])),
            scored,
            self._interval(size, here),
            None if self.error is None else self._interval(crps - self.error.crps[here], here),
            None if fitted is None else float(fitted.crps.mean()),
            note,
        )

    def _interval(self, difference: Floats, here: Bools) -> Difference:
        names, number = np.unique(self.proposal[here], return_inverse=True)
        if len(names) < FEWEST_PROPOSALS:
            return float(difference.mean()), None, None
        low, high = np.quantile(resampled_means(difference, number, seed=self.seed), INTERVAL)
        return float(difference.mean()), float(low), float(high)

    def shipped(self) -> dict[str, Row]:
        """The blend with the numbers that the package ships; apart, on the proposals they never saw."""
        parts = [predictive(issue.one()) for issue in self.decided]
        grid, cdf = parts[0][0], np.concatenate([cdf for _, cdf in parts])
        seen = np.isin([i.proposal for i in self.decided], fitted_proposals())
        note = (
            f"its numbers were fitted on {int(seen.sum())} of these {len(seen)} issues" if seen.any() else ""
        )
        name, sets = "Calibrated blend", {"blend": np.ones(len(seen), dtype=np.bool_)}
        if 0 < seen.sum() < len(seen):
            sets["blend-unseen"] = ~seen
        return {
            label: self._row(
                label,
                name,
                "model",
                here,
                score_cdf(grid, cdf[here], self.outcome[here]),
                note=note if label == "blend" else "",
            )
            for label, here in sets.items()
        }

    def means(self) -> dict[str, Row]:
        """Means that were published for these data: by salience alone, and of every position on record."""
        salience = np.array([np.average(i.position, weights=i.salience) for i in self.decided])
        forecasts = {"salience-mean": ("Mean weighted by salience alone", salience)}
        if any(i.absent for i in self.decided):
            stated = np.array([np.mean([*i.position, *i.absent]) for i in self.decided])
            forecasts["stated-mean"] = (
                "Unweighted mean of every position on record, absent actors included",
                stated,
            )
        return {label: self.row(label, name, "baseline", point) for label, (name, point) in forecasts.items()}

    def distributions(self) -> dict[str, Row]:
        """Distributions that need no model, and the blend refitted on other proposals."""
        whole = np.ones(len(self.decided), dtype=np.bool_)
        forecasts = {"positions": ("The actors' positions, weighted", score_positions(self.decided))}
        if int(self.proposal.max()) + 1 >= ENOUGH:
            forecasts["past"] = ("Past outcomes", score_past(self.outcome, self.fold))
            refitted = score_cdf(*cross_validated(self.decided, self.fold), self.outcome)
            forecasts["blend-refitted"] = ("Calibrated blend, refitted on other proposals", refitted)
        if self.error is not None:
            forecasts["mean-with-error"] = ("Weighted mean with a normal error of fitted width", self.error)
        return {
            label: self._row(label, name, "model" if label == "blend-refitted" else "baseline", whole, scored)
            for label, (name, scored) in forecasts.items()
        }


def fitted_proposals() -> list[str]:
    """The proposals that the shipped blend was fitted on."""
    import json
    from importlib.resources import files

    text = files("detente.models.settlement").joinpath("blend.json").read_text(encoding="utf-8")
    return list(json.loads(text)["fitted_on"]["proposals"])
