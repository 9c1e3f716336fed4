"""The graph: off it is the separate models, on it passes what it says, in one round and in several."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from detente.draws import draw
from detente.forecasts import forecast
from detente.forecasts.graph import (
    LINKS,
    NAMES,
    NODES,
    UnknownLinkError,
    active_links,
    inputs_of,
    nodes_below,
    run_graph,
)
from detente.forecasts.nodes.settlement import to_bargain
from detente.forecasts.rounds import _next, first_round
from detente.models import run_model
from detente.models.burden import fiscal, tariffs
from detente.models.conflict import attrition
from detente.scenario import Scenario, ScenarioError, loads

TEXT = (Path(__file__).parents[1] / "scenario" / "system.yaml").read_text(encoding="utf-8")
MODELS = ["nash", "kalai-smorodinsky", "package", "influence"]
D, SEED = 600, 3


def changed(*pairs: tuple[str, str]) -> Scenario:
    text = TEXT
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return loads(text)


@pytest.fixture(scope="module")
def case() -> Scenario:
    return loads(TEXT)


@pytest.fixture(scope="module")
def on(case):
    return forecast(case, MODELS, draws=D, seed=SEED)


@pytest.fixture(scope="module")
def off(case):
    return forecast(case, MODELS, draws=D, seed=SEED, without=NAMES)


def war(case, drawn, months: int) -> attrition.War:
    """The fighting of the case, built from its draws without the graph."""
    v, same = drawn.values, np.ones(drawn.n)
    front = attrition.Front(
        *(v[f"conflict.front.{k}"] for k in ("line", "mobility", "hold", "top")), 0 * same, 100 * same
    )
    patrons = (
        attrition.Patron("a", v["conflict.patrons.draft.flow"], 0 * same, np.inf * same),
        # from 31 January to the last day of June
        attrition.Patron("b", v["conflict.patrons.help.flow"], 0 * same, 5 * same),
    )
    sides = (v[f"conflict.{side}.{key}"] for key in ("force", "kill", "collapse") for side in "ab")
    return attrition.War(*sides, front, months, 1.0, patrons)


def test_the_graph_is_in_order_and_its_links_carry_what_they_say(case):
    order = list(NODES)
    assert all(order.index(e.source) < order.index(e.target) for e in LINKS)
    now = first_round(draw(case, 16), tuple(case.issues))
    outputs = run_graph(now, NAMES)
    for link in LINKS:
        assert link.passes in outputs[link.source]
        assert link.passes in inputs_of(link.target, NAMES, outputs)
        assert link.passes not in inputs_of(
            link.target, [n for n in NAMES if n != link.name], outputs
        ) or any(e.name != link.name and (e.target, e.passes) == (link.target, link.passes) for e in LINKS)
    assert nodes_below("conflict") == {"settlement", "ratification", "guarantee", "budgets", "trade"}
    assert nodes_below("burden") == {"budgets", "trade"}


def test_links_are_on_where_there_are_numbers_unless_the_scenario_says_otherwise(case):
    assert active_links(case) == NAMES
    assert active_links(case, ["guarantee"]) == ("domestic", "alignment", "conflict", "package", "burden")
    # a stated reversion point comes first, unless the link is switched on
    assert "conflict" not in active_links(changed(("links: {settlement: nash, conflict: true}\n", "")))
    unstated = changed((", reversion: [30, 60]", ""), ("links: {settlement: nash, conflict: true}\n", ""))
    assert "conflict" in active_links(unstated)
    assert "burden" not in active_links(changed(("conflict: true}", "conflict: true, burden: false}")))
    plain = loads(
        TEXT[: TEXT.index("conflict:\n")].replace(
            "    autonomy: {value: [0.2, 0.8], because: [aid]}\n    inner: median\n", ""
        )
    )
    assert active_links(plain) == ("package",)
    with pytest.raises(UnknownLinkError, match="did you mean 'guarantee'"):
        active_links(case, ["guarante"])


def test_with_every_link_off_all_is_as_the_separate_models_have_it(case, off):
    drawn = draw(case, D, SEED)
    bargain = to_bargain(drawn)
    for model in off.models:
        wanted = run_model(model, bargain).settlement
        for k, issue in enumerate(case.issues):
            np.testing.assert_array_equal(off.outcome(model, issue), wanted[:, k])
    fought = attrition.simulate_attrition(war(case, drawn, 6))
    np.testing.assert_array_equal(off.data["conflict.end"], fought.line[..., -1])
    np.testing.assert_array_equal(off.data["conflict.collapse_b"], fought.collapse_b)
    v = {
        k.rpartition(".")[2]: x / 100 for k, x in drawn.values.items() if k.startswith("budgets.states.west.")
    }
    paid = fiscal.project_budget(
        fiscal.Budget(
            v["debt"], v["interest"], v["growth"], v["deficit"], v["defence"], np.full(D, 0.05), 5, 5,
            (1 - v["cuts"]) * (1 - v["borrowing"]), (1 - v["cuts"]) * v["borrowing"], v["cuts"], v["social"],
            drawn.values["budgets.states.west.gdp"],
        )
    )  # fmt: skip
    np.testing.assert_array_equal(off.data["burden.debt"].sel(state="west", target=5), paid.debt[:, -1])
    t = {k.rpartition(".")[2]: x for k, x in drawn.values.items() if k.startswith("trade.steel.")}
    cost = tariffs.cost_tariff(
        tariffs.Tariff(
            *(t[k] / 100 for k in ("before", "after", "exports", "imports")),
            t["pass_through"],
            t["elasticity"],
        )
    )
    np.testing.assert_array_equal(off.data["trade.importer"].sel(flow="steel"), cost.importer)
    assert (off.data["guarantee.strength"] == 0).all()
    assert "ratification.ratifies" not in off.data
    assert off.manifest["ablation"] == []


def test_fighting_on_is_the_reversion_point_of_its_issue(case, on):
    drawn = draw(case, D, SEED)
    line = attrition.simulate_attrition(war(case, drawn, 6)).line[:, 0, -1]
    np.testing.assert_array_equal(on.data["reversion"].sel(issue="river"), line)
    low, high = on.data["conflict.least"].values, on.data["conflict.most"].values
    a, b = (drawn.values[f"conflict.{s}.cost"] for s in "ab")
    optimism = drawn.values["conflict.a.optimism"]
    share = line / 100
    np.testing.assert_allclose(low, 100 * np.maximum(np.minimum(share + optimism, 1) - a, 0))
    np.testing.assert_allclose(high, 100 * np.minimum(share + b, 1))
    river = on.outcome("nash", "river")
    np.testing.assert_array_equal(on.data["ratification.in_range"], (river >= low) & (river <= high))


def test_a_patron_that_stops_at_once_is_a_patron_that_is_lacking(case, on):
    assert list(on.data["patron"].values) == ["help"]
    assert list(on.data["after"].values) == [0, 1.5, 3, 4.5]
    stopped = on.data["conflict.stopped_end"].sel(patron="help")
    np.testing.assert_allclose(stopped.sel(after=0), on.data["conflict.end"].sel(lacking="help"), rtol=1e-3)
    # it stops by itself after five months of six: the longer it flows, the less ground is lost
    assert (np.diff(stopped.values, axis=0) <= 1e-9).all()
    assert (stopped.sel(after=4.5) >= on.data["conflict.end"].sel(lacking="nobody") - 0.01).all()


def test_a_leader_prevails_by_its_autonomy(case):
    plain = changed(("    inner: median\n", ""))
    made = forecast(plain, ["nash"], draws=D, seed=SEED)
    v = draw(plain, D, SEED).values
    town, army = "actors.east.members.town", "actors.east.members.army"
    w = {
        m: v[f"{p}.capability"] * v[f"stances.east/{m}.river.salience"]
        for m, p in (("town", town), ("army", army))
    }
    inner = sum(w[m] * v[f"stances.east/{m}.river.position"] for m in w) / (w["town"] + w["army"])
    a = v["actors.east.autonomy"]
    found = made.data["position"].sel(actor="east", issue="river")
    np.testing.assert_allclose(found, a * 90 + (1 - a) * inner)
    # where the leader takes no stance the members decide alone, and without the link its own stance stands
    pledged = made.data["position"].sel(actor="east", issue="pledge")
    wp = {
        m: v[f"{p}.capability"] * v[f"stances.east/{m}.pledge.salience"]
        for m, p in (("town", town), ("army", army))
    }
    inner = sum(wp[m] * v[f"stances.east/{m}.pledge.position"] for m in wp) / (wp["town"] + wp["army"])
    np.testing.assert_allclose(pledged, inner)
    alone = forecast(plain, ["nash"], draws=D, seed=SEED, without=["domestic"])
    assert (alone.data["position"].sel(actor="east", issue="river") == 90).all()


def test_influence_from_outside_adds_to_the_member_it_reaches(case):
    tied = loads(
        TEXT.replace("    inner: median\n", "").replace(
            "ties:\n", "ties:\n  - {kind: influence, from: friend, to: east/town, value: 0.25}\n"
        )
    )
    v = draw(tied, D, SEED).values
    made = forecast(tied, ["nash"], draws=D, seed=SEED)
    caps = {m: v[f"actors.east.members.{m}.capability"] for m in ("town", "army")}
    # a quarter of Friend's 9, where East's 8 are what its members' capabilities add up to
    lent = 0.25 * 9 / 8 * (caps["town"] + caps["army"])
    w = {m: c * v[f"stances.east/{m}.pledge.salience"] for m, c in caps.items()}
    w["town"] += lent * v["stances.east/town.pledge.salience"]
    wanted = sum(w[m] * v[f"stances.east/{m}.pledge.position"] for m in w) / sum(w.values())
    np.testing.assert_allclose(made.data["position"].sel(actor="east", issue="pledge"), wanted)
    # the tie ends at a member: at the table nobody follows anybody
    assert to_bargain(draw(tied, 16)).influence is None


def test_actors_follow_those_to_whose_side_they_lean(case, on):
    v = draw(case, D, SEED).values
    a, weight = v["alignment.susceptibility"], v["alignment.ingredients.treaty.weight"]
    # friend leans to west and to east, in proportion to size and propensity; east and west lean apart
    pull = {"east": 8 * weight * v["ties.treaty.east.friend"], "west": v["actors.west.capability"] * weight}
    share = pull["west"] / (pull["east"] + pull["west"])
    # on duty east takes no stance; west and friend follow each other: x = a y + (1 - a) x0 and the like
    mine, theirs = 10.0, v["stances.friend.duty.position"]
    b = a * share
    west = ((1 - a) * mine + a * (1 - b) * theirs) / (1 - a * b)
    friend = (1 - b) * theirs + b * west
    w = {"west": v["actors.west.capability"] * 50, "friend": np.full(D, 9.0 * 70)}
    wanted = (w["west"] * west + w["friend"] * friend) / (w["west"] + w["friend"])
    np.testing.assert_allclose(on.outcome("influence", "duty"), wanted)
    assert "influence" not in forecast(case, MODELS, draws=16, without=["alignment"]).models


def test_a_tie_that_has_ended_pulls_nobody(case):
    now = first_round(draw(case, 16), tuple(case.issues))
    west, friend = 1, 2
    for day, pulled in ((date(2025, 3, 14), True), (date(2025, 3, 15), False)):
        influence = run_graph(replace(now, date=day), NAMES)["alignment"]["influence"]
        assert (influence[:, west].sum(axis=1) > 0).all() == pulled
        assert (influence[:, friend].sum(axis=1) > 0).all()  # the tie to east goes on
    alone = loads(TEXT[: TEXT.index("ties:\n")] + TEXT[TEXT.index("links:") :])
    assert not run_graph(first_round(draw(alone, 2), ("duty",)), NAMES)["alignment"]["influence"].any()


def test_stated_ties_of_influence_come_before_those_of_the_alignment(case):
    tied = changed(("ties:\n", "ties:\n  - {kind: influence, from: east, to: west, value: 0.25}\n"))
    now = first_round(draw(tied, 16), tuple(tied.issues))
    influence = run_graph(now, NAMES)["alignment"]["influence"]
    east, west, friend = range(3)
    assert (influence[:, west] == [0.25, 0, 0]).all()
    assert (influence[:, friend, [east, west]] > 0).all()
    np.testing.assert_allclose(influence[:, friend].sum(axis=1), now.value("alignment.susceptibility"))
    # east leans away from west, and follows friend alone
    assert (influence[:, east, west] == 0).all() and (influence[:, east, friend] > 0).all()


def test_settlements_set_pledge_cuts_and_tariff(on):
    np.testing.assert_array_equal(on.data["guarantee.strength"], on.outcome("nash", "pledge") / 100)
    part = on.data["burden.cuts"] / on.data["burden.extra"]
    np.testing.assert_allclose(part.sel(state="west", target=3), on.outcome("nash", "cuts") / 100)
    np.testing.assert_allclose(
        on.data["trade.rate"].sel(flow="steel"), (2 + 0.28 * on.outcome("nash", "duty")) / 100
    )


def test_a_stronger_pledge_never_makes_agreements_shorter_lived(case, on, off):
    assert (on.data["guarantee.fights"] >= off.data["guarantee.fights"]).all()
    assert on.data["guarantee.lasts"].mean() >= off.data["guarantee.lasts"].mean()


def test_ratification_is_of_the_members_own_numbers(case, on):
    assert list(on.data["consenting"].values) == ["east", "friend", "west"]
    v = draw(case, D, SEED).values
    issues = list(case.issues)
    reversion = on.data["reversion"].sel(issue=issues).values
    settled = np.column_stack([on.outcome("nash", i) for i in issues])
    # west has no members: it ratifies by its own loss
    s = np.column_stack([v.get(f"stances.west.{i}.salience", np.zeros(D)) for i in issues])
    x = np.column_stack([v.get(f"stances.west.{i}.position", np.zeros(D)) for i in issues])
    loss = [(s * ((p - x) / 100) ** 2).sum(axis=1) for p in (settled, reversion)]
    gain = loss[1] - loss[0]
    clear = abs(gain) > 1e-9
    ratifies = on.data["ratification.ratifies"].sel(consenting="west").values
    np.testing.assert_array_equal(ratifies[clear], (gain >= 0)[clear])


def test_the_ablation_table_is_the_difference_of_two_forecasts(case, on):
    assert [row["link"] for row in on.manifest["ablation"]] == list(NAMES)
    for row in on.manifest["ablation"]:
        other = forecast(case, MODELS, draws=D, seed=SEED, without=[row["link"]])
        for cell in row["settlements"]:
            # where nobody follows anybody, influence is the mean
            there = cell["model"] if cell["model"] in other.models else "mean"
            x, y = on.outcome(cell["model"], cell["issue"]), other.outcome(there, cell["issue"])
            assert cell["shift"] == pytest.approx(np.median(x - y), abs=1e-12)
            assert cell["without"] == pytest.approx(np.median(y))
        shares = {s["of"]: (s["with"], s["without"]) for s in row["shares"]}
        for key, name in (("overlap", "ratification.overlap"), ("lasts", "guarantee.lasts")):
            wanted = [float(made.data[name].mean()) for made in (on, other)]
            assert shares[key] == pytest.approx(wanted)


def test_a_link_that_is_on_changes_only_what_lies_downstream(case, on):
    other = forecast(case, MODELS, draws=D, seed=SEED, without=["burden"])
    for name in on.data.data_vars:
        same = on.data[name].equals(other.data[name])
        assert same or name.startswith(("burden.", "trade.", "round.social")), name


def test_the_first_round_is_the_forecast(on):
    assert list(on.data["step"].values) == [
        "2025-01-31",
        "2025-02-28",
        "2025-03-31",
        "2025-04-30",
        "2025-05-31",
    ]
    for issue in on.issues:
        np.testing.assert_array_equal(
            on.data["round.settlement"].sel(issue=issue)[0], on.outcome("nash", issue)
        )
    np.testing.assert_array_equal(on.data["round.overlap"][0], on.data["ratification.overlap"])
    np.testing.assert_array_equal(on.data["round.line"][0], on.data["conflict.line"][:, 0])


def test_an_event_that_ends_a_flow_is_as_a_patron_that_stops_then(case, on):
    drawn = draw(case, D, SEED)
    fought = war(case, drawn, 4)
    ends = replace(fought.patrons[1], stop=np.full(D, 2.0))
    wanted = attrition.simulate_attrition(replace(fought, patrons=(fought.patrons[0], ends)))
    np.testing.assert_allclose(on.data["round.line"].T, wanted.line[:, 0], rtol=1e-6)
    np.testing.assert_allclose(on.data["round.force_b"].T, wanted.force_b[:, 0], rtol=1e-9)


def test_positions_move_by_the_concession_and_events_set_numbers(case):
    made = forecast(changed(("concession: [0, 0.4]", "concession: 1")), ["nash"], draws=64, seed=SEED)
    path = made.data["round.settlement"].sel(issue="cuts")
    # after a whole concession all stand where they settled, or at the reversion point where nobody can gain
    first, second = path[0].values, path[1].values
    np.testing.assert_allclose(second, first, atol=1e-6)
    still = forecast(changed((", concession: [0, 0.4]", "")), ["nash"], draws=64, seed=SEED)
    np.testing.assert_array_equal(still.data["round.settlement"].sel(issue="cuts")[1], first)


def test_rounds_do_not_depend_on_threads_and_depend_on_the_seed(case, on):
    again = forecast(case, MODELS, draws=D, seed=SEED, threads=1)
    assert all(on.data[name].equals(again.data[name]) for name in on.data.data_vars)
    other = forecast(case, MODELS, draws=D, seed=SEED + 1)
    assert not on.data["round.line"].equals(other.data["round.line"])


def test_a_year_of_rounds_brings_the_budget_a_year_on():
    yearly = changed(
        ("steps: {every: 1 month, count: 4, concession: [0, 0.4]}", "steps: {every: 1 year, count: 2}"),
        ("conflict: true}", "conflict: true, burden: false}"),
    )
    made = forecast(yearly, ["nash"], draws=64, seed=SEED)
    # nothing but the date changes: what is cut in the year of the target stays the same
    social = made.data["round.social"].sel(state="west")
    np.testing.assert_allclose(social, np.broadcast_to(social[0], social.shape))


def test_a_path_in_two_rounds_is_the_path_in_one():
    yearly = changed(
        ("steps: {every: 1 month, count: 4, concession: [0, 0.4]}", "steps: {every: 1 year, count: 3}"),
        ("conflict: true}", "conflict: true, burden: false}"),
    )
    now = first_round(draw(yearly, 8, SEED), tuple(yearly.issues))
    outputs = run_graph(now, NAMES)
    whole = {b.target: b.path for b in outputs["budgets"]["bills"]}
    for year, day in ((1, date(2026, 1, 31)), (3, date(2028, 1, 31))):
        now = _next(now, day, outputs, set())
        outputs = run_graph(now, NAMES)
        for bill in outputs["budgets"]["bills"]:
            for name in ("defence", "extra", "debt", "debt_without", "cuts", "borrowing", "money"):
                left = getattr(whole[bill.target], name)[:, year:]
                np.testing.assert_allclose(getattr(bill.path, name), left, err_msg=name)


@pytest.mark.parametrize(
    ("path", "value", "name"),
    [("conflict.b.force", 5000, "force_b"), ("conflict.front.line", 90, "line")],
)
def test_an_event_sets_the_state_of_the_fighting(path, value, name):
    told = changed(
        ("set: conflict.patrons.help.flow, value: {value: 0, because: [aid]}", f"set: {path}, value: {value}")
    )
    made = forecast(told, ["nash"], draws=16, seed=SEED)
    assert (made.data[f"round.{name}"][2] == value).all()
    assert not (made.data[f"round.{name}"][1] == value).any()


def test_what_a_run_keeps_can_be_opened_again(on, tmp_path):
    from detente.forecasts import open_run, save_run

    again = open_run(save_run(on, tmp_path / "run"))
    assert again.manifest == on.manifest
    np.testing.assert_array_equal(again.data["round.settlement"], on.data["round.settlement"])
    np.testing.assert_array_equal(again.data["ratification.overlap"], on.data["ratification.overlap"])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("inner: median", "inner: package", "inner: members cannot settle by this model, got 'package'"),
        ("inner: median", "inner: influence", "members cannot settle by this model"),
        ("inner: median", "inner: bogus", "no model 'bogus'"),
        ("{settlement: nash", "{settlement: fiscal", "a model of burden, not of settlement"),
    ],
)
def test_a_model_that_cannot_serve_is_told_at_its_place(old, new, said, tmp_path):
    from detente.catalog import load

    (tmp_path / "case.yaml").write_text(TEXT.replace(old, new), encoding="utf-8")
    with pytest.raises(ScenarioError, match=said) as caught:
        load(tmp_path / "case.yaml")
    (problem,) = caught.value.problems
    assert old.split()[0] in TEXT.splitlines()[problem.line - 1]
    with pytest.raises(ScenarioError, match=said):
        forecast(loads(TEXT.replace(old, new)), ["mean"], draws=2)


def test_stating_the_inner_model_that_holds_anyway_changes_nothing():
    # east's town takes no stance on the pledge
    plain = changed(
        ("    inner: median\n", ""),
        ("    autonomy: {value: [0.2, 0.8], because: [aid]}\n", ""),
        ("  - {actor: east, issue: river, position: 90, salience: 80}\n", ""),
        ("  - {actor: east/town, issue: pledge, position: [20, 60], salience: 20}\n", ""),
    )
    said = loads(
        TEXT.replace("inner: median", "inner: mean")
        .replace("    autonomy: {value: [0.2, 0.8], because: [aid]}\n", "")
        .replace("  - {actor: east, issue: river, position: 90, salience: 80}\n", "")
        .replace("  - {actor: east/town, issue: pledge, position: [20, 60], salience: 20}\n", "")
    )
    one, other = (forecast(s, ["mean"], draws=16, seed=SEED) for s in (plain, said))
    for name in ("position", "salience"):
        np.testing.assert_allclose(one.data[name], other.data[name])


def test_a_leader_with_autonomy_ratifies_beside_its_members():
    now = first_round(draw(loads(TEXT), 16), ("river",))
    winsets = run_graph(now, NAMES)["ratification"]["ratification"]
    assert winsets.members[winsets.actors.index("east")] == ("east", "east/army", "east/town")
    alone = changed(("autonomy: {value: [0.2, 0.8], because: [aid]}", "autonomy: 1"))
    now = first_round(draw(alone, 16), ("river",))
    found = run_graph(now, NAMES)["ratification"]["ratification"].result
    east = winsets.actors.index("east")
    # nobody's assent counts but its own, whose position is 90
    np.testing.assert_allclose(found.margin[:, east], found.gain[:, east, 0])


def test_members_without_capability_count_alike_and_nothing_to_cut_is_not_cut():
    nobody = changed(
        ("capability: [1, 3]}", "capability: 0}"),
        (
            "town: {label: Town, kind: faction, capability: 2}",
            "town: {label: Town, kind: faction, capability: 0}",
        ),
        ("social: [15, 25], cuts: [0, 50]", "social: 0, cuts: 0"),
        ("  - {date: 2025-04-30, set: actors.east.members.town.capability, value: [3, 6]}\n", ""),
    )
    made = forecast(nobody, ["mean"], draws=16)
    assert np.isfinite(made.data["ratification.margin"]).all()
    assert (made.data["burden.cuts"] == 0).all()
