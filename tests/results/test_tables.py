"""Results as tables: exact cells of the hand-made forecast."""

from __future__ import annotations

import math
import sys

import pytest

from detente.results.tables import tabulate_records, tabulate_settlements
from detente.testing.sample import sample_forecast


def test_a_forecast_is_a_table_of_issues_and_models() -> None:
    frame = sample_forecast().to_dataframe()
    assert len(frame) == 12
    assert list(frame.columns[:10]) == [
        *("issue", "model", "baseline", "predictive", "defined"),
        *("median", "mean", "low", "high", "level"),
    ]
    # run 0, 10, ... 90 on a scale with points at 0, 50 and 100
    blend = frame.iloc[0]
    assert blend.iloc[:7].to_list() == ["line", "blend", False, True, 1.0, 45.0, 45.0]
    assert blend.iloc[7:10].to_list() == pytest.approx([9.0, 81.0, 80])
    places = ["at 0", "0 to 50", "at 50", "50 to 100", "at 100"]
    assert blend[places].to_list() == pytest.approx([0.1, 0.4, 0.1, 0.4, 0.0])
    assert math.isnan(blend["at 30"])  # a point of another issue's scale
    nash = frame[(frame.issue == "toll") & (frame.model == "nash")].iloc[0]
    assert (nash["defined"], nash["median"], nash["at 30"]) == (0.7, 30.0, 1.0)
    assert frame.attrs["units"]["median"] == "points of the issue's scale"


@pytest.mark.parametrize(("level", "low", "high"), [(50, 22.5, 67.5), (80, 9, 81), (95, 2.25, 87.75)])
def test_the_level_of_the_intervals_can_be_chosen(level, low, high) -> None:
    row = sample_forecast().to_dataframe(level).iloc[0]
    assert (row["level"], row["low"], row["high"]) == (level, pytest.approx(low), pytest.approx(high))


def test_records_are_rows() -> None:
    run = sample_forecast()
    assert run.burden is not None and run.burden.bills is not None and run.conflict is not None
    bills = tabulate_records(run.burden.bills)
    assert bills["state"].to_list() == ["west", "west"]
    assert bills["target"].to_list() == [3.0, 5.0]
    assert bills[["money.median", "money.low", "money.high"]].iloc[0].to_list() == pytest.approx(
        [29, 21.8, 36.2]
    )
    assert bills["level"].to_list() == [80, 80]
    assert bills.attrs["units"]["social.low"] == "fraction of social spending"
    line = tabulate_records(run.conflict.line)
    assert line[["month", "median", "low", "high", "level"]].iloc[2].to_list() == pytest.approx(
        [6, 54, 46.8, 61.2, 80]
    )


def test_what_is_within_a_record_has_columns_of_its_own() -> None:
    run = sample_forecast()
    rounds = tabulate_records(run.rounds)
    assert rounds["date"].to_list() == ["2025-01-31", "2025-02-28", "2025-03-31"]
    assert rounds["settlement.toll.median"].to_list() == [30.0, 25.0, 20.0]
    assert rounds["events"].to_list() == [(), ("Help ends.",), ()]
    whole = tabulate_records([run.conflict])
    assert whole["range.empty"].to_list() == [0.4]
    assert whole["guarantee.without.lasts"].to_list() == [0.3]
    assert run.ratification is not None
    ratifiers = tabulate_records(run.ratification.actors)
    assert ratifiers["payment.median"].to_list()[:2] == [0.25, 0.25]
    assert math.isnan(ratifiers["payment.median"][2])


@pytest.mark.parametrize("tabulate", [tabulate_records, tabulate_settlements])
def test_without_pandas_the_error_says_what_to_install(tabulate, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError) as raised:
        tabulate([])
    assert str(raised.value) == "tables need pandas; install it with: pip install 'detente[pandas]'"
