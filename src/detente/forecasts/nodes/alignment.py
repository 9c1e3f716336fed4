"""Whom each actor follows, by its propensities: what an alignment is to the settlement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.forecasts.alignment.propensities import leanings
from detente.forecasts.nodes.settlement import stated_influence
from detente.scenario.paths import SUSCEPTIBILITY

if TYPE_CHECKING:
    from detente.forecasts.nodes.moment import Moment
    from detente.scenario import Scenario


def has_susceptibility(scenario: Scenario) -> bool:
    """Whether the scenario says how far its actors follow those to whose side they lean."""
    return scenario.alignment is not None and scenario.alignment.susceptibility is not None


def derive_influence(moment: Moment, received: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: ARG001
    """``influence`` (D, N, N): row i is the share that each other has in actor i's settled position.

    An actor shares its susceptibility out in proportion to the pull of those to whose side it leans: their
    size times its propensity to them, as in the landscape's frustration. It follows nobody whom it leans
    away from. An actor with ties of influence of its own keeps to those.
    """
    if not has_susceptibility(moment.drawn.scenario):
        return {}
    actors, size, propensity = leanings(moment.drawn, moment.date)
    pull = size[:, None, :] * np.maximum(propensity, 0.0)
    total = pull.sum(axis=2, keepdims=True)
    share = moment.value(SUSCEPTIBILITY)[:, None, None]
    follows = share * np.divide(pull, total, out=np.zeros_like(pull), where=total > 0)
    n = len(moment.drawn.actors)
    places = np.array([moment.drawn.actors.index(a) for a in actors], np.intp)
    influence = np.zeros((moment.drawn.n, n, n))
    influence[:, places[:, None], places] = follows
    own = stated_influence(moment.drawn)
    if own is not None:
        tied = own.any(axis=(0, 2))
        influence[:, tied] = own[:, tied]
    return {"influence": influence}
