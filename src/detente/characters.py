"""Characters that texts may hold, what shows of them, and how they are printed."""

from __future__ import annotations

import re
import unicodedata

from detente.names import name_character

_UNSAFE = (
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\ufffb"
    "\ufffe\uffff]"
)

#: Characters that no file holds: they act on terminals, or turn or break a line in odd places.
UNSAFE = re.compile(_UNSAFE)

#: The same for a value, in which a carriage return without a line feed would overwrite the line.
UNSAFE_VALUE = re.compile(_UNSAFE + "|\r(?!\n)")

# what prints nothing though Unicode counts it among letters, marks and symbols
_BLANK = frozenset("\u034f\u115f\u1160\u180b\u180c\u180d\u2800\u3164\uffa0") | set(
    map(chr, range(0xFE00, 0xFE10))
)


def show_character(c: str) -> str:
    """A character as it prints, where it does, with its code point and Unicode name."""
    code = name_character(c) + (" HALF A SURROGATE PAIR" if unicodedata.category(c) == "Cs" else "")
    drawn = c.isprintable() and not c.isspace() and not unicodedata.combining(c) and c not in _BLANK
    return f"{c} ({code})" if drawn else code


def is_invisible(c: str) -> bool:
    """Whether a character prints nothing and takes no room, or only looks like a space."""
    return c in _BLANK or unicodedata.category(c) in ("Cf", "Cc")


def is_blank(text: str) -> bool:
    """Whether nothing of a text can be seen."""
    return all(c.isspace() or is_invisible(c) or unicodedata.category(c)[0] in "MZC" for c in text)


def says_something(text: str) -> bool:
    """Whether a text holds a letter or digit."""
    return any(c.isalnum() and c not in _BLANK for c in text)


def printable(text: str) -> str:
    """The text with whatever does not print, line breaks too, written as escapes."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _escaped(c) for c in text)


def safe_to_print(text: str) -> str:
    """The text with what would act on a terminal written as escapes; line breaks and tabs stay."""
    return UNSAFE_VALUE.sub(lambda m: _escaped(m.group()), text)


def _escaped(c: str) -> str:
    return c.encode("unicode_escape").decode()
