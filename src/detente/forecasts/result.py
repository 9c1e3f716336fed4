"""A forecast: labelled arrays that know how they were made."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from detente.forecasts import telling
from detente.forecasts.summary import (
    IssueSummary,
    ModelSummary,
    compared,
    disagreement,
    headline,
    stretches,
    summarise,
)
from detente.forecasts.words import confidence, likelihood

if TYPE_CHECKING:
    from detente.scenario import Scenario


@dataclass(frozen=True)
class Forecast:
    """What the models make of a scenario.

    ``data`` holds ``outcome`` (model, issue, draw), and the draws it came from: ``capability`` (draw,
    actor), ``position`` and ``salience`` (draw, actor, issue), ``reversion`` (draw, issue), on 0..100, and
    what models tell besides as ``<model>.<name>`` (draw, issue). Where the scenario has the numbers, the
    other parts of the graph stand beside: ``fighting.``, ``winset.``, ``renewal.``, ``budget.``,
    ``sharing.`` and ``trade.`` (see ``detente.forecasts.labels``), and ``round.`` by ``step``. ``manifest``
    says how it was made, which links are on, and what each changes.
    """

    data: xr.Dataset
    scenario: Scenario
    manifest: dict[str, Any]

    @property
    def models(self) -> tuple[str, ...]:
        """Labels of the models that ran, models before baselines."""
        return tuple(str(m) for m in self.data["model"].values)

    @property
    def issues(self) -> tuple[str, ...]:
        """The issues forecast."""
        return tuple(str(i) for i in self.data["issue"].values)

    def outcome(self, model: str, issue: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        """(D,) settlements of one model on one issue, NaN where it has none."""
        values: np.ndarray[Any, np.dtype[np.float64]] = (
            self.data["outcome"].sel(model=model, issue=issue).values
        )
        return values

    def summary(self) -> tuple[IssueSummary, ...]:
        """Median, mean, 50/80/95 % intervals and stretch probabilities per issue and model."""
        return tuple(self._issue(i) for i in self.issues)

    @property
    def omitted(self) -> str:
        """What was left out of it, in a sentence; empty where nothing was."""
        issues = [i for i in self.scenario.issues if i not in self.issues]
        if not issues:
            return ""
        return f"Not forecast: {', '.join(issues)}. What would rest on them uses the scenario's own numbers."

    @cached_property
    def told(self) -> dict[str, Any]:
        """What it says of the graph's other parts, as plain values; see ``forecasts.telling``."""
        return telling.told(self)

    def to_dict(self) -> dict[str, Any]:
        """The manifest and the summary as plain values, in the shape of ``detente schema forecast``."""
        return {
            "detente": "forecast",
            "version": 1,
            "manifest": self.manifest,
            "issues": [s.to_dict() for s in self.summary()],
            **self.told,
        }

    def _issue(self, issue: str) -> IssueSummary:
        about = self.scenario.issues[issue]
        parts = stretches(about.scale)
        rows = []
        for made in self.manifest["models"]:
            numbers = summarise(self.outcome(made["label"], issue), parts)
            rows.append(ModelSummary(made["label"], made["name"], made["baseline"], **numbers))
        told = {r.model: r for r in rows if r.defined}
        outcomes = {r.model: self.outcome(r.model, issue) for r in compared(rows)}
        gap, distance = disagreement(
            [told[m].median for m in outcomes], [x[~np.isnan(x)] for x in outcomes.values()]
        )
        lead = headline(list(told))
        return IssueSummary(
            issue,
            about.label or issue,
            about.question,
            parts,
            tuple(rows),
            gap,
            distance,
            lead,
            tuple(likelihood(p) for p in told[lead].stretches) if lead else (),
            confidence(0.0 if np.isnan(gap) else gap, self._assumed(issue)),
        )

    def _assumed(self, issue: str) -> float:
        """The share of an issue's positions and saliences that rest on assumptions."""
        stances = [s for s in self.scenario.stances if s.issue == issue]
        bases = [self.scenario.basis(q) for s in stances for q in (s.position, s.salience)]
        return bases.count("assumption") / len(bases)

    def _repr_html_(self) -> str:
        blocks = [
            f"<p><strong>{escape(self.scenario.title)}</strong>, {self.manifest['draws']} draws, "
            f"seed {self.manifest['seed']}</p>"
        ]
        for issue in self.summary():
            rows = "".join(
                f"<tr><td>{escape(m.model)}</td>"
                + (
                    "<td colspan=4>no outcome</td>"
                    if np.isnan(m.median)
                    else f"<td>{m.median:.1f}</td>"
                    + "".join(f"<td>{a:.0f} – {b:.0f}</td>" for a, b in m.intervals.values())
                )
                + "</tr>"
                for m in issue.models
            )
            blocks.append(
                f"<table><caption>{escape(issue.question)}</caption><thead><tr><th>model</th>"
                f"<th>median</th><th>50 %</th><th>80 %</th><th>95 %</th></tr></thead>"
                f"<tbody>{rows}</tbody></table>"
            )
        return "".join(blocks)
