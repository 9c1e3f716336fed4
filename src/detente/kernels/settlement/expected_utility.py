"""What every actor expects of challenging every other, and how much risk it takes.

The expected utility model of Bueno de Mesquita (1985, 1994) as printed by Scholz, Calbert and Smith (2011).
Actors stand in rising order and pairs are listed by how many ranks they are apart: (0,1), (1,2), ..., (0,2).
*Up* is a challenge by the lower actor of a pair to the higher, *down* the other way. Loops do one thing each
and run over actors or pairs side by side, so that they become vector instructions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.kernels.compiling import kernel
from detente.kernels.settlement.powers import fast_exp, fast_log

Floats = NDArray[np.float64]
#: Indices; numbers without a sign need no test for counting from the end.
Ints = NDArray[np.uint64]

#: Stands for the logarithm of zero: twice of it, the exponential is still a number.
NOTHING = -350.0
#: Numbers that a loop takes in one stride on processors of today; what is left over costs as much.
VECTORS = 32
#: Security that differs by less than this, for every opponent and over the range, is alike.
ALIKE = 1e-6
#: Products may be fused into sums. Never "reassoc": it would undo the rounding inside the exponential.
FAST = {"contract", "nsz"}


class Pairs(NamedTuple):
    """What is known of every pair, at least (N(N-1)/2,) each.

    Distance over the range; logarithms of (1 - d)/2 and (1 + d)/2; votes, then probability of success, of a
    challenge up and down; what its failure weighs (salience of the challenged times probability of
    failure); the exponents r of the lower and the higher actor, and (1/2)^r; expected utilities of
    challenges up and down as each of the two sees them; the rank of the offer to each; and who is the
    lower and the higher.
    """

    d: Floats
    log_near: Floats
    log_away: Floats
    p_up: Floats
    p_down: Floats
    fail_up: Floats
    fail_down: Floats
    r_low: Floats
    r_high: Floats
    half_low: Floats
    half_high: Floats
    up_low: Floats
    down_low: Floats
    up_high: Floats
    down_high: Floats
    rank_low: Floats
    rank_high: Floats
    lower: Ints
    higher: Ints


class Round(NamedTuple):
    """What holds for a whole round.

    The median and the range; the part of the range by which equal positions may differ; the probability
    that the status quo stays; whether each side of a pair is judged with its own exponent; whether the
    least move is taken.
    """

    mu: float
    span: float
    tie: float
    q: float
    own: bool
    least: bool


def room(n: int) -> Pairs:
    """Room for the pairs of ``n`` actors, and zeros up to a whole number of vectors."""
    size = n * (n - 1) // 2
    whole = -(-size // VECTORS) * VECTORS
    who = np.zeros((2, whole), np.uint64)
    who[0, :size] = [i for apart in range(1, n) for i in range(n - apart)]
    who[1, :size] = [j for apart in range(1, n) for j in range(apart, n)]
    return Pairs(*np.zeros((len(Pairs._fields) - 2, whole)), *who)


@kernel
def spread(values: Floats, pairs: Pairs, low: Floats, high: Floats) -> None:
    """Give every pair the values of its lower and of its higher actor."""
    lower = pairs.lower
    higher = pairs.higher
    for m in range(len(low)):
        low[m] = values[lower[m]]
        high[m] = values[higher[m]]


@kernel(error_model="numpy", fastmath=FAST)
def measure(now: Round, pairs: Pairs) -> None:
    """Turn distances into parts of the range, and fill their logarithms.

    The whole range must come out as one: the root of (1 - d)/2 tells any rounding there from zero.
    """
    d = pairs.d
    for m in range(len(d)):
        part = d[m] / now.span
        d[m] = part if part < 1.0 - now.tie else 1.0
    for m in range(len(d)):
        pairs.log_near[m] = fast_log(0.5 - 0.5 * d[m]) if d[m] < 1.0 else NOTHING
    for m in range(len(d)):
        pairs.log_away[m] = fast_log(0.5 + 0.5 * d[m])


@kernel
def weigh_failure(s: Floats, pairs: Pairs) -> None:
    """Fill the weights of failure: the salience of the challenged times the probability of failure."""
    spread(s, pairs, pairs.fail_down, pairs.fail_up)
    for m in range(len(pairs.d)):
        pairs.fail_up[m] *= 1.0 - pairs.p_up[m]
    for m in range(len(pairs.d)):
        pairs.fail_down[m] *= 1.0 - pairs.p_down[m]


@kernel(error_model="numpy", fastmath=FAST)
def expected(pairs: Pairs, fail: Floats, risk: tuple[Floats, Floats], out: Floats) -> None:
    """Expected utility of challenges, when the status quo would stay: ``U_s - fail (U_s - U_f) - U_sq``.

    ``risk`` is exponents r and powers ``(1/2)^r``.
    """
    r, half = risk
    near = pairs.log_near
    away = pairs.log_away
    for m in range(len(out)):
        won = fast_exp(r[m] * near[m])
        out[m] = 4.0 * (half[m] - won - fail[m] * (fast_exp(r[m] * away[m]) - won))


@kernel(error_model="numpy")
def unsettle(x: Floats, up: bool, r: Floats, out: Floats, now: Round) -> None:
    """Take into account that the status quo may turn better or worse by itself."""
    n = len(x)
    m = 0
    for apart in range(1, n):
        for i in range(n - apart):
            d = (x[i + apart] - x[i]) / now.span
            far = abs(x[i if up else i + apart] - now.mu) / now.span
            sign = -1.0 if far < d - now.tie else 1.0
            if d > now.tie:
                turned = (0.5 + sign * 0.25 * (far + d)) ** r[m]
                out[m] += 4.0 * (1.0 - now.q) * (turned - 0.5 ** r[m])
            m += 1


@kernel(error_model="numpy", fastmath=FAST)
def exponents(x: Floats, pairs: Pairs, now: Round, security: tuple[Floats, Floats], r: Floats) -> None:
    """Fill ``r`` with risk exponents from security: what others, risk neutral, expect of a challenge.

    ``security`` is two arrays (N,) to work with: challenges to an actor by higher and by lower ones.
    """
    n = len(x)
    up = pairs.up_low
    down = pairs.down_low
    for m in range(len(up)):
        up[m] = 2.0 * pairs.d[m] * (1.0 - 2.0 * pairs.fail_up[m])
    for m in range(len(up)):
        down[m] = 2.0 * pairs.d[m] * (1.0 - 2.0 * pairs.fail_down[m])
    if now.q < 1.0:
        for m in range(len(up)):
            pairs.r_low[m] = 1.0
        unsettle(x, True, pairs.r_low, up, now)
        unsettle(x, False, pairs.r_low, down, now)
    of_lower, of_higher = security
    for i in range(n):
        of_lower[i] = 0.0
        of_higher[i] = 0.0
    m = 0
    for apart in range(1, n):
        by_higher = down[m : m + n - apart]
        for i in range(n - apart):
            of_lower[i] += by_higher[i]
        by_lower = up[m : m + n - apart]
        higher = of_higher[apart:]
        for i in range(n - apart):
            higher[i] += by_lower[i]
        m += n - apart
    low = np.inf
    high = -np.inf
    for i in range(n):
        low = min(low, of_lower[i] + of_higher[i])
        high = max(high, of_lower[i] + of_higher[i])
    alike = ALIKE * n * (x[n - 1] - x[0]) / now.span
    for i in range(n):
        r[i] = 1.0
        if high - low > alike:
            risk = (2.0 * (of_lower[i] + of_higher[i]) - high - low) / (high - low)
            r[i] = (1.0 - risk / 3.0) / (1.0 + risk / 3.0)


@kernel
def judge(x: Floats, r: Floats, half: Floats, pairs: Pairs, now: Round) -> None:
    """Fill the expected utilities of all challenges, with each one's own exponent or the judging one's.

    ``half`` (N,) is to work with.
    """
    for i in range(len(r)):
        half[i] = 0.5 ** r[i]
    spread(r, pairs, pairs.r_low, pairs.r_high)
    spread(half, pairs, pairs.half_low, pairs.half_high)
    lower = (pairs.r_low, pairs.half_low)
    higher = (pairs.r_high, pairs.half_high)
    expected(pairs, pairs.fail_up, lower, pairs.up_low)
    expected(pairs, pairs.fail_down, higher, pairs.down_high)
    if not now.own:
        expected(pairs, pairs.fail_down, lower, pairs.down_low)
        expected(pairs, pairs.fail_up, higher, pairs.up_high)
    if now.q < 1.0:
        unsettle(x, True, pairs.r_low, pairs.up_low, now)
        unsettle(x, False, pairs.r_high, pairs.down_high, now)
        if not now.own:
            unsettle(x, False, pairs.r_low, pairs.down_low, now)
            unsettle(x, True, pairs.r_high, pairs.up_high, now)
