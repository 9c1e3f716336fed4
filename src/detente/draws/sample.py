"""Scrambled Sobol' draws over every uncertain quantity of a scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.draw_counts import DRAWS
from detente.draws.seeds import child
from detente.errors import UnusableDataError
from detente.scenario.alignment import is_of_alignment
from detente.scenario.paths import actor_path, issue_path, stance_path

if TYPE_CHECKING:
    import xarray as xr

    from detente.scenario import Actor, Quantity, Scenario

Floats = NDArray[np.float64]

MAX_DRAWS = 2**24
#: Numbers of the sequence held at a time.
BLOCK = 2**21
MAX_COLUMNS = 21201  # the dimensions of the Joe-Kuo direction numbers


@dataclass(frozen=True)
class Draws:
    """D draws of every quantity, and what they make of N actors, members aside, on K issues.

    Parameters
    ----------
    scenario
        The scenario drawn from.
    seed
        The seed of the draws.
    n
        How many draws there are, D.
    values
        The draws (D,) of every quantity, by its path.
    actors, issues
        The ids of the actors (N) and of the issues (K), in the scenario's order.
    capability
        (D, N), 0 or more, in the scenario's unit.
    position, salience
        (D, N, K), 0 to 100. If an actor has no stance on an issue, its position is NaN and its salience 0.
        They lie in memory by actor and issue and share it with ``values``.
    reversion
        (D, K), 0 to 100; NaN for an issue that states no reversion point.
    scale
        (K, 2), the ends of every issue's scale: 0 and 100.
    uniform
        (D, K), between 0 and 1, for models that draw from a distribution of their own.
    """

    scenario: Scenario
    seed: int
    n: int
    values: Mapping[str, Floats]
    actors: tuple[str, ...]
    issues: tuple[str, ...]
    capability: Floats
    position: Floats
    salience: Floats
    reversion: Floats
    scale: Floats
    uniform: Floats

    def changed(self, values: Mapping[str, Floats]) -> Draws:
        """Return the same draws with other values at some paths, and what follows from them.

        Parameters
        ----------
        values
            The new draws (D,) of quantities, by path.
        """
        return _arrange(self.scenario, self.seed, {**self.values, **values}, self.uniform)

    def to_xarray(self) -> xr.Dataset:
        """Return capability, position, salience and reversion as arrays with labels.

        Returns
        -------
        xarray.Dataset
            The dimensions are ``draw``, ``actor`` and ``issue``; the attribute ``seed`` is the seed.
        """
        import xarray as xr

        return xr.Dataset(
            {
                "capability": (("draw", "actor"), self.capability),
                "position": (("draw", "actor", "issue"), self.position),
                "salience": (("draw", "actor", "issue"), self.salience),
                "reversion": (("draw", "issue"), self.reversion),
            },
            coords={"actor": list(self.actors), "issue": list(self.issues)},
            attrs={"seed": self.seed},
        )


def draw(
    scenario: Scenario,
    draws: int = DRAWS,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Draws:
    """Draw every quantity of a scenario (Sobol' 1967, scrambled after Owen 1998).

    Each uncertain quantity has one column of the sequence, in the order of their paths, so that the
    order in the file is irrelevant; the issues' ``uniform`` columns follow. Quantities that serve
    alignments alone have a sequence of their own. An actor with members and no stance of its own on an
    issue takes its members' mean position, weighted by capability times salience, and their mean salience,
    weighted by capability, in every draw.

    Parameters
    ----------
    scenario
        The scenario to draw from.
    draws
        How many draws, 1 to 2**24; the sequence is at its best at powers of two.
    seed
        A whole number of 0 or more; the same seed gives the same draws.
    progress
        Called with the number of draws so far and of all draws.

    Returns
    -------
    Draws
        The draws of every quantity, and the arrays that models take.

    Raises
    ------
    ValueError
        If ``draws`` or ``seed`` is outside its range, or there are more uncertain quantities and issues
        than the sequence has dimensions (21201).

    References
    ----------
    Owen, A. B. (1998). Scrambling Sobol' and Niederreiter-Xing points. Journal of Complexity 14: 466-489.
    Sobol', I. M. (1967). On the distribution of points in a cube and the approximate evaluation of
    integrals. USSR Computational Mathematics and Mathematical Physics 7(4): 86-112.
    """
    if not 1 <= draws <= MAX_DRAWS:
        raise ValueError(f"the number of draws must be between 1 and {MAX_DRAWS}, got {draws}")
    quantities = scenario.quantities()
    leaning = {path: q for path, q in quantities.items() if is_of_alignment(path)}
    uncertain = sorted(p for p, q in quantities.items() if not q.is_constant and p not in leaning)
    store = _Store.allocate(scenario, draws)
    values = {path: store.room(path) for path, q in quantities.items() if q.is_constant}
    for path, array in values.items():
        array[:] = quantities[path].best
    values |= {path: store.room(path) for path in uncertain}
    places = {issue: len(uncertain) + j for j, issue in enumerate(sorted(scenario.issues))}
    kept = [places[issue] for issue in scenario.issues]
    uniform = np.empty((draws, len(kept)))
    parts = [uncertain[i : i + 32] for i in range(0, len(uncertain), 32)]
    # quantiles release the interpreter's lock, and each is its own
    with ThreadPoolExecutor() as pool:
        columns = len(uncertain) + len(scenario.issues)
        for rows, points in _sobol(draws, columns, child(seed, "draws")):

            def fill(k: int, rows: slice = rows, points: Floats = points) -> None:
                for j, path in enumerate(parts[k], 32 * k):
                    values[path][rows] = quantities[path].ppf(points[:, j])

            list(pool.map(fill, range(len(parts))))
            uniform[rows] = points[:, kept]
            if progress is not None:
                progress(rows.stop, draws)
    values |= _leanings(leaning, draws, seed)
    return _arrange(scenario, seed, values, uniform, store)


def central(scenario: Scenario) -> Draws:
    """Return one draw in which every quantity has its best value, and every ``uniform`` is one half."""
    values = {path: np.array([q.best]) for path, q in scenario.quantities().items()}
    return _arrange(scenario, 0, values, np.full((1, len(scenario.issues)), 0.5))


def pilot(scenario: Scenario, draws: int) -> Draws:
    """Return a few independent draws, always the same, to measure with: not those of any forecast.

    Parameters
    ----------
    scenario
        The scenario to draw from.
    draws
        How many draws, 1 or more.
    """
    rng = np.random.default_rng(child(0, "pilot"))
    values = {path: q.ppf(rng.random(draws)) for path, q in sorted(scenario.quantities().items())}
    return _arrange(scenario, 0, values, rng.random((draws, len(scenario.issues))))


@dataclass(frozen=True)
class _Store:
    """Positions and saliences of the top-level actors, (N, K, D): a quantity's draws lie together.

    The values of their stances are views into it, so that the largest arrays are held but once.
    """

    position: Floats
    salience: Floats
    places: Mapping[str, tuple[Floats, int, int]]

    @classmethod
    def allocate(cls, scenario: Scenario, draws: int) -> _Store:
        actors = {actor: i for i, actor in enumerate(scenario.actors)}
        issues = {issue: k for k, issue in enumerate(scenario.issues)}
        shape = len(actors), len(issues), draws
        position, salience = np.full(shape, np.nan), np.zeros(shape)
        places = {
            stance_path(s.actor, s.issue, name): (array, actors[s.actor], issues[s.issue])
            for s in scenario.stances
            if s.actor in actors
            for name, array in (("position", position), ("salience", salience))
        }
        return cls(position, salience, places)

    def room(self, path: str) -> Floats:
        """Room (D,) for the draws of a quantity."""
        if path in self.places:
            array, i, k = self.places[path]
            row: Floats = array[i, k]
            return row
        return np.empty(self.position.shape[2])


def _arrange(
    scenario: Scenario, seed: int, values: dict[str, Floats], uniform: Floats, store: _Store | None = None
) -> Draws:
    """The values as arrays over actors and issues; ``store`` holds those of stances already."""
    draws = len(uniform)
    actors, issues = tuple(scenario.actors), tuple(scenario.issues)
    if store is None:
        store = _Store.allocate(scenario, draws)
        for path in store.places.keys() & values.keys():
            room = store.room(path)
            room[:] = values[path]
            values[path] = room
    position, salience = store.position, store.salience
    for i, actor in enumerate(actors):
        for k, issue in enumerate(issues):
            if stance_path(actor, issue, "position") in values:
                continue
            stance = _stance(scenario, values, actor, scenario.actors[actor], issue)
            if stance is not None:
                position[i, k], salience[i, k] = stance
    reversion = np.full((draws, len(issues)), np.nan)
    for k, issue in enumerate(issues):
        if (path := issue_path(issue, "reversion")) in values:
            reversion[:, k] = values[path]
    return Draws(
        scenario=scenario,
        seed=seed,
        n=draws,
        values=values,
        actors=actors,
        issues=issues,
        capability=np.column_stack([values[actor_path(a, "capability")] for a in actors]),
        position=position.transpose(2, 0, 1),
        salience=salience.transpose(2, 0, 1),
        reversion=reversion,
        scale=np.tile([0.0, 100.0], (len(issues), 1)),
        uniform=uniform,
    )


def _leanings(quantities: Mapping[str, Quantity], draws: int, seed: int) -> dict[str, Floats]:
    """The draws of quantities that serve alignments alone.

    They have a sequence of their own, so that stating them moves no settlement's numbers. Its points come
    in random order: two sequences side by side would share their leading digits.
    """
    uncertain = sorted(path for path, q in quantities.items() if not q.is_constant)
    values = {path: np.empty(draws) for path in uncertain}
    order = np.random.default_rng(child(seed, "leanings", "order")).permutation(draws)
    place = np.argsort(order)
    for rows, points in _sobol(draws, len(uncertain), child(seed, "leanings")):
        for j, path in enumerate(uncertain):
            values[path][place[rows]] = quantities[path].ppf(points[:, j])
    return values


def _sobol(n: int, columns: int, seed: np.random.SeedSequence) -> Iterator[tuple[slice, Floats]]:
    """Scrambled Sobol' points strictly between 0 and 1, by blocks: their rows of n, and (rows, columns)."""
    from scipy.stats import qmc

    if columns > MAX_COLUMNS:
        raise UnusableDataError(f"at most {MAX_COLUMNS} uncertain quantities and issues, got {columns}")
    if columns == 0:
        return
    engine = qmc.Sobol(columns, scramble=True, rng=np.random.default_rng(seed))
    # powers of two, as the sequence is made for
    size = 1 << max(4, (BLOCK // columns).bit_length() - 1)
    size = min(size, 1 << (n - 1).bit_length())
    edge = 2.0**-40
    for begin in range(0, n, size):
        rows = slice(begin, min(begin + size, n))
        points: Floats = engine.random(size)[: rows.stop - begin]
        yield rows, np.clip(points, edge, 1 - edge)


def _stance(
    scenario: Scenario, values: Mapping[str, Floats], path: str, actor: Actor, issue: str
) -> tuple[Floats, Floats] | None:
    """Position and salience (D,) of an actor on an issue: its own, or its members' mean."""
    position, salience = (stance_path(path, issue, key) for key in ("position", "salience"))
    if position in values:
        return values[position], values[salience]
    capability = {m: values[actor_path(f"{path}/{m}", "capability")] for m in actor.members}
    stances = {
        m: stance
        for m, member in actor.members.items()
        if (stance := _stance(scenario, values, f"{path}/{m}", member, issue)) is not None
    }
    if not stances:
        return None
    x = np.stack([stances[m][0] for m in stances])
    c = np.stack([capability[m] for m in stances])
    w = c * np.stack([stances[m][1] for m in stances])
    total = w.sum(axis=0)
    w = np.where(total > 0, w, 1.0)
    mean = (w * x).sum(axis=0) / w.sum(axis=0)
    # members without a stance count with salience 0
    held = np.asarray(sum(capability.values()))
    return mean, np.divide(total, held, out=np.zeros_like(total), where=held > 0)
