"""The phase diagram of `detente tip` in letters, of results made by hand, and the days that `--at` takes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from rich.text import Text

from detente.cli.commands import tip
from detente.cli.commands.align import read_situation
from detente.errors import WrongCallError
from detente.results.alignment import PhaseAxis, PhaseDiagram, TurningResult

AXIS = (-1.0, -0.5, 0.0, 0.5, 1.0)
#: Columns from left to right, each upwards.
PHASE = ((0, 0, 1, 1, 1), (0, 0, 1, 1, 1), (2, 2, 2, 2, 2), (0, 0, 3, 3, 3), (0, 0, 3, 3, 3))


def drawn(now: tuple[float, float], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    diagram = PhaseDiagram(
        PhaseAxis(("a", "b"), AXIS, now[0]),
        PhaseAxis(("a", "c"), AXIS, now[1]),
        tuple(((f"s{k}",), ("t",)) for k in range(4)),
        PHASE,
        True,
    )
    result = TurningResult(
        title="By hand",
        date=None,
        left_out=(),
        undated=None,
        now=(("a",), ("b", "c")),
        tied=1,
        tips=(),
        diagram=diagram,
        labels={"a": "Aland", "b": "Bland", "c": "Cland"},
        blocs=2,
        unmoved=(),
    )
    said: list[str] = []
    monkeypatch.setattr(tip, "find_turning_points", lambda *_, **__: None)
    monkeypatch.setattr(tip, "read_situation", lambda *_, **__: None)
    monkeypatch.setattr(tip, "summarise_turning", lambda _: result)
    monkeypatch.setattr(tip, "say", lambda *things: said.extend(t for t in things if isinstance(t, str)))
    tip.show_turning(["x"], at=None, ingredients=None, blocs=None, pairs=None, ways=1, json=False)
    start = next(i for i, line in enumerate(said) if "across" in line)
    return [Text.from_markup(line).plain for line in said[start:]]


@pytest.mark.parametrize(
    ("now", "rows"),
    [
        ((-0.5, 1.0), ["○X●◆◆", "○○●◆◆", "··●··"]),
        ((0.7, 0.6), ["○○●X◆", "○○●◆◆", "··●··"]),
        ((1.0, 0.1), ["○○●◆◆", "○○●◆X", "··●··"]),
        ((-1.0, -0.5), ["○○●◆◆", "X○●◆◆", "··●··"]),
        ((0.0, -1.0), ["○○●◆◆", "○○●◆◆", "··X··"]),
    ],
)
def test_every_second_row_from_above_and_today_in_its_place(
    now: tuple[float, float], rows: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of five rows the first, third and fifth; if today is in none of them, it is marked in the one above."""
    lines = drawn(now, monkeypatch)
    assert lines[0].startswith("Aland and Bland (across")
    assert "Aland and Cland (up" in lines[0]
    assert lines[1:4] == [f"  {row}" for row in rows]
    assert lines[4:8] == [f"  {mark} s{k}  |  t" for k, mark in enumerate("·○●◆")]
    assert lines[8].split() == ["X", "today"]


@pytest.mark.parametrize("pair", ["ab", ":b", "a:", ":"])
def test_a_pair_is_two_names(pair: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tip, "read_situation", lambda *_, **__: None)
    with pytest.raises(WrongCallError, match=f"--pair .*A:B.*'{pair}'"):
        tip.show_turning(["x"], at=None, ingredients=None, blocs=None, pairs=[pair], ways=1, json=False)


@pytest.mark.parametrize("day", ["19o4", "1904-13-01", "190", "1904-7-1"])
def test_a_day_that_is_none_is_refused(day: str) -> None:
    with pytest.raises(WrongCallError, match=f"--at .*YYYY-MM-DD.*'{day}'"):
        read_situation(["europe-1936"], at=day, ingredients=None, blocs=None, draws=1, seed=0)


def test_a_year_is_its_middle() -> None:
    year, day = (
        read_situation(["europe-1936"], at=at, ingredients=None, blocs=None, draws=1, seed=0)
        for at in ("1939", "1939-07-01")
    )
    assert year.date == day.date == date(1939, 7, 1)


def test_tables_have_no_dates_and_no_ingredients(tmp_path: Path) -> None:
    files = []
    for name in "abc":
        path = tmp_path / f"{name}.csv"
        path.write_text("a,b,propensity\nnorth,south,0.5\n")
        files.append(str(path))
    usual = {"at": None, "ingredients": None, "blocs": None, "draws": 1, "seed": 0}
    with pytest.raises(WrongCallError, match=r"^--at "):
        read_situation(files[:1], **(usual | {"at": "1904"}))
    with pytest.raises(WrongCallError, match=r"^--ingredient "):
        read_situation(files[:2], **(usual | {"ingredients": ["kin"]}))
    with pytest.raises(WrongCallError, match=r"one table .* one "):
        read_situation(files, **usual)
    alone = read_situation(files[:1], **usual)
    assert (alone.title, alone.blocs) == ("a", 2)
    assert read_situation(files[:1], **(usual | {"blocs": 3})).blocs == 3
