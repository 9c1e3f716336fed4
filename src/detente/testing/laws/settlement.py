"""The laws of settlement models: bargains, changes to them, and what becomes of the outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
from hypothesis import strategies as st

from detente.models import INFLUENCE, REVERSION, SEVERAL_ISSUES, Bargain, Configured, run_model
from detente.models.arrays import Floats
from detente.models.laws import LAWS
from detente.testing.bargains import bargains
from detente.testing.changes import CHANGES, changed
from detente.testing.laws.law import Law

#: What is asked of every settlement model, besides the laws that it may say it breaks.
ALWAYS: Mapping[str, str] = MappingProxyType(
    {
        "bits": "the same input gives the same bits",
        "untouched": "the input arrays are not modified",
        "chunks": "some of the draws alone give the same bits as among all",
        "nan": "a number that is missing is refused with a message that names the draw",
        "declared": "the same numbers give the same bits in every draw, but of a stochastic model",
        "unweighed": "where nobody has weight there is no outcome, and every other draw keeps its own",
        "alone": "one actor gets its position, where the outcome rests on positions only",
    }
)

#: Outcomes that differ by less than this part of the scale are the same.
TOLERANCE = 1e-9


def laws_of(model: Configured) -> Mapping[str, Law]:
    """What a settlement model is asked; not "alone" if it rests on more than positions."""
    laws = {
        name: Law(_cases(model, name), _CHECKS.get(name, _compare)) for name in [*LAWS["settlement"], *ALWAYS]
    }
    if model.model.traits.needs & {REVERSION} or "bounded" in model.model.traits.breaks:
        del laws["alone"]
    return laws


def _given(model: Configured, actors: tuple[int, int] = (1, 8)) -> st.SearchStrategy[Bargain]:
    needs = model.model.traits.needs
    issues = (
        (2, 3) if SEVERAL_ISSUES in needs else (1, 3) if model.model.traits.issues == "several" else (1, 2)
    )
    known = bargains(
        actors=actors,
        issues=issues,
        reversion=True if REVERSION in needs else None,
        influence=True if INFLUENCE in needs else None,
    )
    return known.filter(lambda bargain: all(need.met(bargain) for need in needs))


def _cases(model: Configured, law: str) -> st.SearchStrategy[Any]:
    if law == "alone":
        return _given(model, (1, 1))
    return changed(_given(model), law) if law in CHANGES else _given(model)


def _compare(model: Configured, case: Any) -> str | None:
    wanted = case.a * run_model(model, case.before).settlement + case.b
    got = run_model(model, case.after).settlement
    return _differ(wanted, got, case.after.scale)


def _differ(wanted: Floats, got: Floats, scale: Floats) -> str | None:
    near = np.abs(wanted - got) <= TOLERANCE * (scale[:, 1] - scale[:, 0])
    return None if (near | (np.isnan(wanted) & np.isnan(got))).all() else f"{got}, not {wanted}"


def _bounded(model: Configured, case: Any) -> str | None:
    out = run_model(model, case).settlement
    taking_part = np.where(case.salience > 0, case.position, np.nan)
    ends = [np.nanmin(taking_part, axis=1), np.nanmax(taking_part, axis=1)]
    if model.model.traits.reversion:
        ends = [np.fmin(ends[0], case.reversion), np.fmax(ends[1], case.reversion)]
    slack = TOLERANCE * (case.scale[:, 1] - case.scale[:, 0])
    inside = (out >= ends[0] - slack) & (out <= ends[1] + slack)
    return None if (inside | np.isnan(out)).all() else f"{out} is not within {ends[0]} to {ends[1]}"


def _bits(model: Configured, case: Any) -> str | None:
    first, second = run_model(model, case), run_model(model, case)
    same = first.settlement.tobytes() == second.settlement.tobytes() and all(
        np.asarray(array).tobytes() == np.asarray(second.detail[name]).tobytes()
        for name, array in first.detail.items()
    )
    return None if same else f"{first} and then {second}"


def _untouched(model: Configured, case: Any) -> str | None:
    arrays = {name: array for name, array in vars(case).items() if isinstance(array, np.ndarray)}
    before = {name: array.tobytes() for name, array in arrays.items()}
    run_model(model, case)
    changed = [name for name, array in arrays.items() if array.tobytes() != before[name]]
    return f"{changed} changed" if changed else None


def _chunks(model: Configured, case: Any) -> str | None:
    whole = run_model(model, case).settlement
    parts = [run_model(model, case.draws(slice(i, i + 1))).settlement for i in range(len(whole))]
    return None if whole.tobytes() == np.concatenate(parts).tobytes() else f"{parts}, not {whole}"


def _nan(model: Configured, case: Any) -> str | None:
    draw, actor, issue = (int(i) for i in np.argwhere(case.salience > 0)[-1])
    for name, at in (("salience", (draw, actor, issue)), ("capability", (draw, actor))):
        array = getattr(case, name).copy()
        array[at] = np.nan
        try:
            run_model(model, replace(case, **{name: array}))
        except ValueError as why:
            if f"draw {draw}" not in str(why):
                return f"the message does not name draw {draw}: {why}"
        else:
            return f"a {name} that is not a number was taken"
    return None


def _declared(model: Configured, case: Any) -> str | None:
    if model.stochastic:
        return None
    again = case.draws(np.zeros(3, dtype=np.intp))
    uniform = np.linspace(0.1, 0.9, 3)[:, None].repeat(case.shape[2], axis=1)
    out = run_model(model, replace(again, uniform=uniform)).settlement
    same = all(row.tobytes() == out[0].tobytes() for row in out)
    return None if same else f"{out} of the same numbers three times"


def _unweighed(model: Configured, case: Any) -> str | None:
    before = run_model(model, case).settlement
    salience = case.salience.copy()
    salience[0, :, 0] = 0.0
    silent = replace(case, salience=salience)
    after = run_model(model, silent).settlement
    if not np.isnan(after[0, 0]):
        return f"{after[0, 0]} where nobody has weight"
    if after[1:].tobytes() != before[1:].tobytes():
        return f"other draws gave {after[1:]}, not {before[1:]}"
    if model.model.traits.issues == "several" and case.shape[2] > 1:
        others = np.arange(case.shape[2]) > 0
        before = before.copy()
        before[0, others] = run_model(model, silent.draws(slice(0, 1)).issues(others)).settlement[0]
    return None if after[0, 1:].tobytes() == before[0, 1:].tobytes() else f"{after[0]}, not {before[0]}"


def _alone(model: Configured, case: Any) -> str | None:
    return _differ(case.position[:, 0], run_model(model, case).settlement, case.scale)


_CHECKS: Mapping[str, Callable[[Configured, Any], str | None]] = {
    "bounded": _bounded,
    "bits": _bits,
    "untouched": _untouched,
    "chunks": _chunks,
    "nan": _nan,
    "declared": _declared,
    "unweighed": _unweighed,
    "alone": _alone,
}
