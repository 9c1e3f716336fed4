"""The settlement models on the bargain that the draws and the links make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.models import Bargain, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.draws import Draws
    from detente.forecasts.now import Now


def solve(now: Now, received: Mapping[str, Any]) -> Mapping[str, Any]:
    """``outcomes`` by model, and ``settlement``: the carrier's, (D,) by issue, where it has one."""
    outcomes = now.settle(bargain(now, received))
    return given(now, outcomes)


def given(now: Now, outcomes: Mapping[str, Outcome]) -> Mapping[str, Any]:
    """What the node passes on of outcomes."""
    carried = outcomes[now.carrier].settlement
    settled = {
        issue: carried[:, k] for k, issue in enumerate(now.issues) if not np.isnan(carried[:, k]).any()
    }
    return {"outcomes": outcomes, "settlement": settled}


def bargain(now: Now, received: Mapping[str, Any]) -> Bargain:
    """The bargain of the draws, with what links pass in its place."""
    drawn = now.drawn
    if "stances" in received:
        position, salience = received["stances"]
        drawn = replace(drawn, position=position, salience=salience)
    if "reversion" in received:
        issue, line = received["reversion"]
        reversion = drawn.reversion.copy()
        reversion[:, now.column(issue)] = line
        drawn = replace(drawn, reversion=reversion)
    made = to_bargain(drawn, now.issues)
    if "consent" in received and received["consent"][0] in now.issues and made.consent is not None:
        issue, actors = received["consent"]
        consent = made.consent.copy()
        consent[[drawn.actors.index(a) for a in actors], now.issues.index(issue)] = True
        made = replace(made, consent=consent)
    return made


def to_bargain(drawn: Draws, issues: Sequence[str] | None = None) -> Bargain:
    """The arrays of the draws as models see them, for all or some issues."""
    k = [drawn.issues.index(i) for i in (issues or drawn.issues)]
    consent = np.array(
        [[drawn.issues[j] in drawn.scenario.actors[a].consent for j in k] for a in drawn.actors], dtype=bool
    ).reshape(len(drawn.actors), len(k))
    return Bargain(
        position=drawn.position[:, :, k],
        salience=drawn.salience[:, :, k],
        capability=drawn.capability,
        reversion=drawn.reversion[:, k],
        scale=drawn.scale[k],
        consent=consent,
        uniform=drawn.uniform[:, k],
    )
