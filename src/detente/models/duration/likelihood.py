"""Maximum likelihood with a gradient."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from detente.models.arrays import Floats


def minimise_loss(
    loss: Callable[[Floats], tuple[float, Floats]], first: Floats, bounds: list[tuple[float, float]]
) -> Floats:
    """The parameters (K,) of the least loss, from a start (K,) and within bounds.

    ``loss`` returns its value and gradient (K,).
    """
    from scipy.optimize import minimize  # slow to import

    found = minimize(  # type: ignore[no-untyped-call]
        loss, first, jac=True, method="L-BFGS-B", bounds=bounds, tol=1e-12
    )
    return np.asarray(found.x, dtype=np.float64)
