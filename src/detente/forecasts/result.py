"""A forecast: labelled arrays that know how they were made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from detente.records import from_plain, to_plain
from detente.results.burden import Burden, summarise_burden
from detente.results.conflict import Conflict, summarise_conflict
from detente.results.document import ForecastDocument, Manifest
from detente.results.interval import LEVEL, LEVELS
from detente.results.link_effects import LinkEffect, LinkStatus
from detente.results.outcomes import KnownOutcome, summarise_outcomes
from detente.results.ratification import Ratification, summarise_ratification
from detente.results.rounds import Round, summarise_rounds
from detente.results.settlement import (
    IssueSummary,
    ModelSummary,
    list_standing_points,
    summarise_settlement,
)
from detente.results.tables import tabulate_settlements
from detente.shares import FEWEST
from detente.wording.likelihood import describe_issue, state_likelihoods

if TYPE_CHECKING:
    import pandas as pd

    from detente.results.alignment import AlignmentResult
    from detente.results.interval import Level
    from detente.scenario import Scenario


@dataclass(frozen=True)
class Forecast:
    """What the models make of a scenario.

    Attributes
    ----------
    data : xarray.Dataset
        ``outcome`` (model, issue, draw), and the draws it came from: ``capability`` (draw, actor),
        ``position`` and ``salience`` (draw, actor, issue), ``reversion`` (draw, issue), on 0..100, and what
        models report besides as ``<model>.<name>`` (draw, issue). If the scenario has the numbers, also the
        other parts of the graph: ``conflict.``, ``ratification.``, ``guarantee.``, ``burden.``,
        ``sharing.`` and ``trade.`` (see ``detente.forecasts.arrays``), and ``round.`` by ``step``.
    scenario : Scenario
        As it was run.
    manifest : dict
        How the forecast was made, which links are on, and what each changes.
    alignment : AlignmentResult or None
        Who sides with whom, and what would turn it; None if nobody is tied to anybody on the scenario's day.
    """

    data: xr.Dataset
    scenario: Scenario
    manifest: dict[str, Any]
    alignment: AlignmentResult | None = None

    @property
    def models(self) -> tuple[str, ...]:
        """Labels of the models that ran, models before baselines."""
        return tuple(str(m) for m in self.data["model"].values)

    @property
    def issues(self) -> tuple[str, ...]:
        """The issues asked for: those that are shown. The whole politics is in ``data``, of every issue."""
        return tuple(str(i) for i in self.manifest["issues"])

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return int(self.data.sizes["draw"])

    @property
    def certain(self) -> bool:
        """Whether the scenario states every number exactly, so that only predictive models spread."""
        return all(q.is_constant for q in self.scenario.quantities().values())

    def outcome(self, model: str, issue: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Return the settlements of one model on one issue.

        Returns
        -------
        ndarray, shape (D,)
            On the issue's scale, NaN in draws without a settlement.
        """
        values: np.ndarray[Any, np.dtype[np.float64]] = (
            self.data["outcome"].sel(model=model, issue=issue).values
        )
        return values

    def summary(self) -> tuple[IssueSummary, ...]:
        """Summarise every issue shown: intervals and probabilities by model, and words of likelihood."""
        return tuple(self._word_likelihoods(summarise_settlement(self, i)) for i in self.issues)

    def to_dataframe(self, level: Level = LEVEL) -> pd.DataFrame:
        """Return the settlements as a table, one row for each issue and model.

        Other results become tables by ``detente.results.tables.tabulate_records``, for example
        ``tabulate_records(forecast.rounds)``.

        Parameters
        ----------
        level : {50, 80, 95}
            Per cent of the draws between ``low`` and ``high``.

        Returns
        -------
        pandas.DataFrame
            ``issue``, ``model``, ``baseline``, ``predictive``; ``defined``, the share of draws with an
            outcome; ``median``, ``mean``, ``low`` and ``high`` on the issue's scale, and the interval's
            ``level``; then the probability of each labelled point (``at 50``) and of each open stretch
            between two (``0 to 50``), NaN in the rows of issues that do not have it.

        Raises
        ------
        ImportError
            If pandas is not installed.
        """
        return tabulate_settlements(self.summary(), level)

    @property
    def omitted(self) -> str:
        """What is not shown of it, in a sentence; empty if all is."""
        issues = [i for i in self.scenario.issues if i not in self.issues]
        if not issues:
            return ""
        names = ", ".join(self.scenario.issues[i].label or i for i in issues)
        return (
            f"Not shown: {names}. All issues are forecast, and the rest of the answers rest on all of them."
        )

    @cached_property
    def ratification(self) -> Ratification | None:
        """Whether a package suits all whose consent is needed, and who blocks; None if nobody's is."""
        return summarise_ratification(self)

    @cached_property
    def conflict(self) -> Conflict | None:
        """Where fighting on leads, and what a guarantee adds; None without a conflict."""
        return summarise_conflict(self)

    @cached_property
    def burden(self) -> Burden | None:
        """Who pays for defence and for tariffs; None without budgets, alliance and trade."""
        return summarise_burden(self)

    @cached_property
    def rounds(self) -> tuple[Round, ...]:
        """What each round comes to, by date; empty without rounds."""
        return summarise_rounds(self)

    @cached_property
    def outcomes(self) -> tuple[KnownOutcome, ...]:
        """What is known to have come of the issues shown, and how far each model was off."""
        return summarise_outcomes(self)

    @cached_property
    def links(self) -> tuple[LinkStatus, ...]:
        """The links between the parts of the scenario; empty if it has only issues and stances."""
        return tuple(from_plain(LinkStatus, row) for row in self.manifest.get("links", ()))

    @cached_property
    def link_effects(self) -> tuple[LinkEffect, ...]:
        """What each link that is on changes."""
        return tuple(from_plain(LinkEffect, row) for row in self.manifest.get("ablation", ()))

    def to_dict(self) -> dict[str, Any]:
        """Return the forecast's JSON document, in the shape of ``detente schema forecast``."""
        document = ForecastDocument(
            detente="forecast",
            version=3,
            manifest=from_plain(Manifest, self.manifest),
            issues=self.summary(),
            winset=self.ratification,
            conflict=self.conflict,
            burden=self.burden,
            rounds=self.rounds or None,
            outcomes=self.outcomes or None,
        )
        plain: dict[str, Any] = to_plain(document)
        return plain

    def _word_likelihoods(self, summary: IssueSummary) -> IssueSummary:
        """The summary with a term for each stretch of the scale, or the reason why there is none."""
        lead = summary.lead
        words, silence = state_likelihoods(
            lead,
            len(self.scenario.issues[summary.issue].scale),
            summary.stretches,
            list_standing_points(self, summary.issue),
            round(lead.defined * self.draws) if lead else 0,
        )
        return replace(summary, words=words, silence=silence)

    def _repr_html_(self) -> str:
        blocks = [
            f"<p><strong>{escape(self.scenario.title)}</strong>, {self.manifest['draws']} draws, "
            f"seed {self.manifest['seed']}</p>"
        ]
        few = self.draws < FEWEST
        heads = "<th>lowest to highest</th>" if few else "".join(f"<th>{level} %</th>" for level in LEVELS)
        for issue in self.summary():
            rows = "".join(
                f"<tr><td>{escape(m.model)}</td>{_cells(self.outcome(m.model, issue.issue), m, few=few)}</tr>"
                for m in issue.models
            )
            blocks.append(
                f"<table><caption>{escape(issue.question)}</caption><thead><tr><th>model</th>"
                f"<th>median</th>{heads}</tr></thead><tbody>{rows}</tbody></table>"
            )
            if said := describe_issue(issue):
                blocks.append(f"<p>{escape(said)}</p>")
        return "".join(blocks)


def _cells(outcome: np.ndarray[Any, np.dtype[np.float64]], m: ModelSummary, *, few: bool) -> str:
    """The median and the intervals of a model; of few draws their ends."""
    if np.isnan(m.median):
        return f"<td colspan={2 if few else 1 + len(LEVELS)}>no outcome</td>"
    middle = f"<td>{m.median:.1f}</td>"
    if m.single:
        return f"{middle}<td colspan={1 if few else len(LEVELS)}>one outcome</td>"
    spans = [(np.nanmin(outcome), np.nanmax(outcome))] if few else m.intervals.values()
    return middle + "".join(f"<td>{a:.0f} – {b:.0f}</td>" for a, b in spans)
