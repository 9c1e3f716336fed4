"""Logarithm and exponential in plain arithmetic, which compilers turn into vector instructions.

Calls into the C library cannot be vectorised; these cost a tenth inside a loop. Errors are under 1e-15
of the result, or of one for logarithms near zero.
"""

from __future__ import annotations

import numpy as np

from detente.kernels.compiling import kernel

LN2 = 0.6931471805599453
#: ln 2 in two parts, the first exact in few bits, for an exact remainder.
LN2_HIGH, LN2_LOW = 0.6931471803691238, 1.9082149292705877e-10
#: Adding it to a small number leaves the nearest integer in the last bits.
ROUND = 6755399441055744.0
SQRT_HALF_BITS = 0x3FE6A09E667F3BCD


@kernel(inline="always")
def fast_log(y: float) -> float:
    """Natural logarithm of a positive, normal number; -709 for zero.

    ``y = 2^k m`` with m within [sqrt(1/2), sqrt(2)); ``log m = 2 artanh((m - 1)/(m + 1))`` by its series.
    """
    bits = np.float64(y).view(np.int64)
    k = (bits - np.int64(SQRT_HALF_BITS)) >> np.int64(52)
    m = np.int64(bits - (k << np.int64(52))).view(np.float64)
    whole = np.int64(k + np.int64(0x4338000000000000)).view(np.float64) - ROUND
    f = (m - 1.0) / (m + 1.0)
    s = f * f
    p = 1.0 / 21.0
    p = p * s + 1.0 / 19.0
    p = p * s + 1.0 / 17.0
    p = p * s + 1.0 / 15.0
    p = p * s + 1.0 / 13.0
    p = p * s + 1.0 / 11.0
    p = p * s + 1.0 / 9.0
    p = p * s + 1.0 / 7.0
    p = p * s + 1.0 / 5.0
    p = p * s + 1.0 / 3.0
    return whole * LN2 + (2.0 * f * s * p + 2.0 * f)


@kernel(inline="always")
def fast_exp(y: float) -> float:
    """Exponential of a number between -700 and 700.

    ``y = k ln 2 + z`` with z within ln 2 / 2 of zero; ``exp z`` by its series, times ``2^k``.
    """
    shifted = y * (1.0 / LN2) + ROUND
    k = shifted - ROUND
    z = (y - k * LN2_HIGH) - k * LN2_LOW
    p = 1.0 / 479001600.0
    p = p * z + 1.0 / 39916800.0
    p = p * z + 1.0 / 3628800.0
    p = p * z + 1.0 / 362880.0
    p = p * z + 1.0 / 40320.0
    p = p * z + 1.0 / 5040.0
    p = p * z + 1.0 / 720.0
    p = p * z + 1.0 / 120.0
    p = p * z + 1.0 / 24.0
    p = p * z + 1.0 / 6.0
    p = p * z + 0.5
    p = p * z * z + z + 1.0
    scale = np.int64((np.float64(shifted).view(np.int64) + np.int64(1023)) << np.int64(52)).view(np.float64)
    return p * scale
