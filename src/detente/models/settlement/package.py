"""The package deal: weighted Nash bargaining over all issues together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from detente.errors import UnusableDataError, UnusableOptionError
from detente.models.arrays import Bargain, Bools, Floats, Outcome
from detente.models.needs import REVERSION
from detente.models.registry import Traits, register


@dataclass(frozen=True)
class PackageParams:
    """Who judges what.

    Parameters
    ----------
    judges : {"package", "own"}
        Whether actors whose consent is needed on some issue judge the whole package, or their own
        issues only.

    Raises
    ------
    ValueError
        If a value is none of these.
    """

    judges: Literal["package", "own"] = "package"

    def __post_init__(self) -> None:
        if self.judges not in {"package", "own"}:
            raise UnusableOptionError(f"judges must be package or own, not {self.judges!r}")


@register(
    "package",
    name="Package deal (Nash bargaining over all issues)",
    family="settlement",
    references=(
        "Nash, J. F. (1950). The bargaining problem. Econometrica 18(2), 155-162.",
        "Harsanyi, J. C. and Selten, R. (1972). A generalized Nash solution for two-person bargaining "
        "games with incomplete information. Management Science 18(5), 80-106.",
        "Raiffa, H. (1982). The Art and Science of Negotiation. Harvard University Press.",
    ),
    traits=Traits(issues="several", needs=frozenset({REVERSION})),
    variants={"package": PackageParams(), "own": PackageParams("own")},
)
def solve_package_bargain(bargain: Bargain, params: PackageParams) -> Outcome:
    """The package that maximises the weighted product of gains over the reversion points, if all can gain.

    Loss is ``sum_k s_ik ((x_k - x_ik) / R_k)^2``, R the scale's length, and gain ``g_i`` is against the
    reversion points q. ``max_x sum_i w_i log g_i(x)`` over the actors whose consent is needed on some
    issue (all with weight, where no consent is declared), ``w_i = c_i sum_k s_ik``. Saliences trade issues
    off: an actor gives way on what it cares less about. One issue alone gives ``nash``.

    Agreement: whether some package gains for every one of them, which is whether some direction from q
    does. Where none, nothing is agreed and q is given. Issues without a reversion point are left out, NaN.

    ``detail``: ``agreement`` (D, K), 1 or 0, the same for every issue; ``gain`` (D, K, N), as a share of
    what the actor's own ideal would bring, NaN where its consent is not needed or it has no weight;
    ``blocks`` (D, K, N), 1 where consent of that actor alone stands in the way; ``blocker`` (D, K), the
    index of the weightiest such actor, NaN without one.
    """
    from detente.kernels.settlement.package import package

    d, _, dims = bargain.shape
    stated = ~np.isnan(bargain.reversion)
    if (stated.any(axis=0) != stated.all(axis=0)).any():
        raise UnusableDataError("a reversion is stated in some draws only; state it in all")
    kept: Bools = np.asarray(stated.all(axis=0))
    low, width = bargain.scale[kept, 0], (bargain.scale[:, 1] - bargain.scale[:, 0])[kept]
    q = bargain.reversion[:, kept]
    away = np.nan_to_num((bargain.position[:, :, kept] - q[:, None, :]) / width)
    salience = _judged(bargain, params, kept)
    total = salience.sum(axis=2)
    weight = bargain.capability * total
    s = np.divide(salience, total[:, :, None], out=np.zeros_like(salience), where=total[:, :, None] > 0)
    z, gain, blocks = package(np.ascontiguousarray(away), s, weight)
    settlement = np.full((d, dims), np.nan)
    # a weighted mean of positions, but for rounding
    settlement[:, kept] = np.clip(q + z * width, low, low + width)
    counts = weight > 0
    agreed = np.where((gain > 0).any(axis=1), 1.0, 0.0)
    most = (s * away**2).sum(axis=2)
    share = np.divide(gain, most, out=np.zeros_like(gain), where=most > 0)
    share[~counts] = np.nan
    blocker = np.where(blocks.any(axis=1), np.where(blocks, weight, -1.0).argmax(axis=1), np.nan)
    return Outcome(
        settlement,
        {
            "agreement": _along(agreed, kept),
            "gain": _along(share, kept),
            "blocks": _along(np.where(counts, blocks, np.nan), kept),
            "blocker": _along(blocker, kept),
        },
    )


def _judged(bargain: Bargain, params: PackageParams, kept: Bools) -> Floats:
    """Saliences (D, N, kept issues) of those whose consent is needed, 0 where an issue does not count."""
    salience = np.where(np.isnan(bargain.position), 0.0, bargain.salience)[:, :, kept]
    consent = None if bargain.consent is None else bargain.consent[:, kept]
    if consent is None or not consent.any():
        return salience
    whole = params.judges == "package"
    return np.where(consent.any(axis=1, keepdims=True) if whole else consent, salience, 0.0)


def _along(values: Floats, kept: Bools) -> Floats:
    """The values of each draw, the same for every issue of the package, NaN for issues left out."""
    spread = np.repeat(values[:, None], len(kept), axis=1)
    spread[:, ~kept] = np.nan
    return spread
