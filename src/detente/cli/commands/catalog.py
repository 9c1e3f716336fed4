"""`detente catalog`: the bundled cases."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rich.console import RenderableType
from rich.markup import escape

from detente import catalog
from detente.cli.console import print_json, say
from detente.cli.terminal_table import plain_table
from detente.scenario import Scenario
from detente.scenario.display_names import issue_names


@dataclass(frozen=True)
class CaseEntry:
    """A bundled case: its slug, title and date, how many actors it has, and its issues."""

    slug: str
    title: str
    as_of: datetime.date
    actors: int
    issues: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CatalogDocument:
    """What ``detente catalog --json`` prints."""

    detente: Literal["catalog"]
    version: Literal[1]
    cases: tuple[CaseEntry, ...]


def show_catalog(*, json: bool) -> None:
    """Print the bundled cases."""
    scenarios = catalog.entries()
    if json:
        entries = tuple(
            CaseEntry(slug, s.title, s.as_of, len(s.actors), tuple(s.issues)) for slug, s in scenarios.items()
        )
        print_json(CatalogDocument(detente="catalog", version=1, cases=entries))
    else:
        say(list_cases(scenarios))


def list_cases(cases: Mapping[str, Scenario]) -> RenderableType:
    """Return the bundled cases, a line each."""
    table = plain_table("case", "title", "as of", "actors", "issues")
    for slug, s in cases.items():
        issues = ", ".join(issue_names(s).values())
        table.add_row(slug, escape(s.title), s.as_of.isoformat(), str(len(s.actors)), escape(issues))
    return table
