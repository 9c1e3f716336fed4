"""Where a quotation differs from its source, if it is not in it word for word.

The place that was meant is found by what looks alike: straight and curly quotes, dashes, kinds of space,
composed and decomposed letters, capitals. The exact difference is reported.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

from detente.characters import printable, show_character
from detente.scenario.problems import quote_value

# marks that writers and programs put for each other, and the one letter that has another length in lower case
_ALIKE = str.maketrans(
    dict.fromkeys('"“”„‟«»″‘’‚‛‹›′`´', "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u202f\u205f\u3000\u2028\u2029", " ")
    | dict.fromkeys(map(chr, range(0x2000, 0x200B)), " ")
    | {"İ": "i"}
)

# what is not one character for one: runs of space, what is not seen, ellipses, letters with separate marks,
# and the ligatures that come from PDFs
_UNEVEN = re.compile(
    r"(?:\s[\s\u00ad\u200b-\u200f\u2060\ufeff]+|[\u00ad\u200b-\u200f\u2060\ufeff]+\s*)"
    r"|…|\w[\u0300-\u036f]+|[\ufb00-\ufb06]"
)

#: Fewer characters in common than these, at either end, may be anywhere in the source: of short quotations
#: half of them, but four or more.
_LEAST, _LEAST_OF_SHORT = 8, 4

#: A quotation of which only the end was found begins this many characters before or after its place, at most.
_SLACK = 2

#: Of the source's text, this many characters are shown.
_SHOWN = 24


@dataclass(frozen=True)
class _Folded:
    """A text in which what looks alike is the same, and the places of its characters in the text itself.

    From each of ``steps`` on, the text runs parallel to the folded one from the same index of ``places``.
    """

    text: str
    steps: list[int]
    places: list[int]

    def place(self, index: int) -> int:
        """Where the character at an index of the folded text stands in the text."""
        at = bisect_right(self.steps, index) - 1
        place = self.places[at] + index - self.steps[at]
        return min(place, self.places[at + 1]) if at + 1 < len(self.places) else place


def describe_difference(exact: str, text: str) -> str:
    """Why a quotation is not in a text: the first character that differs, and what the text has instead."""
    words, source = _fold(exact), _fold(text)
    whole = source.text.find(words.text)
    if whole >= 0:
        start = source.place(whole)
        return _compared(exact, text[start : source.place(whole + len(words.text))], start)
    head = _longest(words.text, source.text)
    tail = _longest(words.text[::-1], source.text[::-1])
    least = max(1, min(_LEAST, max(_LEAST_OF_SHORT, len(words.text) // 2), len(words.text) - 1))
    if max(head, tail) < least:
        ends = f"neither its first {least} characters nor its last {least}" if least > 1 else "it does not"
        return f"{ends} appear in the source in this or a similar form"
    if head < tail:
        start = source.place(_beginning(words.text, source.text, tail))
    else:
        start = source.place(source.text.find(words.text[:head]))
    return _compared(exact, text[start : start + len(exact) + _SHOWN], start)


def _beginning(words: str, text: str, tail: int) -> int:
    """Where in the text the words begin of which so many at the end stand there."""
    ends = text.find(words[-tail:])
    nearby = text[max(0, ends - 2 * len(words)) : ends]
    close = _longest(words, nearby)
    if close >= _LEAST_OF_SHORT:
        return ends - len(nearby) + nearby.rfind(words[:close])
    # what is shorter may stand anywhere: the words are taken to be about as long as what they stand for
    expected = ends - (len(words) - tail)
    around = range(max(0, expected - _SLACK), max(0, min(expected + _SLACK, ends)) + 1)
    return max(around, key=lambda at: (_common(words, text[at : at + close]), -abs(at - expected)))


def _common(one: str, other: str) -> int:
    """How many characters two texts have in common at the beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _compared(exact: str, there: str, start: int) -> str:
    """The first character in which the quotation differs from the text at ``start``."""
    at = _common(exact, there)
    source, scenario = (
        show_character(words[at]) if at < len(words) else "nothing more" for words in (there, exact)
    )
    goes_on = f", which continues {printable(quote_value(there[at : at + _SHOWN]))}" if there[at:] else ""
    return (
        f"differs at character {at + 1} of the quotation: the scenario has {scenario}, "
        f"the source {source} (at {start + at}){goes_on}"
    )


def _fold(text: str) -> _Folded:
    pieces, steps, places = list[str](), [0], [0]
    at = size = 0
    for uneven in _UNEVEN.finditer(text):
        piece, run = text[at : uneven.start()], uneven.group()
        if any(c.isspace() for c in run):
            even = " "
        elif run == "…":
            even = "..."
        elif run[0] >= "\ufb00":
            even = unicodedata.normalize("NFKC", run)
        else:
            even = unicodedata.normalize("NFC", run).lower() if run[0].isalnum() else ""
        pieces += [piece.translate(_ALIKE).lower(), even]
        size += len(piece) + len(even)
        at = uneven.end()
        steps.append(size)
        places.append(at)
    pieces.append(text[at:].translate(_ALIKE).lower())
    return _Folded("".join(pieces), steps, places)


def _longest(words: str, text: str) -> int:
    """The length of the longest beginning of the words that is in the text."""
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if words[:middle] in text else (low, middle - 1)
    return low
