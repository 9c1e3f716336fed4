"""Who sides with whom, and what would turn it, as frozen records: for words, pages, run folders and JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from detente.records import OMIT, to_plain

Sides = tuple[tuple[str, ...], ...]

TriangleKind = Literal["unit veto", "stable marriage", "romantic triangle", "menage a trois", "open"]
TrianglePlace = Literal["outcast", "foe", "wing", "partner", "friend", "pivot"]


@dataclass(frozen=True)
class AlignedActor:
    """An actor that takes part: its size at the best values, and the side on which it is held, if any."""

    actor: str
    label: str
    size: float
    held: str | None


@dataclass(frozen=True)
class PairPropensity:
    """A pair's propensity at the best values, its range over draws, and what each ingredient adds to it."""

    a: str
    b: str
    propensity: float
    low: float
    high: float
    parts: dict[str, float]


@dataclass(frozen=True)
class LeftOut:
    """An actor that takes no part in an alignment, and why."""

    actor: str
    label: str
    why: str


@dataclass(frozen=True)
class LeastEnergy:
    """The least energy at the best values, what no alignment lies below, and how many alignments have it."""

    energy: float
    bound: float
    proved: bool
    tied: int
    method: str


@dataclass(frozen=True)
class StableAlignment:
    """An alignment that no actor leaves alone, with each actor's frustration.

    ``basin`` counts the alignments from which steepest descent ends in it; ``wrong`` the actors on another
    side than the one they are known to have taken.
    """

    sides: Sides
    energy: float
    basin: int
    frustration: dict[str, float]
    wrong: Annotated[int | None, OMIT] = None


@dataclass(frozen=True)
class LikelyAlignment:
    """An alignment and the share of draws, 0 to 1, in which it has the least energy."""

    sides: Sides
    probability: float


@dataclass(frozen=True)
class LikeliestAlignment(LikelyAlignment):
    """The likeliest alignment, and whether it has the least energy at the best values too."""

    at_best_values: bool


@dataclass(frozen=True)
class SideDistance:
    """How far the propensity of a triangle's side must move to change sign, the mean over draws."""

    a: str
    b: str
    distance: float


@dataclass(frozen=True)
class TriangleSummary:
    """Three actors: their kind in most draws, the share of each kind, and what their places are worth.

    ``nearness`` is the distance of the side nearest to changing sign, the mean over draws.
    """

    actors: tuple[str, ...]
    kind: TriangleKind
    kinds: dict[TriangleKind, float]
    places: dict[str, TrianglePlace | None]
    values: dict[str, float]
    nearness: float
    distances: tuple[SideDistance, ...]


@dataclass(frozen=True)
class KnownSides:
    """The sides that actors are known to have taken by a day."""

    date: str
    sides: Sides
    note: str | None


@dataclass(frozen=True)
class ListedAlignment:
    """One of all alignments, its energy, and whether it is stable."""

    sides: Sides
    energy: float
    minimum: bool


@dataclass(frozen=True, kw_only=True)
class AlignmentSummary:
    """What ``detente align`` reports of an alignment.

    ``together`` is a matrix in the order of ``actors``: the share of draws in which two end on one side.
    Lists are cut at some thousands; what ends in ``_found`` counts all.
    """

    title: str
    date: str | None
    actors: tuple[AlignedActor, ...]
    ingredients: dict[str, str]
    propensities: tuple[PairPropensity, ...]
    left_out: tuple[LeftOut, ...]
    undated: str | None
    unmoved: tuple[str, ...]
    likeliest: LikeliestAlignment
    clipped: int
    blocs: int
    draws: int
    seed: int
    minimum: LeastEnergy
    minima: tuple[StableAlignment, ...]
    minima_found: int
    exhaustive: bool
    configurations: int
    basins_counted: int
    together: tuple[tuple[float, ...], ...]
    probabilities: tuple[LikelyAlignment, ...]
    probabilities_found: int
    triangles: tuple[TriangleSummary, ...]
    triangles_found: int
    known: Annotated[KnownSides | None, OMIT] = None
    all: Annotated[tuple[ListedAlignment, ...] | None, OMIT] = None

    @property
    def labels(self) -> dict[str, str]:
        """What each actor that takes part is called."""
        return {x.actor: x.label for x in self.actors}


@dataclass(frozen=True)
class LeverMove:
    """A propensity or size, what it is, and how it moves to turn the alignment; None if it never does."""

    kind: Literal["propensity", "size"]
    actors: tuple[str, ...]
    now: float
    move: float | None
    then: float | None


@dataclass(frozen=True)
class TippingPoint:
    """The smallest move of one lever, or of two at once, that turns the alignment, and what it turns into.

    ``by`` is the largest of the moves, None if none turns anything; ``usual`` whether every propensity stays
    between -1 and 1.
    """

    levers: tuple[LeverMove, ...]
    by: float | None
    usual: bool
    proved: bool
    sides: Sides


@dataclass(frozen=True)
class PhaseAxis:
    """One of the two propensities of a phase diagram: its pair, its values, and what it is."""

    actors: tuple[str, ...]
    values: tuple[float, ...]
    now: float


@dataclass(frozen=True)
class PhaseDiagram:
    """Which of some alignments has the least energy over two propensities.

    ``phase`` has a row for each value of ``x``, and in it an index of ``configurations`` for each of ``y``.
    """

    x: PhaseAxis
    y: PhaseAxis
    configurations: tuple[Sides, ...]
    phase: tuple[tuple[int, ...], ...]
    proved: bool


@dataclass(frozen=True, kw_only=True)
class TurningSummary:
    """What ``detente tip`` reports: the sides at the best values, and what would turn them.

    ``tied`` counts the alignments that have the least energy at the best values.
    """

    title: str
    date: str | None
    left_out: tuple[LeftOut, ...]
    undated: str | None
    now: Sides
    tied: int
    tips: tuple[TippingPoint, ...]
    diagram: PhaseDiagram | None


@dataclass(frozen=True, kw_only=True)
class TurningResult(TurningSummary):
    """What would turn an alignment, with what words and pages need besides.

    ``labels`` has every actor that takes part, in order; ``unmoved`` those that lean to nobody.
    """

    labels: dict[str, str]
    blocs: int
    unmoved: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AlignmentResult(AlignmentSummary):
    """An alignment, with what words and pages need besides; a part of a forecast, and of its run folder.

    ``certain`` says whether every draw has the best values. ``equally_likely`` counts the alignments that
    have the least energy in as many draws as the likeliest, and ``misplaced`` the fewest and the most actors
    that one of these has on the wrong side, None if nothing is known. ``at_best`` has the least energy at the
    best values. ``bloc_numbers`` has the bloc of each actor in the likeliest. ``triangle_draws`` are those
    over which triangles were judged, and ``closed_triangles`` the nearest to turning of those that have no
    side of exactly 0. ``turning`` is None if it was not asked for or takes too long.
    """

    certain: bool
    equally_likely: int
    misplaced: tuple[int, int] | None
    at_best: LikelyAlignment
    bloc_numbers: tuple[int, ...]
    triangle_draws: int
    closed_triangles: tuple[TriangleSummary, ...]
    turning: TurningResult | None = None


@dataclass(frozen=True, kw_only=True)
class AlignDocument(AlignmentSummary):
    """What ``detente align CASE --json`` prints; ``together`` is a matrix in the order of ``actors``."""

    detente: Literal["align"]
    version: Literal[1]
    page: Annotated[str | None, OMIT] = None


@dataclass(frozen=True, kw_only=True)
class TipDocument(TurningSummary):
    """What ``detente tip CASE --json`` prints; ``phase`` has a row for each value of ``x``."""

    detente: Literal["tip"]
    version: Literal[1]


def summary_document(result: AlignmentResult | TurningResult) -> dict[str, Any]:
    """Return what ``detente align`` and ``detente tip`` print of a result as JSON.

    Numbers have twelve significant digits: the last ones differ by the order of addition.
    """
    kind = AlignmentSummary if isinstance(result, AlignmentResult) else TurningSummary
    document: dict[str, Any] = _round_numbers(to_plain(result, kind))
    return document


def _round_numbers(plain: Any) -> Any:
    if isinstance(plain, dict):
        return {key: _round_numbers(value) for key, value in plain.items()}
    if isinstance(plain, list):
        return [_round_numbers(value) for value in plain]
    return float(f"{plain:.12g}") if isinstance(plain, float) else plain
