"""Votes of all actors on every pair, and the probability of success they make.

Pairs are listed by how many ranks they are apart: (0,1), (1,2), ..., (0,2), (1,3), ... ``low`` and ``high``
are the votes for the lower and for the higher actor of each pair.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.kernels.compiling import kernel

Floats = NDArray[np.float64]


class Ballot(NamedTuple):
    """Arrays to work with.

    Positions from the lowest (N,); running sums of weights and of weighted positions (N+1,); votes beyond
    each actor's position on the way up and down (N,); how many actors are nearer to the lower of a pair
    (N,); losses of every voter at every position (N, N).
    """

    z: Floats
    weight: Floats
    moment: Floats
    below: Floats
    above: Floats
    nearer: NDArray[np.uint64]
    loss: Floats


def ballot(n: int) -> Ballot:
    """Arrays for ``n`` actors."""
    z, below, above = np.empty((3, n))
    weight, moment = np.empty((2, n + 1))
    return Ballot(z, weight, moment, below, above, np.empty(n, np.uint64), np.empty((n, n)))


@kernel(error_model="numpy")
def linear_votes(table: tuple[Floats, Floats], work: Ballot, far: Floats, low: Floats, high: Floats) -> None:
    """Votes ``sum_k w_k max(|x_k - x_j| - |x_k - x_i|, 0)`` for i against j, and distances.

    ``table`` is x, rising, and w. With ``F(y) = sum_k w_k max(y - x_k, 0)`` the votes for the lower are
    ``2 F(middle) - 2 F(x_i)``, and those for the higher the same from the other side. Running sums of
    weights give F at once.
    """
    x, w = table
    z, weight, moment, below, above, nearer, _ = work
    n = len(x)
    one = np.uint64(1)
    none = np.uint64(0)
    weight[0] = 0.0
    moment[0] = 0.0
    for k in range(n):
        z[k] = x[k] - x[0]
        weight[k + 1] = weight[k] + w[k]
        moment[k + 1] = moment[k] + w[k] * z[k]
        below[k] = z[k] * weight[k] - moment[k]
        nearer[k] = np.uint64(k + 1)
    all_weight = weight[n]
    all_moment = moment[n]
    for k in range(n):
        above[k] = below[k] - (z[k] * all_weight - all_moment)
    m = 0
    for apart in range(1, n):
        z_high = z[apart:]
        above_high = above[apart:]
        row_far = far[m : m + n - apart]
        row_low = low[m : m + n - apart]
        row_high = high[m : m + n - apart]
        for i in range(n - apart):
            middle = 0.5 * (z[i] + z_high[i])
            k = nearer[i]
            # two steps without a branch: more are rare, and a wrong guess by the processor is dear
            k += one if z[k] < middle else none
            k += one if z[k] < middle else none
            while z[k] < middle:
                k += one
            nearer[i] = k
            up_to = middle * weight[k] - moment[k]
            to_low = up_to - below[i]
            to_high = up_to - (middle * all_weight - all_moment) - above_high[i]
            row_far[i] = z_high[i] - z[i]
            row_low[i] = 2.0 * (to_low if to_low > 0.0 else 0.0)
            row_high[i] = 2.0 * (to_high if to_high > 0.0 else 0.0)
        m += n - apart


@kernel(error_model="numpy")
def curved_votes(
    table: tuple[Floats, Floats], r: Floats, span: float, loss: Floats, low: Floats, high: Floats
) -> None:
    """Votes ``sum_k w_k max(d_kj^r_k - d_ki^r_k, 0)`` for i against j, distances d being over ``span``.

    Each voter's own exponent bends its losses, so every voter is asked about every pair.
    """
    x, w = table
    n = len(x)
    for i in range(n):
        for k in range(n):
            loss[i, k] = w[k] * (abs(x[k] - x[i]) / span) ** r[k]
    m = 0
    for apart in range(1, n):
        for i in range(n - apart):
            low[m] = 0.0
            high[m] = 0.0
            for k in range(n):
                vote = loss[i + apart, k] - loss[i, k]
                low[m] += max(vote, 0.0)
                high[m] += max(-vote, 0.0)
            m += 1


@kernel(error_model="numpy")
def to_probability(low: Floats, high: Floats, pair: bool) -> None:
    """Turn votes into probabilities in place.

    They are taken over the pair's own votes, or over those cast on all pairs, each counted from both sides.
    """
    if pair:
        for m in range(len(low)):
            total = low[m] + high[m]
            low[m] = low[m] / total if total > 0.0 else 0.0
            high[m] = high[m] / total if total > 0.0 else 0.0
        return
    whole = 0.0
    for m in range(len(low)):
        whole += 2.0 * (low[m] + high[m])
    for m in range(len(low)):
        low[m] = low[m] / whole if whole > 0.0 else 0.0
        high[m] = high[m] / whole if whole > 0.0 else 0.0
