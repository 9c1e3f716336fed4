"""What `detente winset`, `conflict` and `burden` print with --json: a head, and the record of the answer.

Intervals have the level that ``detente.results.interval`` states; shares of draws and fractions of GDP are
from 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detente.results.burden import Burden
from detente.results.conflict import Conflict
from detente.results.ratification import Ratification


@dataclass(frozen=True, kw_only=True)
class AnswerHead:
    """What a forecast for one answer was made of."""

    version: Literal[1]
    title: str
    draws: int
    seed: int
    links_off: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class WinsetDocument(Ratification, AnswerHead):
    """What ``detente winset CASE --json`` prints."""

    detente: Literal["winset"]


@dataclass(frozen=True, kw_only=True)
class ConflictDocument(Conflict, AnswerHead):
    """What ``detente conflict CASE --json`` prints."""

    detente: Literal["conflict"]


@dataclass(frozen=True, kw_only=True)
class BurdenDocument(Burden, AnswerHead):
    """What ``detente burden CASE --json`` prints."""

    detente: Literal["burden"]
