"""How much text and which figures stand behind a scenario's numbers, in sentences."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from detente.scenario.display_names import ingredient_names
from detente.scenario.paths import section_of, split_path
from detente.wording.phrases import count_noun

if TYPE_CHECKING:
    from detente.scenario import Scenario


def describe_backing(scenario: Scenario) -> str:
    """How few passages and what sort of figures the counts of numbers stand for; empty if none is cited."""
    quantities = scenario.quantities()
    on_passages, on_figures = (
        [path for path in quantities if scenario.basis(path) == basis] for basis in ("passage", "figure")
    )
    said = []
    if on_passages:
        quoted = {i for p in on_passages for i in quantities[p].because if i in scenario.passages}
        words = sum(len(scenario.passages[i].exact.split()) for i in quoted)
        text = f"{count_noun(len(quoted), 'fragment')}, {count_noun(words, 'word')} in all"
        said.append(f"{_citing(len(on_passages))} passages: {text}.")
    if on_figures:
        kinds = Counter(split_path(p)[1] for p in on_figures if section_of(p) == "ties")
        names = ingredient_names(scenario)
        ties = "; ".join(f"{names.get(kind, kind)}: {n}" for kind, n in kinds.most_common())
        tied = f", {kinds.total()} of them for ties between actors ({ties})" if kinds else ""
        said.append(f"{_citing(len(on_figures))} published figures{tied}.")
    if said:
        said.append("These are counts; how much each number moves the forecast is not counted yet.")
    return " ".join(said)


def _citing(number: int) -> str:
    return f"{count_noun(number, 'number')} {'cites' if number == 1 else 'cite'}"
