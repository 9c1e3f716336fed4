"""How many draws are taken where nobody says otherwise."""

from __future__ import annotations

#: Draws of a forecast: a power of two, at which Sobol' sequences are at their best.
DRAWS = 4096

#: Draws that an alignment is taken over, with a forecast at most: the least energy is sought in each of them.
ALIGNMENT_DRAWS = 1024
