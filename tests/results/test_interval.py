"""The interval that every result carries, its level and its unit."""

from __future__ import annotations

import numpy as np
import pytest

from detente.records import schema_of, to_plain
from detente.results.burden import Bill
from detente.results.interval import Interval, interval_quantiles, summarise_interval


@pytest.mark.parametrize(("level", "low", "high"), [(50, 25, 75), (80, 10, 90), (95, 2.5, 97.5)])
def test_an_interval_leaves_as_much_below_as_above(level: int, low: float, high: float) -> None:
    interval = summarise_interval([*range(101), np.nan, np.inf], level)
    assert interval == Interval(50.0, pytest.approx(low), pytest.approx(high), level)
    assert interval_quantiles(level) == (low / 100, high / 100)


def test_80_per_cent_of_the_draws_by_default() -> None:
    assert summarise_interval(range(101)) == Interval(50.0, 10.0, 90.0)
    assert Interval(1, 0, 2).level == 80


def test_nothing_finite_has_no_interval() -> None:
    assert summarise_interval([np.nan, np.inf]) is None


def test_the_document_has_the_numbers_and_the_schema_the_unit() -> None:
    assert to_plain(Interval(1.0, 0.0, 2.0, 95)) == {"median": 1.0, "low": 0.0, "high": 2.0}
    assert schema_of(Bill)["properties"]["extra"]["unit"] == "fraction of GDP"
