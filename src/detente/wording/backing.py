"""How much text and which figures stand behind a scenario's numbers, in sentences."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from detente.scenario.display_names import ingredient_names
from detente.scenario.paths import section_of, split_path
from detente.shares import percent
from detente.wording.phrases import count_noun

if TYPE_CHECKING:
    from detente.scenario import Scenario
    from detente.scenario.scenario import Basis


def count_support(scenario: Scenario) -> Counter[Basis]:
    """Return how many quantities rest on passages, figures and assumptions."""
    counts: Counter[Basis] = Counter({"passage": 0, "figure": 0, "assumption": 0})
    counts.update(scenario.basis(q) for q in scenario.quantities().values())
    return counts


def describe_support(scenario: Scenario) -> str:
    """Return what the numbers rest on, in sentences."""
    counts = count_support(scenario)
    total = sum(counts.values())
    shares = {k: f"{v} ({percent(v / total)})" for k, v in counts.items()}
    counted = (
        f"{total} numbers: {shares['passage']} rest on quoted passages, {shares['figure']} on published "
        f"figures, {shares['assumption']} on declared assumptions."
    )
    return f"{counted} {describe_backing(scenario)}".rstrip()


def describe_backing(scenario: Scenario) -> str:
    """How few passages and what sort of figures the counts of numbers stand for; empty if none is cited."""
    quantities = scenario.quantities()
    on_passages, on_figures = (
        [path for path in quantities if scenario.basis(path) == basis] for basis in ("passage", "figure")
    )
    sentences = []
    if on_passages:
        quoted = {i for p in on_passages for i in quantities[p].because if i in scenario.passages}
        words = sum(len(scenario.passages[i].exact.split()) for i in quoted)
        text = f"{count_noun(len(quoted), 'fragment')}, {count_noun(words, 'word')} in all"
        sentences.append(f"{_citing(len(on_passages))} passages: {text}.")
    if on_figures:
        kinds = Counter(split_path(p)[1] for p in on_figures if section_of(p) == "ties")
        names = ingredient_names(scenario)
        ties = "; ".join(f"{names.get(kind, kind)}: {n}" for kind, n in kinds.most_common())
        tied = f", {kinds.total()} of them for ties between actors ({ties})" if kinds else ""
        sentences.append(f"{_citing(len(on_figures))} published figures{tied}.")
    if sentences:
        sentences.append("These are counts; they do not show how much each number affects the forecast.")
    return " ".join(sentences)


def _citing(number: int) -> str:
    return f"{count_noun(number, 'number')} {'cites' if number == 1 else 'cite'}"
