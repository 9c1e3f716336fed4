"""Who takes part, what each wants, and how they stand to each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from detente.scenario.alignment import tie_span
from detente.scenario.field_types import (
    ActorPath,
    Day,
    EachOnce,
    Id,
    IssueId,
    LongText,
    Number,
    Text,
)
from detente.scenario.paths import tie_path
from detente.scenario.problems import fault, refuse
from detente.scenario.ratifiers import MAJORITY
from detente.scenario.sections import (
    AnyNumber,
    Capability,
    NotNegative,
    Part,
    Percent,
    Share,
    SomeShare,
    Span,
    support,
)

ActorKind = Literal["state", "faction", "bloc", "organisation", "firm", "public", "person", "party"]


class Actor(Part):
    """Whoever takes part; ``members`` are the factions that make its position."""

    label: Text = Field(description="The actor's name.")
    kind: ActorKind = Field(description="What sort of actor it is.")
    capability: Capability = Field(
        description="The influence it could bring to bear: any positive unit, the same for all."
    )
    size: NotNegative | None = Field(
        None, description="Its weight in alignments, in any unit; its capability by default."
    )
    members: dict[Id, Actor] = Field({}, description="The factions inside it, by id.")
    consent: Annotated[
        tuple[IssueId, ...], EachOnce, Field(description="Issues that need its agreement.")
    ] = ()
    autonomy: Share | None = Field(
        None, description="How far the leader's own stance prevails over its members', 0 to 1."
    )
    inner: Text | None = Field(
        None, description="The model by which its members settle its position; mean by default."
    )
    threshold: SomeShare | None = Field(
        None,
        description=f"The share of its members' capability that ratification needs; {MAJORITY:g} by default.",
    )
    votes: Annotated[Number, Field(ge=0)] | None = Field(
        None, description="Its votes if issues are put to the vote; not for members."
    )
    note: LongText | None = Field(None, description="Anything a reader should know about the actor.")


class Stance(Part):
    """What one actor wants on one issue, and how much it cares."""

    actor: ActorPath = Field(description="The actor's id; a member as actor/member.")
    issue: IssueId = Field(description="The issue's id.")
    position: Percent = Field(description="The outcome it wants, on the issue's scale, 0 to 100.")
    salience: Percent = Field(description="How much it cares, 0 (not at all) to 100 (above all else).")
    note: LongText | None = Field(None, description="Anything a reader should know about the stance.")


class Tie(Part):
    """How one actor stands to another; ``from_`` is ``from`` in a file."""

    model_config = ConfigDict(populate_by_name=True)

    kind: Id = Field(
        description="What sort of tie it is: influence, propensity, or an ingredient of the alignment."
    )
    from_: ActorPath = Field(
        alias="from", description="The actor it goes out from; a member as actor/member."
    )
    to: ActorPath = Field(description="The actor it goes to.")
    value: AnyNumber = Field(description="How strong it is, within the bounds of its kind.")
    since: Day | None = Field(None, description="Its first day; by default, it has always been there.")
    until: Day | None = Field(None, description="The day on which it ends; by default, it goes on.")
    note: LongText | None = Field(None, description="Anything a reader should know about the tie.")

    @model_validator(mode="after")
    def _within_its_kind(self) -> Self:
        span = tie_span(self.kind)
        if not span.holds(self.value):
            what, remedy = f"expected {span.words}", f"that is the range of {self.kind}"
            raise refuse([fault(what, got=support(self.value), remedy=remedy, loc=("value",))])
        return self

    @property
    def path(self) -> str:
        """The path of its value among the scenario's quantities."""
        return tie_path(self.kind, self.from_, self.to, self.since)

    def own_spans(self) -> Mapping[str, Span]:
        """Return the span of the value, which depends on the kind."""
        return {"value": tie_span(self.kind)}
