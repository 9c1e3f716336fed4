"""Every kind of mistake: its exact line and column, and words that say what to do."""

from __future__ import annotations

import pytest

from detente.scenario import Scenario, ScenarioError, loads

from .cases import GOOD

FORMS = "expected a number, [low, high], [low, best, high] or a mapping with `value` or `dist`"

# what is replaced, by what, and what is said of it
MISTAKES = [
    ("detente: 1", "detente: 2", "1:10: detente: expected 1, got 2, write exactly that"),
    ("detente: 1", "detente: '1'", "1:10: detente: expected 1, got '1', leave out the quotes"),
    ("title: A demo", 'title: A demo\n"": x', "3:1: unknown key, got '', known: detente, title"),
    ("title: A demo\n", "", "1:1: title: this key is missing, add it"),
    ("title: A demo", "titel: A demo", "2:1: titel: unknown key, did you mean 'title'?"),
    ("title: A demo", "title: A demo\ntitel: x", "3:1: titel: unknown key, did you mean 'title'?"),
    (
        "title: A demo",
        "title: 3",
        "2:8: title: expected text, got 3, write words, in quotes if they look like",
    ),
    ("title: A demo", "title: ''", "2:8: title: expected some text, got '', write at least one character"),
    ("2025-08-17", "17.8.2025", "3:8: as_of: expected a date, got '17.8.2025', write it as YYYY-MM-DD"),
    ("2025-08-17", "2025-02-30", "3:8: as_of: there is no such day, got '2025-02-30', write a day"),
    ("2025-08-17", "2025-13-01", "3:8: as_of: there is no such day, got '2025-13-01', write a day"),
    ("2025-08-17", "2025", "3:8: as_of: expected a date, got 2025, write it as YYYY-MM-DD"),
    ("date: 2025-08", "date: 2025-13", "5:41: sources.statement.date: there is no such day"),
    (
        "file: a.txt",
        "file: ../a.txt",
        "5:56: sources.statement.file: this path leaves the folder of sources, got",
    ),
    (
        "file: a.txt",
        "file: /etc/x",
        "5:56: sources.statement.file: this path leaves the folder of sources, got",
    ),
    (
        "file: a.txt",
        r"file: C:\x",
        "5:56: sources.statement.file: this path leaves the folder of sources, got",
    ),
    (
        "file: a.txt",
        "sha256: 12",
        "5:58: sources.statement.sha256: expected a SHA-256 in hexadecimal, got 12",
    ),
    (
        "source: statement",
        "source: statment",
        "7:20: passages.donbas.source: no source with this id, got 'stat",
    ),
    ("start: 10", "start: -1", "7:61: passages.donbas.start: expected a number of at least 0, got -1"),
    ("start: 10", "start: 1.5", "7:61: passages.donbas.start: expected a whole number, got 1.5"),
    (
        "  milex:",
        "  donbas:",
        "9:11: figures.donbas: a passage already has this id, got 'donbas', rename one",
    ),
    ("value: 997", "value: .inf", "9:18: figures.milex.value: expected a finite number, got inf"),
    ("value: 997", "value: 1e999", "9:18: this number is too large, got '1e999', write an ordinary number"),
    (
        "value: 997",
        "value: 1e101",
        "9:18: figures.milex.value: expected a number of at most 1e+100, got 1e+101",
    ),
    ("value: 997", "value: 9" + "0" * 400, "9:18: this number is too large, got '9000"),
    ("value: 997", "value: '997'", "9:18: figures.milex.value: expected a number, got '997', write a plain"),
    (
        "value: 997",
        "value: yes",
        "9:18: figures.milex.value: expected a number, got 'yes', write a plain number",
    ),
    (
        "value: 997",
        "value: true",
        "9:18: figures.milex.value: expected a number, got true, write a plain number",
    ),
    (
        "scale: {0: none, 42.5: some, 100: all}",
        "scale: {0: a}",
        "13:12: issues.territory.scale: expected at le",
    ),
    ("42.5: some", "zz: some", "13:22: issues.territory.scale.zz: expected a number as the key, got 'zz'"),
    (
        "42.5: some",
        "142.5: some",
        "13:22: issues.territory.scale.142.5: expected a number of at most 100, got",
    ),
    ("42.5: some", "100.0: some", "13:35: issues.territory.scale.100: this number is given twice, got '100'"),
    ("42.5: some", "42.5: 7", "13:28: issues.territory.scale.42.5: expected text, got 7"),
    ("42.5: some", "0: some", "13:22: this key is given twice, got '0', keep this one or the one in line 13"),
    (
        "[40, 50, 70]",
        "[40, 50, 170]",
        "14:16: issues.territory.reversion: expected values within 0 to 100, got [40,",
    ),
    ("[40, 50, 70]", "[40, 50, x]", "14:25: issues.territory.reversion.2: expected a number, got 'x'"),
    (
        "[40, 50, 70]",
        "[40, 80, 70]",
        "14:16: issues.territory.reversion: expected low <= best <= high, got [40, 80",
    ),
    ("[40, 50, 70]", "high", f"14:16: issues.territory.reversion: {FORMS}, got 'high', write a plain number"),
    ("[40, 50, 70]", "[1]", f"14:16: issues.territory.reversion: {FORMS}, got [1], leave out the brackets"),
    (
        "[40, 50, 70]",
        "{low: 1, high: 2}",
        f"14:16: issues.territory.reversion: {FORMS}, got a mapping of low, hi",
    ),
    ("  us:\n", "  u s:\n", "16:3: actors.u s: expected an id, got 'u s', use letters, digits, - and _"),
    (
        "kind: state\n    cap",
        "kind: stat\n    cap",
        "18:11: actors.us.kind: expected 'state', 'faction', 'bloc', ",
    ),
    (
        "[70, 100, 100]",
        "[-1, 100, 100]",
        "19:17: actors.us.capability: expected a capability of 0 or more, got [-1, 1",
    ),
    (
        "[milex]",
        "[milx]",
        "19:51: actors.us.capability.because.0: no passage or figure with this id, got 'milx', did",
    ),
    (
        "[milex]",
        "milex",
        "19:50: actors.us.capability.because: expected a list, got 'milex', write the entries in",
    ),
    (
        "[milex]",
        "[1914]",
        "19:51: actors.us.capability.because.0: no passage or figure with this id, got 1914, known: donbas",
    ),
    (
        "because: [milex]",
        "becuase: [milex]",
        "19:41: actors.us.capability.becuase: unknown key, did you mean 'be",
    ),
    ("{label: First, ", "{", "21:7: actors.us.members.first.label: this key is missing, add it"),
    (
        "[territory]",
        "[teritory]",
        "22:15: actors.us.consent.0: no issue with this id, got 'teritory', did you mean 'ter",
    ),
    (
        "{label: Russia, kind: state, capability: 40}",
        "5",
        "23:11: actors.russia: expected a mapping, got 5, write",
    ),
    (
        "actor: russia",
        "actor: rusia",
        "25:13: stances.0.actor: no actor with this id, got 'rusia', did you mean 'russia'",
    ),
    (
        "us/first",
        "us/frist",
        "26:12: stances.1.actor: no actor with this id, got 'us/frist', did you mean 'us/first'?",
    ),
    (
        "us/first",
        "us/",
        "26:12: stances.1.actor: expected an actor, got 'us/', write an actor's id, or actor/member",
    ),
    (
        "us/first",
        "russia",
        "26:5: stances.1: russia has a stance on territory already, keep this one or stances.0",
    ),
    (
        "salience: 90",
        "salience: 101",
        "25:74: stances.0.salience: expected values within 0 to 100, got 101",
    ),
    (
        "dist: normal",
        "dist: norml",
        "28:22: stances.1.position.dist: unknown distribution, got 'norml', did you m",
    ),
    (
        "sd: 10",
        "sd: 0",
        "28:44: stances.1.position.sd: expected a number more than 0, got 0, change the number",
    ),
    ("sd: 10, ", "", "28:5: stances.1.position.sd: this key is missing, add it"),
    ("sd: 10", "sd: 10, std: 3", "28:48: stances.1.position.std: unknown key, did you mean 'sd'?"),
    (
        "{dist: normal, mean: 50, sd: 10, low: 0, high: 100}",
        "{dist: categorical, values: {1: .2, 2: .7}}",
        "28:15: stances.1.position: the probabilities do not sum to 1, got 0.8999999999999999, change",
    ),
]


def problems(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        loads(text, "f.yaml")
    return str(caught.value).split("\n")


def test_the_good_one_is_good() -> None:
    assert isinstance(loads(GOOD), Scenario)


@pytest.mark.parametrize(("old", "new", "said"), MISTAKES, ids=[f"{m[0]} -> {m[1][:30]}" for m in MISTAKES])
def test_each_mistake_is_told_at_its_place(old: str, new: str, said: str) -> None:
    assert old in GOOD
    found = problems(GOOD.replace(old, new, 1))
    assert any(p.startswith(f"f.yaml:{said}") for p in found), "\n".join(found)
    assert len(found) <= 3
    for noise in ("pydantic", "http", "constrained", "function-", "union", "tagged"):
        assert not any(noise in p for p in found)


def test_an_issue_without_a_stance_is_told() -> None:
    text = GOOD.replace("actors:", "  other: {question: q, scale: {0: a, 1: b}}\nactors:", 1)
    assert problems(text) == [
        "f.yaml:15:10: issues.other: no actor takes a stance on this issue, add one, or leave the issue out"
    ]


def test_all_problems_come_at_once_in_the_order_of_the_file() -> None:
    text = GOOD
    for old, new in (("us/first", "us/frist"), ("kind: state", "kind: stat"), ("2025-08-17", "soon")):
        text = text.replace(old, new, 1)
    assert [p.split(" ")[0] for p in problems(text)] == ["f.yaml:3:8:", "f.yaml:18:11:", "f.yaml:26:12:"]


def test_many_problems_are_counted_not_listed() -> None:
    extra = "".join(f"x{i}: 1\n" for i in range(200))
    found = problems(GOOD + extra)
    assert len(found) == 51
    assert found[-1] == "and at least 150 more"


def test_a_problem_s_parts_are_at_hand() -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(GOOD.replace("russia, issue", "rusia, issue"), "f.yaml")
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.column) == ("f.yaml", 25, 13)
    assert (problem.path, problem.got) == ("stances.0.actor", "'rusia'")
    assert problem.remedy == "did you mean 'russia'?"


def test_long_values_are_shortened_and_stay_on_one_line() -> None:
    text = GOOD.replace("kind: state\n", f'kind: "a\\n{"b" * 5000}"\n', 1)
    (line,) = problems(text)
    assert len(line) < 300
    assert r"'a\nbbb" in line


def test_members_nest_to_a_bound() -> None:
    def nested(levels: int) -> str:
        inner = "{label: x, kind: faction, capability: 1}"
        for _ in range(levels - 1):
            inner = f"{{label: x, kind: faction, capability: 1, members: {{m: {inner}}}}}"
        return GOOD.replace("{label: Russia, kind: state, capability: 40}", inner)

    assert len(loads(nested(16)).flat_actors()) == 2 + 16
    (line,) = problems(nested(17))
    assert "members are nested too deeply, keep members to 16 levels" in line
