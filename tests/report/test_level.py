"""One line decides which level the intervals have, in every bar, fan and sentence."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

#: Runs a forecast's page and tables after one line of one file was changed.
RUN = r"""
import importlib.util, sys
from pathlib import Path
level, folder = sys.argv[1], Path(sys.argv[2])
spec = importlib.util.find_spec("detente.results.interval")
module = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = module
line = "LEVEL: Final = 80\n"
source = Path(spec.origin).read_text(encoding="utf-8")
assert source.count(line) == 1
exec(compile(source.replace(line, f"LEVEL: Final = {level}\n"), spec.origin, "exec"), module.__dict__)
from detente.cli import console, tables
from detente.report import report_html
from detente.testing.sample import sample_forecast
sample = sample_forecast(20)
folder.joinpath("page.html").write_text(report_html(sample), encoding="utf-8")
console.say(*tables.forecast(sample))
"""


def _said(level: int, folder: Path) -> tuple[str, str]:
    """The page and the tables at a level."""
    command = [sys.executable, "-c", RUN, str(level), str(folder)]
    tables = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    return folder.joinpath("page.html").read_text(encoding="utf-8").replace("\xa0", " "), tables


def _bands(page: str) -> int:
    """How many bands a fan has in the first chart that has any."""
    return page[page.index(", by round") :].split("</svg>", maxsplit=1)[0].count('fill="var(--headline')


@pytest.mark.parametrize(
    ("level", "ends", "bands"), [(50, "20 to 70", 1), (80, "9 to 81", 2), (95, "0 to 90", 2)]
)
def test_every_sentence_bar_and_fan_follows_the_level(
    level: int, ends: str, bands: int, tmp_path: Path
) -> None:
    page, tables = _said(level, tmp_path)
    # the blend's track record was measured at all levels
    named = re.findall(r"(?<!50, 80 and )\b(\d+) % interval", page)
    assert set(map(int, named)) == {50, level}
    assert f"Brackets hold {level} % intervals." in page
    assert f"Brackets hold {level} % intervals." in tables
    assert f"</span> Median and {level} % interval." in page
    assert f"Dot and bar: median and {level} % interval." in page
    assert f"Its {level} % interval runs from {ends}." in page
    assert re.search(rf">45\s+\({ends}\)</text>", page)
    assert _bands(page) == bands
    assert page.count("50 % interval. Dashed") == (bands == 1) * page.count("Dashed: an event")
