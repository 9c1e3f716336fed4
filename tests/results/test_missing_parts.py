"""Records of the hand-made forecast where a part is missing, nobody is asked, or numbers are undefined."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from detente.forecasts import Forecast
from detente.records import schema_of
from detente.results.basis import Basis, count_parts
from detente.results.burden import AllyShare
from detente.scenario import loads
from detente.testing.sample import SCENARIO, sample_forecast


def without(*names: str) -> Forecast:
    """The sample without the arrays whose names begin so."""
    run = sample_forecast()
    gone = [name for name in map(str, run.data) if name.startswith(names)]
    assert gone
    return Forecast(run.data.drop_vars(gone), run.scenario, run.manifest)


def test_each_part_of_the_burden_stands_alone() -> None:
    run = sample_forecast().burden
    assert run is not None
    bills, sharing, trade = (
        without(*(f"{other}." for other in {"burden", "sharing", "trade"} - {part})).burden
        for part in ("burden", "sharing", "trade")
    )
    assert bills is not None and sharing is not None and trade is not None
    assert (bills.bills, bills.by, bills.basis) == (run.bills, 2030, Basis(0, 1, 8))
    assert (bills.sharing, bills.sharing_basis, bills.exploitation) == (None, None, None)
    assert (bills.trade, bills.trade_basis) == (None, None)
    assert (sharing.sharing, sharing.sharing_basis) == (run.sharing, Basis(0, 0, 7))
    assert sharing.exploitation == run.exploitation != None  # noqa: E711
    assert (sharing.bills, sharing.by, sharing.basis, sharing.trade) == (None, None, None, None)
    assert (trade.trade, trade.trade_basis) == (run.trade, Basis(0, 0, 6))
    assert (trade.bills, trade.sharing) == (None, None)
    assert without("burden.", "sharing.", "trade.").burden is None


def test_without_a_conflict_there_is_none() -> None:
    assert without("conflict.").conflict is None
    assert without("ratification.").ratification is None
    run = without("conflict.stopped", "guarantee.").conflict
    assert run is not None
    assert (run.stops, run.guarantee) == ((), None)
    assert len(run.courses) == 3
    silent = sample_forecast()
    silent.data["conflict.line"][:, 1] = np.nan
    assert silent.conflict is not None
    assert [point.month for point in silent.conflict.line] == [0.0, 6.0]


def test_where_no_settlement_is_put_nobody_ratifies() -> None:
    run = without("ratification.put", "ratification.in_range", "ratification.least_gain").ratification
    assert run is not None
    assert (run.put, run.ratified, run.in_range, run.least_gain, run.joint) == (0, None, None, None, ())
    assert [(a.ratifies, a.payment, a.concessions) for a in run.actors] == [(None, None, ())] * 3
    assert [len(a.alone) for a in run.actors] == [1, 2, 1]
    assert run.overlap == 0.6


def put(tenths: Iterable[int]) -> Forecast:
    run = sample_forecast()
    run.data["ratification.put"][:] = np.isin(np.arange(10), list(tenths))
    return run


def test_shares_are_of_the_draws_with_a_settlement() -> None:
    """East ratifies in draws 0 to 7, West in 0 to 4; of draws 4 to 7 that is all, and one."""
    run = put(range(4, 8)).ratification
    assert run is not None
    assert (run.put, run.ratified) == (4, 0.25)
    assert [a.ratifies for a in run.actors] == [1.0, 0.25, 1.0]
    east, west, _ = run.actors
    assert (east.payment, east.concessions) == (None, ())
    pledge, line = west.concessions
    assert (pledge.issue, pledge.refused, pledge.share, pledge.keeps) == ("pledge", 3, 1 / 3, 1 / 3)
    assert (line.issue, line.refused, line.share, line.keeps) == ("line", 3, 1.0, 0.0)
    assert line.move.median == -16
    (joint,) = run.joint
    assert (joint.refused, joint.share, joint.move.median) == (3, 1.0, -6)


def test_an_issue_without_package_or_win_set_is_left_out() -> None:
    run = sample_forecast()
    run.data["ratification.package"][:, 1] = np.nan
    run.data["ratification.alone"][:, :, 2] = np.nan
    run.data["ratification.blocking"][:] = False
    run.data["ratification.blocking"][:1, 2] = True
    ratification = run.ratification
    assert ratification is not None
    assert [p.issue for p in ratification.package] == ["line", "toll"]
    assert [a.issue for a in ratification.alone] == ["line", "pledge"]
    assert [(b.actors, b.share) for b in ratification.blocking] == [(("friend",), 0.1)]
    assert [len(a.alone) for a in ratification.actors] == [1, 2, 0]


def test_what_consent_rests_on_leaves_out_fighting_if_it_does_not_bear_on_it() -> None:
    run = sample_forecast()
    run.manifest["links_on"] = []
    assert run.ratification is not None
    assert run.ratification.basis == Basis(passage=1, figure=1, assumption=24)


def test_rounds_without_parts() -> None:
    first, *_ = without("round.line", "round.overlap", "round.ratified", "round.lasts").rounds
    assert (first.line, first.overlap, first.ratified, first.lasts, first.put) == (None, None, None, None, 0)
    part = sample_forecast()
    ratified = part.data["round.ratified"].astype(float)
    ratified[1, :5] = np.nan
    part = Forecast(part.data.assign({"round.ratified": ratified}), part.scenario, part.manifest)
    assert [(r.put, r.ratified) for r in part.rounds] == [(10, 0.5), (5, 0.2), (10, 0.7)]


@pytest.mark.parametrize(
    ("date", "events"),
    [
        ("2025-02-01", [(), ("Help ends.",), ()]),
        ("2025-02-28", [(), ("Help ends.",), ()]),
        ("2025-03-01", [(), (), ("Help ends.",)]),
        ("2025-03-31", [(), (), ("Help ends.",)]),
    ],
)
def test_an_event_falls_into_the_round_up_to_which_it_happens(date: str, events: list[tuple[str]]) -> None:
    scenario = loads(SCENARIO.replace("events: [{date: 2025-02-28", f"events: [{{date: {date}"))
    run = sample_forecast()
    assert [r.events for r in Forecast(run.data, scenario, run.manifest).rounds] == events


def test_an_event_without_a_note_is_called_by_its_number() -> None:
    scenario = loads(SCENARIO.replace(", note: Help ends.", ""))
    run = sample_forecast()
    (event,) = Forecast(run.data, scenario, run.manifest).rounds[1].events
    assert event.endswith(" changes") and "The Friend" in event


def test_parts_are_counted_but_for_actors_issues_stances_and_ties() -> None:
    counts = count_parts(sample_forecast().scenario)
    assert counts["budgets"] == 9 and counts["alliance"] == 7 and counts["trade"] == 6
    assert not {"actors", "issues", "stances", "ties"} & set(counts)


def test_what_allies_spend_has_a_unit() -> None:
    fields = schema_of(AllyShare)["properties"]
    assert fields["spending"]["unit"] == fields["alone"]["unit"] == "unit of income"
