"""Change one place of the source at a time, run the tests of that file, and list the changes no test sees.

The operators are those of mutmut. Its own runner changes neither constants nor decorated functions, and what
is said rests on both. So a mutant is made here in memory, and tested in a fork of a process that has imported
everything else. ``pyproject.toml`` names the tests of each file, in ``[tool.detente.mutants]``.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import re
import signal
import sys
import time
import tomllib
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

import libcst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation import mutators

ROOT = Path(__file__).parents[2]
_SOURCE = ROOT / "src"

#: Arguments that never fail in code that is right.
_CHECKS = ("strict", "frozen")
_CHECK = re.compile(rf"(?:{'|'.join(_CHECKS)})=\w+|[,\s]")

#: Imported before the forks, with all that they import; what imports a mutant is imported anew.
_FIRST = (
    "bs4",
    "detente.cli.app",
    "detente.report",
    "detente.testing",
    "hypothesis",
    "pandas",
    "pytest",
    "pytest_timeout",
    "sybil",
    "xdist.plugin",
    "jsonschema",
    "typer.testing",
)


@dataclass(frozen=True)
class Mutant:
    """One changed place of a file: its line, the node there and the one that takes its place."""

    file: Path
    line: int
    module: libcst.Module
    node: libcst.CSTNode
    new: libcst.CSTNode

    def text(self) -> str:
        """The whole file with the change."""
        changed = self.module.deep_replace(self.node, self.new)
        assert isinstance(changed, libcst.Module)  # noqa: S101  a module is never replaced itself
        return str(changed.code)

    def diff(self) -> str:
        """The lines taken out and put in."""
        lines = list(
            difflib.unified_diff(self.module.code.splitlines(), self.text().splitlines(), n=0, lineterm="")
        )
        return "\n".join(f"    {line}" for line in lines[3:] if line[0] in "+-")


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant: ``killed``, ``survived`` or ``too slow``."""

    mutant: Mutant
    verdict: str


def list_mutants(file: Path) -> list[Mutant]:
    """Every mutant of a file in order, but for those of annotations, imports and docstrings."""
    # an assignment of None crashes at its first use
    operators = [(t, f) for t, f in mutators.mutation_operators if f is not mutators.operator_assignment]
    wrapper = MetadataWrapper(libcst.parse_module(file.read_text(encoding="utf-8")))
    places = wrapper.resolve(PositionProvider)
    mutants: list[Mutant] = []

    class Visitor(libcst.CSTVisitor):
        def on_visit(self, node: libcst.CSTNode) -> bool:
            left_out = libcst.Annotation, libcst.Import, libcst.ImportFrom, libcst.TypeAlias
            if isinstance(node, left_out) or _is_typing(node):
                return False
            if isinstance(node, libcst.Arg) and node.keyword is not None and node.keyword.value in _CHECKS:
                return False
            if isinstance(node, libcst.Expr) and isinstance(node.value, libcst.BaseString):
                return False
            for kind, operator in operators:
                if isinstance(node, kind):
                    changed = list(operator(node))
                    # of a string's three mutants the first: the others change its case
                    kept = changed[:1] if operator is mutators.operator_string else changed
                    mutants.extend(
                        Mutant(file, places[node].start.line, wrapper.module, node, new)
                        for new in kept
                        if not _is_check(wrapper.module, node, new)
                    )
            return True

    wrapper.visit(Visitor())
    return mutants


def _is_check(module: libcst.Module, node: libcst.CSTNode, new: libcst.CSTNode) -> bool:
    """Whether a change only touches ``strict=True`` or ``frozen=True``."""
    before, after = (_CHECK.sub("", module.code_for_node(n)) for n in (node, new))
    return before == after


def _is_typing(node: libcst.CSTNode) -> bool:
    """Whether a node is ``if TYPE_CHECKING`` or ``Literal[...]``."""
    if isinstance(node, libcst.If):
        return getattr(node.test, "value", None) == "TYPE_CHECKING"
    return isinstance(node, libcst.Subscript) and getattr(node.value, "value", None) == "Literal"


class _Importer(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from the text of a mutant."""

    def __init__(self, mutant: Mutant) -> None:
        self.package = mutant.file.stem == "__init__"
        self.name = name_module(mutant.file)
        self.mutant = mutant

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002  the interface's
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.name:
            return None
        where = str(self.mutant.file)
        spec = importlib.machinery.ModuleSpec(fullname, self, origin=where, is_package=self.package)
        if self.package:
            spec.submodule_search_locations = [str(self.mutant.file.parent)]
        return spec

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(self.mutant.file)
        exec(compile(self.mutant.text(), module.__file__, "exec"), module.__dict__)  # noqa: S102  our own source


def name_module(file: Path) -> str:
    """Return the name under which a source file is imported."""
    parts = file.relative_to(_SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def list_importers(name: str) -> set[str]:
    """Return a module and all of our own that import it, at once or by way of others."""
    imported = {name_module(f): _list_imports(f) for f in (_SOURCE / "detente").rglob("*.py")}
    importers = {name}
    while more := {m for m, needs in imported.items() if needs & importers} - importers:
        importers |= more
    return importers - {"detente"}  # which imports on first use


def _list_imports(file: Path) -> set[str]:
    """Every name of a module that a file may import, and the packages it lies in."""
    name = name_module(file)
    names = {name.rpartition(".")[0]}
    nodes: list[ast.AST] = [ast.parse(file.read_text(encoding="utf-8"))]
    for node in nodes:
        if isinstance(node, ast.If) and getattr(node.test, "id", None) == "TYPE_CHECKING":
            continue
        nodes.extend(ast.iter_child_nodes(node))
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def _import_the_rest() -> None:
    for name in _FIRST:
        importlib.import_module(name)


def _forget(names: Iterable[str]) -> None:
    """Have modules imported anew."""
    for name in names:
        if sys.modules.pop(name, None) is not None:
            package, _, last = name.rpartition(".")
            if package in sys.modules:
                vars(sys.modules[package]).pop(last, None)


def _start(file: Path, mutant: Mutant | None, tests: Sequence[str]) -> int:
    """Test a mutant of a file, or the file as it is, in a process of its own; its number."""
    importers = list_importers(name_module(file))
    child = os.fork()
    if child:
        return child
    os.setpgid(0, 0)
    _forget(importers)
    if mutant is not None:
        sys.meta_path.insert(0, _Importer(mutant))
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
    code: int = 1
    try:
        import pytest

        given = ["-x", "-q", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:randomly", *tests]
        code = int(pytest.main(given))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def test_mutants(
    mutants: Sequence[tuple[Mutant, Sequence[str]]], jobs: int, limit: float
) -> Iterator[Outcome]:
    """Run the tests of every mutant, some at a time, each for at most ``limit`` seconds."""
    waiting = list(reversed(mutants))
    running: dict[int, tuple[Mutant, float]] = {}
    try:
        yield from _test_in_turn(waiting, running, jobs, limit)
    finally:
        for number in running:
            os.killpg(number, signal.SIGKILL)


def _test_in_turn(
    waiting: list[tuple[Mutant, Sequence[str]]],
    running: dict[int, tuple[Mutant, float]],
    jobs: int,
    limit: float,
) -> Iterator[Outcome]:
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant, tests = waiting.pop()
            running[_start(mutant.file, mutant, tests)] = mutant, time.monotonic()
        child, status = os.waitpid(-1, os.WNOHANG)
        if child in running:
            mutant, _ = running.pop(child)
            yield Outcome(mutant, "killed" if status else "survived")
            continue
        for number, (mutant, began) in list(running.items()):
            if time.monotonic() - began > limit:
                os.killpg(number, signal.SIGKILL)
                os.waitpid(number, 0)
                del running[number]
                yield Outcome(mutant, "too slow")
        time.sleep(0.01)


def _tests_of(file: Path, mapping: dict[str, list[str]]) -> list[str]:
    """The tests that stand for a file: those of every pattern it matches."""
    inside = file.relative_to(_SOURCE / "detente")
    return list(dict.fromkeys(t for glob, tests in mapping.items() if inside.match(glob) for t in tests))


def main() -> int:
    """Test the mutants that are asked for, and list the survivors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", help="source files; by default all that the mapping names")
    parser.add_argument("--sample", type=int, default=0, help="so many mutants drawn at random; 0 for all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    os.chdir(ROOT)
    with Path("pyproject.toml").open("rb") as stream:
        mapping = tomllib.load(stream)["tool"]["detente"]["mutants"]
    matched = {glob: list((_SOURCE / "detente").glob(glob)) for glob in mapping}
    if missing := [glob for glob, files in matched.items() if not files]:
        print(f"pyproject.toml, [tool.detente.mutants]: no file matches {', '.join(missing)}")
        return 2
    files = [Path(f).resolve() for f in asked.files] or sorted({f for some in matched.values() for f in some})
    _import_the_rest()
    every = [(mutant, tests) for f in files if (tests := _tests_of(f, mapping)) for mutant in list_mutants(f)]
    chosen = every
    if asked.sample and asked.sample < len(every):
        chosen = random.Random(asked.seed).sample(every, asked.sample)  # noqa: S311  a sample, no secret
        chosen.sort(key=lambda pair: (str(pair[0].file), pair[0].line))
    limit = 0.0
    for group, file in {tuple(tests): mutant.file for mutant, tests in chosen}.items():
        began = time.monotonic()
        if os.waitpid(_start(file, None, group), 0)[1]:
            print(f"{file.relative_to(ROOT)}: its tests fail on the source as it is: {' '.join(group)}")
            return 2
        limit = max(limit, 10 + 10 * (time.monotonic() - began))
    print(f"{len(chosen)} of {len(every)} mutants of {len(files)} files", flush=True)
    verdicts: Counter[str] = Counter()
    try:
        for outcome in test_mutants(chosen, asked.jobs, limit):
            verdicts[outcome.verdict] += 1
            if outcome.verdict == "survived":
                place = outcome.mutant.file.relative_to(ROOT)
                print(f"{place}:{outcome.mutant.line}\n{outcome.mutant.diff()}", flush=True)
    except KeyboardInterrupt:
        print(f"stopped after {verdicts.total()}")
    print(", ".join(f"{n} {verdict}" for verdict, n in sorted(verdicts.items())))
    return 1 if verdicts["survived"] else 0


if __name__ == "__main__":
    sys.exit(main())
