"""Cases for the report: an ordinary one, and one whose every text is hostile."""

from __future__ import annotations

import pytest

from detente.forecasts import forecast
from detente.scenario import Scenario, loads

CASE = """
detente: 1
title: Who pays for the bridge
as_of: 2025-03-01
question: How is the bridge paid for?
notes: The source is a party to the quarrel.
sources:
  letter: {title: An open letter, publisher: The Mayor, date: 2025-02-11, file: letter.txt}
passages:
  toll: {source: letter, exact: the toll must be high, speaker: the mayor}
  gone: {source: letter, exact: words that are not there}
figures:
  traffic: {value: 1234.5, unit: cars a day, year: 2024, dataset: Road Survey, series: Old Bridge}
issues:
  toll:
    label: The toll
    question: How high is the toll?
    scale: {0: none, 40: as today, 43: a little more, 100: all of the cost}
    reversion: {value: [20, 40], because: [traffic]}
  gate: {question: How wide is the gate?, scale: {10: shut, 100: open}}
actors:
  town:
    label: The town
    kind: state
    capability: {value: [5, 10, 20], because: [traffic]}
    members:
      mayor: {label: The mayor, kind: person, capability: 3}
      council: {label: The council, kind: faction, capability: [1, 2]}
  shops: {label: The shops, kind: firm, capability: {dist: beta, a: 2, b: 3, low: 1, high: 9}}
  idle: {label: The idle, kind: public, capability: 2}
stances:
  - {actor: town/mayor, issue: toll, position: {value: [70, 80, 90], because: [toll, traffic]}, salience: 50}
  - {actor: town/council, issue: toll, position: {value: 60, note: Said at dinner.}, salience: [20, 60]}
  - actor: shops
    issue: toll
    position: {dist: categorical, values: {0: 0.25, 30: 0.75}}
    salience: [10, 20, 90]
  - {actor: town, issue: gate, position: 100, salience: 40}
  - {actor: shops, issue: gate, position: [0, 30, 50], salience: 5}
"""

#: Markup, template and reading-direction attacks; none may have an effect.
HOSTILE = (
    "<script>window.pwned = 1</script>\"'><img src=x onerror='window.pwned = 2'></style></svg></title>"
    '<a href="javascript:window.pwned = 3">{{ 7 * 191 }}{% raw %} <!-- ]]> \u200f\u05d0\u05d1 &amp; &#60;'
)


@pytest.fixture(scope="session")
def case() -> Scenario:
    return loads(CASE)


@pytest.fixture(scope="session")
def made(case):
    return forecast(case, ["nash"], draws=256, seed=3)


@pytest.fixture(scope="session")
def hostile(case):
    def spoil(value, key=""):
        if isinstance(value, dict):
            return {k: spoil(v, k) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [spoil(v) for v in value]
        free = {"title", "question", "notes", "note", "label", "publisher", "author", "exact", "speaker"}
        free |= {"unit", "dataset", "series", "prefix", "suffix"}
        return f"{key} {HOSTILE}" if key in free else value

    plain = case.model_dump(exclude_none=True)
    plain["passages"]["toll"] |= {"prefix": "x", "suffix": "x", "note": "x"}
    plain["sources"]["letter"] |= {"author": "x", "note": "x"}
    plain["issues"]["toll"]["note"] = "x"
    plain["stances"][0]["note"] = "x"
    spoilt = spoil(plain)
    for issue in spoilt["issues"].values():
        issue["scale"] = dict.fromkeys(issue["scale"], HOSTILE)
    return forecast(Scenario(**spoilt), ["nash"], draws=64, seed=3)
