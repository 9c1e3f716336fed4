"""How long a forecast will take is said in one line, and only where it takes long."""

import pytest

from detente.cli import run_planning
from detente.forecasts.estimate import Estimate
from detente.testing.sample import sample_scenario


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        ({"spatial": 60.0, "mean": 16.0}, "about 76 seconds for 600 draws, most of it for spatial\n"),
        ({"a": 2.0, "b": 2.0, "c": 2.0}, "about 6 seconds for 600 draws\n"),
        ({"the other parts": 4.9}, ""),
    ],
)
def test_a_line_says_how_long_it_takes(monkeypatch, capsys, seconds, said):
    monkeypatch.setattr(run_planning, "is_quick", lambda *_: False)
    monkeypatch.setattr(run_planning, "estimate", lambda *_, **__: Estimate(seconds))
    run_planning.announce(sample_scenario(), (), draws=600)
    assert capsys.readouterr().err == said
