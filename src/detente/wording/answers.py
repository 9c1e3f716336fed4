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


def list_answers(made: Forecast) -> tuple[Answer, ...]:
    """Every question that the forecast has an answer to, in a fixed order."""
    told = made.told
    found: list[Answer] = []
    if "winset" in told:
        found += [answer_package(made, told["winset"]), answer_blockers(made, told["winset"])]
    if "conflict" in told:
        found += answer_conflict(made, told["conflict"])
    if "burden" in told:
        found += answer_burden(made, told["burden"])
    if "rounds" in told:
        found += answer_rounds(made, told["rounds"])
    if rows := made.manifest.get("ablation"):
        found.append(answer_links(made, rows))
    return tuple(found)
