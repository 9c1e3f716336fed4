"""Dates that are so many months on: the last day of a shorter month, and parts of a month in whole days."""

from __future__ import annotations

import pytest

from detente.testing.sample import sample_forecast
from detente.wording.answers import list_answers


@pytest.mark.parametrize(
    ("months", "day"),
    [
        (0.0, "at once"),
        (1.0, "2025-02-28"),
        (1.5, "2025-03-16"),  # half of the 31 days to 31 March, rounded to the even day
        (3.0, "2025-04-30"),
        (12.0, "2026-01-31"),
        (0.01, "2025-01-31"),
    ],
)
def test_when_support_stops(months: float, day: str) -> None:
    forecast = sample_forecast()
    forecast = type(forecast)(
        forecast.data.assign_coords(after=[0.0, months or 3.0]), forecast.scenario, forecast.manifest
    )
    rows = next(
        a.rows
        for a in list_answers(forecast)
        if a.columns[:1] == ("support",) and a.columns[1:2] == ("stops",)
    )
    assert rows[1 if months else 0][1] == day
