"""Lanchester attrition with inflow, draw by draw (Lanchester 1916; exponents as in Bracken 1995)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from detente.kernels.compiling import kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Halvings that find a time within a piece to the last bit.
HALVINGS = 60

#: The part of a force that one Runge-Kutta step may take from it, and the most steps in a piece.
STRAIN = 0.25
MOST_STEPS = 64


@kernel
def square(
    a: float, b: float, h: float, kill_a: float, kill_b: float, in_a: float, in_b: float
) -> tuple[float, float]:
    """Forces after time ``h`` of ``a' = in_a - kill_b b``, ``b' = in_b - kill_a a``: exact.

    The matrix M of the system has ``M^2 = kill_a kill_b I``, so its exponential is ``C I + S M`` with
    ``C = cosh``, ``S = sinh(rt)/r`` and integral ``S I + K M``, ``K = (cosh(rt) - 1)/r^2``.
    """
    r = math.sqrt(kill_a * kill_b)
    x = r * h
    if x < 1e-3:
        # the series, so that a side that cannot kill (r = 0) needs no case of its own
        y = x * x
        s = h * (1.0 + y / 6.0 * (1.0 + y / 20.0))
        k = 0.5 * h * h * (1.0 + y / 12.0 * (1.0 + y / 30.0))
        c = 1.0 + 0.5 * y * (1.0 + y / 12.0 * (1.0 + y / 30.0))
    else:
        half = math.sinh(0.5 * x)
        c = 1.0 + 2.0 * half * half
        s = 2.0 * half * math.sqrt(1.0 + half * half) / r
        k = 2.0 * half * half / (r * r)
    return (
        c * a - s * kill_b * b + s * in_a - k * kill_b * in_b,
        c * b - s * kill_a * a + s * in_b - k * kill_a * in_a,
    )


@kernel
def power(x: float, e: float) -> float:
    """``x**e``, at once for the exponents of the square and linear laws."""
    if e == 1.0:
        return x
    return 1.0 if e == 0.0 else x**e


@kernel
def rate(own: float, enemy: float, kill: float, inflow: float, p: float, q: float) -> float:
    """Rate of change of a force: inflow less ``kill * enemy^p * own^q``, with no loss to no enemy."""
    if enemy <= 0.0:
        return inflow
    return inflow - kill * power(enemy, p) * power(max(own, 0.0), q)


@kernel
def free(
    a: float,
    b: float,
    h: float,
    kill_a: float,
    kill_b: float,
    in_a: float,
    in_b: float,
    p: float,
    q: float,
) -> tuple[float, float]:
    """Forces after ``h`` while both last: exact for the square law, else by Runge-Kutta.

    One step, or more where a force would lose more than ``STRAIN`` of itself in it.
    """
    if p == 1.0 and q == 0.0:
        return square(a, b, h, kill_a, kill_b, in_a, in_b)
    loss = max(in_a - rate(a, b, kill_b, in_a, p, q), 0.0) / max(a, 1e-300)
    loss = max(loss, max(in_b - rate(b, a, kill_a, in_b, p, q), 0.0) / max(b, 1e-300))
    steps = int(min(h * loss / STRAIN, MOST_STEPS - 1.0)) + 1
    h /= steps
    for _ in range(steps):
        a1, b1 = rate(a, b, kill_b, in_a, p, q), rate(b, a, kill_a, in_b, p, q)
        u, v = a + 0.5 * h * a1, b + 0.5 * h * b1
        a2, b2 = rate(u, v, kill_b, in_a, p, q), rate(v, u, kill_a, in_b, p, q)
        u, v = a + 0.5 * h * a2, b + 0.5 * h * b2
        a3, b3 = rate(u, v, kill_b, in_a, p, q), rate(v, u, kill_a, in_b, p, q)
        u, v = a + h * a3, b + h * b3
        a4, b4 = rate(u, v, kill_b, in_a, p, q), rate(v, u, kill_a, in_b, p, q)
        a += h / 6.0 * (a1 + 2.0 * a2 + 2.0 * a3 + a4)
        b += h / 6.0 * (b1 + 2.0 * b2 + 2.0 * b3 + b4)
    return a, b


@kernel
def advance(
    a: float,
    b: float,
    h: float,
    kill_a: float,
    kill_b: float,
    in_a: float,
    in_b: float,
    p: float,
    q: float,
) -> tuple[float, float]:
    """Forces after ``h``, none below zero: a spent side stays so while its inflow dies on arrival."""
    left = h
    for _ in range(4):
        spent_a = a <= 0.0 and rate(0.0, b, kill_b, in_a, p, q) <= 0.0
        spent_b = b <= 0.0 and rate(0.0, a, kill_a, in_b, p, q) <= 0.0
        if spent_a and spent_b:
            return 0.0, 0.0
        if spent_a:
            return 0.0, b + in_b * left
        if spent_b:
            return a + in_a * left, 0.0
        x, y = free(a, b, left, kill_a, kill_b, in_a, in_b, p, q)
        if x >= 0.0 and y >= 0.0:
            return x, y
        lo, hi = 0.0, left
        for _ in range(HALVINGS):
            mid = 0.5 * (lo + hi)
            x, y = free(a, b, mid, kill_a, kill_b, in_a, in_b, p, q)
            if x < 0.0 or y < 0.0:
                hi = mid
            else:
                lo = mid
        x, y = free(a, b, hi, kill_a, kill_b, in_a, in_b, p, q)
        a, b = max(x, 0.0), max(y, 0.0)
        left -= hi
    return a, b


@kernel
def passage(
    side: int,
    threshold: float,
    a: float,
    b: float,
    x: float,
    y: float,
    h: float,
    kill_a: float,
    kill_b: float,
    in_a: float,
    in_b: float,
    p: float,
    q: float,
) -> float:
    """Time at which a force (side 0: a, 1: b) first is at its threshold on the way to (x, y), else inf.

    ``h`` is the time to (x, y). A force that falls and recovers turns once within a piece, so its least
    value is at the end or at the turn.
    """
    end = h
    if (x if side == 0 else y) > threshold:
        falling = rate(a, b, kill_b, in_a, p, q) if side == 0 else rate(b, a, kill_a, in_b, p, q)
        rising = rate(x, y, kill_b, in_a, p, q) if side == 0 else rate(y, x, kill_a, in_b, p, q)
        if falling >= 0.0 or rising <= 0.0:
            return np.inf
        lo, end = 0.0, h
        for _ in range(HALVINGS):
            mid = 0.5 * (lo + end)
            x, y = advance(a, b, mid, kill_a, kill_b, in_a, in_b, p, q)
            slope = rate(x, y, kill_b, in_a, p, q) if side == 0 else rate(y, x, kill_a, in_b, p, q)
            if slope < 0.0:
                lo = mid
            else:
                end = mid
        x, y = advance(a, b, end, kill_a, kill_b, in_a, in_b, p, q)
        if (x if side == 0 else y) > threshold:
            return np.inf
    lo, hi = 0.0, end
    for _ in range(HALVINGS):
        mid = 0.5 * (lo + hi)
        x, y = advance(a, b, mid, kill_a, kill_b, in_a, in_b, p, q)
        if (x if side == 0 else y) <= threshold:
            hi = mid
        else:
            lo = mid
    return hi


@kernel
def speed(a: float, b: float, bias: float, mobility: float, hold: float, top: float) -> float:
    """How fast the line moves: ``mobility`` times the log strength ratio beyond ``hold``, at most ``top``."""
    if (a <= 0.0 and b <= 0.0) or mobility <= 0.0:
        return 0.0
    if b <= 0.0:
        return top
    if a <= 0.0:
        return -top
    edge = math.log(a / b) + bias
    beyond = min(mobility * max(abs(edge) - hold, 0.0), top)
    return beyond if edge > 0.0 else -beyond


@kernel
def attrition(
    force: Floats,
    kill: Floats,
    flow: Floats,
    start: Floats,
    stop: Floats,
    side: Ints,
    threshold: Floats,
    line: Floats,
    mobility: Floats,
    hold: Floats,
    top: Floats,
    ends: Floats,
    bias: Floats,
    steps: int,
    step: float,
    pieces: int,
    p: float,
    q: float,
    each: bool,
) -> tuple[Floats, Floats, Floats]:
    """Forces, line of contact and times of collapse, with every patron; if ``each``, without each in turn.

    ``force``, ``kill`` (D, 2), ``flow``, ``start``, ``stop`` (D, J), ``side`` (J,), ``threshold`` (D, 2)
    in units of force, ``ends`` (D, 2), the rest (D,); ``hold`` and ``bias`` are logarithms. Gives forces
    (D, 1+J, steps+1, 2), the line (D, 1+J, steps+1) and times of collapse (D, 1+J, 2), inf where none;
    run 0 has every patron, run j+1 lacks patron j; without ``each`` there is run 0 alone.
    """
    draws, patrons = flow.shape
    runs = patrons + 1 if each else 1
    forces = np.empty((draws, runs, steps + 1, 2))
    lines = np.empty((draws, runs, steps + 1))
    collapse = np.full((draws, runs, 2), np.inf)
    span = step / pieces
    for d in range(draws):
        kill_a, kill_b = kill[d, 0], kill[d, 1]
        for r in range(runs):
            a, b, at = force[d, 0], force[d, 1], line[d]
            forces[d, r, 0, 0], forces[d, r, 0, 1], lines[d, r, 0] = a, b, at
            if a <= threshold[d, 0]:
                collapse[d, r, 0] = 0.0
            if b <= threshold[d, 1]:
                collapse[d, r, 1] = 0.0
            for s in range(steps):
                for i in range(pieces):
                    t = s * step + i * span
                    last = s * step + (i + 1) * span
                    while t < last:
                        # a piece ends where a patron starts or stops, so that inflow is constant in it
                        until = last
                        for j in range(patrons):
                            if t < start[d, j] < until:
                                until = start[d, j]
                            if t < stop[d, j] < until:
                                until = stop[d, j]
                        in_a, in_b = 0.0, 0.0
                        for j in range(patrons):
                            if j != r - 1 and start[d, j] <= t < stop[d, j]:
                                if side[j] == 0:
                                    in_a += flow[d, j]
                                else:
                                    in_b += flow[d, j]
                        half = 0.5 * (until - t)
                        before = speed(a, b, bias[d], mobility[d], hold[d], top[d])
                        middle = 0.0
                        for part in range(2):
                            x, y = advance(a, b, half, kill_a, kill_b, in_a, in_b, p, q)
                            for k in range(2):
                                if collapse[d, r, k] == np.inf:
                                    collapse[d, r, k] = t + passage(
                                        k, threshold[d, k], a, b, x, y, half, kill_a, kill_b, in_a, in_b, p, q
                                    )
                            a, b = x, y
                            t += half
                            if part == 0:
                                middle = speed(a, b, bias[d], mobility[d], hold[d], top[d])
                        after = speed(a, b, bias[d], mobility[d], hold[d], top[d])
                        # Simpson's rule over the piece
                        at += half / 3.0 * (before + 4.0 * middle + after)
                        at = min(max(at, ends[d, 0]), ends[d, 1])
                        t = until
                forces[d, r, s + 1, 0], forces[d, r, s + 1, 1], lines[d, r, s + 1] = a, b, at
    return forces, lines, collapse
