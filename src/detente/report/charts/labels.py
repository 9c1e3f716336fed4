"""Words in a chart: how wide they are, and how they are kept apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: Mean advance of a character of a sans-serif face, in ems; generous, since the reader's face is unknown.
_EM = 0.54


def clean(text: str) -> str:
    """Text on one line, without characters that XML or the reading direction would stumble over."""
    kept = (" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in text)
    plain = "".join(c for c in kept if c not in "\u202a\u202b\u202c\u202d\u202e\ufffe\uffff")
    return " ".join(plain.split())


def width(text: str, size: float) -> float:
    """About how many pixels a text takes at a font size in pixels, set upright and not bold."""
    ems = 0.0
    for c in text:
        if unicodedata.combining(c):
            continue
        ems += 1.0 if unicodedata.east_asian_width(c) in "WF" else _EM
    return ems * size


def fit(text: str, size: float, room: float) -> str:
    """The text, cut with an ellipsis where it is wider than the room."""
    text = clean(text)
    if width(text, size) <= room:
        return text
    while text and width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def wrap(text: str, size: float, room: float, lines: int = 2) -> list[str]:
    """The text broken at spaces into at most some lines; where it is too wide, a line is cut."""
    broken = [""]
    for word in clean(text).split(" "):
        longer = f"{broken[-1]} {word}".strip()
        if width(longer, size) <= room or len(broken) == lines or not broken[-1]:
            broken[-1] = longer
        else:
            broken.append(word)
    return [fit(line, size, room) for line in broken]


@dataclass(frozen=True)
class Flag:
    """A label that hangs beside a pole at ``x``, to its left or right, ``level`` rows up."""

    x: float
    text: str
    level: int
    leftward: bool


def flags(points: Sequence[tuple[float, str]], size: float, left: float, right: float) -> list[Flag]:
    """Hang labels on poles so that no labels overlap, and no pole crosses a label where that can be helped.

    ``points`` are (x, text) in pixels; a flag points to the left where it would otherwise leave ``left`` to
    ``right``. It hangs above every flag whose pole stands in its way; of poles that stand in each other's way
    one is crossed.
    """
    waiting = [_span(x, text, size, left, right) for x, text in sorted(points)]
    # waiting poles in a flag's way, and waiting flags in whose way its pole is
    held = {s: sum(s.a < o.x < s.b for o in waiting) for s in waiting}
    holds = {s: sum(o.a < s.x < o.b for o in waiting) for s in waiting}
    placed: list[tuple[_Span, int]] = []
    while waiting:
        # next comes the flag with the fewest waiting poles in its way; of several, the most in others' way
        span = min(waiting, key=lambda s: (held[s], -holds[s]))
        waiting.remove(span)
        for other in waiting:
            held[other] -= other.a < span.x < other.b
            holds[other] -= span.a < other.x < span.b
        level = max((n + 1 for other, n in placed if span.a < other.x < span.b), default=0)
        taken = {n for other, n in placed if span.a < other.b and other.a < span.b}
        while level in taken:
            level += 1
        placed.append((span, level))
    return [Flag(s.x, s.text, level, s.leftward) for s, level in sorted(placed, key=lambda pair: pair[0].x)]


def few(scale: Mapping[float, str], most: int) -> dict[float, str]:
    """Some of the labelled points of a scale, evenly among them, its first and last too."""
    points = list(scale.items())
    if len(points) <= most:
        return dict(points)
    return dict(points[round(i * (len(points) - 1) / (most - 1))] for i in range(most))


@dataclass(frozen=True, eq=False)
class _Span:
    """A flag that does not hang yet, and the pixels it covers."""

    x: float
    text: str
    leftward: bool
    a: float
    b: float


def _span(x: float, text: str, size: float, left: float, right: float) -> _Span:
    leftward = right - x < min(width(text, size) + 6, x - left)
    cut = fit(text, size, max((x - left if leftward else right - x) - 6, 40))
    wide = width(cut, size) + 8
    return _Span(x, cut, leftward, x - wide if leftward else x, x if leftward else x + wide)
