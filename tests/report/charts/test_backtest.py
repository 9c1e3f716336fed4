"""Pictures of backtests: the words at their ticks, and which files they take the place of."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from detente.backtest.plain import read_decided
from detente.backtest.run import Backtest, backtest
from detente.report.charts.backtest import PICTURES, draw_backtest, draw_errors

_SVG = "{http://www.w3.org/2000/svg}"


def decide(folder: Path, far: float) -> Backtest:
    """Three of equal weight at 0, 0 and far; the outcome is 0: the mean errs by a third, the median not."""
    rows = [f"i,{actor},{x},50,1,0" for actor, x in zip("abc", (0, 0, far), strict=True)]
    (folder / "d.csv").write_text("issue,actor,position,salience,capability,outcome\n" + "\n".join(rows))
    return backtest(read_decided(folder / "d.csv"), ["mean", "median"], 0)


def texts(drawn: str) -> list[str]:
    return [t.text or "" for t in ET.fromstring(drawn).iter(f"{_SVG}text")]  # noqa: S314  our own chart


@pytest.mark.parametrize(
    ("far", "ticks"),
    [
        (90, ["−30", "−25", "−20", "−15", "−10", "−5", "0"]),
        (0.9, ["−0.3", "−0.25", "−0.2", "−0.15", "−0.1", "−0.05", "0"]),
        (3, ["−1", "−0.8", "−0.6", "−0.4", "−0.2", "0"]),
    ],
)
def test_ticks_are_round_numbers_with_a_minus_sign(tmp_path: Path, far: float, ticks: list[str]) -> None:
    words = texts(draw_errors(decide(tmp_path, far)))
    numbers = words[: words.index("0")]
    assert numbers[: len(ticks) - 1] == ticks[:-1]
    assert all(t[0] == "−" for t in numbers)


def test_a_picture_takes_the_place_of_an_earlier_one_and_of_nothing_else(tmp_path: Path) -> None:
    result = decide(tmp_path, 90)
    paths = draw_backtest(result, tmp_path)
    assert [p.name for p in paths] == ["errors.svg", "reliability.svg"] == list(PICTURES)
    assert all(p.read_text().count('<svg data-generator="detente backtest" ') == 1 for p in paths)
    assert draw_backtest(result, tmp_path) == paths
    paths[1].write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    with pytest.raises(OSError, match=r"reliability\.svg.* a picture of a backtest"):
        draw_backtest(result, tmp_path)
