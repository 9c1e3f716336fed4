"""The laws of alignment models: fields of propensities, signed networks and matrices of relations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from detente.models import Configured
from detente.models.alignment.arrays import Field, Ties
from detente.models.alignment.balance import Balance
from detente.models.alignment.balance_flow import Flow
from detente.models.alignment.landscape import Alignment
from detente.models.alignment.partition import Groups
from detente.models.alignment.triad_dynamics import Course
from detente.models.alignment.triangle import Triangles
from detente.testing.laws.law import (
    Law,
    Run,
    Subject,
    exceeds,
    laws_of_subjects,
    parameters_of,
    tell_apart,
)


def laws_of(model: Configured) -> Mapping[str, Law]:
    """The laws and checks that an alignment model is asked; ValueError if its input is not known."""
    return laws_of_subjects(model, SUBJECTS)


def _turn(n: int, rng: np.random.Generator) -> Any:
    """1 or -1 for each of n actors: a pair of different signs has its relation turned."""
    return rng.choice([-1.0, 1.0], n)


def _unit(rng: np.random.Generator) -> float:
    return float(rng.choice([0.25, 8.0]))  # powers of two round nothing, so that ties stay ties


@st.composite
def fields(draw: st.DrawFn) -> Field:
    """One or two draws of three to five actors, with propensities that are round, or not."""
    d, n = draw(st.integers(1, 2)), draw(st.integers(3, 5))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    p = rng.integers(-2, 3, (d, n, n)) / 2 if draw(st.booleans()) else rng.uniform(-1, 1, (d, n, n))
    upper = np.triu(p, 1)
    return Field.of(rng.integers(1, 9, (d, n)).astype(np.float64), upper + upper.transpose(0, 2, 1))


def _actors(field: Field, order: Any) -> Field:
    return Field.of(field.size[:, order], field.propensity[:, order][:, :, order])


def _field_order(run: Run, field: Field, rng: np.random.Generator) -> str | None:
    order = rng.permutation(field.size.shape[1])
    one, two = run(field), run(_actors(field, order))
    return tell_apart(
        energy=(two.energy, one.energy), together=(two.together, one.together[np.ix_(order, order)])
    )


def _field_units(run: Run, field: Field, rng: np.random.Generator) -> str | None:
    size, lean = _unit(rng), _unit(rng)
    one, two = run(field), run(Field.of(size * field.size, lean * field.propensity))
    return tell_apart(energy=(two.energy, size**2 * lean * one.energy), together=(two.together, one.together))


def _field_switch(run: Run, field: Field, rng: np.random.Generator) -> str | None:
    turn = _turn(field.size.shape[1], rng)
    other = Field.of(field.size, field.propensity * np.outer(turn, turn))
    one, two = run(field), run(other)
    # what parting nobody and parting everybody average to
    middle = [f.weight.sum(axis=(1, 2)) / 4 for f in (field, other)]
    apart = np.outer(turn, turn) < 0
    return tell_apart(
        energy=(two.energy - middle[1], one.energy - middle[0]),
        together=(two.together, np.where(apart, 1.0 - one.together, one.together)),
    )


def _field_bounded(run: Run, field: Field, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    out = run(field)
    return exceeds(
        energy=(out.energy, 0.0), together=(0.0, out.together), certain=(out.together, 1.0)
    ) or tell_apart(
        self=(np.diag(out.together), np.ones(len(out.together))), sum=(out.probability.sum(), 1.0)
    )


def _field_certificate(run: Run, field: Field, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    out = run(field)
    apart = out.bloc[:, :, None] != out.bloc[:, None, :]
    return tell_apart(energy=(out.energy, (field.weight * apart).sum(axis=(1, 2)) / 2)) or exceeds(
        bound=(out.bound, out.energy)
    )


def _by_actors(out: Triangles, order: Any) -> Any:
    """Kind and turn of every triangle (T, 2D), in the order of its actors' names."""
    names = np.sort(np.asarray(order)[out.actors], axis=1)
    place = np.lexsort(names.T[::-1])
    return np.concatenate([out.kind, out.turn])[:, place]


def _triangle_order(run: Run, field: Field, rng: np.random.Generator) -> str | None:
    order = rng.permutation(field.size.shape[1])
    same = np.arange(len(order))
    return tell_apart(kinds=(_by_actors(run(_actors(field, order)), order), _by_actors(run(field), same)))


def _triangle_units(run: Run, field: Field, rng: np.random.Generator) -> str | None:
    unit = _unit(rng)
    one, two = run(field), run(Field.of(_unit(rng) * field.size, unit * field.propensity))
    return tell_apart(
        kind=(two.kind, one.kind),
        distance=(two.distance, unit * one.distance),
        value=(two.value, unit * one.value),
    )


def _triangle_switch(run: Run, field: Field, rng: np.random.Generator) -> str | None:
    turn = _turn(field.size.shape[1], rng)
    same = np.arange(len(turn))
    other = run(Field.of(field.size, field.propensity * np.outer(turn, turn)))
    return tell_apart(kinds=(_by_actors(other, same), _by_actors(run(field), same)))


def _triangle_bounded(run: Run, field: Field, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    out = run(field)
    return tell_apart(
        sum=(out.share.sum(axis=1), np.ones(len(out.share))), turn=(out.turn, out.distance.min(axis=2))
    ) or exceeds(share=(0.0, out.share), distance=(0.0, out.distance))


@st.composite
def networks(draw: st.DrawFn) -> Ties:
    """Signed networks of three to six actors; most pairs are tied, with weights of 1 or more."""
    n = draw(st.integers(3, 6))
    a, b = np.triu_indices(n, 1)
    values = st.sampled_from([-1.0, 1.0, -2.0, 3.0, 0.0])
    sign = np.array(draw(st.lists(values, min_size=len(a), max_size=len(a))))
    sign[0] = sign[0] or 1.0
    tied = sign != 0
    return Ties.of(n, a[tied], b[tied], sign[tied])


def _renamed(ties: Ties, rng: np.random.Generator) -> Ties:
    names, order = rng.permutation(ties.n), rng.permutation(len(ties.sign))
    return Ties.of(ties.n, names[ties.a][order], names[ties.b][order], ties.sign[order])


def _switched(ties: Ties, rng: np.random.Generator) -> Ties:
    turn = _turn(ties.n, rng)
    return replace(ties, sign=ties.sign * turn[ties.a] * turn[ties.b])


def _balance(out: Balance) -> tuple[Any, Any]:
    return [out.frustration.index, out.frustration.largest], [
        out.triads.counts.sum(),
        len(out.triads.unbalanced),
    ]


def _balance_order(run: Run, ties: Ties, rng: np.random.Generator) -> str | None:
    one, two = run(ties), run(_renamed(ties, rng))
    return tell_apart(
        index=(_balance(two)[0], _balance(one)[0]), triads=(two.triads.counts, one.triads.counts)
    )


def _balance_units(run: Run, ties: Ties, rng: np.random.Generator) -> str | None:
    unit = _unit(rng)
    one, two = (_balance(run(t)) for t in (ties, replace(ties, sign=unit * ties.sign)))
    return tell_apart(index=(two[0], unit * np.array(one[0])), triads=(two[1], one[1]))


def _balance_switch(run: Run, ties: Ties, rng: np.random.Generator) -> str | None:
    one, two = (_balance(run(t)) for t in (ties, _switched(ties, rng)))
    return tell_apart(index=(two[0], one[0]), triads=(two[1], one[1]))


def _balance_bounded(run: Run, ties: Ties, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    out = run(ties)
    index, largest = out.frustration.index, out.frustration.largest
    return exceeds(
        index=(0.0, index), half=(2.0 * index, largest), share=(np.nan_to_num(out.triads.balanced_share), 1.0)
    )


def _balance_certificate(run: Run, ties: Ties, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    out = run(ties).frustration
    against = np.flatnonzero((out.camp[ties.a] != out.camp[ties.b]) == (ties.sign > 0))
    return tell_apart(frustrated=(out.frustrated, against)) or tell_apart(
        index=(out.index, np.abs(ties.sign[against]).sum())
    )


def _groups_order(run: Run, ties: Ties, rng: np.random.Generator) -> str | None:
    return tell_apart(criterion=(run(_renamed(ties, rng)).criterion, run(ties).criterion))


def _groups_units(run: Run, ties: Ties, rng: np.random.Generator) -> str | None:
    unit = _unit(rng)
    return tell_apart(
        criterion=(run(replace(ties, sign=unit * ties.sign)).criterion, unit * run(ties).criterion)
    )


def _groups_switch(run: Run, ties: Ties, rng: np.random.Generator) -> str | None:
    return tell_apart(criterion=(run(_switched(ties, rng)).criterion, run(ties).criterion))


def _groups_bounded(run: Run, ties: Ties, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    out = run(ties)
    return exceeds(criterion=(0.0, out.criterion), most=(out.criterion, np.abs(ties.sign).sum()))


def _groups_certificate(run: Run, ties: Ties, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    out, alpha = run(ties), getattr(parameters_of(run), "alpha", 0.5)
    parted = out.group[ties.a] != out.group[ties.b]
    hostile, friendly = ties.sign[~parted & (ties.sign < 0)], ties.sign[parted & (ties.sign > 0)]
    return tell_apart(
        criterion=(out.criterion, alpha * np.abs(hostile).sum() + (1.0 - alpha) * friendly.sum())
    ) or exceeds(bound=(out.bound, out.criterion))


@st.composite
def relations(draw: st.DrawFn) -> Any:
    """Symmetric matrices of relations among one to five actors."""
    n = draw(st.integers(1, 5))
    x = np.random.default_rng(draw(st.integers(0, 2**32 - 1))).normal(size=(n, n))
    return x + x.T


def _flow_order(run: Run, x: Any, rng: np.random.Generator) -> str | None:
    order = rng.permutation(len(x))
    one, two = run(x), run(x[np.ix_(order, order)])
    return tell_apart(blow_up=(two.blow_up, one.blow_up), faction=_factions(two, one, order, None))


def _factions(two: Flow, one: Flow, order: Any, turn: Any) -> tuple[Any, Any]:
    """Who ends with whom, as signs of pairs; nothing where it is arbitrary."""
    if not (one.decided and two.decided):
        return 0.0, 0.0
    got, wanted = ((1.0 - 2.0 * f.faction) for f in (two, one))
    wanted = wanted[order] if turn is None else wanted * turn
    return np.outer(got, got), np.outer(wanted, wanted)


def _flow_units(run: Run, x: Any, rng: np.random.Generator) -> str | None:
    unit = _unit(rng)
    one, two = run(x), run(unit * x)
    return tell_apart(blow_up=(two.blow_up, one.blow_up / unit), leading=(two.leading, one.leading))


def _flow_switch(run: Run, x: Any, rng: np.random.Generator) -> str | None:
    turn = _turn(len(x), rng)
    one, two = run(x), run(x * np.outer(turn, turn))
    return tell_apart(blow_up=(two.blow_up, one.blow_up), faction=_factions(two, one, None, turn))


def _flow_bounded(run: Run, x: Any, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    out = run(x)
    return exceeds(blow_up=(0.0, out.blow_up), faction=(out.faction, 1))


def _flow_certificate(run: Run, x: Any, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    out = run(x)
    if not np.isfinite(out.blow_up):
        return exceeds(growth=(np.linalg.eigvalsh(x).max(), 0.0))
    return tell_apart(
        leading=(x @ out.leading, out.leading / out.blow_up), length=(out.leading @ out.leading, 1.0)
    )


@st.composite
def friends_and_foes(draw: st.DrawFn) -> Any:
    """Complete networks of three to five friends and foes."""
    n = draw(st.integers(3, 5))
    signs = draw(st.lists(st.sampled_from([-1.0, 1.0]), min_size=n * n, max_size=n * n))
    upper = np.triu(np.array(signs).reshape(n, n), 1)
    return upper + upper.T + np.eye(n)


def _course_order(run: Run, sign: Any, rng: np.random.Generator) -> str | None:
    order = rng.permutation(len(sign))
    one, two = run(sign), run(sign[np.ix_(order, order)])
    return tell_apart(sign=(two.sign, one.sign[np.ix_(order, order)]))


def _course_switch(run: Run, sign: Any, rng: np.random.Generator) -> str | None:
    turn = _turn(len(sign), rng)
    one, two = run(sign), run(sign * np.outer(turn, turn))
    return tell_apart(
        sign=(two.sign, one.sign * np.outer(turn, turn)), unbalanced=(two.unbalanced, one.unbalanced)
    )


def _course_bounded(run: Run, sign: Any, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    out = run(sign)
    return exceeds(
        positive=(0.0, out.positive),
        most=(out.positive, 1.0),
        unbalanced=(0.0, out.unbalanced),
        all=(out.unbalanced, 1.0),
    )


def _course_certificate(run: Run, sign: Any, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    out = run(sign)
    x = out.sign.astype(np.float64)
    np.fill_diagonal(x, 0.0)
    n = len(x)
    balanced = (1.0 + np.trace(x @ x @ x) / (n * (n - 1) * (n - 2))) / 2.0
    return tell_apart(unbalanced=(out.unbalanced[-1], 1.0 - balanced))


SUBJECTS = (
    Subject(
        Field,
        Alignment,
        fields(),
        {
            "order": _field_order,
            "units": _field_units,
            "switch": _field_switch,
            "bounded": _field_bounded,
            "certificate": _field_certificate,
        },
    ),
    Subject(
        Field,
        Triangles,
        fields(),
        {
            "order": _triangle_order,
            "units": _triangle_units,
            "switch": _triangle_switch,
            "bounded": _triangle_bounded,
        },
    ),
    Subject(
        Ties,
        Balance,
        networks(),
        {
            "order": _balance_order,
            "units": _balance_units,
            "switch": _balance_switch,
            "bounded": _balance_bounded,
            "certificate": _balance_certificate,
        },
    ),
    Subject(
        Ties,
        Groups,
        networks(),
        {
            "order": _groups_order,
            "units": _groups_units,
            "switch": _groups_switch,
            "bounded": _groups_bounded,
            "certificate": _groups_certificate,
        },
    ),
    Subject(
        ArrayLike,
        Flow,
        relations(),
        {
            "order": _flow_order,
            "units": _flow_units,
            "switch": _flow_switch,
            "bounded": _flow_bounded,
            "certificate": _flow_certificate,
        },
    ),
    Subject(
        ArrayLike,
        Course,
        friends_and_foes(),
        {
            "order": _course_order,
            "switch": _course_switch,
            "bounded": _course_bounded,
            "certificate": _course_certificate,
        },
    ),
)
