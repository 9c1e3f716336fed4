"""Which networks are measured, and when the camps of each are printed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from detente.errors import DetenteError

Command = Callable[..., str]


def write(networks: int) -> None:
    rows = [f"{a},{b},{sign},n{n}" for n in range(networks) for a, b, sign in (("a", "b", 1), ("b", "c", -1))]
    Path("edges.csv").write_text("\n".join(["source,target,sign,network", *rows]))


@pytest.mark.parametrize(("networks", "camps"), [(8, 8), (9, 0)])
def test_camps_of_up_to_eight_networks_are_printed(printed: Command, networks: int, camps: int) -> None:
    write(networks)
    said = printed("frustration", "edges.csv")
    lines = said.splitlines()
    assert [line.split()[0] for line in lines[2 : 2 + networks]] == [f"n{n}" for n in range(networks)]
    heads = tuple(f"n{n}  " for n in range(networks))
    assert sum(line.startswith(heads) for line in lines[2 + networks :]) == camps


def test_networks_that_are_named_in_the_order_of_the_names(printed: Command) -> None:
    write(3)
    lines = printed("frustration", "edges.csv", "--network", "n2", "--network", "n0").splitlines()
    assert [line.split()[0] for line in lines[2:4]] == ["n2", "n0"]
    with pytest.raises(DetenteError, match=r"edges\.csv .* 'n4'"):
        printed("frustration", "edges.csv", "--network", "n4")
