"""The conformance suite: what every model, ours or yours, keeps or says that it breaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis.errors import NoSuchExample

from detente.models import Configured, Model, configure
from detente.models.laws import LAWS, Family
from detente.testing.laws import alignment, burden, conflict, domestic, duration, settlement, voting
from detente.testing.laws.law import Law

#: By family, the laws and checks that a model of it is asked, each with its cases.
SUITES: Mapping[Family, Callable[[Configured], Mapping[str, Law]]] = {
    "settlement": settlement.laws_of,
    "alignment": alignment.laws_of,
    "domestic": domestic.laws_of,
    "conflict": conflict.laws_of,
    "burden": burden.laws_of,
    "voting": voting.laws_of,
    "duration": duration.laws_of,
}


@dataclass(frozen=True)
class Verdict:
    """What came of a law.

    Parameters
    ----------
    model, law : str
        The model's label and the law's name.
    holds : bool
        Whether the model keeps it.
    reason : str
        Why it does not, as the model says.
    example : object
        A case in which it does not.
    """

    model: str
    law: str
    holds: bool
    reason: str = ""
    example: Any = None


def broken(model: Configured) -> Mapping[str, str]:
    """Return the laws that a model with its parameters says it breaks, with the reasons.

    Those of its traits, and those that its parameters add in an attribute ``breaks``.
    """
    return {**model.model.traits.breaks, **getattr(model.params, "breaks", {})}


def model_laws(model: str | Model | Configured) -> list[str]:
    """List the laws and checks to run on a model, for parametrising tests.

    All that are about what it is given, except that a law which the default breaks is not asked of another
    variant, unless that variant's own parameters speak of it: a variant may mend what the model breaks.

    Parameters
    ----------
    model : str, Model or Configured
        A specification such as ``"challenge:scholz-code"``, or a model.

    Returns
    -------
    list of str
        Names of ``detente.models.laws.LAWS`` and of the checks that are made of every model.

    Raises
    ------
    ValueError
        If the suite knows no cases for what the model takes and returns.
    """
    chosen = _configured(model)
    mine = getattr(chosen.params, "breaks", {})
    default = chosen.params == chosen.model.params
    return [
        law for law in _laws_of(chosen) if default or law in mine or law not in chosen.model.traits.breaks
    ]


def check_model(model: str | Model | Configured, *, examples: int = 60) -> tuple[Verdict, ...]:
    """Run every law on a model of any family, registered or not.

    Parameters
    ----------
    model : str, Model or Configured
        A specification such as ``"challenge:scholz-code"``, or a model.
    examples : int
        How many random cases each law is tried on.

    Returns
    -------
    tuple of Verdict
        One for each law. A law in ``traits.breaks`` must be seen broken: its verdict has the example.

    Raises
    ------
    AssertionError
        If the model is not as it says, with all that is wrong.
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
    """Run one law or check on a model.

    Parameters
    ----------
    model : str, Model or Configured
        A specification such as ``"challenge:scholz-code"``, or a model.
    law : str
        One of ``model_laws(model)``.
    examples : int
        How many random cases it is tried on.
    shrink : bool
        Whether to look for the simplest example of a law that the model breaks, which takes a while.

    Raises
    ------
    AssertionError
        If the model is not as it says.
    """
    chosen = _configured(model)
    asked = _laws_of(chosen)[law]
    reason = broken(chosen).get(law)
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
            example = find(asked.cases, lambda case: asked.check(chosen, case) is not None, settings=quick)
        except NoSuchExample:
            raise AssertionError(f"{chosen.label} says that it breaks {law!r}, but was not seen to") from None
        return Verdict(chosen.label, law, False, reason, example)

    @quick
    @given(asked.cases)
    def holds(case: Any) -> None:
        why = asked.check(chosen, case)
        if why is not None:
            raise AssertionError(f"{chosen.label} breaks {law!r}: {why}\n{case}")

    holds()
    return Verdict(chosen.label, law, True)


def _laws_of(chosen: Configured) -> Mapping[str, Law]:
    laws = SUITES[chosen.model.family](chosen)
    if strange := set(broken(chosen)) - set(laws) - {"alone"}:
        raise ValueError(
            f"{chosen.label} says that it breaks {sorted(strange)}, which is not about its input"
        )
    return {name: laws[name] for name in [*LAWS[chosen.model.family], *laws] if name in laws}


def _configured(model: str | Model | Configured) -> Configured:
    if isinstance(model, str):
        return configure(model)
    return Configured(model, model.params, model.slug) if isinstance(model, Model) else model
