"""Quantities become arrays: quasi-Monte Carlo draws of a scenario."""

from detente.draws.sample import Draws, central, draw, pilot
from detente.draws.seeds import child

__all__ = ["Draws", "central", "child", "draw", "pilot"]
