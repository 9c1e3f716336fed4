"""Burden sharing in an alliance: Nash contributions to a joint good (Olson and Zeckhauser 1966)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from detente.models.arrays import Bools, Floats
from detente.models.limits import alike, within
from detente.models.registry import NoParams, register


@dataclass(frozen=True)
class Alliance:
    """N allies; arrays are (D, N).

    ``income`` in any unit of money, at least 0. ``taste``, 0 up to but not 1, is the exponent of defence
    in Cobb-Douglas utility: the share of income that the ally would spend on defence alone.
    ``private`` (Sandler's joint products), 0 to 1, is the share of an ally's spending whose benefit is
    its own; the rest defends every ally, itself included. ``others`` (D,) is spending from outside that
    defends all, 0 where None.
    """

    income: Floats
    taste: Floats
    private: Floats
    others: Floats | None = None


@dataclass(frozen=True)
class Contributions:
    """The Nash equilibrium; arrays are (D, N) but for ``shared`` and ``exploitation`` (D,).

    ``spending`` in the unit of income and ``burden``, its share of income; ``contributes`` where the
    spending is above 0; ``alone``, what the ally would spend by itself; ``defence``, what it enjoys
    (its private part and the shared good); ``shared``, the good that defends all. ``exploitation`` is
    the rank correlation of income and burden, Olson and Zeckhauser's own measure: above 0 the larger
    bear more than their share; NaN where either is the same for all.
    """

    spending: Floats
    burden: Floats
    contributes: Bools
    alone: Floats
    defence: Floats
    shared: Floats
    exploitation: Floats


@register(
    "sharing",
    name="Alliance burden sharing (joint products)",
    family="burden",
    references=(
        "Olson, M. and Zeckhauser, R. (1966). An economic theory of alliances. Review of Economics and "
        "Statistics 48(3).",
        "Sandler, T. (1977). Impurity of defense: an application to the economics of alliances. Kyklos "
        "30(3).",
        "Bergstrom, T., Blume, L. and Varian, H. (1986). On the private provision of public goods. Journal "
        "of Public Economics 29(1).",
    ),
)
def share_defence_burden(alliance: Alliance, params: NoParams = NoParams()) -> Contributions:  # noqa: ARG001
    """What each ally spends when each answers the others' spending: exact, with corners.

    Ally i maximises ``(I - g)^(1-a) (k g + H)^a`` with ``H`` the shared good and k its private share, so that
    ``g = max(0, (a I - (1-a) H) / (a + k - a k))``; H is found by filling allies in order of ``a I/(1-a)``.
    Without private shares this is Olson and Zeckhauser's alliance; with private shares of 1 nobody rides
    free. Raises ValueError for inputs out of range.
    """
    _check(alliance)
    income, a, k = alliance.income, alliance.taste, alliance.private
    draws = income.shape[0]
    outside = np.zeros(draws) if alliance.others is None else alliance.others

    # an ally contributes as long as the shared good is below this
    level = a * income / (1.0 - a)
    # spending falls by slope for each unit of the shared good; an ally without taste never spends
    own = a + k - a * k
    slope = np.divide(1.0 - a, own, out=np.zeros_like(own), where=level > 0)
    order = np.argsort(-level, axis=1, kind="stable")
    level_, slope_, public = (np.take_along_axis(x, order, axis=1) for x in (level, slope, 1.0 - k))
    # with the first m allies contributing, H = (outside + sum s l p) / (1 + sum s p)
    top = outside[:, None] + np.cumsum(slope_ * level_ * public, axis=1)
    bottom = 1.0 + np.cumsum(slope_ * public, axis=1)
    filled = np.column_stack([outside, top / bottom])
    # the number whose last still wants more than the good that those before it provide
    count = (level_ > filled[:, :-1]).sum(axis=1)
    shared = filled[np.arange(draws), count]

    spending = slope * np.maximum(level - shared[:, None], 0.0)
    burden = np.divide(spending, income, out=np.zeros_like(income), where=income > 0)
    return Contributions(
        spending,
        burden,
        spending > 0,
        a * income,
        k * spending + shared[:, None],
        shared,
        rank_correlation(income, burden),
    )


def without(alliance: Alliance, ally: int) -> Alliance:
    """The alliance once one ally has left: it defends nobody, and nobody counts on it."""
    income = alliance.income.copy()
    income[:, ally] = 0.0
    return replace(alliance, income=income)


def rank_correlation(x: Floats, y: Floats) -> Floats:
    """Spearman's rank correlation of the rows of two (D, N) arrays, (D,), with mean ranks for ties."""
    u, v = (r - r.mean(axis=1, keepdims=True) for r in (_ranks(x), _ranks(y)))
    scale = np.sqrt((u * u).sum(axis=1) * (v * v).sum(axis=1))
    rho: Floats = np.divide((u * v).sum(axis=1), scale, out=np.full(x.shape[0], np.nan), where=scale > 0)
    return rho


def _ranks(x: Floats) -> Floats:
    below = (x[:, None, :] < x[:, :, None]).sum(axis=2)
    same = (x[:, None, :] == x[:, :, None]).sum(axis=2)
    ranks: Floats = below + 0.5 * same
    return ranks


def _check(alliance: Alliance) -> None:
    alike(income=alliance.income, taste=alliance.taste, private=alliance.private)
    within(0, np.inf, income=alliance.income)
    within(0, np.nextafter(1.0, 0.0), taste=alliance.taste)
    within(0, 1, private=alliance.private)
    if alliance.others is not None:
        within(0, np.inf, others=alliance.others)
