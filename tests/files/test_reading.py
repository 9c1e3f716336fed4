"""Bytes into text: what says in which encoding it is, what is assumed, and what is left in doubt."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.files.reading import UnreadableError, decode, position, read_bytes

TABLE = "name,size\r\nKøbenhavn,1\r\nРоссия,2\n中国,3\n"
DECLARED = ["utf-8", "utf-8-sig", "utf-16", "utf-32"]


@pytest.mark.parametrize("encoding", [*DECLARED, "utf-16-le", "utf-16-be"])
def test_declared_and_plain_encodings_are_read(encoding):
    found = decode(TABLE.encode(encoding))
    assert found.text == TABLE
    assert not found.assumed
    assert found.encoding == encoding.upper().removesuffix("-SIG").removesuffix("-LE").removesuffix("-BE")


def test_a_mark_of_the_other_byte_order_is_read():
    assert decode(b"\xfe\xff" + TABLE.encode("utf-16-be")).text == TABLE
    assert decode(b"\x00\x00\xfe\xff" + TABLE.encode("utf-32-be")).text == TABLE


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.sampled_from(DECLARED))
def test_any_text_with_a_declared_encoding_comes_back(text, encoding):
    # a mark at the beginning is no part of the text
    assert decode(text.encode(encoding)).text == text.removeprefix("\ufeff" if encoding == "utf-8" else "")


WESTERN = """
    Österreich Genève Côte d’Ivoire México España São Tomé Åland København Færøerne Düsseldorf Curaçao
    Réunion Haïti Zaïre Forlì Cantù Niccolò Camões Moçambique Alþingi Guðrún L’Aquila Citroën forêt sœur
    Straße Malmö Ærø Sørensen ¿Qué? João Região Häme Açores siège Ñuñoa caffè GENÈVE ESPAÑA maïs Bogotá Irã
    £5m £bn 100m² Nº1 “quoted” 10°C €5 Três Romênia
"""


@pytest.mark.parametrize("word", WESTERN.split())
def test_western_words_are_read_as_windows_1252_and_that_is_called_an_assumption(word):
    found = decode(f"name,size\n{word},1\n".encode("cp1252"))
    assert found.text == f"name,size\n{word},1\n"
    assert (found.encoding, found.assumed, found.doubt) == ("Windows-1252", True, None)
    assert "was read as Windows-1252, which is an assumption" in found.note()
    assert "in line 2" in found.note()


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("iso8859-2", "Łódź Česko Gdańsk Poznań Győr Wałęsa Dvořák Plzeň Miloševiċ Škoda Petrović Timişoara"),
        ("cp1250", "Łódź Česko Gdańsk Poznań Győr Wałęsa Dvořák Plzeň Milošević Petrović Brăila Němec Dvůr"),
        ("cp1251", "Россия Китай США ЕС Украина"),
        ("koi8-r", "Россия Китай"),
        ("cp1253", "Ελλάδα Κύπρος"),
        ("cp1256", "مصر السعودية"),
        ("gbk", "中国 日本 俄罗斯"),
        ("cp437", "München Österreich Genève"),
    ],
)
def test_words_of_other_code_pages_are_never_read_as_windows_1252_in_silence(encoding, words):
    for word in words.split():
        try:
            data = f"name,size\n{word},1\n".encode(encoding)
        except UnicodeEncodeError:
            continue
        try:
            refusal = decode(data).refusal()
        except UnreadableError as why:
            refusal = why
        assert refusal is not None, (word, decode(data).text)
        assert refusal.place[0] == 2
        assert refusal.remedy.startswith("save the file as UTF-8")


def test_a_doubt_shows_both_readings():
    refusal = decode("a,b\nx,Łódź\n".encode("iso8859-2")).refusal()
    assert refusal.what.endswith("'£ód¼' in Windows-1252, 'Łódź' in ISO 8859-2")
    assert refusal.place == (2, 3)
    assert "'Россия' in Windows-1251" in decode("Россия".encode("cp1251")).refusal().what


@pytest.mark.parametrize(
    ("data", "what", "got", "place"),
    [
        (b"PK\x03\x04\x14\x00", "expected text", "a workbook (XLSX or ODS) or another archive", (1, 1)),
        (b"\xd0\xcf\x11\xe0", "expected text", "an old workbook (XLS)", (1, 1)),
        (b"\x89PNG\r\n\x1a\n\x00", "expected text", "a picture (PNG)", (1, 1)),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "expected text", "a picture (JPEG)", (1, 1)),
        (b"\x1f\x8b\x08\x00", "expected text", "a file compressed by gzip", (1, 1)),
        ("Ö,1\nx".encode() + b"\xd6,2\n", "expected UTF-8", "the byte 0xd6", (2, 2)),
        (
            b"\xef\xbb\xbfa\r\nb\xd6\n",
            "the file begins as UTF-8 but does not continue as such",
            "the byte 0xd6",
            (2, 2),
        ),
        (
            "a\nb".encode("utf-16")[:-1],
            "the file begins as UTF-16 but does not continue as such",
            None,
            (2, 1),
        ),
        (b"a,\x00\x81\n", "expected text", "the byte 0x81", (1, 4)),
        (b"a,\x81\n", "expected UTF-8", "the byte 0x81", (1, 3)),
    ],
)
def test_what_is_no_text_is_refused_with_its_place(data, what, got, place):
    with pytest.raises(UnreadableError) as why:
        decode(data)
    assert (why.value.what, why.value.place) == (what, place)
    assert got is None or why.value.got == got
    assert why.value.remedy


@pytest.mark.parametrize(
    ("data", "remedy"),
    [
        ("Ö,ä\nx".encode() + b"\xd6,2\n", "save the file as UTF-8, as the rest of it is"),
        ("Power\n中国,1\n".encode("gbk"), "save the file as UTF-8"),  # 0xd0 0xb9 are UTF-8 by chance
    ],
)
def test_the_rest_is_called_utf_8_where_most_of_it_is(data, remedy):
    with pytest.raises(UnreadableError) as why:
        decode(data)
    assert why.value.remedy == remedy


def test_zero_bytes_alone_do_not_make_utf_16():
    for text in ("a,b\nx,\0\n", "a,b\n\0\0\0\0"):
        assert decode(text.encode()) == (text, "UTF-8", False, (0, ""), None)
    assert decode("a,b\nЖ,1\n".encode("utf-16-le")).text == "a,b\nЖ,1\n"


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(data):
    try:
        assert isinstance(decode(data).text, str)
    except UnreadableError as why:
        assert why.remedy
        assert min(why.place) >= 1


def test_only_regular_files_of_a_bounded_size_are_read(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_bytes(b"12345")
    for path, what, got in (
        (tmp_path / "pipe", "this is not a regular file", "a pipe"),
        (tmp_path, "this is not a regular file", "a folder"),
        (Path("/dev/zero"), "this is not a regular file", "a device"),
        (tmp_path / "none", "there is no such file", ""),
        (tmp_path / "file", "the file is too large", ""),
        (Path("a\0b"), "the file cannot be read (embedded null byte)", ""),
    ):
        with pytest.raises(UnreadableError) as why:
            read_bytes(path, 4)
        assert (why.value.what, why.value.got) == (what, got)
        assert why.value.remedy
    assert read_bytes(tmp_path / "file", 5) == b"12345"


def test_positions_count_every_kind_of_line_break():
    text = "a\rb\r\nc\nd"
    assert [position(text, text.index(c)) for c in "abcd"] == [(1, 1), (2, 1), (3, 1), (4, 1)]
    assert position(text, -1) == (4, 2)
