"""Where the labels and marks of a fan lie when there are many rounds."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np

from detente.report.charts.rounds import Fan, fan

_SVG = "{http://www.w3.org/2000/svg}"
_DATES = tuple(f"{2025 + m // 12}-{m % 12 + 1:02}-15" for m in range(24))


def _fans(marks: tuple[str, ...] = ()) -> list[ET.Element]:
    values = np.array([[m, m + 10.0, m + 20.0] for m in range(24)])
    return list(ET.fromstring(f"<both>{fan(Fan('Line', _DATES, values, marks))}</both>"))  # noqa: S314


def _dates(picture: ET.Element) -> list[tuple[str, float, str]]:
    texts = [t for t in picture.iter(f"{_SVG}text") if "-" in t.text]
    return [(t.text, float(t.get("x")), t.get("text-anchor")) for t in texts]


def test_dates_stand_seventy_four_pixels_apart() -> None:
    """24 months on 712 pixels: every second one is 62 apart; on 312 pixels every sixth 81."""
    wide, narrow = _fans()
    assert [d for d, *_ in _dates(wide)] == [_DATES[i][:7] for i in range(0, 24, 2)]
    assert [d for d, *_ in _dates(narrow)] == [_DATES[i][:7] for i in range(0, 24, 6)]
    assert _dates(wide)[1][1:] == (95.91, "middle")  # 34 + 712 * 2 / 23


def test_an_event_lies_at_the_first_round_from_its_day_on() -> None:
    wide, _ = _fans(("2025-03-15", "2025-03-16", "2027-01-01"))
    dashed = [float(e.get("x1")) for e in wide.iter(f"{_SVG}line") if e.get("stroke-dasharray") == "3,3"]
    assert dashed == [round(34 + 712 * k / 23, 2) for k in (2, 3)]
