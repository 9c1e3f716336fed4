"""Names as people compare them: two spellings that look alike are one name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# what Unicode's Default_Ignorable_Code_Point lists: no ink, and no space either
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# marks without a letter before them
_NO_WORD = re.compile(r"(?<![^\s])[^\w\s]+")
# these drive terminals, or turn the order of what is printed after them
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
# Unicode gives controls no name of their own, only aliases
_CONTROLS = {
    unicodedata.lookup(name): name
    for name in (
        *("NULL", "BEL", "BACKSPACE", "LINE TABULATION", "FORM FEED", "SUBSTITUTE", "ESCAPE", "DELETE"),
        *("CHARACTER TABULATION", "LINE FEED", "CARRIAGE RETURN"),
        *("NEXT LINE", "CONTROL SEQUENCE INTRODUCER", "OPERATING SYSTEM COMMAND"),
    )
}
_NON_JOINER, _JOINER = "\u200c", "\u200d"
_VIRAMA = 9


def plain_name(text: str) -> str:
    """A name in the form in which names are compared and shown.

    Unicode's composed form (NFC); every run of white space one space, none at the ends; nothing invisible.
    Joiners stay where they shape letters: between Arabic ones, and after a virama of an Indic script.
    """
    if text.isascii():
        return " ".join(text.split())
    seen = _INVISIBLE.sub(lambda found: found.group() if _shapes(found) else "", text)
    return " ".join(unicodedata.normalize("NFC", seen).split())


def _shapes(found: re.Match[str]) -> bool:
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    if found.group() not in (_NON_JOINER, _JOINER) or not before or not after:
        return False
    arabic = unicodedata.bidirectional(before) == unicodedata.bidirectional(after) == "AL"
    return unicodedata.combining(before) == _VIRAMA or (found.group() == _NON_JOINER and arabic)


def find_hidden(text: str) -> tuple[int, str] | None:
    """The place and name of the first character that no text may hold, as ``(3, "U+001B ESCAPE")``, or None.

    Those are control characters but tab and line breaks, the ones that turn the direction of writing, and
    codes that are no characters.
    """
    found = _FORBIDDEN.search(text)
    return None if found is None else (found.start(), name_character(found.group()))


def name_character(character: str) -> str:
    """A character by number and name: ``U+200B ZERO WIDTH SPACE``."""
    name = _CONTROLS.get(character) or unicodedata.name(character, "")
    return f"U+{ord(character):04X} {name}".rstrip()


def make_ids(names: Iterable[str]) -> list[str]:
    """Ids for names, each once: letters and digits of any script in lower case, hyphens for all else.

    Marks that belong to letters stay with them. A name without letters or digits becomes ``unnamed``; a
    second equal id ends in ``-2``, and so on.
    """
    made: dict[str, None] = {}
    counted: dict[str, int] = {}
    for name in names:
        folded = unicodedata.normalize("NFC", plain_name(name).casefold())
        kept = _NO_WORD.sub("", "".join(c if _in_word(c) else " " for c in folded))
        base = "-".join(kept.split()) or "unnamed"
        one = base
        while one in made:
            counted[base] = counted.get(base, 1) + 1
            one = f"{base}-{counted[base]}"
        made[one] = None
    return list(made)


def _in_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"
