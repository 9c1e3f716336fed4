"""The laws of duration models: fits to spells, and shares of the kinds of end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from detente.models import Configured
from detente.models.duration.ending import KINDS, Ending
from detente.models.duration.spells import Spells, probability_of_end
from detente.testing.laws.law import Law, Run, Subject, exceeds, laws_of_subjects, tell_apart

#: Fits by maximum likelihood stop within this of each other.
FITTED = 1e-4

_AGES = np.array([0.0, 1.0, 10.0, 50.0, 200.0, 1000.0, 3000.0, 9000.0])

Ends = tuple[dict[str, Any], Any, Any]


def laws_of(model: Configured) -> Mapping[str, Law]:
    """The laws and checks that a duration model is asked; ValueError if its input is not known."""
    return laws_of_subjects(model, SUBJECTS)


@st.composite
def spells(draw: st.DrawFn) -> Spells:
    """Eight to twenty spells of all lengths; some are censored, some seen late, some count twice."""
    days = np.array(draw(st.lists(st.integers(2, 4000), min_size=8, max_size=20, unique=True)), np.float64)
    n = len(days)
    ended = np.array(draw(st.lists(st.sampled_from([True, True, True, False]), min_size=n, max_size=n)))
    ended[: n // 2] = True
    entry = np.array(draw(st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.3]), min_size=n, max_size=n))) * days
    return Spells(
        days, ended, entry, draw(st.lists(st.sampled_from([1.0, 1.0, 2.0]), min_size=n, max_size=n))
    )


def _survival(fit: Any, ages: Any = _AGES) -> Any:
    return np.exp(-fit.cumulative_hazard(ages))


def _order(run: Run, case: Spells, rng: np.random.Generator) -> str | None:
    order = rng.permutation(len(case.days))
    other = Spells(case.days[order], case.ended[order], case.entry[order], case.weight[order])
    return tell_apart(FITTED, survival=(_survival(run(other)), _survival(run(case))))


def _weight(run: Run, case: Spells, rng: np.random.Generator) -> str | None:
    one = int(rng.integers(len(case.days)))
    twice = case.weight.copy()
    twice[one] *= 2
    rows = [*range(len(case.days)), one]
    repeated = Spells(*(a[rows] for a in (case.days, case.ended, case.entry, case.weight)))
    weighed = Spells(case.days, case.ended, case.entry, twice)
    return tell_apart(FITTED, survival=(_survival(run(repeated)), _survival(run(weighed))))


def _time(run: Run, case: Spells, rng: np.random.Generator) -> str | None:
    unit = float(rng.choice([0.25, 8.0]))
    other = Spells(unit * case.days, case.ended, unit * case.entry, case.weight)
    return tell_apart(FITTED, survival=(_survival(run(other), unit * _AGES), _survival(run(case))))


def _start(run: Run, case: Spells, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    return tell_apart(survival=(_survival(run(case), np.zeros(1)), [1.0]))


def _falling(run: Run, case: Spells, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    survival = _survival(run(case))
    return exceeds(survival=(survival[1:], survival[:-1]))


def _bounded(run: Run, case: Spells, rng: np.random.Generator) -> str | None:
    fit = run(case)
    chance = probability_of_end(fit, _AGES, rng.random() * 2000.0)
    survival = _survival(fit)
    return exceeds(chance=(0.0, chance), certain=(chance, 1.0), low=(0.0, survival), high=(survival, 1.0))


@st.composite
def ends(draw: st.DrawFn) -> Ends:
    """Ten to thirty ends of the three kinds, with the age of each and one more column."""
    n = draw(st.integers(10, 30))
    numbers = st.lists(st.floats(-3, 3).map(lambda x: round(x, 3)), min_size=n, max_size=n)
    kind = np.array(draw(st.lists(st.integers(0, len(KINDS) - 1), min_size=n, max_size=n)))
    columns = {name: np.array(draw(numbers)) for name in ("age", "other")}
    return columns, kind, np.array(draw(st.lists(st.sampled_from([1.0, 1.0, 2.0]), min_size=n, max_size=n)))


def _shares(run: Run, case: Ends, at: Mapping[str, Any] | None = None) -> Any:
    return run(case).shares(case[0] if at is None else at)


def _ends_order(run: Run, case: Ends, rng: np.random.Generator) -> str | None:
    columns, kind, weight = case
    order = rng.permutation(len(kind))
    other = {name: x[order] for name, x in columns.items()}, kind[order], weight[order]
    return tell_apart(FITTED, shares=(_shares(run, other, columns), _shares(run, case)))


def _ends_weight(run: Run, case: Ends, rng: np.random.Generator) -> str | None:
    columns, kind, weight = case
    one = int(rng.integers(len(kind)))
    twice = weight.copy()
    twice[one] *= 2
    rows = [*range(len(kind)), one]
    repeated = {name: x[rows] for name, x in columns.items()}, kind[rows], weight[rows]
    return tell_apart(
        FITTED, shares=(_shares(run, repeated, columns), _shares(run, (columns, kind, twice), columns))
    )


def _ends_time(run: Run, case: Ends, rng: np.random.Generator) -> str | None:
    unit = float(rng.choice([0.25, 8.0]))
    columns, kind, weight = case
    other = columns | {"age": unit * columns["age"]}
    return tell_apart(FITTED, shares=(_shares(run, (other, kind, weight)), _shares(run, case)))


def _ends_bounded(run: Run, case: Ends, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    shares = _shares(run, case)
    return tell_apart(sum=(shares.sum(axis=-1), np.ones(len(case[1])))) or exceeds(shares=(0.0, shares))


SUBJECTS = (
    Subject(
        Spells,
        None,
        spells(),
        {
            "order": _order,
            "weight": _weight,
            "time": _time,
            "start": _start,
            "falling": _falling,
            "bounded": _bounded,
        },
    ),
    Subject(
        Mapping[str, ArrayLike],
        Ending,
        ends(),
        {"order": _ends_order, "weight": _ends_weight, "time": _ends_time, "bounded": _ends_bounded},
    ),
)
