"""`detente baserate`: how often cases that had lasted as long ended by a date."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from detente.cli.baserate_documents import document_classes, document_crises, document_rate, document_scores
from detente.cli.console import print_json, say
from detente.cli.failures import require_files
from detente.errors import WrongCallError
from detente.files.writing import check_free, write_whole
from detente.models.duration import BaseRate, EndsBy, UnknownClassError, baserate
from detente.models.duration.ending import EndKind
from detente.models.duration.outside_view import OutOfSample
from detente.models.duration.reference_classes import CLASSES, CRISIS, FAMILIES, QUESTIONS, SOURCES

if TYPE_CHECKING:
    from detente.backtest.durations.run import Results

WIDTH = 80
_UNITS = {"d": 1.0, "w": 7.0, "mo": 365.25 / 12, "y": 365.25}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(d|w|mo|y)")
_LONGEST = 1000 * 365.25
_PAGE, _PICTURE = "baserate-scores.md", "images/baserate-calibration.svg"
_DRAWN = (("ucdp-all", "pooled"), ("cow-wars", "pooled"))
_KINDS: Mapping[EndKind, str] = {"agreement": "by agreement", "victory": "by victory", "other": "otherwise"}


@dataclass(frozen=True)
class Asked:
    """When the forecast is made, for when, and how long it has lasted by then."""

    as_of: datetime.date
    by: datetime.date
    lasted_days: float
    horizon_days: float
    note: str = ""


def show_base_rate(
    name: str | None,
    *,
    lasted: str | None,
    since: str | None,
    by: str | None,
    as_of: str | None,
    score: Path | None,
    out: Path | None,
    seed: int,
    json: bool,
) -> None:
    """List the classes, answer for one, or score the forecasts on a folder of cases."""
    if out is not None and score is None:
        raise WrongCallError("--out is for the page of scores: name a folder of cases with --score")
    if name is not None and score is not None:
        raise WrongCallError(f"--score scores every class: leave out {name}")
    if score is not None:
        _show_scores(score, out, seed, json)
    elif name is None:
        _show_classes(json)
    elif name == "crisis":
        _show_crises(json)
    else:
        _show_rate(name, lasted, since, by, as_of, json)


def _show_rate(
    name: str, lasted: str | None, since: str | None, by: str | None, as_of: str | None, json: bool
) -> None:
    if name not in QUESTIONS:
        try:
            baserate(name, 0.0, 0.0)
        except UnknownClassError as why:
            raise WrongCallError(f"{why}; detente baserate lists them") from None
    asked = when_asked(lasted, since, by, as_of, datetime.datetime.now(datetime.UTC).date())
    rate = baserate(name, asked.lasted_days, asked.horizon_days, as_of=asked.as_of)
    if json:
        print_json(document_rate(rate, asked.as_of, asked.by))
        return
    say(*map(escape, rate_lines(rate, asked)))


def when_asked(
    lasted: str | None, since: str | None, by: str | None, as_of: str | None, today: datetime.date
) -> Asked:
    """The dates and durations of a call.

    Raises
    ------
    WrongCallError
        If one is missing, cannot be read, or lies on the wrong side of another; says what to type.
    """
    if (lasted is None) == (since is None):
        raise WrongCallError("give how long it has lasted: --lasted 42mo or --since 2022-02-24, but not both")
    if by is None:
        raise WrongCallError(
            "give the date to forecast for: --by 2025-12-31, or a time from now such as --by 6mo"
        )
    note = ""
    until = _read_date(by)
    if as_of is not None:
        day = _read_date(as_of)
        if day is None:
            raise WrongCallError(f"--as-of {as_of}: a date is needed, such as 2025-08-17")
    elif until is not None and until < today:
        day, case = _last_case_before(until)
        note = (
            f"{by} has passed. This is as of {day}, the day of the bundled case {case}; for another day, "
            "use --as-of DATE."
        )
    else:
        day = today
    ahead = float((until - day).days) if until is not None else _read_days("--by", by)
    if ahead < 0:
        raise WrongCallError(f"--by {by} is before {day}; give a later date, or an earlier --as-of")
    if until is None:
        until = _add(day, ahead, f"--by {by}")
    if since is not None or (lasted is not None and _read_date(lasted) is not None):
        begun = _read_date(since or lasted or "")
        if begun is None:
            raise WrongCallError(f"--since {since}: a date is needed, such as 2022-02-24")
        if begun > day:
            raise WrongCallError(f"--since {begun} is after {day}; give an earlier date, or a later --as-of")
        age = float((day - begun).days)
    else:
        age = _read_days("--lasted", lasted or "")
    return Asked(day, until, age, ahead, note)


def _read_date(text: str) -> datetime.date | None:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip()):
        return None
    try:
        return datetime.date.fromisoformat(text.strip())
    except ValueError:
        raise WrongCallError(f"{text}: there is no such day in the calendar") from None


def _read_days(option: str, text: str) -> float:
    """Days from ``1270``, ``1270d``, ``18w``, ``42mo``, ``3y`` or several of them, as ``3y6mo``."""
    word = text.strip().lower()
    if re.fullmatch(r"\d+(\.\d+)?", word):
        word += "d"
    parts = _PART.findall(word)
    if not parts or _PART.sub("", word).strip():
        raise WrongCallError(
            f"{option} {text}: a duration is needed, such as 1270d, 18w, 42mo, 3y or 3y6mo, or a date such "
            "as 2022-02-24"
        )
    days = sum(float(number) * _UNITS[unit] for number, unit in parts)
    if days > _LONGEST:
        raise WrongCallError(f"{option} {text}: at most 1,000 years")
    return days


def _add(day: datetime.date, days: float, option: str) -> datetime.date:
    try:
        return day + datetime.timedelta(days=round(days))
    except OverflowError:
        raise WrongCallError(f"{option}: a date beyond the year 9999; give a nearer one") from None


def _last_case_before(day: datetime.date) -> tuple[datetime.date, str]:
    from detente import catalog

    found = [(s.as_of, slug) for slug, s in catalog.entries().items() if s.as_of <= day]
    if not found:
        raise WrongCallError(f"--by {day} has passed; give the day to count from: --as-of DATE")
    return max(found)


def rate_lines(rate: BaseRate, asked: Asked) -> list[str]:
    """An answer as lines of at most 80 columns."""
    age, ahead = f"{rate.lasted_days:,.0f}", f"{rate.horizon_days:,.0f}"
    lines = [f"{_capital(rate.label)}, {age} days old on {asked.as_of}"]
    lines += [f"Over by {asked.by}, within {ahead} days?", ""]
    lines += [f"{'':18}{'low':>7}{'pooled':>9}{'high':>8}    95 % by resampling conflicts"]
    lines += [_estimate("it is over", rate.ends)]
    lines += [_estimate("  " + words, rate.by_kind[kind]) for kind, words in _KINDS.items()]
    sources = list(dict.fromkeys(CLASSES[m.slug].source for m in rate.members))
    classes = f"{len(rate.members)} classes, {len(FAMILIES)} duration models"
    fits = f"{len(rate.members) * len(FAMILIES)} fits ({classes})"
    alike = f"; for the pooled value {'sources' if len(sources) > 1 else 'classes'} count the same"
    if len(rate.members) == 1:
        fits, alike = f"{len(FAMILIES)} duration models, and the pooled value is their mean", ""
    lines += [
        "",
        *_folded(f"Low and high are the extremes of {fits}{alike}."),
    ]
    if asked.note:
        lines += _folded(asked.note)
    heads = f"{'reference class':36}{'cases':>6}{'ended':>7}{'as old':>8}"
    lines += ["", heads + f"{'Weib.':>8}{'log-n.':>8}{'piece.':>7}"]
    for m in rate.members:
        cells = "".join(f"{_percent(m.by_family[f]):>{w}}" for f, w in zip(FAMILIES, (8, 8, 7), strict=True))
        lines.append(f"{m.label:36}{m.cases:>6}{m.ends:>7}{m.lasted_as_long:>8}{cells}")
    first = rate.members[0]
    lines += _folded(
        f"As old: still going on after {first.tabulated_days:,.0f} days. {_beyond(rate)}".strip()
    )
    lines += ["", 'What "end" means']
    for source in sources:
        of = SOURCES[source]
        lines += _folded(f"{of.title} ({of.cited}): {of.end}.", "  ")
        lines += _folded(
            f"Agreement: {of.kinds['agreement']}. Victory: {of.kinds['victory']}. Otherwise: "
            f"{of.kinds['other']}.",
            "    ",
        )
    if {"cow", "ucdp"} & set(sources):
        lines += _folded("An end is not the same as a signed ceasefire.", "  ")
    if rate.scores:
        lines += ["", "Out of sample (Brier skill; whole conflicts left out)"]
        for s in rate.scores:
            if s.scheme == "every quarter":
                lines += _folded(
                    f"{CLASSES[s.member].label}: {_skill(s.over_constant)} over a constant hazard, "
                    f"{_skill(s.over_base)} over the base rate by horizon; "
                    f"bias {round(s.bias[0], 2) + 0.0:+.2f}, slope {s.slope[0]:.2f}. " + _how_scored(s),
                    "  ",
                )
    else:
        lines += ["", "This class by itself was not scored out of sample."]
    return lines


def _how_scored(score: OutOfSample) -> str:
    if score.kind_by_shares:
        return "How it ends is forecast by the shares of past ends: age and era did not improve on them."
    return f"How it ends, by age, era and kind: {_skill(score.kind_skill)} over fixed shares."


def _beyond(rate: BaseRate) -> str:
    beyond = [m.label for m in rate.members if m.longest_days < rate.lasted_days + rate.horizon_days]
    if not beyond:
        return ""
    return f"No case lasted until that date in: {'; '.join(beyond)}. The models extrapolate."


def _estimate(words: str, value: EndsBy) -> str:
    low, high = map(_percent, value.sampling)
    return (
        f"{words:18}{_percent(value.low):>7}{_percent(value.pooled):>9}{_percent(value.high):>8}"
        f"    {low} to {high}"
    )


def _percent(p: float) -> str:
    if 0 < p < 0.005:
        return "<1 %"
    if 0.995 < p < 1:
        return ">99 %"
    return f"{100 * p:.0f} %"


def _skill(value: tuple[float, float, float]) -> str:
    return "{:.2f} [{:.2f}, {:.2f}]".format(*(round(v, 2) + 0.0 for v in value))


def _folded(text: str, indent: str = "") -> list[str]:
    return wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  " * bool(indent))


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def _short(source: str) -> str:
    return {"cow": "COW", "ucdp": "UCDP", "gml": "GML-MID", "ties": "TIES"}[source]


def _show_classes(json: bool) -> None:
    if json:
        print_json(document_classes(QUESTIONS))
        return
    lines = [f"{'class':28}question"]
    lines += [f"{name:28}{q.label}" for name, q in QUESTIONS.items()]
    lines += [f"{'crisis':28}{CRISIS.label}: published counts, no dates"]
    lines += ["", "detente baserate inter-state-war --lasted 42mo --by 2025-12-31"]
    say(*map(escape, lines))


def _show_crises(json: bool) -> None:
    if json:
        print_json(document_crises(CRISIS))
        return
    lines = [f"International crisis: {CRISIS.title}", ""]
    for era, counts in CRISIS.counts.items():
        shares = ", ".join(
            f"{what} {100 * share:.1f} %" for what, share in counts.items() if what != "actors"
        )
        lines += _folded(f"{_capital(era)} ({counts['actors']:,} actors): {shares}.", "  ")
    lines += [
        "",
        *_folded(
            f"Half of all crises last longer than {CRISIS.median_days} days. More about dates is not "
            "published in a usable form, so no probability by a date is given. "
            "Not renewed: tension did not return within five years."
        ),
        "",
        *_folded(CRISIS.citation),
    ]
    say(*map(escape, lines))


def _show_scores(folder: Path, out: Path | None, seed: int, json: bool) -> None:
    from detente.backtest.durations.run import score_folder
    from detente.cli.progress import waiting
    from detente.models.duration.outside_view import fitted

    require_files(folder)
    if out is not None:
        _check_page(out)
    with waiting("scoring duration models"):
        results = score_folder(folder, fitted(), seed)
    if out is not None:
        _write_page(results, fitted(), out)
    if json:
        print_json(document_scores(results))
    else:
        say(*map(escape, score_lines(results)))


def _write_page(results: Results, shipped: Mapping[str, Any], folder: Path) -> None:
    from detente.backtest.durations.page import write_page
    from detente.report.charts.duration import draw_calibration

    shown = [
        s
        for s in results.scores
        if s.table and s.scheme == "every quarter" and (s.member, s.forecast) in _DRAWN
    ]
    write_whole(folder / _PICTURE, draw_calibration(shown).encode())
    write_whole(folder / _PAGE, write_page(results, shipped, _PICTURE).encode())


def _check_page(folder: Path) -> None:
    """Raise WriteError, before anything is computed, if the page cannot go to a folder."""
    from detente.backtest.durations.page import HEAD
    from detente.report.charts.duration import LABEL

    check_free(folder / _PAGE, lambda path: path.read_bytes().startswith(HEAD.encode()), "a page of scores")
    label = f'aria-label="{LABEL}"'.encode()
    check_free(folder / _PICTURE, lambda path: label in path.read_bytes()[:1000], "a picture of base rates")


def score_lines(results: Results) -> list[str]:
    """Scores as lines of at most 80 columns."""
    how = (
        "The shipped numbers, on conflicts they were not fitted on."
        if results.shipped
        else "Refitted on nine tenths of the conflicts, scored on the last tenth, in turn."
    )
    lines = [how, "Intervals are 95 % intervals, from resampling whole conflicts."]
    head = ""
    for s in results.scores:
        title = (
            f"{CLASSES[s.member].label}, dates {s.scheme}: {s.rows:,} forecasts for "
            f"{s.conflicts} conflicts; {100 * s.share:.0f} % ended"
        )
        if title != head:
            lines += ["", *_folded(title)]
            lines.append(f"{'':22}{'Brier':>7}{'over constant':>21}{'over base rate':>21}{'bias':>7}")
            head = title
        lines.append(
            f"{s.forecast:22}{s.brier:>7.3f}{_skill(s.over_constant):>21}{_skill(s.over_base):>21}"
            f"{round(s.bias[0], 2) + 0.0:>+7.2f}"
        )
        if s.table:
            lines.append(f"{'':22}  calibration slope {_skill(s.slope)}")
    lines += ["", "How it ended, given an end: Brier skill over fixed shares"]
    for source, scores in results.kinds.items():
        lines.append(f"  {_short(source):8} {_skill(scores.skill)}, {scores.endings} ends")
    if results.attempts:
        lines += ["", "Brier skill gained when more than age is used (UCDP)"]
        lines += [f"  {a.what:30} {_skill(a.skill)}" for a in results.attempts]
    return lines
