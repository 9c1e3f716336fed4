"""Sphinx settings; the page of models is made from the registry."""

from pathlib import Path

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx

from detente.models import models

project = "Détente"
author = "The Détente authors"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["dollarmath", "deflist", "colon_fence"]
myst_heading_anchors = 3
html_theme = "furo"
html_math_renderer = "mathml"  # browsers show it by themselves, also offline
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


def _write_inline_math(writer: object, node: nodes.math) -> None:
    writer.body.append(convert(node.astext()))
    raise nodes.SkipNode


def _write_display_math(writer: object, node: nodes.math_block) -> None:
    writer.body.append(f'<div class="math">{convert(node.astext(), display="block")}</div>')
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Write the generated pages before Sphinx reads the folder, and formulas as MathML."""
    app.add_html_math_renderer("mathml", (_write_inline_math, None), (_write_display_math, None))
    folder = Path(__file__).parent / "_generated"
    folder.mkdir(exist_ok=True)
    (folder / "models.md").write_text(_models_page(), encoding="utf-8")
