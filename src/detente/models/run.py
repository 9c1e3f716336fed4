"""Run one model on a bargain, whether it sees one issue at a time or several at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.errors import UnusableDataError
from detente.models.arrays import Bargain, Bools, OneIssue, Outcome, check_bargain
from detente.models.needs import INFLUENCE
from detente.models.registry import Configured, Model, configure


def run_model(model: str | Model | Configured, bargain: Bargain, params: Any = None) -> Outcome:
    """Run a settlement model on every draw and issue of a bargain.

    Parameters
    ----------
    model : str, Model or Configured
        A specification (``"challenge:scholz-code,rounds=20"``), a registered model, or a configured one.
    bargain : Bargain
        D draws, N actors and K issues.
    params : object, optional
        Replaces the model's parameters.

    Returns
    -------
    Outcome
        ``settlement`` is (D, K), in the issues' own units: NaN where the model does not apply (it needs a
        reversion point, say, and there is none) and in draws in which nobody has weight on the issue. Every
        array of ``detail`` is (D, K, ...), NaN likewise. A model for several issues bargains, in such a
        draw, over the other issues.

    Raises
    ------
    ValueError
        If no model can use the numbers; the message names issue and draw.
    UnknownModelError
        If there is no such model.
    """
    chosen = configure(model) if isinstance(model, str) else model
    if isinstance(chosen, Model):
        chosen = Configured(chosen, chosen.params, chosen.slug)
    if params is not None:
        chosen = replace(chosen, params=params)
    check_bargain(bargain)
    stated, bargain = bargain, restrict_bargain(chosen, bargain)
    if chosen.model.traits.issues == "several":
        return _several(chosen, bargain.by_issue())
    traits, weighed = chosen.model.traits, bargain.weighed
    d, _, k = bargain.shape
    outcomes: dict[int, Outcome] = {}
    for i in range(k):
        issue = bargain.one(i)
        if traits.needs and list_missing_needs(chosen.model, stated.issues(np.arange(k) == i)):
            if traits.reversion and not np.isnan(issue.reversion).all():
                raise UnusableDataError(
                    f"issue {i}: the reversion is stated in some draws only; state it in all"
                )
            continue
        outcomes[i] = _one(chosen, issue, weighed[:, i])
    settlement = np.full((d, k), np.nan)
    for i, outcome in outcomes.items():
        settlement[:, i] = outcome.settlement
    names = dict.fromkeys(name for outcome in outcomes.values() for name in outcome.detail)
    return Outcome(settlement, {name: _join_issues(name, outcomes, d, k) for name in names})


def restrict_bargain(chosen: Configured, bargain: Bargain) -> Bargain:
    """Return the bargain with what the model says it reads, and no more.

    So a model that does not say that it is stochastic cannot draw from ``uniform``, and the draws of one that
    does are never all the same to it.
    """
    if INFLUENCE not in chosen.model.traits.needs:  # the largest array
        bargain = replace(bargain, influence=None)
    return bargain if chosen.stochastic else replace(bargain, uniform=None)


def list_missing_needs(model: Model, bargain: Any) -> tuple[str, ...]:
    """List why a model has no outcome.

    Parameters
    ----------
    model : Model
        A registered model.
    bargain : Bargain
        What it would be given; for a model of another family, that family's input.

    Returns
    -------
    tuple of str
        A clause for every need that is not met, by the needs' names; empty if the model can run.
    """
    needs = sorted(model.traits.needs, key=lambda need: need.name)
    return tuple(need.missing for need in needs if not need.met(bargain))


def _one(chosen: Configured, issue: OneIssue, weighed: Bools) -> Outcome:
    """The outcome on one issue, NaN in the draws that are not ``weighed`` (D,)."""
    bare = ~weighed[:, None]
    if bare.any():  # equal weights keep models from dividing by nought; what comes of them is left out
        salience, capability = np.where(bare, 50.0, issue.salience), np.where(bare, 1.0, issue.capability)
        issue = replace(issue, salience=salience, capability=capability)
    outcome: Outcome = chosen.model.compute(issue, chosen.params)
    if outcome.settlement.shape != issue.reversion.shape:
        raise ValueError(f"{chosen.label} gave {outcome.settlement.shape}, not {issue.reversion.shape}")
    if not bare.any():
        return outcome
    settlement = _undefined(outcome.settlement)
    settlement[weighed] = outcome.settlement[weighed]
    detail = {name: _undefined(array) for name, array in outcome.detail.items()}
    for name, array in outcome.detail.items():
        detail[name][weighed] = array[weighed]
    return Outcome(settlement, detail)


def _several(chosen: Configured, bargain: Bargain) -> Outcome:
    """The outcome of a model for several issues, over those on which somebody has weight in a draw."""
    weighed = bargain.weighed
    if weighed.all():
        return _run_together(chosen, bargain)
    # the shapes of what the model gives, from one draw with equal weights
    first = bargain.draws(slice(0, 1))
    salience = np.where(np.isnan(first.position), 0.0, 50.0)
    shaped = _run_together(
        chosen, replace(first, salience=salience, capability=np.ones_like(first.capability))
    )
    d = len(weighed)
    settlement = _undefined(np.repeat(shaped.settlement, d, axis=0))
    detail = {name: _undefined(np.repeat(array, d, axis=0)) for name, array in shaped.detail.items()}
    for pattern in np.unique(weighed[weighed.any(axis=1)], axis=0):
        alike: Bools = (weighed == pattern).all(axis=1)
        part = _run_together(chosen, bargain.draws(alike).issues(pattern))
        at = np.ix_(alike, pattern)
        settlement[at] = part.settlement
        for name, array in part.detail.items():
            detail[name][at] = array
    return Outcome(settlement, detail)


def _run_together(chosen: Configured, bargain: Bargain) -> Outcome:
    outcome: Outcome = chosen.model.compute(bargain, chosen.params)
    d, _, k = bargain.shape
    if outcome.settlement.shape != (d, k):
        raise ValueError(f"{chosen.label} gave {outcome.settlement.shape}, not {(d, k)}")
    return outcome


def _undefined(like: NDArray[Any]) -> NDArray[Any]:
    """An array of NaN of that shape, of a type that holds both."""
    return np.full(like.shape, np.nan, np.result_type(like.dtype, np.float64))


def _join_issues(name: str, outcomes: dict[int, Outcome], d: int, k: int) -> NDArray[np.generic]:
    """The arrays of that name issue by issue (D, K, ...), NaN where one is shorter or absent."""
    arrays = {i: np.asarray(outcome.detail[name]) for i, outcome in outcomes.items()}
    shapes = {array.shape[1:] for array in arrays.values()}
    first = next(iter(arrays.values()))
    if len(arrays) == k and len(shapes) == 1:
        return np.stack([arrays[i] for i in range(k)], axis=1)
    longest = tuple(max(sizes) for sizes in zip(*shapes, strict=True))
    joined: Any = np.full((d, k, *longest), np.nan, np.result_type(first.dtype, np.float64))
    for i, array in arrays.items():
        joined[(slice(None), i, *map(slice, array.shape[1:]))] = array
    return np.asarray(joined)
