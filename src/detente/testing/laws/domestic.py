"""The laws of domestic models: an actor's position from inside, and ratification."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from detente.models import Configured
from detente.models.domestic.position import Household, HouseholdPosition
from detente.models.domestic.ratification import Ratification, Ratifiers
from detente.testing.laws.law import Law, Run, Subject, arrays, exceeds, laws_of_subjects, tell_apart

_places = st.integers(0, 100).map(float)
_saliences = st.sampled_from([0.0, 50.0, 100.0]) | st.integers(1, 100).map(float)
_capabilities = st.sampled_from([0.0, 1.0, 1.0]) | st.integers(1, 9).map(float)


def laws_of(model: Configured) -> Mapping[str, Law]:
    """The laws and checks that a domestic model is asked; ValueError if its input is not known."""
    return laws_of_subjects(model, SUBJECTS)


@st.composite
def households(draw: st.DrawFn) -> Household:
    """Households of one to four members; some take no stance, as may the leader."""
    d, m = draw(st.integers(1, 2)), draw(st.integers(1, 4))
    silent = draw(arrays(st.sampled_from([0.0, 0.0, 1.0]), d, m)) > 0
    leader = draw(arrays(_places, d))
    leader_salience = draw(arrays(_saliences, d))
    if draw(st.booleans()):
        leader[:], leader_salience[:] = np.nan, 0.0
    return Household(
        np.where(silent, np.nan, draw(arrays(_places, d, m))),
        np.where(silent, 0.0, draw(arrays(_saliences, d, m))),
        draw(arrays(_capabilities, d, m)),
        leader,
        leader_salience,
        draw(arrays(st.sampled_from([0.0, 0.25, 1.0]), d)),
        np.full(d, np.nan),
        draw(arrays(_capabilities, d, 2, m)) if draw(st.booleans()) else None,
    )


def _members(household: Household, rows: Any) -> Household:
    influence = household.influence
    return replace(
        household,
        position=household.position[:, rows],
        salience=household.salience[:, rows],
        capability=household.capability[:, rows],
        influence=None if influence is None else influence[:, :, rows],
    )


def _household_order(run: Run, household: Household, rng: np.random.Generator) -> str | None:
    order = rng.permutation(household.position.shape[1])
    one, two = run(household), run(_members(household, order))
    return tell_apart(
        position=(two.position, one.position),
        salience=(two.salience, one.salience),
        share=(two.share, one.share[:, order]),
    )


def _mapped(household: Household, a: float, b: float) -> Household:
    return replace(household, position=a * household.position + b, leader=a * household.leader + b)


def _household_affine(run: Run, household: Household, rng: np.random.Generator) -> str | None:
    a, b = float(rng.choice([0.5, 3.0])), float(rng.choice([-70.0, 13.0]))
    other = replace(_mapped(household, a, b), low=a * household.low + b, high=a * household.high + b)
    one, two = run(household), run(other)
    return tell_apart(
        position=(two.position, a * one.position + b),
        inner=(two.inner, a * one.inner + b),
        pulled=(two.pulled, a * one.pulled),
        salience=(two.salience, one.salience),
    )


def _household_mirror(run: Run, household: Household, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    ends = household.low + household.high
    one, two = run(household), run(_mapped(household, -1.0, ends))
    return tell_apart(position=(two.position, ends - one.position), pulled=(two.pulled, -one.pulled))


def _household_units(run: Run, household: Household, rng: np.random.Generator) -> str | None:
    unit = float(rng.choice([0.25, 8.0]))
    influence = None if household.influence is None else unit * household.influence
    one = run(household)
    two = run(replace(household, capability=unit * household.capability, influence=influence))
    return tell_apart(
        position=(two.position, one.position),
        salience=(two.salience, one.salience),
        share=(two.share, one.share),
    )


def _household_inert(run: Run, household: Household, rng: np.random.Generator) -> str | None:
    m = household.position.shape[1]
    wider = _members(household, [*range(m), int(rng.integers(m))])
    capability = wider.capability.copy()
    capability[:, m] = 0.0
    influence = wider.influence
    if influence is not None:
        influence = influence.copy()
        influence[:, :, m] = 0.0
    one, two = run(household), run(replace(wider, capability=capability, influence=influence))
    return tell_apart(position=(two.position, one.position), salience=(two.salience, one.salience))


def _household_bounded(run: Run, household: Household, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    out = run(household)
    stances = np.column_stack([household.position, household.leader])
    low = np.where(np.isnan(stances), np.inf, stances).min(axis=1)
    high = np.where(np.isnan(stances), -np.inf, stances).max(axis=1)
    stands = ~np.isnan(out.position)
    return exceeds(
        low=(low[stands], out.position[stands]),
        high=(out.position[stands], high[stands]),
        share=(0.0, out.share),
        whole=(out.share.sum(axis=1), 1.0),
    )


@st.composite
def ratifiers(draw: st.DrawFn) -> Ratifiers:
    """One to three actors of one to three members, over one or two issues."""
    d, n, m, k = 1, draw(st.integers(1, 3)), draw(st.integers(1, 3)), draw(st.integers(1, 2))
    capability = draw(arrays(_capabilities, d, n, m))
    capability[:, :, 0] = np.maximum(capability[:, :, 0], 1.0)
    return Ratifiers(
        draw(arrays(_places, d, n, m, k)),
        draw(arrays(_saliences, d, n, m, k)),
        capability,
        draw(arrays(st.sampled_from([0.5, 0.6, 1.0]), d, n)),
        draw(arrays(_places, d, k)),
        draw(arrays(_places, d, k)),
        np.tile([0.0, 100.0], (k, 1)),
    )


def _ratifiers_order(run: Run, given: Ratifiers, rng: np.random.Generator) -> str | None:
    _, n, m, _ = given.position.shape
    actors, members = rng.permutation(n), rng.permutation(m)
    moved = {a: getattr(given, a)[:, actors][:, :, members] for a in ("position", "salience", "capability")}
    one, two = run(given), run(replace(given, threshold=given.threshold[:, actors], **moved))
    return tell_apart(
        margin=(two.margin, one.margin[:, actors]), gain=(two.gain, one.gain[:, actors][:, :, members])
    )


def _moved(given: Ratifiers, a: Any, b: Any, scale: Any) -> Ratifiers:
    moved = {n: a * getattr(given, n) + b for n in ("position", "reversion", "agreement")}
    return replace(given, scale=scale, **moved)


def _ratifiers_affine(run: Run, given: Ratifiers, rng: np.random.Generator) -> str | None:
    a, b = float(rng.choice([0.5, 3.0])), float(rng.choice([-70.0, 13.0]))
    one, two = run(given), run(_moved(given, a, b, a * given.scale + b))
    return tell_apart(
        margin=(two.margin, one.margin), gain=(two.gain, one.gain), alone=(two.alone, a * one.alone + b)
    )


def _ratifiers_mirror(run: Run, given: Ratifiers, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    one, two = run(given), run(_moved(given, -1.0, given.scale.sum(axis=1), given.scale))
    return tell_apart(margin=(two.margin, one.margin), gain=(two.gain, one.gain))


def _ratifiers_units(run: Run, given: Ratifiers, rng: np.random.Generator) -> str | None:
    one, two = run(given), run(replace(given, capability=float(rng.choice([0.25, 8.0])) * given.capability))
    return tell_apart(margin=(two.margin, one.margin), overlap=(two.overlap, one.overlap))


def _ratifiers_inert(run: Run, given: Ratifiers, rng: np.random.Generator) -> str | None:
    m = given.position.shape[2]
    rows = [*range(m), int(rng.integers(m))]
    wider = {a: getattr(given, a)[:, :, rows] for a in ("position", "salience", "capability")}
    wider["capability"][:, :, m] = 0.0
    one, two = run(given), run(replace(given, **wider))
    return tell_apart(margin=(two.margin, one.margin), overlap=(two.overlap, one.overlap))


def _ratifiers_bounded(run: Run, given: Ratifiers, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    out = run(replace(given, agreement=given.reversion))
    return tell_apart(
        gain=(out.gain, np.zeros_like(out.gain)), margin=(out.margin, np.zeros_like(out.margin))
    ) or exceeds(package=(np.abs(np.nan_to_num(out.package) - 50.0), 50.0))


SUBJECTS = (
    Subject(
        Household,
        HouseholdPosition,
        households(),
        {
            "order": _household_order,
            "affine": _household_affine,
            "mirror": _household_mirror,
            "units": _household_units,
            "inert": _household_inert,
            "bounded": _household_bounded,
        },
    ),
    Subject(
        Ratifiers,
        Ratification,
        ratifiers(),
        {
            "order": _ratifiers_order,
            "affine": _ratifiers_affine,
            "mirror": _ratifiers_mirror,
            "units": _ratifiers_units,
            "inert": _ratifiers_inert,
            "bounded": _ratifiers_bounded,
        },
    ),
)
