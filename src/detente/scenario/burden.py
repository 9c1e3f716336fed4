"""Who pays, as a scenario states it: budgets, an alliance, trade. Money shares are per cent of GDP."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from detente.scenario.field_types import ActorId, IssueId, LongText, Number, Text, Whole
from detente.scenario.sections import (
    AnyNumber,
    BelowOne,
    NotNegative,
    Part,
    PerCent,
    Positive,
    Rate,
    Share,
)


class Budget(Part):
    """A state's public finances now. Shares are per cent of GDP, rates per cent a year, nominal."""

    gdp: Positive = Field(description="Gross domestic product a year, in any unit of money.")
    debt: NotNegative = Field(description="Public debt, per cent of GDP.")
    interest: Rate = Field(description="Interest on the whole debt, per cent a year.")
    growth: Rate = Field(description="Growth of nominal GDP, per cent a year.")
    deficit: AnyNumber = Field(
        description="Primary deficit without the rise, per cent of GDP; surplus below 0."
    )
    defence: PerCent = Field(description="Defence spending, per cent of GDP.")
    social: PerCent = Field(description="Social spending, per cent of GDP.")
    cuts: PerCent = Field(description="The part of the rise that lower social spending pays, per cent of it.")
    borrowing: PerCent = Field(
        description="The part of what is left that is borrowed, per cent; taxes pay the rest."
    )
    note: LongText | None = Field(None, description="Anything a reader should know about the budget.")


class Budgets(Part):
    """Shares of GDP to be spent on defence, and the budgets that are to reach them."""

    targets: Annotated[
        tuple[Annotated[Number, Field(ge=0, le=100)], ...],
        Field(min_length=1, description="Defence shares to reach, per cent of GDP."),
    ]
    by: Annotated[Whole, Field(ge=1, le=9999)] = Field(description="The year in which they are reached.")
    financing: IssueId | None = Field(
        None, description="The issue whose settlement is the part of the rise paid by lower social spending."
    )
    states: Annotated[dict[ActorId, Budget], Field(min_length=1)] = Field(
        description="The budgets, by actor."
    )
    note: LongText | None = Field(None, description="Anything a reader should know about the budgets.")


class Ally(Part):
    """One ally: its means, and what defence is worth to it."""

    income: NotNegative = Field(description="Its income, in any unit of money, the same for all allies.")
    taste: BelowOne = Field(description="The share of income that it would spend on defence alone.")
    private: Share = Field(description="The share of its spending whose benefit is its own.")
    note: LongText | None = Field(None, description="Anything a reader should know about the ally.")


class Alliance(Part):
    """Allies that defend each other."""

    allies: Annotated[dict[ActorId, Ally], Field(min_length=2)] = Field(description="The allies, by actor.")
    others: NotNegative | None = Field(None, description="Spending from outside that defends all of them.")
    note: LongText | None = Field(None, description="Anything a reader should know about the alliance.")


class Trade(Part):
    """One side's tariff on another's exports. Rates and shares are per cent."""

    label: Text | None = Field(None, description="A short name for tables.")
    exporter: ActorId = Field(description="The actor that exports.")
    importer: ActorId = Field(description="The actor that sets the tariff.")
    before: NotNegative = Field(description="The average rate before, per cent.")
    after: NotNegative = Field(description="The average rate after, per cent.")
    exports: NotNegative = Field(description="This trade, per cent of the exporter's GDP.")
    imports: NotNegative = Field(description="This trade, per cent of the importer's GDP.")
    pass_through: Share = Field(description="The share of a rise in the duty that the buyer's price shows.")
    elasticity: NotNegative = Field(
        description="The importer's price elasticity of demand, as a positive number."
    )
    issue: IssueId | None = Field(None, description="The issue that settles the rate after.")
    rates: Annotated[
        tuple[Annotated[Number, Field(ge=0)], Annotated[Number, Field(ge=0)]] | None,
        Field(description="The rates at 0 and at 100 of that issue's scale, per cent."),
    ] = None
    note: LongText | None = Field(None, description="Anything a reader should know about the trade.")
