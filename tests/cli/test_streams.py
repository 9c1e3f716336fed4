"""Standard streams that are closed, full, gone or not UTF-8."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TITLE = "Très bien – 東京"
CASE = f"""
detente: 1
title: {TITLE}
as_of: 2025-01-01
issues:
  toll: {{question: How high?, scale: {{0: none, 100: full}}}}
actors:
  north: {{label: North, kind: state, capability: 1}}
stances:
  - {{actor: north, issue: toll, position: 10, salience: 50}}
"""


@pytest.fixture
def shell(tmp_path):
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")

    def call(words, **env):
        return subprocess.run(
            f"set -o pipefail; '{sys.executable}' -m detente {words}",
            shell=True,
            executable="/bin/bash",
            cwd=tmp_path,
            env={k: v for k, v in os.environ.items() if k != "PYTHONUTF8"} | env,
            capture_output=True,
            timeout=240,
            check=False,
        )

    return call


@pytest.mark.parametrize("words", ["show case.yaml", "show case.yaml --json", "--help"])
@pytest.mark.parametrize(
    ("streams", "code"),
    [
        (">&-", 0),
        (">&- 2>&-", 0),
        ("<&- >&- 2>&-", 0),
        ("| true", 0),
        (">/dev/full", 2),
        (">/dev/full 2>/dev/full", 2),
        (">/dev/full 2>&-", 2),
    ],
)
def test_output_that_nobody_takes_ends_quietly(words, streams, code, shell):
    done = shell(f"{words} {streams}")
    full = b"cannot write to standard output: No space left on device\n"
    assert (done.returncode, done.stdout) == (code, b"")
    assert done.stderr == (full if streams == ">/dev/full" else b"")


def test_an_error_that_nobody_takes_keeps_its_code(shell):
    for streams in (">/dev/full", ">/dev/full 2>/dev/full", "2>&-", "2>/dev/full"):
        assert shell(f"show nowhere --json {streams}").returncode == 2


def test_a_run_whose_output_nobody_takes_is_kept(shell, tmp_path):
    assert shell("run case.yaml --model mean --draws 16 >/dev/full").returncode == 2
    assert sorted(p.name for p in Path(tmp_path, "runs", "case").iterdir()) == [
        "forecast.nc",
        "manifest.json",
        "scenario.yaml",
    ]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1:strict"])
def test_what_an_encoding_does_not_have_is_replaced(encoding, shell):
    name = encoding.partition(":")[0]
    done = shell("show case.yaml", PYTHONIOENCODING=encoding)
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode(name).startswith(TITLE.encode(name, "replace").decode(name))
    done = shell("show case.yaml --json", PYTHONIOENCODING=encoding)
    assert json.loads(done.stdout.decode(name))["title"] == TITLE
    done = shell(f"show '{TITLE}'", PYTHONIOENCODING=encoding)
    assert done.returncode == 2
    assert b"no such file" in done.stderr


def test_words_that_are_not_text_are_printed_all_the_same(shell):
    done = shell(r"show $'no\xff'")
    assert done.returncode == 2
    assert b"no such file" in done.stderr
