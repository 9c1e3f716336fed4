"""How something ends, given that it ends: a multinomial logit of agreement, victory and other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from detente.errors import UnusableDataError
from detente.models.arrays import Floats
from detente.models.duration.likelihood import minimise_loss
from detente.models.registry import register

EndKind = Literal["agreement", "victory", "other"]

#: The kinds of ending, in the order of every array of shares.
KINDS: tuple[EndKind, ...] = ("agreement", "victory", "other")


@dataclass(frozen=True)
class Ridge:
    """How far coefficients are held back.

    Parameters
    ----------
    penalty : float
        Half of it times each squared coefficient is added to the loss, on columns of unit variance.
    """

    penalty: float = 10.0


@dataclass(frozen=True)
class Ending:
    """Logits against the last kind: ``coefficients[kind]`` is an intercept, then one for each column.

    ``columns`` names what the shares depend on, in the order of the coefficients.
    """

    columns: tuple[str, ...]
    coefficients: Mapping[str, tuple[float, ...]]

    def shares(self, values: Mapping[str, ArrayLike]) -> Floats:
        """The probability of each kind, given an end.

        Parameters
        ----------
        values : mapping of str to array_like
            A value for each of ``columns``; they broadcast to one shape.

        Returns
        -------
        ndarray (..., 3)
            Shares in the order of ``KINDS``, summing to 1.
        """
        x = np.broadcast_arrays(1.0, *(np.asarray(values[c], dtype=np.float64) for c in self.columns))
        design = np.stack(x, axis=-1)
        logits = np.stack(
            [design @ np.array(self.coefficients[k]) for k in KINDS[:-1]] + [np.zeros(design.shape[:-1])],
            axis=-1,
        )
        return _softmax(logits)


@register(
    "ending",
    name="Multinomial logit of competing ends",
    family="duration",
    references=(
        "McFadden, D. (1974). Conditional logit analysis of qualitative choice behavior. In Zarembka, P. "
        "(ed.), Frontiers in Econometrics. Academic Press.",
        "Larson, M. G. and Dinse, G. E. (1985). A mixture model for the regression analysis of competing "
        "risks data. Applied Statistics 34(3): 201-211.",
    ),
    variants={"default": Ridge()},
)
def fit_ending(
    columns: Mapping[str, ArrayLike],
    kind: ArrayLike,
    weight: ArrayLike | None = None,
    params: Ridge = Ridge(),
) -> Ending:
    """Fit the shares of agreement, victory and other among ends, by penalised maximum likelihood.

    Parameters
    ----------
    columns : mapping of str to array_like (N,)
        What was known of each case when it ended, its age among it.
    kind : array_like (N,) of int
        0 agreement, 1 victory, 2 other.
    weight : array_like (N,), optional
        How often a case counts, at least 0. By default 1.
    params : Ridge
        The penalty, on columns scaled to unit variance. The intercepts are free.

    Returns
    -------
    Ending
        Coefficients on the columns as given.

    Raises
    ------
    ValueError
        If no case has a weight.
    """
    y = np.eye(len(KINDS))[np.asarray(kind, dtype=np.intp)]
    w = np.ones(len(y)) if weight is None else np.asarray(weight, dtype=np.float64)
    if not w.sum() > 0:
        raise UnusableDataError("no ending to fit: every weight is 0")
    x = np.column_stack([np.zeros((len(y), 0)), *(np.asarray(c, dtype=np.float64) for c in columns.values())])
    mean = w @ x / w.sum()
    spread = np.sqrt(w @ (x - mean) ** 2 / w.sum())
    spread[spread == 0] = np.inf  # what never varies says nothing
    design = np.column_stack([np.ones(len(y)), (x - mean) / spread])
    free = len(KINDS) - 1
    penalty = np.full((design.shape[1], free), params.penalty)
    penalty[0] = 0.0

    def loss(flat: Floats) -> tuple[float, Floats]:
        b = flat.reshape(design.shape[1], free)
        p = _softmax(np.column_stack([design @ b, np.zeros(len(y))]))
        value = -(w * np.log(np.maximum((p * y).sum(axis=1), 1e-300))).sum() + 0.5 * (penalty * b * b).sum()
        slope = design.T @ (w[:, None] * (p - y)[:, :free]) + penalty * b
        return float(value), slope.ravel()

    # a start with half a case more of each kind keeps the intercepts of rare kinds finite
    counts = w @ y + 0.5
    first = np.zeros((design.shape[1], free))
    first[0] = np.log(counts[:free] / counts[free])
    best = minimise_loss(loss, first.ravel())
    b = best.reshape(first.shape)
    slopes = b[1:] / spread[:, None]
    intercepts = b[0] - mean @ slopes
    return Ending(
        tuple(columns),
        {k: (float(intercepts[i]), *map(float, slopes[:, i])) for i, k in enumerate(KINDS[:-1])},
    )


def _softmax(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    result: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return result
