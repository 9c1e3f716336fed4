"""One HTML file for a forecast: the parts gathered, and the template filled."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from markupsafe import Markup, escape

from detente.characters import safe_to_print
from detente.files.writing import write_whole
from detente.forecasts.run_folder import check_page
from detente.models import UnknownModelError, model
from detente.models.laws import LAWS
from detente.models.settlement.blend import track_record
from detente.report import answers
from detente.report.alignment import build_alignment_view
from detente.report.charts import settlement
from detente.report.issues import brief, build_issue_view
from detente.report.numbers import Number, numbers, numbers_of, shares
from detente.results.interval import LEVELS
from detente.results.settlement import HEADLINES
from detente.scenario import Passage, Scenario, Source, verify
from detente.scenario.display_names import actor_names, issue_names
from detente.scenario.paths import actor_path
from detente.shares import FEWEST, format_of_draws, format_share, percent
from detente.typography import setting, typeset
from detente.wording.backing import describe_backing
from detente.wording.likelihood import describe_confidence, describe_terms
from detente.wording.outcomes import answer_outcomes
from detente.wording.phrases import describe_level

if TYPE_CHECKING:
    import jinja2

    from detente.forecasts import Forecast

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def write_report(forecast: Forecast, path: str | Path, *, sources: Path | None = None) -> Path:
    """Write the report as one HTML file, whole or not at all; the path written.

    With ``sources``, the folder that holds the source texts, every passage is compared with its source.
    Raises OSError where the file cannot be written, or is there already and no page of Détente's.
    """
    check_page(Path(path))
    return write_page(report_html(forecast, sources=sources), Path(path))


def write_page(page: str, path: Path) -> Path:
    """Write a page, whole or not at all and never over what is no page of ours; the path written."""
    check_page(path)
    # paths and texts of sources are not ours: what no page may hold is escaped
    return write_whole(path, safe_to_print(page).encode())


def report_html(forecast: Forecast, *, sources: Path | None = None) -> str:
    """The report as HTML: no script, nothing loaded; the same forecast gives the same page."""
    scenario, manifest = forecast.scenario, forecast.manifest
    every = numbers(scenario, forecast.issues)
    beyond = answers.build_answers_view(forecast, every)
    shown = [n for n in every.values() if n.shown]
    issues = [build_issue_view(forecast, s, every) for s in forecast.summary()]
    counted = shares(scenario, every.values(), forecast.issues)
    checks = None if sources is None else {c.id: c for c in verify(scenario, sources)}
    return rendered(
        "report.html.j2",
        scenario=scenario,
        manifest=manifest,
        numbers=shown,
        alignment=None if forecast.alignment is None else build_alignment_view(forecast.alignment),
        issues=issues,
        system=beyond,
        happened=answer_outcomes(forecast),
        # listed once: beyond the issues where that section stands, else with the alignment
        behind=[] if beyond else answers.groups(every),
        overview=settlement.overview([brief(i) for i in issues], _overview_words(issues)),
        all=counted[0],
        shares=counted,
        basis_chart=settlement.draw_basis(
            counted, "What the numbers rest on. The table below lists the counts."
        ),
        slugs={m["model"] for m in manifest["models"]},
        fewest=FEWEST,
        interval=describe_level(),
        levels=LEVELS,
        terms=describe_terms(),
        confidence=describe_confidence(),
        headlines=HEADLINES,
        backing=describe_backing(scenario),
        track_record=track_record(),
        shown_first=list(dict.fromkeys((i.headline.model, i.headline.name) for i in issues if i.headline)),
        checks=checks,
        status_words=_status_words(checks or {}),
        sources=[_source(scenario, i, s, checks or {}, every.values()) for i, s in scenario.sources.items()],
        figures=_figures(scenario, every.values()),
        assumptions=_assumptions(scenario, shown, forecast.issues),
        actors=_actors(scenario, every),
        # runs kept by earlier versions do not say
        left_out=list(manifest.get("left_out", {}).items()),
        models=[_method(m) for m in manifest["models"]],
        facts=list(_facts(manifest)),
    )


def rendered(template: str, **values: Any) -> str:
    """A page from its template, with its text typeset."""
    page = environment().get_template(template).render(style=Markup(style()), **values)  # noqa: S704  our own file
    return "".join(part if i % 2 else typeset(part) for i, part in enumerate(_AS_IT_STANDS.split(page)))


# markup, and what a reader may compare or copy letter by letter
_AS_IT_STANDS = re.compile(
    r"(<style>.*?</style>|<blockquote>.*?</blockquote>|<code>.*?</code>|<[^<>]*>)", re.DOTALL
)


@cache
def environment() -> jinja2.Environment:
    """The templates and their filters."""
    import jinja2

    run = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        loader=jinja2.PackageLoader("detente.report", "templates"),
    )
    run.filters |= {
        "anchor": anchor,
        "day": _day,
        "linked": linked,
        "of_draws": format_of_draws,
        "of": lambda part, whole: percent(part / whole if whole else 0.0),
        "paragraphs": lambda text: [p for p in re.split(r"\n\s*\n", text) if p.strip()],
        "percent": percent,
        "share": format_share,
        "setting": setting,
        "point": lambda x: f"{x:.0f}",
    }
    return run


@cache
def style() -> str:
    """The pages' style sheet."""
    return files("detente.report").joinpath("style.css").read_text(encoding="utf-8")


def anchor(text: str) -> str:
    """A text as part of an element's id and of links to it."""
    return quote(text, safe=":,=")


_ADDRESS = re.compile(r"(?:https://doi\.org/|doi:)\s?(10\.\d{4,9}/[^\s\"<>]*[^\s\"<>.,;)])")


def linked(reference: str) -> Markup:
    """A reference with its digital object identifiers as links, everything else inert."""
    parts = _ADDRESS.split(reference)
    text = Markup()
    for i, part in enumerate(parts):
        if i % 2:
            address = "https://doi.org/" + quote(part, safe="/().;:_-")
            text += Markup('<a href="{}">doi:{}</a>').format(address, part)
        else:
            text += escape(part)
    return text


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _overview_words(issues: Sequence[Any]) -> str:
    medians = (f"{i.label} {i.headline.median:.0f}" for i in issues if i.headline)
    return f"The issues at a glance, medians on scales from 0 to 100: {', '.join(medians)}."


def _status_words(checks: Mapping[str, Any]) -> str:
    counts = Counter(c.status for c in checks.values())
    return ", ".join(f"{n} {status}" for status, n in sorted(counts.items())) or "no passages"


def _source(
    scenario: Scenario, name: str, source: Source, checks: Mapping[str, Any], every: Iterable[Number]
) -> dict[str, Any]:
    every = list(every)
    quoted = [(i, p) for i, p in scenario.passages.items() if p.source == name]
    return {
        "id": name,
        "title": source.title,
        "about": [s for s in (source.author, source.publisher, source.date) if s],
        "file": source.file,
        "note": source.note,
        "passages": [_passage(i, p, checks, every) for i, p in quoted],
    }


def _passage(
    name: str, passage: Passage, checks: Mapping[str, Any], every: Sequence[Number]
) -> dict[str, Any]:
    check = checks.get(name)
    return passage.model_dump() | {
        "id": name,
        "status": check.status if check else None,
        "detail": check.detail if check else "",
        "resting": numbers_of(every, f"p.{name}"),
    }


def _figures(scenario: Scenario, every: Iterable[Number]) -> list[dict[str, Any]]:
    every = list(every)
    return [
        f.model_dump() | {"id": i, "value": f"{f.value:,.10g}", "resting": numbers_of(every, f"f.{i}")}
        for i, f in scenario.figures.items()
    ]


def _assumptions(
    scenario: Scenario, shown: Sequence[Number], issues: Sequence[str]
) -> list[tuple[str, list[Number]]]:
    groups = [("Capabilities", [n for n in shown if n.kind == "capability"])]
    groups += [("Factions, fighting and money", [n for n in shown if n.kind == "part"])]
    names = issue_names(scenario)
    groups += [(names[i], [n for n in shown if n.issue == i]) for i in issues]
    assumed = [(title, [n for n in group if n.basis == "assumption"]) for title, group in groups]
    return [(title, group) for title, group in assumed if group]


def _actors(scenario: Scenario, every: Mapping[str, Number]) -> list[dict[str, Any]]:
    names, issues = actor_names(scenario), issue_names(scenario)
    return [
        {
            "label": names[path],
            "depth": path.count("/"),
            "kind": actor.kind,
            "capability": every[actor_path(path, "capability")],
            "consent": [issues[i] for i in actor.consent],
            "note": actor.note,
        }
        for path, actor in scenario.flat_actors().items()
    ]


def _method(run: Mapping[str, Any]) -> dict[str, Any]:
    """A model as the manifest records it, and what the registry here says of it."""
    try:
        known = model(run["model"])
    except UnknownModelError:
        return {**run, "summary": "", "breaks": []}
    breaks = [(LAWS[known.family][law], why) for law, why in known.traits.breaks.items()]
    return {**run, "summary": known.summary, "breaks": breaks}


def _fits_on_line(entry: Any) -> bool:
    """Whether an entry of a list fits on the manifest's line; tables have their own place on the page."""
    return not isinstance(entry, Mapping) or "label" in entry


def _facts(manifest: Mapping[str, Any], above: str = "") -> Iterable[tuple[str, str]]:
    for key, entry in manifest.items():
        # shown in words elsewhere on the page
        if key in {"links", "ablation"}:
            continue
        if isinstance(entry, Mapping):
            yield from _facts(entry, f"{above}{key} ")
        elif isinstance(entry, list | tuple):
            plain = [e["label"] if isinstance(e, Mapping) else e for e in entry if _fits_on_line(e)]
            yield f"{above}{key}", ", ".join(map(str, plain))
        else:
            yield f"{above}{key}", str(entry)
