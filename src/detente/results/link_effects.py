"""The links between the parts of a scenario, and what each changes in the forecast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from detente.results.interval import POINTS, SHARE_OF_DRAWS, unit

if TYPE_CHECKING:
    from detente.scenario import Scenario

_SOCIAL = unit("fraction of social spending")


@dataclass(frozen=True)
class Passage:
    """What a link passes from one part to another."""

    source: Annotated[str, Field(alias="from")]
    target: Annotated[str, Field(alias="to")]
    what: str
    words: str


@dataclass(frozen=True)
class LinkStatus:
    """A link between parts: whether it is on, what the scenario says of it, what it passes."""

    name: str
    on: bool
    stated: bool | None
    passes: tuple[Passage, ...]


@dataclass(frozen=True)
class MedianShift:
    """A model's median on an issue with and without a link, and the median of the shift over draws."""

    model: str
    issue: str
    with_link: Annotated[float | None, Field(alias="with"), POINTS]
    without: Annotated[float | None, POINTS]
    shift: Annotated[float | None, POINTS]


@dataclass(frozen=True)
class ShareChange:
    """A share of draws with and without a link; None if it is not known."""

    subject: Annotated[str, Field(alias="of")]
    with_link: Annotated[float | None, Field(alias="with"), SHARE_OF_DRAWS]
    without: Annotated[float | None, SHARE_OF_DRAWS]


@dataclass(frozen=True)
class SocialChange:
    """Median cuts of social spending with and without a link, for a defence share of ``target`` per cent."""

    state: str
    target: Annotated[float, unit("per cent of GDP")]
    with_link: Annotated[float | None, Field(alias="with"), _SOCIAL]
    without: Annotated[float | None, _SOCIAL]


@dataclass(frozen=True)
class LinkEffect:
    """What one link changes: medians of settlements, shares of draws, cuts of social spending."""

    link: str
    settlements: tuple[MedianShift, ...]
    shares: tuple[ShareChange, ...]
    social: tuple[SocialChange, ...]


def choose_carrier(scenario: Scenario) -> str:
    """Return the model whose settlement the links pass on."""
    return scenario.links.settlement if scenario.links else "mean"
