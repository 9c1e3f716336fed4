import json
import os
import subprocess
import sys

import jsonschema
import pytest

from detente.cli.json_schemas import schema


@pytest.fixture
def detente(tmp_path):
    """The command as a whole process in an empty folder."""

    def call(*words, **env):
        return subprocess.run(
            [sys.executable, "-m", "detente", *map(str, words)],
            cwd=tmp_path,
            env=os.environ | {"COLUMNS": "150", "PYTHONUTF8": "1"} | env,
            capture_output=True,
            encoding="utf-8",
            timeout=1200,
            check=False,
        )

    return call


@pytest.fixture
def output(detente):
    """What the command prints with --json, held to its published shape."""

    def call(*words, code=0):
        done = detente(*words, "--json")
        assert done.returncode == code, done.stderr
        document = json.loads(done.stdout)
        jsonschema.validate(document, schema(document["detente"]))
        return document

    return call
