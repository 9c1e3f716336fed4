"""What the kernel is timed against computes the same."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.reference import challenge_numpy

from detente.models import OneIssue
from detente.models.settlement.challenge import ChallengeParams, play_challenges


@pytest.mark.parametrize("n", [2, 3, 4, 6, 10, 25])
def test_ten_rounds_agree(n):
    rng = np.random.default_rng([11, n])
    issue = OneIssue(
        rng.uniform(0, 100, (60, n)),
        rng.uniform(5, 100, (60, n)),
        rng.uniform(0.1, 10, (60, n)),
        np.full(60, np.nan),
    )
    plain = challenge_numpy.challenge(issue.position, issue.weight, issue.salience / 100, 10)
    np.testing.assert_allclose(
        play_challenges(issue, ChallengeParams()).detail["rounds"], plain, atol=1e-9, rtol=0
    )


def test_success_counts_every_vote():
    # 0 and 60 contest; 20 votes 40 - 20 for the lower, 100 votes 60 for the higher
    x, w = np.array([0.0, 60.0, 20.0, 100.0]), np.array([1.0, 2.0, 4.0, 3.0])
    d = np.abs(x[:, None] - x) / 100
    for_lower, for_higher = 1 * 60 + 4 * 20, 2 * 60 + 3 * 60
    assert challenge_numpy.success(d, w)[0, 1] == pytest.approx(for_lower / (for_lower + for_higher))
