"""How balanced signed networks are, as frozen records: for tables and JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class TriadCounts:
    """Triads that are balanced and not, and all of them by how many of their ties are hostile, 0 to 3."""

    balanced: int
    unbalanced: int
    by_hostile_ties: tuple[int, ...]


@dataclass(frozen=True)
class SignedTie:
    """A friendly (1) or hostile (-1) tie."""

    source: str
    target: str
    sign: Literal[1, -1]


@dataclass(frozen=True)
class NetworkBalance:
    """A signed network's triads and frustration index, with the two camps and the ties that contradict them.

    The index is at least ``bound``, and exact if ``proved``. ``doubled`` counts the ties that join a pair
    already tied, ``seconds`` how long the proof took.
    """

    network: str
    actors: int
    ties: int
    hostile: int
    doubled: int
    triads: TriadCounts
    frustration_index: float
    bound: float
    proved: bool
    balance: float
    method: str
    seconds: float
    camps: tuple[tuple[str, ...], ...]
    frustrated: tuple[SignedTie, ...]


@dataclass(frozen=True)
class FrustrationDocument:
    """What ``detente frustration EDGES --json`` prints."""

    detente: Literal["frustration"]
    version: Literal[1]
    file: str
    seed: int
    networks: tuple[NetworkBalance, ...]
