"""Probabilities and confidence in words, after Intelligence Community Directive 203 (2015)."""

from __future__ import annotations

from typing import Literal

#: Upper ends of the directive's ranges, and its terms; it has none for certainty or impossibility.
TERMS = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (1.00, "almost certain"),
)

Confidence = Literal["low", "moderate", "high"]

#: Points on the scale of 100 between the models' medians, and the share of assumptions, up to which
#: confidence is high or moderate. The directive leaves this to judgement; this is ours, the same for all.
HIGH, MODERATE = (10.0, 1 / 3), (25.0, 2 / 3)


def likelihood(p: float) -> str:
    """The directive's term for a probability from 0 to 1; a bound belongs to the term above it."""
    if not 0 <= p <= 1:
        raise ValueError(f"a probability lies between 0 and 1, got {p}")
    return next((term for upper, term in TERMS if p < upper), TERMS[-1][1])


def confidence(disagreement: float, assumed: float) -> Confidence:
    """Confidence in a forecast, apart from what it says.

    ``disagreement`` is the gap between the models' medians in points of 100, ``assumed`` the share of the
    issue's numbers that rest on assumptions; the worse of the two decides.
    """
    if disagreement <= HIGH[0] and assumed <= HIGH[1]:
        return "high"
    return "moderate" if disagreement <= MODERATE[0] and assumed <= MODERATE[1] else "low"
