"""Scores as a page in Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.backtest.durations.run import Results
from detente.backtest.durations.scoring import HORIZONS, Score
from detente.models.duration.ending import KINDS
from detente.models.duration.reference_classes import CLASSES, QUESTIONS, SOURCES

#: What a forecast should reach: skill over constant hazard, over the base rate and of how it ends.
GOALS = {"over_constant": 0.06, "over_base": 0.03, "how": 0.05}
LARGEST_BIAS, SLOPES = 0.03, (0.8, 1.2)
#: How the page begins, which also distinguishes it from other pages.
HEAD = "# How base rates scored\n\nThis page is written by `detente baserate --score DIR --out FOLDER`."
_SHOWN = ("over_constant", "over_base", "bias", "slope")
_LONG = {"as printed": "as printed (all classes of the question)", "pooled": "pooled (three models)"}


def write_page(results: Results, shipped: Mapping[str, Any], picture: str) -> str:
    """A page of every score, with what did not help.

    Parameters
    ----------
    results : Results
        Cross-validated scores.
    shipped : mapping
        The numbers that ship, for the counts of each class.
    picture : str
        Where the page finds the calibration picture.

    Returns
    -------
    str
        Markdown.
    """
    parts = [
        HEAD,
        "Every number is fitted on nine tenths of the conflicts and scored on the last tenth, in turn. Dates "
        "are drawn without looking at how long a case lasted: *every quarter* takes a random day in each 91 "
        "days of each case, *log-uniform* takes the same ages for all, from a day to ten years. Each date "
        f"has horizons of {', '.join(map(str, HORIZONS[:-1]))} and {HORIZONS[-1]} days, left out where the "
        "source stops before the horizon closes. Intervals are 95 % intervals, from "
        "resampling whole conflicts.",
        *_counts(shipped),
        "## When it ends",
    ]
    groups: dict[tuple[str, str, str], list[Score]] = {}
    for s in results.scores:
        groups.setdefault((s.question, s.member, s.scheme), []).append(s)
    for (question, member, scheme), scores in groups.items():
        first = scores[0]
        parts += [
            f"### {_capital(CLASSES[member].label)}, {scheme}",
            f"Question: {QUESTIONS[question].label}. {first.rows:,} forecasts for {first.conflicts} "
            f"conflicts; {100 * first.share:.1f} % ended within the horizon.",
            _table(
                ("forecast", "Brier", "skill over constant hazard", "over base rate", "bias", "slope"),
                [
                    (
                        _LONG.get(s.forecast, s.forecast),
                        f"{s.brier:.4f}",
                        *(
                            interval(getattr(s, name))
                            for name in ("over_constant", "over_base", "bias", "slope")
                        ),
                    )
                    for s in scores
                ],
            ),
            _verdict(next(s for s in reversed(scores) if s.table)),
        ]
    parts += ["## Calibration", f"![Calibration of base rates]({picture})"]
    for s in results.scores:
        if s.member in {"ucdp-all", "cow-wars"} and s.scheme == "every quarter" and s.table:
            parts += [
                f"{_capital(CLASSES[s.member].label)}, {_LONG[s.forecast]}, by tenth of the forecasts:",
                _table(
                    ("forecasts", "mean forecast", "share that ended", "95 %"),
                    [
                        (f"{n:,.0f}", f"{p:.3f}", f"{y:.3f}", f"{low:.3f} to {high:.3f}")
                        for n, p, y, low, high in s.table
                    ],
                ),
            ]
    parts += [
        "## How it ends, given an end",
        "A multinomial logit of what was known (age at the end, era, and for UCDP type, incompatibility, "
        "first intensity and earlier episodes; for GML the use of force) against fixed shares.",
        _table(
            ("source", "ends", "Brier", "skill over shares", *(f"bias, {k}" for k in KINDS)),
            [
                (
                    SOURCES[source].title,
                    str(scores.endings),
                    f"{scores.brier:.4f}",
                    interval(scores.skill),
                    *(interval(scores.bias[k]) for k in KINDS),
                )
                for source, scores in results.kinds.items()
            ],
        ),
        _kinds_verdict(results),
        "## What did not help",
        "Added to the pooled forecast of UCDP episodes (every quarter) on the scale of its logit, fitted on "
        "the other conflicts:",
        _table(
            ("added to age", "Brier skill over age alone"),
            [(a.what, interval(a.skill)) for a in results.attempts],
        ),
        "An interval that includes 0 or lies below it is no gain, so none of these is used. The nine "
        "covariates: inter-state, internationalised, incompatibility, began as a war, earlier episodes, GDP "
        "per head, population, polyarchy, foreign support. Boosting was not tried here.",
    ]
    return "\n\n".join(parts) + "\n"


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def interval(value: tuple[float, float, float]) -> str:
    """A value with its interval, to a thousandth."""
    return "{:.3f} [{:.3f}, {:.3f}]".format(*(round(v, 3) + 0.0 for v in value))


def _counts(shipped: Mapping[str, Any]) -> list[str]:
    rows = [
        (
            CLASSES[slug].label,
            *(str(entry[k]) for k in ("cases", "conflicts", "ends")),
            f"{entry['first_year']} to {entry['last_year']}",
            f"{entry['median_days']:,.0f}",
            f"{entry['longest_days']:,.0f}",
        )
        for slug, entry in shipped["classes"].items()
    ]
    heads = ("class", "cases", "conflicts", "ends", "years", "median days", "longest")
    return ["## Classes", _table(heads, rows)]


def _verdict(score: Score) -> str:
    met: list[str] = []
    missed: list[str] = []
    for name, words in (("over_constant", "over constant hazard"), ("over_base", "over the base rate")):
        value, least, _ = getattr(score, name)
        goal = GOALS[name]
        reached = value >= goal and least > 0
        (met if reached else missed).append(f"skill {words} of {goal} or more, interval above 0")
    near = abs(score.bias[0]) <= LARGEST_BIAS
    (met if near else missed).append(f"bias within {LARGEST_BIAS} of 0")
    calibrated = SLOPES[0] <= score.slope[0] <= SLOPES[1]
    (met if calibrated else missed).append(f"slope from {SLOPES[0]} to {SLOPES[1]}")
    words = f"Of the goals, the forecast `{score.forecast}` reaches: {'; '.join(met) or 'none'}."
    return words + (f" It misses: {'; '.join(missed)}." if missed else "")


def _kinds_verdict(results: Results) -> str:
    gains = [s for s, f in results.kinds.items() if f.skill[0] >= GOALS["how"] and f.skill[1] > 0]
    rest = [SOURCES[s].title for s in results.kinds if s not in gains]
    words = f"The goal, skill of {GOALS['how']} or more with its interval above 0, is reached for "
    words += "; ".join(SOURCES[s].title for s in gains) or "none"
    if rest:
        words += f". It is not for {'; '.join(rest)}: there the shipped forecast is the shares alone"
    return words + "."


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    rule = ("---", *["---:"] * (len(heads) - 1))
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (heads, rule, *rows))
