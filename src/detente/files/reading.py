"""Bytes of regular files, and the text in them: every file that a user names is read here.

Text is UTF-8, or UTF-16 or UTF-32 where a byte order mark says so, or where it is plain from the zero bytes.
Other bytes are taken for Windows-1252, which is an assumption that the user is notified of; where they
rather look like another code page, ``Decoded.doubt`` says so.
"""

from __future__ import annotations

import codecs
import os
import re
import stat
from pathlib import Path
from typing import NamedTuple

from detente.errors import DataError
from detente.names import find_hidden

_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_OTHER_FILES = (
    (b"PK\x03\x04", "a workbook (XLSX or ODS) or another archive", "save the sheet as CSV in UTF-8"),
    (b"\xd0\xcf\x11\xe0", "an old workbook (XLS)", "save the sheet as CSV in UTF-8"),
    (b"%PDF-", "a PDF", "copy the table into a CSV file"),
    (b"\x1f\x8b", "a file compressed by gzip", "unpack it first"),
    (b"\x89PNG", "a picture (PNG)", "write its numbers into a CSV file"),
    (b"\xff\xd8\xff", "a picture (JPEG)", "write its numbers into a CSV file"),
    (b"SQLite format 3\0", "an SQLite database", "export the table as CSV"),
)
_SAVE = "save the file as UTF-8"
#: Of the units of a UTF-16 file without a mark, at least this share is ASCII: delimiters, digits, line ends.
_ASCII_SHARE = 1 / 8

_CONTROLS = {*range(1, 9), 11, 12, *range(14, 32), 127}

_LETTER = r"[^\W\d_]"
_VOWEL = "aeiouyáéíóúýäëïöüìù"
# what hardly occurs in a text in Windows-1252, and is usual where Latin-2, Windows-1250 or a page of another
# script is read as that: a sign within a word, or a letter where Western languages do not have it
_DOUBTFUL = re.compile(
    "|".join(
        (
            rf"[¤¥¦¨©¬®¯±³´¶¸¹¼½¾™ªº¢£](?=[à-öø-ÿ]|(?!bn){_LETTER}{{2}})",
            rf"(?<={_LETTER})[¡¢£¥¦¨¬¯±´¶¸¹¼½¾¿†‡ˆ‰‹„…•›¤](?={_LETTER}|\b)",
            rf"(?<={_LETTER}{{3}})³",
            rf"(?<={_LETTER})[‚ƒ“”™˜©](?={_LETTER})|[Ÿ…](?=[a-z])|(?<=[a-z])[ŠŽŸ]",
            rf"[èÈ](?=[{_VOWEL}])|(?<=[áéíóúý])è|(?<=a)è(?![lt])|(?<=[aeiouy])æ\b",
            rf"[ìÌùÙ](?={_LETTER})|(?<=[aeouáéíóúý])ò|[øØ](?=[áéíý])|(?<=[aeiouáéíóúý])ø",
            r"[ñÑ](?![aeiouáéíóúüAEIOUÁÉÍÓÚÜ])|[õÕ](?![eE])|ã(?=[b-df-hj-np-rt-vx-zi])",
            r"(?P<script>[À-ÖØ-öø-ÿ]{3}|\b[À-ÖØ-öø-ÿ]{2}\b)",
        )
    )
)
_CENTRAL = (("iso8859-2", "ISO 8859-2"), ("cp1250", "Windows-1250"))
_SCRIPTS = (("cp1251", "Windows-1251"),)


class UnreadableError(DataError):
    """A file that holds no text: ``what`` is wrong, what was ``got``, the ``remedy``, and its ``place``."""

    def __init__(self, what: str, got: str = "", remedy: str = "", place: tuple[int, int] = (1, 1)) -> None:
        super().__init__(what)
        self.what, self.got, self.remedy, self.place = what, got, remedy, place


class Decoded(NamedTuple):
    """A file's text without its byte order mark; line breaks are unchanged.

    ``assumed`` is true where nothing in the file says that it is in that ``encoding``: then ``example`` is
    the index of the first character that depends on it, and its word. ``doubt`` is the index of a word that
    another encoding reads more naturally, the word, and how that one reads it.
    """

    text: str
    encoding: str
    assumed: bool = False
    example: tuple[int, str] = (0, "")
    doubt: tuple[int, str, str] | None = None

    def note(self) -> str:
        """A note for the user on an assumed encoding, or nothing."""
        if not self.assumed:
            return ""
        at, word = self.example
        line = position(self.text, at)[0]
        return (
            f"this file is not UTF-8 and was read as {self.encoding}, which is an assumption "
            f"({word!r} in line {line}); {_SAVE} if that is wrong"
        )

    def refusal(self) -> UnreadableError | None:
        """The error for a text whose encoding is in doubt, or None."""
        if self.doubt is None:
            return None
        at, word, other = self.doubt
        what = f"this file is not UTF-8, and its encoding is unclear: {word!r} in {self.encoding}, {other}"
        return UnreadableError(what, remedy=_SAVE, place=position(self.text, at))


def read_bytes(path: str | os.PathLike[str], limit: int) -> bytes:
    """The bytes of a regular file of at most ``limit`` bytes; UnreadableError for anything else."""
    # a pipe or device would block or never end, so it is opened without waiting and looked at first
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        status = Path(path).stat()
        if not stat.S_ISREG(status.st_mode):
            raise _irregular(status.st_mode)
        with os.fdopen(os.open(path, flags), "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if not stat.S_ISREG(mode):
                raise _irregular(mode)
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise UnreadableError("there is no such file", remedy="check the path") from None
    except (OSError, ValueError) as why:
        reason = getattr(why, "strerror", None) or str(why)
        raise UnreadableError(f"the file cannot be read ({reason})", remedy="check the path") from None
    if len(data) > limit:
        raise UnreadableError("the file is too large", remedy=f"keep it under {limit // 2**20} MiB")
    return data


def _irregular(mode: int) -> UnreadableError:
    kinds = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))
    got = next((name for test, name in kinds if test(mode)), "a device")
    return UnreadableError("this is not a regular file", got, "give the path of a file")


def decode(data: bytes) -> Decoded:
    """The text in a file's bytes. Raises UnreadableError where there is none, with line and column."""
    for magic, kind, remedy in _OTHER_FILES:
        if data.startswith(magic):
            raise UnreadableError("expected text", kind, remedy)
    for mark, codec, name in _BOMS:
        if data.startswith(mark):
            return Decoded(_strictly(data[len(mark) :], codec, name), name)
    if codec := _unmarked(data):
        return Decoded(_strictly(data, codec, "UTF-16"), "UTF-16")
    try:
        return Decoded(data.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError as why:
        return _one_byte(data, why)


def _strictly(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as why:
        place = position(data[: why.start].decode(codec), -1)
        got = f"the byte 0x{data[why.start]:02x}"
        raise UnreadableError(
            f"the file begins as {name} but does not continue as such", got, _SAVE, place
        ) from None


def _unmarked(data: bytes) -> str:
    """The codec of UTF-16 without a byte order mark, where zero bytes stand in every other place only."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    units = len(data) / 2
    if len(data) % 2 or bool(even) == bool(odd) or max(even, odd) < units * _ASCII_SHARE:
        return ""
    if max(even, odd) < units and data.isascii() and not set(data) & _CONTROLS:
        return ""  # other scripts show in bytes that are no text: this is text with zero bytes in it
    codec = "utf-16-le" if odd else "utf-16-be"
    try:
        return "" if find_hidden(data.decode(codec)) else codec
    except UnicodeDecodeError:
        return ""


def _one_byte(data: bytes, why: UnicodeDecodeError) -> Decoded:
    place, got = position(data[: why.start].decode("utf-8"), -1), f"the byte 0x{data[why.start]:02x}"
    rest = sum(not c.isascii() for c in data.decode("utf-8", "ignore"))
    if rest:  # of another encoding some pairs of bytes are UTF-8 by chance
        mostly = rest > data.decode("utf-8", "replace").count("\ufffd")
        raise UnreadableError("expected UTF-8", got, _SAVE + ", as the rest of it is" * mostly, place)
    if set(data) & {0, *_CONTROLS}:
        raise UnreadableError("expected text", got, _SAVE, place)
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise UnreadableError("expected UTF-8", got, _SAVE, place) from None
    first = next(i for i, c in enumerate(text) if not c.isascii())
    start, end = _word(text, first)
    found = _DOUBTFUL.search(text)
    doubt = None
    if found is not None:
        low, high = _word(text, found.start())
        others = _SCRIPTS if found["script"] else _CENTRAL
        readings = [(data[low:high].decode(codec, "replace"), name) for codec, name in others]
        reading, name = next((r for r in readings if r[0].isalpha()), readings[-1])
        doubt = low, text[low:high], f"{reading!r} in {name}"
    return Decoded(text, "Windows-1252", True, (first, text[start:end]), doubt)


def _word(text: str, at: int) -> tuple[int, int]:
    start = end = at
    while start > 0 and (text[start - 1].isalnum() or not text[start - 1].isascii()):
        start -= 1
    while end < len(text) and (text[end].isalnum() or not text[end].isascii()):
        end += 1
    return start, end


def position(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1, of a character; -1 stands for the end of the text."""
    before = text if index < 0 else text[:index]
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return len(lines), len(lines[-1]) + 1
