"""`detente models`: the models in a list, or one in full."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rich.console import RenderableType
from rich.markup import escape

from detente.cli.console import print_json, say
from detente.cli.terminal_table import plain_table
from detente.models import Model, model, models
from detente.typography import setting


@dataclass(frozen=True)
class ModelEntry:
    """A registered model: what it is, what it needs, which laws it breaks and why, and its variants."""

    slug: str
    name: str
    family: str
    summary: str
    references: tuple[str, ...]
    baseline: bool
    issues: Literal["one", "several"]
    needs: tuple[str, ...]
    breaks: Mapping[str, str]
    variants: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class ModelsDocument:
    """What ``detente models --json`` prints."""

    detente: Literal["models"]
    version: Literal[1]
    models: tuple[ModelEntry, ...]


def show_models(slug: str | None, *, json: bool) -> None:
    """Print the models, or one of them in full."""
    chosen = models() if slug is None else {slug: model(slug)}
    if json:
        print_json(
            ModelsDocument(detente="models", version=1, models=tuple(map(list_traits, chosen.values())))
        )
    elif slug is None:
        say(list_models(chosen))
    else:
        say(*describe_model(chosen[slug]))


def list_traits(m: Model) -> ModelEntry:
    """Return a model's entry in the document."""
    return ModelEntry(
        m.slug,
        m.name,
        m.family,
        m.summary,
        m.references,
        m.traits.baseline,
        m.traits.issues,
        m.traits.need_names,
        m.traits.breaks,
        {name: dataclasses.asdict(v) for name, v in m.variants.items()},
    )


def list_models(chosen: Mapping[str, Model]) -> RenderableType:
    """Return the models, a line each."""
    table = plain_table("model", "name", "family", "variants", "source")
    for m in chosen.values():
        variants = ", ".join(m.variants) if len(m.variants) > 1 else ""
        table.add_row(m.slug, escape(m.name), m.family, variants, escape(cite(m.references[0])))
    return table


def cite(reference: str) -> str:
    """Return a reference as it is cited in running text: ``Olson and Zeckhauser 1966``."""
    authors, _, rest = reference.partition(" (")
    words = authors.replace(" and ", ", ").split(", ")
    names = [w for w in words if not re.fullmatch(r"(\w\.[ -]?)+", w)]
    if not names or not rest[:4].isdigit():
        return reference
    short = (
        names[0]
        if len(names) == 1
        else f"{names[0]} and {names[1]}"
        if len(names) == 2
        else f"{names[0]} et al."
    )
    return f"{short} {rest[:4]}"


def describe_model(m: Model) -> list[RenderableType]:
    """Return one model in full."""
    parts: list[RenderableType] = [f"[bold]{m.slug}[/bold]  {escape(m.name)}  ({m.family})", ""]
    parts.append(escape(inspect.cleandoc(m.compute.__doc__ or "")))
    names = [f.name for f in dataclasses.fields(m.params)]
    if names:
        table = plain_table("parameter", *m.variants)
        for name in names:
            table.add_row(name, *(setting(getattr(v, name)) for v in m.variants.values()))
        parts += ["", table]
    if m.traits.needs:
        parts += ["", f"needs: {', '.join(m.traits.need_names)}"]
    for law, why in m.traits.breaks.items():
        parts += [f"breaks the law '{law}': {escape(why)}"]
    parts += ["", *(escape(r) for r in m.references)]
    return parts
