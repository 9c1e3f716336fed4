"""What defence shares, an alliance and tariffs cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from detente.results.link_effects import choose_carrier
from detente.wording.answer import Answer
from detente.wording.phrases import (
    describe_basis,
    format_interval,
    format_median,
    join_names,
)

if TYPE_CHECKING:
    from detente.forecasts.result import Forecast
    from detente.results.basis import Basis
    from detente.results.burden import AllyShare, Burden
    from detente.results.interval import Interval


def answer_burden(forecast: Forecast, burden: Burden) -> Iterator[Answer]:
    """What defence shares, an alliance and tariffs cost."""
    if burden.bills is not None and burden.basis is not None:
        rows = tuple(
            (
                b.label,
                f"{b.target:g} %",
                format_interval(b.money),
                format_interval(b.extra, 100, 2),
                format_interval(b.cuts, 100, 2),
                format_interval(b.social, 100, 1),
                f"{format_interval(b.debt, 100)}, without {format_median(b.debt_without, 100)}",
            )
            for b in burden.bills
        )
        columns = (
            "state",
            "share of GDP",
            "added cost a year, in the unit of GDP",
            "% of GDP",
            "cut from social spending, % of GDP",
            "% of social spending",
            "debt, % of GDP (and without the rise)",
        )
        targets = join_names([f"{t:g} %" for t in dict.fromkeys(b.target for b in burden.bills)])
        question = (
            f"What would defence spending of {targets} of GDP cost each state, and what share of social "
            f"spending would "
            f"be cut?"
        )
        notes = [
            f"Figures are for {burden.by}, when the share is reached, compared with keeping today's defence "
            "share, in that year's prices."
        ]
        if "burden" in forecast.manifest["links_on"]:
            notes.append(
                f"The part paid for by cuts is the settlement forecast by "
                f"{choose_carrier(forecast.scenario)}, the same for every "
                "state; its intervals leave out the models' own errors."
            )
        yield Answer("burden", question, tuple(notes), columns, rows, describe_basis(burden.basis))
    if burden.sharing is not None and burden.sharing_basis is not None:
        yield _sharing(burden.sharing, burden.sharing_basis, burden.exploitation)
    if burden.trade is not None and burden.trade_basis is not None:
        costs = tuple(
            (
                t.label,
                format_interval(t.rate, 100, 1),
                format_interval(t.exporter, 100, 2),
                format_interval(t.importer, 100, 2),
            )
            for t in burden.trade
        )
        sides = ("tariff", "rate, %", "exporter loses, % of its GDP", "importer loses, % of its GDP")
        rests = describe_basis(burden.trade_basis)
        yield Answer("burden", "What do tariffs cost each side?", (), sides, costs, rests)


def _sharing(sharing: Sequence[AllyShare], basis: Basis, correlation: Interval | None) -> Answer:
    """Who would pay for the alliance; what no draw changes is named and left out of the table."""
    question = "Who would pay for the alliance if each ally responded to the others?"
    rests = describe_basis(basis)
    spenders = [s for s in sharing if s.spending is not None and s.spending.high > 0]
    if len(spenders) == 1:
        text: tuple[str, ...] = (
            f"No answer: in this model {spenders[0].label} spends what it would spend alone, and every "
            f"other ally spends nothing in at least 90 % of draws. That is a corner solution, from which "
            f"the stated numbers do not move the model. The shares and the rank correlation of income and "
            f"burden merely reflect it and are left out.",
        )
        return Answer("burden", question, text, basis=rests)
    rows = tuple(
        (
            s.label,
            format_interval(s.burden, 100, 2),
            format_interval(s.spending),
            format_interval(s.alone),
        )
        for s in sharing
    )
    heads = ("ally", "% of income", "in the unit of income", "if it were alone")
    text = ()
    if correlation is not None and correlation.low < correlation.high:
        text += (f"Rank correlation of income and burden: {format_interval(correlation, 1, 2)}.",)
    else:
        text += ("The rank correlation of income and burden hardly varies between draws and is left out.",)
    if len(spenders) < len(sharing):
        text += (
            "An ally that spends nothing leaves defence to those that gain more from it (a corner solution).",
        )
    return Answer("burden", question, text, heads, rows, rests)
