"""`detente winset`, `conflict`, `burden`, and links switched on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from detente.cli.app import app
from detente.cli.json_schemas import schema
from detente.forecasts.graph import UnknownLinkError

CASE = str(Path(__file__).parents[2] / "scenario" / "system.yaml")


def detente(*words: str) -> str:
    done = CliRunner(env={"COLUMNS": "150"}).invoke(app, list(words), catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


@pytest.mark.parametrize("command", ["winset", "conflict", "burden"])
def test_what_is_printed_has_the_published_shape(command: str) -> None:
    said = json.loads(detente(command, CASE, "--draws", "64", "--json"))
    jsonschema.validate(said, schema(command))
    assert schema(command)["required"]
    assert set(said) >= {"detente", "version", "title", "basis", "links_off"}
    assert said["links_off"] == []


def test_the_questions_are_answered_in_words() -> None:
    said = " ".join(detente("winset", CASE, "--draws", "64").split())
    assert "Is there a package that East, West and Friend all prefer to fighting on?" in said
    assert "Who blocks the settlement, and what would win them over?" in said
    said = " ".join(detente("conflict", CASE, "--draws", "64").split())
    assert "Where would continued fighting lead?" in said
    assert "What happens when a patron's support stops?" in said
    assert "What do guarantees add?" in said
    said = " ".join(detente("burden", CASE, "--draws", "64").split())
    assert (
        "What would defence spending of 3 % and 5 % of GDP cost each state, and what share of social "
        "spending would be "
        "cut?" in said
    )


def test_a_link_is_switched_off() -> None:
    said = json.loads(detente("conflict", CASE, "--draws", "64", "--without", "guarantee", "--json"))
    assert said["links_off"] == ["guarantee"]
    assert said["guarantee"]["strength"] == {"median": 0, "low": 0, "high": 0}
    assert said["guarantee"]["without"] is None
    with pytest.raises(UnknownLinkError, match="guarantee"):
        detente("conflict", CASE, "--without", "guarantees")


def test_run_and_show_tell_the_rest(tmp_path: Path) -> None:
    words = ("run", CASE, "--model", "nash", "--draws", "64", "--out", str(tmp_path / "run"))
    said = json.loads(detente(*words, "--json"))
    jsonschema.validate(said, schema("forecast"))
    assert {"winset", "conflict", "burden", "rounds"} <= set(said)
    assert len(said["rounds"]) == 5
    assert said["rounds"][2]["events"] == ["Help ends."]
    text = detente(*words)
    assert "What does each link between the parts of the scenario change?" in text
    assert "How does the settlement change from round to round?" in text
    shown = json.loads(detente("show", CASE, "--json"))
    jsonschema.validate(shown, schema("show"))
    assert {link["name"]: link["on"] for link in shown["links"]}["domestic"] is True
    assert "the line of contact is the reversion point" in detente("show", CASE)


def test_a_scenario_without_the_part_is_told_what_it_needs(tmp_path: Path) -> None:
    from detente.cli.commands.answers import MissingPartError

    text = Path(CASE).read_text(encoding="utf-8")
    plain = tmp_path / "plain.yaml"
    plain.write_text(text[: text.index("conflict:\n")], encoding="utf-8")
    with pytest.raises(MissingPartError, match="needs `conflict`"):
        detente("conflict", str(plain))
