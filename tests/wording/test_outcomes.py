"""What happened, next to the forecast of it: exact cells on the hand-made forecast."""

from __future__ import annotations

import numpy as np
import pytest

from detente.forecasts import Forecast
from detente.scenario import loads
from detente.testing.sample import SCENARIO, sample_forecast
from detente.wording.outcomes import answer_outcomes

KNOWN = """outcomes:
  - {date: 2026-01-01, settlements: {line: 25.5, toll: 60}, because: [aid, income], note: At noon.}
  - {date: 2025-06-01, settlements: {pledge: 20}}
"""


def run(known: str = KNOWN, times: int = 20) -> Forecast:
    whole = sample_forecast(times)
    return Forecast(whole.data, loads(SCENARIO + known), whole.manifest)


def test_the_cells() -> None:
    """The blend has medians of 45, 55 and 32.5; intervals from 9 to 81, 19 to 91 and 14.5 to 50.5."""
    answer = answer_outcomes(run())
    assert answer is not None
    assert (answer.part, answer.basis) == ("outcomes", "")
    assert answer.columns == (
        *("issue", "happened", "by", "model", "median", "off by", "in its 80 % interval", "source"),
    )
    source = "An open letter (2025-01-11); A yearbook (2024)"
    assert answer.rows == (
        ("The pledge", "20", "2025-06-01", "blend", "55", "+35", "yes", "none stated"),
        ("The line", "25.5", "2026-01-01", "blend", "45", "+20", "yes", source),
        ("The toll", "60", "2026-01-01", "blend", "32", "-28", "no", source),
    )


def test_the_means() -> None:
    """Of 35, 19.5 and 27.5; 9, 24.5 and 30; 19, 23.5 and 1; 10, 19.5 and 30."""
    answer = answer_outcomes(run())
    assert answer is not None
    assert answer.text[1].startswith("Mean distance of each model's median from what happened, over 3 ")
    assert answer.text[1].endswith(" The issues of one case are not enough to show which model is better.")
    assert "over 3 outcomes, in points of 100: blend 27; nash 21; mean 14; reversion 20. " in answer.text[1]
    assert answer.text[2:] == ("The line: At noon.", "The toll: At noon.")


def test_a_model_without_an_outcome_has_no_mean() -> None:
    forecast = run("outcomes: [{date: 2026-01-01, settlements: {toll: 60, line: 50}}]\n")
    forecast.data["outcome"].loc["nash", "toll"] = np.nan
    answer = answer_outcomes(forecast)
    assert answer is not None
    assert ": blend 16; mean 1; reversion 18. " in answer.text[1]
    forecast.data["outcome"].loc["blend", "toll"] = np.nan
    answer = answer_outcomes(forecast)
    assert answer is not None
    assert answer.rows[0][3] == "mean"  # the model that is shown first


def test_without_any_model_there_is_no_mean() -> None:
    forecast = run()
    forecast.data["outcome"].loc[:, "pledge"] = np.nan
    answer = answer_outcomes(forecast)
    assert answer is not None
    assert answer.rows[0] == ("The pledge", "20", "2025-06-01", "no outcome", "", "", "", "none stated")
    assert len(answer.text) == 1


@pytest.mark.parametrize("times", [1, 9])
def test_of_few_draws_no_interval_is_judged(times: int) -> None:
    answer = answer_outcomes(run(times=times))
    assert answer is not None
    assert {row[6] for row in answer.rows} == {"–"}


def test_one_outcome_is_not_in_the_plural_and_none_is_no_answer() -> None:
    answer = answer_outcomes(run("outcomes: [{date: 2026-01-01, settlements: {toll: 60}}]\n"))
    assert answer is not None
    assert "over 1 outcome, in points of 100: blend 28; " in answer.text[1]
    assert answer_outcomes(run("")) is None
