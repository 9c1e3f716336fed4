"""The weighted Nash bargaining solution over several issues, and whether any package gains for all.

Displacements run from the reversion point. Actor i gains ``sum_k s_ik z_k (2 y_ik - z_k)`` by the package
z, its own ideal being y. Each gain is concave and rises along a line first: a package that gains for all
exists just where some direction does, and the best lies among the ideals, so that scales need no walls.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from detente.kernels.compiling import kernel
from detente.kernels.domestic.cone import gainful

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@kernel
def gains(z: Floats, y: Floats, s: Floats, out: Floats) -> float:
    """Each actor's gain by package z, into ``out`` (N,); the smallest."""
    least = np.inf
    for i in range(y.shape[0]):
        out[i] = 0.0
        for k in range(y.shape[1]):
            out[i] += s[i, k] * z[k] * (2.0 * y[i, k] - z[k])
        least = min(least, out[i])
    return least


@kernel
def newton(hessian: Floats, slope: Floats, step: Floats) -> float:
    """Solve ``hessian step = slope`` by Cholesky, in place; gives ``slope step``, the squared decrement.

    Rows of zeros, issues that nobody feels, take no step.
    """
    dims = len(slope)
    for i in range(dims):
        for j in range(i + 1):
            dot = hessian[i, j]
            for k in range(j):
                dot -= hessian[i, k] * hessian[j, k]
            if i == j:
                hessian[i, i] = math.sqrt(dot) if dot > 0.0 else 0.0
            else:
                hessian[i, j] = dot / hessian[j, j] if hessian[j, j] > 0.0 else 0.0
    for i in range(dims):
        dot = slope[i]
        for k in range(i):
            dot -= hessian[i, k] * step[k]
        step[i] = dot / hessian[i, i] if hessian[i, i] > 0.0 else 0.0
    square = 0.0
    for i in range(dims):
        square += step[i] * step[i]
    for i in range(dims - 1, -1, -1):
        dot = step[i]
        for k in range(i + 1, dims):
            dot -= hessian[k, i] * step[k]
        step[i] = dot / hessian[i, i] if hessian[i, i] > 0.0 else 0.0
    return square


@kernel
def climb(z: Floats, y: Floats, s: Floats, w: Floats, enough: float) -> None:
    """Move z, where all gain, towards the maximum of ``sum_i w_i log gain_i``, by Newton's steps.

    Steps are shortened until all still gain and the sum rises enough (Boyd and Vandenberghe 2004, section
    9.5). Stops when the squared decrement is ``enough``.
    """
    n, dims = y.shape
    gain, trial = np.empty(n), np.empty(n)
    slope, step, ahead = np.empty(dims), np.empty(dims), np.empty(dims)
    hessian = np.empty((dims, dims))
    rise = np.empty(dims)
    for _ in range(100):
        gains(z, y, s, gain)
        for k in range(dims):
            slope[k] = 0.0
            for m in range(dims):
                hessian[k, m] = 0.0
        for i in range(n):
            for k in range(dims):
                rise[k] = 2.0 * s[i, k] * (y[i, k] - z[k]) / gain[i]
                slope[k] += w[i] * rise[k]
                hessian[k, k] += 2.0 * w[i] * s[i, k] / gain[i]
                for m in range(k + 1):
                    hessian[k, m] += w[i] * rise[k] * rise[m]
        square = newton(hessian, slope, step)
        if square <= enough:
            return
        length = 1.0
        while length > 1e-12:
            for k in range(dims):
                ahead[k] = z[k] + length * step[k]
            if gains(ahead, y, s, trial) > 0.0:
                gained = 0.0
                for i in range(n):
                    gained += w[i] * math.log(trial[i] / gain[i])
                # so near the top that rounding hides the rise, Newton's own step is the best guide
                if gained >= 0.1 * length * square or (length == 1.0 and square < 1e-12):
                    break
            length *= 0.5
        else:
            return
        for k in range(dims):
            z[k] = ahead[k]


@kernel
def solve_package(z: Floats, y: Floats, s: Floats, w: Floats) -> None:
    """Move z, where all gain, to the maximum of ``sum_i w_i log gain_i``, weights summing to 1.

    Small weights are let down to their size by stages: an actor of hardly any would else be driven to
    where it hardly gains before the others have settled, and from there no step leads on.
    """
    n = len(w)
    stage = np.empty(n)
    floor = w.max()
    while floor > w.min():
        for i in range(n):
            stage[i] = max(w[i], floor)
        climb(z, y, s, stage, 0.01 * floor)
        floor *= 0.1
    climb(z, y, s, w, 1e-28)


@kernel
def direction(y: Floats, s: Floats, leave_out: int, x: Floats) -> bool:
    """Whether all actors but ``leave_out`` (-1: all) can gain together; if so ``x`` points to where."""
    n, dims = y.shape
    slopes, kinks = np.zeros((n, dims)), np.zeros((n, dims))
    pick = np.empty(n, np.int64)
    count = int(np.int64(0))  # of this type from the start, else what is called is compiled twice
    for i in range(n):
        if i == leave_out:
            continue
        largest, square = 0.0, 0.0
        for k in range(dims):
            largest = max(largest, abs(s[i, k] * y[i, k]))
        if largest == 0.0:
            return False
        for k in range(dims):
            slopes[i, k] = s[i, k] * y[i, k] / largest
            square += slopes[i, k] ** 2
        for k in range(dims):
            slopes[i, k] /= math.sqrt(square)
        pick[count] = i
        count += 1
    if count == 0:
        return False
    corral, members = np.empty((dims + 2, dims)), np.empty(dims + 2, np.int64)
    weights, trial, matrix = np.empty(dims + 2), np.empty(dims + 2), np.empty((dims + 2, dims + 2))
    return gainful(slopes, kinks, pick, count, x, corral, members, weights, trial, matrix) == 0


@kernel
def package(y: Floats, s: Floats, w: Floats) -> tuple[Floats, Floats, Bools]:
    """The solution of every draw (D, K), each actor's gain by it (D, N), and who alone blocks (D, N).

    ``y`` and ``s`` are (D, N, K), ``w`` (D, N); actors of no weight do not count. Where no package gains
    for all, the solution is 0; an actor blocks alone if one would without it.
    """
    draws, n, dims = y.shape
    solution, gain = np.zeros((draws, dims)), np.zeros((draws, n))
    blocks = np.zeros((draws, n), np.bool_)
    here = np.empty(n, np.int64)
    x = np.empty(dims)
    for d in range(draws):
        m = 0
        total = 0.0
        for i in range(n):
            if w[d, i] > 0.0:
                here[m] = i
                total += w[d, i]
                m += 1
        yy, ss, ww = np.empty((m, dims)), np.empty((m, dims)), np.empty(m)
        for i in range(m):
            ww[i] = w[d, here[i]] / total
            for k in range(dims):
                yy[i, k], ss[i, k] = y[d, here[i], k], s[d, here[i], k]
        if not direction(yy, ss, int(np.int64(-1)), x):
            for i in range(m):
                blocks[d, here[i]] = m > 1 and direction(yy, ss, i, x)
            continue
        # as far as the first actor's gain along the direction is largest, all gain
        length = np.inf
        for i in range(m):
            rise, bend = 0.0, 0.0
            for k in range(dims):
                rise += ss[i, k] * yy[i, k] * x[k]
                bend += ss[i, k] * x[k] * x[k]
            length = min(length, rise / bend)
        for k in range(dims):
            solution[d, k] = length * x[k]
        solve_package(solution[d], yy, ss, ww)
        gains(solution[d], yy, ss, ww)
        for i in range(m):
            gain[d, here[i]] = ww[i]
    return solution, gain, blocks
