"""Sphinx settings; the page of models is made from the registry."""

from pathlib import Path

from detente.models import models

project = "Détente"
author = "The Détente authors"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.mathjax"]
myst_enable_extensions = ["dollarmath", "deflist", "colon_fence"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "Détente"
exclude_patterns = ["_build"]
templates_path: list[str] = []
autodoc_typehints = "description"
suppress_warnings = ["myst.header", "myst.xref_missing"]


def _models_page() -> str:
    rows = [
        "# Models",
        "",
        "Made from the registry; `detente models NAME` shows a model's parameters and variants.",
        "",
        "| model | name in the literature | family | breaks | source |",
        "|---|---|---|---|---|",
    ]
    for m in models().values():
        page = Path(__file__).parent / "models" / f"{m.slug}.md"
        slug = f"[{m.slug}](../models/{m.slug}.md)" if page.exists() else f"`{m.slug}`"
        rows.append(
            f"| {slug} | {m.name} | {m.family} | {', '.join(m.traits.breaks) or ''} | {m.references[0]} |"
        )
    return "\n".join(rows) + "\n"


def setup(app: object) -> None:
    """Write the generated pages before Sphinx reads the folder."""
    folder = Path(__file__).parent / "_generated"
    folder.mkdir(exist_ok=True)
    (folder / "models.md").write_text(_models_page(), encoding="utf-8")
