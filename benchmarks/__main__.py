"""Run benchmarks and print one table: ``python -m benchmarks [--json] [NAME ...]``."""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
from typing import Any

from rich.console import Console
from rich.table import Table

import benchmarks


def main(words: list[str]) -> None:
    """Run the benchmarks named, or all that have rows to give."""
    names = [w for w in words if not w.startswith("-")] or every()
    as_json = "--json" in words
    found: dict[str, list[dict[str, Any]]] = {}
    for name in names:
        if not as_json:
            Console(stderr=True).print(f"{name} ...", style="dim")
        found[name] = importlib.import_module(f"benchmarks.{name}").run()
    if as_json:
        print(json.dumps(found, indent=2))
        return
    table = Table("benchmark", "figure", "goal", "more")
    for rows in found.values():
        for row in rows:
            rest = dict(row)
            name = str(rest.pop("name"))
            goal = rest.pop("goal_seconds", rest.pop("goal", None))
            figure = rest.pop("seconds", None)
            text = f"{rest.pop('value'):.3g}" if figure is None else f"{figure:.3g} s"
            told = ", ".join(f"{k} {_short(v)}" for k, v in rest.items())
            table.add_row(name, text, "" if goal is None else f"{goal:g}", told)
    Console().print(table)


def every() -> list[str]:
    """Benchmarks with a function ``run``, in order of name."""
    names = [m.name for m in pkgutil.iter_modules(benchmarks.__path__) if not m.ispkg and m.name[0] != "_"]
    return [n for n in sorted(names) if hasattr(importlib.import_module(f"benchmarks.{n}"), "run")]


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main(sys.argv[1:])
