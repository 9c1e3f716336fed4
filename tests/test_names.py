"""Names that look alike are one; what must not be in a name is named."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.names import find_hidden, make_ids, plain_name


@pytest.mark.parametrize(
    "spelling",
    [
        unicodedata.normalize("NFD", "Türkiye A"),
        "Türkiye\u00a0A",
        "\ufeffTürkiye A",
        "Tür\u00adkiye A",
        "Türkiye\u200b A\u200e",
        " Türkiye \t A\n",
        "Türkiye\u3000A\u2060",
    ],
)
def test_spellings_that_look_alike_are_one(spelling):
    assert plain_name(spelling) == "Türkiye A"


def test_joiners_stay_where_they_shape_letters():
    persian, hindi = "می\u200cخواهم", "क्\u200dष"
    assert plain_name(persian) == persian
    assert plain_name(hindi) == hindi
    assert plain_name("U\u200cS\u200dA") == "USA"
    assert plain_name("می\u200c") == "می"


@given(st.text())
def test_a_plain_name_stays_as_it_is(text):
    assert plain_name(plain_name(text)) == plain_name(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("abc\x1b[2J", (3, "U+001B ESCAPE")),
        ("\x00", (0, "U+0000 NULL")),
        ("a\x7f", (1, "U+007F DELETE")),
        ("a\x85", (1, "U+0085 NEXT LINE")),
        ("a\u202eb", (1, "U+202E RIGHT-TO-LEFT OVERRIDE")),
        ("a\ufffe", (1, "U+FFFE")),
        ("tab\tand\r\nbreaks, Türkiye, Россия", None),
    ],
)
def test_what_may_not_stand_in_text_is_named(text, found):
    assert find_hidden(text) == found


def test_ids_keep_the_letters_of_every_script():
    names = [
        "Россия",
        "中国",
        "مصر",
        "Öl & Gas",
        "O\u0308l-Gas",
        "США 2",
        "???",
        "Straße",
        "हिन्दी",
        "\u0301x",
    ]
    expected = ["россия", "中国", "مصر", "öl-gas", "öl-gas-2", "сша-2", "unnamed", "strasse", "हिन्दी", "x"]
    assert make_ids(names) == expected


def test_ids_that_were_numbered_do_not_meet_others():
    assert make_ids(["a", "a", "a-2", "a"]) == ["a", "a-2", "a-2-2", "a-3"]
