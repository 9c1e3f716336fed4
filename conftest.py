"""Every Python and scenario example in the README and the docs is executed."""

from sybil import Sybil
from sybil.example import Example
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser


def _scenario(example: Example) -> None:
    if example.parsed.startswith("detente: 1"):
        from detente.scenario import loads

        loads(example.parsed, name=example.path)


pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), CodeBlockParser("yaml", _scenario), SkipParser()],
    patterns=["README.md", "docs/*.md", "docs/**/*.md"],
    excludes=["docs/_build/**", "docs/_generated/**"],
).pytest()
