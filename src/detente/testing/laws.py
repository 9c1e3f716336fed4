"""The conformance suite: what every settlement model, ours or yours, keeps or says that it breaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from detente.errors import UnusableDataError
from detente.models import Bargain, Configured, Model, configure, run_model
from detente.models.arrays import Floats
from detente.models.registry import LAWS
from detente.testing.bargains import bargains
from detente.testing.changes import CHANGES, Case, changed

#: What is asked of every model, beside the laws that it may say it breaks.
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


@dataclass(frozen=True)
class Verdict:
    """What was found of a law: it ``holds``, or else the ``reason`` the model gives and an ``example``."""

    model: str
    law: str
    holds: bool
    reason: str = ""
    example: Bargain | Case | None = None


def broken(model: Configured) -> Mapping[str, str]:
    """The laws that a model with its parameters says it breaks, with the reasons.

    Those of its traits, and those that its parameters add in an attribute ``breaks``.
    """
    return {**model.model.traits.breaks, **getattr(model.params, "breaks", {})}


def model_laws(model: str | Model | Configured) -> list[str]:
    """The names of the laws and checks to run on a model, for parametrising tests.

    All of them, but that a law which the default breaks is not asked of another variant, unless that
    variant's own parameters speak of it: a variant may mend what the model breaks.
    """
    chosen = _configured(model)
    mine = getattr(chosen.params, "breaks", {})
    default = chosen.params == chosen.model.params
    laws = [law for law in LAWS if default or law in mine or law not in chosen.model.traits.breaks]
    alone = [] if chosen.model.traits.needs & {"reversion"} or "bounded" in broken(chosen) else ["alone"]
    return [*laws, *(check for check in ALWAYS if check != "alone"), *alone]


def check_model(model: str | Model | Configured, *, examples: int = 60) -> tuple[Verdict, ...]:
    """Run every law on a settlement model, registered or not, with ``examples`` random bargains each.

    ``model`` may be a specification such as ``"challenge:scholz-code"``. A law in ``traits.breaks`` must be
    seen broken: the verdict then has the example. Raises AssertionError with all that is wrong, and
    ValueError for a model of another family.
    """
    verdicts, wrong = [], []
    for law in model_laws(model):
        try:
            verdicts.append(check_law(model, law, examples=examples))
        except AssertionError as why:
            wrong.append(str(why))
    if wrong:
        raise AssertionError("\n".join(wrong))
    return tuple(verdicts)


def check_law(
    model: str | Model | Configured, law: str, *, examples: int = 60, shrink: bool = False
) -> Verdict:
    """Run one law or check on a model; raises AssertionError where the model is not as it says.

    ``shrink``: look for the simplest example of a law that the model breaks, which takes a while.
    """
    chosen = _configured(model)
    test = _CHECKS.get(law) or _compare
    reason = broken(chosen).get(law)
    cases = _cases(chosen, law)
    quick = settings(
        max_examples=examples if reason is None else 50 * examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink) if shrink or reason is None else (Phase.generate,),
    )
    if reason is not None:
        try:
            example = find(cases, lambda case: test(chosen, case) is not None, settings=quick)
        except NoSuchExample:
            raise AssertionError(f"{chosen.label} says that it breaks {law!r}, but was not seen to") from None
        return Verdict(chosen.label, law, False, reason, example)

    @quick
    @given(cases)
    def holds(case: Bargain | Case) -> None:
        found = test(chosen, case)
        if found is not None:
            raise AssertionError(f"{chosen.label} breaks {law!r}: {found}\n{case}")

    holds()
    return Verdict(chosen.label, law, True)


def _configured(model: str | Model | Configured) -> Configured:
    if isinstance(model, str):
        model = configure(model)
    elif isinstance(model, Model):
        model = Configured(model, model.params, model.slug)
    if model.model.family != "settlement":
        raise ValueError(f"the laws are about settlement; {model.label} is a model of {model.model.family}")
    return model


def _given(model: Configured, actors: tuple[int, int] = (1, 8)) -> st.SearchStrategy[Bargain]:
    needs = model.model.traits.needs
    issues = (
        (2, 3) if "several issues" in needs else (1, 3) if model.model.traits.issues == "several" else (1, 2)
    )
    return bargains(
        actors=actors,
        issues=issues,
        reversion=True if "reversion" in needs else None,
        influence=True if "influence" in needs else None,
    )


def _cases(model: Configured, law: str) -> st.SearchStrategy[Bargain | Case]:
    if law == "alone":
        return _given(model, (1, 1))
    return changed(_given(model), law) if law in CHANGES else _given(model)


def _compare(model: Configured, case: Bargain | Case) -> str | None:
    assert isinstance(case, Case)  # noqa: S101
    wanted = case.a * run_model(model, case.before).settlement + case.b
    got = run_model(model, case.after).settlement
    return _differ(wanted, got, case.after.scale)


def _differ(wanted: Floats, got: Floats, scale: Floats) -> str | None:
    near = np.abs(wanted - got) <= TOLERANCE * (scale[:, 1] - scale[:, 0])
    return None if (near | (np.isnan(wanted) & np.isnan(got))).all() else f"{got}, not {wanted}"


def _bounded(model: Configured, case: Bargain | Case) -> str | None:
    assert isinstance(case, Bargain)  # noqa: S101
    out = run_model(model, case).settlement
    taking_part = np.where(case.salience > 0, case.position, np.nan)
    ends = [np.nanmin(taking_part, axis=1), np.nanmax(taking_part, axis=1)]
    if "reversion" in model.model.traits.needs:
        ends = [np.fmin(ends[0], case.reversion), np.fmax(ends[1], case.reversion)]
    slack = TOLERANCE * (case.scale[:, 1] - case.scale[:, 0])
    inside = (out >= ends[0] - slack) & (out <= ends[1] + slack)
    return None if (inside | np.isnan(out)).all() else f"{out} is not within {ends[0]} to {ends[1]}"


def _bits(model: Configured, case: Bargain | Case) -> str | None:
    assert isinstance(case, Bargain)  # noqa: S101
    first, second = run_model(model, case), run_model(model, case)
    same = first.settlement.tobytes() == second.settlement.tobytes() and all(
        np.asarray(array).tobytes() == np.asarray(second.detail[name]).tobytes()
        for name, array in first.detail.items()
    )
    return None if same else f"{first} and then {second}"


def _untouched(model: Configured, case: Bargain | Case) -> str | None:
    assert isinstance(case, Bargain)  # noqa: S101
    arrays = {name: array for name, array in vars(case).items() if isinstance(array, np.ndarray)}
    before = {name: array.tobytes() for name, array in arrays.items()}
    run_model(model, case)
    changed = [name for name, array in arrays.items() if array.tobytes() != before[name]]
    return f"{changed} changed" if changed else None


def _chunks(model: Configured, case: Bargain | Case) -> str | None:
    assert isinstance(case, Bargain)  # noqa: S101
    whole = run_model(model, case).settlement
    parts = [run_model(model, case.draws(slice(i, i + 1))).settlement for i in range(len(whole))]
    return None if whole.tobytes() == np.concatenate(parts).tobytes() else f"{parts}, not {whole}"


def _nan(model: Configured, case: Bargain | Case) -> str | None:
    assert isinstance(case, Bargain)  # noqa: S101
    draw, actor, issue = (int(i) for i in np.argwhere(case.salience > 0)[-1])
    for name, at in (("salience", (draw, actor, issue)), ("capability", (draw, actor))):
        array = getattr(case, name).copy()
        array[at] = np.nan
        try:
            run_model(model, replace(case, **{name: array}))
        except UnusableDataError as why:
            if f"draw {draw}" not in str(why):
                return f"the message does not name draw {draw}: {why}"
        else:
            return f"a {name} that is not a number was taken"
    return None


def _declared(model: Configured, case: Bargain | Case) -> str | None:
    assert isinstance(case, Bargain)  # noqa: S101
    if model.stochastic:
        return None
    again = case.draws(np.zeros(3, dtype=np.intp))
    uniform = np.linspace(0.1, 0.9, 3)[:, None].repeat(case.shape[2], axis=1)
    out = run_model(model, replace(again, uniform=uniform)).settlement
    same = all(row.tobytes() == out[0].tobytes() for row in out)
    return None if same else f"{out} of the same numbers three times"


def _unweighed(model: Configured, case: Bargain | Case) -> str | None:
    assert isinstance(case, Bargain)  # noqa: S101
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


def _alone(model: Configured, case: Bargain | Case) -> str | None:
    assert isinstance(case, Bargain)  # noqa: S101
    return _differ(case.position[:, 0], run_model(model, case).settlement, case.scale)


_CHECKS: Mapping[str, Callable[[Configured, Bargain | Case], str | None]] = {
    "bounded": _bounded,
    "bits": _bits,
    "untouched": _untouched,
    "chunks": _chunks,
    "nan": _nan,
    "declared": _declared,
    "unweighed": _unweighed,
    "alone": _alone,
}
