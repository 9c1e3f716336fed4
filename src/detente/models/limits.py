"""Inputs outside their range are refused by name, so that no model computes on nonsense."""

from __future__ import annotations

import numpy as np

from detente.errors import UnusableDataError
from detente.models.arrays import Floats


def within(low: float, high: float, /, **inputs: Floats | float) -> None:
    """Raise ValueError, naming the input, unless every value is finite and in ``low``..``high``."""
    for name, given in inputs.items():
        value = np.asarray(given, dtype=np.float64)
        # written so that NaN fails too
        bad = ~((value >= low) & (value <= high) & np.isfinite(value))
        if bad.any():
            raise UnusableDataError(f"{name}: {value[bad].flat[0]:g} is not in {low:g}..{high:g}")


def alike(**inputs: Floats) -> None:
    """Raise ValueError unless all the inputs have the shape of the first."""
    (first, pattern), *others = inputs.items()
    for name, value in others:
        if value.shape != pattern.shape:
            raise ValueError(f"{name} has shape {value.shape}, but {first} has {pattern.shape}")
