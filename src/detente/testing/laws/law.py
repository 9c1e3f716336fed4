"""How a law is checked, and what the families other than settlement share."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, get_type_hints

import numpy as np
from hypothesis import strategies as st

from detente.models import Configured

#: Numbers that differ by less than this part of the larger, or of 1, are the same.
TOLERANCE = 1e-7

Run = Callable[[Any], Any]

#: Says what is wrong, None if nothing is, given the model, a case and random numbers for the change.
Check = Callable[[Run, Any, np.random.Generator], str | None]


@dataclass(frozen=True)
class Law:
    """Random cases, and a check that says what is wrong with a model on one, None if nothing is."""

    cases: st.SearchStrategy[Any]
    check: Callable[[Configured, Any], str | None]


@dataclass(frozen=True)
class Subject:
    """What some models of a family are given and return, and the laws that are about it.

    A model belongs to the subject if its first argument is annotated ``takes`` and, unless ``gives`` is
    None, its result is ``gives`` or a kind of it. A case that is a tuple holds several arguments.
    """

    takes: Any
    gives: type | None
    cases: st.SearchStrategy[Any]
    laws: Mapping[str, Check]


@dataclass(frozen=True)
class _Runner:
    model: Configured

    def __call__(self, case: Any) -> Any:
        arguments = case if isinstance(case, tuple) else (case,)
        return self.model.model.compute(*arguments, params=self.model.params)


def parameters_of(run: Run) -> Any:
    """The parameters with which a model is run."""
    assert isinstance(run, _Runner)  # noqa: S101
    return run.model.params


def laws_of_subjects(model: Configured, subjects: tuple[Subject, ...]) -> Mapping[str, Law]:
    """The laws of the subject that a model belongs to, and what is asked of every model.

    Raises ValueError, naming what there is, for a model that takes or returns something else.
    """
    hints = get_type_hints(model.model.compute)
    first = next(iter(inspect.signature(model.model.compute).parameters))
    takes, gives = hints.get(first), hints.get("return")
    for subject in subjects:
        kind = subject.gives is None or (isinstance(gives, type) and issubclass(gives, subject.gives))
        if takes == subject.takes and kind:
            cases = st.tuples(subject.cases, st.integers(0, 2**32 - 1))
            checks = {**subject.laws, "bits": _bits, "untouched": _untouched}
            return {name: Law(cases, _seeded(check)) for name, check in checks.items()}
    known = ", ".join(f"{_name(s.takes)} -> {_name(s.gives)}" for s in subjects)
    raise ValueError(
        f"{model.label}: there are no laws about {_name(takes)} -> {_name(gives)}; annotate the model as one "
        f"of {known}, or add a subject to detente.testing.laws.{model.model.family}"
    )


def _name(kind: Any) -> str:
    return "anything" if kind is None else getattr(kind, "__name__", str(kind))


def _seeded(check: Check) -> Callable[[Configured, Any], str | None]:
    return lambda model, case: check(_Runner(model), case[0], np.random.default_rng(case[1]))


def tell_apart(tolerance: float = TOLERANCE, /, **pairs: tuple[Any, Any]) -> str | None:
    """Say which of the pairs (got, wanted) differ first, None if none do; infinities and NaN may be equal."""
    for name, (got, wanted) in pairs.items():
        one, other = np.asarray(got, np.float64), np.asarray(wanted, np.float64)
        if one.shape != other.shape or not np.allclose(
            one, other, rtol=tolerance, atol=tolerance, equal_nan=True
        ):
            return f"{name} is {one}, not {other}"
    return None


def exceeds(**pairs: tuple[Any, Any]) -> str | None:
    """Say which of the pairs (less, more) is out of order, None if none is; NaN is not compared."""
    for name, (less, more) in pairs.items():
        low, high = np.asarray(less, np.float64), np.asarray(more, np.float64)
        if (low > high + TOLERANCE * np.maximum(1.0, np.abs(high))).any():
            return f"{name}: {low} is more than {high}"
    return None


def _numbers(value: Any) -> Iterator[np.ndarray[Any, Any]]:
    """Every array and number in a record."""
    if isinstance(value, np.ndarray | float | int):
        yield np.asarray(value)
    elif is_dataclass(value):
        for each in fields(value):
            yield from _numbers(getattr(value, each.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from _numbers(each)
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _numbers(each)


def _bytes(value: Any) -> list[bytes]:
    return [repr(a.tolist()).encode() if a.dtype == object else a.tobytes() for a in _numbers(value)]


def _bits(run: Run, case: Any, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    first, second = run(case), run(copy.deepcopy(case))
    return None if _bytes(first) == _bytes(second) else f"{first} and then {second}"


def _untouched(run: Run, case: Any, rng: np.random.Generator) -> str | None:  # noqa: ARG001
    before = _bytes(case)
    run(case)
    return None if _bytes(case) == before else "the input arrays are modified"


@st.composite
def arrays(draw: st.DrawFn, values: st.SearchStrategy[float], *shape: int) -> Any:
    """An array of that shape, of values drawn one by one."""
    size = int(np.prod(shape))
    return np.array(draw(st.lists(values, min_size=size, max_size=size)), np.float64).reshape(shape)
