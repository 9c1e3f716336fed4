"""What a forecast comes to: intervals, and the probability of each labelled stretch of a scale."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.forecasts.words import Confidence

#: The models that are shown first, the best calibrated before the rest.
HEADLINES = ("blend", "mean")

#: Central intervals reported, in per cent.
LEVELS = (50, 80, 95)


@dataclass(frozen=True)
class Stretch:
    """A stretch of a scale between two labelled points; ``high`` belongs to it at the scale's end only."""

    low: float
    high: float
    low_label: str
    high_label: str

    @property
    def text(self) -> str:
        """What the stretch is called."""
        return f"{self.low:g} to {self.high:g}: {self.low_label} to {self.high_label}"


@dataclass(frozen=True)
class ModelSummary:
    """One model on one issue.

    ``median``, ``mean`` and the ends of ``intervals`` (central, equal-tailed, keyed by per cent) are on
    the issue's scale; ``stretches`` has a probability for each stretch of the issue, in order;
    ``defined`` is the share of draws on which the model has an outcome, the others being left out.
    """

    model: str
    name: str
    baseline: bool
    defined: float
    median: float
    mean: float
    intervals: Mapping[int, tuple[float, float]]
    stretches: tuple[float, ...]


@dataclass(frozen=True)
class IssueSummary:
    """All models on one issue, the stretches of its scale, models before baselines.

    ``disagreement`` is the gap between the lowest and the highest median of the ``compared`` models,
    ``distance`` the mean over pairs of them of the Wasserstein distance of their outcomes, both in points
    of the scale, NaN with fewer than two. ``headline`` names the model whose probabilities are put into
    words, ``words`` has a term for each stretch, and ``confidence`` says how far to trust them (see
    ``detente.forecasts.words``).
    """

    issue: str
    label: str
    question: str
    stretches: tuple[Stretch, ...]
    models: tuple[ModelSummary, ...]
    disagreement: float
    distance: float
    headline: str
    words: tuple[str, ...]
    confidence: Confidence

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; undefined numbers are None."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain


def stretches(scale: Mapping[float, str], low: float = 0.0, high: float = 100.0) -> tuple[Stretch, ...]:
    """The stretches between neighbouring labelled points, with the scale's ends where unlabelled."""
    points = dict(sorted(scale.items()))
    ends = {low: points.get(low, "the low end"), high: points.get(high, "the high end")}
    marks = sorted((ends | points).items())
    return tuple(Stretch(a, b, la, lb) for (a, la), (b, lb) in itertools.pairwise(marks))


def summarise(outcome: NDArray[np.float64], parts: tuple[Stretch, ...]) -> dict[str, Any]:
    """Share defined, median, mean, intervals and stretch probabilities of (D,) outcomes."""
    x = outcome[~np.isnan(outcome)]
    if x.size == 0:
        nan = float("nan")
        return {
            "defined": 0.0,
            "median": nan,
            "mean": nan,
            "intervals": dict.fromkeys(LEVELS, (nan, nan)),
            "stretches": tuple(nan for _ in parts),
        }
    tails = {level: np.quantile(x, [0.5 - level / 200, 0.5 + level / 200]) for level in LEVELS}
    edges = np.array([s.low for s in parts[1:]])
    counts = np.bincount(np.searchsorted(edges, x, side="right"), minlength=len(parts))
    return {
        "defined": x.size / outcome.size,
        "median": float(np.median(x)),
        "mean": float(x.mean()),
        "intervals": {level: (float(a), float(b)) for level, (a, b) in tails.items()},
        "stretches": tuple(float(c) for c in counts / x.size),
    }


def disagreement(medians: list[float], outcomes: list[NDArray[np.float64]]) -> tuple[float, float]:
    """The gap between the medians, and the mean Wasserstein distance between pairs of (D,) outcomes."""
    if len(outcomes) < 2:
        return float("nan"), float("nan")
    levels = (np.arange(512) + 0.5) / 512
    curves = [np.quantile(x, levels) for x in outcomes]
    pairs = [float(np.abs(a - b).mean()) for a, b in itertools.combinations(curves, 2)]
    return max(medians) - min(medians), float(np.mean(pairs))


def headline(models: list[str]) -> str:
    """The model that words are made from: the first of ``HEADLINES`` that ran, else the first."""
    return next((m for m in HEADLINES if m in models), models[0] if models else "")


def compared(models: Iterable[ModelSummary]) -> list[ModelSummary]:
    """The models with an outcome whose disagreement counts: of the baselines those in ``HEADLINES`` only."""
    return [m for m in models if m.defined and (not m.baseline or m.model in HEADLINES)]


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    return None if isinstance(value, float) and np.isnan(value) else value
