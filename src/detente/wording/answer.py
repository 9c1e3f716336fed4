"""An answer: a question, sentences, a table, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """A question, what the forecast says in sentences, a table, and what it rests on.

    ``part`` is winset, conflict, burden, rounds or links.
    """

    part: str
    question: str
    text: tuple[str, ...]
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    basis: str = ""
