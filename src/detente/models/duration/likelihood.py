"""Maximum likelihood with a gradient."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from detente.models.arrays import Floats


def minimise_loss(loss: Callable[[Floats], tuple[float, Floats]], first: Floats) -> Floats:
    """The parameters (K,) of the least loss, from a start (K,).

    ``loss`` returns its value and gradient (K,).
    """
    from scipy.optimize import minimize  # slow to import

    scale = max(1.0, float(np.abs(loss(first)[1]).max()))

    def scaled(x: Floats) -> tuple[float, Floats]:
        value, slope = loss(x)
        return value / scale, slope / scale

    # not L-BFGS-B: its threads cost fifty times the work on two parameters
    with np.errstate(over="ignore", invalid="ignore"):  # a step too far is taken back
        best = minimize(  # type: ignore[no-untyped-call]
            scaled, first, jac=True, method="BFGS", options={"gtol": 1e-9}
        )
    return np.asarray(best.x, dtype=np.float64)
