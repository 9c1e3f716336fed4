"""Damaged tables of every kind: they are read, or refused in our own words with file, line and column."""

from pathlib import Path

import pytest

from detente.backtest.plain import read_decided
from detente.backtest.run import backtest
from detente.catalog import load
from detente.formats.ktab import load_ktab
from detente.formats.networks import read_body, read_edges, read_landscape
from detente.scenario import ScenarioError

from .mutators import CORPUS, mutate

EVERY = [
    *(
        "median",
        "challenge",
        "condorcet",
        "condorcet:markov-uniform",
        "exchange",
        "exchange:raiffa",
        "setter",
    ),
    *("kalai-smorodinsky", "kalai-smorodinsky:equal-absolute", "nash", "package", "spatial", "blend"),
]
TIES = 'a,b,propensity\n"AT&T, Inc",Sun,-1\nSun,Öl,0.5\n'


def score(path: Path, models: list[str] | None = None) -> None:
    decided = read_decided(path)
    if len(decided):
        backtest(decided, ["mean"] if models is None else models)


def with_ties(path: Path) -> None:
    (path.parent / "ties.csv").write_text(TIES)
    read_landscape([path, path.parent / "ties.csv"])


READERS = {
    "decided": score,
    "deposit": score,
    "ties": lambda path: read_landscape([path]),
    "matrix": lambda path: read_landscape([path]),
    "sizes": with_ties,
    "edges": read_edges,
    "body": read_body,
    "ktab": load_ktab,
    "ktab xml": load_ktab,
}


def refusal(read, path: Path) -> str:
    """What was refused, or nothing; anything but the project's own error goes on."""
    try:
        read(path)
    except ScenarioError as why:
        assert why.problems
        for problem in why.problems:
            assert problem.file in (str(path), str(path.parent / "ties.csv"))
            assert problem.what
            assert problem.remedy
            assert min(problem.line, problem.column) >= 1
            assert "pydantic" not in str(problem)
            assert str(problem).isprintable()
        return str(why)
    return ""


@pytest.mark.parametrize("kind", CORPUS)
def test_the_tables_themselves_are_read(tmp_path, kind):
    path = tmp_path / "t.csv"
    path.write_bytes(CORPUS[kind].encode())
    assert not refusal(READERS[kind], path)


@pytest.mark.parametrize("kind", CORPUS)
def test_a_damaged_table_is_read_or_refused_with_its_place(tmp_path, kind):
    path = tmp_path / "t.csv"
    count = 0
    for seed in range(120):
        path.write_bytes(mutate(kind, seed))
        count += not refusal(READERS[kind], path)
        # every command that takes a scenario may be given such a file
        refusal(load, path)
    assert 5 < count < 115  # neither all good nor all bad, or nothing is tried


@pytest.mark.parametrize("kind", ["decided", "deposit"])
def test_every_model_scores_what_was_read_from_a_damaged_table(tmp_path, kind):
    path = tmp_path / "t.csv"
    for seed in range(40):
        path.write_bytes(mutate(kind, seed))
        refusal(lambda path: score(path, EVERY), path)
