"""What a tariff costs each side, by pass-through and elasticity of demand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.models.arrays import Floats
from detente.models.limits import within
from detente.models.registry import NoParams, register


@dataclass(frozen=True)
class Tariff:
    """One side's tariff on the other's exports; arrays are (D,) or of any one shape.

    ``before`` and ``after`` are the ad valorem rates, at least 0 (0.15 is 15 per cent). ``exports`` and
    ``imports`` are the same trade, at border prices before the change, as shares (fractions) of the
    exporter's and of the importer's GDP. ``pass_through``, 0 to 1, is the share of the rise in the duty
    that the buyer's price shows: 1, the buyer pays it all; 0, the seller's price falls by it all.
    ``elasticity``, at least 0, is the importer's price elasticity of demand for these goods, as a
    positive number.
    """

    before: Floats
    after: Floats
    exports: Floats
    imports: Floats
    pass_through: Floats
    elasticity: Floats


@dataclass(frozen=True)
class TariffCost:
    """What the change costs a year, shares (fractions) of GDP; losses positive, of the inputs' shape.

    Exporter's GDP: ``exposure``, exports times the rise in the rate; ``exports_lost``, the fall in the
    value of exports at the border; ``exporter``, what its producers lose. Importer's GDP: ``buyers``,
    what buyers lose; ``revenue``, what the treasury gains; ``importer``, the first less the second.
    ``price`` and ``border_price`` are the buyer's and the seller's price and ``quantity`` the trade,
    each over what it was.
    """

    exposure: Floats
    exports_lost: Floats
    exporter: Floats
    buyers: Floats
    revenue: Floats
    importer: Floats
    price: Floats
    border_price: Floats
    quantity: Floats


@register(
    "tariffs",
    name="Tariff exposure and incidence",
    family="burden",
    references=(
        "Johnson, H. G. (1953). Optimum tariffs and retaliation. Review of Economic Studies 21(2).",
        "Amiti, M., Redding, S. J. and Weinstein, D. E. (2019). The impact of the 2018 tariffs on prices and "
        "welfare. Journal of Economic Perspectives 33(4).",
    ),
)
def cost_tariff(tariff: Tariff, params: NoParams = NoParams()) -> TariffCost:  # noqa: ARG001
    """The cost of a change of tariff to both sides, in partial equilibrium, exactly for large changes.

    With ``t = (1+after)/(1+before) - 1`` the buyer's price becomes ``1 + f t``, the seller's
    ``(1 + f t)/(1 + t)`` and trade ``(1 + f t)^-e``; the exporter's loss is taken along the supply curve
    of constant elasticity through both points. Diversion of trade to third markets and retaliation are
    not in it: call it again, with the sides changed, for the other's tariff. Raises ValueError for
    inputs out of range.
    """
    within(0, np.inf, before=tariff.before, after=tariff.after, elasticity=tariff.elasticity)
    within(0, np.inf, exports=tariff.exports, imports=tariff.imports)
    within(0, 1, pass_through=tariff.pass_through)
    wedge = (1.0 + tariff.after) / (1.0 + tariff.before) - 1.0
    price = 1.0 + tariff.pass_through * wedge
    border = price / (1.0 + wedge)
    quantity = price**-tariff.elasticity
    sold = border * quantity

    paid = (1.0 + tariff.before) * _area(price, -tariff.elasticity)
    revenue = tariff.after * sold - tariff.before
    # the seller's price and the trade fix the elasticity of supply; where that price stands it loses nothing
    moved = np.abs(np.log(border)) > 1e-12
    supply = np.divide(np.log(quantity), np.log(border), out=np.zeros_like(border), where=moved)
    lost = np.where(moved, (1.0 - sold) / (1.0 + supply), 0.0)
    return TariffCost(
        tariff.exports * (tariff.after - tariff.before),
        tariff.exports * (1.0 - sold),
        tariff.exports * lost,
        tariff.imports * paid,
        tariff.imports * revenue,
        tariff.imports * (paid - revenue),
        price,
        border,
        quantity,
    )


def _area(price: Floats, power: Floats) -> Floats:
    """The integral of ``x**power`` from 1 to ``price``."""
    log = np.log(price)
    y = (power + 1.0) * log
    # expm1(y)/y keeps its digits as the power nears -1, where the integral is the logarithm
    return log * np.divide(np.expm1(y), y, out=np.ones_like(y), where=np.abs(y) > 1e-300)
