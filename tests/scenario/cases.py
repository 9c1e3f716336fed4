"""A small scenario with one of everything."""

GOOD = """\
detente: 1
title: A demo
as_of: 2025-08-17
sources:
  statement: {title: A statement, date: 2025-08, file: a.txt}
passages:
  donbas: {source: statement, exact: cede territory, start: 10}
figures:
  milex: {value: 997, unit: USD bn, year: 2024, dataset: SIPRI}
issues:
  territory:
    question: How much?
    scale: {0: none, 42.5: some, 100: all}
    reversion: [40, 50, 70]
actors:
  us:
    label: United States
    kind: state
    capability: {value: [70, 100, 100], because: [milex]}
    members:
      first: {label: First, kind: faction, capability: 3}
    consent: [territory]
  russia: {label: Russia, kind: state, capability: 40}
stances:
  - {actor: russia, issue: territory, position: [75, 90, 100], salience: 90}
  - actor: us/first
    issue: territory
    position: {dist: normal, mean: 50, sd: 10, low: 0, high: 100}
    salience: {value: 20, because: [donbas]}
"""
