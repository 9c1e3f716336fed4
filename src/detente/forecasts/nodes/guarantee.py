"""Whether an agreement would last: the pledge to one side, and the shift of power without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.models.conflict import guarantee, shift
from detente.scenario.paths import guarantee_path, side_path

if TYPE_CHECKING:
    from detente.forecasts.nodes.moment import Moment
    from detente.models.arrays import Bools, Floats


@dataclass(frozen=True)
class GuaranteeOutput:
    """The pledge as settled, and its effect; arrays are (D,).

    ``strength``, 0 to 1, the part of the whole pledge that is agreed. Without a settlement it is 0: what
    the guarantor would do out of interest alone. ``pledge`` is
    whether the guarantor fights and the challenger is deterred; ``removed`` the share of the shift of
    power that the pledge takes away; ``forced`` where the shift left over makes the declining side fight
    on rather than agree; ``needed`` the least share that would avert that.
    """

    strength: Floats
    pledge: guarantee.Deterrence
    removed: Floats
    forced: Bools
    needed: Floats

    @property
    def lasts(self) -> Bools:
        """Where an agreement is neither refused for fear of the shift nor broken by a renewed war."""
        kept: Bools = self.pledge.deterred & ~self.forced
        return kept


def judge_guarantee(moment: Moment, received: Mapping[str, Any]) -> Mapping[str, Any]:
    """``guarantee``. Costs of abandoning and sunk costs are those of the whole pledge times its strength.

    In a draw without a settlement the strength is 0.
    """
    conflict = moment.drawn.scenario.conflict
    if conflict is None or conflict.guarantee is None:
        return {}
    stated = conflict.guarantee

    def value(key: str) -> Floats:
        return moment.value(guarantee_path(key))

    settled = received.get("settlement", {}).get(stated.issue)
    strength = np.zeros(moment.drawn.n) if settled is None else np.nan_to_num(settled) / 100.0
    alone = value("p_alone")
    pledge = guarantee.weigh_guarantee(
        guarantee.Pledge(
            alone,
            alone * (1.0 - value("removes")),
            value("interest"),
            value("audience") * strength,
            value("sunk") * strength,
            value("fighting"),
            value("gain"),
            value("cost_alone"),
            value("cost_alone") + value("cost_with"),
        )
    )
    removed = guarantee.shift_removed(value("p_now"), pledge, alone)
    other = "b" if stated.challenger == "a" else "a"
    path = shift.PowerPath(
        np.column_stack([1.0 - value("p_now"), 1.0 - alone]),
        moment.value(side_path(other, "cost")),
        moment.value(side_path(stated.challenger, "cost")),
        value("discount"),
        removed,
    )
    return {
        "guarantee": GuaranteeOutput(
            strength, pledge, removed, shift.judge_power_shift(path).war, shift.needed_strength(path)
        )
    }
