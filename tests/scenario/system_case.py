"""A scenario that uses every key of fighting, money and time."""

SYSTEM = """
detente: 1
title: Two states and a river
as_of: 2025-01-31
sources: {news: {title: A report}}
passages: {aid: {source: news, exact: help goes on}}
figures: {gdp-west: {value: 2000, unit: USD bn, year: 2024, dataset: A yearbook}}
issues:
  river: {question: Where does the line run?, scale: {0: west bank, 100: east bank}, reversion: [30, 60]}
  pledge: {question: How binding is the pledge?, scale: {0: none, 100: full}, reversion: 10}
  cuts: {question: What do cuts pay?, scale: {0: nothing, 100: all}, reversion: 20}
  duty: {question: How high is the duty?, scale: {0: none, 100: full}, reversion: 50}
actors:
  east:
    label: East
    kind: state
    capability: 8
    autonomy: {value: [0.2, 0.8], because: [aid]}
    inner: median
    threshold: 0.6
    consent: [pledge]
    members:
      army: {label: Army, kind: faction, capability: [1, 3]}
      town: {label: Town, kind: faction, capability: 2}
  west: {label: West, kind: state, capability: [4, 6], consent: [pledge]}
  friend: {label: Friend, kind: state, capability: 9, consent: [pledge, duty]}
stances:
  - {actor: east, issue: river, position: 90, salience: 80}
  - {actor: east/army, issue: river, position: [80, 100], salience: 90}
  - {actor: east/town, issue: river, position: [40, 70], salience: 50}
  - {actor: west, issue: river, position: [10, 30], salience: 90}
  - {actor: east/army, issue: pledge, position: [0, 30], salience: 60}
  - {actor: east/town, issue: pledge, position: [20, 60], salience: 20}
  - {actor: west, issue: pledge, position: [80, 100], salience: 80}
  - {actor: friend, issue: pledge, position: [30, 60], salience: 40}
  - {actor: west, issue: cuts, position: [0, 40], salience: 50}
  - {actor: friend, issue: cuts, position: [30, 70], salience: 50}
  - {actor: west, issue: duty, position: 10, salience: 50}
  - {actor: friend, issue: duty, position: [40, 80], salience: 70}
conflict:
  issue: river
  months: 6
  a: {actors: [east], force: [90, 110], kill: [0.02, 0.04], collapse: 0.5, cost: [0.05, 0.2],
      optimism: [0, 0.1]}
  b: {actors: [west], force: [60, 80], kill: [0.02, 0.04], collapse: 0.5, cost: [0.05, 0.3]}
  front: {line: 45, mobility: [1, 4], hold: [1, 1.3], top: 5}
  patrons:
    draft: {label: Draft of East, actor: east, side: a, flow: [1, 3]}
    help: {actor: friend, side: b, flow: {value: [2, 5], because: [aid]}, until: 2025-06-30}
  guarantee:
    {issue: pledge, by: [friend], challenger: a, p_now: [0.4, 0.6], p_alone: [0.6, 0.9], removes: [0.3, 0.8],
     interest: [1, 5], audience: [0, 5], sunk: [0, 1], fighting: [1, 4], gain: 1, cost_alone: [0.1, 0.5],
     cost_with: [0, 0.5], discount: 0.9}
budgets:
  targets: [3, 5]
  by: 2030
  financing: cuts
  states:
    west: {gdp: {value: 2000, because: [gdp-west]}, debt: [50, 70], interest: 3, growth: [2, 5],
           deficit: [-1, 2], defence: 2, social: [15, 25], cuts: [0, 50], borrowing: [20, 80]}
alliance:
  allies:
    west: {income: 2000, taste: [0.01, 0.04], private: 0.4}
    friend: {income: 9000, taste: [0.02, 0.05], private: [0.2, 0.6]}
  others: 5
trade:
  steel: {label: Steel, exporter: west, importer: friend, before: 2, after: [5, 15], exports: 3, imports: 1,
          pass_through: [0.5, 1], elasticity: [1, 4], issue: duty, rates: [2, 30]}
links: {settlement: nash, conflict: true}
steps: {every: 1 month, count: 4, concession: [0, 0.4]}
events:
  - {date: 2025-03-31, set: conflict.patrons.help.flow, value: {value: 0, because: [aid]}, note: Help ends.}
  - {date: 2025-04-30, set: actors.east.members.town.capability, value: [3, 6]}
"""
