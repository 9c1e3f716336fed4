"""How long a forecast will take and how much memory it needs, before it is made.

A few draws of their own are measured and the rest is proportion; no number of the forecast rests on them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from detente.draw_counts import DRAWS
from detente.draws import Draws, child, pilot
from detente.forecasts.graph import active_links, inputs_of, run_graph
from detente.forecasts.link_effects import measure_link_effects
from detente.forecasts.nodes import settlement
from detente.forecasts.rounds import first_round, run_rounds
from detente.models import Bargain, Configured, list_missing_needs, run_model

if TYPE_CHECKING:
    from detente.scenario import Quantity, Scenario

#: Draws measured: the fewer also compile what is not compiled yet, the more if they are quick.
FEW, MORE = 2, 34

#: Seconds for the few draws from which on the more are not measured.
SLOW = 0.2

#: Draws times actors cubed times issues up to which a forecast takes seconds, and is not measured.
QUICK = 2e7

Clock = Callable[[], float]


@dataclass(frozen=True)
class Estimate:
    """Seconds that each part of a forecast will take."""

    seconds: Mapping[str, float]

    @property
    def total(self) -> float:
        """Seconds in all."""
        return sum(self.seconds.values())

    @property
    def longest(self) -> str:
        """The part that takes most, empty if none takes half of the time."""
        part = max(self.seconds, key=lambda name: self.seconds[name], default="")
        return part if part and 2 * self.seconds[part] >= self.total else ""


def is_quick(scenario: Scenario, draws: int) -> bool:
    """Whether a forecast is so small that measuring it would be no help."""
    return draws * len(scenario.actors) ** 3 * max(len(scenario.issues), 1) <= QUICK


def estimate(
    scenario: Scenario,
    chosen: Iterable[Configured],
    *,
    draws: int = DRAWS,
    threads: int | None = None,
    without: Collection[str] = (),
    clock: Clock = time.perf_counter,
) -> Estimate:
    """How long a forecast with these models takes here, from a few draws.

    Raises ValueError if the models cannot use the numbers of a draw.
    """
    on = active_links(scenario, without)
    workers = min(threads or os.cpu_count() or 1, os.cpu_count() or 1)
    seconds = {"drawing": _drawing(scenario, draws, workers, clock)}
    drawn = {n: pilot(scenario, n) for n in (FEW, MORE)}
    bargains = {n: _bargain(each, on) for n, each in drawn.items()}
    for each in chosen:
        if not list_missing_needs(each.model, bargains[FEW]):
            one = _slope(lambda n, m=each: run_model(m, bargains[n]), clock)  # type: ignore[misc]
            seconds[each.label] = one * draws / min(workers, -(-draws // 512))
    if on or scenario.steps is not None:
        seconds["the other parts"] = draws * _slope(lambda n: _others(drawn[n], on), clock)
    return Estimate(seconds)


def _drawing(scenario: Scenario, draws: int, workers: int, clock: Clock) -> float:
    """Seconds for drawing, from some of the quantities."""
    uncertain = [q for q in scenario.quantities().values() if not q.is_constant]
    if not uncertain:
        return 0.0
    some = uncertain[:: -(-len(uncertain) // 64)]
    u = np.random.default_rng(child(0, "estimate")).random(256)

    def quantiles(of: list[Quantity]) -> None:
        for quantity in of:
            quantity.ppf(u)

    quantiles(some[:1])
    began = clock()
    quantiles(some)
    one = (clock() - began) / (len(some) * len(u))
    return one * len(uncertain) * draws / workers


def _bargain(drawn: Draws, on: Collection[str]) -> Bargain:
    moment = first_round(drawn, drawn.issues)
    return settlement.make_bargain(
        moment, inputs_of("settlement", on, run_graph(moment, on, until="settlement"))
    )


def _others(drawn: Draws, on: Collection[str]) -> None:
    """What follows the models in a forecast."""
    moment = first_round(drawn, drawn.issues)
    followed = settlement.follow_models(moment, on)
    outputs = run_graph(replace(moment, settle=lambda b: settlement.solve_models(followed, b)), on)
    measure_link_effects(moment, on, outputs)
    if drawn.scenario.steps is not None:
        run_rounds(moment, on, outputs)


def _slope(work: Callable[[int], object], clock: Clock) -> float:
    """Seconds a draw of work that takes a number of draws."""
    work(FEW)
    began = clock()
    work(FEW)
    few = clock() - began
    if few >= SLOW:
        return few / FEW
    began = clock()
    work(MORE)
    return max(clock() - began - few, 0.0) / (MORE - FEW)
