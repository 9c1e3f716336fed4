"""The tree of errors: as it is drawn, with an exit code each, and reached by real commands."""

import importlib
import json
import pkgutil
import re
import subprocess
import sys
from dataclasses import replace
from importlib.metadata import version

import jsonschema
import numpy as np
import pytest

import detente
from detente.cli.app import app
from detente.cli.failures import BUG, failing
from detente.cli.json_schemas import schema
from detente.errors import DetenteError
from detente.files.writing import hold_lock
from detente.forecasts import memory
from detente.models import registry
from detente.testing import sample_scenario

DATED = ("--by", "2030-01-01", "--as-of", "2025-01-01")

#: A command for every class that is raised by itself; it ends with the code of the class, or of the one that
#: the class is turned into.
REACHED = {
    "ScenarioError": (1, "show wrong.yaml"),
    "UnreadableError": (1, "show picture.yaml"),
    "UnusableDataError": (1, "calibrate decided.csv --out fit.json"),
    "NoIssuesError": (1, "run before-1914"),
    "NoTiesError": (1, "align untied.yaml"),
    "WrongCallError": (2, "baserate sanctions --lasted 1y"),
    "UnknownCaseError": (2, "show nowhere"),
    "UnknownModelError": (2, "models nobody"),
    "UnknownClassError": (2, "baserate peace --lasted 1y --by 2030-01-01 --as-of 2025-01-01"),
    "UnknownIssueError": (2, "run case.yaml --issue weather"),
    "UnknownActorError": (2, "tip before-1914 --pair russia:atlantis"),
    "UnknownIngredientError": (2, "align before-1914 --ingredient salt"),
    "UnknownLinkError": (2, "run case.yaml --without chain"),
    "UnknownSchemaError": (2, "schema forcast"),
    "UnusableOptionError": (2, "explain case.yaml --model challenge:rounds=0"),
    "MissingPartError": (2, "burden untied.yaml"),
    "TooLargeError": (2, "run case.yaml --draws 4096"),
    "RunFolderError": (2, "report ."),
    "ManifestError": (2, "report damaged"),
    "WriteError": (2, "calibrate decided.csv --out damaged"),
    "BusyError": (2, "run case.yaml --out busy"),
    "OutputError": (2, "catalog"),
}


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case.yaml").write_text(detente.dumps(sample_scenario()))
    (tmp_path / "wrong.yaml").write_text("detente: 1\n")
    (tmp_path / "untied.yaml").write_text(
        "{detente: 1, title: Two, as_of: 2025-01-01, "
        "issues: {toll: {question: How high?, scale: {0: a, 100: b}}}, "
        "actors: {north: {label: N, kind: state, capability: 1}}, "
        "stances: [{actor: north, issue: toll, position: 1, salience: 1}]}"
    )
    (tmp_path / "picture.yaml").write_bytes(b"\x89PNG\r\n")
    (tmp_path / "decided.csv").write_text("issue,actor,position,salience,capability,outcome\ni,a,1,1,1,1\n")
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "manifest.json").write_text("{}")
    (tmp_path / "busy").mkdir()
    return tmp_path


def classes_of(base):
    return {base.__name__: base} | {k: v for c in base.__subclasses__() for k, v in classes_of(c).items()}


def all_classes():
    for module in pkgutil.walk_packages(detente.__path__, "detente."):
        if "__main__" not in module.name and module.name != "detente.cli.warm":
            importlib.import_module(module.name)
    return {k: v for k, v in classes_of(DetenteError).items() if v.__module__.startswith("detente.")}


def call(words):
    """Run a command in this process: its exit code, and the errors that led to it, the last one first."""
    with pytest.raises(SystemExit) as end, failing(as_json="--json" in words):
        app(words)
    chain, why = [], end.value.__context__
    while why is not None:
        chain.append(why)
        why = why.__context__
    return end.value.code, chain


def test_the_tree_is_drawn_as_it_is() -> None:
    drawn = re.findall(r"^( {4,})(\w+Error)(?: +(\d))?", detente.errors.__doc__, re.M)
    above, tree = [], {}
    for indent, name, code in drawn:
        depth = len(indent) // 4 - 1
        above[depth:] = [name]
        tree[name] = above[depth - 1] if depth else "Exception", int(code) if code else None
    assert tree == {
        name: (c.__bases__[0].__name__, getattr(c, "exit_code", None)) for name, c in all_classes().items()
    }


def test_every_class_is_reached_by_a_command() -> None:
    raised = {n for n, c in all_classes().items() if not c.__subclasses__()} | {"WrongCallError"}
    assert {*REACHED} == raised


@pytest.mark.parametrize("name", sorted(REACHED.keys() - {"OutputError"}))
def test_a_command_ends_with_the_code_of_its_error(name, files, monkeypatch, capsys) -> None:
    expected, words = REACHED[name]
    if name == "TooLargeError":
        monkeypatch.setattr(memory, "available_memory", lambda: 2**20)
    with hold_lock(files / "busy" / ".detente.lock"):
        code, chain = call(words.split())
    assert code == expected
    assert name in [type(why).__name__ for why in chain]
    assert isinstance(chain[0], DetenteError)
    assert chain[0].exit_code == expected
    err = capsys.readouterr().err
    assert str(chain[0]).split("\n")[0] in err.replace("\n", " ")
    assert "Traceback" not in err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /dev/full")
def test_output_that_cannot_be_written_ends_with_2() -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "detente", "catalog"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert done.stderr.startswith(b"cannot write to standard output: ")


def _fail(*_):
    return np.ones(3) + np.ones(4)


@pytest.mark.parametrize("wrong", [_fail, lambda *_: {}["absent"], lambda *_: int("x")])
def test_an_error_inside_a_model_is_a_bug_and_shows_where(wrong, files, monkeypatch, capsys) -> None:
    mean = registry.model("mean")
    monkeypatch.setitem(registry._models, "mean", replace(mean, compute=wrong))
    code, chain = call(["run", "case.yaml", "--model", "mean", "--draws", "4"])
    err = capsys.readouterr().err
    assert code == BUG == 70
    assert not isinstance(chain[0], DetenteError)
    assert "Traceback (most recent call last):" in err
    assert __file__ in err.replace("\n", "")
    *_, what, remedy = err.strip().split("\n")
    assert what.startswith(f"{type(chain[0]).__name__}: ")
    assert remedy == (
        f"this is a bug in Détente {version('detente')}, or in a model of another package; "
        "please report it with the lines above and the command, as CONTRIBUTING.md says"
    )


def test_a_bug_has_a_document_with_its_kind(files, monkeypatch, capsys) -> None:
    mean = registry.model("mean")
    monkeypatch.setitem(registry._models, "mean", replace(mean, compute=lambda *_: {}["absent"]))
    call(["run", "case.yaml", "--model", "mean", "--draws", "4", "--json"])
    out, err = capsys.readouterr()
    assert "Traceback" in err
    document = json.loads(out)
    jsonschema.validate(document, schema("error"))
    assert document == {
        "detente": "error",
        "version": 1,
        "exit_code": 70,
        "problems": [{"message": "'absent'", "kind": "KeyError"}],
        "more": 0,
    }
