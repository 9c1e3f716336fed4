"""Scenarios with something changed: each is read, or refused with its place and a remedy; none crashes."""

from __future__ import annotations

from random import Random

import pytest

from detente.cli.commands.check import check
from detente.cli.commands.show import describe_scenario, document_scenario
from detente.scenario import Scenario, ScenarioError, dumps, find_oddities, loads

from .mutating import bases, mutate

BASES = bases()

#: Mutations of each scenario; thousands were tried when this was written.
EACH = 40

NOISE = ("pydantic", "yaml.", "discriminator", "Traceback", "nput should", "union", "NoneType")


def mutated(name: str, seed: int) -> str:
    return mutate(BASES[name], Random(f"{name} {seed}"))  # noqa: S311  no secret


def read(text: str) -> Scenario | None:
    """The scenario, or None where it is refused as a scenario should be."""
    try:
        return loads(text, "f.yaml")
    except ScenarioError as why:
        assert why.problems
        for problem in why.problems:
            assert problem.file == "f.yaml"
            assert 1 <= problem.line <= text.count("\n") + 1
            assert 1 <= problem.column <= max(map(len, text.split("\n"))) + 1
            assert problem.what
            assert problem.remedy
            assert str(problem).isprintable()
            assert not any(noise in str(problem) for noise in NOISE)
        return None


@pytest.mark.parametrize("name", BASES)
def test_a_changed_scenario_is_read_or_refused_at_a_place(name: str) -> None:
    for seed in range(EACH):
        made = read(mutated(name, seed))
        if made is not None:
            assert loads(dumps(made)) == made
            find_oddities(made)


@pytest.mark.parametrize("name", BASES)
def test_what_is_read_can_be_checked_and_shown(name: str, tmp_path, capsys) -> None:
    found = 0
    for seed in range(EACH, 5 * EACH):
        text = mutated(name, seed)
        made = read(text)
        if made is None:
            continue
        found += 1
        describe_scenario(made)
        document_scenario(made)
        file = tmp_path / "case.yaml"
        file.write_text(text, encoding="utf-8")
        for json in (True, False):
            assert check(file, None, move=False, json=json) in (0, 1)
        assert "\x1b" not in capsys.readouterr().out
        if found == 3:
            break
    assert found
