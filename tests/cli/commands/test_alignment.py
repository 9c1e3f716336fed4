"""align, tip, frustration and power as a user meets them: their output, documents and exit codes."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from detente.cli.json_schemas import schema


def detente(*words, cwd):
    return subprocess.run(
        [sys.executable, "-m", "detente", *map(str, words)],
        cwd=cwd,
        env=os.environ | {"COLUMNS": "150", "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=1200,
        check=False,
    )


def output(*words, cwd, code=0):
    done = detente(*words, "--json", cwd=cwd)
    assert done.returncode == code, done.stderr
    document = json.loads(done.stdout)
    jsonschema.validate(document, schema(document["detente"]))
    return document


@pytest.fixture
def unix(tmp_path, shared):
    """The nine firms as plain tables: close rivals, of one type, lean away from each other."""
    with (shared / "data" / "alignment" / "unix_9_firms.csv").open(encoding="utf-8") as file:
        firms = list(csv.DictReader(file))
    kind = "type_S_specialist_G_generalist"
    sizes = "".join(f"{f['firm']},{f['size']}\n" for f in firms)
    (tmp_path / "firms.csv").write_text("name,size\n" + sizes)
    value = {(a["firm"], b["firm"]): -1 if a[kind] == b[kind] else 0 for a in firms for b in firms}
    names = [f["firm"] for f in firms]
    pairs = "".join(f"{a},{b},{value[a, b]}\n" for i, a in enumerate(names) for b in names[i + 1 :])
    (tmp_path / "ties.csv").write_text("a,b,propensity\n" + pairs)
    rows = "".join(f"{a}," + ",".join(str(value[a, b]) for b in names) + "\n" for a in names)
    (tmp_path / "matrix.csv").write_text("," + ",".join(names) + "\n" + rows)
    return tmp_path


def test_plain_tables_give_the_published_minima_and_every_energy(unix):
    made = output("align", "firms.csv", "ties.csv", "--all", cwd=unix)
    again = output("align", "matrix.csv", "firms.csv", "--all", cwd=unix)
    assert {k: v for k, v in made.items() if k != "title"} == {k: v for k, v in again.items() if k != "title"}
    assert [m["energy"] for m in made["minima"]] == [-3828.9, -3828.9]
    assert [m["basin"] for m in made["minima"]] == [128, 128]
    assert made["minimum"]["tied"] == 2
    assert made["configurations"] == len(made["all"]) == 256
    assert sum(c["minimum"] for c in made["all"]) == 2
    sizes = {a["actor"]: a["size"] for a in made["actors"]}
    leaning = {frozenset((p["a"], p["b"])): p["propensity"] for p in made["propensities"]}
    for each in made["all"]:
        one, other = each["sides"] if len(each["sides"]) > 1 else (each["sides"][0], [])
        energy = sum(2 * sizes[a] * sizes[b] * leaning[frozenset((a, b))] for a in one for b in other)
        assert each["energy"] == pytest.approx(energy, abs=1e-9)
    assert len({json.dumps(c["sides"]) for c in made["all"]}) == 256


def test_without_sizes_all_are_one(unix):
    made = output("align", "ties.csv", "--blocs", 3, cwd=unix)
    assert {a["size"] for a in made["actors"]} == {1.0}
    assert made["blocs"] == 3


def test_a_bundled_case_over_draws_is_the_same_for_the_same_seed(tmp_path):
    first, second, other = (
        output("align", "alaska-2025", "--draws", 128, "--seed", s, cwd=tmp_path) for s in (3, 3, 4)
    )
    assert first == second
    assert first["propensities"] != other["propensities"]
    assert sum(p["probability"] for p in first["probabilities"]) == pytest.approx(1)
    names = [a["actor"] for a in first["actors"]]
    together = first["together"]
    assert all(together[i][i] == pytest.approx(1) for i in range(len(names)))
    apart = sum(
        p["probability"]
        for p in first["probabilities"]
        if not any({"us", "russia"} <= set(s) for s in p["sides"])
    )
    assert together[names.index("us")][names.index("russia")] == pytest.approx(1 - apart)
    pair = next(p for p in first["propensities"] if (p["a"], p["b"]) == ("us", "russia"))
    assert sum(pair["parts"].values()) == pytest.approx(pair["propensity"])
    assert set(pair["parts"]) == {"vote-2022", "vote-2025", "tariff", "sanctions", "relation"}


def test_other_days_and_ingredients(tmp_path):
    made = output("align", "strategic-triangle", "--at", "1974", cwd=tmp_path)
    assert made["minima"][0]["sides"] == [["us", "china"], ["russia"]]
    assert made["known"]["date"] == "1972-02-28"
    assert made["minima"][0]["wrong"] == 0
    alone = output(
        "align", "strategic-triangle", "--at", "1974-07-01", "--ingredient", "alliance", cwd=tmp_path
    )
    assert [a["actor"] for a in alone["actors"]] == ["russia", "china"]
    assert "before-1914" in detente("catalog", cwd=tmp_path).stdout


def test_align_as_a_person_sees_it_and_the_page(tmp_path):
    done = detente("align", "europe-1936", "--at", "1939", "--draws", 16, "--out", "page.html", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "RECONSTRUCTED" in (Path(tmp_path) / "page.html").read_text() or "reconstructed" in done.stdout
    assert "proved" in done.stdout
    assert "Known by 1945-05-08" in done.stdout
    assert (tmp_path / "page.html").stat().st_size > 20_000
    assert detente("report", "unix-1988", cwd=tmp_path).returncode == 0
    assert (tmp_path / "runs" / "unix-1988" / "report.html").exists()


def test_tip_ranks_levers_and_draws_the_diagram(unix):
    made = output("tip", "alaska-2025", "--pair", "us:russia", "--pair", "russia:china", cwd=unix)
    one, other, both = made["tips"]
    assert [len(t["levers"]) for t in made["tips"]] == [1, 1, 2]
    assert both["by"] <= min(one["by"], other["by"])
    d = made["diagram"]
    assert d["x"]["actors"] == ["us", "russia"]
    assert len(d["phase"]) == len(d["x"]["values"])
    # the cells next to the tip lie on either side of it
    y = min(range(len(d["y"]["values"])), key=lambda j: abs(d["y"]["values"][j] - d["y"]["now"]))
    assert d["y"]["values"][y] == pytest.approx(d["y"]["now"])
    at = one["levers"][0]["then"]
    for x, phases in zip(d["x"]["values"], d["phase"], strict=True):
        if abs(x - at) > 1e-6:
            assert d["configurations"][phases[y]] == (one["sides"] if x > at else made["now"])
    ranked = output("tip", "firms.csv", "ties.csv", cwd=unix)
    assert ranked["tied"] == 2
    assert {t["by"] for t in ranked["tips"]} == {0.0}
    assert "X today" in detente("tip", "alaska-2025", cwd=unix).stdout


def test_frustration_of_the_tribes_with_its_certificate(tmp_path, shared):
    path = shared / "data" / "signed" / "gahuku_gama_tribes_edges.csv"
    (net,) = output("frustration", path, cwd=tmp_path)["networks"]
    assert (net["actors"], net["ties"], net["hostile"], net["frustration_index"], net["proved"]) == (
        16,
        58,
        29,
        7,
        True,
    )
    camp = {name: c for c, side in enumerate(net["camps"]) for name in side}
    with path.open(encoding="utf-8") as file:
        against = [
            r for r in csv.DictReader(file) if (camp[r["source"]] == camp[r["target"]]) == (r["sign"] == "-1")
        ]
    assert {(r["source"], r["target"]) for r in against} == {
        (e["source"], e["target"]) for e in net["frustrated"]
    }
    assert len(against) == 7


def test_frustration_of_states_by_network(tmp_path, shared):
    folder = shared / "data" / "signed"
    with (folder / "cow_frustration_first8.csv").open(encoding="utf-8") as file:
        known = {r["network"]: r for r in csv.DictReader(file)}
    found = output("frustration", folder / "cow_signed_edges_first8.csv", cwd=tmp_path)["networks"]
    assert {n["network"]: n["frustration_index"] for n in found} == {
        k: float(r["frustration_index"]) for k, r in known.items()
    }
    one = output("frustration", folder / "cow_signed_edges_first8.csv", "--network", "50-53", cwd=tmp_path)
    assert [n["network"] for n in one["networks"]] == ["50-53"]


def games(shared):
    with (shared / "data" / "voting-power" / "reference_indices.csv").open(encoding="utf-8") as file:
        found = {}
        for r in csv.DictReader(file):
            found.setdefault(r["game"], []).append(r)
    return found


def test_power_of_the_reference_bodies(tmp_path, shared):
    for rows in games(shared).values():
        table = "player,weight\n" + "".join(f"{r['player']},{r['weight']}\n" for r in rows)
        (tmp_path / "body.csv").write_text(table)
        made = output("power", "body.csv", "--quota", rows[0]["quota"], cwd=tmp_path)
        for r, p in zip(rows, made["players"], strict=True):
            assert p["player"] == r["player"]
            for key, column in (
                ("shapley_shubik", "shapley_shubik"),
                ("banzhaf", "banzhaf_normalized"),
                ("banzhaf_absolute", "banzhaf_absolute"),
            ):
                assert p[key] == pytest.approx(float(r[column]), abs=1e-12)


def test_a_veto_is_the_security_council(tmp_path, shared):
    rows = next(rows for name, rows in games(shared).items() if name.startswith("UNSC 15"))
    permanent = [r["player"] for r in rows if r["player"].startswith("P")]
    (tmp_path / "council.csv").write_text("player,weight\n" + "".join(f"{r['player']},1\n" for r in rows))
    vetoes = [w for p in permanent for w in ("--veto", p)]
    made = output("power", "council.csv", "--quota", 9, *vetoes, cwd=tmp_path)
    for r, p in zip(rows, made["players"], strict=True):
        assert p["shapley_shubik"] == pytest.approx(float(r["shapley_shubik"]), abs=1e-12)
        assert p["banzhaf"] == pytest.approx(float(r["banzhaf_normalized"]), abs=1e-12)


def test_two_rules_by_enumeration(tmp_path):
    states, people = [1, 1, 1, 1], [50, 30, 15, 5]
    rows = "".join(f"{n},{s},{p}\n" for n, s, p in zip("abcd", states, people, strict=True))
    (tmp_path / "two.csv").write_text("player,states,population\n" + rows)

    def swings(wins):
        coalitions = [[i for i in range(4) if m >> i & 1] for m in range(16)]
        return [
            sum(i in c and wins(c) and not wins([k for k in c if k != i]) for c in coalitions)
            for i in range(4)
        ]

    def both(c):
        return len(c) >= 3 and sum(people[i] for i in c) >= 65

    def either(c):
        return len(c) >= 3 or sum(people[i] for i in c) >= 65

    for words, wins in (([], both), (["--any"], either)):
        made = output("power", "two.csv", "--quota", "population=65%", "--quota", "3", *words, cwd=tmp_path)
        assert [int(p["swings"]) for p in made["players"]] == swings(wins)


@pytest.mark.parametrize(
    ("words", "extra"),
    [
        (["--or", "states=3"], lambda out, _: len(out) <= 1),
        (["--blocking-minority", "states=2"], lambda out, _: len(out) < 2),
        (["--or", "states=>1,population=90%"], lambda out, people: len(out) < 3 and people <= 10),
        (["--blocking-minority", "population=16"], lambda _, people: people < 16),
    ],
)
def test_other_ways_to_pass_by_enumeration(tmp_path, words, extra):
    people = [50, 30, 15, 5]
    rows = "".join(f"{n},1,{p}\n" for n, p in zip("abcd", people, strict=True))
    (tmp_path / "two.csv").write_text("player,states,population\n" + rows)

    def wins(c):
        out = [i for i in range(4) if i not in c]
        both = len(c) >= 3 and sum(people[i] for i in c) >= 65
        return both or extra(out, sum(people[i] for i in out))

    coalitions = [[i for i in range(4) if m >> i & 1] for m in range(16)]
    swings = [
        sum(i in c and wins(c) and not wins([k for k in c if k != i]) for c in coalitions) for i in range(4)
    ]
    quotas = ("--quota", "states=3", "--quota", "population=65%")
    made = output("power", "two.csv", *quotas, *words, cwd=tmp_path)
    assert [int(p["swings"]) for p in made["players"]] == swings
    assert len(made["alternatives"]) == 1
    assert made["exact"]


def test_the_council_is_told_in_one_sentence(tmp_path):
    (tmp_path / "two.csv").write_text("player,states,people\na,1,83516593\nb,1,9007199254740993\nc,1,1/3\n")
    quotas = ("--quota", "states=55%", "--quota", "people=65%", "--blocking-minority", "states=2")
    said = " ".join(detente("power", "two.csv", *quotas, cwd=tmp_path).stdout.split())
    assert "9007199254740993" in said
    assert (
        "Passes with 55% of 3 states and 65% of 9.007199338e+15 people, "
        "or with fewer than 2 of 3 states against: 4 of 8 coalitions"
    ) in said


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        (["power", "two.csv", "--quota", "1", "--quota", "1", "--or", "2"], 2, "name the column, as in s=2"),
        (["power", "body.csv", "--quota", "3", "--or", "wieght=2"], 2, "'weight'"),
        (["power", "body.csv", "--quota", "3", "--blocking-minority", "few"], 2, "such as weight=4"),
        (["power", "body.csv", "--quota", "3", "--blocking-minority", "5"], 2, "below the sum of weights, 5"),
        (["align", "alaska-2052"], 2, "alaska-2025"),
        (["align", "firms.csv"], 1, "there are no propensities"),
        (["align", "none.csv", "ties.csv"], 2, "there is no such file"),
        (["align", "a.csv", "b.csv", "c.csv"], 2, "one table of actors"),
        (["align", "firms.csv", "ties.csv", "--at", "1974"], 2, "--at needs a scenario"),
        (["align", "before-1914", "--at", "19o4"], 2, "YYYY-MM-DD"),
        (["align", "before-1914", "--at", "1800"], 1, "nobody is tied"),
        (["align", "before-1914", "--ingredient", "tei"], 2, "'tie'"),
        (["tip", "alaska-2025", "--pair", "us-russia"], 2, "A:B"),
        (["tip", "alaska-2025", "--pair", "us:rusia"], 2, "'russia'"),
        (["tip", "alaska-2025", "--pair", "us:us"], 2, "two actors"),
        (["tip", "europe-1936", "--ways", "2"], 2, "--pair"),
        (["run", "unix-1988"], 1, "detente align"),
        (["frustration", "ties.csv"], 1, "ties.csv:1:1: there is no column 'source'"),
        (["frustration", "alaska-2025"], 2, "got a bundled case; see `detente show alaska-2025`"),
        (["power", "unix-1988", "--quota", "3"], 2, "got a bundled case; see `detente show unix-1988`"),
        (["backtest", "alaska-2025"], 2, "got a bundled case; see `detente show alaska-2025`"),
        (["backtest", "none.csv"], 2, "none.csv: there is no such file; check the path"),
        (["backtest", "."], 1, ".:1:1: this is not a regular file, got a folder, give the path of a file"),
        (["frustration", "edges.csv", "--network", "B"], 2, "no network 'B'"),
        (["frustration", "wrong.csv"], 1, "wrong.csv:3:5: expected a sign"),
        (["power", "body.csv", "--quota", "99"], 2, "at most the sum"),
        (["power", "body.csv", "--quota", "most"], 2, "65%"),
        (["power", "body.csv", "--quota", "2", "--quota", "3"], 2, "as many quotas"),
        (["power", "body.csv", "--quota", "wieght=3"], 2, "'weight'"),
        (["power", "body.csv", "--quota", "3", "--veto", "z"], 2, "no player 'z'"),
        (["schema", "alin"], 2, "'align'"),
    ],
)
def test_a_wrong_call_or_table_says_what_to_do(unix, words, code, hint):
    (unix / "edges.csv").write_text("network,source,target,sign\nA,x,y,1\n")
    (unix / "wrong.csv").write_text("source,target,sign\nx,y,1\ny,z,2\n")
    (unix / "body.csv").write_text("player,weight\nx,2\ny,3\n")
    (unix / "two.csv").write_text("player,s,p\nx,2,1\ny,3,1\n")
    done = detente(*words, cwd=unix)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert hint in done.stderr
    assert done.stdout == ""


def test_alignments_that_share_the_least_energy_are_judged_together(tmp_path):
    from detente.catalog import load
    from detente.forecasts.alignment.propensities import build_situation
    from detente.forecasts.alignment.summary import align_situation
    from detente.report.alignment import page_html

    said = " ".join(detente("align", "unix-1988", cwd=tmp_path).stdout.split())
    rank = "One of 2 alignments that share the least energy, with nothing to choose between them."
    assert f"{rank} Nothing about the ties is uncertain" in said
    assert "The 2 likeliest have 1 to 3 actors on the wrong side." in said
    assert "The likeliest has" not in said
    page = page_html(align_situation(build_situation(load("unix-1988"))))
    assert "The 2 likeliest have 1 to 3 actors on the wrong side." in page
    assert page.count('<td class="n">tied</td></tr>') >= 2
    assert '<td class="n">certain</td>' not in page
    said = " ".join(detente("align", "europe-1936", cwd=tmp_path).stdout.split())
    assert "The likeliest has 2 actors on the wrong side." in said


def test_align_heads_with_the_likeliest_and_names_by_label(tmp_path):
    done = detente("align", "alaska-2025", "--draws", 128, "--at", 2027, cwd=tmp_path)
    lines = done.stdout.split("\n")
    assert lines[0].startswith("The Alaska summit and the settlement over Ukraine  on 2027-07-01")
    assert lines[1] == "The case is as of 2025-08-17: what follows is held as at that date, not forecast."
    assert lines[3].startswith("Left out, no tie of alignment: European Commission, NATO Secretary-General,")
    head = lines.index(
        "United States, Ukraine, Germany, France, United Kingdom, Italy, Finland, Hungary  |  Russia, China"
    )
    assert lines[head + 1].startswith("The likeliest alignment: it has the least energy in ")
    assert lines[head + 1].endswith(", at the best values too.")
    assert "United States and China" in done.stdout
    assert " us " not in done.stdout
    turned = detente("tip", "alaska-2025", cwd=tmp_path).stdout
    assert "At the best values: United States, Ukraine" in turned
    assert "United States and Russia" in turned


def test_rounding_is_not_shown_as_a_number(tmp_path):
    (tmp_path / "two.csv").write_text("a,b,propensity\nx,y,0.2\nx,z,0\ny,z,0\n")
    shown = detente("tip", "two.csv", cwd=tmp_path).stdout
    assert "e-" not in shown and "e−" not in shown
    assert (
        "z: every propensity is 0, so the side shown is arbitrary"
        in detente("align", "two.csv", cwd=tmp_path).stdout
    )
