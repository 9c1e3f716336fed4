"""What was tried for the blend, each attempt cross-validated over proposals: the table of docs/blend.md.

python -m benchmarks.blend_attempts FILE, where FILE is in the layout of DEU III. About three minutes.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import ndtr

from detente.backtest.baselines import folds, mean_with_error, weighted_means
from detente.backtest.calibrate import FOLDS, REPEATS, fit, known, targets
from detente.backtest.deu import INSTITUTIONS, read_deu
from detente.backtest.scores import crps_normal, crps_points, resampled_means, score_cdf
from detente.kernels.settlement.masses import spread
from detente.models.arrays import Floats
from detente.models.settlement.blend import POINTS, distribution

Masses = Callable[[NDArray[np.bool_]], Floats]  # given who is in the fit: masses (issues, 21) of everyone

G = np.linspace(0, 1, POINTS)
APART = np.abs(G[:, None] - G)
STEP = 1 / (POINTS - 1)
EDGES = np.concatenate([[-1e9], (G[1:] + G[:-1]) / 2, [1e9]])
NAMES = ("near", "inside", "held", "majority", "consent")


class Data:
    """The issues as arrays, on a scale from 0 to 1."""

    def __init__(self, path: str) -> None:
        self.decided = read_deu(path)
        issues = list(self.decided)
        self.y, self.proposal = self.decided.outcome / 100, self.decided.proposal
        self.x = dict(zip(NAMES, np.moveaxis(known(self.decided), -1, 0), strict=True))
        self.target = targets(self.decided)
        self.weight = [i.capability * i.salience / (i.capability * i.salience).sum() for i in issues]
        self.place = [i.position / 100 for i in issues]
        self.p = np.concatenate(
            [spread(x[None], w[None], POINTS) for x, w in zip(self.place, self.weight, strict=True)]
        )
        self.mean = weighted_means(self.decided) / 100
        self.plain = np.array([x.mean() for x in self.place])
        order = [np.argsort(x) for x in self.place]
        self.median = np.array(
            [
                np.interp(0.5, np.cumsum(w[o]) - w[o] / 2, x[o])
                for x, w, o in zip(self.place, self.weight, order, strict=True)
            ]
        )
        self.reversion = np.array([i.reversion for i in issues]) / 100
        self.stated = ~np.isnan(self.reversion)
        self.r = np.where(self.stated, self.reversion, 0.5)
        self.sd = np.sqrt(
            [w @ (x - m) ** 2 for x, w, m in zip(self.place, self.weight, self.mean, strict=True)]
        )
        self.number = 1 / ((self.p @ np.exp(-0.5 * (APART / STEP) ** 2)) * self.p).sum(axis=1)
        asked = [None if i.consent is None else i.consent for i in issues]
        self.consent = np.array(
            [
                w[c] @ x[c] / w[c].sum() if c is not None and w[c].sum() else np.nan
                for x, w, c in zip(self.place, self.weight, asked, strict=True)
            ]
        )
        parliament = [np.array([a == INSTITUTIONS[1] for a in i.actors]) for i in issues]
        ep = np.array([x[c][0] if c.any() else np.nan for x, c in zip(self.place, parliament, strict=True)])
        self.extra = {
            "parliament": np.where(
                np.isnan(ep)[:, None], 0, np.exp(-0.5 * ((G - np.nan_to_num(ep)[:, None]) / 0.1) ** 2)
            ),
            "reversion": np.where(
                self.stated[:, None], spread(self.r[:, None], np.ones((len(ep), 1)), 21), 0
            ),
            "far": np.where(self.stated[:, None], np.abs(G - self.r[:, None]), 0),
            "round": np.tile((np.arange(21) % 2 == 0) * 1.0, (len(ep), 1)),
            "middle": np.tile((np.arange(21) == 10) * 1.0, (len(ep), 1)),
            "ends by number": ((G == 0) | (G == 1)) * np.log(self.number)[:, None],
            "end": np.tile(((np.arange(21) == 0) | (np.arange(21) == 20)) * 1.0, (len(ep), 1)),
            "square": -16 * (G - self.mean[:, None]) ** 2,
            "near median": -4 * np.abs(G - self.median[:, None]),
            "near plain mean": -4 * np.abs(G - self.plain[:, None]),
            "density": self.p @ np.exp(-0.5 * (APART / 0.1) ** 2),
            "log weight": np.log(self.p + 0.03),
            "salience and ends": self.x["near"] * 0
            + np.array([i.salience.mean() / 50 - 1 for i in issues])[:, None] * (np.abs(G - 0.5) == 0.5),
        }


def logit(data: Data, names: Sequence[str], ridge: float = 1.0) -> Masses:
    """A conditional logit with features of those names."""
    every = data.x | data.extra
    x = np.stack([every[n] for n in names], axis=-1)

    def masses(train: NDArray[np.bool_]) -> Floats:
        score = x @ fit(x[train], data.target[train], ridge)
        mass = np.exp(score - score.max(axis=1, keepdims=True))
        return np.asarray(mass / mass.sum(axis=1, keepdims=True))

    return masses


def by_crps(data: Data, names: Sequence[str]) -> Masses:
    """The same, fitted by CRPS."""
    x = np.stack([(data.x | data.extra)[n] for n in names], axis=-1)
    x = x / x.reshape(-1, len(names)).std(axis=0)

    def mass_of(b: Floats) -> Floats:
        score = x @ b
        mass = np.exp(score - score.max(axis=1, keepdims=True))
        return np.asarray(mass / mass.sum(axis=1, keepdims=True))

    def masses(train: NDArray[np.bool_]) -> Floats:
        def loss(b: Floats) -> float:
            return float(points_crps(mass_of(b), data.y)[train].mean() + 0.01 * b @ b / train.sum())

        start = fit(x[train], data.target[train])
        return mass_of(least(loss, start, 40))

    return masses


def least(loss: Callable[[Floats], float], start: Floats, steps: int) -> Floats:
    """Where the loss is least."""
    found = minimize(loss, start, method="BFGS", options={"maxiter": steps})  # type: ignore[no-untyped-call]
    return np.asarray(found.x)


def points_crps(mass: Floats, y: Floats) -> Floats:
    """CRPS of masses on the points themselves."""
    return crps_points(np.broadcast_to(G, mass.shape), mass, y)


def normal(centre: Floats, width: Floats | float) -> Floats:
    """A normal on the points, its tails at the ends."""
    z = (EDGES - centre[:, None]) / np.broadcast_to(width, centre.shape)[:, None]
    return np.diff(ndtr(z), axis=1)


def pool(data: Data, parts: Sequence[str], by: Sequence[str] = (), width: Sequence[str] = ()) -> Masses:
    """A pool of kernels, weights and widths fitted by CRPS; both may depend on features of the issue."""
    features = {
        "spread": (data.sd - data.sd.mean()) / data.sd.std(),
        "number": np.log(data.number) - np.log(data.number).mean(),
    }
    points = {"mean": data.mean, "median": data.median, "unweighted": data.plain}
    points |= {"reversion": np.where(data.stated, data.r, data.mean)}
    points |= {"consent": np.where(np.isnan(data.consent), data.mean, data.consent)}
    n, k, w, f = len(data.y), len(parts), len(width), len(by)

    def part(name: str, log: Floats, train: NDArray[np.bool_]) -> Floats:
        if name == "past":
            past = data.target[train].mean(axis=0)
            return np.broadcast_to((past + past[::-1]) / 2, (n, POINTS))
        if name == "ends":
            return np.broadcast_to(np.where((G == 0) | (G == 1), 0.5, 0.0), (n, POINTS))
        if name == "middle":
            return np.broadcast_to(np.where(G == 0.5, 1.0, 0.0), (n, POINTS))
        if name == "positions":
            return np.asarray(data.p @ normal(G, np.exp(log.mean())))
        return normal(points[name], np.exp(log))

    def masses(train: NDArray[np.bool_]) -> Floats:
        def mix(v: Floats) -> Floats:
            slope = sum((v[k + j] * features[name] for j, name in enumerate(width)), np.zeros(n))
            share = np.zeros((n, k))
            a = v[k + w :].reshape(1 + f, k - 1)
            share[:, 1:] = a[0] + sum(
                (np.outer(features[m], a[1 + j]) for j, m in enumerate(by)), np.zeros(1)
            )
            share = np.exp(share - share.max(axis=1, keepdims=True))
            share /= share.sum(axis=1, keepdims=True)
            mass = [part(name, v[i] + slope, train) for i, name in enumerate(parts)]
            return np.asarray(np.einsum("rk,krg->rg", share, np.stack(mass)))

        def loss(v: Floats) -> float:
            shrink = 2e-5 * (v[k + w :] ** 2).sum() + 2e-4 * (v[k : k + w] ** 2).sum()
            return float(points_crps(mix(v), data.y)[train].mean() + shrink)

        start = np.concatenate([np.full(k, -2.0), np.zeros(w + (1 + f) * (k - 1))])
        start[0] = -1.2
        return mix(least(loss, start, 60))

    return masses


def nested(data: Data) -> Masses:
    """Which of 216 sets of features to use is itself chosen by four folds inside each fit."""
    blocks: list[list[list[str]]] = [
        [["held"], ["log weight"], ["density"]],
        [["inside"], []],
        [[], ["reversion"], ["far"], ["majority"]],
        [[], ["parliament"], ["consent"]],
        [[], ["ends by number"], ["end", "middle"]],
    ]
    sets = [["near", *itertools.chain(*chosen)] for chosen in itertools.product(*blocks)]

    def masses(train: NDArray[np.bool_]) -> Floats:
        number = np.unique(data.proposal[train], return_inverse=True)[1]
        inner = np.full(len(train), -1)
        inner[train] = folds(number, 4, np.random.SeedSequence(1))
        best: tuple[float, list[str]] = (np.inf, sets[0])
        for names in sets:
            crps = np.zeros(len(train))
            for j in range(4):
                mass = logit(data, names)(train & (inner != j))
                crps[inner == j] = points_crps(mass, data.y)[inner == j]
            best = min(best, (float(crps[train].mean()), names))
        return logit(data, best[1])(train)

    return masses


def attempts(data: Data) -> dict[str, tuple[Masses, int]]:
    """Every attempt, and how many times its folds are drawn."""
    full = list(NAMES)
    pooled = ["mean", "positions", "past", "reversion"]
    found: dict[str, tuple[Masses, int]] = {
        "pool: mean, positions, past outcomes, reversion": (pool(data, pooled), 1),
        "pool, with masses at the ends and the middle": (pool(data, [*pooled, "ends", "middle"]), 1),
        "pool, widths by spread and number of positions": (pool(data, pooled, width=("spread", "number")), 1),
        "pool, weights by spread and number, shrunk": (pool(data, pooled, by=("spread", "number")), 1),
        "pool, with those whose consent is needed": (pool(data, [*pooled, "consent"]), 1),
        "stacked models: mean, median, unweighted, reversion": (
            pool(data, ["mean", "median", "unweighted", "reversion"]),
            1,
        ),
        "mean, width by spread and number": (pool(data, ["mean"], width=("spread", "number")), 1),
    }
    for n in range(1, 6):
        found["logit: " + ", ".join(full[:n])] = (logit(data, full[:n]), REPEATS)
    for name in full[:4]:
        found[f"logit without {name}"] = (logit(data, [n for n in full if n != name]), REPEATS)
    for name in data.extra:
        found[f"logit and {name}"] = (logit(data, [*full, name]), REPEATS)
    for old, new in (
        ("consent", "parliament"),
        ("majority", "reversion"),
        ("majority", "far"),
        ("held", "density"),
    ):
        found[f"logit, {new} for {old}"] = (logit(data, [new if n == old else n for n in full]), REPEATS)
    for ridge in (0.1, 10.0, 100.0):
        found[f"logit, ridge {ridge:g}"] = (logit(data, full, ridge), REPEATS)
    found["logit, fitted by CRPS"] = (by_crps(data, full), 1)
    found["logit, features chosen inside each fold"] = (nested(data), 1)
    return found


def main(path: str) -> None:
    """Print the table in Markdown."""
    data = Data(path)
    seeds = np.random.SeedSequence(0).spawn(REPEATS)
    drawn = [folds(data.proposal, FOLDS, s) for s in seeds]
    y, mean = 100 * data.y, 100 * data.mean
    error = [crps_normal(mean, mean_with_error(mean, y, f), y, 0, 100) for f in drawn]
    base = np.mean(error, axis=0)
    print("| attempt | CRPS | to the normal error | MAE | folds drawn |\n| --- | ---: | ---: | ---: | ---: |")

    def line(name: str, crps: Floats, size: Floats, times: int) -> None:
        low, high = np.quantile(resampled_means(crps - base, data.proposal), [0.025, 0.975])
        gap = f"{(crps - base).mean():+.2f} [{low:+.2f}, {high:+.2f}]"
        print(f"| {name} | {crps.mean():.2f} | {gap} | {size.mean():.2f} | {times} |", flush=True)

    line("normal error around the weighted mean, tails at the ends", base, np.abs(mean - y), REPEATS)
    plain = [crps_normal(mean, best_width(mean, y, f), y) for f in drawn]
    line(
        "normal error around the weighted mean, beyond the scale", np.mean(plain, axis=0), np.abs(mean - y), 5
    )
    masses = crps_points(np.broadcast_to(100 * G, data.p.shape), data.p, y)
    line("the actors' positions", masses, np.abs(100 * data.median - y), REPEATS)
    for name, (attempt, times) in attempts(data).items():
        crps, size = [], []
        for fold in drawn[:times]:
            mass = np.empty_like(data.target)
            for k in range(FOLDS):
                mass[fold == k] = attempt(fold != k)[fold == k]
            scored = score_cdf(*distribution(mass), y)
            crps.append(scored.crps)
            size.append(np.abs(scored.error))
        line(name, np.mean(crps, axis=0), np.mean(size, axis=0), times)


def best_width(point: Floats, y: Floats, fold: NDArray[np.intp]) -> Floats:
    """The width of a normal error that may leave the scale."""
    widths = np.linspace(5, 60, 111)
    out = np.empty_like(point)
    for k in np.unique(fold):
        crps = [crps_normal(point, w, y)[fold != k].mean() for w in widths]
        out[fold == k] = widths[int(np.argmin(crps))]
    return out


if __name__ == "__main__":
    started = time.perf_counter()
    main(sys.argv[1])
    print(f"\n{time.perf_counter() - started:.0f} s", file=sys.stderr)
