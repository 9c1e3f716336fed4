"""What `check` warns of: what stands in a scenario for nothing, or contradicts what it rests on."""

from __future__ import annotations

import pytest

from detente import catalog
from detente.scenario import find_oddities, loads

CASE = """\
detente: 1
title: T
as_of: 2025-01-01
sources:
  news: {title: News}
passages:
  said: {source: news, exact: it is so}
figures:
  milex: {value: 61.4, unit: USD bn, year: 2024, dataset: d}
issues:
  x: {label: X, question: q?, scale: {0: a, 100: b}}
actors:
  a: {label: A, kind: state, capability: {value: [50, 60, 70], because: [milex]}}
  b: {label: B, kind: state, capability: 1, members: {m: {label: M, kind: faction, capability: 1}}}
stances:
  - {actor: a, issue: x, position: {value: 0, because: [said]}, salience: 50}
  - {actor: b/m, issue: x, position: 100, salience: 50}
"""

UNLIKE = "this number is unlike milex, the figure it rests on (61.4 USD bn)"
CORRECT = "correct one of them, or explain the difference in a note"


def odd(*changes: tuple[str, str]) -> list[str]:
    text = CASE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return [str(p) for p in find_oddities(loads(text, "f"), "f")]


WARNED = [
    (
        ("  b: {", "  c: {label: C, kind: state, capability: 1}\n  b: {"),
        "f:14:3: actors.c: this actor takes no stance on any issue, add one, or leave it out",
    ),
    (
        ("members: {", "members: {n: {label: N, kind: faction, capability: 1}, "),
        "f:14:55: actors.b.members.n: this member takes no stance on any issue, add one, or leave it out",
    ),
    (
        ("  said:", "  more: {source: news, exact: and so}\n  said:"),
        "f:7:3: passages.more: nothing rests on this passage, name it under `because`, or leave it out",
    ),
    (
        ("  milex:", "  gdp: {value: 1, unit: u, year: 2024, dataset: d}\n  milex:"),
        "f:9:3: figures.gdp: nothing rests on this figure, name it under `because`, or leave it out",
    ),
    (
        ("  news:", "  other: {title: Other}\n  news:"),
        "f:5:3: sources.other: no passage is quoted from this source, quote one, or leave it out",
    ),
    (
        ("label: B", "label: a"),
        "f:14:14: actors.b.label: this actor has the same label as a, got 'a', give them different labels",
    ),
    (
        ("issues:\n", "issues:\n  y: {label: x, question: q?, scale: {0: a, 100: b}}\n"),
        "f:12:14: issues.x.label: this issue has the same label as y, got 'X', give them different labels",
    ),
    (("[50, 60, 70]", "6.14"), f"f:13:42: actors.a.capability: {UNLIKE}, got 6.14, {CORRECT}"),
    (("[50, 60, 70]", "[5, 10, 20]"), f"f:13:42: actors.a.capability: {UNLIKE}, got [5, 10, 20], {CORRECT}"),
]


@pytest.mark.parametrize(("change", "said"), WARNED, ids=[w[1][:40] for w in WARNED])
def test_each_is_warned_of_at_its_place(change: tuple[str, str], said: str) -> None:
    more = [("  - {actor: a", "  - {actor: a, issue: y, position: 0, salience: 50}\n  - {actor: a")]
    assert odd(change, *(more if "  y:" in change[1] else [])) == [said]


LIKE = [
    "61.4",
    "61",
    "64",
    "[60, 62]",
    "[50, 80]",
    "0.0614",
    "61400",
    "{value: 3, note: A tenth of it., because: [milex]}",
]


@pytest.mark.parametrize("number", LIKE)
def test_a_number_may_be_rounded_in_other_units_or_explained(number: str) -> None:
    new = number if number.startswith("{") else f"{{value: {number}, because: [milex]}}"
    assert odd(("{value: [50, 60, 70], because: [milex]}", new)) == []


def test_numbers_that_are_the_same_share_of_their_figures_are_like_them() -> None:
    other = ("  milex:", "  milex-b: {value: 614, unit: USD bn, year: 2024, dataset: d}\n  milex:")
    scaled = ("{value: [50, 60, 70], because: [milex]}", "{value: 10, because: [milex]}")
    assert (
        odd(
            other,
            scaled,
            (
                "label: B, kind: state, capability: 1",
                "label: B, kind: state, capability: {value: 100, because: [milex-b]}",
            ),
        )
        == []
    )
    assert (
        len(
            odd(
                other,
                scaled,
                (
                    "label: B, kind: state, capability: 1",
                    "label: B, kind: state, capability: {value: 40, because: [milex-b]}",
                ),
            )
        )
        == 2
    )


def nought(share: float) -> str:
    return f"{{dist: categorical, values: {{0: {share}, 50: {1 - share:g}}}}}"


NOBODY = "give an actor a salience and a capability that are never 0"


@pytest.mark.parametrize(
    ("one", "other", "capability", "often"),
    [
        (
            nought(0.5),
            nought(0.5),
            "1",
            "25 %",
        ),
        (
            nought(0.1),
            nought(0.2),
            "1",
            "2.0 %",
        ),
        (
            nought(0.02),
            nought(0.1),
            "1",
            "0.20 %",
        ),
        (nought(0.3), "0", "1", "30 %"),
        (nought(0.3), "50", "0", "30 %"),
    ],
)
def test_draws_in_which_nobody_has_weight_are_foreseen(
    one: str, other: str, capability: str, often: str
) -> None:
    found = odd(
        ("because: [said]}, salience: 50", f"because: [said]}}, salience: {one}"),
        ("position: 100, salience: 50", f"position: 100, salience: {other}"),
        ("capability: 1, members", f"capability: {capability}, members"),
    )
    what = f"in about {often} of draws nobody has weight (capability times salience) on this issue"
    assert found == [f"f:11:3: issues.x: {what}, {NOBODY}"]


def test_where_somebody_always_has_weight_nothing_is_said() -> None:
    assert odd(("position: 100, salience: 50", "position: 100, salience: 0")) == []
    assert odd(("because: [said]}, salience: 50", "because: [said]}, salience: [0, 50]")) == []


def test_where_nobody_ever_has_weight_it_is_every_draw() -> None:
    (line,) = odd(
        ("because: [said]}, salience: 50", "because: [said]}, salience: 0"),
        ("position: 100, salience: 50", "position: 100, salience: 0"),
    )
    assert "in every draw nobody has weight" in line


@pytest.mark.parametrize("slug", catalog.slugs())
def test_the_bundled_cases_raise_no_alarm(slug: str) -> None:
    assert find_oddities(catalog.load(slug)) == ()


def test_without_issues_it_is_ties_that_an_actor_needs() -> None:
    text = (
        "detente: 1\ntitle: T\nas_of: 2025-01-01\nactors:\n"
        + "".join(f"  {c}: {{label: {c}, kind: state, capability: 1}}\n" for c in "abc")
        + "ties:\n  - {kind: propensity, from: a, to: b, value: 1}\n"
    )
    (found,) = find_oddities(loads(text, "f"), "f")
    assert str(found) == "f:7:3: actors.c: this actor has no ties, add one, or leave it out"
