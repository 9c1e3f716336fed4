"""Hypothesis strategies for valid scenarios and their parts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from hypothesis import strategies as st

from detente.characters import UNSAFE_VALUE, says_something
from detente.scenario import (
    Actor,
    Alignment,
    Beta,
    Categorical,
    Constant,
    Figure,
    Ingredient,
    Issue,
    Known,
    Passage,
    Pert,
    Quantity,
    Rule,
    Scenario,
    Source,
    Stance,
    Tie,
    TruncatedNormal,
    Uniform,
)
from detente.scenario.alignment import TIES

# ids of other scripts, with a vowel sign that is no letter, and one that is a whole number
_ELSEWHERE = ("сша", "türkiye", "Ελλάδα", "مصر", "中国", "भारत", "365")


def _as_text(characters: str) -> str:
    """The characters less those that a scenario may not hold, and at least one letter."""
    text = UNSAFE_VALUE.sub("", characters)
    return text if says_something(text) else f"{text}a"


_KINDS = ("state", "faction", "bloc", "organisation", "firm", "public", "person", "party")

ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,6}", fullmatch=True) | st.sampled_from(_ELSEWHERE)
#: Text on one line, with a letter in it.
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).map(_as_text)
notes = st.none() | texts


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    """Finite floats within low to high, whole ones and round ones among them."""
    whole = st.integers(int(low), int(high)).map(float)
    return whole | st.floats(low, high, allow_nan=False, allow_subnormal=False)


@st.composite
def distributions(draw: st.DrawFn, low: float = 0.0, high: float = 100.0) -> Any:
    """Any distribution whose support lies within low to high."""
    a, b, c = sorted(draw(st.tuples(*[numbers(low, high)] * 3)))
    kind = draw(st.sampled_from(["constant", "uniform", "pert", "normal", "beta", "categorical"]))
    if kind == "constant":
        return Constant(value=b)
    if kind == "uniform":
        return Uniform(low=a, high=c)
    if kind == "pert":
        return Pert(low=a, best=b, high=c, shape=draw(st.just(4.0) | numbers(0, 20)))
    if kind == "normal":
        mean, sd = draw(numbers(low - 50, high + 50)), draw(numbers(1, 40))
        return TruncatedNormal(mean=mean, sd=sd, low=a, high=c)
    if kind == "beta":
        shapes = st.floats(0.2, 20)
        return Beta(a=draw(shapes), b=draw(shapes), low=a, high=c)
    values = draw(st.lists(numbers(low, high), min_size=1, max_size=4, unique=True))
    weights = draw(st.lists(st.integers(1, 9), min_size=len(values), max_size=len(values)))
    return Categorical(values={v: w / sum(weights) for v, w in zip(values, weights, strict=True)})


@st.composite
def quantities(
    draw: st.DrawFn, low: float = 0.0, high: float = 100.0, backing: tuple[str, ...] = ()
) -> Quantity:
    """A quantity with values within low to high, backed by some of the ids in ``backing``."""
    because = draw(st.lists(st.sampled_from(backing), max_size=2, unique=True)) if backing else []
    return Quantity(dist=draw(distributions(low, high)), because=tuple(because), note=draw(notes))


@st.composite
def actors(
    draw: st.DrawFn, issues: tuple[str, ...] = (), backing: tuple[str, ...] = (), depth: int = 1
) -> Actor:
    """An actor with a positive capability, members to ``depth`` levels, consent to some of ``issues``."""
    members = {}
    if depth:
        inner = actors(issues=issues, backing=backing, depth=depth - 1)
        members = draw(st.dictionaries(ids, inner, max_size=2))
    return Actor(
        label=draw(texts),
        kind=draw(st.sampled_from(_KINDS)),
        capability=draw(quantities(1.0, 1000.0, backing)),
        members=members,
        consent=tuple(draw(st.lists(st.sampled_from(issues), max_size=2, unique=True))) if issues else (),
        note=draw(notes),
    )


@st.composite
def issues(draw: st.DrawFn, backing: tuple[str, ...] = ()) -> Issue:
    """An issue with two to four labelled points, with or without a reversion point."""
    return Issue(
        label=draw(notes),
        question=draw(texts),
        scale=draw(st.dictionaries(numbers(0, 100), texts, min_size=2, max_size=4)),
        reversion=draw(st.none() | quantities(backing=backing)),
        note=draw(notes),
    )


@st.composite
def rules(draw: st.DrawFn, setters: Sequence[str] = ()) -> Rule:
    """A rule for voting, with one of ``setters`` or none."""
    kind = draw(st.sampled_from(["majority", "qualified", "unanimity"]))
    return Rule(
        kind=kind,
        quota=draw(st.sampled_from([0.51, 0.65, 1.0])) if kind == "qualified" else None,
        setter=draw(st.none() | st.sampled_from(setters)) if setters else None,
    )


@st.composite
def sources(draw: st.DrawFn) -> Source:
    """A source; its file, if it names one, does not exist."""
    day = st.dates(date(1000, 1, 1)).map(date.isoformat)
    return Source(
        title=draw(texts),
        publisher=draw(notes),
        author=draw(notes),
        date=draw(st.none() | day | day.map(lambda d: d[:7]) | day.map(lambda d: d[:4])),
        file=draw(st.none() | ids.map(lambda i: f"texts/{i}.txt")),
        sha256=draw(st.none() | st.from_regex(r"[0-9a-f]{64}", fullmatch=True)),
        note=draw(notes),
    )


@st.composite
def alignments(
    draw: st.DrawFn, actors: tuple[str, ...], backing: tuple[str, ...] = ()
) -> tuple[Alignment | None, tuple[Tie, ...]]:
    """An alignment or none, and ties of its ingredients, some of them for a time only."""
    pairs = [(a, b) for i, a in enumerate(actors) for b in actors[i + 1 :]]
    if not pairs or draw(st.booleans()):
        return None, ()
    parts = {
        name: Ingredient(
            weight=draw(quantities(-2, 2, backing)), otherwise=draw(st.none() | quantities(-1, 1))
        )
        for name in draw(st.lists(ids.filter(lambda i: i not in TIES), max_size=2, unique=True))
    }
    ties = [
        {"kind": kind, "from": a, "to": b, "value": draw(quantities(-1, 1, backing)), "since": since}
        for kind in ("propensity", *parts)
        for a, b in draw(st.lists(st.sampled_from(pairs), max_size=2, unique=True))
        for since in [draw(st.none() | st.dates())]
    ]
    fixed = draw(st.dictionaries(st.sampled_from(actors), st.sampled_from(["east", "west"]), max_size=2))
    alignment = Alignment(
        ingredients=parts,
        blocs=draw(st.integers(2, 4)),
        susceptibility=draw(st.none() | quantities(0, 1, backing)),
        fixed=fixed,
        note=draw(notes),
    )
    return alignment, tuple(Tie.model_validate(t) for t in ties)


@st.composite
def scenarios(draw: st.DrawFn, max_actors: int = 4, max_issues: int = 3) -> Scenario:
    """A valid scenario: sources, passages, figures, issues, actors with members, stances, and ties."""
    cited: dict[str, Source] = draw(st.dictionaries(ids, sources(), max_size=2))
    named = draw(st.lists(ids, max_size=4, unique=True))
    passages, figures = {}, {}
    for name in named:
        if bool(cited) and draw(st.booleans()):
            start = draw(st.none() | st.integers(0, 10**6))
            source = draw(st.sampled_from(sorted(cited)))
            passages[name] = Passage(
                source=source, exact=draw(texts), start=start, prefix=draw(notes), speaker=draw(notes)
            )
        else:
            figures[name] = Figure(
                value=draw(numbers(-1e9, 1e9)),
                unit=draw(texts),
                year=draw(st.integers(1, 9999)),
                dataset=draw(texts),
                series=draw(notes),
            )
    backing = (*passages, *figures)
    questions = draw(st.dictionaries(ids, issues(backing), min_size=1, max_size=max_issues))
    parties = draw(st.dictionaries(ids, actors(tuple(questions), backing), min_size=1, max_size=max_actors))
    everyone = [*parties, *(f"{k}/{m}" for k, a in parties.items() for m in a.members)]
    stances = []
    for issue in questions:
        for actor in draw(st.lists(st.sampled_from(everyone), min_size=1, unique=True)):
            percent = quantities(backing=backing)
            stances.append(Stance(actor=actor, issue=issue, position=draw(percent), salience=draw(percent)))
        takers = sorted({s.actor.split("/")[0] for s in stances if s.issue == issue})
        rule = draw(st.none() | rules(takers))
        questions[issue] = questions[issue].model_copy(update={"rule": rule})
    for party in parties:
        votes = draw(st.none() | numbers(0, 1000))
        parties[party] = parties[party].model_copy(update={"votes": votes})
    ends = [(a, b, k) for k in TIES for a in everyone for b in everyone if a != b]
    chosen = draw(st.lists(st.sampled_from(ends), max_size=3, unique=True)) if ends else []
    alignment, leanings = draw(alignments(tuple(parties), backing))
    known = Known(date=draw(st.dates()), sides=((draw(st.sampled_from(sorted(parties))),),), note=draw(notes))
    return Scenario(
        detente=1,
        title=draw(texts),
        as_of=draw(st.dates(date(1000, 1, 1))),
        question=draw(notes),
        notes=draw(notes),
        sources=cited,
        passages=passages,
        figures=figures,
        issues=questions,
        actors=parties,
        stances=tuple(stances),
        ties=tuple(
            Tie(kind=k, from_=a, to=b, value=draw(quantities(*TIES[k], backing)), note=draw(notes))
            for a, b, k in chosen
        )
        + leanings,
        alignment=alignment,
        outcomes=(known,) if draw(st.booleans()) else (),
    )
