"""Quotas as a user types them."""

from pathlib import Path

import pytest

from detente.cli.commands.power import voting_power
from detente.errors import WrongCallError


def ask(path: Path, quota: str, **more: list[str]) -> None:
    path.write_text("player,weight\nA,40\nB,20\nC,10\n", encoding="utf-8")
    options = {"vetoes": None, "alternatives": None, "blocking": None, **more}
    voting_power(path, quotas=[quota], either=False, json=False, **options)


@pytest.mark.parametrize(
    "quota", ["\uff15", "\u0665", "1_0", "1e99999999", "50,5%", "inf", "", "1/0", "\u00bd"]
)
def test_a_quota_is_a_number_as_in_tables(tmp_path, quota):
    with pytest.raises(WrongCallError, match=r"^--quota takes a number, or a share of all such as 65%, 2/3"):
        ask(tmp_path / "p.csv", quota)
    with pytest.raises(WrongCallError, match=r"^--blocking-minority takes a number, such as weight=4, not"):
        ask(tmp_path / "p.csv", "50%", blocking=[f"weight={quota}"])


@pytest.mark.parametrize(
    ("quota", "passes"), [(">=50%", "50%"), (">= 2/3", " 2/3"), ("weight=>=4", "4"), (".5e2", ".5e2")]
)
def test_at_least_is_what_a_quota_is(tmp_path, capsys, quota, passes):
    ask(tmp_path / "p.csv", quota)
    assert f"Passes with {passes} of 70 weight" in capsys.readouterr().out
