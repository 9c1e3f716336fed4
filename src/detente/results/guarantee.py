"""Whether an agreement would last, with the pledge as settled and without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from detente.results.arrays import share_of_draws
from detente.results.basis import Basis, count_bases
from detente.results.interval import FRACTION, SHARE_OF_DRAWS, Interval, summarise_interval
from detente.scenario.paths import GUARANTEE

if TYPE_CHECKING:
    from detente.forecasts.result import Forecast
    from detente.scenario import Scenario


_SHARES = ("fights", "deterred", "forced", "lasts")


@dataclass(frozen=True)
class PledgeShares:
    """In what shares of draws the guarantor fights, renewed war is deterred, and an agreement would last.

    ``forced``: the shift in power makes one side fight on now.
    """

    fights: Annotated[float, SHARE_OF_DRAWS]
    deterred: Annotated[float, SHARE_OF_DRAWS]
    forced: Annotated[float, SHARE_OF_DRAWS]
    lasts: Annotated[float, SHARE_OF_DRAWS]


@dataclass(frozen=True)
class Guarantee(PledgeShares):
    """What a pledge of some ``strength`` adds; ``without`` has the shares with no pledge, if known.

    ``belief`` is the probability that the other side gives it, ``removed`` the part of the shift of power
    that it takes away, ``needed`` the least part that would avert fighting on.
    """

    strength: Annotated[Interval | None, FRACTION]
    belief: Annotated[Interval | None, FRACTION]
    removed: Annotated[Interval | None, FRACTION]
    needed: Annotated[Interval | None, FRACTION]
    without: PledgeShares | None


def summarise_guarantee(forecast: Forecast) -> Guarantee | None:
    """Summarise what a guarantee adds; None if the scenario states none."""
    data = forecast.data
    if "guarantee.lasts" not in data:
        return None
    effects = {effect.link: effect for effect in forecast.link_effects}
    without = None
    if "guarantee" in effects:
        off = {s.subject: s.without for s in effects["guarantee"].shares if s.without is not None}
        without = PledgeShares(**{name: off[name] for name in _SHARES})
    return Guarantee(
        fights=share_of_draws(data["guarantee.fights"]),
        deterred=share_of_draws(data["guarantee.deterred"]),
        forced=share_of_draws(data["guarantee.forced"]),
        lasts=share_of_draws(data["guarantee.lasts"]),
        strength=summarise_interval(data["guarantee.strength"]),
        belief=summarise_interval(data["guarantee.belief"]),
        removed=summarise_interval(data["guarantee.removed"]),
        needed=summarise_interval(data["guarantee.needed"]),
        without=without,
    )


def count_guarantee_bases(scenario: Scenario) -> Basis:
    """Count what the numbers of the guarantee rest on."""
    return count_bases(scenario, [GUARANTEE])
