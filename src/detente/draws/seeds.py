"""One seed, children keyed by what they are for."""

from __future__ import annotations

import hashlib

import numpy as np


def child(seed: int, *purpose: str) -> np.random.SeedSequence:
    """Return the seed sequence for one purpose, e.g. ``child(0, "draws")``.

    It depends on the seed and the words alone, so that no result depends on what else was run, in what
    order, or by how many workers.

    Parameters
    ----------
    seed
        A whole number from 0 on.
    *purpose
        Words that say what it is for.

    Raises
    ------
    ValueError
        If the seed is negative.
    """
    if seed < 0:
        raise ValueError(f"a seed must be a whole number of 0 or more, got {seed}")
    words = hashlib.sha256("\x1f".join(purpose).encode()).digest()[:16]
    key = tuple(int.from_bytes(words[i : i + 4], "little") for i in range(0, 16, 4))
    return np.random.SeedSequence(seed, spawn_key=key)
