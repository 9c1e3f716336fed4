"""Risk attitudes of the spatial model in the forms of KTAB's quotients."""

from __future__ import annotations

import numpy as np
import pytest

from detente.kernels.settlement.condorcet import elect
from detente.kernels.settlement.spatial import distances, risks
from detente.models.settlement.spatial_options import SpatialParams


def shares():
    """The chances of four positions, and what makes them."""
    params = SpatialParams(ktab=True)
    position = np.array([[10.0], [40.0], [55.0], [90.0]])
    far = distances(position, np.ones((4, 1)), position) / 100.0
    power = np.array([3.0, 1.0, 2.0, 4.0])
    ballot, rules = params.ballot, params.rules
    return far, power, ballot, rules, elect(1.0 - far, power, ballot)[0]


@pytest.mark.parametrize(("centre", "spread"), [(0.5, 1.0), (0.25, 1.5), (0.0, 2.0), (0.0, 3.0), (0.1, 0.5)])
def test_a_risk_attitude_is_its_centre_and_its_share_of_the_spread(centre, spread):
    far, power, ballot, rules, chance = shares()
    found, _ = risks(far, power, ballot, rules._replace(centre=centre, spread=spread))
    place = (chance - chance.min()) / np.ptp(chance)
    assert found == pytest.approx(centre + spread * (place - 0.5), abs=1e-12)
