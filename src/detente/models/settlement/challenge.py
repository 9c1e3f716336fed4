"""The expected utility model of challenges and concessions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args, get_type_hints

import numpy as np

from detente.errors import UnusableDataError, UnusableOptionError
from detente.models.arrays import Bargain, OneIssue, Outcome
from detente.models.history import Event, Play
from detente.models.registry import Traits, register

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.kernels.settlement.challenge import Rules
    from detente.models.arrays import Floats

#: The kinds of offer, by the number that ``History.kind`` gives them.
OFFERS = ("none", "conflict", "compromise", "capitulation")


@dataclass(frozen=True)
class ChallengeParams:
    """One reading of the model; the paper leaves open what these choose.

    Parameters
    ----------
    exponents : {"own", "focal"}
        Whether a pair is judged with each side's own risk exponent, or with the focal actor's on
        both sides.
    votes : {"linear", "curved"}
        Whether the probability of success counts votes linear in distance, or curved by each
        voter's exponent.
    total : {"pair", "global"}
        Whether it is taken over the votes on the pair, or over those on all pairs.
    choice : {"least-move", "by-kind"}
        Which of its offers an actor takes: the least move; or a conflict before a compromise before
        a capitulation, the least move among the first and last, and among compromises the smallest
        weighted position.
    median : {"midpoint", "lower"}
        The midpoint of the lower and upper weighted medians, or the lower.
    span : {"round", "start"}
        Whether distances are parts of the range of positions in that round, or at the start.
    report : {"median", "mean"}
        Which of the last round's is the settlement.
    q : float
        The probability that the status quo stays without a challenge, 0 to 1.
    rounds : int
        At least 1.

    Raises
    ------
    ValueError
        If a value is none of these.
    """

    exponents: Literal["own", "focal"] = "own"
    votes: Literal["linear", "curved"] = "linear"
    total: Literal["pair", "global"] = "pair"
    choice: Literal["least-move", "by-kind"] = "least-move"
    median: Literal["midpoint", "lower"] = "midpoint"
    span: Literal["round", "start"] = "round"
    report: Literal["median", "mean"] = "median"
    q: float = 1.0
    rounds: int = 10

    def __post_init__(self) -> None:
        for name, kind in get_type_hints(ChallengeParams).items():
            known = get_args(kind)
            if known and getattr(self, name) not in known:
                raise UnusableOptionError(f"{name} must be {' or '.join(known)}, not {getattr(self, name)!r}")
        if not 0.0 <= self.q <= 1.0:
            raise UnusableOptionError(f"q must be a probability, 0 to 1, not {self.q!r}")
        if self.rounds < 1:
            raise UnusableOptionError(f"rounds must be at least 1, not {self.rounds!r}")

    @property
    def breaks(self) -> Mapping[str, str]:
        """The laws that this reading breaks, besides those of the model."""
        if self.choice == "by-kind":
            return {"mirror": "among compromises the smallest weighted position wins"}
        if self.median == "lower":
            return {"mirror": "the lower of two medians is taken"}
        return {}

    @property
    def rules(self) -> Rules:
        """The codes that the kernel takes."""
        from detente.kernels.settlement.challenge import Rules

        return Rules(
            q=float(self.q),
            own=self.exponents == "own",
            pair=self.total == "pair",
            linear=self.votes == "linear",
            least=self.choice == "least-move",
            midpoint=self.median == "midpoint",
            renewed=self.span == "round",
        )


def explain_challenges(bargain: Bargain, params: ChallengeParams) -> tuple[Play, ...]:
    """Report which challenges moved whom: one play per issue, of the first draw."""
    plays = []
    for k in range(bargain.shape[2]):
        present = np.flatnonzero(bargain.present(k)).tolist()
        course = history(bargain.one(k), params)
        turns = [
            tuple(_offer_taken(course, t, int(i), present) for i in np.flatnonzero(course.kind[t]))
            for t in range(len(course.kind))
        ]
        position = np.full((len(turns) + 1, bargain.shape[1], 1), np.nan)
        position[:, present, 0] = course.position
        ending = f"median {course.median[0]:.1f} at first, {course.median[-1]:.1f} after {len(turns)} rounds"
        plays.append(Play((k,), tuple(present), tuple(turns), position, ending))
    return tuple(plays)


def _offer_taken(course: History, t: int, i: int, present: list[int]) -> Event:
    """The offer that the i-th of those ``present`` took in a round."""
    return Event(
        present[i],
        present[course.by[t, i]],
        OFFERS[course.kind[t, i]],
        course.position[t, [i]],
        course.position[t + 1, [i]],
        True,
        (
            f"expects {course.mine[t, i]:+.2f} from challenging it, which expects "
            f"{course.theirs[t, i]:+.2f}; risk exponent {course.risk[t, i]:.2f}"
        ),
    )


SCHOLZ = ChallengeParams("focal", "curved", "global", "by-kind", "lower", "start")


@register(
    "challenge",
    name="Expected utility model (challenges)",
    family="settlement",
    references=(
        "Bueno de Mesquita, B. (1985). The War Trap revisited: a revised expected utility model. American "
        "Political Science Review 79(1), 156-177.",
        "Bueno de Mesquita, B. (1994). Political forecasting: an expected utility method. In Bueno de "
        "Mesquita and Stokman (eds), European Community Decision Making. Yale University Press.",
        "Scholz, J. B., Calbert, G. J. and Smith, G. A. (2011). Unravelling Bueno de Mesquita's group "
        "decision model. Proceedings of ICAART 2011.",
    ),
    traits=Traits(
        breaks={
            "split": "security, and so the risk exponent, sums over opponents by head",
            "units": "salience enters as a share of 100, not only as a weight",
        }
    ),
    variants={"pairwise": ChallengeParams(), "scholz-code": SCHOLZ},
    history=explain_challenges,
)
def play_challenges(issue: OneIssue, params: ChallengeParams) -> Outcome:
    """Where rounds of challenges and concessions leave the weighted median.

    With R the range of positions, ``d = |x_i - x_j|/R``, ``mu`` the median, risk exponent r, and s of 0 to 1:
    ``U_s = 2 - 4(.5 - .5d)^r``, ``U_f = 2 - 4(.5 + .5d)^r``, ``U_q = 2 - 4(.5)^r``, and ``U_b``, ``U_w`` =
    ``2 - 4(.5 -/+ .25(|x_i - mu|/R + d))^r``. A challenge by i to j is worth
    ``E(U_ij) = s_j(P U_s + (1-P) U_f) + (1-s_j) U_s - q U_q - (1-q)(T U_b + (1-T) U_w)``, T being 1 where
    ``|x_i - mu| < |x_i - x_j|``. P is the share of the votes ``c_k s_k (|x_k - x_j| - |x_k - x_i|)`` for i.

    Risk: ``S_i = sum_j E(U_ji)`` at r = 1, ``R_i = (2 S_i - max S - min S)/(max S - min S)``,
    ``r_i = (1 - R_i/3)/(1 + R_i/3)``, 1 where all S are equal. Offers: with A and B what the actor and its
    opponent expect of challenging each other, it goes to the opponent if ``0 < A < B`` (conflict) or
    ``A < 0 < B <= -A`` (capitulation), and ``|A|/B`` of the way if ``A < 0 < -A < B`` (compromise). Each
    takes one offer; all move at once. The paper underdetermines this: ``ChallengeParams`` lists what was
    left open.

    (D, N) positions give (D,) settlements. ``detail``: medians and means by round, ``rounds`` and ``means``
    (D, T+1), the first before any move; ``first`` (D,), the median after one round; ``cycle`` (D,), how many
    rounds before the last all positions were the same: 1 a fixed point, 0 never. No convergence is promised.

    By rule: actors of no weight are left out; actors at one position do not challenge each other; equal
    least moves up and down cancel; and rounding is not let decide: positions within 1e-9 of the range, and
    utilities within 1e-7 of the distance at stake, are equal. Raises ValueError for a salience above 100.
    """
    from detente.kernels.settlement.challenge import challenge

    share = _share(issue.salience)
    d, t = len(share), params.rounds
    medians, means, cycle = np.empty((d, t + 1)), np.empty((d, t + 1)), np.empty(d, np.int64)
    for draws, kept in _by_weight(issue.weight):
        x, w, s = (np.ascontiguousarray(a[draws][:, kept]) for a in (issue.position, issue.weight, share))
        medians[draws], means[draws], cycle[draws] = challenge(x, w, s, t, params.rules)[0]
    chosen = medians if params.report == "median" else means
    detail = {"first": medians[:, 1].copy(), "rounds": medians, "means": means, "cycle": cycle}
    return Outcome(chosen[:, -1].copy(), detail)


def _by_weight(weight: Floats) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Draws (D,) in which the same actors (N,) have weight, and those actors."""
    kinds, kind = np.unique(weight > 0.0, axis=0, return_inverse=True)
    for k, kept in enumerate(kinds):
        yield kind.ravel() == k, kept


@dataclass(frozen=True)
class History:
    """One draw, round by round, T rounds of N actors.

    ``median`` and ``mean`` (T+1,) and ``position`` (T+1, N), the first before any move; ``risk`` (T, N), the
    exponents, NaN for actors of no weight; and the offer that each actor took, (T, N): ``kind`` (an index
    into ``OFFERS``), ``by`` whom (-1 nobody), and what the actor (``mine``) and its opponent (``theirs``)
    expected of challenging each other, NaN where it took none.
    """

    median: Floats
    mean: Floats
    position: Floats
    risk: Floats
    kind: NDArray[np.int64]
    by: NDArray[np.int64]
    mine: Floats
    theirs: Floats


def history(issue: OneIssue, params: ChallengeParams, draw: int = 0) -> History:
    """Positions, risk exponents and offers of one draw of ``issue``."""
    from detente.kernels.settlement.challenge import challenge

    kept = np.flatnonzero(issue.weight[draw] > 0.0)
    x, w, s = (a[draw : draw + 1, kept] for a in (issue.position, issue.weight, _share(issue.salience)))
    trace = challenge(x, w, s, params.rounds, params.rules)[1]
    t, n = params.rounds, issue.position.shape[1]
    position = np.tile(issue.position[draw], (t + 1, 1))
    by, kind = np.full((t, n), -1), np.zeros((t, n), np.int64)
    risk, mine, theirs = np.full((3, t, n), np.nan)
    position[:, kept], risk[:, kept] = trace.position, trace.risk
    kind[:, kept], mine[:, kept], theirs[:, kept] = trace.kind, trace.mine, trace.theirs
    by[:, kept] = np.where(trace.by >= 0, kept[trace.by], -1)
    return History(trace.median, trace.mean, position, risk, kind, by, mine, theirs)


def _share(salience: Floats) -> Floats:
    if (salience > 100.0).any():
        draw = int(np.argwhere(salience > 100.0)[0][0])
        raise UnusableDataError(f"draw {draw}: the challenge model needs saliences of 0 to 100; rescale them")
    return salience / 100.0
