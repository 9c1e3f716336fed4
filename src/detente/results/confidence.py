"""The rule by which confidence in a forecast is high, moderate or low."""

from __future__ import annotations

from typing import Literal

Confidence = Literal["low", "moderate", "high"]

#: Points on the scale of 100 between the models' medians, and the share of assumptions, up to which
#: confidence is high or moderate. The directive leaves this to judgement; this is ours, the same for all.
HIGH, MODERATE = (10.0, 1 / 3), (25.0, 2 / 3)


def confidence(disagreement: float, assumed: float) -> Confidence:
    """Confidence in a forecast, apart from what it says.

    ``disagreement`` is the gap between the models' medians in points of 100, NaN with fewer than two, of
    which nothing follows but low confidence; ``assumed`` the share of the
    issue's numbers that rest on assumptions; the worse of the two decides.
    """
    if disagreement <= HIGH[0] and assumed <= HIGH[1]:
        return "high"
    return "moderate" if disagreement <= MODERATE[0] and assumed <= MODERATE[1] else "low"
