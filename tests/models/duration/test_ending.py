"""How something ends, given an end."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize, special

from detente.models.duration.ending import KINDS, Ridge, fit_ending

AGE = np.array([0.1, 0.4, 1.0, 1.2, 2.0, 2.2, 3.0, 3.3, 4.0, 4.1])
KIND = np.array([1, 1, 1, 0, 1, 2, 0, 2, 0, 0])


def test_without_columns_the_shares_are_those_of_the_cases() -> None:
    fit = fit_ending({}, KIND)
    assert fit.shares({}) == pytest.approx([0.4, 0.4, 0.2], abs=1e-6)


def test_weights_count_as_repeats() -> None:
    weight = np.array([1.0, 2, 0, 1, 3, 1, 1, 1, 2, 1])
    repeated = np.repeat(np.arange(10), weight.astype(int))
    one = fit_ending({"age": AGE}, KIND, weight).shares({"age": 2.5})
    other = fit_ending({"age": AGE[repeated]}, KIND[repeated]).shares({"age": 2.5})
    assert one == pytest.approx(other, abs=1e-6)


def test_the_fit_is_the_maximum_of_the_penalised_likelihood() -> None:
    x = (AGE - AGE.mean()) / AGE.std()

    def loss(b):
        logits = np.column_stack([b[0] + b[1] * x, b[2] + b[3] * x, 0 * x])
        log_p = logits - special.logsumexp(logits, axis=1, keepdims=True)
        return -log_p[np.arange(10), KIND].sum() + 0.5 * 2.0 * (b[1] ** 2 + b[3] ** 2)

    options = {"xatol": 1e-10, "fatol": 1e-12, "maxiter": 10_000, "maxfev": 10_000}
    b = optimize.minimize(loss, np.zeros(4), method="Nelder-Mead", options=options).x
    fit = fit_ending({"age": AGE}, KIND, params=Ridge(2.0))
    z = (1.7 - AGE.mean()) / AGE.std()
    right = special.softmax([b[0] + b[1] * z, b[2] + b[3] * z, 0])
    assert fit.shares({"age": 1.7}) == pytest.approx(right, abs=1e-5)
    assert fit.shares({"age": 4.0})[0] > fit.shares({"age": 0.0})[0]


def test_a_column_that_never_varies_changes_nothing() -> None:
    one = fit_ending({"age": AGE}, KIND).shares({"age": 1.0})
    other = fit_ending({"age": AGE, "same": np.ones(10)}, KIND).shares({"age": 1.0, "same": 5.0})
    assert one == pytest.approx(other, abs=1e-6)


def test_shares_broadcast_and_sum_to_one() -> None:
    shares = fit_ending({"age": AGE}, KIND).shares({"age": np.linspace(0, 9, 12).reshape(3, 4)})
    assert shares.shape == (3, 4, len(KINDS))
    assert shares.sum(axis=-1) == pytest.approx(np.ones((3, 4)))
