"""What fighting on would bring, as a scenario states it: two sides, patrons, the front, a guarantee."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from detente.scenario.field_types import ActorId, ActorPath, Day, EachOnce, Id, IssueId, LongText, Text, Whole
from detente.scenario.sections import BelowOne, NotNegative, Part, Percent, Positive, Ratio, Share

Letter = Literal["a", "b"]


class Side(Part):
    """One side of the fighting."""

    actors: Annotated[tuple[ActorId, ...], EachOnce, Field(min_length=1)] = Field(
        description="Who fights on this side."
    )
    force: Positive = Field(description="Its force now, in any unit, the same for both sides and patrons.")
    kill: NotNegative = Field(
        description="Enemy units lost a month, per own unit (square law), or per own and enemy unit (linear)."
    )
    collapse: BelowOne = Field(description="The share of its force now at which it no longer holds.")
    cost: NotNegative = Field(description="What a fight to the end costs it, as a share of the stake.")
    optimism: Share | None = Field(
        None,
        description="How much larger than it is this side takes its share of the stake by fighting to be.",
    )
    note: LongText | None = Field(None, description="Anything a reader should know about the side.")


class FrontLine(Part):
    """The line of contact on the issue's scale, and the rule that moves it."""

    line: Percent = Field(description="Where it stands now; it rises as side a advances.")
    mobility: NotNegative = Field(
        description="Scale points a month per natural logarithm of the ratio of strengths beyond hold."
    )
    hold: Ratio = Field(
        description="The ratio of fighting strengths, at least 1, within which nothing moves."
    )
    top: NotNegative = Field(description="Scale points a month at most.")


class Patron(Part):
    """Who supplies a side; a side's own recruitment and production is one too."""

    actor: ActorPath | None = Field(
        None, description="The actor that supplies, if it is one of the scenario."
    )
    label: Text | None = Field(None, description="A short name for tables.")
    side: Letter = Field(description="The side supplied: a or b.")
    flow: NotNegative = Field(description="Units of force a month.")
    since: Day | None = Field(None, description="The first day of the flow; by default, it flows already.")
    until: Day | None = Field(None, description="The day on which it stops; by default, it goes on.")
    note: LongText | None = Field(None, description="Anything a reader should know about the patron.")


class Guarantee(Part):
    """A pledge to the side that a renewed war would be fought against, and what it hangs on."""

    issue: IssueId = Field(
        description="The issue that settles how binding it is: 0 no pledge, 100 the whole pledge."
    )
    by: Annotated[tuple[ActorPath, ...], EachOnce, Field(description="The guarantors.")] = ()
    challenger: Letter = Field(description="The side that might renew the war: a or b.")
    p_now: Share = Field(description="The challenger's chance of winning if it fights on now.")
    p_alone: Share = Field(description="Its chance in a renewed war in which the guarantor stays out.")
    removes: Share = Field(description="The share of that chance that the guarantor removes by fighting.")
    interest: NotNegative = Field(description="What the guarantor loses if the protected side falls.")
    audience: NotNegative = Field(description="What abandoning the whole pledge costs it, in the same unit.")
    sunk: NotNegative = Field(description="What the whole pledge costs it beforehand, in the same unit.")
    fighting: NotNegative = Field(description="What fighting costs it, in the same unit.")
    gain: NotNegative = Field(description="What the challenger gains by winning, in its own unit.")
    cost_alone: NotNegative = Field(description="Its cost of a renewed war against the protected side alone.")
    cost_with: NotNegative = Field(description="Its further cost if the guarantor fights too.")
    discount: BelowOne = Field(description="The worth now of one unit after the shift of power.")
    note: LongText | None = Field(None, description="Anything a reader should know about the guarantee.")


class Conflict(Part):
    """Fighting on: the alternative to an agreement on one issue."""

    issue: IssueId = Field(description="The issue on whose scale the line of contact moves.")
    months: Annotated[Whole, Field(ge=1, le=600)] = Field(
        description="How many months ahead fighting on is judged by."
    )
    law: Literal["square", "linear"] = Field(
        "square", description="Lanchester's law of loss: square (aimed fire) or linear (fire into an area)."
    )
    a: Side = Field(description="The side whose advance raises the line.")
    b: Side = Field(description="The other side.")
    front: FrontLine = Field(description="The line of contact.")
    patrons: dict[Id, Patron] = Field({}, description="Who supplies a side, by id.")
    guarantee: Guarantee | None = Field(None, description="A pledge against a renewed war.")
    note: LongText | None = Field(None, description="Anything a reader should know about the conflict.")
