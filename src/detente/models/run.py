"""Run one model on a bargain, whether it sees one issue at a time or several at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.models.arrays import Bargain, OneIssue, Outcome, check_bargain
from detente.models.registry import NEEDS, Configured, Model, configure


def solve(model: str | Model | Configured, bargain: Bargain, params: Any = None) -> Outcome:
    """The outcome of ``model`` on every draw and issue of ``bargain``.

    ``model`` is a specification (``"challenge:scholz-code,rounds=20"``), a registered model, or a
    configured one; ``params`` replaces its parameters. ``settlement`` is (D, K), NaN where the model
    does not apply: it needs a reversion point, or ties of influence, and there are none. Every array of
    ``detail`` is (D, K, ...), NaN likewise.

    Raises ValueError, naming issue and draw, for numbers that no model can use, and UnknownModelError
    for a model that does not exist.
    """
    chosen = configure(model) if isinstance(model, str) else model
    if isinstance(chosen, Model):
        chosen = Configured(chosen, chosen.params, chosen.slug)
    params = chosen.params if params is None else params
    traits = chosen.model.traits
    check_bargain(bargain)
    if "influence" not in traits.needs:  # the largest array, and nobody else reads it
        bargain = replace(bargain, influence=None)
    d, _, k = bargain.shape
    if traits.issues == "several":
        outcome: Outcome = chosen.model.solve(bargain, params)
        if outcome.settlement.shape != (d, k):
            raise ValueError(f"{chosen.label} gave {outcome.settlement.shape}, not {(d, k)}")
        return outcome
    found: dict[int, Outcome] = {}
    for i in range(k):
        issue = bargain.one(i)
        if "influence" in traits.needs and issue.influence is None:
            continue
        if traits.reversion and np.isnan(issue.reversion).any():
            if not np.isnan(issue.reversion).all():
                raise ValueError(f"issue {i}: the reversion is stated in some draws only; state it in all")
            continue
        found[i] = _one(chosen, issue, params)
    settlement = np.full((d, k), np.nan)
    for i, outcome in found.items():
        settlement[:, i] = outcome.settlement
    names = dict.fromkeys(name for outcome in found.values() for name in outcome.detail)
    return Outcome(settlement, {name: _beside(name, found, d, k) for name in names})


def missing(model: Model, bargain: Bargain) -> tuple[str, ...]:
    """Why a model has nothing to say about ``bargain``, in words; empty where it has."""
    here = {
        "reversion": not np.isnan(bargain.reversion).any(axis=0).all(),
        "influence": bargain.influence is not None,
        "several issues": bargain.shape[2] > 1,
    }
    return tuple(NEEDS[need] for need in sorted(model.traits.needs) if not here[need])


def _one(chosen: Configured, issue: OneIssue, params: Any) -> Outcome:
    outcome: Outcome = chosen.model.solve(issue, params)
    if outcome.settlement.shape != issue.reversion.shape:
        raise ValueError(f"{chosen.label} gave {outcome.settlement.shape}, not {issue.reversion.shape}")
    return outcome


def _beside(name: str, found: dict[int, Outcome], d: int, k: int) -> NDArray[np.generic]:
    """The arrays of that name beside each other, issue by issue, NaN where one is shorter or absent."""
    arrays = {i: np.asarray(outcome.detail[name]) for i, outcome in found.items()}
    shapes = {array.shape[1:] for array in arrays.values()}
    first = next(iter(arrays.values()))
    if len(arrays) == k and len(shapes) == 1:
        return np.stack([arrays[i] for i in range(k)], axis=1)
    longest = tuple(max(sizes) for sizes in zip(*shapes, strict=True))
    beside: Any = np.full((d, k, *longest), np.nan, np.result_type(first.dtype, np.float64))
    for i, array in arrays.items():
        beside[(slice(None), i, *map(slice, array.shape[1:]))] = array
    return np.asarray(beside)
