"""What a model may need besides positions, saliences and capabilities, and the words when it is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.models.arrays import Bargain


@dataclass(frozen=True)
class Need:
    """Something that a model cannot do without; a model's own file may declare one.

    Parameters
    ----------
    name : str
        What `detente models` calls it.
    missing : str
        A clause that says why the model has no outcome, such as "no issue states a reversion point".
    met : callable
        Whether what the model is given has it: takes a ``Bargain``, or the input of another family.
        ``run_model`` asks it of every issue by itself for a model that sees one issue.
    """

    name: str
    missing: str
    met: Callable[[Any], bool]


def _states_reversion(bargain: Bargain) -> bool:
    return not np.isnan(bargain.reversion).any(axis=0).all()


def _has_influence(bargain: Bargain) -> bool:
    return bargain.influence is not None


def _has_several_issues(bargain: Bargain) -> bool:
    return bargain.shape[2] > 1


REVERSION = Need("reversion", "no issue states a reversion point", _states_reversion)
INFLUENCE = Need("influence", "there are no ties of influence between actors at the table", _has_influence)
SEVERAL_ISSUES = Need(
    "several issues", "there is only one issue, so there is nothing to exchange", _has_several_issues
)
