"""The laws of burden models: budgets, alliances and tariffs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from detente.models import Configured
from detente.models.burden.fiscal import Budget, FiscalPath
from detente.models.burden.sharing import Alliance, Contributions
from detente.models.burden.tariffs import Tariff, TariffCost
from detente.testing.laws.law import Law, Run, Subject, arrays, exceeds, laws_of_subjects, tell_apart

_shares = st.sampled_from([0.0, 0.5, 1.0]) | st.floats(0, 1)


def laws_of(model: Configured) -> Mapping[str, Law]:
    """The laws and checks that a burden model is asked; ValueError if its input is not known."""
    return laws_of_subjects(model, SUBJECTS)


def _draws(run: Run, case: Any, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    whole = run(case)
    first = {
        f.name: value[:1] for f in fields(case) if isinstance(value := getattr(case, f.name), np.ndarray)
    }
    alone = run(replace(case, **first))
    return tell_apart(
        **{
            f.name: (getattr(alone, f.name), value[:1])
            for f in fields(whole)
            if isinstance(value := getattr(whole, f.name), np.ndarray)
        }
    )


@st.composite
def budgets(draw: st.DrawFn) -> Budget:
    """Budgets of one to three draws and years, on the way to a defence share."""
    d = draw(st.integers(1, 3))
    parts = 1e-3 + draw(arrays(_shares, 3, d))
    taxes, borrowing, cuts = parts / parts.sum(axis=0)
    rates = st.floats(-0.05, 0.1)
    return Budget(
        debt=draw(arrays(st.floats(0, 2), d)),
        interest=draw(arrays(rates, d)),
        growth=draw(arrays(rates, d)),
        deficit=draw(arrays(rates, d)),
        defence=draw(arrays(st.floats(0, 0.1), d)),
        target=draw(arrays(st.floats(0, 0.1), d)),
        years_to_target=draw(st.integers(1, 4)),
        years=draw(st.integers(1, 3)),
        taxes=taxes,
        borrowing=borrowing,
        cuts=cuts,
        social=draw(arrays(st.floats(0.05, 0.3), d)),
        gdp=draw(arrays(st.floats(1, 1000), d)),
    )


def _budget_money(run: Run, budget: Budget, rng: np.random.Generator) -> str | None:
    unit = float(rng.choice([0.01, 1000.0]))
    assert budget.gdp is not None  # noqa: S101  every budget of the strategy has it
    one, two = run(budget), run(replace(budget, gdp=unit * budget.gdp))
    same = ("extra", "debt", "taxes", "borrowing", "cuts", "social_share")
    return tell_apart(
        money=(two.money, unit * one.money), **{n: (getattr(two, n), getattr(one, n)) for n in same}
    )


def _budget_identity(run: Run, budget: Budget, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    out = run(budget)
    factor = ((1.0 + budget.interest) / (1.0 + budget.growth))[:, None]
    gap = out.debt - out.debt_without
    return tell_apart(
        paid=(out.taxes + out.borrowing + out.cuts, out.extra),
        defence=(out.defence, budget.defence[:, None] + out.extra),
        debt=(gap[:, 1:], factor * gap[:, :-1] + out.borrowing[:, 1:]),
    )


def _budget_nothing(run: Run, budget: Budget, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    out = run(replace(budget, target=budget.defence))
    nothing = np.zeros_like(out.extra)
    return tell_apart(extra=(out.extra, nothing), cuts=(out.cuts, nothing), debt=(out.debt, out.debt_without))


def _budget_bounded(run: Run, budget: Budget, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    out = run(budget)
    low, high = np.sort([budget.defence, budget.target], axis=0)[:, :, None]
    return exceeds(low=(low, out.defence), high=(out.defence, high))


@st.composite
def alliances(draw: st.DrawFn) -> Alliance:
    """Alliances of one to five allies in one or two draws; some have no income, or no taste for defence."""
    d, n = draw(st.integers(1, 2)), draw(st.integers(1, 5))
    return Alliance(
        draw(arrays(st.sampled_from([0.0, 10.0, 10.0]) | st.floats(1, 1000), d, n)),
        draw(arrays(st.sampled_from([0.0, 0.05]) | st.floats(0.001, 0.5), d, n)),
        draw(arrays(_shares, d, n)),
        draw(arrays(st.floats(0, 30), d)) if draw(st.booleans()) else None,
    )


def _allies_order(run: Run, alliance: Alliance, rng: np.random.Generator) -> str | None:
    order = rng.permutation(alliance.income.shape[1])
    moved = {n: getattr(alliance, n)[:, order] for n in ("income", "taste", "private")}
    one, two = run(alliance), run(replace(alliance, **moved))
    return tell_apart(
        spending=(two.spending, one.spending[:, order]),
        defence=(two.defence, one.defence[:, order]),
        shared=(two.shared, one.shared),
    )


def _allies_money(run: Run, alliance: Alliance, rng: np.random.Generator) -> str | None:
    unit = float(rng.choice([0.25, 1024.0]))
    others = None if alliance.others is None else unit * alliance.others
    one, two = run(alliance), run(replace(alliance, income=unit * alliance.income, others=others))
    money = ("spending", "alone", "defence", "shared")
    return tell_apart(
        burden=(two.burden, one.burden), **{n: (getattr(two, n), unit * getattr(one, n)) for n in money}
    )


def _allies_identity(run: Run, alliance: Alliance, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    out = run(alliance)
    outside = 0.0 if alliance.others is None else alliance.others
    shared = outside + ((1.0 - alliance.private) * out.spending).sum(axis=1)
    return tell_apart(
        shared=(out.shared, shared),
        defence=(out.defence, alliance.private * out.spending + out.shared[:, None]),
        burden=(out.burden * alliance.income, out.spending),
    )


def _allies_nothing(run: Run, alliance: Alliance, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    out = run(replace(alliance, taste=np.zeros_like(alliance.taste)))
    return tell_apart(spending=(out.spending, np.zeros_like(out.spending)))


def _allies_bounded(run: Run, alliance: Alliance, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    out = run(alliance)
    return exceeds(
        spending=(0.0, out.spending), income=(out.spending, alliance.income), burden=(out.burden, 1.0)
    )


@st.composite
def tariffs(draw: st.DrawFn) -> Tariff:
    """Changes of a tariff in one to three draws."""
    d = draw(st.integers(1, 3))
    rates, trade = st.sampled_from([0.0, 0.1]) | st.floats(0, 2), st.floats(0, 0.3)
    return Tariff(
        *(draw(arrays(values, d)) for values in (rates, rates, trade, trade, _shares, st.floats(0, 5)))
    )


_COSTS = ("exposure", "exports_lost", "exporter", "buyers", "revenue", "importer")


def _tariff_money(run: Run, tariff: Tariff, rng: np.random.Generator) -> str | None:
    unit = float(rng.choice([0.01, 3.0]))
    one = run(tariff)
    two = run(replace(tariff, exports=unit * tariff.exports, imports=unit * tariff.imports))
    same = ("price", "border_price", "quantity")
    return tell_apart(
        **{n: (getattr(two, n), unit * getattr(one, n)) for n in _COSTS},
        **{n: (getattr(two, n), getattr(one, n)) for n in same},
    )


def _tariff_identity(run: Run, tariff: Tariff, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    out = run(tariff)
    duty = (1.0 + tariff.after) / (1.0 + tariff.before)
    return tell_apart(
        importer=(out.importer, out.buyers - out.revenue),
        price=(out.price, duty * out.border_price),
        exposure=(out.exposure, tariff.exports * (tariff.after - tariff.before)),
    )


def _tariff_nothing(run: Run, tariff: Tariff, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    out = run(replace(tariff, after=tariff.before))
    return tell_apart(**{n: (getattr(out, n), np.zeros_like(tariff.before)) for n in _COSTS})


def _tariff_bounded(run: Run, tariff: Tariff, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    out = run(tariff)
    return exceeds(
        lost=(out.exports_lost, tariff.exports), quantity=(0.0, out.quantity), border=(0.0, out.border_price)
    )


SUBJECTS = (
    Subject(
        Budget,
        FiscalPath,
        budgets(),
        {
            "money": _budget_money,
            "identity": _budget_identity,
            "nothing": _budget_nothing,
            "draws": _draws,
            "bounded": _budget_bounded,
        },
    ),
    Subject(
        Alliance,
        Contributions,
        alliances(),
        {
            "order": _allies_order,
            "money": _allies_money,
            "identity": _allies_identity,
            "nothing": _allies_nothing,
            "draws": _draws,
            "bounded": _allies_bounded,
        },
    ),
    Subject(
        Tariff,
        TariffCost,
        tariffs(),
        {
            "money": _tariff_money,
            "identity": _tariff_identity,
            "nothing": _tariff_nothing,
            "draws": _draws,
            "bounded": _tariff_bounded,
        },
    ),
)
