"""The nine options of the spatial model of politics by name, and what they mean to the kernels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from detente.errors import UnusableOptionError
from detente.models.registry import nearest

if TYPE_CHECKING:
    from detente.kernels.settlement.condorcet import Ballot
    from detente.kernels.settlement.spatial import Rules

#: What each value means to the kernels: a vote's step, linear and cubic term; how far others' risk attitudes
#: are seen; the centre of risk attitudes and how far they spread. A new value comes last (see OPTIONS).
_VOTES = {
    "binary": (1.0, 0.0, 0.0),
    "binary-proportional": (0.2, 0.8, 0.0),
    "proportional": (0.0, 1.0, 0.0),
    "proportional-cubic": (0.0, 0.5, 0.5),
    "cubic": (0.0, 0.0, 1.0),
    "asymmetric-prospect": (0.0, 1.0, 0.0),
}
_ADJUSTMENTS = {"none": 0.0, "third": 1 / 3, "half": 1 / 2, "two-thirds": 2 / 3, "full": 1.0}
_RISKS = {"narrow": (0.5, 1.0), "middle": (0.25, 1.5), "wide": (0.0, 2.0)}

#: Every option with its values, in KTAB's order: a value's place is KTAB's number for it.
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "victory": ("linear", "square", "quartic", "octic", "binary"),
    "election": ("conditional", "markov-incentive", "markov-uniform"),
    "transition": ("deterministic", "stochastic"),
    "vote": tuple(_VOTES),
    "adjustment": tuple(_ADJUSTMENTS),
    "risk": tuple(_RISKS),
    "third_parties": ("none", "semi", "full"),
    "weights": ("s1p1", "s2p2", "s2pmax"),
    "bargain": ("initiator", "initiator-receiver", "compromise"),
}

_PROSPECT = 2 / 3

#: Differences in utility, gain or chance below this are none, so that rounding cannot tip a choice. About
#: 8e-6; a power of two, since decimal positions may well lie 1e-5 apart.
INDIFFERENCE = 2.0**-17


def check_option(name: str, value: str) -> None:
    """Raise ValueError, with the nearest known value, unless ``value`` is one of the option's."""
    known = OPTIONS[name]
    if value not in known:
        raise UnusableOptionError(f"{name} has no value {value!r}{nearest(value, dict.fromkeys(known))}")


def ballot(victory: str, election: str, vote: str, ktab: bool) -> Ballot:
    """How the kernels vote and elect.

    Asymmetric prospect counts gains two thirds. With ``ktab`` the discount falls on the votes of
    whichever side a pair happens to name first; without, on utilities above the voter's reference.
    """
    from detente.kernels.settlement.condorcet import Ballot

    step, linear, cubic = _VOTES[vote]
    discount = _PROSPECT if vote == "asymmetric-prospect" else 1.0
    return Ballot(
        step,
        linear,
        cubic,
        discount if ktab else 1.0,
        0.0 if ktab else INDIFFERENCE,
        1.0 if ktab else discount,
        OPTIONS["victory"].index(victory),
        OPTIONS["election"].index(election),
        ktab,
    )


@dataclass(frozen=True)
class SpatialParams:
    """The options of the spatial model of politics; the values of the first nine are those of ``OPTIONS``.

    Parameters
    ----------
    victory : str
        How shares of support become the chance of victory.
    election : str
        How an actor chooses among the offers put to it.
    transition : {"deterministic", "stochastic"}
        Whether the most probable offer is adopted, or one drawn by chance.
    vote : str
        How a third party divides its weight between two sides.
    adjustment : str
        How far risk attitudes are adjusted in a turn.
    risk : str
        The range of risk attitudes.
    third_parties : str
        How far third parties commit to the side that they vote for.
    weights : str
        How salience and power weigh the two ends of a bargain.
    bargain : str
        Who makes offers in a challenge.
    ktab : bool
        Whether to reproduce KTAB 1.4 with its rounding and its slips.
    turns : int
        The most turns that are played, at least 1.
    seed : int
        Seed of stochastic transitions, at least 0.

    Raises
    ------
    ValueError
        If a value is unknown or out of range.
    """

    victory: str = "linear"
    election: str = "conditional"
    transition: str = "deterministic"
    vote: str = "proportional"
    adjustment: str = "third"
    risk: str = "middle"
    third_parties: str = "semi"
    weights: str = "s2p2"
    bargain: str = "initiator"
    ktab: bool = False
    turns: int = 100
    seed: int = 0

    def __post_init__(self) -> None:
        for name in OPTIONS:
            check_option(name, getattr(self, name))
        if self.turns < 1:
            raise UnusableOptionError(f"turns must be 1 or more, not {self.turns}")
        if self.seed < 0:
            raise UnusableOptionError(f"seed must be 0 or more, not {self.seed}")

    @classmethod
    def of_codes(
        cls, codes: Sequence[int], ktab: bool = True, turns: int = 100, seed: int = 0
    ) -> SpatialParams:
        """Parameters from KTAB's nine numbers, in its order."""
        if len(codes) != len(OPTIONS):
            raise ValueError(f"{len(OPTIONS)} numbers are needed, one for each of {', '.join(OPTIONS)}")
        named = {}
        for (name, values), code in zip(OPTIONS.items(), codes, strict=True):
            if not 0 <= code < len(values):
                raise ValueError(f"{name}: {code} is not in 0..{len(values) - 1}")
            named[name] = values[code]
        return cls(**named, ktab=ktab, turns=turns, seed=seed)

    @property
    def stochastic(self) -> bool:
        """Whether transitions are drawn by chance."""
        return self.transition == "stochastic"

    @property
    def codes(self) -> tuple[int, ...]:
        """KTAB's nine numbers for these options."""
        return tuple(OPTIONS[f.name].index(getattr(self, f.name)) for f in fields(self) if f.name in OPTIONS)

    @property
    def breaks(self) -> Mapping[str, str]:
        """The laws that these options break, next to those of the model."""
        if self.ktab:
            return {
                "order": "the first of equal targets is challenged, and the first of equal offers adopted",
                "mirror": "bargains are rounded up from halfway between two numbers of four decimals",
                "bounded": "bargains are rounded to four decimals, so past an outermost position",
            }
        return {"order": "chance goes by the actors' places"} if self.stochastic else {}

    @property
    def ballot(self) -> Ballot:
        """How the kernels vote and elect."""
        return ballot(self.victory, self.election, self.vote, self.ktab)

    @property
    def rules(self) -> Rules:
        """Every other option as the kernels take it."""
        from detente.kernels.settlement.spatial import DREAD, HEDGE, PREFER, STAND_ASIDE, Rules

        centre, spread = _RISKS[self.risk]
        # In KTAB third parties that commit fully are indifferent, so they might as well stand aside.
        third = {
            "none": STAND_ASIDE,
            "semi": DREAD if self.ktab else HEDGE,
            "full": STAND_ASIDE if self.ktab else PREFER,
        }
        return Rules(
            _ADJUSTMENTS[self.adjustment],
            centre,
            spread,
            third[self.third_parties],
            OPTIONS["weights"].index(self.weights),
            OPTIONS["bargain"].index(self.bargain),
            1e-6 if self.ktab else 0.0,
            0.0 if self.ktab else INDIFFERENCE,
            self.stochastic,
            self.ktab,
        )
