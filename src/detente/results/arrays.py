"""What summaries read off labelled arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import xarray as xr


def list_labels(data: xr.Dataset, dimension: str) -> list[str]:
    """Return the labels along a dimension."""
    return [str(label) for label in data[dimension].values]


def share_of_draws(flags: xr.DataArray) -> float:
    """Return the share of draws, from 0 to 1, in which a flag is set, leaving out NaN."""
    return float(flags.astype(np.float64).mean())
