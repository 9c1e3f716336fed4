"""The report's part on factions, fighting, guarantees, money and rounds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from detente.report.charts.rounds import draw_rounds
from detente.report.numbers import PARTS, Number
from detente.wording.answers import list_answers
from detente.wording.phrases import describe_brackets

if TYPE_CHECKING:
    from detente.forecasts import Forecast
    from detente.report.charts.figure import Figure
    from detente.wording.answer import Answer

#: What draws the figures of each part of the answers.
FIGURES: Mapping[str, Callable[[Forecast], Sequence[Figure]]] = {"rounds": draw_rounds}


def build_answers_view(forecast: Forecast, every: Mapping[str, Number]) -> dict[str, Any] | None:
    """Gather what the template shows; None if the forecast has only issues."""
    answers = list_answers(forecast) if forecast.links else ()
    if not answers:
        return None
    return {
        "answers": [*_with_figures(forecast, answers)],
        "brackets": describe_brackets(forecast.draws),
        "omitted": forecast.omitted,
        "links": forecast.links,
        "numbers": groups(every),
    }


def groups(every: Mapping[str, Number]) -> list[tuple[str, list[Number]]]:
    """The numbers other than capabilities, reversions and stances, by what they belong to."""
    grouped = [(title, [n for n in every.values() if n.owner == title]) for title in PARTS.values()]
    return [(title, group) for title, group in grouped if group]


def _with_figures(forecast: Forecast, answers: Iterable[Answer]) -> Iterator[tuple[Answer, Sequence[Figure]]]:
    """Each answer with its figures; those of a part stand in the part's first answer."""
    waiting = dict(FIGURES)
    for answer in answers:
        draw = waiting.pop(answer.part, None)
        yield answer, draw(forecast) if draw else ()
