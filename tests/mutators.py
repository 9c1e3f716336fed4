"""Small tables of every kind, and what hands, spreadsheets and broken disks do to them."""

from __future__ import annotations

import random
from collections.abc import Callable

CORPUS = {
    "decided": (
        "issue,proposal,actor,position,salience,capability,outcome,reversion,low,high,consent\n"
        'lead-in,cars,"BE, Flanders",4,40,8,8.833,10,0,15,1\nlead-in,,NL,7,80,8,,,,,\n'
        "lead-in,,DK,,80,8,,,,,0\nother,cars,NL,7,80,8,5,,,,\nother,cars,FR,70,20,10,,,,,\n"
        "third,milk,NL,10,5,8,20,100,,,\nthird,milk,FR,90,50,10,,,,,1\n"
    ),
    "deposit": (
        '"prnr"\t"isnr"\t"proc"\t"counvte"\t"intro"\t"pcom"\t"pep"\t"pde"\t"pfr"\t"scom"\t"sep"\t"sde"\t"sfr"'
        '\t"rp"\t"out"\n\t\t\t\t\t"4.1"\t"4.1"\t4\t3\t\t\t\t\t\t\n'
        "d99001\ta\tCOD\tQMV\t26-01-99\t0\t50\t100\t80\t9\t90\t50\t40\t0\t70\n"
        "d99001\tb\tCOD\tQMV\t26-01-99\t10\t999\t100\t\t9\t90\t50\t40\t100\t60\n"
        "n05002\tc\tCNS\tUnan\t2030-05-05\t0\t50\t100\t80\t9\t0\t50\t\t\t40\n"
    ),
    "ties": "a,b,note,propensity\nTürkiye,Greece,x,-0.8\nTürkiye,Cyprus,,-0.5\nGreece,Cyprus,z,.9\n",
    "matrix": ",north,south,isle\nnorth,0,0.5,0.1\nsouth,0.5,0,-0.4\nisle,0.1,-0.4,\n",
    "sizes": 'name,size\n"AT&T, Inc",28.5\nSun,1e1\nÖl,0\n',
    "edges": "network,source,target,sign\n1,a,b,+\n1,b,c,-1\n1,a,c,-\n2,a,b,1\n",
    "body": "player,states,population\nnorth,1,60\nsouth,1,30\nisle,1,10.5\n",
    "ktab": (
        'Gas,"The ""big"" deal, of 2009",3,2,\nActor,Description,Power,Price Position,Salience,Term,Sal,\n'
        "Kyiv,the buyer,3.5,10,80,30,70,\nMoscow,,4,90,100,0,0\nPrague,transit,1,50,20,55,5\n"
    ),
    "ktab xml": (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Scenario>\n <name>Gas</name><desc>A deal</desc>\n'
        " <Dimensions><dName>Price</dName></Dimensions>\n <Actors>\n"
        + "".join(
            f"  <Actor><name>{name}</name><description>x</description><capability>{power}</capability>\n"
            f"   <Position><dCoord>{position}</dCoord></Position>"
            "<Salience><dSal>50</dSal></Salience></Actor>\n"
            for name, power, position in (("Kyiv", 3.5, 10), ("Moscow", 4, 90))
        )
        + " </Actors>\n</Scenario>\n"
    ),
}

NUMBERS = [
    *("nan", "inf", "-inf", "1e300", "-1", "1_0", "１２", "0x10", "1e-320", "1e999", "0,5", "1,234", "1.2.3"),
    *(
        "",
        "-0",
        "--1",
        "1e100",
        "1e99",
        "5e-324",
        "+",
        "∞",
        "١٢",
        "12 %",
        "1 000",
        "999",
        "101",
        "0",
        "1e-300",
    ),
]
WORDS = [
    *("\ufeff", "\u200b", "\u00a0", "\x00", "\x1b[2J", "\u202e", "\x85", "\x0c", "\ud800", "[/x]", "\\", "'"),
    *(
        '"',
        '""',
        ",",
        ";",
        "\t",
        "\n",
        "\r",
        "\r\n",
        " ",
        "é",
        "e\u0301",
        "中",
        "<",
        "&amp;",
        "#",
        "=1+1",
        "%s",
    ),
    *("{}", "a" * 300, "detente: 1", "\u2028", "\ufffd", "😀", "NA", "NULL", "../x"),
]
ENCODINGS = [
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp1252",
    "iso8859-2",
    "cp1251",
]


def _pieces(text: str) -> tuple[list[list[str]], str]:
    delimiter = "\t" if "\t" in text else ","
    return [line.split(delimiter) for line in text.split("\n")], delimiter


def _joined(rows: list[list[str]], delimiter: str) -> str:
    return "\n".join(delimiter.join(row) for row in rows)


def _cell(text: str, chance: random.Random, new: Callable[[str], str]) -> str:
    rows, delimiter = _pieces(text)
    row = chance.choice(rows)
    at = chance.randrange(len(row))
    row[at] = new(row[at])
    return _joined(rows, delimiter)


def put_number(text: str, chance: random.Random) -> str:
    """A cell holds a number that is none, or that no one expects."""
    return _cell(text, chance, lambda _: chance.choice(NUMBERS))


def put_word(text: str, chance: random.Random) -> str:
    """A cell holds a character that has no place there."""
    return _cell(text, chance, lambda old: chance.choice(WORDS) + old + chance.choice(WORDS))


def insert(text: str, chance: random.Random) -> str:
    """Something stands anywhere."""
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(WORDS + NUMBERS) + text[at:]


def cut(text: str, chance: random.Random) -> str:
    """A stretch is lost, maybe to the end."""
    at = chance.randrange(len(text) + 1)
    return text[:at] + (text[at + chance.randrange(30) :] if chance.random() < 0.7 else "")


def drop_column(text: str, chance: random.Random) -> str:
    """A column is lost."""
    rows, delimiter = _pieces(text)
    at = chance.randrange(max(map(len, rows)))
    return _joined([row[:at] + row[at + 1 :] for row in rows], delimiter)


def double_column(text: str, chance: random.Random) -> str:
    """A column stands twice."""
    rows, delimiter = _pieces(text)
    at = chance.randrange(max(map(len, rows)))
    return _joined([[*row, *row[at : at + 1]] for row in rows], delimiter)


def drop_row(text: str, chance: random.Random) -> str:
    """A line is lost."""
    rows, delimiter = _pieces(text)
    del rows[chance.randrange(len(rows))]
    return _joined(rows, delimiter)


def double_row(text: str, chance: random.Random) -> str:
    """A line stands twice."""
    rows, delimiter = _pieces(text)
    rows.insert(chance.randrange(len(rows)), chance.choice(rows))
    return _joined(rows, delimiter)


def shuffle(text: str, chance: random.Random) -> str:
    """Lines stand in another order, the head's among them."""
    rows, delimiter = _pieces(text)
    chance.shuffle(rows)
    return _joined(rows, delimiter)


def change_delimiter(text: str, chance: random.Random) -> str:
    """Some or all delimiters are others."""
    rows, _ = _pieces(text)
    return "\n".join(chance.choice(",;\t|").join(row) for row in rows)


def keep(text: str, chance: random.Random) -> str:
    """Nothing but the encoding may change."""
    return text


MUTATORS = [
    *(put_number, put_number, put_number, put_word, insert, cut, drop_column, double_column, drop_row),
    *(double_row, shuffle, change_delimiter, keep),
]


def mutate(kind: str, seed: int) -> bytes:
    """A table of that kind with one to three faults, in some encoding, with some line ends."""
    chance = random.Random(f"{kind} {seed}")  # noqa: S311
    text = CORPUS[kind]
    for _ in range(chance.choice((1, 1, 2, 3))):
        text = chance.choice(MUTATORS)(text, chance)
    text = text.replace("\n", chance.choice(("\n", "\n", "\r\n", "\r")))
    encoding = "utf-8" if chance.random() < 0.7 else chance.choice(ENCODINGS)
    data = text.encode(encoding, "replace" if encoding[0] in "ic" else "surrogatepass")
    if chance.random() < 0.1:
        at = chance.randrange(len(data) + 1)
        data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
    return data
