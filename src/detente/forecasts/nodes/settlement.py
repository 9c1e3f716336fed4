"""The settlement models on the bargain that the draws and the links make."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.draws import Draws
from detente.models import Bargain, Configured, Outcome, Rule, configure, run_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.forecasts.nodes.moment import Moment
    from detente.scenario import Tie

#: Followed as links are switched off, besides the model passed on: the least models whose outcome rests on
#: the reversion point, and on whom actors follow.
FOLLOWED = ("nash", "influence")


def follow_models(moment: Moment, on: Collection[str]) -> tuple[Configured, ...]:
    """List the models that the forecast follows besides those it shows: those that links are measured by.

    The model passed on comes first. "influence" is among them if anybody may follow anybody.
    """
    labels = [moment.carrier]
    if on:
        follows = "alignment" in on or _influence_ties(moment.drawn)
        labels += FOLLOWED if follows else FOLLOWED[:1]
    return tuple(configure(label) for label in dict.fromkeys(labels))


def solve_models(
    models: Iterable[Configured],
    bargain: Bargain,
    solve: Callable[[Configured, Bargain], Outcome] | None = None,
) -> dict[str, Outcome]:
    """Solve each model once on a bargain: the one place where a forecast solves settlement models.

    Parameters
    ----------
    models : iterable of Configured
        The models; of those with the same label one is solved.
    bargain : Bargain
        What they settle.
    solve : callable, optional
        Solves one model on a bargain; by default ``run_model``.

    Returns
    -------
    dict of str to Outcome
        By label, in the order of ``models``.
    """
    each_once = {each.label: each for each in models}
    return {label: (solve or run_model)(each, bargain) for label, each in each_once.items()}


def settle_issues(moment: Moment, received: Mapping[str, Any]) -> Mapping[str, Any]:
    """``outcomes`` by model, and ``settlement``: the carrier's, (D,) by issue, where it has one.

    It is NaN in a draw in which nobody has weight on the issue. Such a draw passes nothing on: what would
    rest on it uses what the scenario states.
    """
    outcomes = moment.settle(make_bargain(moment, received))
    return collect_settlements(moment, outcomes)


def collect_settlements(moment: Moment, outcomes: Mapping[str, Outcome]) -> Mapping[str, Any]:
    """What the node passes on of outcomes."""
    carried = outcomes[moment.carrier].settlement
    settled = {
        issue: carried[:, k] for k, issue in enumerate(moment.issues) if not np.isnan(carried[:, k]).all()
    }
    return {"outcomes": outcomes, "settlement": settled}


def make_bargain(moment: Moment, received: Mapping[str, Any]) -> Bargain:
    """The bargain of the draws, with what links pass in its place."""
    drawn = moment.drawn
    if "stances" in received:
        position, salience = received["stances"]
        drawn = replace(drawn, position=position, salience=salience)
    if "reversion" in received:
        issue, line = received["reversion"]
        reversion = drawn.reversion.copy()
        reversion[:, moment.column(issue)] = line
        drawn = replace(drawn, reversion=reversion)
    made = to_bargain(drawn, moment.issues)
    if "consent" in received and received["consent"][0] in moment.issues and made.consent is not None:
        issue, actors = received["consent"]
        consent = made.consent.copy()
        consent[[drawn.actors.index(a) for a in actors], moment.issues.index(issue)] = True
        made = replace(made, consent=consent)
    if "influence" in received:
        made = replace(made, influence=received["influence"])
    return made


def to_bargain(drawn: Draws, issues: Sequence[str] | None = None) -> Bargain:
    """The arrays of the draws as models see them, for all or some issues.

    Actors without votes have none where some have; ties of influence are those between top-level actors.
    """
    k = [drawn.issues.index(i) for i in (issues or drawn.issues)]
    # of one draw models have always had the numbers issue by issue
    whole = drawn.n > 1 and k == list(range(len(drawn.issues)))
    actors = [drawn.scenario.actors[a] for a in drawn.actors]
    consent = np.array([[drawn.issues[j] in a.consent for j in k] for a in actors], dtype=bool)
    votes = np.array([a.votes or 0.0 for a in actors])
    return Bargain(
        position=drawn.position if whole else drawn.position[:, :, k],
        salience=drawn.salience if whole else drawn.salience[:, :, k],
        capability=drawn.capability,
        reversion=drawn.reversion[:, k],
        scale=drawn.scale[k],
        consent=consent.reshape(len(actors), len(k)),
        votes=votes if any(a.votes is not None for a in actors) else None,
        influence=stated_influence(drawn),
        rules=tuple(_rule(drawn, drawn.issues[j]) for j in k),
        uniform=drawn.uniform[:, k],
    )


def stated_influence(drawn: Draws) -> np.ndarray[Any, np.dtype[np.float64]] | None:
    """The ties of influence between actors at the table, (D, to, from), or None where there are none."""
    place = {actor: i for i, actor in enumerate(drawn.actors)}
    ties = _influence_ties(drawn)
    if not ties:
        return None
    influence = np.zeros((drawn.n, len(place), len(place)))
    for tie in ties:
        influence[:, place[tie.to], place[tie.from_]] = drawn.values[tie.path]
    return influence


def _influence_ties(drawn: Draws) -> list[Tie]:
    at_table = set(drawn.actors)
    return [t for t in drawn.scenario.ties if t.kind == "influence" and {t.from_, t.to} <= at_table]


def _rule(drawn: Draws, issue: str) -> Rule | None:
    rule = drawn.scenario.issues[issue].rule
    if rule is None:
        return None
    return Rule(rule.kind, rule.quota, None if rule.setter is None else drawn.actors.index(rule.setter))
