"""Strips, places and remarks of the tables of a run."""

from __future__ import annotations

import re

import numpy as np
import pytest

from detente.cli.tables import count_noun, forecast
from detente.cli.terminal_table import Sheet
from detente.forecasts import Forecast
from detente.forecasts import forecast as make_forecast
from detente.scenario import loads
from detente.testing.sample import sample_forecast


def sheets(run: Forecast) -> list[Sheet]:
    """The tables of the issues, in order."""
    return [part for part in forecast(run) if isinstance(part, Sheet)][: len(run.issues)]


def changed(run: Forecast, model: str, issue: str, values: np.ndarray) -> Forecast:
    data = run.data.copy(deep=True)
    data["outcome"].loc[{"model": model, "issue": issue}] = values
    return Forecast(data, run.scenario, run.manifest)


@pytest.mark.parametrize(("number", "words"), [(0, "0 points"), (1, "1 point"), (1200, "1,200 points")])
def test_things_are_counted(number: int, words: str) -> None:
    assert count_noun(number, "point") == words


def test_a_strip_has_twenty_cells_of_five_points_as_high_as_their_share() -> None:
    """Eight at 0, four at 5, two at 12, one at 50 and one at 100: eighths of the highest, rounded up."""
    values = np.array([0.0] * 8 + [5.0] * 4 + [12.0] * 2 + [50.0, 100.0] + [np.nan] * 4)
    row = sheets(changed(sample_forecast(2), "mean", "line", values))[0].rows
    (strip,) = (r[3] for r in row if r[0] == "mean")
    assert strip == "█▄▂" + " " * 7 + "▁" + " " * 8 + "▁"


def test_intervals_need_enough_draws_with_an_outcome() -> None:
    """99 draws are too few, and 100 enough; of 10 draws in all the lowest and highest are shown."""
    run = sample_forecast(20)
    for number, cells in ((99, ["99 draws", "", ""]), (100, ["25–74", "10–89", "2–97"])):
        values = np.where(np.arange(200) < number, np.arange(200) % number, np.nan)
        rows = sheets(changed(run, "mean", "line", values))[0].rows
        (row,) = (r for r in rows if r[0] == "mean")
        assert list(row[2:5]) == cells
    few = sheets(sample_forecast())[0]
    assert few.columns[:3] == ("model", "median", "all 10 draws")
    assert few.rows[0][1:3] == ("45.0", "0–90")


def test_columns_of_points_and_stretches_alternate() -> None:
    """On the toll nash lies at 30 and nowhere else: the other points have no column."""
    toll = sheets(sample_forecast(20))[2]
    assert toll.cut == 6
    assert toll.columns[6:] == ("0–30", "at 30", "30–70", "70–100")
    (nash,) = (r for r in toll.rows if r[0] == "nash")
    assert nash[6:] == ("0 %", "100 %", "0 %", "0 %")


def test_a_model_without_an_outcome_has_dashes() -> None:
    rows = sheets(changed(sample_forecast(20), "nash", "toll", np.full(200, np.nan)))[2]
    (nash,) = (r for r in rows.rows if r[0] == "nash")
    assert nash[:6] == ("nash", "–", "–", "–", "–", "no outcome")
    assert set(nash[6:]) == {""}


def test_baselines_are_dim() -> None:
    table = sheets(sample_forecast(20))[0]
    assert [style for _, style in zip(table.rows, table.styles, strict=True)] == [
        "dim" if row[0] in {"mean", "reversion"} else "" for row in table.rows
    ]


CASE = """
detente: 1
title: Two issues
as_of: 2025-01-01
issues:
  one: {question: Where?, scale: {0: west, 100: east}}
  two: {question: Where?, scale: {0: west, 100: east}}
actors: {a: {label: A, kind: state, capability: 1}, b: {label: B, kind: state, capability: 1}}
stances:
  - {actor: a, issue: one, position: 0, salience: 50}
  - {actor: b, issue: one, position: 100, salience: 50}
  - {actor: a, issue: two, position: RANGE, salience: 50}
  - {actor: b, issue: two, position: 100, salience: 50}
"""


@pytest.mark.parametrize(
    ("position", "whole", "issues"),
    [("[0, 20]", [], ["['one'] together with uncertain ones"]), ("10", ["['one', 'two'] by chance"], [])],
)
def test_what_is_certain_is_said_once(
    position: str, whole: list[str], issues: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the issue if it is one of some, of the scenario if it is all."""
    monkeypatch.setattr(
        "detente.wording.likelihood.describe_single_outcomes",
        lambda some, how: f"{[i.issue for i in some]} {how}",
    )
    run = make_forecast(loads(CASE.replace("RANGE", position)), ["mean"], draws=8)
    said = [re.sub(r"\\\\?\[", "[", part) for part in forecast(run) if isinstance(part, str)]
    head, single = "Nothing in this scenario is uncertain: ", "Nothing is uncertain on this issue: "
    assert [part.removeprefix(head) for part in said if part.startswith(head)] == whole
    assert [part.removeprefix(single) for part in said if part.startswith(single)] == issues


def test_one_outcome_has_a_place_and_no_chance() -> None:
    """The mean of 0 and 100 lies in the only stretch."""
    run = make_forecast(loads(CASE.replace("RANGE", "[0, 20]")), ["mean"], draws=8)
    (one, two) = sheets(run)
    assert one.columns[-1] == two.columns[-1] == "0–100"
    (row,), (other,) = ([r for r in table.rows if r[0] == "mean"] for table in (one, two))
    assert row[-1] == "●"
    assert other[-1] == "8 of 8"


def test_what_is_left_out_comes_after_the_issues(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Forecast, "omitted", "Nothing of trade.")
    run = sample_forecast()
    said = forecast(Forecast(run.data, run.scenario, run.manifest | {"left_out": {"some": ["a", "b"]}}))
    assert said.index("Nothing of trade.") > len(run.issues)
    assert str(said[said.index("Nothing of trade.") + 1]).startswith("some is left out: a; b")
