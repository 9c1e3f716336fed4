"""Probabilities and confidence in words, after Intelligence Community Directive 203 (2015)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from detente.results import confidence as rule
from detente.shares import FEWEST, format_share, percent
from detente.wording.phrases import count_noun, join_names

if TYPE_CHECKING:
    from detente.results.settlement import IssueSummary, ModelSummary, Stretch

#: Upper ends of the directive's ranges, and its terms; it has none for certainty or impossibility.
TERMS = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (1.00, "almost certain"),
)

_FRACTIONS = {1 / 3: "a third", 1 / 2: "half", 2 / 3: "two thirds"}


def likelihood_term(p: float) -> str:
    """The directive's term for a probability from 0 to 1; a bound belongs to the term above it."""
    if not 0 <= p <= 1:
        raise ValueError(f"a probability lies between 0 and 1, got {p}")
    return next((term for upper, term in TERMS if p < upper), TERMS[-1][1])


def describe_terms() -> str:
    """Every term with the bound that it stays below, in a sentence."""
    (first, lowest), *between, (_, highest) = TERMS
    terms = [
        f"{lowest} (below {percent(first)})",
        *(f"{term} (to {percent(upper)})" for upper, term in between),
        highest,
    ]
    return f"The terms are those of Intelligence Community Directive 203: {', '.join(terms)}."


def describe_confidence() -> str:
    """When confidence is high, moderate or low, in a sentence."""
    (near, few), (apart, many) = rule.HIGH, rule.MODERATE
    return (
        f"Confidence is judged separately: high if the models’ medians lie within "
        f"{count_noun(near, 'point')} of each other and at most {_fraction(few)} of the issue’s numbers are "
        f"assumptions, moderate within {count_noun(apart, 'point')} and {_fraction(many)}, otherwise low."
    )


def state_likelihoods(
    lead: ModelSummary | None,
    labels: int,
    parts: tuple[Stretch, ...],
    standing: Collection[float],
    draws: int,
) -> tuple[tuple[str, ...], str]:
    """A term for each stretch of a scale, or none and the reason.

    ``lead`` is the model to speak for; only a predictive distribution of enough ``draws`` gets words.
    ``labels`` counts the scale's labelled points: between two there is nothing to decide. A stretch that ends
    at today's state (``standing``: the reversion point, the line of contact) gets no term: on which side of
    today an outcome falls is settled by a hair.
    """
    if lead is None or not lead.predictive:
        return (), (
            "none of the models run is a predictive distribution; the spreads show only what uncertain "
            "inputs do to each model"
        )
    if labels <= 2:
        return (), "the scale has only two labels"
    if draws < FEWEST:
        return (), f"{draws} {'draw is' if draws == 1 else 'draws are'} too few; {FEWEST} are needed"
    terms = tuple(
        "" if {s.low, s.high} & set(standing) else likelihood_term(p)
        for s, p in zip(parts, lead.stretches, strict=True)
    )
    if not any(terms):
        at = " and ".join(f"{x:g}" for x in sorted(standing))
        return (), f"every stretch of the scale ends at {at}, which holds if nothing is agreed"
    return terms, ""


def describe_issue(issue: IssueSummary) -> str:
    """What a predictive model makes of an issue, in a sentence that names it; or why there are no words."""
    lead = issue.lead
    if lead is None:
        return ""
    if issue.silence:
        return f"Likelihood not put into words: {issue.silence}."
    shown = [(place, term, format_share(p, of)) for place, term, p, of in _places(issue, lead) if p >= 0.01]
    terms = [f"{place}: {f'{term} ({p})' if term else p}" for place, term, p in shown]
    head = "In words" if any(term for _, term, _ in shown) else "In figures"
    text = f"{head} ({lead.model}): {'; '.join(terms)}."
    if any(not word and p >= 0.01 for word, p in zip(issue.words, lead.stretches, strict=True)):
        text += " No term is given for a stretch that ends at what holds if nothing is agreed."
    return text


def describe_unweighed(issue: IssueSummary) -> str:
    """In how many draws nobody has weight on an issue; empty if somebody always has."""
    if not issue.unweighed:
        return ""
    few = f"{issue.unweighed:,} of {issue.draws:,} draws"
    return f"In {few} nobody has weight on this issue; these are left out."


def describe_single_outcomes(issues: Sequence[IssueSummary], how: str) -> str:
    """What follows if nothing is uncertain; models that still spread settle it ``how``."""
    seen = [m for i in issues for m in i.models if m.defined]
    spread = {m.model: m.predictive for m in seen if m.predictive or not m.single}  # one draw hides a spread
    errors = [name for name, predictive in spread.items() if predictive]
    others = [name for name, predictive in spread.items() if not predictive]
    text = "one outcome for each model, whatever the seed"
    if errors:
        text += f", except {join_names(errors)}, whose spread is the error of forecasts on decided cases"
    if others:
        verb = "settles" if len(others) == 1 else "settle"
        text += f", {'and' if errors else 'except'} {join_names(others)}, which {verb} it {how}"
    return text + "."


def _fraction(share: float) -> str:
    """A share as a fraction in words if it is a common one, else in per cent."""
    return _FRACTIONS.get(share) or percent(share)


def _places(issue: IssueSummary, lead: ModelSummary) -> Iterator[tuple[str, str, float, int]]:
    """Points and stretches in order: what each is called, its term, its probability, of how many draws."""
    of = round(lead.defined * issue.draws)
    for i, point in enumerate(issue.points):
        yield f"at {point.at:g}", "", lead.points[i], of
        if i < len(issue.stretches):
            s = issue.stretches[i]
            yield f"{s.low:g} to {s.high:g}", issue.words[i], lead.stretches[i], of
