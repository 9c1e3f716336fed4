from __future__ import annotations

import numpy as np
import pytest

from detente.kernels.settlement.median import weighted_medians


@pytest.mark.parametrize("great", [1.0, 1e6, 1e9, 1e12, 1e14])
def test_the_least_of_three_decides_between_two_equals_however_great(great):
    x = np.array([[0.0, 20.0, 100.0]])
    for order in ([0, 1, 2], [2, 1, 0], [1, 2, 0]):
        low, high = weighted_medians(x[:, order], np.array([[great, 1.0, great]])[:, order])
        assert (low[0], high[0]) == (20, 20)


def test_decimals_that_are_equal_on_paper_are_tied():
    """0.1 + 0.2 against 0.3: half and half, though the doubles differ."""
    for order in ([0, 1, 2], [1, 0, 2], [2, 1, 0]):
        x, w = np.array([[0.0, 10.0, 100.0]])[:, order], np.array([[0.1, 0.2, 0.3]])[:, order]
        low, high = weighted_medians(x, w)
        assert (low[0], high[0]) == (10, 100)
