"""Commands called in this process, in an empty folder: fast, and mutants in memory reach them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente.cli.app import app


@pytest.fixture
def printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """What a command prints; what it raises is raised."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> str:
        return CliRunner(env={"COLUMNS": "150"}).invoke(app, list(words), catch_exceptions=False).stdout

    return call
