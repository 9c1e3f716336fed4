"""Every Python and scenario example in the README and the docs is executed."""

from collections.abc import Generator

import pytest
from sybil import Sybil
from sybil.example import Example
from sybil.integration.pytest import SybilItem
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


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """A page's examples build on each other: they stay in order, however the rest is shuffled."""
    pages: dict[str, list[pytest.Item]] = {}
    for item in items:
        if isinstance(item, SybilItem):
            pages.setdefault(str(item.path), []).append(item)
    yield
    for page in pages.values():
        places = [i for i, item in enumerate(items) if item in page]
        for at, item in zip(places, page, strict=True):
            items[at] = item
