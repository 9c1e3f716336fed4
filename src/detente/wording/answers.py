"""The questions that a forecast answers beyond its settlements, in words and figures.

The wording is the scenario's own (labels of actors, issues and patrons) in fixed sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.wording.answer import Answer
from detente.wording.burden import answer_burden
from detente.wording.conflict import answer_conflict
from detente.wording.link_effects import answer_links
from detente.wording.ratification import answer_blockers, answer_package
from detente.wording.rounds import answer_rounds

if TYPE_CHECKING:
    from detente.forecasts.result import Forecast

__all__ = ["Answer", "list_answers"]


def list_answers(forecast: Forecast) -> tuple[Answer, ...]:
    """List the answers to every question that the forecast answers, in a fixed order."""
    answers: list[Answer] = []
    if (ratification := forecast.ratification) is not None:
        answers += [answer_package(forecast, ratification), answer_blockers(forecast, ratification)]
    if forecast.conflict is not None:
        answers += answer_conflict(forecast, forecast.conflict)
    if forecast.burden is not None:
        answers += answer_burden(forecast, forecast.burden)
    if forecast.rounds:
        answers += answer_rounds(forecast, forecast.rounds)
    if forecast.link_effects:
        answers.append(answer_links(forecast, forecast.link_effects))
    return tuple(answers)
