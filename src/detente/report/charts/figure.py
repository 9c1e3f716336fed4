"""A chart with its caption."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup


@dataclass(frozen=True)
class Figure:
    """What a page shows between two sentences: a caption and a chart, both as markup."""

    caption: Markup
    chart: Markup
