"""How numbers are set for readers: true minus signs, and a number on one line with its unit."""

from __future__ import annotations

import re

MINUS, NO_BREAK = "\u2212", "\u00a0"

# a hyphen at the head of a number; not within dates, names, paths or model labels, which are typed
_MINUS = re.compile(r"(?<![^\s(\[{<>≈~±|“‘\"])-(?=\.?\d)")
_UNIT = re.compile(r"(?<=[\d\]]) (?=(?:%|per cent\b|points?\b|months?\b|years?\b|draws?\b|hundredths\b))")
_INTERVAL = re.compile(rf"\[[{MINUS}+]?[\d.,]+, [{MINUS}+]?[\d.,]+\]")


def setting(value: object) -> str:
    """A model's parameter in few digits: 0.666667 for two thirds."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def typeset(text: str) -> str:
    """The text with minus signs for hyphens before numbers, and no-break spaces within quantities.

    Those stand before a unit (``53 %``, ``12 months``) and inside an interval (``[42, 57]``). The text keeps
    its length.
    """
    text = _UNIT.sub(NO_BREAK, _MINUS.sub(MINUS, text))
    return _INTERVAL.sub(lambda found: found[0].replace(" ", NO_BREAK), text)
