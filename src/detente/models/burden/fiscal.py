"""Public debt while a defence share of GDP rises (Domar 1944; Blanchard 1990)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.errors import UnusableDataError
from detente.models.arrays import Floats
from detente.models.limits import within
from detente.models.registry import NoParams, register


@dataclass(frozen=True)
class Budget:
    """A state's budget now and the defence share it goes to; (D,), or (D, T) where it varies by year.

    Shares of GDP are fractions (0.035 is 3.5 per cent). ``debt``, ``defence``, ``target`` and ``social``
    (social spending) are (D,), today's but for the target; ``interest`` (nominal, on the whole debt),
    ``growth`` (of nominal GDP) and ``deficit`` (the primary deficit without the rise in defence; a
    surplus is negative) are (D,) or (D, T), by year. The defence share goes in equal yearly steps to
    ``target`` in ``years_to_target`` years, at least 1, and stays. ``taxes``, ``borrowing`` and ``cuts``
    (of social spending), (D,), are the shares of the extra defence spending that each pays, 0 to 1,
    summing to 1.
    ``gdp`` (D,) is today's, in any unit of money; with it there are amounts of money too. Where part of the
    way is behind, ``base`` (D,) is the share that the rise is counted from, and ``debt_without`` (D,) what
    today's debt would be without it.
    """

    debt: Floats
    interest: Floats
    growth: Floats
    deficit: Floats
    defence: Floats
    target: Floats
    years_to_target: int
    years: int
    taxes: Floats
    borrowing: Floats
    cuts: Floats
    social: Floats
    gdp: Floats | None = None
    base: Floats | None = None
    debt_without: Floats | None = None


@dataclass(frozen=True)
class FiscalPath:
    """What it takes, by year 0 to T; every array is (D, T+1), shares of that year's GDP as fractions.

    ``defence`` and ``extra`` (above the base, today's share); ``debt`` and ``debt_without`` the rise;
    ``taxes``, ``borrowing`` and ``cuts`` that pay for it; ``social_share``, the cuts as a share of
    social spending; ``stabilising``, the primary surplus that would hold the debt of the year before;
    ``interest_bill``, the interest paid; these two are NaN in year 0.
    ``money`` is the extra in the unit of ``gdp``, each year in that year's prices; None without ``gdp``.
    """

    defence: Floats
    extra: Floats
    debt: Floats
    debt_without: Floats
    taxes: Floats
    borrowing: Floats
    cuts: Floats
    social_share: Floats
    stabilising: Floats
    interest_bill: Floats
    money: Floats | None


@register(
    "fiscal",
    name="Debt and the financing of defence",
    family="burden",
    references=(
        "Domar, E. D. (1944). The burden of the debt and the national income. American Economic Review "
        "34(4).",
        "Blanchard, O. J. (1990). Suggestions for a new set of fiscal indicators. OECD Economics "
        "Department Working Papers 79.",
    ),
)
def project_budget(budget: Budget, params: NoParams = NoParams()) -> FiscalPath:  # noqa: ARG001
    """Debt by ``d' = d (1+r)/(1+g) + deficit``, with the borrowed part of extra defence in the deficit.

    Growth, interest and the other parts of the budget do not respond. Raises ValueError for shares that
    do not sum to 1, growth or interest of -1 or less, or cuts where there is no social spending.
    """
    _check(budget)
    n = budget.years
    interest, growth, deficit = (_yearly(x, n) for x in (budget.interest, budget.growth, budget.deficit))
    rise = np.minimum(np.arange(n + 1) / budget.years_to_target, 1.0)
    base = budget.defence if budget.base is None else budget.base
    extra = (budget.defence - base)[:, None] + (budget.target - budget.defence)[:, None] * rise
    # a fall in the defence share is a gain shared out in the same way
    taxes, borrowing, cuts = (part[:, None] * extra for part in (budget.taxes, budget.borrowing, budget.cuts))

    debt, without = np.empty_like(extra), np.empty_like(extra)
    debt[:, 0] = budget.debt
    without[:, 0] = budget.debt if budget.debt_without is None else budget.debt_without
    stabilising, bill = np.full_like(extra, np.nan), np.full_like(extra, np.nan)
    for t in range(n):
        r, g = interest[:, t], growth[:, t]
        factor = (1.0 + r) / (1.0 + g)
        stabilising[:, t + 1] = (r - g) / (1.0 + g) * debt[:, t]
        bill[:, t + 1] = r / (1.0 + g) * debt[:, t]
        debt[:, t + 1] = factor * debt[:, t] + deficit[:, t] + borrowing[:, t + 1]
        without[:, t + 1] = factor * without[:, t] + deficit[:, t]

    social = budget.social[:, None]
    money = None
    if budget.gdp is not None:
        level = np.cumprod(np.column_stack([budget.gdp, 1.0 + growth]), axis=1)
        money = extra * level
    return FiscalPath(
        base[:, None] + extra,
        extra,
        debt,
        without,
        taxes,
        borrowing,
        cuts,
        np.divide(cuts, social, out=np.zeros_like(cuts), where=social > 0),
        stabilising,
        bill,
        money,
    )


def _yearly(x: Floats, years: int) -> Floats:
    """(D,) or (D, T) as (D, T)."""
    return np.broadcast_to(x[:, None] if x.ndim == 1 else x, (x.shape[0], years))


def _check(budget: Budget) -> None:
    above = float(np.nextafter(-1.0, 0.0))
    within(above, np.inf, interest=budget.interest, growth=budget.growth)
    within(-np.inf, np.inf, debt=budget.debt, deficit=budget.deficit)
    for name in ("base", "debt_without"):
        if (x := getattr(budget, name)) is not None:
            within(-np.inf, np.inf, **{name: x})
    within(0, 1, defence=budget.defence, target=budget.target, social=budget.social)
    within(0, 1, taxes=budget.taxes, borrowing=budget.borrowing, cuts=budget.cuts)
    paid = budget.taxes + budget.borrowing + budget.cuts
    if (abs(paid - 1) > 1e-9).any():
        worst = paid[abs(paid - 1).argmax()]
        raise UnusableDataError(f"taxes, borrowing and cuts sum to {worst:g}; they must sum to 1")
    if ((budget.cuts > 0) & (budget.social <= 0)).any():
        raise UnusableDataError("cuts: there is no social spending to cut; state social as a share of GDP")
    if budget.gdp is not None:
        within(0, np.inf, gdp=budget.gdp)
    if budget.years < 1 or budget.years_to_target < 1:
        raise UnusableDataError(
            f"years {budget.years} and years_to_target {budget.years_to_target} must be at least 1"
        )
    for name in ("interest", "growth", "deficit"):
        x = getattr(budget, name)
        if x.ndim == 2 and x.shape[1] != budget.years:
            raise ValueError(f"{name} has {x.shape[1]} years; the horizon has {budget.years}")
