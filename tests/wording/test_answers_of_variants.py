"""What is said where the hand-made forecast is otherwise: fewer actors, no pledge, a corner, no moves."""

from __future__ import annotations

import numpy as np
import pytest

from detente.forecasts.result import Forecast
from detente.results.basis import count_parts
from detente.testing.sample import sample_forecast, sample_scenario
from detente.wording.answers import Answer, list_answers

TIMES = 20


def varied(**arrays: object) -> Forecast:
    """The sample with other values, of which ``__`` stands for a dot in the name."""
    made = sample_forecast(TIMES)
    for name, value in arrays.items():
        array = made.data[name.replace("__", ".")]
        array[:] = value
    return made


def answer(made: Forecast, question: str) -> Answer:
    return next(a for a in list_answers(made) if a.question.startswith(question))


@pytest.mark.parametrize(
    ("actors", "asked"),
    [
        (["east"], "Is there a package that East prefers to fighting on?"),
        (["east", "west"], "Is there a package that East and West both prefer to fighting on?"),
    ],
)
def test_the_question_fits_the_number_of_actors(actors: list[str], asked: str) -> None:
    made = sample_forecast(TIMES)
    fewer = Forecast(made.data.sel(consenting=actors), made.scenario, made.manifest)
    assert list_answers(fewer)[0].question == asked


def test_where_the_link_is_off_there_is_no_pledge_to_compare() -> None:
    made = sample_forecast(TIMES)
    made.manifest["links_on"].remove("guarantee")
    made.manifest["ablation"] = []
    found = answer(made, "What do guarantees add?")
    assert found.columns == ("share of draws in which", "without a pledge")
    assert found.text[0].startswith(
        "Without a pledge, The Friend would fight if it were tested in 20 % of draws"
    )
    assert found.rows[0] == ("the guarantor fights", "20 %")
    assert len(found.text) == 2


def test_a_range_that_is_mostly_empty_has_no_ends() -> None:
    # the ends cross in seven draws of ten: 40 + 2k against 50 - 2k
    made = varied(conflict__most=np.tile(50 - 2.0 * np.arange(10), TIMES))
    said = answer(made, "Where would continued fighting lead?").text[2]
    assert said == "Both sides prefer some settlement to fighting on in 30 % of draws."


def test_a_range_that_is_never_empty_has_no_share() -> None:
    said = answer(varied(conflict__most=60.0), "Where would continued fighting lead?").text[2]
    assert said == "Both sides prefer settlements from 49 [42, 56] to 60 to fighting on."


def test_a_corner_of_the_alliance_is_named_and_left_out() -> None:
    made = sample_forecast(TIMES)
    made.data["sharing.spending"][:, 1] = 0.0
    found = answer(made, "Who would pay for the alliance")
    assert (found.part, found.rows, found.columns) == ("burden", (), ())
    assert found.text[0].startswith(
        "No answer: in this model West spends what it would spend alone, and every"
    )


def test_what_is_the_same_in_every_round_is_said_once() -> None:
    made = varied(round__overlap=True, round__lasts=False)
    found = answer(made, "What happens to the fighting")
    assert found.columns == ("date", "line of contact", "settlement ratified", "events")
    assert found.text[-1] == "The same in every round: a package suits all: 100 %; agreement would last: 0 %."


def test_the_plain_values_name_what_they_are_of() -> None:
    document = sample_forecast(TIMES).to_dict()
    assert list(document)[4:] == ["winset", "conflict", "burden", "rounds"]
    assert [t["flow"] for t in document["burden"]["trade"]] == ["steel"]
    assert [b["target"] for b in document["burden"]["bills"]] == [3.0, 5.0]
    assert {"conflict", "budgets", "alliance", "trade"} <= set(count_parts(sample_scenario()))
    assert count_parts(sample_scenario())["alliance"] == 7
